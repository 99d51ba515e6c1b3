"""Cancels payments that are not submitted yet: the one way in which that is done.

To cancel twice does no more than once, so that a request in doubt is sent again.
"""

from s300gc.errors import CredentialError, OutcomeUnknown, Refused, Temporary
from s300gc.flows import sending
from s300gc.flows.parts import Parts
from s300gc.model import CancelPayment, Done, Failed, Intent, Outcome, Payment, subject_of
from s300gc.rules.changes import RECALLABLE


def cancel(parts: Parts, step: CancelPayment, outcome: Outcome) -> None:
    """Commit the intent to cancel a payment, then do it; begun before, it goes on as stored.

    One that was submitted since is not cancelled: the intent fails, and where a person
    had asked for it that is told.
    """
    meant = sending.intent_of(parts, step)
    _carry_out(parts, parts.store.intents.begin(meant, keys=_keys(step)), outcome)


def finish(parts: Parts, outcome: Outcome) -> None:
    """Finish the cancellations that an earlier run left in doubt; without any nothing is asked."""
    for intent in parts.store.intents.in_doubt("cancel"):
        _carry_out(parts, intent, outcome)


def done(step: CancelPayment, action: str, remote: str) -> Done:
    """Say that a payment was cancelled, or would be."""
    subject = subject_of(step.allocations)
    return Done(subject, f"{action} ({step.why})", remote, step.amount, "cancelled")


def _carry_out(parts: Parts, intent: Intent, outcome: Outcome) -> None:
    """Cancel a payment; what GoCardless then says of it decides what became of that."""
    step = sending.CANCEL.validate_json(intent.request)
    try:
        payment = _cancelled(parts, step)
    except CredentialError:
        raise
    except Temporary as error:
        outcome.results.append(Failed(step.payment, str(error), error.exit_code))
        return
    except Refused as error:
        parts.store.intents.fail(intent.reference, str(error))
        outcome.results.append(Failed(step.payment, str(error), error.exit_code))
        return
    parts.store.payments.put([payment])
    if payment.status == "cancelled":
        parts.store.claims.cancelled(intent.reference, payment.id, step.why, keeps=step.keeps)
        outcome.results.append(done(step, "cancelled", payment.id))
        return
    # Too late: it was submitted since. What it then collects too much is noted by changes.
    late = f"it is {payment.status} already"
    parts.store.intents.fail(intent.reference, late)
    if step.keeps:
        outcome.results.append(Failed(step.payment, f"{late}: it was not cancelled"))


def _cancelled(parts: Parts, step: CancelPayment) -> Payment:
    """Give the payment after it was asked to be cancelled.

    Raises Refused where it stays pending all the same, OutcomeUnknown where an
    earlier request may still take effect.
    """
    try:
        return parts.gocardless.cancel_payment(step.payment)
    except (OutcomeUnknown, Refused):
        found = parts.gocardless.payment(step.payment)
        if found.status == RECALLABLE:
            raise
        return found


def _keys(step: CancelPayment) -> set[str]:
    named = {key for one in step.allocations for key in (one.claim.customer, one.claim.document)}
    return {step.payment, *named}
