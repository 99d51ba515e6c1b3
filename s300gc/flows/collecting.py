"""Collects: turns what was decided about open AR documents into GoCardless payments."""

from collections.abc import Sequence

from s300gc.errors import CredentialError, Forbidden, PersonNeeded, Refused, Temporary
from s300gc.flows import approval, changes, creating, events, invoices, plans, sending
from s300gc.flows.parts import Parts
from s300gc.model import CreatePayment, Failed, Intent, Outcome, Plan, Result, Skip, subject_of

SCHEDULER = "sync"
"""Who makes the plans that nobody asked for."""
MOST = 20
"""So many differences of a plan are told one by one."""


def collect(
    parts: Parts,
    *,
    plan: int | None = None,
    sheet: str | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Finish what is in doubt, then collect what is open, due within the horizon and allowed.

    With ``plan``, and where approval is required, exactly what a plan says and only
    while live data says the same; ``sheet`` is the text of a file that must say so
    too. Raises UsageError where there is no such plan, PersonNeeded where it was
    superseded, ItemsFailed where the sheet was edited.
    """
    outcome = Outcome("invoices", dry_run=dry_run)
    if plan is not None:
        plans.refuse_edited(plans.find(parts, plan), sheet, "nothing was collected")
    _prepare(parts, outcome)
    if plan is None and parts.config.invoices.approval == "none":
        _apply(parts, invoices.gather(parts, outcome), outcome)
        return outcome
    found = approval.to_collect(parts, plan)
    if not isinstance(found, Failed):
        outcome.results += _carry_out(parts, found, outcome)
        return outcome
    if dry_run and plan is None:
        _apply(parts, invoices.gather(parts, outcome), outcome)
    outcome.results.append(found)
    return outcome


def run(parts: Parts, *, dry_run: bool = False) -> Outcome:
    """Collect as the scheduler does, where nobody is there to ask.

    Where approval is required the approved plan is collected; else a plan is made,
    once as long as it holds, and waits.
    """
    if parts.config.invoices.approval == "none" or dry_run:
        return collect(parts, dry_run=dry_run)
    outcome = Outcome("invoices")
    _prepare(parts, outcome)
    plan = approval.await_approval(parts, outcome, SCHEDULER)
    if plan is None:
        return outcome
    differences = _carry_out(parts, plan, outcome)
    outcome.results += differences
    if differences:
        first = differences[0]
        new = approval.replan(parts, plan, f"{first.subject} {first.error}", SCHEDULER)
        if new is not None:
            outcome.results.append(approval.waits(new))
    return outcome


def _prepare(parts: Parts, outcome: Outcome) -> None:
    """Learn what happened, finish what an earlier run left in doubt, take back what is too much."""
    events.first(parts, outcome)
    if not outcome.dry_run:
        for intent in parts.store.intents.in_doubt("payment"):
            _finish(parts, intent, outcome)
    changes.settle(parts, outcome)


def _finish(parts: Parts, intent: Intent, outcome: Outcome) -> None:
    """Send an intent in doubt again, as it is stored."""
    step = sending.PAYMENT.validate_json(intent.request)
    try:
        payment = sending.payment(parts, intent, in_doubt=True)
    except (CredentialError, Forbidden):
        raise
    except (Refused, PersonNeeded, Temporary) as error:
        outcome.results.append(Failed(subject_of(step.allocations), str(error), error.exit_code))
    else:
        outcome.results.append(creating.done(step, payment.id))


# ---------------------------------------------------------------- apply


def _apply(parts: Parts, plan: list[CreatePayment | Skip], outcome: Outcome) -> None:
    # What is being collected already is no news; whoever asks sees it with its payment.
    outcome.results += [s for s in plan if isinstance(s, Skip) and s.kind != "under-way"]
    outcome.results += _made(parts, [s for s in plan if isinstance(s, CreatePayment)], outcome)


def _made(parts: Parts, steps: Sequence[CreatePayment], outcome: Outcome) -> list[Result]:
    if outcome.dry_run:
        return [creating.done(step, "") for step in steps]
    return creating.create(parts, steps, lambda left: _void(parts, left)) if steps else []


def _void(parts: Parts, steps: Sequence[CreatePayment]) -> list[CreatePayment]:
    """Give the steps that would be decided otherwise now: the worker has changed what they rest on.

    Another mandate or charge date is no reason: GoCardless refuses a mandate that is gone.
    """
    only = {(part.claim.customer, part.claim.document) for one in steps for part in one.allocations}
    plan = invoices.known(parts, only=only, pending=invoices.pending(parts))
    same = {(s.reference, s.amount, s.allocations) for s in plan if isinstance(s, CreatePayment)}
    return [one for one in steps if (one.reference, one.amount, one.allocations) not in same]


def _carry_out(parts: Parts, plan: Plan, outcome: Outcome) -> list[Failed]:
    """Collect what is left of a plan; where it does not hold any more give why, and do nothing."""
    if plan.state == "collected":
        outcome.results.append(Skip(plan.name, f"was collected: {plan.note}", "collected"))
        return []
    planned = approval.left(parts, plan)
    steps, differ = approval.held_against(parts, planned, outcome)
    if differ:
        return _differences(plan, differ)
    results = _made(parts, steps, outcome)
    outcome.results += results
    again = any(isinstance(r, Failed) and r.exit_code == Temporary.exit_code for r in results)
    if not outcome.dry_run and not again and not any(isinstance(r, Skip) for r in results):
        refused = sum(isinstance(r, Failed) for r in results)
        note = f"{len(plan.decided.steps) - refused} of {len(plan.decided.steps)} payments"
        parts.store.plans.collected(plan.number, note)
    return []


def _differences(plan: Plan, differ: Sequence[Skip]) -> list[Failed]:
    code = PersonNeeded.exit_code
    found = [Failed(one.subject, one.reason, code) for one in differ[:MOST]]
    more = f" (and {len(differ) - MOST} more)" if len(differ) > MOST else ""
    why = (
        f"does not hold any more{more}, so nothing of it was collected:"
        " plan anew with 's300gc invoices plan'"
    )
    return [*found, Failed(plan.name, why, code)]
