"""A plan as the sheet that a person looks at, and whether a sheet still says what the plan says."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from s300gc.model import CreatePayment, LeftAlone, Plan

Form = Literal["csv", "json"]

COLUMNS = (
    "plan", "item", "action", "customer", "mandate", "documents", "amount", "currency", "due",
    "charge_date", "why", "hash",
)  # fmt: skip
NUMBERS = ("plan", "item", "amount")
COLLECT, SKIP = "collect", "skip"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that begins so for a formula."""
SCHEMA_VERSION = 1

Row = tuple[str, ...]


def rows(plan: Plan) -> list[Row]:
    """Give a row for each payment and for each document left alone, in the order of the columns."""
    decided = plan.decided
    cells = [_payment(step) for step in decided.steps]
    cells += [_left_alone(one) for one in decided.left_alone]
    return [
        (str(plan.number), str(place), *row, f"sha256:{plan.hash}")
        for place, row in enumerate(cells, start=1)
    ]


def _payment(step: CreatePayment) -> Row:
    documents = " ".join(f"{part.claim}={part.amount.decimal}" for part in step.allocations)
    why = "; ".join((step.why, *step.warnings))
    amount = (str(step.amount.decimal), step.amount.currency)
    days = (step.due.isoformat(), step.charge_date.isoformat())
    return (COLLECT, step.customer, step.mandate, documents, *amount, *days, why)


def _left_alone(one: LeftAlone) -> Row:
    amount = (str(one.balance.decimal), one.balance.currency) if one.balance else ("", "")
    due = one.due.isoformat() if one.due else ""
    return (SKIP, one.customer, "", one.subject, *amount, due, "", one.reason)


# ---------------------------------------------------------------- writing


def as_csv(plan: Plan) -> str:
    """Write a plan as CSV, each line ended by CR LF.

    A cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    writer.writerows([_defused(cell) for cell in row] for row in rows(plan))
    return target.getvalue()


def _defused(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def as_object(plan: Plan) -> dict[str, Any]:
    """Give a plan as the object of its JSON form: amounts as decimal strings, days as ISO text."""
    found = rows(plan)
    names = COLUMNS[1:-1]
    items = [dict(zip(names, row[1:-1], strict=True)) for row in found]
    return {
        "schema_version": SCHEMA_VERSION,
        "plan": plan.number,
        "hash": f"sha256:{plan.hash}",
        "made_at": plan.made_at.isoformat(),
        "made_by": plan.made_by,
        "state": plan.state,
        "approved_by": plan.approved_by or None,
        "approved_at": plan.approved_at.isoformat() if plan.approved_at else None,
        "note": plan.note or None,
        "items": items,
    }


def as_json(plan: Plan) -> str:
    """Write a plan as JSON."""
    return json.dumps(as_object(plan), indent=2, ensure_ascii=False) + "\n"


# ---------------------------------------------------------------- comparing


def number_of(text: str) -> int:
    """Give the number of the plan that a sheet says it is; ValueError where it says none."""
    found = _read(text)
    if not found or not found[0]:
        raise ValueError("it has no rows")
    try:
        return int(Decimal(found[0][0]))
    except (InvalidOperation, OverflowError) as error:
        raise ValueError(f"{found[0][0]!r} is no number of a plan") from error


def edited(plan: Plan, text: str) -> str:
    """Say what in a sheet is not what the plan says: the first such row; empty where all is.

    How a program writes a number or ends a line makes no difference.
    """
    try:
        found = _read(text)
    except ValueError as error:
        return str(error)
    wanted = rows(plan)
    for number, (row, meant) in enumerate(zip(found, wanted, strict=False), start=1):
        problem = _unlike(row, meant)
        if problem:
            return f"row {number} {problem}"
    if len(found) < len(wanted):
        return f"row {len(found) + 1} is missing: {wanted[len(found)][5]}"
    if len(found) > len(wanted):
        return f"row {len(wanted) + 1} is none of {plan.name}"
    return ""


def _unlike(row: Sequence[str], meant: Row) -> str:
    if len(row) != len(meant):
        return f"has {len(row)} cells, not {len(meant)}"
    for name, cell, should in zip(COLUMNS, row, meant, strict=True):
        if not _same(name, cell, should):
            return f"({meant[5]}) has {name} {cell!r}, the plan says {should!r}"
    return ""


def _same(name: str, cell: str, should: str) -> bool:
    if _bare(cell) == _bare(should):
        return True
    try:
        return name in NUMBERS and bool(should) and Decimal(cell.strip()) == Decimal(should)
    except InvalidOperation:
        return False


def _bare(cell: str) -> str:
    """Give a cell without what keeps it from being a formula, and without blanks around it."""
    return cell.strip().removeprefix("'").strip()


def _read(text: str) -> list[list[str]]:
    text = text.removeprefix("\ufeff")
    return _read_json(text) if text.lstrip().startswith("{") else _read_csv(text)


def _read_csv(text: str) -> list[list[str]]:
    header = text.split("\n", 1)[0]
    mark = max(",;\t", key=header.count)
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
        read = [row for row in lines if any(row)]
    except csv.Error as error:
        raise ValueError(f"it is no CSV: {error}") from error
    if not read or tuple(name.strip() for name in read[0]) != COLUMNS:
        raise ValueError(f"its first row is not {','.join(COLUMNS)}")
    return read[1:]


def _read_json(text: str) -> list[list[str]]:
    try:
        found = json.loads(text)
        plan, hash, items = str(found["plan"]), str(found["hash"]), found["items"]
        return [[plan, *_cells(item), hash] for item in items]
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError("it is not the JSON form of a plan") from error


def _cells(item: Any) -> Iterable[str]:
    if not isinstance(item, dict) or set(item) != set(COLUMNS[1:-1]):
        raise ValueError("an item has other members")
    return [str(item[name]) for name in COLUMNS[1:-1]]
