"""Batches of ours as Sage 300 has them, read back whole: what a lost database is rebuilt from."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from pydantic import Field

from s300gc.model import (
    Application,
    Batch,
    DebitNote,
    Journal,
    JournalLine,
    NoteBatch,
    Period,
    Receipt,
    ReceiptBatch,
)
from s300gc.remote.odata import all_of, eq, key, within
from s300gc.remote.sage300_gl import GLBatchWire
from s300gc.remote.sage300_link import SageWire
from s300gc.remote.sage300_notes import NOTE_BATCHES, InvoiceBatchWire
from s300gc.remote.sage300_part import Part
from s300gc.remote.sage300_receipts import RECEIPT_BATCHES, RECEIPTS, ReceiptBatchWire
from s300gc.remote.sage300_text import account
from s300gc.remote.wire import Day, Text, UnexpectedAnswer, Whole, money

OURS = "GC P"
"""How the description of every batch of ours begins: ``GC PO...`` and ``GC PM...``."""

Kind = Literal["journal", "receipts", "notes"]


class WrittenLineWire(SageWire):
    """A line of a GL entry."""

    account_number: Text
    amount: Decimal
    source_currency: Text = ""
    source_currency_amount: Decimal = Decimal(0)
    currency_rate: Decimal = Decimal(1)
    currency_rate_table: Text = ""
    reference: Text = ""
    description: Text = ""

    def value(self, home: str, what: str) -> JournalLine:
        """Give the line; without a source currency it is in the company's own."""
        foreign = self.source_currency not in ("", home)
        functional = money(self.amount, home, what)
        source = functional
        if foreign:
            source = money(self.source_currency_amount, self.source_currency, what)
        return JournalLine(
            account=account(self.account_number),
            source=source,
            functional=functional,
            rate=self.currency_rate if foreign else Decimal(1),
            rate_type=self.currency_rate_table,
            reference=self.reference,
            description=self.description,
        )


class WrittenHeaderWire(SageWire):
    """A GL entry."""

    description: Text = ""
    posting_date: Day = None
    fiscal_year: Text = ""
    fiscal_period: Text = ""
    source_ledger: Text = ""
    source_type: Text = ""
    journal_details: list[WrittenLineWire] = Field(default_factory=list)


class WrittenJournalWire(SageWire):
    """A GL batch with its entries."""

    description: Text = ""
    journal_headers: list[WrittenHeaderWire] = Field(default_factory=list)


class WrittenAppliedWire(SageWire):
    """What a receipt is applied to."""

    document_number: Text
    payment_number: Whole = 1
    customer_receipt_amount: Decimal


class WrittenReceiptWire(SageWire):
    """A receipt entry; one that applies a credit names it as its document."""

    receipt_transaction_type: Text = ""
    check_receipt_number: Text = ""
    customer_number: Text
    account_set: Text = ""
    customer_currency_code: Text = ""
    bank_receipt_amount: Decimal = Decimal(0)
    bank_exchange_rate: Decimal = Decimal(1)
    receipt_date_adjustment_date: Day = None
    posting_date: Day = None
    fiscal_year: Text = ""
    fiscal_period: Text = ""
    payment_code: Text = ""
    entry_description: Text = ""
    entry_reference: Text = ""
    document_number: Text = ""
    applied_receipts_adjustments: list[WrittenAppliedWire] = Field(default_factory=list)

    def value(self, home: str, what: str) -> Receipt:
        """Give the receipt; the credit that an entry applies stands as its number."""
        currency = self.customer_currency_code or home
        applies = self.receipt_transaction_type == "ApplyDocument"
        if self.receipt_date_adjustment_date is None:
            raise UnexpectedAnswer(f"{what}: ReceiptDateAdjustmentDate is missing in the answer")
        return Receipt(
            number=self.document_number if applies else self.check_receipt_number,
            customer=self.customer_number,
            account_set=self.account_set,
            amount=money(self.bank_receipt_amount, currency, what),
            dated=self.receipt_date_adjustment_date,
            description=self.entry_description,
            reference=self.entry_reference,
            applied=tuple(
                Application(
                    one.document_number,
                    max(1, one.payment_number),
                    money(one.customer_receipt_amount, currency, what),
                )
                for one in self.applied_receipts_adjustments
            ),
            rate=self.bank_exchange_rate if currency != home else Decimal(1),
        )


class WrittenReceiptsWire(SageWire):
    """A receipt batch with its entries."""

    description: Text = ""
    bank_code: Text = ""
    receipts_adjustments: list[WrittenReceiptWire] = Field(default_factory=list)


class WrittenDetailWire(SageWire):
    """A distribution line of an invoice entry."""

    revenue_account: Text = ""


class WrittenNoteWire(SageWire):
    """An invoice entry."""

    document_number: Text
    customer_number: Text
    account_set: Text = ""
    currency_code: Text = ""
    exchange_rate: Decimal = Decimal(1)
    document_total_including_tax: Decimal
    document_date: Day = None
    posting_date: Day = None
    fiscal_year: Text = ""
    fiscal_period: Text = ""
    invoice_description: Text = ""
    special_instructions: Text = ""
    tax_group: Text = ""
    invoice_details: list[WrittenDetailWire] = Field(default_factory=list)

    def value(self, home: str, what: str) -> DebitNote:
        """Give the note; its payment is the first part of its number."""
        currency = self.currency_code or home
        if self.document_date is None:
            raise UnexpectedAnswer(f"{what}: DocumentDate is missing in the answer")
        return DebitNote(
            number=self.document_number,
            payment=self.document_number.partition("-")[0],
            customer=self.customer_number,
            account_set=self.account_set,
            x=next((account(line.revenue_account) for line in self.invoice_details), ""),
            amount=money(self.document_total_including_tax, currency, what),
            dated=self.document_date,
            description=self.invoice_description,
            reference=self.special_instructions,
            tax_group=self.tax_group,
            rate=self.exchange_rate if currency != home else Decimal(1),
        )


class WrittenNotesWire(SageWire):
    """An invoice batch with its entries."""

    description: Text = ""
    invoices: list[WrittenNoteWire] = Field(default_factory=list)


class Written(Part):
    """What is asked about batches of ours long after they were made."""

    def our_batches(self, kind: Kind) -> Iterator[Batch]:
        """List the headers of all batches of ours of a kind, deleted ones among them."""
        ours = within("Description", OURS, self._link.dialect.search)
        if kind == "journal":
            rows: Iterator[Batch] = (
                row.value()
                for row in self._link.entities("GL", "GLJournalBatches", GLBatchWire, ours)
            )
        elif kind == "receipts":
            filter = all_of(eq("BatchRecordType", RECEIPTS), ours)
            resource = RECEIPT_BATCHES.resource
            rows = (
                row.value() for row in self._link.entities("AR", resource, ReceiptBatchWire, filter)
            )
        else:
            resource = NOTE_BATCHES.resource
            rows = (
                row.value() for row in self._link.entities("AR", resource, InvoiceBatchWire, ours)
            )
        for found in rows:
            if found.description.startswith(OURS):
                yield found

    def written_journal(self, number: str) -> Journal | None:
        """Read a GL batch of ours; None where it is not there or has not exactly one entry."""
        found = self._link.one("GL", "GLJournalBatches", key(number), WrittenJournalWire)
        if found is None or len(found.journal_headers) != 1:
            return None
        header, home = found.journal_headers[0], self._home()
        what = f"Sage 300 GL batch {number}"
        if header.posting_date is None:
            raise UnexpectedAnswer(f"{what}: PostingDate is missing in the answer")
        day = header.posting_date
        return Journal(
            reference=found.description,
            description=header.description,
            dated=day,
            period=Period(header.fiscal_year, header.fiscal_period, day, day),
            source_ledger=header.source_ledger,
            source_type=header.source_type,
            lines=tuple(line.value(home, what) for line in header.journal_details),
        )

    def written_receipts(self, number: str) -> ReceiptBatch | None:
        """Read a receipt batch of ours, its X left empty; None where it is gone or empty."""
        place = key(BatchRecordType=RECEIPTS, BatchNumber=int(number))
        found = self._link.one("AR", RECEIPT_BATCHES.resource, place, WrittenReceiptsWire)
        if found is None or not found.receipts_adjustments:
            return None
        home, what = self._home(), f"Sage 300 receipt batch {number}"
        first = found.receipts_adjustments[0]
        receipts = tuple(one.value(home, what) for one in found.receipts_adjustments)
        day = first.posting_date or receipts[0].dated
        return ReceiptBatch(
            reference=found.description,
            bank=found.bank_code,
            x="",
            dated=day,
            period=Period(first.fiscal_year, first.fiscal_period, day, day),
            payment_code=first.payment_code,
            receipts=receipts,
        )

    def written_notes(self, number: str) -> NoteBatch | None:
        """Read an invoice batch of ours as debit notes; None where it is gone or empty."""
        found = self._link.one("AR", NOTE_BATCHES.resource, key(int(number)), WrittenNotesWire)
        if found is None or not found.invoices:
            return None
        home, what = self._home(), f"Sage 300 invoice batch {number}"
        first = found.invoices[0]
        notes = tuple(one.value(home, what) for one in found.invoices)
        day = first.posting_date or notes[0].dated
        return NoteBatch(
            reference=found.description,
            dated=day,
            period=Period(first.fiscal_year, first.fiscal_period, day, day),
            notes=notes,
        )
