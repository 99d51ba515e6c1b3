"""Plans of what is to be collected: made, looked at, approved."""

from collections.abc import Iterable

from pydantic import TypeAdapter

from s300gc.errors import ItemsFailed, UsageError
from s300gc.flows import events, invoices
from s300gc.flows.parts import Parts
from s300gc.model import (
    CreatePayment,
    Decided,
    Outcome,
    Plan,
    Skip,
    canonical,
)
from s300gc.rules import plans as rules
from s300gc.rules import sheets
from s300gc.store.plans import PlanRow

DECIDED = TypeAdapter(Decided)
Results = list[CreatePayment | Skip]


def plan_of(row: PlanRow) -> Plan:
    """Read a stored plan."""
    return Plan(
        number=row.number,
        made_at=row.made_at,
        made_by=row.made_by,
        hash=row.hash,
        decided=DECIDED.validate_json(row.body),
        state=row.state,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        note=row.note,
    )


def find(parts: Parts, number: int) -> Plan:
    """Give a plan by its number; UsageError where there is none."""
    row = parts.store.plans.get(number)
    if row is None:
        raise UsageError(f"there is no plan {number}: make one with 's300gc invoices plan'")
    return plan_of(row)


# ---------------------------------------------------------------- making


def make(parts: Parts, by: str, *, dry_run: bool = False) -> tuple[Plan, Outcome]:
    """Plan what would be collected now and keep it under a number; nothing is collected.

    Where a plan that says the very same stands already, that one is given. A
    dry run gives plan 0, which is not kept.
    """
    outcome = Outcome("plan", dry_run=dry_run)
    events.first(parts, outcome)
    results = invoices.gather(parts, outcome)
    decided = decide(parts, results, outcome.skips())
    if dry_run:
        now = parts.clock.now()
        return Plan(0, now, by, rules.digest(canonical(decided)), decided), outcome
    return keep(parts, decided, by), outcome


def decide(parts: Parts, results: Results, gone: Iterable[Skip] = ()) -> Decided:
    """Give what a plan of these results says; ``gone`` is left alone beside what they skip."""
    store, config = parts.store, parts.config
    documents = store.documents.collectable(parts.today, config.invoices.horizon_days)
    steps = tuple(one for one in results if isinstance(one, CreatePayment))
    # What is being collected already is no news; whoever asks sees it with its payment.
    skips = [one for one in results if isinstance(one, Skip) and one.kind != "under-way"]
    return Decided(
        installation=config.installation,
        day=parts.today,
        steps=steps,
        left_alone=rules.left_alone([*gone, *skips], documents),
        balances=rules.balances(steps, documents),
    )


def keep(parts: Parts, decided: Decided, by: str, why: str = "") -> Plan:
    """Keep a plan under the next number, in the place of the one that stood; ``why`` it does not.

    Where that one says the very same it is given.
    """
    store, body = parts.store, canonical(decided)
    standing = store.plans.standing()
    if standing is not None and standing.body == body:
        return plan_of(standing)
    seen = rules.basis(invoices.known(parts))
    return plan_of(store.plans.add(body, seen, parts.today, by, why))


# ---------------------------------------------------------------- approving


def approve(
    parts: Parts, number: int, by: str, sheet: str | None = None, *, dry_run: bool = False
) -> Plan:
    """Record that a person approves a plan; approving twice does no harm.

    With ``sheet``, the text of a file, only where that says what the plan says.
    A dry run only looks whether it could be approved.
    Raises UsageError where there is no such plan, PersonNeeded where it has ended,
    ItemsFailed where the sheet was edited.
    """
    plan = find(parts, number)
    refuse_edited(plan, sheet, "nothing was approved")
    if dry_run:
        parts.store.plans.must_stand(number)
        return plan
    return plan_of(parts.store.plans.approve(number, by))


def number_in(sheet: str) -> int:
    """Give the number of the plan that a sheet says it is; ItemsFailed where it says none."""
    try:
        return sheets.number_of(sheet)
    except ValueError as error:
        raise ItemsFailed(f"the file is no plan: {error}") from error


def refuse_edited(plan: Plan, sheet: str | None, done: str) -> None:
    """Raise ItemsFailed where a sheet does not say what the plan says."""
    problem = sheets.edited(plan, sheet) if sheet is not None else ""
    if problem:
        raise ItemsFailed(
            f"the file is not {plan.name} as it was made: {problem}; {done}."
            " Correct it in Sage 300 and plan anew"
        )
