"""The Sage 300 Web API of one company, as far as this tool uses it."""

from s300gc.model import ApplyDocument, Batch, Journal, NoteBatch, ReceiptBatch
from s300gc.model.ar_refunds import ARRefund
from s300gc.model.dialect import PLAIN, Dialect
from s300gc.model.subscriptions import DraftInvoice
from s300gc.remote.http import Http
from s300gc.remote.sage300_addresses import Addresses
from s300gc.remote.sage300_applying import UnappliedCash, apply_body
from s300gc.remote.sage300_bank_entries import BankEntries
from s300gc.remote.sage300_batches import Batches
from s300gc.remote.sage300_charges import Charges
from s300gc.remote.sage300_contents import Contents
from s300gc.remote.sage300_customers import Customers
from s300gc.remote.sage300_documents import Documents
from s300gc.remote.sage300_entries import Entries
from s300gc.remote.sage300_gl import Ledger, gl_batches, journal_body
from s300gc.remote.sage300_inquiry import Inquiry
from s300gc.remote.sage300_invoices import invoice_body
from s300gc.remote.sage300_link import Sage300Link
from s300gc.remote.sage300_notes import NOTE_BATCHES, DraftNotes, note_body
from s300gc.remote.sage300_periods import Periods
from s300gc.remote.sage300_proofs import Proofs
from s300gc.remote.sage300_receipts import RECEIPT_BATCHES, PendingReceipts, receipt_body
from s300gc.remote.sage300_refunds import REFUND_BATCHES, refund_body
from s300gc.remote.sage300_setup import Setup
from s300gc.remote.sage300_written import Written
from s300gc.remote.sage300_written_refunds import WrittenRefunds


class Sage300(
    Addresses,
    Charges,
    Customers,
    Documents,
    Entries,
    Setup,
    Periods,
    Ledger,
    PendingReceipts,
    UnappliedCash,
    DraftNotes,
    Inquiry,
    Proofs,
    Contents,
    BankEntries,
    Written,
    WrittenRefunds,
):
    """Reads and writes as one Sage 300 user in one company.

    ``upper_case`` sends user and password in capitals, as Sage keeps them by
    default. ``dialect`` is how this server is spoken to, ``home`` the functional
    currency where the caller knows it already.

    No write is ever repeated here: Sage has no idempotency key. A write without a
    usable answer is an ``OutcomeUnknown``, and its caller looks with ``find_...``
    before it does anything else. Other errors beyond those of ``Http``:
    ``CredentialError``, ``Refused`` with Sage's own code, ``UnexpectedAnswer``.
    """

    def __init__(
        self,
        http: Http,
        *,
        company: str,
        user: str,
        password: str,
        upper_case: bool = True,
        dialect: Dialect = PLAIN,
        home: str | None = None,
    ) -> None:
        link = Sage300Link(
            http,
            company=company,
            user=user,
            password=password,
            upper_case=upper_case,
            dialect=dialect,
        )
        super().__init__(link, home)
        self._journals = gl_batches(link)
        self._receipts = Batches(link, RECEIPT_BATCHES)
        self._notes = Batches(link, NOTE_BATCHES)
        self._refunds = Batches(link, REFUND_BATCHES)

    # ------------------------------------------------------------ GL batches

    def find_gl_batches(self, description: str) -> list[Batch]:
        """Find GL batches by description, the lowest number first; look at their status."""
        return self._journals.find(description)

    def gl_batch(self, number: str) -> Batch | None:
        """Read a GL batch; None where there is none."""
        return self._journals.read(number)

    def create_gl_batch(self, journal: Journal) -> str:
        """Create an open GL batch with one entry, described by the reference; gives its number."""
        return self._journals.create(journal_body(journal, self._home()), journal.reference)

    def ready_gl_batch(self, number: str) -> None:
        """Mark a GL batch ready to post."""
        self._journals.make_ready(number)

    def post_gl_batch(self, number: str) -> None:
        """Post one GL batch that is ready; read it afterwards to see how that went."""
        self._journals.post(number)

    def describe_gl_batch(self, number: str, text: str) -> None:
        """Give a GL batch another description, cut to 60 characters."""
        self._journals.describe(number, text)

    # ------------------------------------------------------------ receipt batches

    def find_receipt_batches(self, description: str) -> list[Batch]:
        """Find receipt batches by description, the lowest number first; look at their status."""
        return self._receipts.find(description)

    def receipt_batch(self, number: str) -> Batch | None:
        """Read a receipt batch; None where there is none."""
        return self._receipts.read(number)

    def create_receipt_batch(self, batch: ReceiptBatch) -> str:
        """Create an open receipt batch, described by its reference; gives its number."""
        return self._receipts.create(receipt_body(batch, self._home()), batch.reference)

    def create_apply_batch(self, step: ApplyDocument) -> str:
        """Create an open receipt batch that applies unapplied cash; gives its number."""
        return self._receipts.create(apply_body(step), step.reference)

    def ready_receipt_batch(self, number: str) -> None:
        """Mark a receipt batch ready to post."""
        self._receipts.make_ready(number)

    def post_receipt_batch(self, number: str) -> None:
        """Post one receipt batch that is ready; read it afterwards to see how that went."""
        self._receipts.post(number)

    def describe_receipt_batch(self, number: str, text: str) -> None:
        """Give a receipt batch another description, cut to 60 characters."""
        self._receipts.describe(number, text)

    # ------------------------------------------------------------ debit note batches

    def find_note_batches(self, description: str) -> list[Batch]:
        """Find invoice batches by description, the lowest number first; look at their status."""
        return self._notes.find(description)

    def note_batch(self, number: str) -> Batch | None:
        """Read an invoice batch; None where there is none."""
        return self._notes.read(number)

    def create_note_batch(self, batch: NoteBatch) -> str:
        """Create an open invoice batch of debit notes, described by its reference."""
        return self._notes.create(
            note_body(batch, self._home(), self._link.written), batch.reference
        )

    def create_invoice_batch(self, step: DraftInvoice) -> str:
        """Create an open batch with one invoice; it is found as a batch of debit notes is."""
        return self._notes.create(invoice_body(step), step.reference)

    def ready_note_batch(self, number: str) -> None:
        """Mark an invoice batch ready to post; compare ``draft_notes`` before."""
        self._notes.make_ready(number)

    def post_note_batch(self, number: str) -> None:
        """Post one invoice batch that is ready; read it afterwards to see how that went."""
        self._notes.post(number)

    def describe_note_batch(self, number: str, text: str) -> None:
        """Give an invoice batch another description, cut to 60 characters."""
        self._notes.describe(number, text)

    # ------------------------------------------------------------ refund batches

    def find_refund_batches(self, description: str) -> list[Batch]:
        """Find AR refund batches by description, the lowest number first; look at their status."""
        return self._refunds.find(description)

    def refund_batch(self, number: str) -> Batch | None:
        """Read an AR refund batch; None where there is none."""
        return self._refunds.read(number)

    def create_refund_batch(self, step: ARRefund) -> str:
        """Create an open batch with one AR refund, described by its reference."""
        return self._refunds.create(
            refund_body(step, self._home(), self._link.written), step.reference
        )

    def ready_refund_batch(self, number: str) -> None:
        """Mark an AR refund batch ready to post."""
        self._refunds.make_ready(number)

    def post_refund_batch(self, number: str) -> None:
        """Post one AR refund batch that is ready; read it afterwards to see how that went."""
        self._refunds.post(number)

    def describe_refund_batch(self, number: str, text: str) -> None:
        """Give an AR refund batch another description, cut to 60 characters."""
        self._refunds.describe(number, text)
