"""Payments on their way and failed ones, and one payment whole, as lines or JSON."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from s300gc.flows.payments import Detail, Row
from s300gc.model import Intent, Money, RetryPayment
from s300gc.show.output import console, write_json


def write(found: list[Row], as_json: bool, quiet: bool) -> None:
    """Show payments."""
    if as_json:
        write_json({"payments": [_json(row) for row in found]})
    elif not quiet:
        _print(lines(found))


def write_one(found: Detail, as_json: bool, quiet: bool) -> None:
    """Show one payment whole."""
    if as_json:
        write_json({"payment": _json_whole(found)})
    elif not quiet:
        _print(whole(found))


def sums(steps: Iterable[RetryPayment]) -> str:
    """Say how many payments these are and what they come to: ``3 payments, 150.00 GBP``."""
    steps = list(steps)
    totals: dict[str, Money] = {}
    for step in steps:
        zero = Money(0, step.amount.currency)
        totals[zero.currency] = totals.get(zero.currency, zero) + step.amount
    what = "1 payment" if len(steps) == 1 else f"{len(steps)} payments"
    return ", ".join([what, *(str(amount) for _, amount in sorted(totals.items()))])


def _print(shown: Iterable[str]) -> None:
    target = console()
    for line in shown:
        target.print(line, markup=False, soft_wrap=True)


# ---------------------------------------------------------------- a list


def _json(row: Row) -> dict[str, Any]:
    return {
        "id": row.payment.id,
        "status": row.payment.status,
        "amount": row.payment.amount,
        "charge_date": row.payment.charge_date,
        "mandate": row.payment.mandate,
        "customer": row.customer or None,
        "documents": list(row.documents),
        "cause": row.cause or None,
        "says": row.says or None,
        "can_retry": row.can_retry,
        "note": row.note or None,
        "next": row.next or None,
    }


def lines(found: list[Row]) -> list[str]:
    """Give payments as lines, a count by status first."""
    counted = Counter(row.payment.status for row in found)
    head = ", ".join(f"{number} {status}" for status, number in sorted(counted.items()))
    return [f"payments: {head or 'none'}", *(line for row in found for line in _lines(row))]


def _lines(row: Row) -> list[str]:
    payment = row.payment
    what = " ".join(word for word in (row.customer, *row.documents) if word)
    day = f"on {payment.charge_date} " if payment.charge_date else ""
    shown = [f"  {payment.id} {payment.status} {payment.amount} {day}{what}".rstrip()]
    if row.says:
        shown.append(f"    {row.says}")
        shown += [f"    not retried: {row.note}"] if row.note else []
        shown += [f"    {row.next}"] if row.next else []
    return shown


# ---------------------------------------------------------------- one payment


def _json_whole(found: Detail) -> dict[str, Any]:
    mandate = found.mandate
    return {
        **_json(found.row),
        "description": found.row.payment.description,
        "stands": found.stands,
        "mandate_status": mandate.status if mandate else None,
        "payout": found.row.payment.payout or None,
        "claims": [
            {
                "claim": str(one.allocation.claim),
                "customer": one.allocation.claim.customer,
                "amount": one.allocation.amount,
                "account": one.allocation.x or None,
                "collected_by": one.door or None,
            }
            for one in found.claims
        ],
        "events": list(found.history),
        "bookings": [
            {
                "payout": line.payout,
                "kind": line.kind,
                "amount": line.amount,
                "account": line.x,
                "document": line.receipt or None,
                "reference": line.batch or None,
                "batch": number or None,
            }
            for line, number in found.booked
        ],
        "asked_for": [
            {"reference": one.reference, "at": one.begun_at, "state": one.state, "note": one.note}
            for one in found.doings
        ],
    }


def whole(found: Detail) -> list[str]:
    """Give all of one payment as lines."""
    row, payment = found.row, found.row.payment
    day = f" on {payment.charge_date}" if payment.charge_date else ""
    state = found.mandate.status if found.mandate else "not known"
    shown = [f"{payment.id} {payment.status} {payment.amount}{day}: {found.stands}"]
    shown.append(f"  customer {row.customer or 'not known'}, mandate {payment.mandate} ({state})")
    for one in found.claims:
        by = "kept by it" if one.door == payment.id else f"collected by {one.door or 'nothing'}"
        shown.append(f"  for {one.allocation.claim} {one.allocation.amount}: {by}")
    shown += [
        f"  {told.at:%Y-%m-%d %H:%M} {told.action}{': ' if told.says else ''}{told.says}"
        for told in found.history
    ]
    for line, number in found.booked:
        batch = f" {line.receipt} in AR batch {number or '(not made yet)'}" if line.receipt else ""
        shown.append(f"  booked {line.payout} {line.kind} {line.amount} to {line.x}{batch}")
    shown += [f"  asked for: {_doing(one)}" for one in found.doings]
    shown += [f"  {row.says}"] if row.says else []
    shown += [f"  not retried: {row.note}"] if row.note else []
    return [*shown, f"  next: {row.next or 'nothing has to be done'}"]


def _doing(one: Intent) -> str:
    note = f" ({one.note})" if one.note else ""
    return f"{one.begun_at:%Y-%m-%d %H:%M} {one.reference}: {one.state}{note}"
