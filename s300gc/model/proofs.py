"""What a reconciliation looks at: unsettled lines, posted receipts, batches meant and found."""

from dataclasses import dataclass
from datetime import date

from s300gc.model.money import Money


@dataclass(frozen=True, slots=True)
class HalfBooked:
    """A booked line that is not settled; ``amount`` is positive, functional currency.

    ``journal``, ``reversal`` and ``side`` are references of batches (empty: none), the
    numbers those that Sage 300 gave them. ``bounced`` says that the payout came back: its
    AR side stays as it is.
    """

    payout: str
    payment: str
    kind: str
    customer: str
    x: str
    amount: Money
    dated: date | None
    journal: str
    journal_number: str = ""
    reversal: str = ""
    bounced: bool = False
    side: str = ""
    side_kind: str = ""
    side_number: str = ""
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class PostedReceipt:
    """A receipt as Sage 300 has posted it (``ARPostedReceipts``); amounts are positive.

    ``returned`` is the day on which Bank Services took it back; None where it stands.
    """

    bank: str
    customer: str
    number: str
    amount: Money
    functional: Money
    dated: date | None
    returned: date | None
    batch: str


@dataclass(frozen=True, slots=True)
class MeantJournal:
    """A GL entry of ours as it was sent: sums by account, debit +, functional currency.

    ``done`` says that it was seen posted; ``replaced`` that another took its place.
    """

    reference: str
    payout: str
    batch: str
    dated: date
    bank: str
    amount: Money
    """What it put on the bank account."""
    accounts: tuple[tuple[str, Money], ...]
    done: bool
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class MeantReceipt:
    """A receipt of ours as it was sent, and what it was to pay off."""

    reference: str
    payout: str
    batch: str
    bank: str
    x: str
    customer: str
    number: str
    amount: Money
    functional: Money
    dated: date
    applied: tuple[tuple[str, Money], ...]
    """Document and amount, in the receipt's currency."""
    posted: bool

    @property
    def payment(self) -> str:
        """The GoCardless payment it stands for."""
        return self.number.rpartition("-")[0] or self.number
