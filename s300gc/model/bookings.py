"""How payouts were booked: day, period, rate, what became of each batch, what was taken back."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from s300gc.model.money import Money
from s300gc.model.sage300 import Batch


@dataclass(frozen=True, slots=True)
class Booking:
    """One planned booking of a payout; all its parts share this day, period and rate.

    ``arrival`` is the arrival date it was planned for, ``dated`` the posting date, which is
    another one where that period was locked. ``rate`` is units of the company's currency
    for one of the payout's.
    """

    payout: str
    number: int
    arrival: date
    dated: date
    fiscal_year: str
    fiscal_period: str
    rate: Decimal
    rate_type: str


@dataclass(frozen=True, slots=True)
class ReadBatch:
    """A Sage 300 batch of ours as it was last read; ``reference`` is that of its intent."""

    reference: str
    batch: Batch
    read_at: datetime


@dataclass(frozen=True, slots=True)
class Reversal:
    """The journal that takes a payout's journal back, and who wanted that.

    ``journal`` is the reference of the journal that is taken back. ``keeps_receipts``: the
    AR side stays as it is (a payout that bounced: the customers have paid).
    """

    reference: str
    payout: str
    journal: str
    dated: date
    keeps_receipts: bool
    why: str
    who: str
    at: datetime
    state: str = "begun"
    """The state of its intent: done where it is posted."""
    batch: str = ""
    """The number of its GL batch; empty until it is known."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """A batch that was booked anew, and the one whose place it took."""

    reference: str
    replaces: str
    why: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class BankEntry:
    """A deposit on the real bank that a person posts in Bank Services.

    ``account`` is what the payout's journal debits (payouts in transit); ``text`` is the
    payout's own reference, as the bank statement shows it; ``reference`` finds it again.
    """

    reference: str
    bank: str
    account: str
    amount: Money
    dated: date
    text: str


def attempt_of(reference: str, payout: str) -> int:
    """Read from a reference which attempt at a payout it belongs to: ``GC PO1 #2 1/3`` is 2."""
    word = reference.removeprefix(f"GC {payout}").strip().split(" ", 1)[0]
    return int(word[1:]) if word.startswith("#") and word[1:].isdecimal() else 1
