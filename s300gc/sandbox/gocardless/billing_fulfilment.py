"""What becomes of a fulfilled billing request: the mandate, the payment, the subscription."""

from typing import Any

from s300gc.sandbox.gocardless import mandates, payments, subscriptions
from s300gc.sandbox.gocardless.billing_show import by_debit, currency_of, is_instant
from s300gc.sandbox.gocardless.billing_steps import NAME, Hand, check_open, tell
from s300gc.sandbox.gocardless.errors import bad_state
from s300gc.sandbox.gocardless.events import by_call
from s300gc.sandbox.gocardless.instant import asked_for, pay_now
from s300gc.sandbox.gocardless.notice import next_possible
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.request import Call
from s300gc.sandbox.gocardless.schemes import BY_CURRENCY, SCHEMES
from s300gc.sandbox.gocardless.table import Row


def fulfil(org: Organisation, row: Row, hand: Hand) -> None:
    """Make all that was asked for; the request must be ready and is fulfilled with that.

    The events of what is made come before the one of the request, as the real API sends them.
    """
    check_open(row)
    if row["status"] != "ready_to_fulfil":
        raise bad_state("billing_request_not_ready", "Billing request is not ready to fulfil")
    links = dict(row["links"])
    mandate = _mandate(org, row, hand) if by_debit(row) else None
    if mandate is not None:
        links["mandate_request_mandate"] = mandate["id"]
    if row["payment_request"]:
        if mandate is None or is_instant(row):
            payment = pay_now(org, row, hand)
        else:
            payment = _pay(org, row, mandate, hand)
        links["payment_request_payment"] = payment["id"]
        paying = org.get("mandates", payment["links"]["mandate"])
        links["customer_bank_account"] = paying["links"]["customer_bank_account"]
    if row["subscription_request"] and mandate is not None:
        subscription = _subscription(org, row["subscription_request"], mandate, hand)
        links["subscription_request_subscription"] = subscription["id"]
    org.change(NAME, row, status="fulfilled", links=links, **_requests(row, links))
    tell(org, row, "fulfilled", hand, "gocardless" if hand.flow else "api")


def _requests(row: Row, links: dict[str, str]) -> dict[str, Any]:
    """Give the parts of the request, each with a link to what was made of it."""
    made = {
        "mandate_request": ("mandate", links.get("mandate_request_mandate")),
        "payment_request": ("payment", links.get("payment_request_payment")),
        "subscription_request": ("subscription", links.get("subscription_request_subscription")),
    }
    return {
        name: {**row[name], "links": {kind: identity}}
        for name, (kind, identity) in made.items()
        if row[name] and identity
    }


def _mandate(org: Organisation, row: Row, hand: Hand) -> Row:
    """Make the mandate; metadata of the mandate request goes to it, that of the request does not.

    Where the payer asked for a second signature it waits for that.
    """
    asked = row["mandate_request"] or {}
    values: dict[str, Any] = {
        "authorisation_source": asked.get("authorisation_source") or "web",
        "consent_type": asked.get("consent_type"),
        "metadata": dict(asked.get("metadata") or {}),
        "reference": asked.get("_reference"),
    }
    if asked.get("payer_requested_dual_signature"):
        values["status"] = "pending_customer_approval"
        customer = org.get("customers", row["links"]["customer"])
        org.change("customers", customer, _approval=True)
    scheme = SCHEMES[asked.get("scheme") or BY_CURRENCY[currency_of(row)].name]
    account = org.get("customer_bank_accounts", row["links"]["customer_bank_account"])
    creditor = org.get("creditors", row["links"]["creditor"])
    return mandates.new(org, hand.made_by, account, creditor, scheme, values)


def _subscription(org: Organisation, asked: Row, mandate: Row, hand: Hand) -> Row:
    """Make the subscription; a start that has become too early is the earliest possible."""
    kept = {k: v for k, v in asked.items() if v is not None and k not in ("links", "app_fee")}
    earliest = next_possible(org, mandate)
    if earliest and kept.get("start_date", "~") < earliest.isoformat():
        del kept["start_date"]
    given = {**kept, "links": {"mandate": mandate["id"]}}
    return subscriptions.create(
        org, Call("POST", "subscriptions", fields=given, made_by=hand.made_by)
    )


def _pay(org: Organisation, row: Row, mandate: Row, hand: Hand) -> Row:
    """Collect the payment by direct debit, as soon as the new mandate allows."""
    day = next_possible(org, mandate) or org.today
    why = by_call(hand.made_by, "payment_created")
    return payments.new(org, mandate, asked_for(row["payment_request"]), day, why)
