"""Payments on their way and failed ones, as lines or JSON."""

from collections import Counter
from typing import Any

from s300gc.flows.payments import Row
from s300gc.show.output import console, write_json


def write(found: list[Row], as_json: bool, quiet: bool) -> None:
    """Show payments."""
    if as_json:
        write_json({"payments": [_json(row) for row in found]})
    elif not quiet:
        target = console()
        for line in lines(found):
            target.print(line, markup=False, soft_wrap=True)


def _json(row: Row) -> dict[str, Any]:
    return {
        "id": row.payment.id,
        "status": row.payment.status,
        "amount": row.payment.amount,
        "charge_date": row.payment.charge_date,
        "mandate": row.payment.mandate,
        "customer": row.customer or None,
        "documents": list(row.documents),
        "can_retry": row.can_retry,
        "note": row.note or None,
    }


def lines(found: list[Row]) -> list[str]:
    """Give payments as lines, a count by status first."""
    counted = Counter(row.payment.status for row in found)
    head = ", ".join(f"{number} {status}" for status, number in sorted(counted.items()))
    return [f"payments: {head or 'none'}", *(_line(row) for row in found)]


def _line(row: Row) -> str:
    payment = row.payment
    what = " ".join(word for word in (row.customer, *row.documents) if word)
    day = f"on {payment.charge_date} " if payment.charge_date else ""
    line = f"  {payment.id} {payment.status} {payment.amount} {day}{what}".rstrip()
    if row.can_retry:
        return f"{line}: s300gc payments retry {payment.id}"
    return f"{line}: {row.note}" if row.note else line
