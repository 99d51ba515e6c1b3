"""What the World says of itself and lets itself be told, under /_sandbox/."""

import json
from typing import Any

import pytest
from worlds import collect, gocardless, tell

from s300gc.sandbox.world import World


@pytest.fixture
def world() -> World:
    """A small World on its first morning."""
    return World.new("small")


def refusal(world: World, method: str, what: str, value: Any = None) -> tuple[int, str]:
    """Give status and error text."""
    body = b"" if value is None else json.dumps(value).encode()
    answer = world.control(method, f"/_sandbox/{what}", body)
    return answer.status, json.loads(answer.body)["error"]


def test_the_clock_tells_the_instant_and_lets_none_pass(world: World) -> None:
    now = world.timeline.dump()
    assert tell(world, "GET", "clock") == {"now": now}
    assert tell(world, "GET", "clock") == {"now": now}


def test_advancing_answers_the_new_instant(world: World) -> None:
    told = tell(world, "POST", "advance", {"days": 2})
    assert told == {"now": world.timeline.dump()}
    assert told["now"].startswith("2026-01-07T09:00:00.")


@pytest.mark.parametrize("days", [0, 401, -1, "1", 1.5, True, None])
def test_a_senseless_number_of_days_moves_nothing(world: World, days: Any) -> None:
    now = world.timeline.now
    assert refusal(world, "POST", "advance", {"days": days})[0] == 422
    assert world.timeline.now == now


def test_the_state_shows_both_sides_and_who_made_each_thing(world: World) -> None:
    collect(world, "C1001", 100)
    state = tell(world, "GET", "state")
    assert set(state) == {"now", "gocardless", "sage300"}
    assert set(state["gocardless"]) == {
        "customers", "customer_bank_accounts", "mandates", "payments", "subscriptions",
        "refunds", "payouts", "payout_items", "events",
    }  # fmt: skip
    assert set(state["sage300"]) == {
        "customers", "documents", "invoice_batches", "receipt_batches", "refund_batches",
        "gl_batches", "gl_balances", "open_documents",
    }  # fmt: skip
    assert [one["made_by"] for one in state["gocardless"]["payments"]] == ["tool"]
    assert {one["made_by"] for one in state["gocardless"]["mandates"]} == {"story"}
    assert {one["made_by"] for one in state["sage300"]["customers"]} == {"story"}


def test_nothing_of_the_control_is_in_the_request_log(world: World) -> None:
    for what in ("clock", "state", "requests", "faults"):
        tell(world, "GET", what)
    assert tell(world, "GET", "requests") == []


def test_the_request_log_is_emptied_and_its_numbers_go_on(world: World) -> None:
    gocardless(world, "GET", "/payments")
    answer = world.control("DELETE", "/_sandbox/requests", b"")
    assert (answer.status, answer.body) == (204, b"")
    gocardless(world, "GET", "/mandates?limit=2")
    (line,) = tell(world, "GET", "requests")
    assert set(line) == {"n", "at", "system", "method", "path", "query", "status"}
    assert (line["n"], line["path"], line["query"]) == (2, "/mandates", "limit=2")


def test_the_list_of_faults_is_replaced_as_a_whole(world: World) -> None:
    tell(world, "POST", "faults", [{"what": "500"}, {"what": "reset", "nth": 2}])
    assert tell(world, "POST", "faults", [{"what": "429"}]) == [{"what": "429"}]
    assert tell(world, "GET", "faults") == [{"what": "429"}]


def test_a_faulty_list_is_refused_with_the_reason(world: World) -> None:
    assert refusal(world, "POST", "faults", [{"what": "fire"}])[0] == 422
    assert refusal(world, "POST", "faults", {"what": "500"})[0] == 422


def test_unknown_things_are_404_and_wrong_verbs_405(world: World) -> None:
    assert refusal(world, "GET", "nothing")[0] == 404
    assert refusal(world, "DELETE", "clock")[0] == 405


def test_broken_json_is_refused(world: World) -> None:
    assert world.control("POST", "/_sandbox/advance", b"{").status == 422


# ---------------------------------------------------------------- people


def test_a_person_puts_a_customer_on_hold(world: World) -> None:
    tell(world, "POST", "person", {"do": "set_on_hold", "customer": "C1002", "on_hold": True})
    held = [
        one["CustomerNumber"]
        for one in tell(world, "GET", "state")["sage300"]["customers"]
        if one["OnHold"] not in (False, "No", "False")
    ]
    assert held == ["C1002"]


def test_a_person_posts_an_invoice_and_receives_money_for_it(world: World) -> None:
    order = {"do": "post_invoice", "customer": "C1002", "number": "IN900001"}
    order |= {"amount": "120.00", "dated": "2026-01-05", "due": "2026-01-19"}
    tell(world, "POST", "person", order)
    money: dict[str, Any] = {"do": "post_receipt", "customer": "C1002", "amount": "50.00"}
    money |= {"bank": "BANK", "dated": "2026-01-05", "applied": {"IN900001": "50.00"}}
    tell(world, "POST", "person", money)
    (document,) = [
        one
        for one in tell(world, "GET", "state")["sage300"]["documents"]
        if one["DocumentNumber"] == "IN900001"
    ]
    assert document["made_by"] == "person"
    assert document["CustomerCurrencyAmountDue"] == 70


def test_a_person_charges_and_cancels_in_the_dashboard(world: World) -> None:
    mandate = world.story["mandates"]["C1002"]
    order = {"do": "dashboard_payment", "mandate": mandate, "amount": 1200, "description": "hand"}
    tell(world, "POST", "person", order)
    tell(world, "POST", "person", {"do": "cancel_mandate", "mandate_id": mandate})
    state = tell(world, "GET", "state")["gocardless"]
    assert [one["made_by"] for one in state["payments"]] == ["person"]
    assert {m["id"]: m["status"] for m in state["mandates"]}[mandate] == "cancelled"


@pytest.mark.parametrize(
    "order",
    [
        {"do": "sing"},
        {"do": "set_on_hold", "client": "C1002"},
        {"do": "post_invoice", "customer": "C1002", "number": "X", "amount": "much",
         "dated": "2026-01-05", "due": "2026-01-19"},
        {"do": "cancel_mandate", "mandate_id": "MD0"},
        ["set_on_hold"],
    ],
)  # fmt: skip
def test_an_order_that_makes_no_sense_changes_nothing(world: World, order: Any) -> None:
    before = world.save()
    assert refusal(world, "POST", "person", order)[0] == 422
    assert world.save() == before
