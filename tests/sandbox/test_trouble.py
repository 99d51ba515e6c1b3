"""What comes back in the story of trouble, and what is converted in that of foreign exchange."""

from collections import Counter
from typing import Any

import pytest

from s300gc.sandbox.scenarios.actions import Charge, happen
from s300gc.sandbox.world import World


def collected(scenario: str, weeks: int) -> dict[str, Any]:
    """Collect something from everybody on the first day, and give GoCardless' side weeks later."""
    world = World.new(scenario)
    numbers = world.story["mandates"]
    happen(world, [Charge(number, 40000, "Collected by hand") for number in numbers])
    for _ in range(weeks):
        happen(world, [Charge(number, 9000, "Collected again") for number in list(numbers)[:5]])
        world.advance(7)
    return world.gocardless.state()


@pytest.fixture(scope="module")
def trouble() -> dict[str, Any]:
    """Ten weeks of trouble."""
    return collected("trouble", 10)


def test_money_comes_back_and_goes_back_in_every_way(trouble: dict[str, Any]) -> None:
    kinds = {item["type"] for items in trouble["payout_items"].values() for item in items}
    assert kinds == {
        "payment_paid_out", "payment_failed", "payment_charged_back", "payment_refunded",
        "refund_funds_returned", "gocardless_fee", "surcharge_fee",
    }  # fmt: skip
    actions = Counter(event["action"] for event in trouble["events"])
    assert actions["chargeback_cancelled"] == actions["funds_returned"] == 1
    assert actions["late_failure_settled"] >= 2
    assert {row["status"] for row in trouble["refunds"]} == {"paid", "funds_returned"}


def test_mandates_are_replaced_moved_and_cancelled(trouble: dict[str, Any]) -> None:
    actions = {e["action"] for e in trouble["events"] if e["resource_type"] == "mandates"}
    assert {"replaced", "transferred", "cancelled"} <= actions


def test_dollars_are_converted_and_euros_are_not() -> None:
    state = collected("fx", 4)
    landed = {
        (row["currency"], row["fx"]["fx_currency"], row["fx"]["fx_amount"] is not None)
        for row in state["payouts"]
        if row["status"] == "paid"
    }
    assert landed == {("GBP", None, False), ("EUR", None, False), ("USD", "GBP", True)}
