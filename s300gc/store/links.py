"""Which GoCardless customer is which AR customers, who said so, and what was taken apart."""

from collections.abc import Iterable

from s300gc.store.audit import Audit
from s300gc.store.cells import wanted
from s300gc.store.database import Database


class Links:
    """Links of many to many: either side may have several of the other.

    A pair that a person took apart is remembered until a person links it again.
    Whoever gains or loses a link is compared with Sage 300 once more.
    """

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    # ------------------------------------------------------------ writing

    def set(self, gc_customer: str, customer: str, how: str, by: str = "") -> None:
        """Make one AR customer the only one that a GoCardless customer is; see ``put``."""
        self.put(gc_customer, [customer], how, by)

    def put(self, gc_customer: str, customers: Iterable[str], how: str, by: str = "") -> None:
        """Make these AR customers the ones that a GoCardless customer is, in one transaction.

        ``how`` is metadata, email or hand, ``by`` the person. Links by hand are
        replaced by hand only. What a person replaces counts as taken apart.
        Known so: no write.
        """
        wanted_links = dict.fromkeys(customers, how)
        if self._stands(self.of_gc(gc_customer), wanted_links, how):
            return
        with self._database.immediate(f"link {gc_customer}"):
            was = self.of_gc(gc_customer)
            if self._stands(was, wanted_links, how):
                return
            gone = [one for one in was if one not in wanted_links]
            self._delete(gc_customer, gone)
            if how == "hand":
                self._keep_apart(gc_customer, gone)
            self._insert(gc_customer, wanted_links)
            self._say("link.set", gc_customer, was, sorted(wanted_links), how, by)

    def add(self, gc_customer: str, customer: str, by: str = "") -> None:
        """Link by hand to one more AR customer; the links there are stay. Known so: no write."""
        if self.of_gc(gc_customer).get(customer) == "hand":
            return
        with self._database.immediate(f"link {gc_customer}"):
            was = self.of_gc(gc_customer)
            self._insert(gc_customer, {customer: "hand"})
            self._say("link.set", gc_customer, was, sorted({*was, customer}), "hand", by)

    def unset(self, gc_customer: str, customer: str = "", by: str = "") -> None:
        """Take a link away, or all of a GoCardless customer; not linked: no write.

        Each pair counts as taken apart from then on.
        """
        if not self._named(gc_customer, customer):
            return
        with self._database.immediate(f"link {gc_customer} removed"):
            was = self.of_gc(gc_customer)
            gone = self._named(gc_customer, customer)
            self._delete(gc_customer, gone)
            self._keep_apart(gc_customer, gone)
            left = sorted(set(was) - set(gone))
            self._say("link.unset", gc_customer, was, left, "hand", by)

    @staticmethod
    def _stands(was: dict[str, str], wanted_links: dict[str, str], how: str) -> bool:
        return was == wanted_links or (how != "hand" and "hand" in was.values())

    def _named(self, gc_customer: str, customer: str) -> list[str]:
        return [one for one in self.of_gc(gc_customer) if customer in ("", one)]

    def _insert(self, gc_customer: str, links: dict[str, str]) -> None:
        now = self._database.now
        self._database.write_many(
            "INSERT INTO links (gc_customer, customer, how, at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (gc_customer, customer) DO UPDATE"
            " SET how = excluded.how, at = excluded.at WHERE how <> excluded.how",
            [(gc_customer, customer, how, now) for customer, how in links.items()],
        )
        self._database.write_many(
            "DELETE FROM links_apart WHERE gc_customer = ? AND customer = ?",
            [(gc_customer, customer) for customer in links],
        )

    def _delete(self, gc_customer: str, customers: Iterable[str]) -> None:
        self._database.write_many(
            "DELETE FROM links WHERE gc_customer = ? AND customer = ?",
            [(gc_customer, customer) for customer in customers],
        )

    def _keep_apart(self, gc_customer: str, customers: Iterable[str]) -> None:
        now = self._database.now
        self._database.write_many(
            "INSERT INTO links_apart (gc_customer, customer, at) VALUES (?, ?, ?)"
            " ON CONFLICT (gc_customer, customer) DO NOTHING",
            [(gc_customer, customer, now) for customer in customers],
        )

    def _say(
        self,
        kind: str,
        gc_customer: str,
        was: dict[str, str],
        customers: list[str],
        how: str,
        by: str,
    ) -> None:
        """Add the audit row, and let Sage be compared again for everybody it is about."""
        touched = sorted({*was, *customers})
        body = {"customers": customers, "how": how, "was": was, "by": by}
        self._audit.append(kind, gc_customer, body, touched)
        self._database.write(
            "UPDATE customers SET dirty = 1 WHERE number IN (SELECT value FROM json_each(?))",
            (wanted(touched),),
        )

    # ------------------------------------------------------------ reading

    def all(self) -> dict[str, tuple[str, ...]]:
        """Give the AR customer numbers of every linked GoCardless customer."""
        found: dict[str, tuple[str, ...]] = {}
        for (gc_customer, customer), _ in self.pairs().items():
            found[gc_customer] = (*found.get(gc_customer, ()), customer)
        return found

    def pairs(self) -> dict[tuple[str, str], str]:
        """Give how each pair of GoCardless customer and AR customer was linked."""
        rows = self._database.rows(
            "SELECT gc_customer, customer, how FROM links ORDER BY gc_customer, customer"
        )
        return {(row["gc_customer"], row["customer"]): row["how"] for row in rows}

    def apart(self) -> frozenset[tuple[str, str]]:
        """Give the pairs of GoCardless customer and AR customer that a person took apart."""
        rows = self._database.rows("SELECT gc_customer, customer FROM links_apart")
        return frozenset((row["gc_customer"], row["customer"]) for row in rows)

    def of_gc(self, gc_customer: str) -> dict[str, str]:
        """Give the AR customer numbers of a GoCardless customer, and how each was linked."""
        rows = self._database.rows(
            "SELECT customer, how FROM links WHERE gc_customer = ? ORDER BY customer",
            (gc_customer,),
        )
        return {row["customer"]: row["how"] for row in rows}

    def of_customer(self, number: str) -> list[str]:
        """Give the GoCardless customers of an AR customer."""
        rows = self._database.rows(
            "SELECT gc_customer FROM links WHERE customer = ? ORDER BY gc_customer", (number,)
        )
        return [row["gc_customer"] for row in rows]

    def of_mandates(self, mandates: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Give the AR customer numbers of each mandate whose holder is linked.

        Several numbers mean that the mandate alone does not say whose money it brings.
        """
        rows = self._database.rows(
            "SELECT m.id, l.customer FROM json_each(?) AS w"
            " CROSS JOIN mandates AS m ON m.id = w.value"
            " CROSS JOIN links AS l ON l.gc_customer = m.customer"
            " ORDER BY l.customer",
            (wanted(mandates),),
        )
        found: dict[str, tuple[str, ...]] = {}
        for row in rows:
            found[row["id"]] = (*found.get(row["id"], ()), row["customer"])
        return found
