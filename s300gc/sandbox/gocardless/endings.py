"""The end of a mandate takes its pending payments and its subscriptions along."""

from s300gc.sandbox.gocardless.events import Why, emit
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.table import Row

CANCELLABLE = ("pending_customer_approval", "pending_submission")
RUNNING = ("pending_customer_approval", "active", "paused")


def end_mandate(
    org: Organisation, mandate: Row, status: str, why: Why, then: Why | None = None
) -> str:
    """End a mandate as cancelled, failed, expired or blocked and give the event's id.

    The events of what is cancelled with it carry the same cause, or that of ``then``, and have
    that event as parent (GoCardless API reference, events).
    """
    org.change("mandates", mandate, status=status)
    parent = emit(org, "mandates", status, mandate, why)
    links = {"parent_event": parent}
    why = then or why
    for payment in org.tables["payments"].where("mandate", mandate["id"]):
        if payment["status"] in CANCELLABLE:
            cancel_payment(org, payment, why, links)
    for subscription in org.tables["subscriptions"].where("mandate", mandate["id"]):
        if subscription["status"] in RUNNING:
            org.change("subscriptions", subscription, status="cancelled")
            emit(org, "subscriptions", "cancelled", subscription, why, links)
    return parent


def cancel_payment(
    org: Organisation, payment: Row, why: Why, links: dict[str, str] | None = None
) -> None:
    """Cancel a payment that has not been submitted."""
    org.change("payments", payment, status="cancelled")
    emit(org, "payments", "cancelled", payment, why, links)
