"""Receipts and refunds that come back: Reverse Transactions of Bank Services, by a person."""

from datetime import date
from decimal import Decimal
from typing import Any

from s300gc.sandbox.sage300 import accounts, banks, customers, documents, periods
from s300gc.sandbox.sage300.books import Books, dec
from s300gc.sandbox.sage300.errors import refused
from s300gc.sandbox.sage300.handover import hand_over
from s300gc.sandbox.sage300.postrefund import PAYMENTS
from s300gc.sandbox.sage300.resources import RECEIPTS
from s300gc.sandbox.sage300.tables import Row
from s300gc.sandbox.sage300.vouchers import Leg, exchange_leg, voucher

Settled = tuple[str, str, int, Decimal, Decimal]
"""Customer, document, payment, amount in the customer's currency, functional share."""


def find_receipt(books: Books, customer: str, check: str) -> Row:
    """Give the posted receipt with a check number that has not come back."""
    for row in books.shelf(RECEIPTS.path).ordered:
        same = (row["CustomerNumber"], row["CheckReceiptNumber"]) == (customer, check)
        if same and "DateReturned" not in row:
            return row
    raise KeyError(f"customer {customer} has no receipt {check}")


def return_receipt(
    books: Books, customer: str, check: str, dated: date, reason: str, made_by: str
) -> None:
    """Return a posted receipt: what it settled is open again, and the bank is credited.

    Unapplied cash that came of it must not have been used: ``ValueError``. ``SageError``
    where the period is locked.
    """
    row, day = find_receipt(books, customer.upper(), check.upper()), dated.isoformat()
    period = _open_period(books, day)
    legs = _bank_legs(books, row)
    settled: list[Settled] = [
        (owner, number, payment, -amount, -part)
        for owner, number, payment, amount, part in row["_settled"]
    ]
    settled += _credit(books, row)
    legs += _reopened(books, settled, day)
    row.update(DateReturned=day, ReasonForReturn=reason, CheckCleared="Returned")
    row["DateLastMaintained"] = books.today
    books.shelf(RECEIPTS.path).touch()
    if row["CustomerNumber"]:
        owner = books.shelf("AR/ARCustomers").rows[row["CustomerNumber"]]
        amount, functional = dec(row["CustomerReceiptAmount"]), dec(row["FunctionalReceiptAmount"])
        customers.note_activity(owner, "ReturnedCheck", day, amount, functional)
    _hand_over(books, row, legs, day, period, f"Returned {check}", "receipt", made_by)


def return_refund(
    books: Books, customer: str, number: str, dated: date, reason: str, made_by: str
) -> None:
    """Return a posted refund: its credits are open again, and what paid it is debited."""
    row = books.find(PAYMENTS.path, customer.upper(), number.upper(), 1)
    if row is None or row.get("DateReversed"):
        raise KeyError(f"customer {customer} has no refund {number}")
    day = dated.isoformat()
    period = _open_period(books, day)
    total, functional = dec(row["CustomerAmount"]), dec(row["FunctionalAmount"])
    paid = (total, functional, row["PaymentCurrency"], dec(row["ExchangeRate"]))
    settled: list[Settled] = [
        (customer.upper(), credit, payment, -amount, -part)
        for credit, payment, amount, part in row["_settled"]
    ]
    legs = [Leg(row["GLAccountTobeCredited"], *paid), *_reopened(books, settled, day)]
    row.update(DateReversed=day, ReasonForReturn=reason, PaymentStatus="Reversed")
    books.shelf(PAYMENTS.path).touch()
    _hand_over(books, row, legs, day, period, f"Returned {number}", "refund", made_by)


def _open_period(books: Books, day: str) -> tuple[str, str]:
    """Give year and period of a day; a 409 where Bank Services or AR may not post there."""
    year, period = periods.period_of(books, day)
    why = periods.locked(books, "BK", year, period) or periods.locked(books, "AR", year, period)
    if why:
        raise refused(why)
    return year, period


def _bank_legs(books: Books, row: Row) -> list[Leg]:
    """Credit the bank, and debit what a receipt of no customer was distributed to."""
    rate, currency = dec(row["BankExchangeRate"]), row["CurrencyCode"]
    account = banks.bank(books, row["BankCode"])["BankAccount"]
    received, functional = dec(row["BankReceiptAmount"]), dec(row["FunctionalReceiptAmount"])
    legs = [Leg(account, -received, -functional, currency, rate)]
    lines: list[Any] = row.get("_lines", [])
    return legs + [Leg(line, amount, part, currency, rate) for line, amount, part in lines]


def _credit(books: Books, row: Row) -> list[Settled]:
    """Give the unapplied cash or prepayment that came of a receipt; it must be whole."""
    if not row["_credit"]:
        return []
    customer = row["CustomerNumber"]
    credit = documents.document(books, customer, row["_credit"])
    whole = credit["CustomerCurrencyInvoiceAmount"]
    if credit[documents.DUE] != whole:
        raise ValueError(f"{row['_credit']} was used and cannot be returned")
    return [(customer, row["_credit"], 1, whole, credit[documents.FUNCTIONAL])]


def _reopened(books: Books, settled: list[Settled], day: str) -> list[Leg]:
    """Open the documents again, and give the legs that say so, with the exchange difference."""
    legs = []
    for customer, number, payment, amount, part in settled:
        document = documents.document(books, customer, number)
        documents.settle(books, document, amount, payment, day, part)
        control, rate = accounts.control_of(books, document), dec(document["ExchangeRate"])
        legs.append(Leg(control, -amount, -part, document["CurrencyCode"], rate))
    return legs


def _hand_over(
    books: Books,
    row: Row,
    legs: list[Leg],
    day: str,
    period: tuple[str, str],
    text: str,
    kind: str,
    made_by: str,
) -> None:
    customer = row["CustomerNumber"]
    entry = {
        "DocumentDate": day,
        "PostingDate": day,
        "FiscalYear": period[0],
        "FiscalPeriod": period[1],
        "CustomerNumber": customer,
        "DocumentNumber": row["DocumentNumber"],
    }
    if customer:
        owner = books.shelf("AR/ARCustomers").rows[customer]
        legs = legs + exchange_leg(books, owner["AccountSet"], legs)
    ledger, _, source = books.switches.return_source.partition("-")
    made = voucher(source, entry, text, legs, ledger)
    hand_over(books, kind, books.next_number(f"posting {kind}"), [made], made_by)
