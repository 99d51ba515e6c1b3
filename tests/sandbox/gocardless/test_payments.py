"""Payments: what a request for one must say, and what can be done with it."""

from datetime import date

import pytest

from .desk import Desk

TOO_EARLY = "must be on or after mandate's next_possible_charge_date"


def test_without_a_charge_date_it_is_collected_as_soon_as_possible(desk: Desk) -> None:
    mandate = desk.sign()
    made = desk.make(
        "payments", amount=60356, currency="GBP", description="IN000001",
        metadata={"documents": "IN000001/1=603.56"}, links={"mandate": mandate},
    )  # fmt: skip
    assert made["charge_date"] == "2026-01-08"
    assert made["status"] == "pending_submission"
    assert made["links"] == {"mandate": mandate, "creditor": desk.creditor}
    assert made["metadata"] == {"documents": "IN000001/1=603.56"}
    assert made["fx"] == dict.fromkeys(
        ("fx_currency", "fx_amount", "exchange_rate", "estimated_exchange_rate")
    )


@pytest.mark.parametrize(
    ("currency", "wrong", "scheme"),
    [("GBP", "EUR", "bacs"), ("EUR", "GBP", "sepa_core"), ("USD", "GBP", "ach")],
)
def test_the_currency_must_be_the_scheme_s(currency: str, wrong: str, scheme: str) -> None:
    desk = Desk(currencies=("GBP", "EUR", "USD"))
    mandate = desk.sign(currency)
    fault = desk.fault("payments", amount=1000, currency=wrong, links={"mandate": mandate})
    assert fault == ("currency", f"must be {currency} for a {scheme} mandate")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"amount": 99}, "amount"),
        ({"amount": None}, "amount"),
        ({"currency": "XYZ"}, "currency"),
        ({"links": {}}, "mandate"),
        ({"charge_date": "8 January"}, "charge_date"),
        ({"charge_date": "2026-02-30"}, "charge_date"),
        ({"reference": "ELEVENCHARS"}, "reference"),
        ({"app_fee": 10}, "app_fee"),
        ({"description": "x" * 1001}, "description"),
    ],
)
def test_wrong_fields_are_told(desk: Desk, fields: dict[str, object], field: str) -> None:
    given = {"amount": 1000, "currency": "GBP", "links": {"mandate": desk.sign()}, **fields}
    assert desk.fault("payments", **given)[0] == field


def test_all_faults_are_told_at_once(desk: Desk) -> None:
    error = desk.refused("POST", "/payments", {"payments": {"amount": 1}})
    assert [entry["request_pointer"] for entry in error["errors"]] == [
        "/payments/amount", "/payments/currency", "/payments/links/mandate"
    ]  # fmt: skip


def test_a_charge_date_is_never_before_the_earliest_possible(desk: Desk) -> None:
    given = {"amount": 1000, "currency": "GBP", "links": {"mandate": desk.sign()}}
    assert desk.fault("payments", charge_date="2026-01-07", **given) == ("charge_date", TOO_EARLY)
    made = desk.make("payments", charge_date="2026-01-08", **given)
    assert made["charge_date"] == "2026-01-08"


def test_a_free_day_is_rolled_forward(desk: Desk) -> None:
    given = {"amount": 1000, "currency": "GBP", "links": {"mandate": desk.sign()}}
    assert desk.make("payments", charge_date="2026-01-10", **given)["charge_date"] == "2026-01-12"
    assert desk.make("payments", charge_date="2026-04-03", **given)["charge_date"] == "2026-04-07"


def test_an_inactive_mandate_cannot_be_charged(desk: Desk) -> None:
    mandate = desk.sign()
    desk.act("mandates", mandate, "cancel")
    given = {"payments": {"amount": 1000, "currency": "GBP", "links": {"mandate": mandate}}}
    assert desk.reason("POST", "/payments", given) == (422, "mandate_is_inactive")
    given["payments"]["links"] = {"mandate": "MD404"}
    assert desk.reason("POST", "/payments", given) == (404, "link_not_found")


@pytest.mark.parametrize("active", [True, False])
def test_a_mandate_that_is_not_active_yet_can_be_charged(desk: Desk, active: bool) -> None:
    mandate = desk.sign(active=active)
    payment = desk.pay(mandate)
    desk.days(14)
    assert desk.get("payments", payment)["status"] == "paid_out"


def test_metadata_and_retry_flag_can_change_and_nothing_else(desk: Desk) -> None:
    payment = desk.pay(desk.sign(), metadata={"a": "1"})
    before = desk.get("payments", payment)
    after = desk.put("payments", payment, retry_if_possible=True)
    assert after == {**before, "retry_if_possible": True}
    assert desk.put("payments", payment, metadata={"b": "2"})["metadata"] == {"b": "2"}
    given = {"payments": {"amount": 5000}}
    assert desk.call("PUT", f"/payments/{payment}", given)[0] == 422


def test_a_payment_can_be_cancelled_until_it_is_submitted(desk: Desk) -> None:
    mandate = desk.sign()
    early, late = desk.pay(mandate), desk.pay(mandate)
    assert desk.act("payments", early, "cancel")["status"] == "cancelled"
    desk.days(1)
    for payment in (early, late):
        path = f"/payments/{payment}/actions/cancel"
        assert desk.reason("POST", path) == (422, "cancellation_failed")
    desk.days(10)
    assert desk.actions(payment=early) == ["created", "cancelled"]


def test_only_a_failed_payment_with_an_active_mandate_is_retried(desk: Desk) -> None:
    mandate = desk.sign()
    desk.fail(mandate, "failed")
    payment = desk.pay(mandate)
    path = f"/payments/{payment}/actions/retry"
    assert desk.reason("POST", path) == (422, "retry_failed")
    desk.until(date(2026, 1, 9))
    assert desk.get("payments", payment)["status"] == "failed"
    shown = desk.act("payments", payment, "retry", metadata={"by": "hand"})
    assert (shown["id"], shown["status"]) == (payment, "pending_submission")
    assert shown["charge_date"] == "2026-01-14"
    event = desk.events(payment=payment)[-1]
    assert event["action"] == "resubmission_requested"
    assert (event["details"]["cause"], event["metadata"]) == ("payment_retried", {"by": "hand"})
    desk.days(10)
    assert desk.get("payments", payment)["status"] == "paid_out"


def test_a_retry_keeps_to_the_mandate_s_dates(desk: Desk) -> None:
    mandate = desk.sign()
    payment = desk.pay(mandate)
    desk.simulate("payment_failed", payment)
    path = f"/payments/{payment}/actions/retry"
    error = desk.refused("POST", path, {"data": {"charge_date": "2026-01-07"}})
    assert error["errors"][0]["message"] == TOO_EARLY
    shown = desk.act("payments", payment, "retry", charge_date="2026-01-17")
    assert shown["charge_date"] == "2026-01-19"


def test_three_retries_are_the_most(desk: Desk) -> None:
    payment = desk.pay(desk.sign())
    for _ in range(3):
        desk.simulate("payment_failed", payment)
        desk.act("payments", payment, "retry")
    desk.simulate("payment_failed", payment)
    path = f"/payments/{payment}/actions/retry"
    assert desk.reason("POST", path) == (422, "retry_failed")


def test_a_payment_of_a_cancelled_mandate_is_not_retried(desk: Desk) -> None:
    mandate = desk.sign()
    payment = desk.pay(mandate)
    desk.simulate("payment_failed", payment)
    desk.act("mandates", mandate, "cancel")
    path = f"/payments/{payment}/actions/retry"
    assert desk.reason("POST", path) == (422, "retry_failed")


def test_the_dashboard_s_payments_are_a_person_s(desk: Desk) -> None:
    payment = desk.gocardless.dashboard_payment(desk.sign(), 4250, "By telephone")
    desk.pay(desk.sign())
    made_by = [row["made_by"] for row in desk.gocardless.state()["payments"]]
    assert made_by == ["person", "tool"]
    assert desk.events(payment=payment)[0]["source"]["type"] == "user"
