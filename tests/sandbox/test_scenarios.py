"""What the stories promise."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from s300gc.sandbox import scenarios
from s300gc.sandbox.sage300.people import Paper
from s300gc.sandbox.scenarios.actions import Fail, Post, Sign
from s300gc.sandbox.scenarios.base import Plan, working_days
from s300gc.sandbox.world import World

ALL = tuple(scenarios.PLANNERS)


def of(kind: type[Any], plan: Plan) -> list[Any]:
    """All actions of a kind, the opening's first."""
    every = [*plan.opening, *(action for day in plan.days.values() for action in day)]
    return [action for action in every if isinstance(action, kind)]


def papers(plan: Plan) -> list[Paper]:
    """All documents of a story."""
    return [post.paper for post in of(Post, plan)]


def story(name: str, seed: int = 1, customers: int | None = None) -> Plan:
    """The plan of a scenario on its usual first day."""
    return scenarios.plan(name, seed, customers, scenarios.FIRST_DAY)


def agreed(world: World) -> dict[str, Decimal]:
    """Give what AR's open documents and GL differ by, for each control account."""
    state = world.sage300.state()
    return {
        account: Decimal(state["gl_balances"].get(account, "0")) - Decimal(total)
        for account, total in state["open_documents"].items()
    }


@pytest.mark.parametrize("name", [name for name in ALL if name != "busy"])
def test_every_story_unfolds_for_ten_weeks_and_ledger_and_documents_agree(name: str) -> None:
    world = World.new(name, seed=3)
    assert not any(agreed(world).values())
    for _ in range(10):
        world.advance(7)
        assert not any(agreed(world).values())


@pytest.mark.parametrize("name", ALL)
def test_a_plan_depends_on_seed_size_and_day_alone(name: str) -> None:
    first = story(name, customers=40)
    scenarios.plan.cache_clear()
    assert story(name, customers=40) == first


@pytest.mark.parametrize("name", ALL)
def test_document_numbers_are_unique_and_no_day_of_rest_has_work(name: str) -> None:
    plan = story(name, customers=40)
    posts = papers(plan)
    assert all(count == 1 for count in Counter(post.number for post in posts).values())
    assert all(day.weekday() < 5 and day >= plan.opened for day in plan.days)
    assert all(post.tax < post.amount for post in posts)


@pytest.mark.parametrize("name", ALL)
def test_everything_but_the_demos_old_paper_is_dated_since_go_live(name: str) -> None:
    plan = story(name, customers=40)
    old = [post for post in papers(plan) if post.dated < plan.go_live]
    assert len(old) == (1 if name in ("demo", "trouble") else 0)


def test_small_has_twelve_customers_twenty_documents_and_one_failure() -> None:
    world = World.new("small")
    assert len(world.sage300.state()["customers"]) == 12
    assert len(of(Post, story("small"))) == 20
    assert len(of(Fail, story("small"))) == 1


def test_demo_has_forty_customers_and_more_and_a_hundred_and_twenty_documents() -> None:
    plan = story("demo")
    parties = {sign.party.number: sign.party for sign in of(Sign, plan)}
    assert len(World.new("demo").sage300.state()["customers"]) >= 40
    assert len(of(Post, plan)) == 120
    assert {party.account_set for party in parties.values()} == {"DOM", "EXP", "EUR", "USD"}
    assert {party.currency for party in parties.values()} == {"GBP", "EUR", "USD"}


def test_demo_begins_with_active_mandates_of_which_ten_and_more_never_fail() -> None:
    world = World.new("demo")
    active = {m["id"] for m in world.gocardless.state()["mandates"] if m["status"] == "active"}
    failing = {fail.customer for fail in of(Fail, story("demo"))}
    sound = [c for c, m in world.story["mandates"].items() if m in active and c not in failing]
    assert len(sound) >= 30
    assert failing


def test_most_of_the_demos_documents_fall_due_within_six_weeks() -> None:
    plan = story("demo")
    end = plan.first_day + timedelta(weeks=6)
    assert sum(plan.first_day <= post.due <= end for post in papers(plan)) >= 80


def test_demo_opens_with_open_documents() -> None:
    documents = World.new("demo").sage300.state()["documents"]
    assert len(documents) == 25


@pytest.mark.parametrize("name", ["demo", "trouble"])
def test_nobody_reliable_fails_whatever_the_seed(name: str) -> None:
    for seed in range(5):
        failing = {fail.customer for fail in of(Fail, story(name, seed))}
        assert not failing & {f"C{1000 + n}" for n in range(1, 11)}


def test_trouble_brings_money_back_in_every_way() -> None:
    kinds = {fail.kind for fail in of(Fail, story("trouble"))}
    assert kinds == {"failed", "late_failure", "charged_back"}
    posts = papers(story("trouble"))
    assert any(post.kind == "CreditNote" for post in posts)
    assert any(post.instalments for post in posts)


def test_fx_has_three_currencies_with_the_account_set_of_each() -> None:
    parties = [sign.party for sign in of(Sign, story("fx"))]
    assert {(p.currency, p.account_set) for p in parties} == {
        ("GBP", "DOM"), ("EUR", "EUR"), ("USD", "USD"),
    }  # fmt: skip
    mandates = World.new("fx").gocardless.state()["mandates"]
    assert {m["scheme"] for m in mandates} == {"bacs", "sepa_core", "ach"}


def test_empty_has_masters_and_nobody() -> None:
    state = World.new("empty").sage300.state()
    assert state["customers"] == state["documents"] == []


def test_busy_has_three_thousand_documents_due_and_everybody_current() -> None:
    world = World.new("busy", customers=300)
    state = world.sage300.state()
    horizon = (world.first_day + timedelta(days=30)).isoformat()
    due = [d for d in state["documents"] if d["DueDate"][:10] <= horizon]
    assert len(due) >= 3000
    mandates = {m["id"]: m for m in world.gocardless.state()["mandates"]}
    for customer in state["customers"]:
        fields = {
            field["OptionalField"]: field["Value"]
            for field in customer["CustomerOptionalFieldValues"]
        }
        mandate = mandates[world.story["mandates"][customer["CustomerNumber"]]]
        assert fields["GCMANDATE"] == mandate["id"]
        assert fields["GCSTATUS"] == mandate["status"] == "active"
        assert fields["GCSCHEME"] == mandate["scheme"]
        assert " **" in fields["GCBANK"]


def test_busy_bills_twenty_thousand_times_in_any_four_weeks_everybody_alike() -> None:
    plan = story("busy")
    days = [day for day in plan.days if day >= plan.first_day]
    posts = [post.paper for day in days[40:60] for post in plan.days[day]]
    assert len(posts) == 20_000
    assert set(Counter(post.customer for post in posts).values()) == {4}
    assert {post.dated for post in posts} == set(days[40:60])


def test_busy_begins_with_a_past_in_which_little_is_new() -> None:
    world = World.new("busy", customers=100)
    state = world.gocardless.state()
    assert world.timeline.dump() == f"{world.first_day}T09:00:00.000Z"
    week_ago = (world.first_day - timedelta(days=7)).isoformat()
    assert max(event["created_at"] for event in state["events"]) < week_ago
    assert len({mandate["created_at"][:10] for mandate in state["mandates"]}) == 10
    assert not any(agreed(world).values())
    world.advance(3)
    assert len(world.sage300.state()["documents"]) == 3200 + 3 * 20


def test_the_first_day_may_be_any_day() -> None:
    saturday = date(2026, 8, 1)
    world = World.new("small", today=saturday)
    world.advance(30)
    documents = world.sage300.state()["documents"]
    assert len(documents) >= 19
    assert min(d["DocumentDate"][:10] for d in documents) == "2026-08-03"


def test_working_days_run_forwards_and_backwards() -> None:
    monday = date(2026, 1, 5)
    assert working_days(monday, 6)[-1] == date(2026, 1, 12)
    assert working_days(date(2026, 1, 4), -2) == [date(2026, 1, 2), date(2026, 1, 1)]
    assert all(a < b for a, b in pairwise(working_days(monday, 30)))
