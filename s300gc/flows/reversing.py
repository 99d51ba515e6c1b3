"""Reverses the journal of one booked payout, as a person asked; the AR side is his work."""

from datetime import date

from s300gc.flows import bank_entries, correcting, events, mirror
from s300gc.flows.parts import Parts
from s300gc.model import Done, Intent, Outcome
from s300gc.model.bookings import attempt_of
from s300gc.rules import takingback as rules


def reverse(
    parts: Parts,
    id: str,
    why: str,
    who: str,
    *,
    dated: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Reverse the journal of a booked payout and put its AR side on the worklist.

    Nothing is deleted; the payout then waits until a person books it again. ``dated`` is
    the posting date, today where left out. Raises UsageError where there is nothing to
    reverse, PersonNeeded where the journal is not posted or the day's period is locked.
    """
    outcome = Outcome("payouts", dry_run=dry_run)
    events.first(parts, outcome)
    mirror.payouts(parts)
    payout = correcting.known(parts, id)
    if not dry_run:
        correcting.carry_on(parts, outcome)
    intents = parts.store.payouts.intents_of(id)
    journal = correcting.posted_journal(parts, payout, intents)
    worklist = rules.ar_side([*intents, *_beside(parts, id, intents)], id)
    step = correcting.reversing(parts, journal, dated or parts.today)
    if dry_run:
        said = f"reversing journal of {len(step.lines)} lines dated {step.dated}"
        outcome.results += [Done(id, said, kind="reversed"), *worklist]
        return outcome
    correcting.begin(parts, payout, journal, step, why, who, worklist)
    outcome.results += worklist
    correcting.carry_on(parts, outcome)
    return outcome


def _beside(parts: Parts, id: str, intents: list[Intent]) -> list[Intent]:
    """Give what was posted for a payout later than its booking: refunds in AR, a VAT entry."""
    known = {one.reference for one in intents}
    return [
        one
        for one in parts.store.intents.starting_with(f"GC {id}")
        if one.state == "done"
        and one.kind not in ("reversal", bank_entries.KIND)
        and one.reference not in known
        and attempt_of(one.reference, id) == attempt_of(intents[0].reference, id)
    ]
