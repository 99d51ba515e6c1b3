"""Names and JSON types of every answer are those of the official client's examples."""

import json
from typing import Any

import pytest

from .desk import Desk, shared

OPERATIONS = [
    ("customers", "list"),
    ("customers", "get"),
    ("customer_bank_accounts", "list"),
    ("customer_bank_accounts", "get"),
    ("mandates", "list"),
    ("mandates", "get"),
    ("payments", "list"),
    ("payments", "get"),
    ("subscriptions", "list"),
    ("subscriptions", "get"),
    ("refunds", "list"),
    ("refunds", "get"),
    ("payouts", "list"),
    ("payouts", "get"),
    ("payout_items", "list"),
    ("events", "list"),
    ("events", "get"),
    ("creditors", "list"),
    ("creditors", "get"),
    ("balances", "list"),
    ("tax_rates", "list"),
    ("tax_rates", "get"),
    ("webhooks", "list"),
    ("webhooks", "get"),
]
SPARSE = {"links", "details", "metadata", "resource_metadata", "request_headers",
          "response_headers"}  # fmt: skip
"""Objects that carry only what applies."""


@pytest.fixture(scope="module")
def full() -> Desk:
    """An organisation in which there is one of everything."""
    desk = Desk(currencies=("GBP", "EUR", "USD"))
    desk.gocardless.allow_refunds(desk.creditor)
    for currency in ("GBP", "EUR", "USD"):
        mandate = desk.sign(currency)
        payment = desk.pay(mandate)
        desk.simulate("payment_paid_out", payment)
        desk.make("refunds", amount=100, total_amount_confirmation=100,
                  links={"payment": payment})  # fmt: skip
        made = desk.make("subscriptions", amount=900, currency=currency, day_of_month=1,
                         interval_unit="yearly", month="march", count=2, name="Plan",
                         links={"mandate": mandate})  # fmt: skip
        desk.act("subscriptions", made["id"], "pause")
    desk.days(3)
    for delivery in desk.gocardless.pending_webhooks():
        desk.gocardless.delivered(delivery.webhook_id, True)
    return desk


def differences(path: str, ours: Any, theirs: Any) -> list[str]:
    """Give where an answer has other names or types than the example; null fits everywhere."""
    if ours is None:
        return []
    if type(ours) is not type(theirs):
        return [f"{path}: {type(ours).__name__} instead of {type(theirs).__name__}"]
    if isinstance(ours, list):
        return (
            [d for one in ours for d in differences(f"{path}[]", one, theirs[0])] if theirs else []
        )
    if not isinstance(ours, dict):
        return []
    name = path.rpartition(".")[2]
    free = name in ("metadata", "resource_metadata", "request_headers", "response_headers")
    extra = [] if free else [f"{path}.{key} is not known" for key in ours.keys() - theirs.keys()]
    missing = (
        []
        if name in SPARSE
        else [f"{path}.{key} is missing" for key in theirs.keys() - ours.keys()]
    )
    common = [key for key in ours if key in theirs]
    inner = [d for key in common for d in differences(f"{path}.{key}", ours[key], theirs[key])]
    return extra + missing + inner


@pytest.mark.parametrize(("resource", "operation"), OPERATIONS)
def test_answers_look_like_the_official_examples(full: Desk, resource: str, operation: str) -> None:
    examples = json.loads(shared("official", f"{resource}.json").read_text(encoding="utf-8"))
    example = examples[operation]["body"]
    example.pop("linked", None)  # is there only where it was asked for
    params = {
        "payout_items": {"payout": full.rows("payouts")[0]["id"]},
        "balances": {"creditor": full.creditor},
    }.get(resource, {})
    rows = full.rows(resource, **params)
    assert rows
    if operation == "list":
        page = full.page(resource, **params)
        assert page.keys() == example.keys()
        assert differences(resource, page, example) == []
    else:
        for row in rows:
            answer = {resource: full.get(resource, row["id"])}
            assert differences(resource, answer, example) == []


@pytest.mark.parametrize(
    ("resource", "operation", "path"),
    [
        ("payments", "cancel", "/payments/PM1/actions/cancel"),
        ("payments", "retry", "/payments/PM1/actions/retry"),
        ("mandates", "cancel", "/mandates/MD1/actions/cancel"),
        ("mandates", "reinstate", "/mandates/MD1/actions/reinstate"),
        ("subscriptions", "pause", "/subscriptions/SB1/actions/pause"),
        ("subscriptions", "resume", "/subscriptions/SB1/actions/resume"),
        ("subscriptions", "cancel", "/subscriptions/SB1/actions/cancel"),
        ("customer_bank_accounts", "disable", "/customer_bank_accounts/BA1/actions/disable"),
        ("webhooks", "retry", "/webhooks/WB1/actions/retry"),
        ("customers", "remove", "/customers/CU1"),
        ("payouts", "update", "/payouts/PO1"),
        ("refunds", "update", "/refunds/RF1"),
    ],
)
def test_every_operation_of_the_official_client_is_there(
    full: Desk, resource: str, operation: str, path: str
) -> None:
    examples = json.loads(shared("official", f"{resource}.json").read_text(encoding="utf-8"))
    method = examples[operation]["method"]
    document = {resource: {}} if method == "PUT" else None
    assert full.reason(method, path, document) == (404, "resource_not_found")


def test_refusals_look_like_the_official_ones(full: Desk) -> None:
    mandate = full.rows("mandates")[0]["id"]
    given = {"amount": 1000, "currency": "USD", "links": {"mandate": mandate}}
    full.make("payments", key="k1", **given)
    ours = {
        "idempotent_creation_conflict_error": full.refused(
            "POST", "/payments", {"payments": given}, Idempotency_Key="k1"
        ),
        "validation_failed_error": full.refused("POST", "/payments", {"payments": {"amount": 1}}),
        "unauthorized_error": full.refused("GET", "/payments", Authorization="Bearer x"),
        "insufficient_permission": full.refused("POST", "/creditors", {"creditors": {}}),
        "invalid_state_error": full.refused("POST", f"/mandates/{mandate}/actions/reinstate"),
    }
    for name, error in ours.items():
        theirs = json.loads(shared("errors", f"{name}.json").read_text(encoding="utf-8"))["error"]
        assert (error["type"], error["code"]) == (theirs["type"], theirs["code"])
        assert error.keys() == theirs.keys()
        assert error["errors"][0].keys() == theirs["errors"][0].keys()
