"""Posted AR documents as last read, and what a full read no longer showed."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from s300gc.model import Document, Money
from s300gc.store import sqlite, statements
from s300gc.store.cells import Cell, day, flag, maybe_day, wanted
from s300gc.store.mirror import Mirror

OPEN = "balance <> 0 AND fully_paid = 0 AND gone = 0"
FULL_READ = "documents.full-read"
"""Cursor: the number of the full read that was begun last."""

SETTLED = "balance = ?, functional = ?, fully_paid = ?"

Place = tuple[str, str]
"""Customer and document number."""


class Documents(Mirror[Document]):
    """AR documents by customer and number.

    A full read of the open documents is set between ``begin_full_read`` and
    ``end_full_read``. A document that was open here and is absent there is not
    deleted and not taken as paid: it is marked *gone*, is offered to nobody, and
    is there again as soon as it is read anew.
    """

    table = "documents"
    key = ("customer", "number")
    columns = (
        "customer", "number", "kind", "dated", "due", "currency", "original", "balance",
        "functional", "functional_currency", "account_set", "description", "terms", "payments",
        "fully_paid", "job_related", "retainage", "batch", "entry", "discount", "discount_until",
        "own_fields",
    )  # fmt: skip

    # ------------------------------------------------------------ writing

    def put_inside(self, values: Sequence[Document]) -> list[Document]:
        """Store documents; each is thereby seen in the full read that is going on, if any."""
        changed = super().put_inside(values)
        seen = self._full_read()
        self._database.write_many(
            statements.update(self.table, self.key, "seen = ?, gone = 0"),
            [(seen, one.customer, one.number) for one in values],
        )
        return changed

    def begin_full_read(self) -> int:
        """Start a full read; give its number. One that was not ended is simply begun again."""
        with self._database.immediate("documents full read begun"):
            number = self._full_read() + 1
            self._database.write(
                "INSERT INTO cursors (name, value, at) VALUES (?, ?, ?)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value, at = excluded.at",
                (FULL_READ, str(number), self._database.now),
            )
        return number

    def end_full_read(self) -> list[Place]:
        """Mark open documents that the full read did not show as gone; give all that are gone.

        The caller asks Sage for each of them. Those left over from an earlier
        run that was killed before it could ask are given again.
        """
        with self._database.immediate("documents full read ended"):
            self._database.write(
                f"UPDATE documents SET gone = 1 WHERE seen < ? AND {OPEN}",  # noqa: S608
                (self._full_read(),),
            )
        return self.gone()

    def vanished(self, places: Iterable[Place]) -> None:
        """Mark documents as gone that Sage no longer shows when it is asked for them by number."""
        with self._database.immediate("documents vanished"):
            self._database.write_many(
                statements.update(self.table, self.key, "gone = 1"), sorted(places)
            )

    def settle(self, applied: Iterable[tuple[str, str, Money]]) -> None:
        """Take what our posted receipts paid off the balances, within the open transaction.

        Keeps the copy true until Sage is read again; ``applied`` is customer,
        document and amount. Raises ValueError where the currency is another one.
        """
        for customer, number, amount in applied:
            document = self.get(customer, number)
            if document is None:
                continue
            left = document.balance - amount
            functional = _in_proportion(document, left)
            self._database.write(
                statements.update(self.table, self.key, SETTLED),
                (left.minor, functional, flag(left.minor == 0), customer, number),
            )

    def _full_read(self) -> int:
        found = self._database.value("SELECT value FROM cursors WHERE name = ?", (FULL_READ,))
        return int(found or 0)

    # ------------------------------------------------------------ reading

    def due_until(self, last: date, go_live: date | None = None) -> list[Document]:
        """Give open documents due on or before a day, by customer, due date and number.

        Also credits, whose balance is negative. With ``go_live`` those dated
        before it are left out; without it they are there, so that a plan can say
        why they are skipped.
        """
        return self._read(
            f"WHERE due <= ? AND dated >= ? AND {OPEN} ORDER BY customer, due, number",
            day(last),
            day(go_live) or "",
        )

    def collectable(self, today: date, horizon_days: int) -> list[Document]:
        """Give open documents due within the horizon, by customer, due date and number.

        Those of several payments are among them whenever they are due as a whole.
        """
        last = today + timedelta(days=horizon_days)
        parts = self._read(f"WHERE payments > 1 AND due > ? AND {OPEN}", day(last))
        found = [*self.due_until(last), *parts]
        return sorted(found, key=lambda one: (one.customer, one.due, one.number))

    def credits_of(self, customers: Iterable[str]) -> dict[str, tuple[Document, ...]]:
        """Give the open credits of customers (negative balances), the oldest first."""
        names = ", ".join(f"m.{name}" for name in self.columns)
        rows = self._database.rows(
            f"SELECT {names} FROM json_each(?) AS w"  # noqa: S608
            " CROSS JOIN documents AS m ON m.customer = w.value"
            " AND m.balance < 0 AND m.fully_paid = 0 AND m.gone = 0"
            " ORDER BY m.dated, m.number",
            (wanted(customers),),
        )
        found: dict[str, tuple[Document, ...]] = {}
        for row in rows:
            found[row["customer"]] = (*found.get(row["customer"], ()), self.decode(row))
        return found

    def of_customer(self, customer: str) -> list[Document]:
        """Give all known documents of a customer, by number."""
        return self._read("WHERE customer = ? ORDER BY number", customer)

    def gone(self) -> list[Place]:
        """Give the documents that a full read did not show and nobody has asked for since."""
        rows = self._database.rows(
            "SELECT customer, number FROM documents WHERE gone = 1 ORDER BY customer, number"
        )
        return [(row["customer"], row["number"]) for row in rows]

    # ------------------------------------------------------------ cells

    def encode(self, value: Document) -> tuple[Cell, ...]:
        """Give a document's cells; original and balance must be of one currency."""
        if value.original.currency != value.balance.currency:
            raise ValueError(f"{value.number}: original and balance differ in currency")
        return (
            *(value.customer, value.number, value.kind, day(value.dated), day(value.due)),
            *(value.balance.currency, value.original.minor, value.balance.minor),
            *(value.functional.minor, value.functional.currency, value.account_set),
            *(value.description, value.terms, value.payments, flag(value.fully_paid)),
            *(flag(value.job_related), flag(value.retainage), value.batch, value.entry),
            value.discount.minor if value.discount else 0,
            *(day(value.discount_until), value.own_fields),
        )

    def decode(self, row: sqlite.Row) -> Document:
        """Read a document back."""
        return Document(
            customer=row["customer"],
            number=row["number"],
            kind=row["kind"],
            dated=date.fromisoformat(row["dated"]),
            due=date.fromisoformat(row["due"]),
            original=Money(row["original"], row["currency"]),
            balance=Money(row["balance"], row["currency"]),
            functional=Money(row["functional"], row["functional_currency"]),
            account_set=row["account_set"],
            description=row["description"],
            terms=row["terms"],
            payments=row["payments"],
            fully_paid=bool(row["fully_paid"]),
            job_related=bool(row["job_related"]),
            retainage=bool(row["retainage"]),
            batch=row["batch"],
            entry=row["entry"],
            discount=Money(row["discount"], row["currency"]) if row["discount"] else None,
            discount_until=maybe_day(row["discount_until"]),
            own_fields=row["own_fields"],
        )


def _in_proportion(document: Document, left: Money) -> int:
    """Give the functional balance that goes with what is left, rounded down."""
    if not left.minor or not document.balance.minor:
        return 0
    return document.functional.minor * left.minor // document.balance.minor
