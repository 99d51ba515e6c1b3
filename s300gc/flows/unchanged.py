"""Whether a batch of ours still holds what was meant, before it is made ready or posted.

An open batch can be changed by anybody who may edit it. What was changed is never posted.
"""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal

from s300gc.errors import PersonNeeded
from s300gc.flows import sending, whole
from s300gc.flows.parts import Parts
from s300gc.model import Batch, Intent, Journal
from s300gc.remote.sage300_contents import HeldJournal, HeldReceipts

MOST_LINES = 5000
"""Longer journals are not read back line by line: their number of entries and their total are
compared, and ``reconcile`` compares what was posted."""

Reader = Callable[[str], Batch | None]


def reader(parts: Parts, intent: Intent, plain: Reader) -> Reader:
    """Give what reads a batch with its entries and compares them; one request, as ``plain``.

    It raises PersonNeeded where a batch that is not posted was changed.
    """
    if intent.kind in ("journal", "reversal"):
        journal: Journal = sending.JOURNAL.validate_json(intent.request)
        if len(journal.lines) <= MOST_LINES:
            return lambda number: _journal(journal, intent, parts.sage.held_journal(number))
    if intent.kind == "receipts":
        return lambda number: _receipts(intent, parts.sage.held_receipts(number))
    return plain


def _journal(journal: Journal, intent: Intent, held: HeldJournal | None) -> Batch | None:
    if held is None:
        return None
    if held.batch.status in ("Open", "ReadyToPost") and held.batch.description == intent.reference:
        whole.check(intent, held.batch)
        meant = Counter((one.account, one.functional.decimal) for one in journal.lines)
        found = Counter((one.account, one.amount) for one in held.lines)
        _same(intent, held.batch, meant, found)
        period = (journal.period.year, int(journal.period.number))
        if any(_period(*one) not in (period, None) for one in held.periods):
            raise _changed(intent, held.batch, "its fiscal period is another one")
    return held.batch


def _period(year: str, number: str) -> tuple[str, int] | None:
    """Read a period; None where the server does not tell it as a number."""
    return (year, int(number)) if year and number.isdecimal() else None


def _receipts(intent: Intent, held: HeldReceipts | None) -> Batch | None:
    if held is None:
        return None
    if held.batch.status in ("Open", "ReadyToPost") and held.batch.description == intent.reference:
        whole.check(intent, held.batch)
        meant: Counter[tuple[str, object]] = Counter()
        for one in sending.RECEIPTS.validate_json(intent.request).receipts:
            applied = sorted((a.document, a.instalment, a.amount.decimal) for a in one.applied)
            what = (one.customer, one.amount.decimal, tuple(applied))
            meant[(f"receipt {one.number}", what)] += 1
        found: Counter[tuple[str, object]] = Counter(
            (f"receipt {one.number}", (one.customer, one.amount, one.applied))
            for one in held.receipts
        )
        _same(intent, held.batch, meant, found)
    return held.batch


def _same(
    intent: Intent,
    batch: Batch,
    meant: Counter[tuple[str, Decimal]] | Counter[tuple[str, object]],
    found: Counter[tuple[str, Decimal]] | Counter[tuple[str, object]],
) -> None:
    if meant == found:
        return
    names = sorted({name for name, _ in (set(meant) ^ set(found)) or set(meant)})
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    raise _changed(intent, batch, f"{shown} is not as it was entered")


def _changed(intent: Intent, batch: Batch, what: str) -> PersonNeeded:
    payout = intent.reference.split(" ")[1] if " " in intent.reference else intent.reference
    return PersonNeeded(
        f"batch {batch.number} of {intent.reference} was changed in Sage 300 ({what}): it was not"
        " posted; put it back as it was, or delete it in Sage 300 and run"
        f" 's300gc payouts post --again {payout}'"
    )
