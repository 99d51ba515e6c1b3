"""What proves the books: posted receipts, our posted lines, open batches, retainage."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from s300gc.model import Batch, LedgerLine, Money
from s300gc.model.proofs import PostedReceipt
from s300gc.remote.odata import all_of, chunks, compare, eq
from s300gc.remote.sage300_batches import BatchKind
from s300gc.remote.sage300_gl import PostedLineWire
from s300gc.remote.sage300_link import SageWire
from s300gc.remote.sage300_notes import NOTE_BATCHES
from s300gc.remote.sage300_part import Part
from s300gc.remote.sage300_receipts import RECEIPT_BATCHES
from s300gc.remote.sage300_text import account
from s300gc.remote.wire import Day, Text, Whole, money


class PostedReceiptWire(SageWire):
    """A posted receipt (``ARPostedReceipts``)."""

    customer_number: Text
    check_receipt_number: Text


class PostedMoneyWire(SageWire):
    """A posted receipt with what it brought."""

    bank_code: Text
    customer_number: Text
    check_receipt_number: Text
    receipt_date: Day = None
    customer_receipt_amount: Decimal
    functional_receipt_amount: Decimal
    currency_code: Text = ""
    date_returned: Day = None
    batch_number: Whole = 0

    def value(self, home: str) -> PostedReceipt:
        """Give the receipt."""
        what = f"Sage 300 receipt {self.check_receipt_number} of {self.customer_number}"
        return PostedReceipt(
            bank=self.bank_code,
            customer=self.customer_number,
            number=self.check_receipt_number,
            amount=money(abs(self.customer_receipt_amount), self.currency_code or home, what),
            functional=money(abs(self.functional_receipt_amount), home, what),
            dated=self.receipt_date,
            returned=self.date_returned,
            batch=str(self.batch_number or ""),
        )


class HolderWire(SageWire):
    """Whose a document is (``ARPostedDocuments``)."""

    customer_number: Text
    document_number: Text


class KeptBackWire(SageWire):
    """What a document keeps back (``ARPostedDocuments``)."""

    account_set: Text
    functional_currency_retainage_amount: Decimal = Decimal(0)


class RetainageSetWire(SageWire):
    """Where an account set keeps retainage (``ARAccountSets``)."""

    account_set_key: Text
    retainage_account: Text = ""


class Proofs(Part):
    """What is asked to prove what is posted, and what is open; nothing is written."""

    def posted_receipts(self, numbers: Iterable[str]) -> set[tuple[str, str]]:
        """Find which receipts are posted, by number; gives (customer, number).

        One that was returned since was posted all the same.
        """
        found: set[tuple[str, str]] = set()
        for filter in chunks([eq("CheckReceiptNumber", number) for number in sorted(numbers)]):
            rows = self._link.entities("AR", "ARPostedReceipts", PostedReceiptWire, filter)
            found |= {(row.customer_number, row.check_receipt_number) for row in rows}
        return found

    def receipts_of_bank(self, bank: str, since: date) -> Iterator[PostedReceipt]:
        """List what was received through a bank from a day on, returned receipts among it."""
        day = compare("ReceiptDate", "ge", since, self._link.dialect)
        yield from self._received(all_of(eq("BankCode", bank), day))

    def receipts_of_customers(self, numbers: Iterable[str], since: date) -> Iterator[PostedReceipt]:
        """List what customers paid from a day on, through whatever bank."""
        day = compare("ReceiptDate", "ge", since, self._link.dialect)
        wanted = [all_of(eq("CustomerNumber", number), day) for number in sorted(set(numbers))]
        for filter in chunks(wanted):
            yield from self._received(filter)

    def _received(self, filter: str) -> Iterator[PostedReceipt]:
        if not self._link.offers("AR", "ARPostedReceipts"):
            return
        home = self._home()
        for row in self._link.entities("AR", "ARPostedReceipts", PostedMoneyWire, filter):
            yield row.value(home)

    def lines_of_source(
        self, ledger: str, kind: str, since: date, until: date
    ) -> Iterator[LedgerLine]:
        """List the posted lines of a source code dated within these days, on every account."""
        dialect = self._link.dialect
        filter = all_of(
            eq("SourceLedgerCode", ledger),
            eq("SourceTypeCode", kind),
            compare("JournalDate", "ge", since, dialect),
            compare("JournalDate", "le", until, dialect),
        )
        home = self._home()
        for found in self._link.entities("GL", "GLPostedTransactions", PostedLineWire, filter):
            yield found.value(home)

    def open_receipt_batches(self) -> list[Batch]:
        """List the receipt batches that are open: number and description, without entries."""
        return self._open(RECEIPT_BATCHES)

    def open_note_batches(self) -> list[Batch]:
        """List the invoice batches that are open: number and description, without entries."""
        return self._open(NOTE_BATCHES)

    def _open(self, kind: BatchKind) -> list[Batch]:
        record = eq("BatchRecordType", kind.record) if kind.record else ""
        filter = all_of(record, eq("BatchStatus", "Open"))
        rows = self._link.entities(kind.module, kind.resource, kind.wire, filter)
        return [row.value() for row in rows]

    def holders(self, documents: Iterable[str]) -> set[tuple[str, str]]:
        """Find whose documents of these numbers are; gives (customer, number)."""
        found: set[tuple[str, str]] = set()
        for filter in chunks([eq("DocumentNumber", number) for number in sorted(set(documents))]):
            rows = self._link.entities("AR", "ARPostedDocuments", HolderWire, filter)
            found |= {(row.customer_number, row.document_number) for row in rows}
        return found

    def retainage(self) -> dict[str, Money]:
        """Add up what documents keep back by the account it stands on; empty: none is kept.

        Account sets without an account for it keep nothing back.
        """
        rows = self._link.entities("AR", "ARAccountSets", RetainageSetWire)
        accounts = {row.account_set_key: account(row.retainage_account) for row in rows}
        home = self._home()
        sums = {one: Money(0, home) for one in accounts.values() if one}
        if not sums:
            return {}
        kept = self._link.entities(
            "AR", "ARPostedDocuments", KeptBackWire, eq("RetainageOutstanding", "Yes")
        )
        for row in kept:
            place = accounts.get(row.account_set, "")
            if place:
                amount = row.functional_currency_retainage_amount
                sums[place] += money(amount, home, "Sage 300 retainage")
        return sums
