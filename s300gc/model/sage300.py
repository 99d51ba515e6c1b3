"""What Sage 300 tells: customers, account sets, documents, banks, accounts, periods, batches."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from s300gc.model.money import Money


@dataclass(frozen=True, slots=True)
class ARCustomer:
    """A Sage 300 AR customer, as far as this tool looks at it."""

    number: str
    name: str
    email: str
    account_set: str
    currency: str
    group: str = ""
    on_hold: bool = False
    active: bool = True
    balance_forward: bool = False
    national_account: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    """Optional fields: (code, value), sorted by code."""


@dataclass(frozen=True, slots=True)
class AccountSet:
    """An AR account set: which GL accounts its documents are kept on."""

    key: str
    control: str
    prepayment: str
    currency: str


DocumentKind = Literal[
    "Invoice", "DebitNote", "CreditNote", "Interest", "UnappliedCash", "Prepayment", "Receipt",
    "Refund", "RetainageInvoice", "RetainageDebitNote", "RetainageCreditNote", "Other",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Document:
    """A posted AR document (``ARPostedDocuments``).

    ``original`` and ``balance`` are in the customer's currency, ``functional``
    is the balance in the company's. Credits carry negative amounts.
    """

    customer: str
    number: str
    kind: DocumentKind
    dated: date
    due: date
    original: Money
    balance: Money
    functional: Money
    account_set: str
    description: str = ""
    terms: str = ""
    payments: int = 1
    """Number of scheduled payments (instalments)."""
    fully_paid: bool = False
    job_related: bool = False
    retainage: bool = False
    batch: str = ""
    entry: str = ""
    discount: Money | None = None
    """What may be taken off where it is paid by ``discount_until``."""
    discount_until: date | None = None
    own_fields: int = 0
    """How many optional fields it has."""


@dataclass(frozen=True, slots=True)
class Instalment:
    """One scheduled payment of a document, numbered from 1; in the customer's currency."""

    number: int
    due: date
    amount: Money
    discount: Money | None = None
    """What may be taken off where it is paid by ``discount_until``."""
    discount_until: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What an invoice batch says of one of its documents and the posted document does not.

    ``fields`` are its optional fields, (code, value), sorted by code.
    """

    customer: str
    number: str
    batch: str
    entry: str
    instalments: tuple[Instalment, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    recurring_charge: str = ""
    """The code of the recurring charge that it was generated from."""
    found: bool = True
    """False where its batch is not there any more (clear history)."""


@dataclass(frozen=True, slots=True)
class Bank:
    """A Bank Services bank code and the GL account it posts to."""

    code: str
    account: str
    currency: str


@dataclass(frozen=True, slots=True)
class GLAccount:
    """A general ledger account; ``sources`` is None where any ledger may post."""

    number: str
    description: str
    active: bool
    control: bool
    sources: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """A fiscal period and the modules in which it is locked."""

    year: str
    number: str
    start: date
    end: date
    locked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One posted line of a GL account; debit +, credit -, functional currency."""

    account: str
    amount: Money
    source: str
    """Source ledger and type, e.g. ``GL-GC`` or ``AR-IN``."""
    batch: str
    entry: str
    dated: date
    reference: str
    description: str
    sequence: int = 0
    """Posting sequence number."""


BatchStatus = Literal["Open", "ReadyToPost", "PostInProgress", "Posted", "Deleted", "Other"]


@dataclass(frozen=True, slots=True)
class Batch:
    """What a Sage 300 batch says of itself."""

    number: str
    description: str
    status: BatchStatus
    total: Decimal = Decimal(0)
    """GL: the debits; AR: the batch total. Major units."""
    entries: int = 0
    errors: int = 0
    posting_sequence: int = 0
    source: str = ""
