"""Lets a person cancel a payment, and release the documents of one that ended.

A payment that a person cancels keeps its documents, as a failed one does: they are
listed and not collected anew until a person releases them.
"""

from s300gc.flows import cancelling, ended, events, retrying
from s300gc.flows.parts import Parts
from s300gc.model import Done, Failed, Money, Outcome, Skip
from s300gc.rules import cancelling as rules


def cancel(parts: Parts, id: str, by: str, *, dry_run: bool = False) -> Outcome:
    """Cancel a payment of ours that is not submitted yet; its documents stay with it.

    One that is cancelled already is a Skip; what may not be cancelled fails with the
    reason. Raises UsageError where there is no such payment.
    """
    outcome = Outcome("payments", dry_run=dry_run)
    id = id.strip().upper()
    _prepare(parts, outcome)
    if any(one.remote == id for one in outcome.done()):
        return outcome
    found = ended.Reading(parts).payment(id)
    step = rules.cancel(found, parts.config.company, f"asked for by {by}")
    if isinstance(step, Skip):
        done = step.kind == "ended"
        outcome.results.append(step if done else Failed(step.subject, step.reason))
    elif dry_run:
        outcome.results.append(cancelling.done(step, "cancel it", ""))
    else:
        cancelling.cancel(parts, step, outcome)
    return outcome


def release(parts: Parts, id: str, by: str, *, dry_run: bool = False) -> Outcome:
    """Let the documents of a payment that ended be collected anew; it is not retried any more.

    What may still bring its money fails with the reason; one that keeps nothing is a
    Skip. Raises UsageError where there is no such payment.
    """
    outcome = Outcome("payments", dry_run=dry_run)
    id = id.strip().upper()
    _prepare(parts, outcome)
    found = ended.Reading(parts).payment(id)
    reason = rules.release_refusal(found) or _doubt(parts, id)
    if reason:
        outcome.results.append(Failed(id, reason))
        return outcome
    if not found.kept:
        outcome.results.append(Skip(id, "keeps no document", "ended"))
        return outcome
    if not dry_run:
        parts.store.claims.close(id, f"released by {by}")
    amount = Money(
        sum(part.amount.minor for part in found.allocations if part.claim in found.kept),
        found.payment.amount.currency,
    )
    subject = " ".join(map(str, found.kept))
    outcome.results.append(Done(subject, f"no longer kept by {id}", "", amount, "released"))
    return outcome


def _prepare(parts: Parts, outcome: Outcome) -> None:
    events.first(parts, outcome)
    if not outcome.dry_run:
        outcome.results += retrying.finish(parts).results
        cancelling.finish(parts, outcome)


def _doubt(parts: Parts, id: str) -> str:
    """Say which retry or cancellation of a payment may still take effect."""
    for intent in parts.store.intents.in_doubt():
        if intent.kind in ("retry", "cancel") and id in intent.reference.split():
            return f"{intent.reference} is in doubt: run 's300gc sync' first"
    return ""
