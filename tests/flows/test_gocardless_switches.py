"""Whatever GoCardless turns out to be: the books agree, and nothing is collected twice."""

import dataclasses
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

from s300gc.sandbox.gocardless.switches import GoCardlessSwitches
from tests.flows import eventful

NUMBERS: dict[str, tuple[int, ...]] = {
    "key_length": (36,),
    "key_days": (1, 3650),
    "cut_off": (0,),
    "extra_notice": (2,),
    "description_length": (100,),
    "largest_payment": (6000,),
    "subscription_lead": (1,),
    "payout_parts": (1, 3),
    "payout_wait": (1, 3),
    "events_lag": (5, 200),
}
"""Other settings of the switches that are numbers."""


def others() -> list[tuple[str, Any]]:
    """Every setting of every switch that is not the usual one."""
    kinds = get_type_hints(GoCardlessSwitches)
    found: list[tuple[str, Any]] = []
    for field in dataclasses.fields(GoCardlessSwitches):
        kind = kinds[field.name]
        if get_origin(kind) is Literal:
            values: tuple[Any, ...] = get_args(kind)
        else:
            values = (True, False) if kind is bool else NUMBERS[field.name]
        found += [(field.name, value) for value in values if value != field.default]
    return found


def story(folder: Path, credit: str = "ar-control", **changes: Any) -> eventful.Story:
    """Live through the story under some switches."""
    told = eventful.begin(folder, GoCardlessSwitches.from_plain(changes), credit)
    eventful.live(told)
    return told


def check(told: eventful.Story) -> None:
    """Look at everything that must hold whatever has happened."""
    one = told.one
    eventful.collected_once(told)
    assert one.reconcile().differences == ()
    assert one.posted_twice() == []
    with one.parts() as parts:
        assert parts.store.intents.in_doubt("payment") == []
        waiting = {payout.id for payout in parts.store.payouts.unbooked()}
    paid = [row for row in one.state["gocardless"]["payouts"] if row["status"] == "paid"]
    assert len(paid) > 3
    assert not {row["id"] for row in paid} & waiting


@pytest.mark.parametrize(("switch", "value"), others(), ids=lambda value: str(value))
def test_the_client_works_with_every_reading_of_the_documents(
    tmp_path: Path, switch: str, value: Any
) -> None:
    check(story(tmp_path, **{switch: value}))


ODD = {
    "bearer_form": "hex",
    "mandate_prefix": False,
    "end_of_list": "absent",
    "state_number": 409,
    "link_number": 422,
    "key_length": 36,
    "key_days": 1,
    "key_checked": "last",
    "refused_key": "spent",
    "cut_off": 0,
    "date_when_inactive": True,
    "new_mandate_link": False,
    "replaced_payments": "cancel",
    "plain_fx": "own",
    "description_length": 100,
    "after_chargeback": "paid_out",
    "refunded_when": "settled",
    "returned_names_payment": False,
    "payout_half": "down",
    "payout_parts": 2,
    "payout_wait": 1,
    "cancelled_chargeback": "payment_charged_back",
    "fees_name_payment": False,
    "payout_is_parent": True,
    "events_lag": 20,
}
"""Many other readings, all at once."""


@pytest.mark.parametrize("credit", ["ar-control", "1190"])
@pytest.mark.parametrize("changes", [{}, ODD], ids=["usual", "odd"])
def test_the_client_works_in_both_ways_of_booking(
    tmp_path: Path, credit: str, changes: dict[str, Any]
) -> None:
    check(story(tmp_path, credit, **changes))


def test_the_story_has_all_that_can_come_back_and_answers_that_are_lost(tmp_path: Path) -> None:
    told = story(tmp_path)
    items = told.gocardless.state()["payout_items"].values()
    assert {item["type"] for found in items for item in found} == {
        "payment_paid_out", "payment_failed", "payment_charged_back", "payment_refunded",
        "refund_funds_returned", "gocardless_fee", "surcharge_fee",
    }  # fmt: skip
    actions = {event["action"] for event in told.gocardless.state()["events"]}
    assert {"replaced", "chargeback_cancelled", "resubmission_requested", "cancelled"} <= actions
    assert told.struck > 8
    assert all(left < 0 for left in told.possible.values())
