"""The store as one object: what wiring opens and flows use."""

from pathlib import Path
from types import TracebackType

from s300gc.clock import Clock
from s300gc.gate import Gate
from s300gc.store.ar_refunds import ARRefunds
from s300gc.store.audit import Audit
from s300gc.store.backfilled import Backfilled
from s300gc.store.backup import backup
from s300gc.store.bank_accounts import BankAccounts
from s300gc.store.batches import ReadBatches
from s300gc.store.bookings import Bookings
from s300gc.store.charges import Charges
from s300gc.store.claims import Claims
from s300gc.store.collected import Collected
from s300gc.store.cursors import Cursors, Settings
from s300gc.store.customers import Customers
from s300gc.store.database import Database, Health
from s300gc.store.deliveries import Deliveries
from s300gc.store.documents import Documents
from s300gc.store.doors import Doors
from s300gc.store.elsewhere import Elsewhere
from s300gc.store.entries import Entries
from s300gc.store.evidence import BookingEvidence
from s300gc.store.gc_customers import GCCustomers
from s300gc.store.half_booked import HalfBookedLines
from s300gc.store.in_force import InForce
from s300gc.store.inbox import Inbox
from s300gc.store.intents import Intents
from s300gc.store.invitations import Invitations
from s300gc.store.links import Links
from s300gc.store.loose import LoosePayments
from s300gc.store.mandates import Mandates
from s300gc.store.opening import BUSY_SECONDS, open_database
from s300gc.store.payments import Payments
from s300gc.store.payouts import Payouts
from s300gc.store.plans import Plans
from s300gc.store.raw import Raw
from s300gc.store.rebuilt import Rebuilt
from s300gc.store.refunds import RefundRequests, Refunds
from s300gc.store.reporting import Reporting
from s300gc.store.runs import Runs
from s300gc.store.sendings import Sendings
from s300gc.store.sign_offs import SignOffs
from s300gc.store.subscriptions import Subscriptions
from s300gc.store.surpluses import Surpluses
from s300gc.store.worklist import Worklist


class Store:
    """All that is remembered of one Sage company and one GoCardless creditor.

    Each attribute is a small class over the same database. Methods that write
    commit before they return, each in one short transaction of its own.
    """

    def __init__(self, database: Database, chain_key: bytes | None = None) -> None:
        self.database = database
        self.audit = Audit(database, chain_key)
        doors = Doors(database)
        self.intents = Intents(database, self.audit, doors)
        self.claims = Claims(database, self.audit, doors, self.intents)
        self.collected = Collected(database)
        self.customers = Customers(database)
        self.documents = Documents(database)
        self.entries = Entries(database)
        self.gc_customers = GCCustomers(database)
        self.bank_accounts = BankAccounts(database)
        self.mandates = Mandates(database)
        self.payments = Payments(database)
        self.loose = LoosePayments(database)
        self.sendings = Sendings(database, self.intents, self.payments)
        self.plans = Plans(database, self.audit)
        self.surpluses = Surpluses(database, self.audit, self.documents)
        self.links = Links(database, self.audit)
        self.invitations = Invitations(database, self.audit, self.intents)
        self.subscriptions = Subscriptions(database)
        self.charges = Charges(database, self.audit, self.intents, self.subscriptions)
        self.refunds = Refunds(database)
        self.refund_requests = RefundRequests(database, self.audit, self.intents, self.refunds)
        self.elsewhere = Elsewhere(database)
        self.bookings = Bookings(database, self.audit, self.intents)
        self.batches = ReadBatches(database, self.audit)
        self.payouts = Payouts(
            database, self.audit, self.intents, self.claims, self.documents, self.bookings
        )
        self.worklist = Worklist(database, self.audit)
        self.ar_refunds = ARRefunds(database, self.intents, self.worklist)
        self.half_booked = HalfBookedLines(database)
        self.raw = Raw(database)
        self.inbox = Inbox(database, self.raw)
        self.deliveries = Deliveries(database)
        self.cursors = Cursors(database)
        self.settings = Settings(database, self.audit)
        self.in_force = InForce(database, self.audit)
        self.sign_offs = SignOffs(database, self.audit)
        self.evidence = BookingEvidence(database, self.intents)
        self.reporting = Reporting(database)
        self.runs = Runs(database)
        self.backfilled = Backfilled(database, self.payouts)
        self.rebuilt = Rebuilt(database, self.audit, self.intents, doors)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        clock: Clock,
        gate: Gate | None = None,
        journal_mode: str | None = None,
        synchronous: str | None = None,
        busy_seconds: float = BUSY_SECONDS,
        chain_key: bytes | None = None,
    ) -> "Store":
        """Open the database, made if it is missing and brought to the newest schema.

        ``journal_mode`` and ``synchronous`` are chosen by the SQLite there is when
        left out. ``chain_key`` seals the audit trail with HMAC. For the errors see
        ``open_database``.
        """
        database = open_database(
            path,
            clock=clock,
            gate=gate,
            journal_mode=journal_mode,
            synchronous=synchronous,
            busy_seconds=busy_seconds,
        )
        return cls(database, chain_key)

    def backup(self, target: Path) -> None:
        """Write a whole, checked copy of the database to a file that does not exist yet."""
        backup(self.database.path, target)

    @property
    def version(self) -> int:
        """A number that is another one as soon as somebody else has changed the database."""
        return int(self.database.value("PRAGMA data_version"))

    def health(self) -> Health:
        """Look the database file over."""
        return self.database.health()

    def close(self) -> None:
        """Close the database."""
        self.database.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
