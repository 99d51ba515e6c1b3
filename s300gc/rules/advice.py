"""What can be done about a payment, in a few words with the command that does it."""

from s300gc.model import Payment, RetryPayment, Skip
from s300gc.rules.causes import REMEDIES
from s300gc.rules.changes import RECALLABLE
from s300gc.rules.payments import Situation
from s300gc.rules.states import state


def recall(payment: Payment, *, ours: bool) -> str:
    """Say how a payment of ours that is on its way can be stopped; empty where it cannot."""
    if not ours or payment.status != RECALLABLE:
        return ""
    return f"s300gc payments cancel {payment.id}, until it is submitted"


def next_step(found: Situation, decided: RetryPayment | Skip | None, policy: str = "") -> str:
    """Say what can be done; empty where nothing has to be.

    ``decided`` is whether a failed payment may be retried, ``policy`` what the
    automatic policy says of it, empty where that is off.
    """
    payment = found.payment
    if state(payment.status).collects:
        return recall(payment, ours=bool(found.allocations))
    if not found.allocations:
        return "see to it in the GoCardless dashboard"
    if found.story is not None and found.story.again and payment.status == "failed":
        return "wait: GoCardless tries again by itself"
    choices = []
    if policy:
        choices.append(policy)
    if isinstance(decided, RetryPayment):
        choices.append(f"s300gc payments retry {payment.id}")
    if found.cause.remedy in ("details", "contact"):
        choices.append(REMEDIES[found.cause.remedy])
    if found.kept:
        kept = ", ".join(map(str, found.kept))
        choices.append(f"s300gc payments release {payment.id} to collect {kept} anew")
    return "; ".join(choices)
