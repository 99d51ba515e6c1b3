"""What the sandbox does where the documents leave a choice: the wire, keys, mandates, payments."""

from datetime import date
from typing import Any

import pytest

from s300gc.sandbox.gocardless.switches import GoCardlessSwitches
from s300gc.sandbox.gocardless.webhooks import Receipt
from s300gc.sandbox.world import World

from .desk import Desk


def test_switches_come_from_plain_data_and_what_is_none_is_told() -> None:
    assert GoCardlessSwitches.from_plain({}) == GoCardlessSwitches()
    assert GoCardlessSwitches.from_plain({"payout_parts": None, "cut_off": 9}).cut_off == 9
    for wrong in (
        {"weather": "rain"},
        {"payout_half": "sideways"},
        {"state_number": 500},
        {"mandate_prefix": 1},
        {"cut_off": "16"},
        {"key_days": -1},
    ):
        with pytest.raises(ValueError, match="GoCardless switch"):
            GoCardlessSwitches.from_plain(wrong)


def test_a_world_keeps_its_switches() -> None:
    switches = GoCardlessSwitches(plain_fx="own", payout_parts=3)
    world = World.new("small", gocardless_switches=switches)
    for twin in (world.copy(), World.load(world.save())):
        assert twin.gocardless_switches == switches
        assert twin.save() == world.save()


# ---------------------------------------------------------------- the wire


@pytest.mark.doubt("bearer_form")
def test_tokens_may_not_tell_their_environment() -> None:
    desk = Desk(bearer_form="hex")
    assert Desk().gocardless.access_token.startswith("sandbox_")
    assert len(bytes.fromhex(desk.gocardless.access_token)) == 20
    assert desk.gocardless.access_token != desk.gocardless.person_token
    assert desk.rows("creditors")


@pytest.mark.doubt("unknown_bearer")
@pytest.mark.parametrize("reason", ["access_token_not_found", "unauthorized"])
def test_a_token_nobody_knows_has_one_of_two_reasons(reason: str) -> None:
    desk = Desk(unknown_bearer=reason)
    assert desk.reason("GET", "/creditors", Authorization="Bearer nobody") == (401, reason)


@pytest.mark.doubt("mandate_prefix")
def test_ids_of_mandates_may_lack_their_prefix() -> None:
    mandate = Desk(mandate_prefix=False).sign()
    assert Desk().sign() == f"MD{mandate}"


@pytest.mark.doubt("end_of_list")
def test_a_list_may_end_without_meta() -> None:
    desk = Desk(end_of_list="absent")
    desk.sign(), desk.sign()
    assert set(desk.page("mandates")) == {"mandates"}
    first = desk.page("mandates", limit=1)
    assert first["meta"]["cursors"]["after"]
    last = desk.page("mandates", limit=1, after=first["meta"]["cursors"]["after"])
    assert last["meta"]["cursors"] == {"before": last["meta"]["cursors"]["before"], "after": None}


@pytest.mark.doubt("flow_number")
@pytest.mark.parametrize("number", [201, 200])
def test_a_new_billing_request_flow_has_one_of_two_numbers(number: int) -> None:
    desk = Desk(flow_number=number)
    request = desk.make("billing_requests", mandate_request={"currency": "GBP"})
    given = {"billing_request_flows": {"links": {"billing_request": request["id"]}}}
    assert desk.call("POST", "/billing_request_flows", given)[0] == number


@pytest.mark.doubt("state_number", "link_number")
def test_refusals_may_have_other_numbers() -> None:
    desk = Desk(state_number=409, link_number=422)
    payment = desk.pay(desk.sign())
    desk.days(1)
    path = f"/payments/{payment}/actions/cancel"
    assert desk.reason("POST", path) == (409, "cancellation_failed")
    given = {"payments": {"amount": 1000, "currency": "GBP", "links": {"mandate": "MD404"}}}
    assert desk.reason("POST", "/payments", given) == (422, "link_not_found")


@pytest.mark.doubt("metadata_put")
def test_metadata_is_replaced_or_added_to() -> None:
    for reading, expected in (("replace", {"b": "2"}), ("merge", {"a": "1", "b": "2"})):
        desk = Desk(metadata_put=reading)
        payment = desk.pay(desk.sign(), metadata={"a": "1"})
        assert desk.put("payments", payment, metadata={"b": "2"})["metadata"] == expected


# ---------------------------------------------------------------- idempotency keys


def payment(mandate: str, **fields: Any) -> dict[str, Any]:
    given = {"amount": 1000, "currency": "GBP", "links": {"mandate": mandate}}
    return {"payments": {**given, **fields}}


@pytest.mark.doubt("key_length")
def test_a_key_may_be_too_long_sooner() -> None:
    desk = Desk(key_length=36)
    given = payment(desk.sign())
    refused = (400, "idempotency_key_too_long")
    assert desk.reason("POST", "/payments", given, Idempotency_Key="k" * 37) == refused
    assert desk.call("POST", "/payments", given, Idempotency_Key="k" * 36)[0] == 201


@pytest.mark.doubt("key_days")
def test_a_key_may_be_kept_for_longer() -> None:
    desk = Desk(key_days=60)
    mandate = desk.sign()
    assert desk.call("POST", "/payments", payment(mandate), Idempotency_Key="k")[0] == 201
    desk.days(59)
    assert desk.call("POST", "/payments", payment(mandate), Idempotency_Key="k")[0] == 409
    desk.days(1)
    assert desk.call("POST", "/payments", payment(mandate), Idempotency_Key="k")[0] == 201


@pytest.mark.doubt("key_checked")
def test_a_used_key_may_be_found_after_the_body_is_checked() -> None:
    for reading, number in (("first", 409), ("last", 422)):
        desk = Desk(key_checked=reading)
        given = payment(desk.sign(), charge_date="2026-01-08")
        made = desk.call("POST", "/payments", given, Idempotency_Key="k")[1]["payments"]["id"]
        assert desk.call("POST", "/payments", given, Idempotency_Key="k")[0] == 409
        desk.days(1)
        before = desk.gocardless.state()
        assert desk.call("POST", "/payments", given, Idempotency_Key="k")[0] == number
        assert desk.gocardless.state() == before
        assert [row["id"] for row in desk.rows("payments")] == [made]


@pytest.mark.doubt("refused_key")
def test_a_refusal_may_use_a_key_up() -> None:
    desk = Desk(refused_key="spent", key_days=5)
    mandate = desk.sign()
    wrong = desk.refused("POST", "/payments", payment(mandate, amount=1), Idempotency_Key="k")
    again = desk.refused("POST", "/payments", payment(mandate), Idempotency_Key="k")
    assert {**again, "request_id": ""} == {**wrong, "request_id": ""}
    assert desk.call("POST", "/payments", payment(mandate), Idempotency_Key="other")[0] == 201
    desk.days(5)
    assert desk.call("POST", "/payments", payment(mandate), Idempotency_Key="k")[0] == 201


# ---------------------------------------------------------------- mandates


@pytest.mark.doubt("cut_off", "extra_notice")
def test_charge_dates_may_be_later_than_observed() -> None:
    days = [
        desk.get("mandates", desk.sign())["next_possible_charge_date"]
        for desk in (Desk(), Desk(cut_off=9), Desk(extra_notice=2))
    ]
    assert days == ["2026-01-08", "2026-01-09", "2026-01-12"]


@pytest.mark.doubt("date_when_inactive")
def test_a_mandate_that_has_ended_may_show_a_date() -> None:
    desk = Desk(date_when_inactive=True)
    mandate = desk.sign()
    desk.gocardless.cancel_mandate(mandate)
    assert desk.get("mandates", mandate)["next_possible_charge_date"] is not None
    assert desk.reason("POST", "/payments", payment(mandate)) == (422, "mandate_is_inactive")


@pytest.mark.doubt("new_mandate_link")
def test_only_event_and_refusal_may_name_a_successor() -> None:
    desk = Desk(new_mandate_link=False)
    old = desk.sign()
    new = desk.gocardless.replace_mandate(old)
    assert "new_mandate" not in desk.get("mandates", old)["links"]
    assert desk.events(mandate=old)[-1]["links"]["new_mandate"] == new
    error = desk.refused("POST", "/payments", payment(old))["errors"][0]
    assert (error["reason"], error["links"]) == ("mandate_replaced", {"new_mandate": new})


@pytest.mark.doubt("replaced_payments")
def test_a_replaced_mandate_may_take_its_pending_payments_along() -> None:
    desk = Desk(replaced_payments="cancel")
    old = desk.sign()
    made = desk.pay(old)
    new = desk.gocardless.replace_mandate(old)
    shown = desk.get("payments", made)
    assert (shown["status"], shown["links"]["mandate"]) == ("cancelled", old)
    told = desk.events(mandate=old)[-1]
    assert [e["links"]["payment"] for e in desk.events(parent_event=told["id"])] == [made]
    assert desk.rows("payments", mandate=new) == []


# ---------------------------------------------------------------- payments and subscriptions


@pytest.mark.doubt("plain_fx")
def test_what_is_not_converted_may_show_its_own_currency() -> None:
    desk = Desk(plain_fx="own")
    made = desk.pay(desk.sign())
    desk.days(14)
    for shown in (desk.get("payments", made), desk.rows("payouts")[0]):
        assert (shown["fx"]["fx_currency"], shown["fx"]["fx_amount"]) == ("GBP", None)
        assert shown["fx"]["exchange_rate"] is shown["fx"]["estimated_exchange_rate"] is None


@pytest.mark.doubt("description_length", "largest_payment")
def test_payments_may_have_limits() -> None:
    desk = Desk(description_length=100, largest_payment=50000)
    links = {"mandate": desk.sign()}
    given = {"amount": 50000, "currency": "GBP", "links": links}
    assert desk.fault("payments", **given, description="x" * 101)[0] == "description"
    assert desk.fault("payments", **{**given, "amount": 50001})[0] == "amount"
    assert desk.make("payments", **given, description="x" * 100)
    usual = Desk()
    assert usual.pay(usual.sign(), 9_000_000, description="x" * 500)


@pytest.mark.doubt("custom_references")
def test_references_of_ones_own_may_not_be_enabled() -> None:
    desk = Desk(custom_references=False)
    given = {"amount": 1000, "currency": "GBP", "links": {"mandate": desk.sign()}}
    field, message = desk.fault("payments", **given, reference="IN1")
    assert (field, message.partition(" are not")[0]) == ("reference", "Custom payment references")
    assert desk.make("payments", **given)


@pytest.mark.doubt("after_chargeback")
@pytest.mark.parametrize("status", ["confirmed", "paid_out"])
def test_a_cancelled_chargeback_leaves_one_of_two_statuses(status: str) -> None:
    desk = Desk(after_chargeback=status)
    made = desk.pay(desk.sign())
    desk.simulate("payment_charged_back", made)
    desk.gocardless.cancel_chargeback(made)
    assert desk.get("payments", made)["status"] == status
    desk.pay(desk.sign(), 500)
    desk.days(14)
    assert desk.get("payments", made)["status"] == "paid_out"
    paid = [kind for kind, _ in desk.items(desk.rows("payouts")[0]["id"])]
    assert paid.count("payment_paid_out") + paid.count("payment_charged_back") == 3


@pytest.mark.doubt("subscription_lead")
def test_subscription_payments_may_be_made_at_the_last_moment() -> None:
    desk = Desk(subscription_lead=3)
    desk.make(
        "subscriptions", amount=2500, currency="GBP", interval_unit="monthly", day_of_month=15,
        links={"mandate": desk.sign()},
    )  # fmt: skip
    desk.until(date(2026, 1, 11))
    assert desk.rows("payments") == []
    desk.days(1)
    assert desk.rows("payments")[0]["charge_date"] == "2026-01-15"


# ---------------------------------------------------------------- events and webhooks


@pytest.mark.doubt("events_lag")
def test_the_list_of_events_may_lag() -> None:
    desk = Desk(events_lag=4)
    mandate = desk.sign()
    assert desk.actions(mandate=mandate) == []
    desk.days(1)
    assert desk.actions(mandate=mandate) == ["created", "submitted", "active"]
    made = desk.pay(mandate)
    now = desk.timeline.dump()
    assert desk.actions(payment=made, **{"created_at[lte]": now}) == []
    assert desk.get("payments", made)["status"] == "pending_submission"


@pytest.mark.doubt("old_events")
def test_old_events_may_be_kept() -> None:
    desk = Desk(old_events="kept")
    desk.pay(desk.sign())
    event = desk.events()[0]["id"]
    desk.until(date(2027, 7, 6))
    assert desk.get("events", event)
    assert event in {row["id"] for row in desk.events()}


@pytest.mark.doubt("webhook_retried")
@pytest.mark.parametrize(
    ("reading", "code", "again"),
    [
        ("any-failure", 498, True),
        ("no-answer", 498, False),
        ("no-answer", 302, False),
        ("no-answer", 503, True),
        ("no-answer", None, True),
    ],
)
def test_a_refused_webhook_may_not_come_again(reading: str, code: int | None, again: bool) -> None:
    desk = Desk(webhook_retried=reading)
    desk.sign()
    (delivery,) = desk.gocardless.pending_webhooks()
    desk.gocardless.delivered(delivery.webhook_id, Receipt(code))
    desk.days(1)
    assert (delivery in desk.gocardless.pending_webhooks()) == again
