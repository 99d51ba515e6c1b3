"""Subscriptions as lines or JSON."""

from collections import Counter
from typing import Any

from s300gc.flows.subscriptions import Row
from s300gc.model.subscriptions import Cadence
from s300gc.show.output import console, write_json


def write(found: list[Row], as_json: bool, quiet: bool) -> None:
    """Show subscriptions."""
    if as_json:
        write_json({"subscriptions": [_json(row) for row in found]})
    elif not quiet:
        target = console()
        for line in lines(found):
            target.print(line, markup=False, soft_wrap=True)


def _json(row: Row) -> dict[str, Any]:
    one = row.subscription
    return {
        "id": one.id,
        "status": one.status,
        "charge": row.key.code if row.key else None,
        "customer": row.customer or None,
        "amount": one.amount,
        "interval_unit": one.cadence.unit,
        "interval": one.cadence.interval,
        "day_of_month": one.cadence.day,
        "month": one.cadence.month,
        "start_date": one.start,
        "end_date": one.end,
        "next_charge_date": one.next_charge,
        "mandate": one.mandate,
        "ours": row.key is not None,
        "hold": row.hold,
        "payments_without_invoice": row.waiting,
    }


def lines(found: list[Row]) -> list[str]:
    """Give subscriptions as lines, a count by status first."""
    counted = Counter(row.subscription.status for row in found)
    head = ", ".join(f"{number} {status}" for status, number in sorted(counted.items()))
    return [f"subscriptions: {head or 'none'}", *(_line(row) for row in found)]


def _line(row: Row) -> str:
    one = row.subscription
    what = str(row.key) if row.key else f"{row.customer} (made by others)".strip()
    words = [f"  {one.id} {one.status} {one.amount} {rhythm(one.cadence)} {what}"]
    if one.next_charge is not None and row.live:
        words.append(f"next on {one.next_charge}")
    if row.hold:
        words.append(f"{row.hold}")
    if row.waiting:
        words.append(f"{row.waiting} payments without an invoice")
    return ", ".join(words)


def rhythm(cadence: Cadence) -> str:
    """Say how often a subscription charges."""
    if cadence.interval == 1:
        return str(cadence.unit)
    noun = {"weekly": "weeks", "monthly": "months", "yearly": "years"}.get(cadence.unit, "times")
    return f"every {cadence.interval} {noun}"
