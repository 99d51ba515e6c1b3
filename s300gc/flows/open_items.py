"""Open documents and how they stand: due, under way, left alone and why; from the store alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from s300gc.flows import invoices
from s300gc.flows.parts import Parts
from s300gc.model import DEAD, CreatePayment, Document, LeftAlone, Money, Skip
from s300gc.rules.plans import left_alone
from s300gc.store.doors import Door

State = Literal["due", "waits", "under-way", "failed", "later", "skipped"]


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An open document or instalment and how it stands.

    ``due`` is collected by the next run, ``waits`` is in a plan that waits for its
    approval, ``failed`` is kept by a payment that failed or ended otherwise, ``later``
    falls due after the horizon. ``kind`` is a short stable word for the reason.
    """

    customer: str
    document: str
    due: date | None
    amount: Money | None
    """What would be, or is being, collected; else what is open."""
    state: State
    reason: str
    kind: str = ""
    payment: str = ""
    charge_date: date | None = None


def listing(parts: Parts, *, customer: str = "", state: State | None = None) -> list[OpenItem]:
    """List open documents by due date, customer and number; nothing is asked of either system."""
    documents = parts.store.documents.due_until(date.max)
    results = invoices.known(parts)
    skips = [one for one in results if isinstance(one, Skip)]
    found = _due(parts, [one for one in results if isinstance(one, CreatePayment)])
    for alone in left_alone(skips, documents):
        found += _under_way(parts, alone) if alone.kind == "under-way" else [_skipped(alone)]
    found += _later(parts, documents)
    chosen = [
        one
        for one in found
        if customer.upper() in ("", one.customer.upper()) and state in (None, one.state)
    ]
    return sorted(chosen, key=lambda one: (one.due or date.max, one.customer, one.document))


def _due(parts: Parts, steps: Iterable[CreatePayment]) -> list[OpenItem]:
    plan = parts.store.plans.standing()
    waiting = plan is not None and plan.state == "open"
    required = parts.config.invoices.approval == "required"
    state: State = "waits" if required else "due"
    why = f" (in {plan.name})" if plan is not None and waiting and required else ""
    return [
        OpenItem(
            customer=part.claim.customer,
            document=str(part.claim),
            due=step.due,
            amount=part.amount,
            state=state,
            reason="; ".join((step.why, *step.warnings)) + why,
            charge_date=step.charge_date,
        )
        for step in steps
        for part in step.allocations
    ]


def _skipped(alone: LeftAlone) -> OpenItem:
    return OpenItem(
        alone.customer, alone.subject, alone.due, alone.balance, "skipped", alone.reason, alone.kind
    )


def _under_way(parts: Parts, alone: LeftAlone) -> list[OpenItem]:
    """Give each live collection of a document; one that only its payment knows of is named."""
    doors = parts.store.claims.outstanding_for(alone.customer, alone.subject.split("/")[0])
    named = [door for door in doors if alone.subject in (door.claim.document, str(door.claim))]
    if not named:
        item = _skipped(alone)
        return [OpenItem(item.customer, item.document, item.due, item.amount, "under-way",
                         alone.reason, alone.kind)]  # fmt: skip
    return [_collected(parts, alone, door) for door in named]


def _collected(parts: Parts, alone: LeftAlone, door: Door) -> OpenItem:
    payment = parts.store.payments.get(door.payment) if door.payment else None
    status = payment.status if payment else "in doubt"
    failed = status in DEAD
    reason = f"{door} is {status}"
    if failed:
        reason += f"; see 's300gc payments show {door}'"
    return OpenItem(
        customer=alone.customer,
        document=str(door.claim),
        due=alone.due,
        amount=door.amount,
        state="failed" if failed else "under-way",
        reason=reason,
        kind=alone.kind,
        payment=door.payment,
        charge_date=payment.charge_date if payment else None,
    )


def _later(parts: Parts, documents: Iterable[Document]) -> list[OpenItem]:
    days = parts.config.invoices.horizon_days
    horizon = parts.today + timedelta(days=days)
    reason = f"falls due after the horizon of {days} days"
    return [
        OpenItem(one.customer, one.number, one.due, one.balance, "later", reason, "later")
        for one in documents
        if one.due > horizon and one.balance.minor > 0
    ]
