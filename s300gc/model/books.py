"""What is collected and how it is booked: claims, allocations, journals, receipts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from s300gc.model.money import Money
from s300gc.model.sage300 import Period


@dataclass(frozen=True, slots=True, order=True)
class Claim:
    """What is collected: one instalment of one document of one customer."""

    customer: str
    document: str
    instalment: int = 1

    def __str__(self) -> str:
        return f"{self.document}/{self.instalment}"


@dataclass(frozen=True, slots=True)
class Allocation:
    """The part of a payment that stands for one claim, and the account it is credited to (X)."""

    claim: Claim
    amount: Money
    x: str = ""
    """Fixed when the payment is booked, kept for all that later happens to it."""
    account_set: str = ""


def subject_of(allocations: Iterable[Allocation]) -> str:
    """Name a payment by what it collects: its claims, one after the other."""
    return " ".join(str(part.claim) for part in allocations)


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One line of a journal; debit +, credit -."""

    account: str
    source: Money
    functional: Money
    rate: Decimal
    rate_type: str
    reference: str
    description: str


@dataclass(frozen=True, slots=True)
class Journal:
    """A GL entry that stands alone in its batch; ``reference`` finds it again in Sage."""

    reference: str
    description: str
    dated: date
    period: Period
    source_ledger: str
    source_type: str
    lines: tuple[JournalLine, ...]


@dataclass(frozen=True, slots=True)
class Application:
    """What a receipt pays off a document."""

    document: str
    instalment: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Receipt:
    """One AR receipt entry; what is not applied is unapplied cash."""

    number: str
    customer: str
    account_set: str
    amount: Money
    dated: date
    description: str
    reference: str
    applied: tuple[Application, ...]
    rate: Decimal = Decimal(1)
    rate_type: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptBatch:
    """Receipts of one payout and one bank; ``reference`` finds the batch again in Sage."""

    reference: str
    bank: str
    x: str
    """The GL account its bank must post to."""
    dated: date
    period: Period
    payment_code: str
    receipts: tuple[Receipt, ...]


@dataclass(frozen=True, slots=True)
class Unapplied:
    """Unapplied cash that a receipt has left; ``left`` is what is open of it, positive."""

    customer: str
    receipt: str
    document: str
    account_set: str
    left: Money


@dataclass(frozen=True, slots=True)
class ApplyDocument:
    """One AR entry that applies a customer's unapplied cash to what it was paid for.

    ``credit`` is the number of the unapplied cash document, ``left`` what is left of it
    (positive) before; no money moves. ``reference`` finds its batch again in Sage.
    """

    reference: str
    payout: str
    payment: str
    customer: str
    account_set: str
    credit: str
    left: Money
    bank: str
    dated: date
    period: Period
    applied: tuple[Application, ...]


@dataclass(frozen=True, slots=True)
class BookedLine:
    """What a payout did to one payment's X, kept for all that later happens to that payment.

    ``kind`` is the item type; ``amount`` is the gross in the payout's currency,
    ``functional`` the same in the company's, both positive. ``receipt`` is the
    number of its AR receipt and ``batch`` the reference of that receipt's
    batch; both are empty where the line has no receipt.
    """

    payout: str
    payment: str
    kind: str
    customer: str
    claim: Claim | None
    account_set: str
    x: str
    amount: Money
    functional: Money
    receipt: str = ""
    batch: str = ""


@dataclass(frozen=True, slots=True)
class DebitNote:
    """An AR debit note that restores a debt whose money came back after its receipt.

    Its only distribution line is X, outside of tax; ``number`` is its document
    number (at most 22 characters).
    """

    number: str
    payment: str
    customer: str
    account_set: str
    x: str
    amount: Money
    dated: date
    description: str
    reference: str
    tax_group: str
    rate: Decimal = Decimal(1)
    rate_type: str = ""


@dataclass(frozen=True, slots=True)
class NoteBatch:
    """Debit notes of one payout; ``reference`` finds the batch again in Sage."""

    reference: str
    dated: date
    period: Period
    notes: tuple[DebitNote, ...]


@dataclass(frozen=True, slots=True)
class Remainder:
    """What one payout leaves on one X: its journal and its AR side have not met yet.

    ``amount`` is debit +, credit -, in functional currency; ``settle`` says what
    settles it.
    """

    payout: str
    x: str
    amount: Money
    reason: str
    settle: str = ""


@dataclass(frozen=True, slots=True)
class Surplus:
    """What a payment that cannot be cancelled collects more than is still open of a document."""

    payment: str
    customer: str
    document: str
    amount: Money
    reason: str
