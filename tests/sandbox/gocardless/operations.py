"""Every operation of the API, performed, and the objects that it is performed on."""

from collections.abc import Callable
from typing import Any

from .billing import ACCOUNT, ADA, HOME, INSTANT, PAYER, act, ask, flow, ready
from .desk import Desk

Perform = Callable[[Desk], Any]


def call(method: str, path: str, **fields: Any) -> Perform:
    """Perform a request; ``{…}`` in the path is the id of a fresh object of that name."""

    def perform(desk: Desk) -> Any:
        for name, make in MAKERS.items():
            if f"{{{name}}}" in path:
                return _send(desk, method, path.replace(f"{{{name}}}", make(desk)), fields)
        return _send(desk, method, path, fields)

    return perform


def _send(desk: Desk, method: str, path: str, fields: dict[str, Any]) -> Any:
    resource = path.split("/")[1]
    envelope = "data" if "/actions/" in path else resource
    place, _, query = path.partition("?")
    status, answer = desk.call(method, place, {envelope: fields} if fields else None, query)
    assert status in (200, 201, 204), answer
    return answer


def customer(desk: Desk) -> str:
    return str(desk.make("customers", **ADA, **HOME)["id"])


def account(desk: Desk) -> str:
    links = {"customer": customer(desk)}
    return str(desk.make("customer_bank_accounts", **ACCOUNT, links=links)["id"])


def pending_payment(desk: Desk) -> str:
    return desk.pay(desk.sign())


def paid(desk: Desk) -> str:
    payment = desk.pay(desk.sign())
    desk.simulate("payment_paid_out", payment)
    return payment


def failed(desk: Desk) -> str:
    payment = desk.pay(desk.sign())
    desk.simulate("payment_failed", payment)
    return payment


def payout(desk: Desk) -> str:
    return str(desk.get("payments", paid(desk))["links"]["payout"])


def refund(desk: Desk) -> str:
    links = {"payment": paid(desk)}
    made = desk.make("refunds", amount=100, total_amount_confirmation=100, links=links)
    return str(made["id"])


def cancelled(desk: Desk) -> str:
    mandate = desk.sign()
    desk.act("mandates", mandate, "cancel")
    return mandate


def plan(desk: Desk) -> str:
    made = desk.make("subscriptions", amount=900, currency="USD", day_of_month=1, count=2,
                     interval_unit="yearly", month="march", name="Plan",
                     links={"mandate": desk.sign("USD")})  # fmt: skip
    return str(made["id"])


def paused(desk: Desk) -> str:
    made = plan(desk)
    desk.act("subscriptions", made, "pause")
    return made


def webhook(desk: Desk) -> str:
    desk.sign()
    delivery = desk.gocardless.pending_webhooks()[-1]
    desk.gocardless.delivered(delivery.webhook_id, True)
    return delivery.webhook_id


def answered(desk: Desk) -> str:
    """A request of which all but the confirmation is done."""
    request = ask(desk, mandate_request=ASKED)
    act(desk, request, "collect_customer_details", **PAYER)
    act(desk, request, "collect_bank_account", **ACCOUNT)
    return request


def paying(desk: Desk) -> str:
    """A request for a payment by a payer who has told who he is."""
    request = ask(desk, payment_request=INSTANT, fallback_enabled=True)
    act(desk, request, "collect_customer_details", **PAYER)
    return request


def link(desk: Desk) -> str:
    prefilled = {**HOME, "company_name": "Ives Ltd"}
    return flow(desk, ask(desk), prefilled_customer=prefilled)


MAKERS: dict[str, Callable[[Desk], str]] = {
    "account": account,
    "answered": answered,
    "asked": ask,
    "asked-open": lambda desk: ask(desk, mandate_request={}),
    "cancelled": cancelled,
    "creditor": lambda desk: desk.creditor,
    "customer": customer,
    "event": lambda desk: desk.events(mandate=desk.sign())[0]["id"],
    "failed": failed,
    "fulfilled": lambda desk: act(desk, ready(desk), "fulfil")["id"],
    "link": link,
    "mandate": lambda desk: desk.sign(),
    "paused": paused,
    "paying": paying,
    "payment": pending_payment,
    "paid": paid,
    "payout": payout,
    "plan": plan,
    "ready": ready,
    "refund": refund,
    "webhook": webhook,
}

ASKED = {
    "currency": "GBP", "description": "Orders", "metadata": {"a": "b"}, "consent_type": "x",
    "authorisation_source": "web", "constraints": {"max_amount_per_payment": 1},
}  # fmt: skip
META = {"metadata": {"a": "b"}}
B = "/billing_requests"

OPERATIONS: dict[str, dict[str, Perform]] = {
    "customers": {
        "create": call("POST", "/customers", **ADA, **HOME, **META),
        "list": call("GET", "/customers"),
        "get": call("GET", "/customers/{customer}"),
        "update": call("PUT", "/customers/{customer}", **META),
        "remove": call("DELETE", "/customers/{customer}"),
    },
    "customer_bank_accounts": {
        "create": lambda desk: _send(
            desk, "POST", "/customer_bank_accounts",
            {**ACCOUNT, "links": {"customer": customer(desk)}},
        ),
        "list": call("GET", "/customer_bank_accounts"),
        "get": call("GET", "/customer_bank_accounts/{account}"),
        "update": call("PUT", "/customer_bank_accounts/{account}", **META),
        "disable": call("POST", "/customer_bank_accounts/{account}/actions/disable"),
    },
    "mandates": {
        "create": lambda desk: _send(
            desk, "POST", "/mandates", {"links": {"customer_bank_account": account(desk)}, **META}
        ),
        "list": call("GET", "/mandates"),
        "get": call("GET", "/mandates/{mandate}"),
        "update": call("PUT", "/mandates/{mandate}", **META),
        "cancel": call("POST", "/mandates/{mandate}/actions/cancel"),
        "reinstate": call("POST", "/mandates/{cancelled}/actions/reinstate"),
    },
    "payments": {
        "create": lambda desk: _send(
            desk, "POST", "/payments",
            {"amount": 900, "currency": "USD", "links": {"mandate": desk.sign("USD")}, **META},
        ),
        "list": call("GET", "/payments"),
        "get": call("GET", "/payments/{paid}"),
        "update": call("PUT", "/payments/{payment}", **META),
        "cancel": call("POST", "/payments/{payment}/actions/cancel"),
        "retry": call("POST", "/payments/{failed}/actions/retry"),
    },
    "subscriptions": {
        "create": lambda desk: {"subscriptions": desk.get("subscriptions", plan(desk))},
        "list": call("GET", "/subscriptions"),
        "get": call("GET", "/subscriptions/{plan}"),
        "update": call("PUT", "/subscriptions/{plan}", **META),
        "pause": call("POST", "/subscriptions/{plan}/actions/pause"),
        "resume": call("POST", "/subscriptions/{paused}/actions/resume"),
        "cancel": call("POST", "/subscriptions/{plan}/actions/cancel"),
    },
    "refunds": {
        "create": lambda desk: {"refunds": desk.get("refunds", refund(desk))},
        "list": call("GET", "/refunds"),
        "get": call("GET", "/refunds/{refund}"),
        "update": call("PUT", "/refunds/{refund}", **META),
    },
    "payouts": {
        "list": call("GET", "/payouts"),
        "get": call("GET", "/payouts/{payout}"),
        "update": call("PUT", "/payouts/{payout}", **META),
    },
    "payout_items": {"list": call("GET", "/payout_items?payout={payout}")},
    "events": {"list": call("GET", "/events"), "get": call("GET", "/events/{event}")},
    "creditors": {
        "list": call("GET", "/creditors"),
        "get": call("GET", "/creditors/{creditor}"),
    },
    "balances": {"list": call("GET", "/balances?creditor={creditor}")},
    "tax_rates": {
        "list": call("GET", "/tax_rates"),
        "get": call("GET", "/tax_rates/GB_VAT_1"),
    },
    "webhooks": {
        "list": call("GET", "/webhooks"),
        "get": call("GET", "/webhooks/{webhook}"),
        "retry": call("POST", "/webhooks/{webhook}/actions/retry"),
    },
    "scenario_simulators": {
        "run": lambda desk: _send(
            desk, "POST", "/scenario_simulators/payment_failed/actions/run",
            {"links": {"resource": pending_payment(desk)}},
        ),
    },
    "billing_requests": {
        "create": call("POST", B, mandate_request=ASKED, **META),
        "list": call("GET", B),
        "get": call("GET", B + "/{fulfilled}"),
        "collect_customer_details": call(
            "POST", B + "/{asked}/actions/collect_customer_details", **PAYER
        ),
        "collect_bank_account": call(
            "POST", B + "/{asked}/actions/collect_bank_account", **ACCOUNT
        ),
        "confirm_payer_details": call("POST", B + "/{answered}/actions/confirm_payer_details"),
        "fulfil": call("POST", B + "/{ready}/actions/fulfil"),
        "cancel": call("POST", B + "/{asked}/actions/cancel"),
        "notify": call("POST", B + "/{paying}/actions/notify", notification_type="email"),
        "fallback": call("POST", B + "/{paying}/actions/fallback"),
        "choose_currency": call(
            "POST", B + "/{asked-open}/actions/choose_currency", currency="EUR"
        ),
        "select_institution": call(
            "POST", B + "/{paying}/actions/select_institution",
            country_code="GB", institution="monzo",
        ),
    },
    "billing_request_flows": {
        "create": lambda desk: _send(
            desk, "POST", "/billing_request_flows",
            {"links": {"billing_request": ask(desk)}, "prefilled_customer": {"city": "Leeds"},
             "redirect_uri": "https://x.example", "prefilled_bank_account": {}},
        ),
        "initialise": call("POST", "/billing_request_flows/{link}/actions/initialise"),
    },
}  # fmt: skip
