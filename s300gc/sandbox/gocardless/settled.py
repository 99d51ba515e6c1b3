"""What a payout settles: payments are paid out, and what came back has been taken."""

from s300gc.sandbox.gocardless.bankdays import shift
from s300gc.sandbox.gocardless.events import by_gocardless, emit
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.owing import Entry
from s300gc.sandbox.gocardless.refunded import count_refund
from s300gc.sandbox.gocardless.schemes import SCHEMES
from s300gc.sandbox.gocardless.table import Row

COMEBACK = 2
"""Working days from a payout to a late failure or a chargeback."""

REFUNDS = ("payment_refunded", "refund")
PARTNERS = ("app_fee", "revenue_share")


def settle(org: Organisation, entry: Entry, links: dict[str, str]) -> None:
    """Tell what a payout settled with one entry; ``links`` are those of all such events."""
    kind = entry["type"]
    if kind in PARTNERS:
        return
    if kind in REFUNDS or kind == "refund_funds_returned":
        _settle_refund(org, org.get("refunds", entry["links"]["refund"]), kind, links)
        return
    payment = org.get("payments", entry["links"]["payment"])
    if entry["amount"] > 0:
        _paid_out(org, payment, entry["attempt"], links)
        return
    action = "late_failure_settled" if kind == "payment_failed" else "chargeback_settled"
    emit(org, "payments", action, payment, by_gocardless(action), links)
    if entry["surcharge"]:
        action = "surcharge_fee_debited"
        emit(org, "payments", action, payment, by_gocardless(action), links)


def _settle_refund(org: Organisation, refund: Row, kind: str, links: dict[str, str]) -> None:
    if kind == "refund_funds_returned":
        org.change("refunds", refund, status="funds_returned")
        why = by_gocardless("refund_funds_returned")
        emit(org, "refunds", "funds_returned", refund, why, links)
        return
    count_refund(org, refund, "settled")
    emit(org, "refunds", "refund_settled", refund, by_gocardless("refund_settled"), links)


def _paid_out(org: Organisation, payment: Row, attempt: int, links: dict[str, str]) -> None:
    """Mark a payment as paid out, unless it came back before; some come back later."""
    if payment["status"] != "confirmed" or payment["_attempt"] != attempt:
        return
    payout = {"payout": links["payout"]}
    org.change("payments", payment, status="paid_out", links={**payment["links"], **payout})
    emit(org, "payments", "paid_out", payment, by_gocardless("payment_paid_out"), links)
    kind = (payment.get("_fate") or {}).get("kind")
    if kind in ("late_failure", "charged_back"):
        day = shift(SCHEMES[payment["scheme"]].calendar, org.today, COMEBACK)
        org.schedule(day, f"payment_{kind}", payment["id"], attempt)
