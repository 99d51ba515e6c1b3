"""AR invoice batches that hold debit notes of ours."""

from collections.abc import Mapping
from decimal import Decimal

from pydantic import Field

from s300gc.model import DebitNote, NoteBatch
from s300gc.remote.odata import key
from s300gc.remote.sage300_batches import ARBatchWire, BatchKind
from s300gc.remote.sage300_link import SageWire
from s300gc.remote.sage300_part import Part
from s300gc.remote.sage300_posting import RangePoster
from s300gc.remote.sage300_text import (
    DESCRIPTION,
    DOCUMENT_NUMBER,
    REFERENCE,
    account,
    exact,
    free,
)
from s300gc.remote.values import DraftNote
from s300gc.remote.wire import Json, Text, Whole, money

SALESPERSONS = 5


class InvoiceBatchWire(ARBatchWire):
    """The header of an invoice batch (``ARInvoiceBatches``)."""


class LineWire(SageWire):
    """A distribution line of an entry."""

    revenue_account: Text = ""


class EntryWire(SageWire):
    """An entry of an invoice batch."""

    document_number: Text
    customer_number: Text
    currency_code: Text = ""
    document_total_including_tax: Decimal
    tax_total: Decimal
    invoice_details: list[LineWire] = Field(default_factory=list)

    def value(self, home: str) -> DraftNote:
        """Give what Sage has made of a note."""
        what = f"Sage 300 document {self.document_number}"
        currency = self.currency_code or home
        return DraftNote(
            number=self.document_number,
            customer=self.customer_number,
            total=money(self.document_total_including_tax, currency, what),
            tax=money(self.tax_total, currency, what),
            accounts=tuple(account(line.revenue_account) for line in self.invoice_details),
        )


class EntriesWire(SageWire):
    """An invoice batch with its entries."""

    batch_number: Whole
    invoices: list[EntryWire] = Field(default_factory=list)


def note_body(batch: NoteBatch, home: str, written: Mapping[str, str]) -> dict[str, Json]:
    """Write debit notes as the body of an invoice batch.

    Each has one line, on X, outside of tax, without discount and salesperson, due at
    once. Customer, currency and rate stand before the amount, because Sage takes the
    properties in their order (Sage 300 Web API developer reference, "Property order").
    ``written`` is how AR writes accounts: its samples have the signs between segments.
    """
    return {
        "Description": exact(batch.reference, DESCRIPTION, "the reference", "debit note batch"),
        "BatchDate": batch.dated.isoformat(),
        "Invoices": [_note(note, batch, home, written) for note in batch.notes],
    }


def _note(
    note: DebitNote, batch: NoteBatch, home: str, written: Mapping[str, str]
) -> dict[str, Json]:
    subject = f"debit note {note.number}"
    day = note.dated.isoformat()
    entry: dict[str, Json] = {
        "CustomerNumber": note.customer,
        "DocumentNumber": exact(note.number, DOCUMENT_NUMBER, "its number", subject),
        "DocumentType": "DebitNote",
        "InvoiceType": "Summary",
        "InvoiceDescription": free(note.description),
        "SpecialInstructions": exact(note.reference, REFERENCE, "its reference", subject),
        "AccountSet": note.account_set,
        "DocumentDate": day,
        "PostingDate": batch.dated.isoformat(),
        "FiscalYear": batch.period.year,
        "FiscalPeriod": batch.period.number,
        "TaxGroup": note.tax_group,
    }
    if note.amount.currency != home:
        if note.rate_type:
            entry["RateType"] = note.rate_type
        entry["RateDate"] = day
        entry["ExchangeRate"] = note.rate
    entry |= {f"Salesperson{n}": "" for n in range(1, SALESPERSONS + 1)}
    entry["DueDate"] = day
    line = {
        "Description": free(note.description),
        "RevenueAccount": written.get(account(note.x), account(note.x)),
        "Discountable": "No",
        "ExtendedAmountWithTIP": note.amount.decimal,
    }
    entry["InvoiceDetails"] = [line]
    return entry


NOTE_BATCHES = BatchKind(
    noun="debit note batch",
    module="AR",
    resource="ARInvoiceBatches",
    wire=InvoiceBatchWire,
    post=RangePoster("AR", "ARPostInvoices"),
    ready={"BatchStatus": "ReadyToPost"},
)


class DraftNotes(Part):
    """What is asked about debit notes before they are posted."""

    def draft_notes(self, number: str) -> tuple[DraftNote, ...]:
        """Read what Sage has made of the notes of a batch, to be compared before posting."""
        found = self._link.one("AR", "ARInvoiceBatches", key(int(number)), EntriesWire)
        home = self._home()
        return tuple(entry.value(home) for entry in found.invoices) if found else ()
