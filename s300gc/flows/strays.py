"""Batches of ours that came twice, because Sage 300 applied a request after its answer was lost.

Only one number is ever posted; the others are named as what they are and listed until gone.
"""

from datetime import timedelta

from s300gc.errors import CredentialError, S300gcError
from s300gc.flows import batches
from s300gc.flows.parts import Parts
from s300gc.model import Batch, Failed, Intent, Outcome, Skip

LATE = timedelta(days=1)
"""No request takes effect later than this."""


def look(parts: Parts, outcome: Outcome) -> None:
    """Look for what may have come twice; where nothing may have, nothing is asked."""
    for payout, reference in parts.store.worklist.of_kind(batches.DOUBLED):
        try:
            found = _strays(parts, parts.store.intents.known(reference))
        except CredentialError:
            raise
        except S300gcError as error:
            outcome.results.append(Failed(payout, str(error), error.exit_code))
            continue
        _listed(parts, payout, reference, found, outcome)


def _strays(parts: Parts, intent: Intent) -> list[Batch]:
    """Give the open batches that stand beside the one that counts, each renamed."""
    if not intent.remote:
        return []
    port = batches.desk(parts, intent.kind)
    name = batches.duplicate_of(intent.remote)
    found = [
        one
        for one in port.find(intent.reference)
        if one.number != intent.remote and one.status == "Open"
    ]
    for stray in found:
        port.describe(stray.number, name)
    return [*found, *(one for one in port.find(name) if one.status == "Open")]


def _listed(
    parts: Parts, payout: str, reference: str, found: list[Batch], outcome: Outcome
) -> None:
    intent = parts.store.intents.known(reference)
    if found:
        numbers = ", ".join(sorted({one.number for one in found}))
        why = f"{intent.kind} batch {numbers} is a DUPLICATE of {intent.remote}: delete it"
        work = Skip(reference, f"{why} in Sage 300, do not post it", batches.DOUBLED)
        parts.store.worklist.open(payout, work)
        outcome.results.append(Skip(payout, work.reason, batches.DOUBLED))
    elif intent.remote and parts.clock.now() - intent.begun_at > LATE:
        parts.store.payouts.settle(payout, reference, "no duplicate is left")
