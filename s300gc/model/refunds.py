"""Refunds: as GoCardless tells of them, as persons ask for them, and the step between."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from s300gc.model.money import Money

RequestState = Literal["waiting", "approved", "refused", "done"]


@dataclass(frozen=True, slots=True)
class Refund:
    """A GoCardless refund as it stands now; ``payment`` is empty where it is of a mandate only."""

    id: str
    created_at: datetime
    amount: Money
    status: str
    payment: str
    mandate: str
    reference: str = ""
    metadata: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """A refund that a person has asked for: for a credit note, or for a reason, never both.

    ``waiting`` for a second person, ``approved`` and sent or about to be, ``done`` as
    ``refund``, or ``refused``, by a person or by GoCardless, as ``note`` says.
    """

    payment: str
    amount: Money
    credit_note: str
    reason: str
    asked_by: str
    state: RequestState = "waiting"
    number: int = 0
    asked_at: datetime | None = None
    approved_by: str = ""
    approved_at: datetime | None = None
    reference: str = ""
    refund: str = ""
    note: str = ""

    @property
    def why(self) -> str:
        """What it is for, in words."""
        return f"credit note {self.credit_note}" if self.credit_note else self.reason


@dataclass(frozen=True, slots=True)
class CreateRefund:
    """Give a part of a payment back to the payer."""

    reference: str
    """Our natural reference: company, payment, which refund of it."""
    key: str
    """The idempotency key."""
    request: int
    """The number of the request that it carries out."""
    payment: str
    customer: str
    amount: Money
    total: int
    """All refunds of the payment with this one, in minor units: GoCardless compares it."""
    why: str
    metadata: tuple[tuple[str, str], ...]
