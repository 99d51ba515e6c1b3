"""Lists payouts and shows one whole, from what is stored; neither system is asked."""

from dataclasses import dataclass
from datetime import date

from s300gc.errors import UsageError
from s300gc.flows import sending
from s300gc.flows.parts import Parts
from s300gc.model import Intent, Journal, JournalLine, PayoutItem, Receipt, Skip
from s300gc.model.bookings import Booking, ReadBatch, Replacement, Reversal
from s300gc.model.listed import ListedPayout
from s300gc.store.payout_rows import STATES


@dataclass(frozen=True, slots=True)
class BookedBatch:
    """One Sage 300 batch of a payout: its intent, and what it said when it was last read."""

    intent: Intent
    read: ReadBatch | None


@dataclass(frozen=True, slots=True)
class PayoutDetail:
    """All that is known of one payout."""

    row: ListedPayout
    booking: Booking | None
    items: tuple[PayoutItem, ...]
    lines: tuple[JournalLine, ...]
    receipts: tuple[Receipt, ...]
    batches: tuple[BookedBatch, ...]
    by_hand: tuple[Skip, ...]
    reversals: tuple[Reversal, ...]
    replacements: tuple[Replacement, ...]


def listing(
    parts: Parts, *, state: str = "", since: date | None = None, until: date | None = None
) -> list[ListedPayout]:
    """List payouts, oldest first. Raises UsageError where there is no such state."""
    if state and state not in STATES:
        raise UsageError(f"{state!r} is no state of a payout: {', '.join(STATES)}")
    return parts.store.payouts.listed(state, since, until)


def detail(parts: Parts, id: str) -> PayoutDetail:
    """Show one payout whole. Raises UsageError where it was never read."""
    store = parts.store
    row = store.payouts.listed_one(id)
    if row is None:
        raise UsageError(f"no payout {id} is known; 's300gc payouts list' shows those there are")
    intents = store.payouts.intents_of(id)
    read = store.batches.some([one.reference for one in intents])
    bookings = store.bookings.of(id)
    return PayoutDetail(
        row=row,
        booking=bookings[-1] if bookings and intents else None,
        items=tuple(store.payouts.items_of(id)),
        lines=tuple(line for one in intents for line in _lines(one)),
        receipts=tuple(receipt for one in intents for receipt in _receipts(one)),
        batches=tuple(BookedBatch(one, read.get(one.reference)) for one in intents),
        by_hand=tuple(store.payouts.by_hand(id)),
        reversals=tuple(store.bookings.reversals(id)),
        replacements=tuple(store.bookings.replacements([one.reference for one in intents])),
    )


def _lines(intent: Intent) -> tuple[JournalLine, ...]:
    if intent.kind != "journal":
        return ()
    journal: Journal = sending.JOURNAL.validate_json(intent.request)
    return journal.lines


def _receipts(intent: Intent) -> tuple[Receipt, ...]:
    if intent.kind != "receipts":
        return ()
    return sending.RECEIPTS.validate_json(intent.request).receipts
