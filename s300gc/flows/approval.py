"""What must hold before a plan is collected: its approval, and that live data says the same."""

from collections.abc import Sequence

from s300gc.errors import PersonNeeded
from s300gc.flows import invoices, mirror, plans
from s300gc.flows.parts import Parts
from s300gc.model import CreatePayment, Failed, Money, Outcome, Plan, Skip
from s300gc.rules import plans as rules
from s300gc.store.plans import PlanRow

SENT = ("begun", "done", "stopped")
"""States of an intent that was sent, or may have been."""


def to_collect(parts: Parts, number: int | None) -> Plan | Failed:
    """Give the plan to collect: that of the number, else the one that stands.

    A Failed says why there is none: it is not approved, and approval is required.
    Raises UsageError where there is no such plan, PersonNeeded where it was
    superseded.
    """
    row = parts.store.plans.standing()
    if number is None and row is None:
        return Failed(
            "invoices",
            "no plan is approved, and invoices.approval requires it: make one with"
            " 's300gc invoices plan', then 's300gc invoices approve'",
            PersonNeeded.exit_code,
        )
    plan = (
        plans.plan_of(row) if row is not None and number is None else plans.find(parts, number or 0)
    )
    if plan.state == "superseded":
        raise PersonNeeded(f"{plan.name} is superseded: {plan.note}")
    required = parts.config.invoices.approval == "required"
    return waits(plan) if required and plan.state == "open" else plan


def waits(plan: Plan) -> Failed:
    """Say that a plan waits for its approval."""
    steps = plan.decided.steps
    sums: dict[str, Money] = {}
    for step in steps:
        zero = Money(0, step.amount.currency)
        sums[zero.currency] = sums.get(zero.currency, zero) + step.amount
    amounts = " and ".join(str(amount) for _, amount in sorted(sums.items()))
    return Failed(
        plan.name,
        f"waits for approval: {_counted(len(steps))}, {amounts or 'nothing'}; look with"
        f" 's300gc invoices plan {plan.number}', then 's300gc invoices approve {plan.number}'",
        PersonNeeded.exit_code,
    )


def _counted(number: int) -> str:
    return "1 payment" if number == 1 else f"{number} payments"


def waiting(parts: Parts) -> list[Skip]:
    """Give the plan that waits for its approval, where approval is required, as work for a person.

    From the store alone.
    """
    row = parts.store.plans.standing()
    if row is None or row.state != "open" or parts.config.invoices.approval == "none":
        return []
    found = waits(plans.plan_of(row))
    return [Skip(found.subject, found.error, "approval")]


def left(parts: Parts, plan: Plan) -> list[CreatePayment]:
    """Give the payments of a plan that were not made yet, by an earlier run that was cut off."""
    stored = {
        step.reference: parts.store.intents.get(step.reference) for step in plan.decided.steps
    }
    return [
        step
        for step in plan.decided.steps
        if (found := stored[step.reference]) is None or found.state not in SENT
    ]


def held_against(
    parts: Parts, planned: Sequence[CreatePayment], outcome: Outcome
) -> tuple[list[CreatePayment], list[Skip]]:
    """Decide anew about the documents of these payments; give them as they would be made now.

    Beside them what is different, item by item; where there is any, nothing of
    the plan may be collected.
    """
    places = {(p.claim.customer, p.claim.document) for step in planned for p in step.allocations}
    results = invoices.gather(parts, outcome, only=places) if places else []
    wanted = {step.reference for step in planned}
    steps = [s for s in results if isinstance(s, CreatePayment) and s.reference in wanted]
    return steps, rules.differences(planned, results, _successors(parts, planned, steps))


def _successors(
    parts: Parts, planned: Sequence[CreatePayment], now: Sequence[CreatePayment]
) -> dict[str, str]:
    """Tell which mandate GoCardless put in the place of another, where that is another now."""
    live = {step.reference: step.mandate for step in now}
    moved = {s.mandate for s in planned if live.get(s.reference, s.mandate) != s.mandate}
    return parts.store.mandates.successors(moved)


# ---------------------------------------------------------------- unattended


def await_approval(parts: Parts, outcome: Outcome, by: str) -> Plan | None:
    """Give the approved plan; where there is none, see that a current one waits and say so.

    A plan that waits and still holds is left alone on the day it was made, so that
    whoever looks at it is not overtaken; what came since is in the next day's.
    """
    mirror.customers(parts)
    mirror.documents(parts)
    row = parts.store.plans.standing()
    if row is not None and row.state == "approved":
        return plans.plan_of(row)
    if row is None or row.basis not in _seen(parts, more=True):
        row = _current(parts, row, outcome, by)
    if row is not None:
        outcome.results.append(waits(plans.plan_of(row)))
    return None


def _current(parts: Parts, row: PlanRow | None, outcome: Outcome, by: str) -> PlanRow | None:
    """Give the plan that is to wait: the one there is where it holds, else a new one."""
    results = invoices.gather(parts, outcome)
    steps = [one for one in results if isinstance(one, CreatePayment)]
    why = ""
    if row is not None:
        planned = left(parts, plans.plan_of(row))
        differ = rules.differences(planned, results, _successors(parts, planned, steps))
        known = {step.reference for step in planned}
        more = [step for step in steps if step.reference not in known]
        if not differ and (row.day == parts.today or not more):
            parts.store.plans.rest_on(row.number, _seen(parts, more=bool(more))[-1])
            return row
        why = f"{differ[0].subject} {differ[0].reason}" if differ else "more is due"
    if steps:
        plans.keep(parts, plans.decide(parts, results), by, why)
    elif row is not None:
        parts.store.plans.supersede(row.number, "nothing of it is to be collected any more")
    return parts.store.plans.standing()


def _seen(parts: Parts, *, more: bool) -> list[str]:
    """Give what the store alone would have collected: for good, and only for today.

    A plan beside which more is due is left alone until the day is over.
    """
    found = rules.basis(invoices.known(parts))
    return [found, f"{parts.today} {found}"] if more else [found]


def replan(parts: Parts, plan: Plan, why: str, by: str) -> Plan | None:
    """Put a new plan in the place of one that does not hold any more; None where nothing is due."""
    results = invoices.gather(parts, Outcome("plan"))
    if any(isinstance(one, CreatePayment) for one in results):
        return plans.keep(parts, plans.decide(parts, results), by, why)
    parts.store.plans.supersede(plan.number, why)
    return None
