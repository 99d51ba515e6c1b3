"""What booked payouts leave on X: their journal and their AR side have not met yet."""

from collections.abc import Iterable

from s300gc.model import Money, Remainder
from s300gc.store import sqlite
from s300gc.store.database import Database

MONEY_IN = ("payment_paid_out", "refund_funds_returned")
"""Item types whose journal line credits X (GoCardless API reference, payout items)."""


def remainders(database: Database) -> list[Remainder]:
    """Give what is left by payout, X and reason; only lines that are not settled are read.

    A posted journal credits X with what came in and debits it with what went
    back; a posted receipt debits X again, a posted debit note credits it. What
    nets out is left out.
    """
    rows = database.rows(
        "SELECT l.payout, l.x, l.kind, l.customer, l.batch, l.functional, l.functional_currency,"
        " ji.state AS journal, ji.remote AS journal_number,"
        " bi.state AS side, bi.kind AS side_kind, bi.remote AS side_number,"
        " (SELECT p.status FROM payouts AS p WHERE p.id = l.payout) AS status"
        " FROM booked_lines AS l"
        " LEFT JOIN journals AS j ON j.payout = l.payout AND j.booking = l.booking"
        " AND (j.reversed = 0 OR l.reversed = 1)"
        " LEFT JOIN intents AS ji ON ji.reference = j.reference"
        " LEFT JOIN intents AS bi ON bi.reference = l.batch"
        " WHERE l.settled = 0 AND l.reversed = 0"
    )
    return _added_up(rows) + _taken_back(database)


def _taken_back(database: Database) -> list[Remainder]:
    """Give what reversed bookings leave: a reversing journal, or their AR side, is still to come.

    A line is settled once a person has reversed its receipt.
    """
    rows = database.rows(
        "SELECT l.payout, l.x, l.kind, l.receipt, l.functional, l.functional_currency,"
        " ji.state AS journal, ri.state AS reversal, ri.remote AS reversal_number,"
        " bi.state AS side"
        " FROM booked_lines AS l INDEXED BY booked_lines_taken_back"
        " LEFT JOIN journals AS j ON j.payout = l.payout AND j.booking = l.booking"
        " LEFT JOIN intents AS ji ON ji.reference = j.reference"
        " JOIN reversals AS r ON r.journal = j.reference"
        " LEFT JOIN intents AS ri ON ri.reference = r.reference"
        " LEFT JOIN intents AS bi ON bi.reference = l.batch"
        " WHERE l.settled = 0 AND l.reversed = 1"
    )
    found = []
    for row in rows:
        stands = row["journal"] == "done" and row["reversal"] != "done"
        applied = row["side"] == "done"
        sign = -1 if row["kind"] in MONEY_IN else 1
        minor = sign * row["functional"] * (int(stands) - int(applied))
        if minor:
            why = _by_reversal(row) if stands else _by_receipt(row)
            amount = Money(minor, row["functional_currency"])
            found.append(Remainder(row["payout"], row["x"], amount, *why))
    return found


def _by_reversal(row: sqlite.Row) -> tuple[str, str]:
    return "its reversing journal is not posted yet", _post("GL", row["reversal_number"])


def _by_receipt(row: sqlite.Row) -> tuple[str, str]:
    return "its journal is reversed, its AR side is not", f"reverse {row['receipt']} by hand"


def _added_up(rows: Iterable[sqlite.Row]) -> list[Remainder]:
    sums: dict[tuple[str, str, str, str], Money] = {}
    for row in rows:
        amount = _left(row)
        key = (row["payout"], row["x"], *_why(row))
        sums[key] = sums.get(key, Money(0, amount.currency)) + amount
    return [
        Remainder(payout, x, amount, reason, settle)
        for (payout, x, reason, settle), amount in sorted(sums.items(), key=lambda item: item[0])
        if amount.minor
    ]


def _left(row: sqlite.Row) -> Money:
    sign = -1 if row["kind"] in MONEY_IN else 1
    minor = 0
    if row["journal"] == "done":
        minor += sign * row["functional"]
    if row["side"] == "done":
        minor -= sign * row["functional"]
    return Money(minor, row["functional_currency"])


def _why(row: sqlite.Row) -> tuple[str, str]:
    """Say why a line is not settled and what settles it."""
    if not row["customer"]:
        return "money of an unknown payer", "find out who paid, then settle it by hand"
    if not row["batch"]:
        return "nothing in AR stands against it yet", "settle it in AR (see the worklist)"
    if row["journal"] == "done":
        what = "receipt" if row["side_kind"] == "receipts" else "debit note"
        return f"its AR {what}s are not posted yet", _post(f"AR {what}", row["side_number"])
    if row["status"] == "bounced":
        return "its payout bounced", "it is booked anew when GoCardless pays it again"
    return "its journal is not posted yet", _post("GL", row["journal_number"])


def _post(what: str, number: str | None) -> str:
    return f"post {what} batch {number}" if number else "s300gc payouts post"
