"""The general ledger: journal batches, posted lines, batches that wait for a person."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from pydantic import Field

from s300gc.model import Batch, Journal, JournalLine, LedgerLine
from s300gc.model.dialect import Ready
from s300gc.remote.odata import all_of, any_of, compare, eq
from s300gc.remote.sage300_batches import Batches, BatchKind, BatchWire, status_of
from s300gc.remote.sage300_link import Sage300Link, SageWire
from s300gc.remote.sage300_part import Part
from s300gc.remote.sage300_posting import RangePoster
from s300gc.remote.sage300_text import REFERENCE, account, exact, free
from s300gc.remote.values import UnpostedBatch, UnpostedLine
from s300gc.remote.wire import Day, Json, Text, UnexpectedAnswer, Whole, money


class GLBatchWire(BatchWire):
    """The header of a GL batch (``GLJournalBatches``)."""

    batch_number: Text
    description: Text = ""
    source_ledger: Text = ""
    status: Text
    debits: Decimal = Decimal(0)
    number_of_entries: Whole = 0
    number_of_errors: Whole = 0
    posting_sequence: Whole = 0

    def value(self) -> Batch:
        """Give the batch; its total is the debits."""
        return Batch(
            number=self.batch_number,
            description=self.description,
            status=status_of(self.status),
            total=self.debits,
            entries=self.number_of_entries,
            errors=self.number_of_errors,
            posting_sequence=self.posting_sequence,
            source=self.source_ledger,
        )


class DetailWire(SageWire):
    """A line of a GL entry that is not posted."""

    account_number: Text
    amount: Decimal
    reference: Text = ""


class HeaderWire(SageWire):
    """A GL entry that is not posted."""

    posting_date: Day = None
    journal_details: list[DetailWire] = Field(default_factory=list)


class UnpostedBatchWire(SageWire):
    """A GL batch that is not posted, with its lines."""

    batch_number: Text
    description: Text = ""
    source_ledger: Text = ""
    status: Text
    journal_headers: list[HeaderWire] = Field(default_factory=list)

    def value(self, home: str) -> UnpostedBatch:
        """Give the batch with the lines of all its entries."""
        what = f"Sage 300 GL batch {self.batch_number}"
        lines = [
            UnpostedLine(
                account(line.account_number),
                money(line.amount, home, what),
                line.reference,
                header.posting_date,
            )
            for header in self.journal_headers
            for line in header.journal_details
        ]
        status = status_of(self.status)
        return UnpostedBatch(
            self.batch_number, self.description, status, self.source_ledger, tuple(lines)
        )


class PostedLineWire(SageWire):
    """A posted line (``GLPostedTransactions``)."""

    account_number: Text
    source_ledger_code: Text
    source_type_code: Text
    posting_sequence_number: Whole
    journal_date: Day
    batch_number: Text
    journal_entry_number: Text
    journal_detail_description: Text = ""
    journal_detail_reference: Text = ""
    journal_transaction_amount: Decimal

    def value(self, home: str) -> LedgerLine:
        """Give the line; the amount is in the company's currency."""
        what = f"Sage 300 posted line of account {self.account_number}"
        if self.journal_date is None:
            raise UnexpectedAnswer(f"{what}: JournalDate is missing in the answer")
        return LedgerLine(
            account=account(self.account_number),
            amount=money(self.journal_transaction_amount, home, what),
            source=f"{self.source_ledger_code}-{self.source_type_code}",
            batch=self.batch_number,
            entry=self.journal_entry_number,
            dated=self.journal_date,
            reference=self.journal_detail_reference,
            description=self.journal_detail_description,
            sequence=self.posting_sequence_number,
        )


def journal_body(journal: Journal, home: str) -> dict[str, Json]:
    """Write a journal as the body of a batch with one entry; debit +, credit -.

    The order of properties is the order in which Sage takes them: account, currency
    and rate before amounts, the functional amount last, so that it stands as it was
    proved (Sage 300 Web API developer reference, "Property order"). The rate is sent
    only where the source currency is not the company's: at home Sage knows it is 1,
    and a company without multicurrency has no rate type to name. The batch carries
    the reference as its description; the entry carries it too.
    """
    subject = f"journal {journal.reference}"
    named = journal.reference in journal.description
    text = journal.description if named else f"{journal.reference} {journal.description}"
    header = {
        "EntryNumber": "00001",
        "SourceLedger": journal.source_ledger,
        "SourceType": journal.source_type,
        "FiscalYear": journal.period.year,
        "FiscalPeriod": journal.period.number,
        "Description": free(text.strip()),
        "PostingDate": journal.dated.isoformat(),
        "DocumentDate": journal.dated.isoformat(),
        "JournalDetails": [
            _detail(line, number, journal.dated, home, subject)
            for number, line in enumerate(journal.lines, start=1)
        ],
    }
    return {"Description": journal.reference, "JournalHeaders": [header]}


def _detail(
    line: JournalLine, number: int, dated: date, home: str, subject: str
) -> dict[str, Json]:
    detail: dict[str, Json] = {
        "TransactionNumber": f"{number * 20:010d}",
        "AccountNumber": account(line.account),
        "SourceCurrency": line.source.currency,
    }
    if line.source.currency != home:
        detail["CurrencyRateTable"] = line.rate_type
        detail["CurrencyRateDate"] = dated.isoformat()
        detail["CurrencyRate"] = line.rate
    detail["SourceCurrencyAmount"] = line.source.decimal
    detail["Amount"] = line.functional.decimal
    detail["Description"] = free(line.description)
    detail["Reference"] = exact(line.reference, REFERENCE, "the line reference", subject)
    return detail


READY: dict[Ready, dict[str, str]] = {
    "ReadyToPost": {"ReadyToPost": "Yes"},
    "Status": {"Status": "ReadyToPost"},
}


def gl_batches(link: Sage300Link) -> Batches:
    """Give the GL batches of a company."""
    kind = BatchKind(
        noun="GL batch",
        module="GL",
        resource="GLJournalBatches",
        wire=GLBatchWire,
        # The names of its range are in no document.
        post=RangePoster("GL", "GLPostJournal", documented=None, numeric=False),
        ready=READY[link.dialect.gl_ready],
        # Which of the two a server takes is in no document: the other is tried where one fails.
        otherwise=READY["Status" if link.dialect.gl_ready == "ReadyToPost" else "ReadyToPost"],
        numeric=False,
    )
    return Batches(link, kind)


class Ledger(Part):
    """What is asked of the general ledger."""

    def ledger_lines(self, number: str, since_sequence: int = 0) -> Iterator[LedgerLine]:
        """List the posted lines of an account after a posting sequence number."""
        filter = all_of(
            eq("AccountNumber", account(number)),
            compare("PostingSequenceNumber", "gt", since_sequence) if since_sequence else "",
        )
        home = self._home()
        for found in self._link.entities("GL", "GLPostedTransactions", PostedLineWire, filter):
            yield found.value(home)

    def open_subledger_batches(self) -> list[UnpostedBatch]:
        """List the GL batches that are not posted, with their lines, of every source ledger.

        They explain why a control account is not yet where its subledger is.
        """
        filter = any_of(eq("Status", "Open"), eq("Status", "ReadyToPost"))
        home = self._home()
        rows = self._link.entities("GL", "GLJournalBatches", UnpostedBatchWire, filter)
        return [row.value(home) for row in rows]
