"""Every refusal has the documented shape, and those of the official examples theirs."""

import json
from typing import Any

import pytest

from s300gc.sandbox.faults import error_answer, rate_limit_answer

from .billing import ACCOUNT
from .desk import Desk, shared
from .operations import customer


def refusals(desk: Desk) -> dict[str, dict[str, Any]]:
    """Give a refusal of each kind the official clients' tests have an example of."""
    mandate = desk.sign()
    given = {"amount": 1000, "currency": "GBP", "links": {"mandate": mandate}}
    desk.make("payments", key="k1", **given)
    links = {"customer": customer(desk)}
    desk.make("customer_bank_accounts", **ACCOUNT, links=links)
    twice = {"customer_bank_accounts": {**ACCOUNT, "links": links}}
    bad = error_answer("gocardless", "500", 1, 1)
    return {
        "gocardless_error": json.loads(bad.body)["error"],
        "rate_limit_exceeded": json.loads(rate_limit_answer().body)["error"],
        "idempotent_creation_conflict_error": desk.refused(
            "POST", "/payments", {"payments": given}, Idempotency_Key="k1"
        ),
        "validation_failed_error": desk.refused("POST", "/payments", {"payments": {"amount": 1}}),
        "validation_failed_duplicate_bank_account_error": desk.refused(
            "POST", "/customer_bank_accounts", twice
        ),
        "invalid_api_usage_error": desk.refused("POST", "/payments", [1]),
        "unauthorized_error": desk.refused("GET", "/payments", Authorization="Bearer x"),
        "insufficient_permission": desk.refused("POST", "/creditors", {"creditors": {}}),
        "invalid_state_error": desk.refused("POST", f"/mandates/{mandate}/actions/reinstate"),
    }


def test_refusals_look_like_the_official_ones() -> None:
    ours = refusals(Desk())
    assert ours.keys() == {path.stem for path in shared("errors").glob("*.json")}
    for name, error in ours.items():
        theirs = json.loads(shared("errors", f"{name}.json").read_text(encoding="utf-8"))["error"]
        assert (error["type"], error["code"]) == (theirs["type"], theirs["code"])
        assert error.keys() == theirs.keys()
        assert {k: type(v) for k, v in error.items()} == {k: type(v) for k, v in theirs.items()}
        if "errors" in theirs:
            own, other = error["errors"][0], theirs["errors"][0]
            assert own.keys() >= other.keys()
            assert own.keys() - other.keys() <= {"reason"}
            assert own.get("links", {}).keys() == other.get("links", {}).keys()


@pytest.mark.parametrize(
    ("method", "path", "document"),
    [
        ("GET", "/nowhere", None),
        ("GET", "/payments/PM404", None),
        ("DELETE", "/payments", None),
        ("PATCH", "/customers/CU1", None),
        ("GET", "/payments?limit=0", None),
        ("GET", "/payout_items", None),
        ("POST", "/billing_requests", {"billing_requests": {}}),
        ("POST", "/billing_request_flows", {"billing_request_flows": {}}),
        ("POST", "/billing_request_flows/BRF1/actions/initialise", None),
        ("POST", "/scenario_simulators/payment_failed/actions/run", {"data": {}}),
        ("POST", "/refunds", {"refunds": {"amount": "x"}}),
        ("POST", "/payments", {"payments": 5}),
    ],
)
def test_every_refusal_has_the_documented_shape(method: str, path: str, document: Any) -> None:
    place, _, query = path.partition("?")
    error = Desk().refused(method, place, document, query)
    assert error.keys() == {
        "type", "code", "message", "documentation_url", "request_id", "errors",
    }  # fmt: skip
    assert error["type"] in ("invalid_api_usage", "invalid_state", "validation_failed")
    for entry in error["errors"]:
        named = {"field", "message", "request_pointer"}
        assert entry.keys() >= (named if "field" in entry else {"reason", "message"})
