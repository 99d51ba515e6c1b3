"""What is left for a person when a payout's journal is reversed, and on which day that may be."""

import json
from collections.abc import Iterable
from datetime import date

from s300gc.errors import PersonNeeded, UsageError
from s300gc.model import Intent, Journal, Period, Skip

RECEIPT = "reverse-receipt"
NOTE = "reverse-note"
DELETE = "delete-batch"
LEFT = (RECEIPT, NOTE, DELETE)
"""Kinds of the lines of work that a reversal leaves in AR."""

ENTRIES = {"receipts": ("receipts", RECEIPT), "notes": ("notes", NOTE)}


def ar_side(intents: Iterable[Intent], payout: str) -> list[Skip]:
    """Give what a person does in AR: receipts and notes by number, batches that are not posted."""
    found: list[Skip] = []
    for intent in intents:
        if intent.kind == "journal":
            continue
        if intent.state != "done":
            if intent.remote:
                why = f"batch {intent.remote} in AR is not posted: delete it, {payout} is reversed"
                found.append(Skip(intent.reference, why, DELETE))
            continue
        found += _entries(intent, payout)
    return found


def _entries(intent: Intent, payout: str) -> list[Skip]:
    name, kind = ENTRIES.get(intent.kind, ("", ""))
    step = json.loads(intent.request)
    if not name:
        why = f"batch {intent.remote} is posted: look whether to take it back, {payout} is reversed"
        return [Skip(intent.reference, why, "worklist")]
    result = []
    for one in step[name]:
        who = f"of customer {one['customer']}"
        if kind == RECEIPT:
            why = f"reverse this receipt {who} in Bank Services (bank {step['bank']})"
        else:
            why = f"credit this debit note {who} on account {one['x']}"
        result.append(Skip(one["number"], f"{why}: payout {payout} is reversed", kind))
    return result


def ledger_period(journal: Journal, dated: date, period: Period) -> Period:
    """Give the period of a reversing journal; only the general ledger must be open for it.

    Raises UsageError where the day is before the journal itself, PersonNeeded where the
    period is locked.
    """
    if dated < journal.dated:
        raise UsageError(f"{dated} is before the journal itself, which is dated {journal.dated}")
    if "GL" in period.locked:
        raise PersonNeeded(
            f"fiscal period {period.year}-{period.number} of {dated} is locked for GL: open it in"
            " Common Services, or name another day with --dated"
        )
    return period
