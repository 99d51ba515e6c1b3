"""Refunds as AR books them: open credits of a customer that were paid back through GoCardless."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from s300gc.model.money import Money
from s300gc.model.sage300 import Period


@dataclass(frozen=True, slots=True)
class OwedRefund:
    """A line of a booked payout by which a payer got money back, and that AR does not know of yet.

    ``booking`` and ``position`` are its place in the payout's booking; ``amount`` is in the
    payout's currency, positive.
    """

    payout: str
    booking: int
    position: int
    payment: str
    customer: str
    account_set: str
    x: str
    amount: Money


@dataclass(frozen=True, slots=True)
class PaidCredit:
    """What a refund takes off one credit; ``left`` is what was open of it before. Positive."""

    document: str
    amount: Money
    left: Money


@dataclass(frozen=True, slots=True)
class ARRefund:
    """One AR refund in a batch of its own: the credits go down, and X pays.

    ``reference`` finds its batch again in Sage 300, ``number`` (at most 22 characters) is its
    document number there. ``rate`` is that of the payout's journal.
    """

    reference: str
    number: str
    payout: str
    booking: int
    position: int
    payment: str
    customer: str
    x: str
    amount: Money
    dated: date
    period: Period
    description: str
    credits: tuple[PaidCredit, ...]
    rate: Decimal = Decimal(1)
    rate_type: str = ""
