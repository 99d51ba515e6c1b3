"""Receipts that a person enters, posts, or sends back in Bank Services."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from s300gc.sandbox.sage300 import accounts, banks, customers, documents, posting, receipts
from s300gc.sandbox.sage300.books import Books, dec
from s300gc.sandbox.sage300.handover import hand_over
from s300gc.sandbox.sage300.periods import period_of
from s300gc.sandbox.sage300.resources import RECEIPTS
from s300gc.sandbox.sage300.tables import Row
from s300gc.sandbox.sage300.vouchers import Leg, exchange_leg, voucher


def enter_receipt(
    books: Books,
    values: Row,
    bank: str,
    dated: date,
    applied: Mapping[str, Decimal],
    made_by: str,
) -> Row:
    """Enter a receipt in an open batch of its own and give the batch.

    ``applied`` is document number to amount, ``NUMBER/2`` for the second instalment;
    ``values`` are further properties of the entry. ``SageError`` where Sage would refuse.
    """
    lines = [_applied_line(document, amount) for document, amount in applied.items()]
    entry = {**values, "ReceiptDateAdjustmentDate": dated.isoformat()}
    entry["AppliedReceiptsAdjustments"] = lines
    body: Row = {
        "BatchRecordType": "CA",
        "BatchDate": dated.isoformat(),
        "Description": "Receipts entered by hand",
        "BankCode": bank,
        "ReceiptsAdjustments": [entry],
    }
    return receipts.create(books, body, made_by)


def _applied_line(document: str, amount: Decimal) -> Row:
    number, _, payment = document.upper().partition("/")
    return {
        "DocumentNumber": number,
        "PaymentNumber": int(payment or 1),
        "CustomerReceiptAmount": amount,
    }


def post_entered(books: Books, batch: Row, made_by: str) -> None:
    """Post a batch that was just entered; ``ValueError`` where its entry is in error."""
    batch["BatchStatus"] = "ReadyToPost"
    posting.run(books, posting.RECEIPTS, [batch], made_by)
    for entry in batch["ReceiptsAdjustments"]:
        if "_error" in entry:
            raise ValueError(entry["_error"])


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

    Unapplied cash that came of it must not have been used: ``ValueError``.
    """
    row = find_receipt(books, customer.upper(), check.upper())
    day = dated.isoformat()
    legs = _return_legs(books, row, day)
    row.update(DateReturned=day, ReasonForReturn=reason, CheckCleared="Returned")
    row["DateLastMaintained"] = books.today
    books.shelf(RECEIPTS.path).touch()
    owner = books.shelf("AR/ARCustomers").rows[row["CustomerNumber"]]
    amount = dec(row["CustomerReceiptAmount"])
    customers.note_activity(
        owner, "ReturnedCheck", day, amount, dec(row["FunctionalReceiptAmount"])
    )
    year, period = period_of(books, day)
    entry = {
        "DocumentDate": day,
        "PostingDate": day,
        "FiscalYear": year,
        "FiscalPeriod": period,
        "CustomerNumber": row["CustomerNumber"],
        "DocumentNumber": row["DocumentNumber"],
    }
    made = voucher(books.switches.return_source, entry, f"Returned {check}", legs)
    sequence = books.next_number("posting receipt")
    hand_over(books, "receipt", sequence, [made], made_by)


def _return_legs(books: Books, row: Row, day: str) -> list[Leg]:
    """Open again what the receipt settled, and give the legs that reverse it."""
    customer, currency = row["CustomerNumber"], row["CurrencyCode"]
    rate = dec(row["BankExchangeRate"])
    account = banks.bank(books, row["BankCode"])["BankAccount"]
    received, functional = dec(row["BankReceiptAmount"]), dec(row["FunctionalReceiptAmount"])
    legs = [Leg(account, -received, -functional, currency, rate)]
    settled = [
        (number, payment, -amount, -part) for number, payment, amount, part in row["_settled"]
    ]
    if row["_credit"]:
        credit = documents.document(books, customer, row["_credit"])
        whole = credit["CustomerCurrencyInvoiceAmount"]
        if credit[documents.DUE] != whole:
            raise ValueError(f"{row['_credit']} was used and cannot be returned")
        settled.append((row["_credit"], 1, whole, credit[documents.FUNCTIONAL]))
    key = ""
    for number, payment, amount, part in settled:
        document = documents.document(books, customer, number)
        documents.settle(books, document, amount, payment, day, part)
        control, own = accounts.control_of(books, document), dec(document["ExchangeRate"])
        legs.append(Leg(control, -amount, -part, document["CurrencyCode"], own))
        key = document["AccountSet"]
    return legs + (exchange_leg(books, key, legs) if key else [])
