"""Restores what became of a booking: reversals, AR refunds, its deposit; sends nothing."""

from dataclasses import replace

from s300gc.flows import bank_entries, sending
from s300gc.flows.parts import Parts
from s300gc.flows.shelf import Register
from s300gc.model import Intent, Journal, Payout, canonical
from s300gc.model.bookings import Reversal
from s300gc.rules import assigning, keys, takingback
from s300gc.rules.replaying import Turn

WHO = "not known any more"
WHY = "reversed before the database was lost"
BOUNCED = "its payout bounced"


def batches(parts: Parts, payout: Payout, shelf: Register) -> None:
    """Record the number of each batch of a payout's booking, and how it stands."""
    for intent in parts.store.payouts.intents_of(payout.id):
        kind, batch = shelf.batches[intent.reference]
        parts.store.rebuilt.batch(intent.reference, batch.number, posted=batch.status == "Posted")
        parts.store.batches.put(intent.reference, batch)
        if batch.status == "Deleted":
            why = f"its {kind} batch {batch.number} was deleted in Sage 300"
            parts.store.rebuilt.find(payout.id, "deleted", why, 6)
        elif batch.errors:
            why = f"its {kind} batch {batch.number} was posted with {batch.errors} errors"
            parts.store.rebuilt.find(payout.id, "errors", why, 3)


def taken_back(
    parts: Parts, payout: Payout, turn: Turn, booking: int, shelf: Register, *, settled: bool
) -> None:
    """Record the reversal of a booking, with what a person has to do in AR because of it.

    ``settled``: the payout was booked anew, so that his work is done.
    """
    store = parts.store
    batch = shelf.batches[turn.reversal][1]
    written = parts.sage.written_journal(batch.number)
    intents = store.payouts.intents_of(payout.id)
    if store.intents.get(turn.reversal) is None and written is not None:
        at = parts.clock.now()
        request = sending.intent_of(parts, written, at).request
        intent = Intent(turn.reversal, "reversal", "", request, at)
        reversal = Reversal(
            reference=turn.reversal,
            payout=payout.id,
            journal=turn.journal,
            dated=written.dated,
            keeps_receipts=turn.keeps,
            why=BOUNCED if turn.keeps else WHY,
            who=WHO,
            at=at,
        )
        intents += _receipts_beside(parts, payout, booking, shelf)
        work = [] if turn.keeps else takingback.ar_side(intents, payout.id)
        store.payouts.reverse(intent, reversal, f"reversed: {reversal.why}", work)
    if batch.status == "Posted":
        for one in store.bookings.reversals(payout.id):
            if one.reference == turn.reversal:
                store.payouts.reversed(one, batch.number)
    else:
        store.rebuilt.batch(turn.reversal, batch.number, posted=False)
    if settled and not turn.keeps:
        for line in store.payouts.by_hand(payout.id):
            if line.kind in takingback.LEFT:
                why = "taken back before it was booked anew"
                store.payouts.taken_back(payout.id, line.subject, why)


def _receipts_beside(parts: Parts, payout: Payout, booking: int, shelf: Register) -> list[Intent]:
    """Give the receipts of payers who were found after a booking, as posted intents."""
    found = []
    payments = {line.payment for line in parts.store.payouts.lines_of(payout.id)} - {""}
    for payment in sorted(payments):
        kind, batch = shelf.batches.get(assigning.batch_reference(payment, booking), ("", None))
        written = None
        if kind == "receipts" and batch is not None and batch.status == "Posted":
            written = parts.sage.written_receipts(batch.number)
        if written is not None and batch is not None:
            intent = sending.intent_of(parts, written)
            found.append(replace(intent, state="done", remote=batch.number))
    return found


def moved(parts: Parts, turn: Turn, other: Turn, shelf: Register) -> bool:
    """Tell whether a journal is an earlier one on another day, and nothing else was taken back.

    So it is where a payout bounced and was paid again.
    """
    read = [
        parts.sage.written_journal(shelf.batches[one][1].number)
        for one in (turn.journal, turn.reversal, other.journal)
        if one
    ]
    lines = [
        sorted((line.account, line.source.minor, line.reference) for line in one.lines)
        for one in read
        if one is not None
    ]
    return len(lines) == 3 and lines[0] == lines[2] and len(lines[0]) == len(lines[1])


def renewed(parts: Parts, payout: Payout, old: str, journal: Journal) -> None:
    """Record the journal by which a payout that had bounced was booked on its new day."""
    if parts.store.intents.get(journal.reference) is None:
        intent = sending.intent_of(parts, journal)
        parts.store.payouts.renew(payout.id, old, intent, "it was paid again", WHO)


def refunds(parts: Parts, payout: Payout, booking: int, shelf: Register) -> None:
    """Record the AR refunds that a booking of a payout has had, so that none is made again."""
    store = parts.store
    for reference, batch in shelf.refunds_of(payout.id, booking):
        place = keys.ar_refund_place(reference)
        if batch.status == "Deleted" or place is None:
            continue
        lines = store.payouts.lines_of(payout.id)
        stored = store.intents.get(reference)
        if stored is not None and stored.state == "done":
            continue
        line = lines[place[0]] if place[0] < len(lines) else None
        step = None
        if line is not None:
            step = parts.sage.written_refund(
                batch.number,
                payout=payout.id,
                payment=line.payment,
                place=place,
                currency=payout.amount.currency,
            )
        if step is None or line is None or (step.customer, step.x) != (line.customer, line.x):
            why = f"AR refund batch {batch.number} fits no line of its booking: see to it by hand"
            store.rebuilt.find(reference, "refund", why, 6)
            continue
        if step.amount != line.amount:
            why = f"AR refund batch {batch.number} is {step.amount} instead of {line.amount}"
            store.rebuilt.find(reference, "edited", why, 3)
        store.ar_refunds.begin(sending.intent_of(parts, step), step)
        if batch.status == "Posted":
            store.ar_refunds.posted(reference, batch.number, step)
        else:
            store.rebuilt.batch(reference, batch.number, posted=False)


def deposit(parts: Parts, payout: Payout, journal: str) -> None:
    """Record the bank entry of a payout where one was entered; there is one for all bookings."""
    store, name = parts.store, bank_entries.reference(payout.id)
    books = parts.config.books_for(payout.amount.currency)
    if books.bank_entry != "open" or store.intents.get(name) is not None:
        return
    meant: Journal = sending.JOURNAL.validate_json(store.intents.known(journal).request)
    if not meant.lines or not parts.sage.takes_bank_entries():
        return
    step = bank_entries.planned(parts, payout, meant)
    first, *others = parts.sage.find_bank_entries(step.bank, step.reference) or [""]
    if not first:
        return
    at = parts.clock.now()
    intent = Intent(step.reference, bank_entries.KIND, "", canonical(step), at)
    store.intents.begin(intent, keys=[payout.id])
    store.intents.done(step.reference, first, keys=[payout.id])
    if others:
        why = f"bank entries {', '.join(others)} are DUPLICATEs of {first}: do not post them"
        store.rebuilt.find(payout.id, "bank-entry", why, 6)
