"""What a report is made of: payouts with what stands behind each amount, endings, open money."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from s300gc.model.gocardless import Payment, Payout, PayoutItem
from s300gc.model.money import Money


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is about: the days from ``since`` to ``until``, both included, or one payout.

    Days are those of the company's time zone.
    """

    since: date
    until: date
    payout: str = ""

    @property
    def whole_month(self) -> bool:
        """Whether it is exactly one calendar month."""
        after = date.fromordinal(self.until.toordinal() + 1)
        start, end = (self.since.year, self.since.month), (self.until.year, self.until.month)
        return start == end and self.since.day == 1 and after.day == 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where an amount stands in Sage 300: batch, entry and posting sequence number.

    ``batch`` is empty until it is known; ``entry`` counts in the order in which the entries
    were sent; ``posting`` is 0 until Sage 300 has told it.
    """

    module: str
    """``GL`` or ``AR``."""
    what: str
    """``journal``, ``receipts``, ``notes`` … as in the kinds of intents."""
    batch: str = ""
    entry: int = 0
    posting: int = 0
    status: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One amount of a payout that belongs to a payment, as far as it is of one document.

    ``kind`` is the item type; ``amount`` is + for us, - against us, in the payout's currency.
    ``x`` is the account that it is credited to, ``receipt`` the number of its AR receipt or
    debit note; both are empty where it is not booked.
    """

    kind: str
    payment: str
    customer: str
    name: str
    document: str
    amount: Money
    x: str = ""
    receipt: str = ""
    side: Place | None = None
    """The AR batch that stands against it; None where there is none."""


@dataclass(frozen=True, slots=True)
class Posted:
    """One line of a payout's journal as it was sent; debit +, credit -."""

    account: str
    source: Money
    functional: Money
    reference: str
    description: str


@dataclass(frozen=True, slots=True)
class PayoutSheet:
    """A payout with its items and all that stands behind it; ``items`` is empty where not read."""

    payout: Payout
    state: str
    reason: str
    items: tuple[PayoutItem, ...]
    lines: tuple[Line, ...] = ()
    places: tuple[Place, ...] = ()
    """All its batches in Sage 300, the journal first."""
    journal: tuple[Posted, ...] = ()


@dataclass(frozen=True, slots=True)
class Ending:
    """That a payment ended: failed, charged back, cancelled or denied, and the cause.

    ``amount`` is None where the payment itself was never read.
    """

    at: datetime
    action: str
    cause: str
    payment: str
    amount: Money | None
    status: str
    """The payment's status now."""
    customer: str = ""
    name: str = ""
    documents: tuple[str, ...] = ()
    payout: str = ""


@dataclass(frozen=True, slots=True)
class Charged:
    """A payment with whose it is and what it collects."""

    payment: Payment
    customer: str
    name: str
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Owed:
    """An open AR document; ``balance`` is negative for a credit."""

    customer: str
    name: str
    document: str
    kind: str
    due: date
    balance: Money
    stands: str = ""
    """What is done about it."""


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Money on the unmatched account: + for what came in, - for what went back."""

    payout: str
    payment: str
    kind: str
    account: str
    arrived: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that a person has to look at, since when, and what settles it."""

    kind: str
    subject: str
    reason: str
    settle: str
    since: datetime | None = None
    amount: Money | None = None
    payout: str = ""


@dataclass(frozen=True, slots=True)
class TaxDue:
    """The tax on fees in the currency of the authority, in minor units with fractions.

    ``pending`` counts the fees of which GoCardless has not told it yet (the rate is not final).
    """

    currency: str
    amount: Decimal
    pending: int = 0
