"""What batches of ours hold before they are posted, and which receipts were reversed since."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from pydantic import Field

from s300gc.model import Batch
from s300gc.remote.odata import chunks, eq, key
from s300gc.remote.sage300_gl import GLBatchWire
from s300gc.remote.sage300_link import SageWire
from s300gc.remote.sage300_part import Part
from s300gc.remote.sage300_receipts import RECEIPT_BATCHES, RECEIPTS, ReceiptBatchWire
from s300gc.remote.sage300_text import account
from s300gc.remote.wire import Day, Text, Whole


@dataclass(frozen=True, slots=True)
class HeldLine:
    """One line of a journal in a batch; debit +, credit -, company's currency, major units."""

    account: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class HeldReceipt:
    """One receipt in a batch; amounts in major units of the customer's currency."""

    number: str
    customer: str
    amount: Decimal
    applied: tuple[tuple[str, int, Decimal], ...]
    """Document, payment number and amount of each application, sorted."""


@dataclass(frozen=True, slots=True)
class HeldJournal:
    """A GL batch with the lines and fiscal periods of its entries."""

    batch: Batch
    lines: tuple[HeldLine, ...]
    periods: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class HeldReceipts:
    """A receipt batch with its entries."""

    batch: Batch
    receipts: tuple[HeldReceipt, ...]


class LineWire(SageWire):
    """A line of a GL entry."""

    account_number: Text
    amount: Decimal


class HeaderWire(SageWire):
    """A GL entry."""

    fiscal_year: Text = ""
    fiscal_period: Text = ""
    journal_details: list[LineWire] = Field(default_factory=list)


class JournalWire(GLBatchWire):
    """A GL batch with its entries (``GLJournalBatches``)."""

    journal_headers: list[HeaderWire] = Field(default_factory=list)


class AppliedWire(SageWire):
    """What a receipt is applied to."""

    document_number: Text
    payment_number: Whole = 1
    customer_receipt_amount: Decimal


class ReceiptWire(SageWire):
    """A receipt entry."""

    check_receipt_number: Text = ""
    customer_number: Text
    bank_receipt_amount: Decimal = Decimal(0)
    applied_receipts_adjustments: list[AppliedWire] = Field(default_factory=list)


class ReceiptsWire(ReceiptBatchWire):
    """A receipt batch with its entries (``ARReceiptAndAdjustmentBatches``)."""

    receipts_adjustments: list[ReceiptWire] = Field(default_factory=list)


class ReturnedWire(SageWire):
    """A posted receipt that may have been reversed in Bank Services (``ARPostedReceipts``)."""

    check_receipt_number: Text
    date_returned: Day = None


class Contents(Part):
    """What is asked about the entries of a batch of ours before it is posted."""

    def held_journal(self, number: str) -> HeldJournal | None:
        """Read a GL batch with all its lines; None where there is none of that number."""
        found = self._link.one("GL", "GLJournalBatches", key(number), JournalWire)
        if found is None:
            return None
        lines = [line for header in found.journal_headers for line in header.journal_details]
        return HeldJournal(
            found.value(),
            tuple(HeldLine(account(line.account_number), line.amount) for line in lines),
            tuple((one.fiscal_year, one.fiscal_period) for one in found.journal_headers),
        )

    def held_receipts(self, number: str) -> HeldReceipts | None:
        """Read a receipt batch with its entries; None where there is none of that number."""
        place = key(BatchRecordType=RECEIPTS, BatchNumber=int(number))
        found = self._link.one("AR", RECEIPT_BATCHES.resource, place, ReceiptsWire)
        if found is None:
            return None
        return HeldReceipts(
            found.value(),
            tuple(
                HeldReceipt(
                    one.check_receipt_number,
                    one.customer_number,
                    one.bank_receipt_amount,
                    tuple(
                        sorted(
                            (
                                line.document_number,
                                max(1, line.payment_number),
                                line.customer_receipt_amount,
                            )
                            for line in one.applied_receipts_adjustments
                        )
                    ),
                )
                for one in found.receipts_adjustments
            ),
        )

    def returned_receipts(self, numbers: Iterable[str]) -> set[str]:
        """Find which of these receipts a person has reversed in Bank Services, by number.

        A number of which a receipt still stands is not among them.
        """
        returned: set[str] = set()
        standing: set[str] = set()
        for filter in chunks([eq("CheckReceiptNumber", number) for number in sorted(numbers)]):
            for row in self._link.entities("AR", "ARPostedReceipts", ReturnedWire, filter):
                place = standing if row.date_returned is None else returned
                place.add(row.check_receipt_number)
        return returned - standing
