"""Asking a payer for a mandate: what is asked, GoCardless's billing request, and its link."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Address:
    """What an AR customer's card says of where he is; empty where it says nothing."""

    lines: tuple[str, ...] = ()
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    """As somebody typed it: a name or a code."""


@dataclass(frozen=True, slots=True)
class Invite:
    """Ask an AR customer for a mandate in his currency."""

    reference: str
    """Our natural reference: company, what, customer, number of the invitation."""
    key: str
    """The idempotency key."""
    customer: str
    number: int
    """Which invitation of the customer it is; the one before was fulfilled or cancelled."""
    currency: str
    scheme: str
    metadata: tuple[tuple[str, str], ...]
    """Goes onto the billing request and onto the mandate that comes of it."""
    payer: str = ""
    """The GoCardless customer that he is already; empty: a new one is made as he answers."""


@dataclass(frozen=True, slots=True)
class BillingRequest:
    """A GoCardless billing request as it stands now; ``mandate`` once it is fulfilled."""

    id: str
    created_at: datetime
    status: str
    creditor: str
    payer: str
    """The GoCardless customer it is about."""
    mandate: str = ""
    metadata: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Flow:
    """The link at which a payer answers a billing request; it holds for seven days."""

    id: str
    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation of ours as it is recorded."""

    customer: str
    number: int
    reference: str
    currency: str
    status: str
    """``begun``, then that of the billing request; ``refused`` where none was made."""
    request: str = ""
    url: str = ""
    expires_at: datetime | None = None
    mandate: str = ""
    mailed: str = ""
    """The link that was e-mailed last, and to whom."""
    mailed_to: str = ""
