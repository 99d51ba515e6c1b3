"""What a period-end pack says beside the proofs: money on its way, owed, unapplied, and fees."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from s300gc.model import DEAD, Document, Money, Payout, PayoutItem
from s300gc.rules.payouts import BACK, FEES, IN

CONFIRMED, TAKEN_BACK = "confirmed", "chargeback_cancelled"
"""Actions of events after which GoCardless has a payment's money (API reference, events)."""
ENDED = frozenset({*DEAD, "late_failure_settled", "chargeback_settled"})
"""Actions of events after which it has it no more."""
AGES = ((30, "0-30"), (60, "31-60"), (90, "61-90"))
OLDER = "over 90"


@dataclass(frozen=True, slots=True)
class Passage:
    """One way of a payment or refund through a payout; ``arrived`` is the payout's arrival date."""

    payment: str
    refund: str
    type: str
    payout: str
    created: date
    arrived: date | None


@dataclass(frozen=True, slots=True)
class Told:
    """What an event told of a payment, and on which day."""

    action: str
    day: date


@dataclass(frozen=True, slots=True)
class OnItsWay:
    """Money that is collected and has not arrived; ``payout`` is empty where it is in none yet."""

    payment: str
    amount: Money
    collected: date
    payout: str = ""
    arrives: date | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """Money that came in by a payout, was taken back or refunded, and is not deducted yet."""

    subject: str
    amount: Money
    since: date
    why: str


@dataclass(frozen=True, slots=True)
class Aged:
    """Unapplied cash or a prepayment that is open; ``amount`` is positive."""

    customer: str
    document: str
    kind: str
    dated: date
    amount: Money
    days: int
    age: str


@dataclass(frozen=True, slots=True)
class Fees:
    """The fees of one kind and tax rate that a payout deducted.

    Positive where they cost; gross and tax are decimals in major units, since
    GoCardless tells them with fractions of a minor unit.
    """

    payout: str
    arrived: date
    type: str
    tax_rate: str
    currency: str
    gross: Decimal
    tax: Decimal


def on_its_way(
    payments: Mapping[str, Money],
    events: Mapping[str, Sequence[Told]],
    passages: Mapping[str, Sequence[Passage]],
    as_at: date,
) -> list[OnItsWay]:
    """Give what was collected by the end of a day and had not arrived by then.

    A payment counts from the event that confirmed it, until it fails or is charged
    back, or its payout arrives.
    """
    found = []
    for payment, amount in sorted(payments.items()):
        since = _confirmed(events.get(payment, ()), as_at)
        inward = [one for one in passages.get(payment, ()) if one.type == IN]
        if since is None or any(_arrived(one, as_at) for one in inward):
            continue
        made = [one for one in inward if one.created <= as_at]
        payout, arrives = (made[-1].payout, made[-1].arrived) if made else ("", None)
        found.append(OnItsWay(payment, amount, since, payout, arrives))
    return found


def _confirmed(events: Sequence[Told], as_at: date) -> date | None:
    """Give since when GoCardless has a payment's money; None where it has it not."""
    since = None
    for event in events:
        if event.day > as_at:
            break
        if event.action in (CONFIRMED, TAKEN_BACK):
            since = event.day
        elif event.action in ENDED:
            since = None
    return since


def _arrived(one: Passage, as_at: date) -> bool:
    return one.arrived is not None and one.arrived <= as_at


def taken_back(
    payments: Mapping[str, Money],
    events: Mapping[str, Sequence[Told]],
    passages: Mapping[str, Sequence[Passage]],
    as_at: date,
) -> list[Owed]:
    """Give the payments that had arrived, came back by the end of a day, and were not deducted."""
    found = []
    for payment, amount in sorted(payments.items()):
        mine = [one for one in passages.get(payment, ()) if _arrived(one, as_at)]
        net = sum(1 for one in mine if one.type == IN) - sum(1 for one in mine if one.type in BACK)
        told = [one for one in events.get(payment, ()) if one.day <= as_at]
        last = next(
            (one for one in reversed(told) if one.action in {CONFIRMED, TAKEN_BACK, *ENDED}), None
        )
        if net > 0 and last is not None and last.action in ENDED:
            why = "charged back" if "charge" in last.action else "failed after it was paid out"
            found.append(Owed(payment, amount, last.day, why))
    return found


def refunds_owed(
    refunds: Iterable[tuple[str, Money, date]], deducted: Mapping[str, date | None], as_at: date
) -> list[Owed]:
    """Give the refunds made by the end of a day that no payout had deducted by then.

    ``deducted`` is the arrival date of the payout that deducts a refund.
    """
    found = []
    for refund, amount, made in refunds:
        arrived = deducted.get(refund)
        if made <= as_at and (arrived is None or arrived > as_at):
            found.append(Owed(refund, amount, made, "refunded"))
    return found


def aged(documents: Iterable[Document], as_at: date) -> list[Aged]:
    """Give the open unapplied cash and prepayments dated by the end of a day, the oldest first."""
    found = [
        Aged(one.customer, one.number, one.kind, one.dated, -one.balance, days, _age(days))
        for one in documents
        if one.kind in ("UnappliedCash", "Prepayment") and one.balance.minor < 0
        if (days := (as_at - one.dated).days) >= 0
    ]
    return sorted(found, key=lambda one: (one.dated, one.customer, one.document))


def _age(days: int) -> str:
    return next((name for last, name in AGES if days <= last), OLDER)


def fees(payout: Payout, items: Iterable[PayoutItem], scale: int) -> list[Fees]:
    """Give the fees of a payout by kind and tax rate; ``scale`` is the currency's digits."""
    sums: dict[tuple[str, str], tuple[Decimal, Decimal]] = {}
    for item in items:
        if item.type in FEES:
            rates = sorted({tax.rate_id for tax in item.taxes})
            tax = sum((one.amount for one in item.taxes), Decimal(0))
            gross, so_far = sums.get((item.type, " ".join(rates)), (Decimal(0), Decimal(0)))
            sums[item.type, " ".join(rates)] = (gross - item.amount, so_far - tax)
    day = payout.arrival_date
    if day is None:
        return []
    return [
        Fees(payout.id, day, kind, rate, payout.amount.currency, g.scaleb(-scale), t.scaleb(-scale))
        for (kind, rate), (g, t) in sorted(sums.items())
    ]
