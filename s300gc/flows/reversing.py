"""Reverses the journal of one booked payout, as a person asked; the AR side is his work."""

from datetime import date

from s300gc.flows import beside, correcting, events, mirror
from s300gc.flows.parts import Parts
from s300gc.model import Done, Outcome, Skip
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

    The VAT entry and the journals that moved its unknown money are taken back in the same
    entry. AR refunds and the deposit stay: that money moved, and booking anew takes them over.
    Nothing is deleted; the payout then waits until a person books it again. ``dated`` is
    the posting date, today where left out. Raises UsageError where there is nothing to
    reverse, PersonNeeded where a batch of it is not posted or the day's period is locked.
    """
    outcome = Outcome("payouts", dry_run=dry_run)
    events.first(parts, outcome)
    mirror.payouts(parts)
    payout = correcting.known(parts, id)
    if not dry_run:
        correcting.carry_on(parts, outcome)
    intents = parts.store.payouts.intents_of(id)
    journal = correcting.posted_journal(parts, payout, intents)
    others = beside.of(parts, id)
    worklist = rules.ar_side([*intents, *others.receipts], id)
    step = correcting.reversing(parts, journal, dated or parts.today, others.journals)
    outcome.results += _staying(others)
    if dry_run:
        said = f"reversing journal of {len(step.lines)} lines dated {step.dated}"
        outcome.results += [Done(id, said, kind="reversed"), *worklist]
        return outcome
    correcting.begin(parts, payout, journal, step, why, who, worklist)
    outcome.results += worklist
    correcting.carry_on(parts, outcome)
    return outcome


def _staying(others: beside.Beside) -> list[Skip]:
    """Say what is not taken back, because that money moved whatever the journal said."""
    refunds = [f"AR refund batch {one.remote}" for one in others.refunds]
    deposits = [f"bank entry {one.remote}" for one in others.deposits]
    why = "stays as it is: booking the payout anew takes it over and enters no other"
    return [Skip(what, why, "stays") for what in (*refunds, *deposits)]
