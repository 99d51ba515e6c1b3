"""GoCardless mandates as last read."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from s300gc.model import Mandate
from s300gc.store import sqlite
from s300gc.store.cells import Cell, day, maybe_day, pairs, read_pairs, stamp, wanted
from s300gc.store.mirror import SmallMirror, moment_of


class Mandates(SmallMirror[Mandate]):
    """Mandates by id."""

    table = "mandates"
    key = ("id",)
    columns = (
        "id", "created_at", "customer", "bank_account", "creditor", "scheme", "status",
        "reference", "next_charge_date", "metadata", "replaced_by",
    )  # fmt: skip

    # ------------------------------------------------------------ writing

    def put_inside(self, values: Sequence[Mandate]) -> list[Mandate]:
        """Store mandates as they were read; what took the place of one stays known."""
        known = {one.id: one.replaced_by for one in self.some([one.id for one in values])}
        return super().put_inside(
            [replace(v, replaced_by=v.replaced_by or known.get(v.id, "")) for v in values]
        )

    def succeeded(self, old: str, new: str) -> bool:
        """Record that a mandate took the place of another; tell whether that was news.

        A mandate that is not known is not recorded, nor one that would succeed itself.
        """
        found = self.get(old)
        if found is None or found.replaced_by == new or old in (new, *self.chain(new)):
            return False
        self.put([replace(found, replaced_by=new)])
        return True

    # ------------------------------------------------------------ reading

    def chain(self, id: str) -> list[str]:
        """Give the mandates that followed one, each in the place of the one before."""
        found: list[str] = []
        one = self.get(id)
        while one is not None and one.replaced_by and one.replaced_by not in (id, *found):
            found.append(one.replaced_by)
            one = self.get(one.replaced_by)
        return found

    def successors(self, ids: Iterable[str]) -> dict[str, str]:
        """Give the last mandate of the chain of each of these that was replaced."""
        chains = {id: self.chain(id) for id in sorted(set(ids))}
        return {id: chain[-1] for id, chain in chains.items() if chain}

    def by_customer(self, gc_customer: str) -> list[Mandate]:
        """Give the mandates of a GoCardless customer, oldest first."""
        return self._read("WHERE customer = ? ORDER BY created_at, id", gc_customer)

    def usable_of(self, gc_customer: str) -> list[Mandate]:
        """Give the active mandates of a GoCardless customer, newest first."""
        return self._read(
            "WHERE customer = ? AND status = 'active' ORDER BY created_at DESC, id", gc_customer
        )

    def of_customers(self, numbers: Iterable[str]) -> dict[str, tuple[Mandate, ...]]:
        """Give the mandates of AR customers by number, through their links, oldest first."""
        names = ", ".join(f"m.{name}" for name in self.columns)
        rows = self._database.rows(
            f"SELECT {names}, l.customer AS number FROM json_each(?) AS w"  # noqa: S608
            " CROSS JOIN links AS l ON l.customer = w.value"
            " CROSS JOIN mandates AS m ON m.customer = l.gc_customer"
            " ORDER BY m.created_at, m.id",
            (wanted(numbers),),
        )
        found: dict[str, tuple[Mandate, ...]] = {}
        for row in rows:
            found[row["number"]] = (*found.get(row["number"], ()), self.decode(row))
        return found

    def holders(self) -> list[str]:
        """Give the ids of the GoCardless customers that have a mandate of any status."""
        rows = self._database.rows("SELECT DISTINCT customer FROM mandates ORDER BY customer")
        return [row["customer"] for row in rows]

    def encode(self, value: Mandate) -> tuple[Cell, ...]:
        """Give a mandate's cells."""
        return (
            *(value.id, stamp(value.created_at), value.customer, value.bank_account),
            *(value.creditor, value.scheme, value.status, value.reference),
            *(day(value.next_charge_date), pairs(value.metadata), value.replaced_by),
        )

    def decode(self, row: sqlite.Row) -> Mandate:
        """Read a mandate back."""
        return Mandate(
            id=row["id"],
            created_at=moment_of(row),
            customer=row["customer"],
            bank_account=row["bank_account"],
            creditor=row["creditor"],
            scheme=row["scheme"],
            status=row["status"],
            reference=row["reference"],
            next_charge_date=maybe_day(row["next_charge_date"]),
            metadata=read_pairs(row["metadata"]),
            replaced_by=row["replaced_by"],
        )
