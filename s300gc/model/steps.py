"""Steps that a plan is made of, what became of them, and intents."""

import json
from dataclasses import asdict, dataclass, field, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from s300gc.model.books import Allocation, Claim, Journal, NoteBatch, ReceiptBatch
from s300gc.model.money import Money


@dataclass(frozen=True, slots=True)
class Skip:
    """Something that was left alone, and why."""

    subject: str
    reason: str
    kind: str = ""
    """A short stable word for the reason, for filters and tests."""


@dataclass(frozen=True, slots=True)
class UpdateFields:
    """Write optional fields of an AR customer: only those that differ."""

    customer: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Netted:
    """The part of a credit that was taken off a claim; ``amount`` is positive."""

    claim: Claim
    credit: str
    """Number of the credit note, unapplied cash or prepayment."""
    amount: Money


@dataclass(frozen=True, slots=True)
class CreatePayment:
    """Collect one amount under a mandate for the claims it is allocated to."""

    reference: str
    """Our natural reference: company, what, document, instalment, attempt."""
    key: str
    """The idempotency key."""
    customer: str
    mandate: str
    amount: Money
    charge_date: date
    allocations: tuple[Allocation, ...]
    description: str
    metadata: tuple[tuple[str, str], ...]
    due: date
    attempt: int = 1
    why: str = ""
    bank_reference: str = ""
    """What the payer's bank statement shall show; empty: what the mandate has."""
    netted: tuple[Netted, ...] = ()
    """The credits that were taken off the documents' balances."""
    warnings: tuple[str, ...] = ()
    """What safety rules say of it that do not block."""


@dataclass(frozen=True, slots=True)
class RetryPayment:
    """Collect a failed payment of ours once more, under its id and for what it stands for."""

    reference: str
    """Our natural reference: company, what, payment, number of the retry."""
    payment: str
    number: int
    """Which retry of the payment it is; those that GoCardless makes by itself count too."""
    amount: Money
    charge_date: date | None
    """None: the earliest that the mandate allows."""
    allocations: tuple[Allocation, ...]
    opens: tuple[Claim, ...] = ()
    """Claims without a live door, whose door is opened for it."""
    why: str = ""


@dataclass(frozen=True, slots=True)
class CancelPayment:
    """Cancel a payment that is not submitted yet.

    Its claims are free again; with ``keeps`` they stay with it until a person
    releases them.
    """

    reference: str
    """Our natural reference: company, what, payment."""
    payment: str
    amount: Money
    allocations: tuple[Allocation, ...]
    why: str = ""
    keeps: bool = False


Payments = CreatePayment | RetryPayment | CancelPayment
Step = UpdateFields | Payments | Journal | ReceiptBatch | NoteBatch


@dataclass(frozen=True, slots=True)
class Done:
    """A step that was carried out (or would be, in a dry run) and what the remote calls it."""

    subject: str
    action: str
    remote: str = ""
    amount: Money | None = None
    kind: str = "done"
    """One word for what became of it, by which a summary counts: linked, collected, booked."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A step that failed; its neighbours were not held up by it."""

    subject: str
    error: str
    exit_code: int = 3


Result = Done | Skip | Failed


@dataclass(slots=True)
class Outcome:
    """What one flow did, in order."""

    flow: str
    results: list[Result] = field(default_factory=list)
    dry_run: bool = False

    def done(self) -> list[Done]:
        """Give what was carried out."""
        return [r for r in self.results if isinstance(r, Done)]

    def skips(self) -> list[Skip]:
        """Give what was left alone."""
        return [r for r in self.results if isinstance(r, Skip)]

    def failures(self) -> list[Failed]:
        """Give what failed."""
        return [r for r in self.results if isinstance(r, Failed)]


@dataclass(frozen=True, slots=True)
class Intent:
    """A write to a remote, recorded before it is sent (state ``begun``) and after (``done``).

    ``remote`` is the remote's id or batch number once known; for Sage batches it
    is committed before the batch is made ready or posted.
    """

    reference: str
    kind: str
    key: str
    request: str
    begun_at: datetime
    state: Literal["begun", "done", "failed", "stopped"] = "begun"
    remote: str = ""
    note: str = ""


def canonical(value: Any) -> str:
    """Give the one JSON form of a step: sorted keys, amounts as integers, dates as ISO text."""
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(f"{type(value).__name__} has no canonical form")
