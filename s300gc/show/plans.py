"""A plan as lines, as JSON, or as the file that a person looks at."""

import os
from pathlib import Path

from s300gc.errors import UsageError
from s300gc.model import Money, Plan
from s300gc.rules import sheets
from s300gc.show.output import console, write_json

MOST_LINES = 12
"""So many lines of each kind are shown; the file has them all."""

FORMS: dict[str, sheets.Form] = {".csv": "csv", ".json": "json"}


def form_of(path: Path, named: sheets.Form | None) -> sheets.Form:
    """Choose how a file is written: as named, else by its suffix. Raises UsageError."""
    if named is not None:
        return named
    found = FORMS.get(path.suffix.lower())
    if found is not None:
        return found
    raise UsageError(f"{path}: name it .csv or .json, or say which with --format")


def to_file(plan: Plan, path: Path, form: sheets.Form) -> None:
    """Write a plan to a file, whole or not at all. Raises UsageError."""
    text = sheets.as_csv(plan) if form == "csv" else sheets.as_json(plan)
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(text.encode())
        os.replace(part, path)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written ({error.strerror or error});"
            f" {plan.name} is kept: write it elsewhere with 's300gc invoices plan {plan.number}'"
        ) from None


def from_file(path: Path) -> str:
    """Read the sheet that a person gives. Raises UsageError."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8: save it as CSV UTF-8") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror or error})") from None


def write(plan: Plan, as_json: bool, quiet: bool) -> None:
    """Show a plan."""
    if as_json:
        body = sheets.as_object(plan)
        write_json({key: value for key, value in body.items() if key != "schema_version"})
    elif not quiet:
        target = console()
        for line in lines(plan):
            target.print(line, markup=False, soft_wrap=True)


def lines(plan: Plan) -> list[str]:
    """Give a plan as lines: what it comes to, its state, and the first of its rows."""
    decided = plan.decided
    sums: dict[str, Money] = {}
    for step in decided.steps:
        zero = Money(0, step.amount.currency)
        sums[zero.currency] = sums.get(zero.currency, zero) + step.amount
    amounts = ", ".join(str(amount) for _, amount in sorted(sums.items()))
    name = plan.name if plan.number else "plan"
    head = f"{name}: {len(decided.steps)} to collect{amounts and f', {amounts}'}"
    result = [f"{head}, {len(decided.left_alone)} left alone; {_state(plan)}"]
    result += [
        f"  {' '.join(str(part.claim) for part in step.allocations)} {step.amount} of"
        f" {step.customer} on {step.charge_date} ({'; '.join((step.why, *step.warnings))})"
        for step in decided.steps[:MOST_LINES]
    ]
    result += _more(len(decided.steps))
    result += [f"  skipped {one.subject}: {one.reason}" for one in decided.left_alone[:MOST_LINES]]
    return result + _more(len(decided.left_alone))


def _more(number: int) -> list[str]:
    return [f"  ... and {number - MOST_LINES} more"] if number > MOST_LINES else []


def _state(plan: Plan) -> str:
    if not plan.number:
        return "not kept"
    if plan.state == "open":
        return "not approved"
    if plan.state == "approved" and plan.approved_at is not None:
        return f"approved by {plan.approved_by} on {plan.approved_at:%Y-%m-%d %H:%M} UTC"
    return f"{plan.state}: {plan.note}"
