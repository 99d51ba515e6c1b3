"""Receipts that a person enters and posts."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from s300gc.sandbox.sage300 import posting, receipts
from s300gc.sandbox.sage300.books import Books
from s300gc.sandbox.sage300.tables import Row


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
