"""What is stored of how a payout was booked, with bookings that were reversed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from s300gc.model import BookedLine, Intent
from s300gc.store.booked_lines import BookedLines
from s300gc.store.cells import day, instant, maybe_day, wanted
from s300gc.store.database import Database
from s300gc.store.intents import Intents


@dataclass(frozen=True, slots=True)
class BookedBatch:
    """A Sage 300 batch of a payout.

    ``booking`` counts from 1 and is 0 for what came later (unapplied cash applied, a
    reversing journal); ``posting_sequence`` is 0 and ``status`` empty until Sage 300 was
    asked for them.
    """

    booking: int
    reversed: bool
    intent: Intent
    status: str = ""
    posting_sequence: int = 0


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item that names a payment, with the payout it stands in."""

    payment: str
    refund: str
    type: str
    payout: str
    created_at: datetime
    arrived: date | None


class BookingEvidence:
    """Reads what the books of a payout consist of; writes nothing."""

    def __init__(self, database: Database, intents: Intents) -> None:
        self._database = database
        self._intents = intents
        self._lines = BookedLines(database)

    def batches(self, payout: str, others: Iterable[str] = ()) -> list[BookedBatch]:
        """Give the batches of every booking of a payout, then ``others`` by their references."""
        rows = self._database.rows(
            "SELECT booking, reversed, reference FROM booking_intents WHERE payout = ?"
            " ORDER BY booking, position",
            (payout,),
        )
        found = [(row["booking"], bool(row["reversed"]), row["reference"]) for row in rows]
        known = {reference for _, _, reference in found}
        found += [(0, False, one) for one in others if one not in known]
        read = self._read([reference for _, _, reference in found])
        return [
            BookedBatch(booking, undone, self._intents.known(one), *read.get(one, ("", 0)))
            for booking, undone, one in found
        ]

    def _read(self, references: list[str]) -> dict[str, tuple[str, int]]:
        """Give what Sage 300 said of batches: status and posting sequence number."""
        rows = self._database.rows(
            "SELECT b.reference, b.status, b.posting_sequence FROM json_each(?) AS w"
            " CROSS JOIN batches AS b ON b.reference = w.value",
            (wanted(references),),
        )
        return {row["reference"]: (row["status"], row["posting_sequence"]) for row in rows}

    def lines(self, payout: str) -> list[tuple[bool, BookedLine]]:
        """Give every line that a payout ever had, and whether its booking was reversed."""
        return self._lines.ever_of_payout(payout)

    def arrived(self, first: date, last: date) -> list[str]:
        """Give the ids of the payouts that arrived from one day to another, both included."""
        rows = self._database.rows(
            "SELECT id FROM payouts WHERE arrival_date BETWEEN ? AND ? ORDER BY arrival_date, id",
            (day(first), day(last)),
        )
        return [row["id"] for row in rows]

    def passages(self, payments: Iterable[str]) -> list[ItemRow]:
        """Give every item of any payout that names one of these payments, oldest payout first."""
        rows = self._database.rows(
            "SELECT i.payment, i.refund, i.type, i.payout, p.created_at, p.arrival_date"
            " FROM json_each(?) AS w CROSS JOIN payout_items AS i"
            " ON i.payment = w.value AND i.payment <> ''"
            " CROSS JOIN payouts AS p ON p.id = i.payout"
            " ORDER BY p.created_at, i.payout, i.position",
            (wanted(payments),),
        )
        return [
            ItemRow(
                *(row["payment"], row["refund"], row["type"], row["payout"]),
                *(instant(row["created_at"]), maybe_day(row["arrival_date"])),
            )
            for row in rows
        ]
