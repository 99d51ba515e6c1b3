"""Batches that are booked once more: the same step under a reference of its own."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from s300gc.model import Journal, Money, NoteBatch, Period, ReceiptBatch
from s300gc.rules.lines import TEXT

Batched = TypeVar("Batched", Journal, ReceiptBatch, NoteBatch)


def renamed(reference: str, payout: str, attempt: int) -> str:
    """Name the batch of a later attempt at a payout: ``GC PO1 1/2`` becomes ``GC PO1 #2 1/2``.

    The first attempt has no number.
    """
    head = f"GC {payout}"
    rest = reference.removeprefix(head).strip()
    words = rest.split(" ")
    kept = words[1:] if words[0].startswith("#") else words
    number = [f"#{attempt}"] if attempt > 1 else []
    return " ".join(word for word in [head, *number, *kept] if word)


def reversing(
    journal: Journal, dated: date, period: Period, beside: Iterable[Journal] = ()
) -> Journal:
    """Give the journal that takes another one back: the same lines with the other sign.

    ``beside`` are journals that were entered for the same payout later; one entry takes
    all of them back, so that no run can stop between them.
    """
    return replace(
        journal,
        reference=reversal_reference(journal.reference),
        description=f"Reversal of {journal.reference}"[:TEXT],
        dated=dated,
        period=period,
        lines=tuple(
            replace(line, source=_minus(line.source), functional=_minus(line.functional))
            for one in (journal, *beside)
            for line in one.lines
        ),
    )


def reversal_reference(journal: str) -> str:
    """Name the GL batch that reverses a journal; it stands in the batch's description."""
    return f"{journal} reversal"


def _minus(money: Money) -> Money:
    return Money(-money.minor, money.currency)
