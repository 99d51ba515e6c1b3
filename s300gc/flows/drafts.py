"""Brings the batches of a payout into Sage 300, all of them before any is posted."""

from collections.abc import Callable

from s300gc.errors import Forbidden, Refused
from s300gc.flows import batches
from s300gc.flows.parts import Parts
from s300gc.model import Intent, Payout


def of_all(
    parts: Parts, payout: Payout, intents: list[Intent], again: Callable[[Intent], Intent]
) -> list[Intent]:
    """See to it that all batches of a payout are in Sage 300 before any of them is posted.

    What Sage will not take it refuses when a batch is created; nothing is posted then.
    Refused receipts are planned once more by ``again``: somebody's own receipt may wait for
    a document.
    """
    found = []
    for intent in intents:
        try:
            found.append(_draft(parts, intent, again))
        except Refused as error:
            if intent.kind == "journal":
                parts.store.payouts.withdraw(payout.id, str(error))
            raise with_advice(
                error,
                "nothing of this payout was posted: correct Sage 300 or the settings of [books],"
                " then run again",
            ) from error
    return found


def _draft(parts: Parts, intent: Intent, again: Callable[[Intent], Intent]) -> Intent:
    try:
        return batches.draft(parts, intent)
    except Refused as error:
        if intent.kind != "receipts" or isinstance(error, Forbidden):
            raise
        other = again(parts.store.intents.known(intent.reference))
        if other.request == intent.request:
            parts.store.intents.fail(other.reference, str(error))
            raise
        return batches.draft(parts, other)


def with_advice(error: Refused, advice: str) -> Refused:
    """Say after a refusal what a person can do about it."""
    if isinstance(error, Forbidden):
        return error
    said = f"{str(error).rstrip('.')}; {advice}"
    return Refused(said, status=error.status, code=error.code)
