"""Restores how payouts were booked from the batches that stand in Sage 300; sends nothing."""

from s300gc.errors import PersonNeeded, Refused, S300gcError
from s300gc.flows import mirror, replanning, replay, sending, singles
from s300gc.flows.parts import Parts
from s300gc.flows.shelf import REFUNDS, Masters, Register, items_of, register, standing_of
from s300gc.model import (
    Batch,
    Journal,
    NoteBatch,
    Payout,
    ReceiptBatch,
)
from s300gc.rules import replaying
from s300gc.rules.replaying import Turn


def run(parts: Parts) -> None:
    """Restore every payout's booking, the oldest first: later ones rest on earlier ones."""
    waiting = parts.store.payouts.unbooked()
    shelf = register(parts)
    masters = Masters(mirror.home_currency(parts), mirror.account_sets(parts), mirror.banks(parts))
    for n, payout in enumerate(waiting):
        parts.progress("bookings", n, len(waiting))
        try:
            _restore(parts, payout, shelf, masters)
        except (PersonNeeded, Refused) as error:
            why = f"its booking could not be restored: {error}"
            parts.store.rebuilt.find(payout.id, "booking", why, 6)
    _others(parts, shelf)


def _restore(parts: Parts, payout: Payout, shelf: Register, masters: Masters) -> None:
    """Restore the bookings of a payout in their order, and what took them back."""
    found = _turns(parts, payout, shelf)
    if not found or not found[-1].journal:
        _unbooked(parts, payout, again=len(found) > 1)
        return
    booking, renews = 0, False
    for n, turn in enumerate(found):
        last = n + 1 == len(found)
        if renews:
            written = standing_of(parts, _current(turn, shelf), masters).journal
            replay.renewed(parts, payout, found[n - 1].journal, written)
        elif not _booked(parts, payout, turn, shelf, masters, again=n > 0):
            return
        booking += not renews
        replay.batches(parts, payout, shelf)
        replay.refunds(parts, payout, booking, shelf)
        replay.deposit(parts, payout, turn.journal)
        renews = turn.keeps
        if turn.reversal:
            replay.taken_back(parts, payout, turn, booking, shelf, settled=not last)
            _told(parts, payout, turn, last=last)
    if not found[-1].reversal:
        # At the very end: what is broken off before it is gone through again.
        _state(parts, payout)


def _turns(parts: Parts, payout: Payout, shelf: Register) -> list[Turn]:
    """Tell how often a payout was booked; a reversal that was deleted took nothing back."""
    own = [
        reference
        for reference, (kind, batch) in shelf.of(payout.id).items()
        if kind != REFUNDS
        and " VAT" not in reference
        and (batch.status != "Deleted" or not reference.endswith(" reversal"))
    ]
    return replaying.turns(
        payout.id,
        own,
        bounced=payout.status == "bounced",
        moved=lambda one, other: replay.moved(parts, one, other, shelf),
    )


def _current(turn: Turn, shelf: Register) -> dict[str, tuple[str, Batch]]:
    return {one: shelf.batches[one] for one in turn.references}


def _told(parts: Parts, payout: Payout, turn: Turn, *, last: bool) -> None:
    if not last:
        why = f"its booking {turn.journal} was reversed and booked again: why, nothing tells"
        parts.store.rebuilt.find(payout.id, "attempts", why)
        return
    if turn.keeps:
        why = "it bounced and its journal is reversed: it waits until GoCardless pays it again"
        parts.store.rebuilt.find(payout.id, "reversed", why)
        return
    why = (
        "its booking was reversed and it was not booked again: see to what still stands in AR,"
        f" then 's300gc payouts post --again {payout.id}' books it anew"
    )
    parts.store.rebuilt.find(payout.id, "reversed", why, 6)


def _booked(
    parts: Parts, payout: Payout, turn: Turn, shelf: Register, masters: Masters, *, again: bool
) -> bool:
    """Record one booking unless it is; False where it was only half made."""
    if parts.store.intents.get(turn.journal) is not None:
        return True
    standing = standing_of(parts, _current(turn, shelf), masters)
    items = items_of(parts, payout, standing)
    lines, worklist = replanning.planned(parts, payout, items, standing, masters)
    if replanning.half_made(parts, payout, lines, items):
        first = turn.journal == f"GC {payout.id}" and not turn.reversal
        _half(parts, payout, again=again or not first)
        return False
    replanning.compare(parts, payout, lines, standing)
    steps: list[Journal | ReceiptBatch | NoteBatch] = [
        standing.journal,
        *standing.receipts,
        *standing.notes,
    ]
    intents = [sending.intent_of(parts, step) for step in steps]
    parts.store.payouts.book(payout.id, lines, intents, worklist, {"rebuilt": True})
    return True


def _half(parts: Parts, payout: Payout, *, again: bool) -> None:
    """Leave a half made booking to the next run; not one that was made anew, for it is no match."""
    if not again:
        why = "its batches were half made: the next run finds them and makes the others"
        parts.store.rebuilt.find(payout.id, "half-made", why)
        return
    why = "it was booked more than once and the last time only half: a person has to see to it"
    parts.store.rebuilt.find(payout.id, "half-made", why, 6)
    parts.store.payouts.set_state(payout.id, "excluded", why)


def _unbooked(parts: Parts, payout: Payout, *, again: bool) -> None:
    """Leave a payout to the next run; one from before go-live is left out for good."""
    if again:
        _half(parts, payout, again=True)
        return
    if payout.arrival_date and payout.arrival_date < parts.config.go_live:
        reason = f"arrived {payout.arrival_date}, before go-live {parts.config.go_live}"
        parts.store.payouts.set_state(payout.id, "excluded", reason)


# ---------------------------------------------------------------- recording


def _state(parts: Parts, payout: Payout) -> None:
    """Record how far a payout is."""
    booked = all(one.state == "done" for one in parts.store.payouts.intents_of(payout.id))
    status = parts.config.books_for(payout.amount.currency).status
    reason = "" if booked else f"its batches are {status}: a person posts them"
    parts.store.payouts.set_state(payout.id, "booked" if booked else "half-posted", reason)


def _others(parts: Parts, shelf: Register) -> None:
    """Record the batches of single payments: invoices made for them, and what was applied."""
    for reference, (kind, batch) in sorted(shelf.batches.items()):
        words = reference.split(" ")
        again = len(words) == 4 and words[3].startswith("#")
        if (len(words) != 3 and not again) or batch.status == "Deleted":
            continue
        try:
            if kind == "journal" and words[2] == "VAT":
                singles.vat(parts, words[1], batch)
            elif not words[1].startswith("PM"):
                continue
            elif kind == "journal" and words[2] == "assigned":
                singles.assigned(parts, words[1], batch)
            elif kind == "receipts" and words[2] == "apply":
                singles.applied(parts, words[1], batch)
            elif kind == "notes" and words[2] == "invoice":
                singles.invoiced(parts, words[1], batch)
        except S300gcError as error:
            parts.store.rebuilt.find(reference, "batch", str(error), 3)
