"""Terms codes: when a document is due, and in how many payments."""

from datetime import date, timedelta
from decimal import Decimal

from s300gc.sandbox.sage300.books import ZERO, Books, dec, money
from s300gc.sandbox.sage300.errors import missing
from s300gc.sandbox.sage300.tables import Row

TERMS = "AR/ARTerms"


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
    return _after(dated, payments(terms)[0])


def _after(dated: str, payment: Row) -> str:
    days = int(payment.get("DueNumberOfDays", 0))
    return (date.fromisoformat(dated) + timedelta(days=days)).isoformat()


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
        made.append(
            {"PaymentNumber": place + 1, "DueDate": _after(dated, payment), "AmountDue": amount}
        )
    return made
