"""Subscriptions: when they charge, and what can be done with them."""

from datetime import date
from typing import Any

import pytest

from s300gc.sandbox.gocardless.recurrence import Recurrence

from .desk import Desk


def dates(rule: Recurrence, count: int) -> list[str]:
    return [rule.charge_date(n).isoformat() for n in range(count)]


def subscribe(desk: Desk, mandate: str = "", **fields: Any) -> dict[str, Any]:
    given = {
        "amount": 2500,
        "currency": "GBP",
        "interval_unit": "monthly",
        "name": "Maintenance",
        "links": {"mandate": mandate or desk.sign()},
        **fields,
    }
    return desk.make("subscriptions", **given)


def charges(desk: Desk, subscription: dict[str, Any]) -> list[str]:
    rows = desk.rows("payments", subscription=subscription["id"], limit=500)
    return [row["charge_date"] for row in rows[::-1]]


def test_a_monthly_rule_rolls_forward() -> None:
    rule = Recurrence("monthly", 1, date(2024, 4, 2), "uk", day_of_month=15)
    assert dates(rule, 3) == ["2024-04-15", "2024-05-15", "2024-06-17"]


def test_the_last_day_of_the_month_rolls_back() -> None:
    rule = Recurrence("monthly", 1, date(2026, 1, 8), "uk", day_of_month=-1)
    assert dates(rule, 5) == ["2026-01-30", "2026-02-27", "2026-03-31", "2026-04-30", "2026-05-29"]


def test_a_rule_without_a_day_keeps_its_start() -> None:
    weekly = Recurrence("weekly", 2, date(2026, 1, 8), "uk")
    assert dates(weekly, 3) == ["2026-01-08", "2026-01-22", "2026-02-05"]
    monthly = Recurrence("monthly", 1, date(2026, 1, 30), "uk")
    assert dates(monthly, 3) == ["2026-01-30", "2026-03-02", "2026-03-30"]


def test_a_yearly_rule_has_its_month() -> None:
    rule = Recurrence("yearly", 1, date(2026, 5, 1), "uk", day_of_month=1, month=3)
    assert dates(rule, 2) == ["2027-03-01", "2028-03-01"]


def test_a_new_subscription_tells_what_is_to_come(desk: Desk) -> None:
    made = subscribe(desk, day_of_month=15, count=12)
    assert made["status"] == "active"
    assert made["start_date"] == "2026-01-15"
    assert made["end_date"] == "2026-12-16"
    assert len(made["upcoming_payments"]) == 10
    assert made["upcoming_payments"][0] == {"amount": 2500, "charge_date": "2026-01-15"}
    assert made["earliest_charge_date_after_resume"] is None


def test_payments_are_made_five_working_days_ahead(desk: Desk) -> None:
    made = subscribe(desk, day_of_month=15)
    desk.days(2)
    assert charges(desk, made) == []
    desk.days(1)
    assert charges(desk, made) == ["2026-01-15"]
    payment = desk.rows("payments")[0]
    assert (payment["description"], payment["amount"]) == ("Maintenance", 2500)
    assert payment["links"]["subscription"] == made["id"]
    assert desk.actions(subscription=made["id"]) == ["created", "payment_created"]
    created = desk.events(payment=payment["id"], action="created")[0]
    assert created["details"]["origin"] == "gocardless"
    assert desk.gocardless.state()["payments"][0]["made_by"] == "tool"


def test_a_near_first_payment_is_made_at_once(desk: Desk) -> None:
    made = subscribe(desk, interval_unit="weekly")
    assert charges(desk, made) == ["2026-01-08"]
    assert made["upcoming_payments"][0]["charge_date"] == "2026-01-15"


def test_it_charges_month_after_month_and_ends_with_its_count(desk: Desk) -> None:
    made = subscribe(desk, day_of_month=28, count=3)
    desk.until(date(2026, 4, 10))
    assert charges(desk, made) == ["2026-01-28", "2026-03-02", "2026-03-30"]
    shown = desk.get("subscriptions", made["id"])
    assert (shown["status"], shown["upcoming_payments"]) == ("finished", [])
    assert desk.actions(subscription=made["id"])[-1] == "finished"
    given = {"subscriptions": {"amount": 3000}}
    path = f"/subscriptions/{made['id']}"
    assert desk.reason("PUT", path, given) == (422, "subscription_already_ended")
    assert {row["status"] for row in desk.rows("payments")} == {"paid_out"}


def test_an_end_date_ends_it(desk: Desk) -> None:
    made = subscribe(desk, interval_unit="weekly", end_date="2026-01-22")
    desk.days(30)
    assert charges(desk, made) == ["2026-01-08", "2026-01-15"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"interval_unit": "daily"}, "interval_unit"),
        ({"interval": 13}, "interval"),
        ({"interval_unit": "weekly", "day_of_month": 1}, "day_of_month"),
        ({"day_of_month": 29}, "day_of_month"),
        ({"day_of_month": 0}, "day_of_month"),
        ({"month": "january"}, "month"),
        ({"interval_unit": "yearly", "month": "january"}, "day_of_month"),
        ({"interval_unit": "yearly", "day_of_month": 1}, "month"),
        ({"start_date": "2026-01-07"}, "start_date"),
        ({"start_date": "2027-02-01"}, "start_date"),
        ({"currency": "EUR"}, "currency"),
        ({"name": "x" * 256}, "name"),
        ({"payment_reference": "ELEVENCHARS"}, "payment_reference"),
        ({"count": 0}, "count"),
    ],
)
def test_wrong_rules_are_told(desk: Desk, fields: dict[str, Any], field: str) -> None:
    links = {"mandate": desk.sign()}
    given = {"amount": 2500, "currency": "GBP", "interval_unit": "monthly", "links": links}
    assert desk.fault("subscriptions", **{**given, **fields})[0] == field


def test_the_amount_can_change_ten_times(desk: Desk) -> None:
    made = subscribe(desk, day_of_month=15)
    for n in range(10):
        assert desk.put("subscriptions", made["id"], amount=3000 + n)["amount"] == 3000 + n
    path = f"/subscriptions/{made['id']}"
    reason = (422, "number_of_subscription_amendments_exceeded")
    assert desk.reason("PUT", path, {"subscriptions": {"amount": 9000}}) == reason
    assert desk.put("subscriptions", made["id"], name="Other")["name"] == "Other"
    desk.days(3)
    payment = desk.rows("payments")[0]
    assert (payment["amount"], payment["description"]) == (3009, "Other")


def test_a_paused_subscription_makes_no_payments_until_resumed(desk: Desk) -> None:
    made = subscribe(desk, interval_unit="weekly")
    shown = desk.act("subscriptions", made["id"], "pause", metadata={"why": "closed"})
    assert (shown["status"], shown["upcoming_payments"]) == ("paused", [])
    assert shown["earliest_charge_date_after_resume"] == "2026-01-15"
    path = f"/subscriptions/{made['id']}/actions/pause"
    assert desk.reason("POST", path) == (422, "subscription_cannot_be_paused")
    desk.days(21)
    assert charges(desk, made) == ["2026-01-08"]
    shown = desk.act("subscriptions", made["id"], "resume")
    assert shown["status"] == "active"
    assert charges(desk, made) == ["2026-01-08", "2026-01-29"]
    assert desk.actions(subscription=made["id"]) == [
        "created", "payment_created", "paused", "resumed", "payment_created"
    ]  # fmt: skip
    path = f"/subscriptions/{made['id']}/actions/resume"
    assert desk.reason("POST", path) == (422, "subscription_not_paused")


def test_a_pause_of_cycles_ends_by_itself(desk: Desk) -> None:
    made = subscribe(desk, interval_unit="weekly", count=4)
    shown = desk.act("subscriptions", made["id"], "pause", pause_cycles=2)
    assert shown["status"] == "paused"
    assert shown["upcoming_payments"][0]["charge_date"] == "2026-01-29"
    assert shown["end_date"] == "2026-02-13"
    path = f"/subscriptions/{made['id']}/actions/pause"
    given = {"data": {"pause_cycles": 1}}
    reason = (422, "subscription_paused_cannot_update_cycles")
    assert desk.reason("POST", path, given) == reason
    desk.days(60)
    assert charges(desk, made) == ["2026-01-08", "2026-01-29", "2026-02-05", "2026-02-12"]
    actions = desk.actions(subscription=made["id"])
    assert actions[2:5] == ["paused", "scheduled_resume", "resumed"]
    resumed = desk.events(subscription=made["id"], action="resumed")[0]
    assert resumed["details"]["origin"] == "gocardless"


def test_a_pause_needs_a_rule_without_end_date_and_a_cycle(desk: Desk) -> None:
    ending = subscribe(desk, day_of_month=15, end_date="2026-12-31")
    path = "/subscriptions/{}/actions/pause"
    assert desk.reason("POST", path.format(ending["id"])) == (422, "subscription_cannot_be_paused")
    made = subscribe(desk, day_of_month=15)
    reason = (422, "pause_cycles_must_be_greater_than_or_equal_to")
    given = {"data": {"pause_cycles": 0}}
    assert desk.reason("POST", path.format(made["id"]), given) == reason


def test_cancelling_leaves_the_payments_that_are_made(desk: Desk) -> None:
    made = subscribe(desk, interval_unit="weekly")
    assert desk.act("subscriptions", made["id"], "cancel")["status"] == "cancelled"
    desk.days(21)
    assert charges(desk, made) == ["2026-01-08"]
    assert desk.rows("payments")[0]["status"] == "paid_out"
    path = f"/subscriptions/{made['id']}/actions/cancel"
    assert desk.reason("POST", path) == (422, "cancellation_failed")
    given = {"subscriptions": {"amount": 3000}}
    assert desk.reason("PUT", f"/subscriptions/{made['id']}", given) == (
        422,
        "subscription_not_active",
    )


def test_subscriptions_are_filtered_and_those_of_removed_customers_hidden(desk: Desk) -> None:
    first, second = desk.sign(), desk.sign()
    mine, other = subscribe(desk, first), subscribe(desk, second)
    desk.act("subscriptions", other["id"], "cancel")
    assert [r["id"] for r in desk.rows("subscriptions", mandate=first)] == [mine["id"]]
    assert [r["id"] for r in desk.rows("subscriptions", status="cancelled")] == [other["id"]]
    assert len(desk.rows("subscriptions", status="active,cancelled")) == 2
    customer = desk.get("mandates", second)["links"]["customer"]
    desk.call("DELETE", f"/customers/{customer}")
    assert [r["id"] for r in desk.rows("subscriptions")] == [mine["id"]]
