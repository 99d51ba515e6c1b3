"""Payouts on their way into the books, and one payout whole, as lines or JSON."""

from collections import Counter
from collections.abc import Iterable
from textwrap import wrap
from typing import Any

from s300gc.flows.booked import BookedBatch, PayoutDetail
from s300gc.model import JournalLine, PayoutItem, Receipt
from s300gc.model.listed import ListedPayout
from s300gc.show.output import console, write_json

WIDTH = 80

STATES = {
    "seen": "read, not looked at yet",
    "waiting": "waits",
    "half-posted": "half-posted: not all of its batches are posted",
    "booked": "booked: journal and receipts are posted",
    "excluded": "left out on purpose",
}

STATUSES = {"ReadyToPost": "ready to post", "PostInProgress": "being posted"}


def write(found: list[ListedPayout], as_json: bool, quiet: bool) -> None:
    """Show payouts."""
    if as_json:
        write_json({"payouts": [_json(row) for row in found]})
    elif not quiet:
        _print(lines(found))


def write_one(found: PayoutDetail, as_json: bool, quiet: bool) -> None:
    """Show one payout whole."""
    if as_json:
        write_json({"payout": _json_whole(found)})
    elif not quiet:
        _print(whole(found))


def _print(shown: Iterable[str]) -> None:
    target = console()
    for line in shown:
        target.print(line, markup=False, soft_wrap=True)


# ---------------------------------------------------------------- a list


def _json(row: ListedPayout) -> dict[str, Any]:
    payout = row.payout
    return {
        "id": payout.id,
        "state": row.state,
        "reason": row.reason or None,
        "since": row.since,
        "status": payout.status,
        "amount": payout.amount,
        "landed": payout.landed,
        "rate": payout.rate,
        "fees": payout.deducted_fees,
        "reference": payout.reference,
        "created_at": payout.created_at,
        "arrival_date": payout.arrival_date,
        "journal_batch": row.batch or None,
    }


def lines(found: list[ListedPayout]) -> list[str]:
    """Give payouts as lines, a count by state first."""
    counted = Counter(row.state for row in found)
    head = ", ".join(f"{number} {state}" for state, number in sorted(counted.items()))
    return [f"payouts: {head or 'none'}", *(line for row in found for line in _lines(row))]


def _lines(row: ListedPayout) -> list[str]:
    payout = row.payout
    day = str(payout.arrival_date or "-")
    batch = f" GL {row.batch}" if row.batch else ""
    first = f"  {payout.id} {day} {payout.amount!s:>16} {row.state}{batch}"
    return [first, *_folded(row.reason, 4)]


def _folded(text: str, indent: int) -> list[str]:
    return wrap(
        text, WIDTH, initial_indent=" " * indent, subsequent_indent=" " * indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


# ---------------------------------------------------------------- one payout


def _json_whole(found: PayoutDetail) -> dict[str, Any]:
    booking = found.booking
    return {
        **_json(found.row),
        "posting_date": booking.dated if booking else None,
        "fiscal_period": f"{booking.fiscal_year}-{booking.fiscal_period}" if booking else None,
        "booked_rate": booking.rate if booking else None,
        "rate_type": (booking.rate_type or None) if booking else None,
        "items": [_json_item(item) for item in found.items],
        "journal": [
            {
                "account": line.account,
                "amount": line.source,
                "functional": line.functional,
                "rate": line.rate,
                "reference": line.reference,
                "description": line.description,
            }
            for line in found.lines
        ],
        "receipts": [
            {
                "number": one.number,
                "customer": one.customer,
                "amount": one.amount,
                "applied": [
                    {"document": f"{a.document}/{a.instalment}", "amount": a.amount}
                    for a in one.applied
                ],
            }
            for one in found.receipts
        ],
        "batches": [_json_batch(one) for one in found.batches],
        "by_hand": [{"subject": one.subject, "reason": one.reason} for one in found.by_hand],
        "reversals": [
            {
                "journal": one.journal,
                "reference": one.reference,
                "batch": one.batch or None,
                "dated": one.dated,
                "posted": one.state == "done",
                "why": one.why,
                "who": one.who,
                "at": one.at,
            }
            for one in found.reversals
        ],
        "replaced": [
            {"reference": one.reference, "replaces": one.replaces, "why": one.why, "who": one.who}
            for one in found.replacements
        ],
    }


def _json_item(item: PayoutItem) -> dict[str, Any]:
    return {
        "type": item.type,
        "amount_minor": item.amount,
        "payment": item.payment or None,
        "refund": item.refund or None,
        "taxes_minor": [tax.amount for tax in item.taxes],
    }


def _json_batch(one: BookedBatch) -> dict[str, Any]:
    batch = one.read.batch if one.read else None
    return {
        "kind": one.intent.kind,
        "reference": one.intent.reference,
        "number": one.intent.remote or None,
        "status": batch.status if batch else None,
        "posting_sequence": (batch.posting_sequence or None) if batch else None,
        "entries": batch.entries if batch else None,
        "errors": batch.errors if batch else None,
        "state": one.intent.state,
        "note": one.intent.note or None,
    }


def whole(found: PayoutDetail) -> list[str]:
    """Give all of one payout as lines of at most 80 characters."""
    row, payout, booking = found.row, found.row.payout, found.booking
    landed = f", landed as {payout.landed}" if payout.landed else ""
    shown = [
        f"{payout.id} {payout.amount}{landed}, {payout.status}",
        f"  reference {payout.reference or '-'}, arrives {payout.arrival_date or 'not known yet'}",
    ]
    shown += _folded(f"{STATES.get(row.state, row.state)}{_why(row)}", 2)
    if booking is not None:
        rate = f", rate {booking.rate} {booking.rate_type}".rstrip() if booking.rate != 1 else ""
        period = f"{booking.fiscal_year}-{booking.fiscal_period}"
        shown.append(f"  booked on {booking.dated}, fiscal period {period}{rate}")
    shown += _items(found.items)
    shown += [line for one in found.batches for line in _batch(one)]
    shown += [_journal_line(line) for line in found.lines]
    shown += [line for one in found.receipts for line in _receipt(one)]
    for one in found.reversals:
        stands = f"batch {one.batch or '-'}{'' if one.state == 'done' else ', not posted'}"
        shown += _folded(f"reversed on {one.dated} by {one.who} ({one.why}): {stands}", 2)
    for again in found.replacements:
        shown += _folded(f"{again.reference} took the place of {again.replaces}: {again.why}", 2)
    for work in found.by_hand:
        shown += _folded(f"to do: {work.subject}: {work.reason}", 2)
    return shown


def _why(row: ListedPayout) -> str:
    return f" ({row.reason})" if row.reason else ""


def _items(items: Iterable[PayoutItem]) -> list[str]:
    counted = Counter(item.type for item in items)
    return [f"  {number} x {kind.replace('_', ' ')}" for kind, number in sorted(counted.items())]


def _batch(one: BookedBatch) -> list[str]:
    if one.read is None:
        said = "not made yet" if not one.intent.remote else "not read yet"
    else:
        batch = one.read.batch
        said = STATUSES.get(batch.status, batch.status.lower())
        said += f", posting sequence {batch.posting_sequence}" if batch.posting_sequence else ""
        said += f", {batch.errors} entries in error" if batch.errors else ""
    number = one.intent.remote or "-"
    note = f" ({one.intent.note})" if one.intent.note else ""
    return _folded(f"{one.intent.kind} batch {number} '{one.intent.reference}': {said}{note}", 2)


def _journal_line(line: JournalLine) -> str:
    side = "Dr" if line.functional.minor > 0 else "Cr"
    amount = f"{abs(line.source.decimal):,} {line.source.currency}"
    text = f"    {side} {line.account:<10} {amount:>18}  {line.description}"
    return text[:WIDTH].rstrip()


def _receipt(one: Receipt) -> list[str]:
    applied = ", ".join(f"{a.document}/{a.instalment} {a.amount.decimal}" for a in one.applied)
    text = f"receipt {one.number} {one.customer} {one.amount}: {applied or 'unapplied cash'}"
    return _folded(text, 4)
