"""Recurring charges of Sage 300, the GoCardless subscriptions that collect them, and the steps."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from s300gc.model.money import Money


@dataclass(frozen=True, slots=True, order=True)
class ChargeKey:
    """Which recurring charge: its code and whose it is."""

    code: str
    customer: str

    def __str__(self) -> str:
        return f"{self.code} {self.customer}"


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """One distribution line of a recurring charge; ``amount`` is before tax."""

    distribution: str
    account: str
    description: str
    amount: Money


@dataclass(frozen=True, slots=True)
class RecurringCharge:
    """An AR recurring charge (``ARRecurringCharges``), in the customer's currency."""

    key: ChargeKey
    description: str
    active: bool
    amount: Money
    """What each of its invoices comes to, tax included."""
    schedule: str
    next_date: date | None
    """The day for which the next invoice is generated."""
    expires: date | None = None
    most_invoices: int | None = None
    most_total: Money | None = None
    invoices: int = 0
    """How many were generated so far, posted or not."""
    invoiced: Money | None = None
    """What those came to; None for nothing."""
    job_related: bool = False
    tax_group: str = ""
    account_set: str = ""
    terms: str = ""
    lines: tuple[ChargeLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule of Common Services (``CSSchedules``); words as Sage 300 writes them."""

    code: str
    interval: str
    frequency: str
    every: int
    day: int
    """Day of the month, 1 to 31; 32 is the last day, 0 where that says nothing."""


Unit = Literal["weekly", "monthly", "yearly"]

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cadence:
    """When a subscription charges (GoCardless API reference, subscriptions).

    ``day`` is 1 to 28, or -1 for the last day of the month; ``month`` 1 to 12, for years only.
    """

    unit: Unit
    interval: int = 1
    day: int | None = None
    month: int | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """A GoCardless subscription as it stands now; ``cadence.unit`` may be one we never send."""

    id: str
    created_at: datetime
    amount: Money
    status: str
    mandate: str
    name: str
    cadence: Cadence
    start: date | None
    end: date | None = None
    count: int | None = None
    metadata: tuple[tuple[str, str], ...] = ()
    next_charge: date | None = None
    """The first of its upcoming payments."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One subscription that we made for a charge; ``number`` counts them from 1."""

    key: ChargeKey
    number: int
    reference: str
    covers_from: date
    """Invoices of the charge that are dated on that day or later are paid by it."""
    id: str = ""
    """What GoCardless calls it; empty until that is known."""
    ended: bool = False
    """We have cancelled it ourselves."""
    amendments: int = 0
    changes: int = 0
    """How many changes of it were carried out, of whatever kind."""
    subscription: Subscription | None = None
    """As last read."""


@dataclass(frozen=True, slots=True)
class CreateSubscription:
    """Let GoCardless collect a recurring charge under a mandate."""

    reference: str
    """Our natural reference: company, what, customer, charge, number."""
    key: str
    """The idempotency key."""
    charge: ChargeKey
    number: int
    mandate: str
    amount: Money
    name: str
    cadence: Cadence
    start: date
    count: int | None
    metadata: tuple[tuple[str, str], ...]


Action = Literal["amend", "pause", "resume", "cancel"]


@dataclass(frozen=True, slots=True)
class ChangeSubscription:
    """Amend, pause, resume or cancel a subscription of ours; ``amount`` is what it shall be."""

    reference: str
    """Our natural reference: company, action, subscription, number of the change."""
    action: Action
    charge: ChargeKey
    subscription: str
    amount: Money
    why: str


SubscriptionStep = CreateSubscription | ChangeSubscription

Hold = Literal["paused", "cancelled", "on-hold", "released"]
"""What was last said of a charge: by a person, or because its customer is on hold in Sage 300."""


@dataclass(frozen=True, slots=True)
class DraftInvoice:
    """An AR invoice for money of a subscription that Sage 300 does not invoice; a person posts it.

    ``total`` is what it must come to with tax; ``number`` is its document number.
    """

    reference: str
    number: str
    payment: str
    charge: ChargeKey
    dated: date
    total: Money
    description: str
    account_set: str
    tax_group: str
    terms: str
    lines: tuple[ChargeLine, ...]
