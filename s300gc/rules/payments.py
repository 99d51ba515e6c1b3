"""Whether a failed payment may be tried again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from s300gc.model import (
    Allocation,
    BookedLine,
    Claim,
    Event,
    Mandate,
    Money,
    Payment,
    RetryPayment,
    Skip,
)
from s300gc.rules import keys
from s300gc.rules.causes import REMEDIES, Cause, cause
from s300gc.rules.payouts import BACK, IN
from s300gc.rules.states import ENDINGS

MOST_RETRIES = 3
"""A payment may be retried so often (GoCardless API reference, payments, retry)."""

Place = tuple[str, str]
"""Customer and document number."""


@dataclass(frozen=True, slots=True)
class Story:
    """What the events of a failed payment tell: its retries so far, and whether another follows."""

    retries: int
    again: bool
    """GoCardless tries it once more by itself."""


@dataclass(frozen=True, slots=True)
class Due:
    """What a payment would pay if it succeeded now: its documents, or the debit notes for them.

    ``problem`` is why that cannot be said yet, else empty.
    """

    amounts: Mapping[Place, Money]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of a payment when deciding.

    ``story`` is None where the events do not tell why it failed last. ``doors``
    are the live collections of its claims and of its debit notes; ``balances``
    what is open of what is due, less other people's unposted receipts; ``ended``
    the event that told why it stands as it does; ``inherited`` the payments that keep
    what its claims, where they are debit notes, restored.
    """

    payment: Payment
    mandate: Mandate | None
    story: Story | None
    allocations: tuple[Allocation, ...]
    doors: Mapping[Claim, str]
    due: Due
    balances: Mapping[Place, Money]
    ended: Event | None = None
    inherited: Mapping[Claim, str] = field(default_factory=dict)

    @property
    def cause(self) -> Cause:
        """Why it failed, or ended otherwise."""
        return cause(self.ended.cause if self.ended else "")

    @property
    def kept(self) -> tuple[Claim, ...]:
        """The claims that it keeps: nothing else collects them."""
        return tuple(
            part.claim for part in self.allocations if self.doors.get(part.claim) == self.payment.id
        )


def ending(events: Iterable[Event], status: str) -> Event | None:
    """Give the event that told last why a payment has come to a status; None where none did."""
    told = [one for one in events if one.action == status and status in ENDINGS]
    return max(told, key=lambda one: (one.created_at, one.id), default=None)


def story(events: Iterable[Event]) -> Story | None:
    """Read the story of a failed payment; None where its last failure was not told yet.

    Only GoCardless knows whether it tries again by itself (``will_attempt_retry``,
    GoCardless developer guide, Success+); to retry beside it would collect twice.
    """
    told = sorted(
        (event for event in events if event.action in ("failed", "resubmission_requested")),
        key=lambda event: (event.created_at, event.id),
    )
    if not told or told[-1].action != "failed":
        return None
    retries = sum(1 for event in told if event.action == "resubmission_requested")
    return Story(retries, told[-1].will_attempt_retry is True)


def due(allocations: Iterable[Allocation], lines: Iterable[BookedLine]) -> Due:
    """Tell what a payment pays next: its documents; after a return its debit notes.

    ``lines`` are what was booked of it in all payouts, oldest first.
    """
    lines = list(lines)
    receipts = [n for n, line in enumerate(lines) if line.kind == IN and line.receipt]
    if not receipts:
        return Due(_added((a.claim.customer, a.claim.document, a.amount) for a in allocations))
    last = lines[receipts[-1]]
    back = [
        line
        for line in lines[receipts[-1] + 1 :]
        if line.kind in BACK and line.payout != last.payout
    ]
    if not back:
        return Due({}, f"it was paid out in {last.payout}, and its return is in no payout yet")
    notes = [line for line in back if line.receipt]
    if not notes:
        # A worklist: a person reverses the receipt, and the document is open again.
        return Due(_added((a.claim.customer, a.claim.document, a.amount) for a in allocations))
    return Due(_added((line.customer, line.receipt, line.amount) for line in notes))


def _added(parts: Iterable[tuple[str, str, Money]]) -> dict[Place, Money]:
    sums: dict[Place, Money] = {}
    for customer, document, amount in parts:
        place = (customer, document)
        sums[place] = sums.get(place, Money(0, amount.currency)) + amount
    return sums


def decide(
    found: Situation, company: str, today: date, charge_date: date | None = None
) -> RetryPayment | Skip:
    """Retry a failed payment, or say in one line why not.

    It must be ours and failed for good, of a cause that leaves hope, under an
    active mandate, retried fewer than three times; its claims collected by nothing
    else, and what it would pay open for its amount. ``charge_date`` is the day
    asked for.
    """
    payment = found.payment
    reason = (
        _payment_refusal(found)
        or _door_refusal(found)
        or _due_refusal(found)
        or _day_refusal(found, today, charge_date)
    )
    if reason or found.story is None:
        return Skip(payment.id, reason, "no-retry")
    number = found.story.retries + 1
    return RetryPayment(
        reference=keys.retry_reference(company, payment.id, number),
        payment=payment.id,
        number=number,
        amount=payment.amount,
        charge_date=charge_date,
        allocations=found.allocations,
        opens=tuple(a.claim for a in found.allocations if a.claim not in found.doors),
    )


def _payment_refusal(found: Situation) -> str:
    payment, mandate = found.payment, found.mandate
    if payment.status != "failed":
        return f"is {payment.status}, not failed"
    if not found.allocations:
        return "was not made by this tool: retry it in the GoCardless dashboard"
    if found.story is None:
        return "GoCardless has not told yet whether it tries again by itself"
    if found.story.again:
        return "GoCardless tries again by itself"
    if found.story.retries >= MOST_RETRIES:
        return f"was retried {found.story.retries} times, which is all GoCardless allows"
    if mandate is None or mandate.status != "active":
        state = mandate.status if mandate else "not known"
        return f"its mandate {payment.mandate} is {state}"
    if found.cause.retry == "never":
        return f"would fail again: {found.cause.says} {REMEDIES[found.cause.remedy].capitalize()}"
    return ""


def _door_refusal(found: Situation) -> str:
    for claim, door in sorted([*found.doors.items(), *found.inherited.items()]):
        if door != found.payment.id:
            return f"{claim} of {claim.customer} is already being collected by {door}"
    return ""


def _due_refusal(found: Situation) -> str:
    if found.due.problem:
        return found.due.problem
    for (customer, document), amount in found.due.amounts.items():
        balance = found.balances.get((customer, document))
        if balance is None:
            return f"{document} of {customer} is not posted in Sage 300"
        if balance.currency != amount.currency or balance.minor < amount.minor:
            return f"of {document} of {customer} {balance} is open, less than {amount}"
    return ""


def _day_refusal(found: Situation, today: date, charge_date: date | None) -> str:
    if charge_date is None or found.mandate is None:
        return ""
    earliest = max(found.mandate.next_charge_date or today, today)
    if charge_date < earliest:
        return f"the mandate allows {earliest} at the earliest, not {charge_date}"
    return ""
