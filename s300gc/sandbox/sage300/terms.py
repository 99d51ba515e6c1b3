"""Terms codes: when a document is due, and in how many payments."""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal

from s300gc.sandbox.sage300.books import ZERO, Books, dec, money
from s300gc.sandbox.sage300.errors import missing
from s300gc.sandbox.sage300.tables import Row

TERMS = "AR/ARTerms"
_TABLE_ROWS = range(1, 5)


def terms_of(books: Books, code: str) -> Row:
    """Give the terms of a code; ``FieldInvalid`` where there are none."""
    row = books.find(TERMS, code)
    if row is None:
        raise missing(f"terms code {code}")
    return row


def payments(terms: Row) -> list[Row]:
    """Give the payments of terms, in order; there is always at least one."""
    rows: list[Row] = terms.get("TermsPaymentSchedules", [])
    return sorted(rows, key=lambda row: int(row.get("PaymentNumber", 0))) or [{"PaymentNumber": 1}]


def due_date(terms: Row, dated: str) -> str:
    """Give the day on which the first payment of a document is due."""
    return _after(terms, payments(terms)[0], dated)


def _after(terms: Row, payment: Row, dated: str) -> str:
    """Give the day on which a payment is due, in the way that the terms count days."""
    start = date.fromisoformat(dated)
    days = timedelta(days=int(payment.get("DueNumberOfDays", 0)))
    of_month = int(payment.get("DueDayOfMonth", 0))
    kind = terms.get("DueDateType", "DaysFromInvoiceDate")
    if kind == "EndofNextMonth":
        return _later(start, 1, 31).isoformat()
    if kind == "DayofNextMonth":
        return _later(start, 1, of_month).isoformat()
    if kind == "DaysFromDayofNextMonth":
        return (_later(start, 1, of_month) + days).isoformat()
    if kind == "DueDateTable":
        return _by_table(terms, start).isoformat()
    return (start + days).isoformat()


def _by_table(terms: Row, start: date) -> date:
    """Give the day that the table has for the days of the month around ``start``."""
    for n in _TABLE_ROWS:
        first = int(terms.get(f"DueDateTableStartingDay{n}", 0))
        last = int(terms.get(f"DueDateTableEndingDay{n}", 0))
        if first <= start.day <= last:
            months = int(terms.get(f"DueDateTableMonthsAdded{n}", 0))
            return _later(start, months, int(terms.get(f"DueDateTableDayOfMonth{n}", 0)))
    return start


def _later(start: date, months: int, day: int) -> date:
    """Give a day of a later month, at most its last one."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(max(day, 1), monthrange(year, month + 1)[1]))


def schedule(terms: Row, dated: str, due: str, total: Decimal) -> list[Row]:
    """Share a total over the payments of the terms; the last takes what rounding leaves.

    With one payment it is due on ``due``, the date of the document's own header.
    """
    rows = payments(terms)
    if len(rows) == 1:
        return [{"PaymentNumber": 1, "DueDate": due, "AmountDue": total}]
    made: list[Row] = []
    left = total
    for place, payment in enumerate(rows):
        share = money(total * dec(payment.get("PercentDue", ZERO)) / 100)
        amount = left if place == len(rows) - 1 else share
        left -= amount
        day = _after(terms, payment, dated)
        made.append({"PaymentNumber": place + 1, "DueDate": day, "AmountDue": amount})
    return made
