"""Booked lines that are not settled, with the batches that stand for them."""

from collections.abc import Iterable
from decimal import Decimal

from s300gc.model import Money, PayoutItem
from s300gc.model.proofs import HalfBooked
from s300gc.store import sqlite
from s300gc.store.cells import maybe_day, wanted
from s300gc.store.database import Database


class HalfBookedLines:
    """What a reconciliation asks of bookings; nothing is written here."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def unsettled(self) -> list[HalfBooked]:
        """Give the lines that are not settled, also of bookings that were taken back."""
        rows = self._database.rows(
            "SELECT l.payout, l.payment, l.kind, l.customer, l.x, l.functional,"
            " l.functional_currency, l.receipt, l.batch, j.reference AS journal,"
            " ji.remote AS journal_number, r.reference AS reversal,"
            " coalesce(r.keeps_receipts, 0) AS bounced, bi.kind AS side_kind,"
            " bi.remote AS side_number, coalesce(b.dated, p.arrival_date) AS dated"
            " FROM booked_lines AS l"
            " CROSS JOIN payouts AS p ON p.id = l.payout"
            " LEFT JOIN bookings AS b ON b.payout = l.payout AND b.booking = l.booking"
            " LEFT JOIN journals AS j ON j.payout = l.payout AND j.booking = l.booking"
            " LEFT JOIN intents AS ji ON ji.reference = j.reference"
            " LEFT JOIN reversals AS r ON r.journal = j.reference"
            " LEFT JOIN intents AS bi ON bi.reference = l.batch"
            " WHERE l.settled = 0 ORDER BY l.payout, l.booking, l.position"
        )
        return [_line(row) for row in rows]

    def taken_back(self, receipts: Iterable[str]) -> set[str]:
        """Give the payments with one of these receipts in a booking that was reversed."""
        named = set(receipts)
        rows = self._database.rows(
            "SELECT l.payment, l.receipt FROM json_each(?) AS w CROSS JOIN booked_lines AS l"
            " ON l.payment = w.value AND l.payment <> '' WHERE l.reversed = 1",
            (wanted(one.rpartition("-")[0] for one in named),),
        )
        return {row["payment"] for row in rows if row["receipt"] in named}

    def account_sets(self, since: str) -> set[tuple[str, str]]:
        """Give (account set, X) of what was booked of payouts that arrived from a day on."""
        rows = self._database.rows(
            "SELECT DISTINCT l.account_set, l.x FROM booked_lines AS l"
            " CROSS JOIN payouts AS p ON p.id = l.payout"
            " WHERE l.reversed = 0 AND l.customer <> '' AND l.account_set <> ''"
            " AND p.arrival_date >= ?",
            (since,),
        )
        return {(row["account_set"], row["x"]) for row in rows}

    def items(self, payments: Iterable[str], refunds: Iterable[str]) -> list[PayoutItem]:
        """Give the stored payout items of these payments and of these refunds, without taxes."""
        rows = self._database.rows(
            "SELECT i.type, i.payment, i.refund FROM json_each(?) AS w CROSS JOIN payout_items AS i"
            " ON i.payment = w.value AND i.payment <> '' WHERE i.refund = ''"
            " UNION ALL SELECT i.type, i.payment, i.refund FROM payout_items AS i"
            " WHERE i.refund <> '' AND i.refund IN (SELECT value FROM json_each(?))",
            (wanted(payments), wanted(refunds)),
        )
        return [PayoutItem(row["type"], Decimal(0), row["payment"], row["refund"]) for row in rows]


def _line(row: sqlite.Row) -> HalfBooked:
    return HalfBooked(
        payout=row["payout"],
        payment=row["payment"],
        kind=row["kind"],
        customer=row["customer"],
        x=row["x"],
        amount=Money(row["functional"], row["functional_currency"]),
        dated=maybe_day(row["dated"]),
        journal=row["journal"] or "",
        journal_number=row["journal_number"] or "",
        reversal=row["reversal"] or "",
        bounced=bool(row["bounced"]),
        side=row["batch"],
        side_kind=row["side_kind"] or "",
        side_number=row["side_number"] or "",
        receipt=row["receipt"],
    )
