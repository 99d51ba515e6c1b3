"""What GoCardless tells: customers, mandates, payments, payouts and their items, events."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from s300gc.model.money import Money

DEAD = frozenset({"failed", "charged_back", "cancelled", "customer_approval_denied"})
"""Payment statuses that collect nothing any more (GoCardless API reference, payments)."""


@dataclass(frozen=True, slots=True)
class GCCustomer:
    """A GoCardless customer."""

    id: str
    created_at: datetime
    email: str
    name: str
    metadata: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class BankAccount:
    """A GoCardless customer bank account: never more than name and last digits."""

    id: str
    customer: str
    bank_name: str
    ending: str
    currency: str
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Mandate:
    """A GoCardless mandate; ``next_charge_date`` is its ``next_possible_charge_date``."""

    id: str
    created_at: datetime
    customer: str
    bank_account: str
    creditor: str
    scheme: str
    status: str
    reference: str
    next_charge_date: date | None
    metadata: tuple[tuple[str, str], ...] = ()
    replaced_by: str = ""
    """The mandate that GoCardless put in its place; empty where none is known."""


@dataclass(frozen=True, slots=True)
class Payment:
    """A GoCardless payment as it stands now."""

    id: str
    created_at: datetime
    amount: Money
    charge_date: date | None
    status: str
    mandate: str
    creditor: str
    description: str = ""
    metadata: tuple[tuple[str, str], ...] = ()
    payout: str = ""
    subscription: str = ""
    refunded: int = 0
    """``amount_refunded`` in minor units."""


@dataclass(frozen=True, slots=True)
class Payout:
    """A GoCardless payout; ``amount`` is what arrives, net of deducted fees."""

    id: str
    created_at: datetime
    amount: Money
    deducted_fees: int
    status: str
    kind: str
    """``merchant`` or ``partner``."""
    reference: str
    creditor: str
    arrival_date: date | None
    landed: Money | None = None
    """What arrived at the bank after GoCardless converted; None where it did not convert."""
    rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Tax:
    """The tax inside a fee item, in minor units with fractions."""

    amount: Decimal
    currency: str
    rate_id: str
    destination_amount: Decimal | None = None
    destination_currency: str = ""


@dataclass(frozen=True, slots=True)
class PayoutItem:
    """One line of a payout: minor units with fractions, + for us, - against us."""

    type: str
    amount: Decimal
    payment: str = ""
    refund: str = ""
    mandate: str = ""
    taxes: tuple[Tax, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """A GoCardless event: that something happened, not how the thing now stands."""

    id: str
    created_at: datetime
    resource_type: str
    action: str
    resource: str
    """Id of the thing it is about."""
    cause: str = ""
    description: str = ""
    links: tuple[tuple[str, str], ...] = ()
    will_attempt_retry: bool | None = None
