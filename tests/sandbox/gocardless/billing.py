"""Billing requests for tests: what a payer tells, and how far a request has come."""

from collections.abc import Mapping
from typing import Any

from s300gc.sandbox.answer import Answer

from .browser import Browser
from .desk import Desk

ADA = {"given_name": "Ada", "family_name": "Ives", "email": "ada@example.com"}
HOME = {
    "address_line1": "1 Mill Lane", "city": "Leeds", "postal_code": "LS1 1AA",
    "country_code": "GB",
}  # fmt: skip
PAYER = {"customer": ADA, "customer_billing_detail": HOME}
ACCOUNT = {
    "account_holder_name": "Ada Ives", "branch_code": "200000", "account_number": "55779911",
}  # fmt: skip
DETAILS = {**ADA, **HOME, **ACCOUNT}
GERMAN = {"account_holder_name": "Ada Ives", "iban": "DE89370400440532013000"}
INSTANT = {"amount": 1250, "currency": "GBP", "description": "First order"}


def ask(desk: Desk, **fields: Any) -> str:
    """Ask for a mandate in pounds, unless told otherwise, and give the request's id."""
    if "payment_request" not in fields:
        fields.setdefault("mandate_request", {"currency": "GBP"})
    return str(desk.make("billing_requests", **fields)["id"])


def act(desk: Desk, request: str, action: str, **fields: Any) -> dict[str, Any]:
    """Do one action and give the request as it then is."""
    return desk.act("billing_requests", request, action, **fields)


def ready(desk: Desk, **fields: Any) -> str:
    """Ask for a mandate and let the API do all that comes before fulfilment."""
    request = ask(desk, **fields)
    act(desk, request, "collect_customer_details", **PAYER)
    act(desk, request, "collect_bank_account", **ACCOUNT)
    act(desk, request, "confirm_payer_details")
    return request


def pending(desk: Desk, request: str) -> list[str]:
    """Give the actions that are still to be done."""
    found = desk.get("billing_requests", request)["actions"]
    return [action["type"] for action in found if action["status"] == "pending"]


def refused(desk: Desk, request: str, action: str, **fields: Any) -> tuple[int, str]:
    """Give number and reason, or field, of a refused action."""
    path = f"/billing_requests/{request}/actions/{action}"
    error = desk.refused("POST", path, {"data": fields})
    entry = error["errors"][0]
    return error["code"], entry.get("reason") or entry["field"]


def flow(desk: Desk, request: str, **fields: Any) -> str:
    """Make a link for a request and give the flow's id."""
    made = desk.make("billing_request_flows", links={"billing_request": request}, **fields)
    return str(made["id"])


def status(desk: Desk, request: str) -> str:
    """Give the status of a request."""
    return str(desk.get("billing_requests", request)["status"])


def browser(desk: Desk) -> Browser:
    """Give a browser that reaches the organisation's hosted pages."""

    def ask_it(method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        path, _, query = target.partition("?")
        return desk.gocardless.answer(method, path, query, headers, body)

    return Browser(ask_it)


def visit(desk: Desk, flow_id: str) -> Browser:
    """Open the link of a flow."""
    return browser(desk).open(f"/billing/static/flow?id={flow_id}")
