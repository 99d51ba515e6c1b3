"""The API's own scenario simulators."""

import pytest

from s300gc.sandbox.gocardless.simulators import SIMULATORS

from .desk import Desk

PAYMENTS = {
    "payment_submitted": "submitted",
    "payment_confirmed": "confirmed",
    "payment_paid_out": "paid_out",
    "payment_failed": "failed",
    "payment_charged_back": "charged_back",
    "payment_chargeback_settled": "charged_back",
    "payment_late_failure": "failed",
    "payment_late_failure_settled": "failed",
}


@pytest.mark.parametrize(("scenario", "status"), PAYMENTS.items())
@pytest.mark.parametrize("currency", ["GBP", "EUR"])
def test_payment_scenarios_happen_at_once(scenario: str, status: str, currency: str) -> None:
    desk = Desk(currencies=(currency,))
    payment = desk.pay(desk.sign(currency, active=currency == "GBP"))
    desk.simulate(scenario, payment)
    assert desk.get("payments", payment)["status"] == status


@pytest.mark.parametrize(
    ("scenario", "action"),
    [
        ("payment_late_failure_settled", "late_failure_settled"),
        ("payment_chargeback_settled", "chargeback_settled"),
    ],
)
def test_what_came_back_is_settled_as_soon_as_there_is_money(
    desk: Desk, scenario: str, action: str
) -> None:
    payment, other = desk.pay(desk.sign()), desk.pay(desk.sign(), 50000)
    desk.simulate(scenario, payment)
    assert action not in desk.actions(payment=payment)
    desk.simulate("payment_paid_out", other)
    assert desk.actions(payment=payment)[-1] == action


def test_a_late_failure_can_follow_a_payout(desk: Desk) -> None:
    payment = desk.pay(desk.sign())
    desk.simulate("payment_paid_out", payment)
    desk.simulate("payment_late_failure", payment)
    assert desk.actions(payment=payment) == [
        "created", "submitted", "confirmed", "paid_out", "failed"
    ]  # fmt: skip


def test_a_payment_simulated_by_hand_is_not_collected_again(desk: Desk) -> None:
    payment = desk.pay(desk.sign())
    desk.simulate("payment_paid_out", payment)
    desk.days(14)
    assert desk.actions(payment=payment).count("paid_out") == 1
    submitted = desk.pay(desk.sign())
    desk.simulate("payment_submitted", submitted)
    desk.days(14)
    assert desk.actions(payment=submitted) == ["created", "submitted", "confirmed", "paid_out"]


@pytest.mark.parametrize(
    ("scenario", "status"),
    [
        ("mandate_activated", "active"),
        ("mandate_failed", "failed"),
        ("mandate_expired", "expired"),
        ("mandate_transferred", "active"),
        ("mandate_transferred_with_resubmission", "pending_submission"),
    ],
)
def test_mandate_scenarios_happen_at_once(desk: Desk, scenario: str, status: str) -> None:
    mandate = desk.sign(active=False)
    before = desk.get("mandates", mandate)["links"]["customer_bank_account"]
    desk.simulate(scenario, mandate)
    after = desk.get("mandates", mandate)
    assert after["status"] == status
    moved = after["links"]["customer_bank_account"] != before
    assert moved == scenario.startswith("mandate_transferred")


@pytest.mark.parametrize("how", ["granted", "skipped"])
def test_a_second_signature_releases_what_waits(desk: Desk, how: str) -> None:
    mandate = desk.sign(awaiting_approval=True)
    payment = desk.pay(mandate)
    assert desk.get("payments", payment)["status"] == "pending_customer_approval"
    customer = desk.get("mandates", mandate)["links"]["customer"]
    assert [row["id"] for row in desk.rows("customers", action_required="true")] == [customer]
    desk.simulate(f"mandate_customer_approval_{how}", mandate)
    assert desk.rows("customers", action_required="true") == []
    assert desk.get("payments", payment)["status"] == "pending_submission"
    desk.days(14)
    assert desk.get("payments", payment)["status"] == "paid_out"


def test_a_bounced_payout_is_sent_again(desk: Desk) -> None:
    payment = desk.pay(desk.sign())
    desk.simulate("payment_paid_out", payment)
    payout = desk.rows("payouts")[0]["id"]
    desk.simulate("payout_bounced", payout)
    assert desk.get("payouts", payout)["status"] == "bounced"
    event = desk.events(payout=payout)[-1]
    assert (event["resource_type"], event["action"]) == ("creditors", "bounced_payout")
    desk.days(3)
    again = desk.get("payouts", payout)
    assert (again["status"], again["arrival_date"]) == ("paid", "2026-01-08")
    assert desk.actions(payout=payout).count("paid") == 2


@pytest.mark.parametrize(
    ("scenario", "status", "action"),
    [
        ("refund_paid", "paid", "paid"),
        ("refund_bounced", "bounced", "failed"),
        ("refund_returned", "bounced", "failed"),
        ("refund_settled", "paid", "paid"),
    ],
)
def test_refund_scenarios_happen_at_once(
    desk: Desk, scenario: str, status: str, action: str
) -> None:
    desk.gocardless.allow_refunds(desk.creditor)
    payment = desk.pay(desk.sign())
    desk.simulate("payment_paid_out", payment)
    links = {"payment": payment}
    made = desk.make("refunds", amount=100, total_amount_confirmation=100, links=links)
    desk.simulate(scenario, made["id"])
    assert desk.get("refunds", made["id"])["status"] == status
    assert action in desk.actions(refund=made["id"])


def test_a_scenario_needs_the_right_state(desk: Desk) -> None:
    mandate = desk.sign(active=False)
    payment = desk.pay(mandate)
    run = "/scenario_simulators/{}/actions/run"
    for scenario, resource in (
        ("payment_paid_out", payment),
        ("mandate_customer_approval_granted", mandate),
        ("mandate_suspended_by_payer", mandate),
    ):
        given = {"data": {"links": {"resource": resource}}}
        error = desk.refused("POST", run.format(scenario), given)
        assert (error["code"], error["type"]) == (422, "invalid_state")
    assert desk.get("payments", payment)["status"] == "pending_submission"


def test_unknown_scenarios_and_resources_are_told(desk: Desk) -> None:
    run = "/scenario_simulators/{}/actions/run"
    given = {"data": {"links": {"resource": "PM404"}}}
    assert desk.reason("POST", run.format("rain"), given) == (404, "resource_not_found")
    assert desk.reason("POST", run.format("payment_failed"), given) == (404, "link_not_found")
    assert desk.refused("POST", run.format("payment_failed"))["errors"][0]["field"] == "resource"
    assert desk.reason("GET", "/scenario_simulators") == (404, "path_not_found")
    assert len(SIMULATORS) == 28
