"""Unapplied cash of receipts of ours, and the entries that apply it to documents later."""

from collections.abc import Iterable
from decimal import Decimal

from s300gc.model import Application, ApplyDocument, Unapplied
from s300gc.remote.odata import chunks, eq
from s300gc.remote.sage300_link import SageWire
from s300gc.remote.sage300_part import Part
from s300gc.remote.sage300_receipts import RECEIPTS
from s300gc.remote.sage300_text import (
    DESCRIPTION,
    DOCUMENT_NUMBER,
    REFERENCE,
    exact,
    free,
)
from s300gc.remote.wire import Json, Text, money

KIND = "ApplyDocument"
"""The type of an entry that applies a credit; no money moves (``ReceiptTransactionType``)."""


class UnappliedWire(SageWire):
    """What a receipt has left over (``ARPostedDocuments``)."""

    customer_number: Text
    document_number: Text
    check_receipt_number: Text
    document_type: Text
    currency_code: Text
    customer_currency_amount_due: Decimal
    account_set: Text

    def value(self) -> Unapplied:
        """Give it; what is left is positive, whichever sign the server gives a credit."""
        what = f"Sage 300 document {self.document_number} of {self.customer_number}"
        due = abs(self.customer_currency_amount_due)
        return Unapplied(
            customer=self.customer_number,
            receipt=self.check_receipt_number,
            document=self.document_number,
            account_set=self.account_set,
            left=money(due, self.currency_code, what),
        )


def apply_body(step: ApplyDocument) -> dict[str, Json]:
    """Write an entry that applies unapplied cash, in a batch of its own.

    The credit is named in the header and stands before what it is applied to, because
    Sage takes the properties in their order (Sage 300 Web API developer reference,
    "Property order").
    """
    subject = f"application of {step.credit}"
    day = step.dated.isoformat()
    entry: dict[str, Json] = {
        "BatchType": RECEIPTS,
        "ReceiptTransactionType": KIND,
        "CustomerNumber": step.customer,
        "AccountSet": step.account_set,
        "DocumentType": "UnappliedCash",
        "DocumentNumber": exact(step.credit, DOCUMENT_NUMBER, "the credit", subject),
        "ReceiptDateAdjustmentDate": day,
        "PostingDate": day,
        "FiscalYear": step.period.year,
        "FiscalPeriod": step.period.number,
        "EntryDescription": free(f"GoCardless {step.payment}"),
        "EntryReference": exact(step.payment, REFERENCE, "its reference", subject),
        "AppliedReceiptsAdjustments": [_line(one, step, subject) for one in step.applied],
    }
    return {
        "BatchRecordType": RECEIPTS,
        "BankCode": step.bank,
        "Description": exact(step.reference, DESCRIPTION, "the reference", "receipt batch"),
        "BatchDate": day,
        "DepositDate": day,
        "ReceiptsAdjustments": [entry],
    }


def _line(one: Application, step: ApplyDocument, subject: str) -> dict[str, Json]:
    return {
        "BatchType": RECEIPTS,
        "CustomerNumber": step.customer,
        "DocumentNumber": exact(one.document, DOCUMENT_NUMBER, "the document", subject),
        "PaymentNumber": one.instalment,
        "ReceiptTransactionType": KIND,
        "CustomerReceiptAmount": one.amount.decimal,
    }


class UnappliedCash(Part):
    """What is asked about the money of receipts that no document has had."""

    def unapplied(self, receipts: Iterable[str]) -> list[Unapplied]:
        """Find the open unapplied cash that these receipts of ours have left."""
        wanted, found = set(receipts), []
        numbers = [eq("CheckReceiptNumber", number) for number in sorted(wanted)]
        for filter in chunks(numbers, taken=600):
            rows = self._link.entities("AR", "ARPostedDocuments", UnappliedWire, filter)
            found += [
                row.value()
                for row in rows
                if row.check_receipt_number in wanted
                and row.document_type.lower() == "unappliedcash"
            ]
        return [one for one in found if one.left.minor > 0]
