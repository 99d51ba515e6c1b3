"""Payments: which are on their way or ended, why, what can be done; from the store alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from s300gc.errors import UsageError
from s300gc.flows import ended
from s300gc.flows.parts import Parts
from s300gc.model import (
    Allocation,
    BookedLine,
    Intent,
    Mandate,
    Payment,
    RetryPayment,
    Skip,
)
from s300gc.rules import advice, retrying
from s300gc.rules import payments as rules
from s300gc.rules.causes import sentence
from s300gc.rules.states import STATES, state
from s300gc.store.payments import OPEN

ENDED = tuple(one.name for one in STATES.values() if one.way == "ended")
DOINGS = ("retry", "cancel")
"""Kinds of intents that are about a payment that is there already."""


@dataclass(frozen=True, slots=True)
class Row:
    """A payment, whose it is, what it stands for, why it ended and what can be done about it.

    ``can_retry`` is as far as the store knows; ``note`` says why not. ``cause`` is
    GoCardless's word, ``says`` ours; ``next`` is what can be done.
    """

    payment: Payment
    customer: str
    documents: tuple[str, ...]
    can_retry: bool = False
    note: str = ""
    cause: str = ""
    says: str = ""
    next: str = ""


def listing(
    parts: Parts, *, failed: bool = False, status: str = "", customer: str = ""
) -> list[Row]:
    """List payments by charge date: those on their way, those that failed, and those that
    ended otherwise but keep their documents.

    With ``failed`` or a status only these; with ``customer`` only his. Nothing is
    asked of either system. Raises UsageError where there is no such status.
    """
    found = _chosen(parts, failed, status)
    claims = parts.store.claims.of_payments([one.id for one in found])
    owners = parts.store.links.of_mandates(sorted({one.mandate for one in found}))
    wanted, rows = customer.strip().upper(), []
    for payment in sorted(found, key=lambda one: (one.charge_date or date.max, one.id)):
        allocations = claims.get(payment.id, [])
        customers = _customers(payment, allocations, owners)
        if not wanted or wanted in {number.upper() for number in customers}:
            rows.append(_row(parts, payment, allocations, customers))
    return rows


def _chosen(parts: Parts, failed: bool, status: str) -> list[Payment]:
    wanted = status.strip().lower()
    if wanted and wanted not in STATES:
        raise UsageError(f"no payment is {status!r}: it is one of {', '.join(STATES)}")
    if failed and wanted not in ("", "failed"):
        raise UsageError(f"a payment is not both failed and {wanted}")
    store = parts.store.payments
    if failed or wanted:
        return store.by_status([wanted or "failed"])
    ended_otherwise = [one for one in ENDED if one != "failed"]
    return [*store.by_status([*OPEN, "failed"]), *store.keeping(ended_otherwise)]


def _customers(
    payment: Payment, allocations: Sequence[Allocation], owners: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """Give whose payment it is: as its documents say, else whoever its mandate may stand for."""
    named = {part.claim.customer for part in allocations}
    return tuple(sorted(named)) or owners.get(payment.mandate, ())


def _row(
    parts: Parts, payment: Payment, allocations: Sequence[Allocation], customers: tuple[str, ...]
) -> Row:
    row = Row(payment, " or ".join(customers), tuple(str(part.claim) for part in allocations))
    if state(payment.status).collects:
        return replace(row, next=advice.recall(payment, ours=bool(allocations)))
    found = ended.known(parts, payment)
    decided = _retry(parts, found)
    return replace(
        row,
        can_retry=isinstance(decided, RetryPayment),
        note=decided.reason if isinstance(decided, Skip) else "",
        cause=found.cause.name,
        says=found.cause.says,
        next=advice.next_step(found, decided, _policy(parts, found)),
    )


def _retry(parts: Parts, found: rules.Situation) -> RetryPayment | Skip | None:
    if found.payment.status != "failed":
        return None
    return rules.decide(found, parts.config.company, parts.today)


def _policy(parts: Parts, found: rules.Situation) -> str:
    """Say what the automatic policy makes of a failed payment; empty where it is off."""
    settings = parts.config.payments
    if not settings.retry or found.payment.status != "failed" or not found.kept:
        return ""
    day = ended.failed_on(parts, found)
    decided = retrying.decide(found, settings, parts.config.company, parts.today, day)
    if isinstance(decided, RetryPayment):
        return "the next 's300gc sync' retries it"
    return decided.reason if decided.kind == retrying.WAITS else ""


# ---------------------------------------------------------------- one payment


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a payment; ``says`` is its cause in our words."""

    at: datetime
    action: str
    cause: str
    says: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What a payment stands for, and which payment or intent collects that now, if any."""

    allocation: Allocation
    door: str


@dataclass(frozen=True, slots=True)
class Detail:
    """All that is known of one payment; ``booked`` names each payout and its Sage batches."""

    row: Row
    stands: str
    """What its status means."""
    mandate: Mandate | None
    claims: tuple[Kept, ...]
    history: tuple[Told, ...]
    booked: tuple[tuple[BookedLine, str], ...]
    """The lines of payouts, each with the number of its AR batch, empty where it has none."""
    doings: tuple[Intent, ...]
    """Retries and cancellations asked for with this tool."""


def detail(parts: Parts, id: str) -> Detail:
    """Tell all of one payment, from the store alone. Raises UsageError where it is not known."""
    store, id = parts.store, id.strip().upper()
    payment = store.payments.get(id)
    if payment is None:
        raise UsageError(f"no payment {id} is known; 's300gc events poll' reads what is new")
    found = ended.known(parts, payment)
    owners = store.links.of_mandates([payment.mandate])
    doings = [
        one
        for kind in DOINGS
        for one in store.intents.starting_with(f"{parts.config.company} {kind} {id}")
    ]
    return Detail(
        row=_row(
            parts,
            payment,
            found.allocations,
            _customers(payment, found.allocations, owners),
        ),
        stands=state(payment.status).says,
        mandate=found.mandate,
        claims=tuple(Kept(part, found.doors.get(part.claim, "")) for part in found.allocations),
        history=tuple(
            Told(one.created_at, one.action, one.cause, sentence(one.cause) if one.cause else "")
            for one in store.inbox.of_resources([id]).get(id, [])
        ),
        booked=tuple(
            (line, _batch(parts, line.batch)) for line in store.payouts.lines_of_payment(id)
        ),
        doings=tuple(sorted(doings, key=lambda one: one.begun_at)),
    )


def _batch(parts: Parts, reference: str) -> str:
    stored = parts.store.intents.get(reference) if reference else None
    return stored.remote if stored else ""
