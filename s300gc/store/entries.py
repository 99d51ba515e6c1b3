"""What invoice batches say of posted documents, each read once: it never changes after posting."""

from collections.abc import Iterable, Sequence
from datetime import date

from s300gc.model import Entry, Instalment, Money
from s300gc.store import sqlite
from s300gc.store.cells import Cell, day, flag, maybe_day, pairs, read_pairs, wanted
from s300gc.store.database import Database

Place = tuple[str, str]
"""Customer and document number."""

CHUNK = 500
"""Entries in one transaction."""


class Entries:
    """Entries by customer and document number, with their schedules."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, entries: Iterable[Entry]) -> None:
        """Store entries, in place of what was known of the same documents."""
        found = list(entries)
        for start in range(0, len(found), CHUNK):
            with self._database.immediate("entries read"):
                self._put(found[start : start + CHUNK])

    def _put(self, entries: Sequence[Entry]) -> None:
        now = self._database.now
        self._database.write_many(
            "DELETE FROM entries WHERE customer = ? AND number = ?",
            [(one.customer, one.number) for one in entries],
        )
        self._database.write_many(
            "INSERT INTO entries (customer, number, batch, entry, found, fields, recurring_charge,"
            " read_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    *(one.customer, one.number, one.batch, one.entry, flag(one.found)),
                    *(pairs(one.fields), one.recurring_charge, now),
                )
                for one in entries
            ],
        )
        self._database.write_many(
            "INSERT INTO instalments (customer, number, instalment, due, amount, currency,"
            " discount, discount_until) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [_cells(one, part) for one in entries for part in one.instalments],
        )

    def some(self, places: Iterable[Place]) -> dict[Place, Entry]:
        """Give the entries of those of these documents of which one was looked for."""
        keys = wanted([list(place) for place in places])
        parts: dict[Place, list[Instalment]] = {}
        for row in self._database.rows(
            "SELECT p.* FROM json_each(?) AS w CROSS JOIN instalments AS p"
            " ON p.customer = w.value ->> 0 AND p.number = w.value ->> 1 ORDER BY p.instalment",
            (keys,),
        ):
            parts.setdefault((row["customer"], row["number"]), []).append(_instalment(row))
        rows = self._database.rows(
            "SELECT e.* FROM json_each(?) AS w CROSS JOIN entries AS e"
            " ON e.customer = w.value ->> 0 AND e.number = w.value ->> 1",
            (keys,),
        )
        found = [_entry(row, parts) for row in rows]
        return {(one.customer, one.number): one for one in found}

    def lost_before(self, places: Iterable[Place], last: date) -> set[Place]:
        """Give those of these documents whose batch was found missing before a day (UTC)."""
        rows = self._database.rows(
            "SELECT e.customer, e.number FROM json_each(?) AS w CROSS JOIN entries AS e"
            " ON e.customer = w.value ->> 0 AND e.number = w.value ->> 1"
            " WHERE e.found = 0 AND e.read_at < ?",
            (wanted([list(place) for place in places]), last.isoformat()),
        )
        return {(row["customer"], row["number"]) for row in rows}


def _cells(entry: Entry, part: Instalment) -> tuple[Cell, ...]:
    return (
        *(entry.customer, entry.number, part.number, day(part.due)),
        *(part.amount.minor, part.amount.currency),
        *(part.discount.minor if part.discount else 0, day(part.discount_until)),
    )


def _instalment(row: sqlite.Row) -> Instalment:
    return Instalment(
        number=row["instalment"],
        due=date.fromisoformat(row["due"]),
        amount=Money(row["amount"], row["currency"]),
        discount=Money(row["discount"], row["currency"]) if row["discount"] else None,
        discount_until=maybe_day(row["discount_until"]),
    )


def _entry(row: sqlite.Row, parts: dict[Place, list[Instalment]]) -> Entry:
    return Entry(
        customer=row["customer"],
        number=row["number"],
        batch=row["batch"],
        entry=row["entry"],
        instalments=tuple(parts.get((row["customer"], row["number"]), ())),
        fields=read_pairs(row["fields"]),
        recurring_charge=row["recurring_charge"],
        found=bool(row["found"]),
    )
