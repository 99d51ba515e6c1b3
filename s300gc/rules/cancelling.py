"""Whether a person may cancel a payment, and release the documents that it keeps."""

from s300gc.model import CancelPayment, Skip
from s300gc.rules import keys
from s300gc.rules.changes import RECALLABLE
from s300gc.rules.payments import Situation
from s300gc.rules.states import state

OTHERS = "was not made by this tool: cancel it in the GoCardless dashboard"


def cancel(found: Situation, company: str, why: str) -> CancelPayment | Skip:
    """Cancel a payment of ours that is not submitted yet, or say in one line why not.

    Its documents stay with it until they are released. Kind ``ended`` where there
    is nothing left to cancel.
    """
    payment = found.payment
    if not found.allocations:
        return Skip(payment.id, OTHERS, "no-cancel")
    if payment.status == "cancelled":
        return Skip(payment.id, "is cancelled already", "ended")
    if payment.status != RECALLABLE:
        reason = f"is {payment.status}: only what is {RECALLABLE} can be cancelled"
        return Skip(payment.id, reason, "no-cancel")
    return CancelPayment(
        reference=keys.cancel_reference(company, payment.id),
        payment=payment.id,
        amount=payment.amount,
        allocations=found.allocations,
        why=why,
        keeps=True,
    )


def release_refusal(found: Situation) -> str:
    """Say why the documents of a payment may not be collected anew yet; empty where they may.

    As long as it may still bring money, by itself or by GoCardless's own retry,
    a new collection would take that money twice.
    """
    payment = found.payment
    if not found.allocations:
        return "was not made by this tool, and keeps no document"
    if state(payment.status).collects:
        more = ": cancel it first" if payment.status == RECALLABLE else ", and may bring its money"
        return f"is {payment.status}{more}"
    if payment.status == "failed" and found.story is None:
        return "GoCardless has not told yet whether it tries again by itself"
    if payment.status == "failed" and found.story is not None and found.story.again:
        return "GoCardless tries again by itself"
    return ""
