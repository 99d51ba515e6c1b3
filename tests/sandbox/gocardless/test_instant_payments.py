"""Billing requests for a payment, which the payer authorises at his bank."""

from typing import Any

import pytest

from .billing import ACCOUNT, INSTANT, PAYER, act, ask, pending, refused
from .desk import Desk


def authorised(desk: Desk, **fields: Any) -> str:
    """Ask for a payment and let all be done but the authorisation at the bank."""
    request = ask(desk, payment_request=INSTANT, **fields)
    act(desk, request, "collect_customer_details", **PAYER)
    act(desk, request, "select_institution", country_code="GB", institution="monzo")
    return request


def test_a_payment_is_authorised_and_collected_on_a_mandate_for_one(desk: Desk) -> None:
    request = authorised(desk)
    assert pending(desk, request) == ["collect_bank_account", "bank_authorisation"]
    desk.simulate("billing_request_fulfilled", request)
    links = desk.get("billing_requests", request)["links"]
    payment = desk.get("payments", links["payment_request_payment"])
    assert (payment["scheme"], payment["amount"]) == ("faster_payments", 1250)
    mandate = desk.get("mandates", payment["links"]["mandate"])
    assert mandate["status"] == "consumed"
    assert "mandate_request_mandate" not in links
    assert desk.reason(
        "POST", "/payments",
        {"payments": {"amount": 100, "currency": "GBP", "links": {"mandate": mandate["id"]}}},
    ) == (422, "mandate_is_inactive")  # fmt: skip
    desk.days(7)
    assert desk.get("payments", payment["id"])["status"] == "paid_out"


@pytest.mark.parametrize(
    ("scenario", "status"),
    [
        ("billing_request_fulfilled", "submitted"),
        ("billing_request_fulfilled_and_payment_failed", "failed"),
        ("billing_request_fulfilled_and_payment_confirmed_to_failed", "failed"),
        ("billing_request_fulfilled_and_payment_paid_out", "paid_out"),
    ],
)
def test_scenarios_of_billing_requests(desk: Desk, scenario: str, status: str) -> None:
    request = authorised(desk, mandate_request={"currency": "GBP"})
    given = {"data": {"links": {"resource": request}}}
    run = f"/scenario_simulators/{scenario}/actions/run"
    assert desk.reason("POST", run, given) == (422, "invalid_state")
    act(desk, request, "collect_bank_account", **ACCOUNT)
    act(desk, request, "confirm_payer_details")
    desk.simulate(scenario, request)
    links = desk.get("billing_requests", request)["links"]
    assert desk.get("payments", links["payment_request_payment"])["status"] == status
    assert desk.get("mandates", links["mandate_request_mandate"])["status"] == "pending_submission"
    assert desk.reason("POST", run, given) == (422, "invalid_state")


def test_scenarios_are_for_payment_requests_only(desk: Desk) -> None:
    run = "/scenario_simulators/billing_request_fulfilled/actions/run"
    given = {"data": {"links": {"resource": ask(desk)}}}
    assert desk.reason("POST", run, given) == (422, "invalid_state")


def test_a_payment_can_fall_back_to_direct_debit(desk: Desk) -> None:
    request = authorised(desk, fallback_enabled=True)
    act(desk, request, "notify", notification_type="email")
    made = act(desk, request, "fallback")
    assert made["fallback_occurred"] is True
    assert pending(desk, request) == ["collect_bank_account", "confirm_payer_details"]
    act(desk, request, "collect_bank_account", **ACCOUNT)
    act(desk, request, "confirm_payer_details")
    links = act(desk, request, "fulfil")["links"]
    payment = desk.get("payments", links["payment_request_payment"])
    assert payment["scheme"] == "bacs"
    assert payment["links"]["mandate"] == links["mandate_request_mandate"]
    assert refused(desk, authorised(desk), "fallback") == (422, "action_not_available")
