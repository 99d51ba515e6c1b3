"""Payouts that the bank sent back: reversed, and booked anew when they are paid again.

Their AR side stays as it is: the customers have paid, and the money is at GoCardless.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from s300gc.errors import CredentialError, PersonNeeded, S300gcError
from s300gc.flows import bank_entries, correcting, sending
from s300gc.flows.parts import Parts
from s300gc.model import Done, Event, Failed, Intent, Journal, Outcome, Payout, Result, Skip
from s300gc.rules import attempts
from s300gc.rules.periods import posting_day

WHY = "its payout bounced"
LATELY = timedelta(days=60)
"""An announcement that names no payout is about one of the last two months."""


def read(parts: Parts, events: Iterable[Event]) -> list[str]:
    """Read booked payouts again that events are about; gives those that were read.

    A payout that is not booked yet is read by the list; it costs nothing here.
    """
    store, named, unnamed = parts.store, set(), False
    for event in events:
        links = dict(event.links)
        if event.resource_type == "payouts":
            named.add(event.resource)
        elif event.action == "bounced_payout":
            named.add(links.get("payout", ""))
            unnamed = unnamed or "payout" not in links
    booked = [one for one in sorted(named - {""}) if store.payouts.intents_of(one)]
    copies = [parts.gocardless.payout(one) for one in booked]
    if unnamed:
        copies += parts.gocardless.payouts(parts.clock.now() - LATELY)
    for copy in copies:
        store.raw.keep("payout", copy.payout.id, copy.raw)
        store.payouts.put(copy.payout)
        if store.payouts.state(copy.payout.id)[0] == "booked" and moved(parts, copy.payout):
            store.payouts.set_state(copy.payout.id, "waiting", _said(copy.payout))
    return [one.payout.id for one in copies]


def _said(payout: Payout) -> str:
    if payout.status != "paid":
        return f"{payout.status}: it is booked anew when GoCardless pays it again"
    return f"bounced and paid again on {payout.arrival_date}"


def moved(parts: Parts, payout: Payout) -> bool:
    """Tell whether a payout came back, or came another day, since its booking was planned."""
    planned = parts.store.bookings.of(payout.id)
    if not planned or not parts.store.payouts.intents_of(payout.id):
        return False
    return payout.status != "paid" or payout.arrival_date != planned[-1].arrival


def run(parts: Parts, outcome: Outcome) -> None:
    """Reverse what bounced, once; prepare what is paid again to be booked anew."""
    for payout in parts.store.payouts.unbooked():
        if not moved(parts, payout):
            continue
        try:
            _one(parts, payout, outcome)
        except CredentialError:
            raise
        except S300gcError as error:
            outcome.results.append(Failed(payout.id, str(error), error.exit_code))
            parts.store.payouts.set_state(payout.id, "waiting", str(error))


def _one(parts: Parts, payout: Payout, outcome: Outcome) -> None:
    intents = parts.store.payouts.intents_of(payout.id)
    journal = next(one for one in intents if one.kind == "journal")
    if parts.store.bookings.of_journal(journal.reference) is None:
        journal = _posted(parts, payout, intents)
        step = correcting.reversing(parts, journal, max(parts.today, _dated(journal)))
        correcting.begin(parts, payout, journal, step, WHY, correcting.TOOL)
        correcting.carry_on(parts, outcome)
        outcome.results += _deposit(parts, payout)
        parts.store.payouts.set_state(payout.id, "waiting", _said(payout))
    if payout.status == "paid":
        _anew(parts, payout, journal)
        outcome.results.append(Done(payout.id, _said(payout), kind="booked anew"))


def _deposit(parts: Parts, payout: Payout) -> list[Result]:
    """Say what a person does with the deposit of what bounced: no other one is entered."""
    entry = parts.store.intents.get(bank_entries.reference(payout.id))
    if entry is None or entry.state != "done":
        return []
    why = (
        f"bank entry {entry.remote} has the day on which {payout.id} was to arrive: give it the"
        " day on which it arrives in the end; no other is entered"
    )
    return [Skip(payout.id, why, "bank-entry")]


def _posted(parts: Parts, payout: Payout, intents: list[Intent]) -> Intent:
    try:
        return correcting.posted_journal(parts, payout, intents)
    except PersonNeeded as error:
        raise PersonNeeded(f"payout {payout.id} is {payout.status}; {error}") from error


def _dated(journal: Intent) -> date:
    return sending.JOURNAL.validate_json(journal.request).dated


def _anew(parts: Parts, payout: Payout, old: Intent) -> None:
    """Let the same journal take the place of the reversed one, on the new arrival date."""
    meant: Journal = sending.JOURNAL.validate_json(old.request)
    bank = meant.lines[0]
    if payout.landed is not None and payout.landed not in (bank.source, bank.functional):
        raise PersonNeeded(
            f"payout {payout.id} bounced and was paid again with {payout.landed} instead of"
            f" {bank.functional}: reverse it with 's300gc payouts reverse', then"
            f" {correcting.again(payout.id)}"
        )
    if payout.arrival_date is None:
        return
    policy = parts.config.books_for(payout.amount.currency).closed_period
    dated, period = posting_day(
        payout.arrival_date, lambda day: parts.sage.period(day).period, policy
    )
    attempt = parts.store.bookings.attempt(payout.id)
    reference = attempts.renamed(old.reference, payout.id, attempt)
    step = replace(meant, reference=reference, dated=dated, period=period)
    parts.store.payouts.renew(
        payout.id, old.reference, sending.intent_of(parts, step), _said(payout), correcting.TOOL
    )
