"""Takes a booked payout back: a reversing journal; the AR side is a person's work."""

from collections.abc import Iterable
from datetime import date

from s300gc.errors import CredentialError, PersonNeeded, S300gcError, UsageError
from s300gc.flows import batches, sending
from s300gc.flows.chart import Chart
from s300gc.flows.parts import Parts
from s300gc.model import Done, Failed, Intent, Journal, Outcome, Payout, Skip
from s300gc.model.bookings import Reversal
from s300gc.rules import accounts, attempts
from s300gc.rules import takingback as rules

TOOL = "s300gc"
"""Who reverses what bounced."""


def again(payout: str) -> str:
    """Say how a person has a payout booked once more."""
    return f"'s300gc payouts post --again {payout}' books it anew"


def known(parts: Parts, id: str) -> Payout:
    """Give a payout by its id. Raises UsageError where it was never read."""
    found = parts.store.payouts.get(id)
    if found is None:
        raise UsageError(f"no payout {id} is known; 's300gc payouts list' shows those there are")
    return found


def posted_journal(parts: Parts, payout: Payout, intents: list[Intent]) -> Intent:
    """Give the journal of a payout, which must be posted; a person may have posted it."""
    journal = next((one for one in intents if one.kind == "journal"), None)
    if journal is None:
        raise UsageError(f"payout {payout.id} is not booked: there is nothing to reverse")
    if journal.state == "done":
        return journal
    batch = batches.carry_out(parts, journal, "open") if journal.remote else None
    if batch is None or batch.status != "Posted":
        number = journal.remote or "(not made yet)"
        raise PersonNeeded(
            f"the journal of payout {payout.id}, batch {number}, is not posted: there is nothing"
            f" to reverse; delete it in Sage 300, then {again(payout.id)}"
        )
    parts.store.payouts.posted(journal.reference, batch.number)
    return parts.store.intents.known(journal.reference)


def reversing(parts: Parts, journal: Intent, dated: date, beside: Iterable[Intent] = ()) -> Journal:
    """Plan the journal that takes journals back, and check that its accounts take it."""
    meant: Journal = sending.JOURNAL.validate_json(journal.request)
    others = [sending.JOURNAL.validate_json(one.request) for one in beside]
    period = parts.sage.period(dated).period
    for one in (meant, *others):
        period = rules.ledger_period(one, dated, period)
    step = attempts.reversing(meant, dated, period, others)
    chart = Chart(parts.sage, parts.config)
    found = accounts.misfits([step], chart.accounts(accounts.demands([step])), chart.settings)
    if found:
        raise PersonNeeded("; ".join(str(one) for one in found))
    return step


def begin(
    parts: Parts,
    payout: Payout,
    journal: Intent,
    step: Journal,
    why: str,
    who: str,
    worklist: list[Skip] | None = None,
) -> None:
    """Commit a reversal; without a worklist the AR side stays as it is."""
    at = parts.clock.now()
    intent = Intent(step.reference, "reversal", "", sending.intent_of(parts, step, at).request, at)
    reversal = Reversal(
        reference=step.reference,
        payout=payout.id,
        journal=journal.reference,
        dated=step.dated,
        keeps_receipts=worklist is None,
        why=why,
        who=who,
        at=at,
    )
    reason = f"reversed by {who}: {why}"
    parts.store.payouts.reverse(intent, reversal, reason, worklist or [])


def carry_on(parts: Parts, outcome: Outcome) -> None:
    """Bring reversals to the status that books.status asks for; see what people have done."""
    for one in parts.store.bookings.pending():
        payout = parts.store.payouts.get(one.payout)
        currency = payout.amount.currency if payout else ""
        try:
            intent = parts.store.intents.known(one.reference)
            found = batches.carry_out(parts, intent, parts.config.books_for(currency).status)
        except CredentialError:
            raise
        except S300gcError as error:
            outcome.results.append(Failed(one.payout, str(error), error.exit_code))
            continue
        if found.status == "Posted":
            parts.store.payouts.reversed(one, found.number)
        said = f"reversing journal batch {found.number} {found.status}"
        outcome.results.append(Done(one.payout, said, found.number, kind="reversed"))
    _returned(parts)


def _returned(parts: Parts) -> None:
    """See what of reversed bookings a person has taken back in AR; nothing waits: no request."""
    store = parts.store
    receipts = store.worklist.of_kind(rules.RECEIPT)
    if receipts:
        numbers = parts.sage.returned_receipts({number for _, number in receipts})
        for payout, number in receipts:
            if number in numbers:
                store.payouts.taken_back(payout, number, "reversed in Bank Services")
    for payout, reference in store.worklist.of_kind(rules.DELETE):
        intent = store.intents.known(reference)
        if batches.lost(batches.desk(parts, intent.kind).read(intent.remote), intent):
            store.payouts.taken_back(payout, reference, "deleted in Sage 300")
    notes = store.worklist.of_kind(rules.NOTE)
    places = [(store.payouts.customer_of(*one), one[1]) for one in notes]
    paid = {one.number for one in parts.sage.documents(places) if one.fully_paid} if notes else ()
    for payout, number in notes:
        if number in paid:
            store.payouts.taken_back(payout, number, "credited in AR")
