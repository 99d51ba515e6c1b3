"""Reads the batches of ours that stand in Sage 300, and the items of their payouts."""

import json
from collections import defaultdict
from dataclasses import dataclass, replace

from s300gc.errors import PersonNeeded, Refused
from s300gc.flows.parts import Parts
from s300gc.model import (
    AccountSet,
    Bank,
    Batch,
    Journal,
    NoteBatch,
    Payout,
    PayoutItem,
    ReceiptBatch,
)
from s300gc.rules import keys, rebuilding
from s300gc.rules.rebuilding import Standing

REFUNDS = "ar refund"
"""The kind of the intents of AR refund batches."""
SERVED_NO_MORE = 410
"""The HTTP status for the items of payouts older than six months (GoCardless API reference)."""


@dataclass(frozen=True, slots=True)
class Register:
    """The batches of ours that Sage 300 shows, by reference: kind and batch."""

    batches: dict[str, tuple[str, Batch]]

    def of(self, payout: str) -> dict[str, tuple[str, Batch]]:
        """Give the batches of a payout, of whatever attempt."""
        head = f"GC {payout}"
        return {
            reference: found
            for reference, found in self.batches.items()
            if reference == head or reference.startswith(f"{head} ")
        }

    def refunds_of(self, payout: str, booking: int) -> list[tuple[str, Batch]]:
        """Give the AR refund batches of one booking of a payout with their references."""
        result = []
        for reference, (kind, batch) in sorted(self.of(payout).items()):
            place = keys.ar_refund_place(reference)
            if kind == REFUNDS and place is not None and place[1] == booking:
                result.append((reference, batch))
        return result


@dataclass(frozen=True, slots=True)
class Masters:
    """What Sage 300 is set up with, read once for all payouts."""

    home: str
    account_sets: dict[str, AccountSet]
    banks: dict[str, Bank]


def register(parts: Parts) -> Register:
    """List the batches of ours: of several under one reference the lowest that was not deleted."""
    found: dict[str, list[tuple[str, Batch]]] = defaultdict(list)
    listed = (
        ("journal", parts.sage.our_batches("journal")),
        ("receipts", parts.sage.our_batches("receipts")),
        ("notes", parts.sage.our_batches("notes")),
        (REFUNDS, parts.sage.our_refund_batches()),
    )
    for kind, batches in listed:
        for batch in batches:
            found[batch.description].append((kind, batch))
    chosen = {}
    for reference, several in found.items():
        ranked = sorted(several, key=lambda one: (one[1].status == "Deleted", int(one[1].number)))
        chosen[reference] = ranked[0]
        posted = [batch.number for _, batch in several if batch.status == "Posted"]
        if len(posted) > 1:
            why = f"batches {', '.join(posted)} of it are posted in Sage 300: one is too many"
            parts.store.rebuilt.find(reference, "twice", why, 6)
    return Register(chosen)


def standing_of(parts: Parts, current: dict[str, tuple[str, Batch]], masters: Masters) -> Standing:
    """Read the batches of one booking. Raises PersonNeeded where its journal cannot be read."""
    journal: Journal | None = None
    receipts: list[ReceiptBatch] = []
    notes: list[NoteBatch] = []
    for reference, (kind, batch) in sorted(current.items()):
        if kind == "journal":
            journal = parts.sage.written_journal(batch.number)
            if journal is None or not journal.lines:
                raise PersonNeeded(
                    f"GL batch {batch.number} of {reference} cannot be read any more"
                )
        elif kind == "receipts":
            found = parts.sage.written_receipts(batch.number)
            if found is not None:
                bank = masters.banks.get(found.bank)
                receipts.append(replace(found, x=bank.account if bank else ""))
        else:
            written = parts.sage.written_notes(batch.number)
            if written is not None:
                notes.append(written)
    if journal is None:
        raise PersonNeeded("it has no journal")
    return Standing(journal, tuple(receipts), tuple(notes))


def items_of(parts: Parts, payout: Payout, standing: Standing) -> tuple[PayoutItem, ...]:
    """Read the items; of a payout older than six months those that its journal names."""
    kept = parts.store.payouts.items_of(payout.id)
    if kept:
        return tuple(kept)
    try:
        found = parts.gocardless.payout_items(payout.id)
    except Refused as error:
        if error.status != SERVED_NO_MORE:
            raise
        items = rebuilding.items_of(standing.journal, payout.amount.currency)
        why = "GoCardless serves its items no more: its booking is restored from its journal"
        if not items:
            why = "GoCardless serves its items no more, and its journal names no payments"
        parts.store.rebuilt.find(payout.id, "old", why, 0 if items else 3)
        return items
    parts.store.raw.keep("payout_items", payout.id, json.dumps(list(found.raws)))
    parts.store.payouts.items(payout.id, list(found.items))
    return found.items
