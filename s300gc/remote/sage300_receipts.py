"""AR receipt batches: ours to write, other people's to mind."""

from decimal import Decimal

from pydantic import Field

from s300gc.model import Application, Receipt, ReceiptBatch
from s300gc.remote.odata import all_of, any_of, eq
from s300gc.remote.sage300_batches import ARBatchWire, BatchKind
from s300gc.remote.sage300_link import SageWire
from s300gc.remote.sage300_part import Part
from s300gc.remote.sage300_posting import RangePoster
from s300gc.remote.sage300_text import (
    DESCRIPTION,
    DOCUMENT_NUMBER,
    RECEIPT_NUMBER,
    REFERENCE,
    exact,
    free,
)
from s300gc.remote.values import PendingReceipt
from s300gc.remote.wire import Json, Text, Whole, money

RECEIPTS = "CA"
"""The record type of receipt batches; adjustments are AD."""


class ReceiptBatchWire(ARBatchWire):
    """The header of a receipt batch (``ARReceiptAndAdjustmentBatches``)."""

    batch_record_type: Text


class AppliedWire(SageWire):
    """What a receipt pays off a document."""

    document_number: Text
    payment_number: Whole = 1
    customer_receipt_amount: Decimal


class ReceiptWire(SageWire):
    """A receipt entry."""

    customer_number: Text
    customer_currency_code: Text = ""
    applied_receipts_adjustments: list[AppliedWire] = Field(default_factory=list)


class PendingBatchWire(SageWire):
    """A receipt batch that is not posted, with its entries."""

    batch_number: Whole
    description: Text = ""
    receipts_adjustments: list[ReceiptWire] = Field(default_factory=list)

    def values(self, home: str) -> list[PendingReceipt]:
        """Give what its entries will pay off."""
        what = f"Sage 300 receipt batch {self.batch_number}"
        return [
            PendingReceipt(
                customer=receipt.customer_number,
                document=line.document_number,
                instalment=max(1, line.payment_number),
                amount=money(
                    line.customer_receipt_amount, receipt.customer_currency_code or home, what
                ),
                batch=str(self.batch_number),
                description=self.description,
            )
            for receipt in self.receipts_adjustments
            for line in receipt.applied_receipts_adjustments
        ]


def receipt_body(batch: ReceiptBatch, home: str) -> dict[str, Json]:
    """Write a receipt batch as the body of a POST; what is not applied Sage leaves unapplied.

    Keys, customer, currency and rate stand before amounts, because Sage takes the
    properties in their order (Sage 300 Web API developer reference, "Property
    order"). A rate is sent only for another currency than the company's.
    """
    day = batch.dated.isoformat()
    return {
        "BatchRecordType": RECEIPTS,
        "BankCode": batch.bank,
        "Description": exact(batch.reference, DESCRIPTION, "the reference", "receipt batch"),
        "BatchDate": day,
        "DepositDate": day,
        "ReceiptsAdjustments": [_entry(receipt, batch, home) for receipt in batch.receipts],
    }


def _entry(receipt: Receipt, batch: ReceiptBatch, home: str) -> dict[str, Json]:
    subject = f"receipt {receipt.number}"
    day = receipt.dated.isoformat()
    entry: dict[str, Json] = {
        "BatchType": RECEIPTS,
        "ReceiptTransactionType": "Receipt",
        "CheckReceiptNumber": exact(receipt.number, RECEIPT_NUMBER, "its number", subject),
        "CustomerNumber": receipt.customer,
        "AccountSet": receipt.account_set,
        "ReceiptDateAdjustmentDate": day,
        "PostingDate": batch.dated.isoformat(),
        "FiscalYear": batch.period.year,
        "FiscalPeriod": batch.period.number,
        "PaymentCode": batch.payment_code,
    }
    if receipt.amount.currency != home:
        entry |= _rates(receipt)
    entry["BankReceiptAmount"] = receipt.amount.decimal
    entry["EntryDescription"] = free(receipt.description)
    entry["EntryReference"] = exact(receipt.reference, REFERENCE, "its reference", subject)
    entry["AppliedReceiptsAdjustments"] = [
        _applied(application, receipt.customer, subject) for application in receipt.applied
    ]
    return entry


def _rates(receipt: Receipt) -> dict[str, Json]:
    """Override the rate of bank and customer alike: both amounts are in the same currency."""
    day = receipt.dated.isoformat()
    rates: dict[str, Json] = {}
    for side in ("Bank", "Customer"):
        if receipt.rate_type:
            rates[f"{side}RateType"] = receipt.rate_type
        rates[f"{side}RateDate"] = day
        rates[f"{side}ExchangeRate"] = receipt.rate
        rates[f"{side}RateOverridden"] = "Yes"
    return rates


def _applied(application: Application, customer: str, subject: str) -> dict[str, Json]:
    return {
        "BatchType": RECEIPTS,
        "CustomerNumber": customer,
        "DocumentNumber": exact(application.document, DOCUMENT_NUMBER, "the document", subject),
        "PaymentNumber": application.instalment,
        "ReceiptTransactionType": "Receipt",
        "CustomerReceiptAmount": application.amount.decimal,
    }


RECEIPT_BATCHES = BatchKind(
    noun="receipt batch",
    module="AR",
    resource="ARReceiptAndAdjustmentBatches",
    wire=ReceiptBatchWire,
    post=RangePoster("AR", "ARPostReceiptsAndAdjustments", more={"BatchType": RECEIPTS}),
    ready={"BatchStatus": "ReadyToPost"},
    record=RECEIPTS,
)


class PendingReceipts(Part):
    """What is asked about receipts that wait to be posted."""

    def pending_receipts(self) -> list[PendingReceipt]:
        """List what unposted receipts will pay off, other people's and ours."""
        record = eq("BatchRecordType", RECEIPTS)
        filter = any_of(
            *(
                all_of(record, eq("BatchStatus", status))
                for status in ("Open", "ReadyToPost", "PostInProgress")
            )
        )
        home = self._home()
        resource = RECEIPT_BATCHES.resource
        rows = self._link.entities("AR", resource, PendingBatchWire, filter)
        return [pending for row in rows for pending in row.values(home)]
