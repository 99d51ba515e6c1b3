"""Which GoCardless customer is which AR customer, and who said so."""

from collections.abc import Iterable

from s300gc.store.audit import Audit
from s300gc.store.cells import wanted
from s300gc.store.database import Database


class Links:
    """Links by GoCardless customer; an AR customer may have several."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    def set(self, gc_customer: str, customer: str, how: str) -> None:
        """Link a GoCardless customer; ``how`` is metadata, email or hand. Known so: no write."""
        was = self._row(gc_customer)
        if was == (customer, how):
            return
        with self._database.immediate(f"link {gc_customer}"):
            was = self._row(gc_customer)
            self._database.write(
                "INSERT INTO links (gc_customer, customer, how, at) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (gc_customer) DO UPDATE"
                " SET customer = excluded.customer, how = excluded.how, at = excluded.at",
                (gc_customer, customer, how, self._database.now),
            )
            before = was[0] if was else ""
            body = {"customer": customer, "how": how, "was": before}
            self._audit.append("link.set", gc_customer, body, [customer, before])

    def unset(self, gc_customer: str) -> None:
        """Take a link away; not linked: no write."""
        if self._row(gc_customer) is None:
            return
        with self._database.immediate(f"link {gc_customer} removed"):
            was = self._row(gc_customer)
            self._database.write("DELETE FROM links WHERE gc_customer = ?", (gc_customer,))
            before = was[0] if was else ""
            self._audit.append("link.unset", gc_customer, {"was": before}, [before])

    def all(self) -> dict[str, str]:
        """Give the AR customer number of every linked GoCardless customer."""
        rows = self._database.rows("SELECT gc_customer, customer FROM links ORDER BY gc_customer")
        return {row["gc_customer"]: row["customer"] for row in rows}

    def of_gc(self, gc_customer: str) -> str | None:
        """Give the AR customer number of a GoCardless customer; None where there is no link."""
        found = self._row(gc_customer)
        return found[0] if found else None

    def how(self, gc_customer: str) -> str | None:
        """Tell how a GoCardless customer was linked; None where there is no link."""
        found = self._row(gc_customer)
        return found[1] if found else None

    def of_customer(self, number: str) -> list[str]:
        """Give the GoCardless customers of an AR customer."""
        rows = self._database.rows(
            "SELECT gc_customer FROM links WHERE customer = ? ORDER BY gc_customer", (number,)
        )
        return [row["gc_customer"] for row in rows]

    def of_mandates(self, mandates: Iterable[str]) -> dict[str, str]:
        """Give the AR customer number of each mandate whose holder is linked."""
        rows = self._database.rows(
            "SELECT m.id, l.customer FROM json_each(?) AS w"
            " CROSS JOIN mandates AS m ON m.id = w.value"
            " CROSS JOIN links AS l ON l.gc_customer = m.customer",
            (wanted(mandates),),
        )
        return {row["id"]: row["customer"] for row in rows}

    def _row(self, gc_customer: str) -> tuple[str, str] | None:
        found = self._database.row(
            "SELECT customer, how FROM links WHERE gc_customer = ?", (gc_customer,)
        )
        return (found["customer"], found["how"]) if found else None
