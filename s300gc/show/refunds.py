"""Refunds and what was asked for, as lines or JSON."""

from collections import Counter
from typing import Any

from s300gc.flows.refunds import Row
from s300gc.show.output import console, write_json


def write(found: list[Row], as_json: bool, quiet: bool) -> None:
    """Show refunds."""
    if as_json:
        write_json({"refunds": [_json(row) for row in found]})
    elif not quiet:
        target = console()
        for line in lines(found):
            target.print(line, markup=False, soft_wrap=True)


def _json(row: Row) -> dict[str, Any]:
    one, asked = row.refund, row.request
    found = one or asked
    return {
        "id": one.id if one else None,
        "request": asked.number if asked else None,
        "status": row.status,
        "amount": found.amount if found else None,
        "payment": row.payment or None,
        "customers": list(row.customers),
        "created_at": one.created_at if one else None,
        "credit_note": (asked.credit_note if asked else "") or None,
        "reason": (asked.reason if asked else "") or None,
        "asked_by": asked.asked_by if asked else None,
        "asked_at": asked.asked_at if asked else None,
        "approved_by": (asked.approved_by if asked else "") or None,
        "note": (asked.note if asked else "") or None,
        "made_here": asked is not None,
        "warning": row.warning or None,
        "next": row.do or None,
    }


def lines(found: list[Row]) -> list[str]:
    """Give refunds as lines, a count by status first."""
    counted = Counter(row.status for row in found)
    head = ", ".join(f"{number} {status}" for status, number in sorted(counted.items()))
    return [f"refunds: {head or 'none'}", *(_line(row) for row in found)]


def _line(row: Row) -> str:
    one, asked = row.refund, row.request
    found = one or asked
    name = one.id if one else f"request {asked.number if asked else ''}"
    amount = found.amount if found else ""
    of = row.payment or "a mandate"
    words = [f"  {name} {row.status} {amount} of {of} {' '.join(row.customers)}".rstrip()]
    if asked is not None:
        by = f", approved by {asked.approved_by}" if asked.approved_by else ""
        words.append(f"for {asked.why}, asked for by {asked.asked_by}{by}")
        words.append(asked.note)
    else:
        words.append("made elsewhere")
    words += [row.warning, row.do]
    return "; ".join(word for word in words if word)
