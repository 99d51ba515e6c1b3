"""The scenario simulators of billing requests: for those with a payment request only."""

from s300gc.sandbox.gocardless import collection
from s300gc.sandbox.gocardless.billing_fulfilment import fulfil
from s300gc.sandbox.gocardless.billing_show import actions, is_instant
from s300gc.sandbox.gocardless.billing_steps import Hand, authorise
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.scenario import Play, impossible, needs
from s300gc.sandbox.gocardless.settlement import pay_out
from s300gc.sandbox.gocardless.table import Row


def _fulfilled(org: Organisation, row: Row) -> Row:
    """Let the payer authorise the payment, which must be all that is missing, and fulfil."""
    if not is_instant(row):
        raise impossible("it must have a payment_request")
    needs(row, "pending")
    customer = org.get("customers", row["links"]["customer"])
    left = {a["type"] for a in actions(row, customer) if a["status"] == "pending"}
    if left - {"bank_authorisation", "collect_bank_account"}:
        raise impossible("all actions but bank_authorisation must be completed")
    hand = Hand("story")
    authorise(org, row, hand, "gocardless")
    fulfil(org, row, hand)
    return org.get("payments", row["links"]["payment_request_payment"])


def _paid_request(*then: Play) -> Play:
    def play(org: Organisation, row: Row) -> None:
        payment = _fulfilled(org, row)
        payment["_fate"] = None
        for step in then:
            step(org, payment)

    return play


def _fail(org: Organisation, payment: Row) -> None:
    collection.fail(org, payment, "")


def _confirm_now(org: Organisation, payment: Row) -> None:
    collection.confirm(org, payment, org.today)


def _pay(org: Organisation, payment: Row) -> None:
    pay_out(org, payment["links"]["creditor"], payment["currency"], org.today)


SCENARIOS: dict[str, Play] = {
    "billing_request_fulfilled": _paid_request(),
    "billing_request_fulfilled_and_payment_failed": _paid_request(_fail),
    "billing_request_fulfilled_and_payment_confirmed_to_failed": _paid_request(_confirm_now, _fail),
    "billing_request_fulfilled_and_payment_paid_out": _paid_request(_confirm_now, _pay),
}
