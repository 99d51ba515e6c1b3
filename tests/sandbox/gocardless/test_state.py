"""The whole state: plain JSON, copied, saved, the same for the same calls."""

import json
import pickle
from decimal import Decimal
from typing import Any

from s300gc.sandbox.gocardless.service import GoCardless
from s300gc.sandbox.timeline import Timeline

from .desk import Desk

KEYS = {
    "customers", "customer_bank_accounts", "mandates", "payments", "subscriptions", "refunds",
    "payouts", "payout_items", "events",
}  # fmt: skip


def lived(seed: int = 1) -> Desk:
    desk = Desk(seed=seed)
    mandates = [desk.sign() for _ in range(3)]
    desk.fail(mandates[0], "late_failure")
    for n, mandate in enumerate(mandates):
        desk.pay(mandate, 1000 * (n + 1))
    desk.make(
        "subscriptions", amount=500, currency="GBP", interval_unit="weekly",
        links={"mandate": mandates[1]}, key="k1",
    )  # fmt: skip
    desk.days(5)
    return desk


def reborn(desk: Desk, data: Any) -> Desk:
    twin = Desk.__new__(Desk)
    twin.timeline = Timeline.load(desk.timeline.dump())
    twin.gocardless = GoCardless(twin.timeline, 1, data)
    twin.creditor = desk.creditor
    return twin


def is_plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(type(k) is str and is_plain(v) for k, v in value.items())
    if isinstance(value, list):
        return all(map(is_plain, value))
    return value is None or type(value) in (str, int, bool, Decimal)


def test_the_data_is_plain_json() -> None:
    data = lived().gocardless.data
    assert is_plain(data)
    assert json.loads(json.dumps(data)) == data


def test_the_same_calls_give_the_same_history_byte_for_byte() -> None:
    first, second, other = (json.dumps(lived(seed).gocardless.data) for seed in (1, 1, 2))
    assert first == second != other


def test_a_copy_goes_on_like_the_original_and_shares_nothing() -> None:
    desk = lived()
    twin = reborn(desk, pickle.loads(pickle.dumps(desk.gocardless.data)))  # noqa: S301
    before = json.dumps(desk.gocardless.data)
    for one in (twin, desk):
        one.pay(one.rows("mandates")[0]["id"])
        one.days(14)
        if one is twin:
            assert json.dumps(desk.gocardless.data) == before
    assert json.dumps(twin.gocardless.data) == json.dumps(desk.gocardless.data)
    assert twin.gocardless.state() == desk.gocardless.state()


def test_a_saved_organisation_goes_on_where_it_was() -> None:
    desk = lived()
    saved = reborn(desk, json.loads(json.dumps(desk.gocardless.data)))
    for one in (saved, desk):
        one.days(14)
    assert saved.gocardless.state() == desk.gocardless.state()
    assert saved.page("payments", limit=2) == desk.page("payments", limit=2)


def test_reading_changes_nothing() -> None:
    desk = lived()
    before, now = json.dumps(desk.gocardless.data), desk.timeline.dump()
    for resource in KEYS - {"payout_items"}:
        desk.rows(resource)
    desk.call("GET", "/payments/PM404")
    desk.gocardless.state()
    assert (json.dumps(desk.gocardless.data), desk.timeline.dump()) == (before, now)


def test_the_state_is_the_api_s_own_form_and_who_made_it() -> None:
    desk = lived()
    desk.days(7)
    state = desk.gocardless.state()
    assert set(state) == KEYS
    for resource in KEYS - {"payout_items"}:
        listed = desk.rows(resource, limit=500)[::-1]
        assert [{k: v for k, v in row.items() if k != "made_by"} for row in state[resource]] == (
            listed
        )
        assert {row["made_by"] for row in state[resource]} <= {"tool", "person", "story"}
    assert {row["made_by"] for row in state["mandates"]} == {"story"}
    assert {row["made_by"] for row in state["payments"]} == {"tool"}
    assert set(state["payout_items"]) == {row["id"] for row in state["payouts"]}
    private = [key for row in state["payments"] for key in row if key.startswith("_")]
    assert private == []


def test_a_person_s_token_makes_a_person_s_objects() -> None:
    desk = Desk()
    token = f"Bearer {desk.gocardless.person_token}"
    given = {"customers": {"company_name": "By hand Ltd"}}
    assert desk.call("POST", "/customers", given, Authorization=token)[0] == 201
    assert [row["made_by"] for row in desk.gocardless.state()["customers"]] == ["person"]


def test_secrets_depend_on_the_seed_and_on_nothing_else() -> None:
    first, second = Desk(seed=1).gocardless, Desk(seed=2).gocardless
    assert first.access_token == lived(1).gocardless.access_token
    secrets = {
        secret
        for one in (first, second)
        for secret in (one.access_token, one.person_token, one.webhook_secret)
    }
    assert len(secrets) == 6
