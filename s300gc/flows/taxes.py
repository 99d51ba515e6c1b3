"""Takes the VAT out of the fees of booked payouts, once the rates of their taxes are final."""

from dataclasses import replace
from datetime import timedelta

from s300gc.errors import CredentialError, Forbidden, PersonNeeded, S300gcError
from s300gc.flows import batches, crediting, mirror, sending
from s300gc.flows.parts import Parts
from s300gc.model import Done, Failed, Intent, Outcome, Payout, Result, Skip
from s300gc.rules import fees, keys
from s300gc.rules.exchange import draft_only
from s300gc.rules.lines import Rate
from s300gc.rules.payouts import VAT_LATER
from s300gc.rules.periods import posting_day

FINAL = "tax_exchange_rates_confirmed"
"""The action of the event that tells it (GoCardless API reference, events, payouts)."""
LATEST = timedelta(days=10)
"""After so many days the items are asked for although no event was seen."""


def run(parts: Parts, outcome: Outcome) -> None:
    """Enter the second journal of each payout whose tax rates are final now; each once."""
    waiting = [one for one in parts.store.payouts.worklist() if one.kind == VAT_LATER]
    if not waiting or outcome.dry_run:
        return
    told = parts.store.inbox.of_resources([one.subject for one in waiting])
    for line in waiting:
        payout = parts.store.payouts.get(line.subject)
        if payout is None:
            continue
        confirmed = any(event.action == FINAL for event in told.get(payout.id, ()))
        late = payout.arrival_date and parts.today - payout.arrival_date > LATEST
        if confirmed or late:
            try:
                outcome.results.append(_enter(parts, payout))
            except (CredentialError, Forbidden):
                raise
            except S300gcError as error:
                outcome.results.append(Failed(payout.id, str(error), error.exit_code))


def _enter(parts: Parts, payout: Payout) -> Result:
    """Plan the entry once, bring it to what books.status asks for, and close its line of work."""
    books = parts.config.books_for(payout.amount.currency)
    turn = parts.store.bookings.turn(payout.id)
    intent = parts.store.intents.get(keys.vat_reference(payout.id, turn))
    if intent is None or intent.state == "failed":
        planned = _planned(parts, payout)
        if isinstance(planned, Skip):
            return planned
        intent = parts.store.intents.begin(planned, keys=[payout.id])
    if intent.state != "done":
        # The VAT of a draft is a draft: its fees are not posted either.
        draft = draft_only(payout, mirror.home_currency(parts))
        found = batches.carry_out(parts, intent, "open" if draft else books.status)
        if found.status != "Posted":
            return Done(
                payout.id, f"VAT batch {found.number} {found.status}", found.number, kind="booked"
            )
        parts.store.intents.done(intent.reference, found.number, keys=[payout.id])
    number = parts.store.intents.known(intent.reference).remote
    parts.store.payouts.settle(payout.id, payout.id, f"posted in GL batch {number}")
    return Done(payout.id, f"VAT batch {number} Posted", number, kind="booked")


def _planned(parts: Parts, payout: Payout) -> Intent | Skip:
    books = parts.config.books_for(payout.amount.currency)
    booked = next(
        (one for one in parts.store.payouts.intents_of(payout.id) if one.kind == "journal"), None
    )
    basis = parts.store.bookings.of(payout.id)
    if booked is None or not basis:
        raise PersonNeeded(f"payout {payout.id} has no journal whose fees VAT is taken out of")
    now = crediting.read_items(parts, payout.id)
    if fees.pending(now, books):
        return Skip(payout.id, "the rates of its taxes are not final yet", VAT_LATER)
    home = mirror.home_currency(parts)
    dated, period = posting_day(
        parts.today, lambda day: parts.sage.period(day).period, books.closed_period
    )
    rate = Rate(home, basis[-1].rate, basis[-1].rate_type)
    journal = sending.JOURNAL.validate_json(booked.request)
    entry = fees.vat_entry(payout, now, books, rate, journal, dated, period)
    if entry is None:
        parts.store.payouts.settle(payout.id, payout.id, "its fees hold no VAT after all")
        return Skip(payout.id, "its fees hold no VAT after all", VAT_LATER)
    turn = parts.store.bookings.turn(payout.id)
    entry = replace(entry, reference=keys.vat_reference(payout.id, turn))
    return sending.intent_of(parts, entry)
