"""Books a payout once more, as a person asked: its batches are gone, or it was reversed."""

from dataclasses import replace
from typing import Any

from s300gc.errors import PersonNeeded, UsageError
from s300gc.flows import batches, correcting, events, mirror, payouts, sending
from s300gc.flows.parts import Parts
from s300gc.model import Done, Intent, Journal, NoteBatch, Outcome, Payout, ReceiptBatch
from s300gc.rules import takingback
from s300gc.rules.attempts import renamed
from s300gc.rules.periods import posting_day

Step = Journal | ReceiptBatch | NoteBatch
ADAPTERS: dict[str, Any] = {
    "journal": sending.JOURNAL,
    "receipts": sending.RECEIPTS,
    "notes": sending.NOTES,
}


def book(parts: Parts, id: str, who: str, *, dry_run: bool = False) -> Outcome:
    """Book one payout once more, under references of its own that are linked to the earlier ones.

    A reversed payout is planned anew. Of any other only those batches are entered again
    that are deleted in Sage 300, or gone from it. Raises UsageError where nothing is
    missing, PersonNeeded where the earlier booking still stands in AR.
    """
    outcome = Outcome("payouts", dry_run=dry_run)
    events.first(parts, outcome)
    mirror.payouts(parts)
    payout = correcting.known(parts, id)
    if not dry_run:
        correcting.carry_on(parts, outcome)
    if not parts.store.payouts.intents_of(id):
        _taken_back(parts, payout)
        payouts.book_one(parts, payout, outcome)
        return outcome
    gone = missing(parts, id)
    if not gone:
        raise UsageError(
            f"all batches of payout {id} are in Sage 300: there is nothing to enter again;"
            " to correct what they say use 's300gc payouts reverse'"
        )
    attempt = parts.store.bookings.attempt(id)
    for intent, why in gone:
        step = _step(parts, payout, intent, attempt)
        said = f"{intent.kind} batch {intent.remote} {why}: entered again as {step.reference}"
        outcome.results.append(Done(id, said, kind="booked anew"))
        if not dry_run:
            parts.store.payouts.renew(
                id, intent.reference, sending.intent_of(parts, step), f"it {why}", who
            )
    if not dry_run:
        payouts.book_one(parts, payout, outcome)
    return outcome


def missing(parts: Parts, id: str) -> list[tuple[Intent, str]]:
    """Give the intents of a payout whose batch is not in Sage 300 any more, each with why."""
    found = []
    for intent in parts.store.payouts.intents_of(id):
        if intent.remote:
            read = batches.desk(parts, intent.kind).read(intent.remote)
            why = batches.lost(read, intent)
            if why:
                found.append((intent, why))
    return found


def _taken_back(parts: Parts, payout: Payout) -> None:
    """Raise PersonNeeded where something of the reversed booking still stands in AR."""
    left = [one for one in parts.store.payouts.by_hand(payout.id) if one.kind in takingback.LEFT]
    if left:
        names = ", ".join(one.subject for one in left[:3])
        more = f" and {len(left) - 3} more" if len(left) > 3 else ""
        raise PersonNeeded(
            f"of the reversed booking of {payout.id} {names}{more} still stands in AR:"
            " take that back first, or its documents would be paid twice"
        )


def _step(parts: Parts, payout: Payout, intent: Intent, attempt: int) -> Step:
    """Give the step of an intent as it was stored, under the reference of another attempt."""
    if intent.kind not in ADAPTERS:
        raise PersonNeeded(f"{intent.kind} batch {intent.remote} is entered again by hand only")
    step: Step = ADAPTERS[intent.kind].validate_json(intent.request)
    step = replace(step, reference=renamed(intent.reference, payout.id, attempt))
    policy = parts.config.books_for(payout.amount.currency).closed_period
    dated, period = posting_day(step.dated, lambda day: parts.sage.period(day).period, policy)
    return replace(step, dated=dated, period=period)
