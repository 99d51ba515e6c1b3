"""One World: the same calls give the same history, a copy shares nothing, faults do as told."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from worlds import collect, gocardless, sage, tell

from s300gc.sandbox.faults import Broken
from s300gc.sandbox.gocardless.service import Delivery
from s300gc.sandbox.world import World

CUSTOMER = "C1001"


@pytest.fixture
def world() -> World:
    """A small World on its first morning."""
    return World.new("small")


def payments(world: World) -> int:
    """Count the payments there are."""
    return len(world.gocardless.state()["payments"])


def drive(world: World) -> None:
    """Do something of everything."""
    collect(world, CUSTOMER, 12_345)
    sage(world, "GET", "/AR/ARCustomers?$filter=CustomerNumber eq 'C1002'")
    world.advance(3)
    tell(world, "POST", "faults", [{"method": "POST", "probability": 0.5, "what": "500"}])
    for amount in (500, 600, 700, 800):
        body = {"amount": amount, "currency": "GBP"}
        body_links = {**body, "links": {"mandate": world.story["mandates"]["C1002"]}}
        gocardless(world, "POST", "/payments", {"payments": body_links})
    tell(world, "POST", "faults", [])
    world.advance(11)


def test_equal_calls_give_equal_worlds_byte_for_byte() -> None:
    one, other = World.new("small", seed=5), World.new("small", seed=5)
    assert one.save() == other.save()
    drive(one)
    drive(other)
    assert one.save() == other.save()


def test_another_seed_gives_another_history() -> None:
    assert World.new("small", seed=1).save() != World.new("small", seed=2).save()


def test_a_saved_world_comes_back_whole_and_goes_on_alike(world: World) -> None:
    drive(world)
    again = World.load(world.save())
    assert again.save() == world.save()
    assert again.gocardless.data == world.gocardless.data
    assert again.sage300.data == world.sage300.data
    for one in (world, again):
        collect(one, CUSTOMER, 777)
        one.advance(5)
    assert again.save() == world.save()


def test_a_copy_shares_nothing_with_its_original(world: World) -> None:
    before = world.save()
    twin = world.copy()
    assert twin.save() == before
    drive(twin)
    assert world.save() == before
    assert world.requests.lines == ()


def kinds(value: Any) -> set[type]:
    """The types of everything in a value."""
    if isinstance(value, dict):
        return {type(value)}.union(*map(kinds, value.values()), map(type, value))
    if isinstance(value, list | tuple):
        return {type(value)}.union(*map(kinds, value))
    return {type(value)}


def test_a_world_is_made_of_plain_data_of_which_copies_need_only_dicts_and_lists_anew() -> None:
    world = World.new("trouble")
    drive(world)
    world.advance(20)
    assert kinds(world.gocardless.data) <= {dict, list, str, int, bool, type(None)}
    assert kinds(world.sage300.data) <= {dict, list, str, int, bool, type(None), Decimal}


def test_indexes_built_in_advance_change_no_answer_and_no_history(world: World) -> None:
    twin = world.copy()
    twin.index_all()
    for one in (world, twin):
        drive(one)
    assert twin.save() == world.save()
    for target in ("/payments?status=confirmed", "/payments?currency=GBP", "/events?limit=500"):
        assert gocardless(twin, "GET", target).body == gocardless(world, "GET", target).body
    target = "/AR/ARPostedDocuments?$filter=FullyPaid eq 'No'"
    assert sage(twin, "GET", target).body == sage(world, "GET", target).body


def test_something_else_is_no_saved_world() -> None:
    with pytest.raises(ValueError, match="not a saved World"):
        World.load("{}")


def test_an_unknown_scenario_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="no scenario nothing; there are small, demo"):
        World.new("nothing")


def test_the_first_day_can_be_chosen() -> None:
    assert World.new("small", today=date(2026, 3, 2)).timeline.dump().startswith("2026-03-02T09:00")


def test_asking_lets_no_time_pass_and_making_a_millisecond_per_object(world: World) -> None:
    before = world.timeline.now
    gocardless(world, "GET", "/payments")
    sage(world, "GET", "/AR/ARCustomers")
    assert world.timeline.now == before
    collect(world, CUSTOMER, 100)
    assert world.timeline.now > before


def test_days_pass_one_after_the_other(world: World) -> None:
    twin = world.copy()
    world.advance(3)
    for _ in range(3):
        twin.advance()
    assert world.save() == twin.save()
    assert world.timeline.dump().startswith("2026-01-08T09:00:00.")


def test_requests_are_logged_with_what_they_were_answered(world: World) -> None:
    gocardless(world, "GET", "/payments?limit=5")
    sage(world, "GET", "/AR/ARNothing")
    first, second = world.requests.lines
    assert (first.n, first.system, first.method) == (1, "gocardless", "GET")
    assert (first.path, first.query, first.status) == ("/payments", "limit=5", 200)
    assert (second.n, second.system, second.status) == (2, "sage300", 404)


# ---------------------------------------------------------------- faults


@pytest.mark.parametrize("kind", ["reset", "timeout", "cut"])
def test_a_connection_broken_before_leaves_nothing_behind(world: World, kind: str) -> None:
    tell(world, "POST", "faults", [{"method": "POST", "what": kind}])
    with pytest.raises(Broken) as broken:
        collect(world, CUSTOMER, 100)
    assert broken.value.kind == kind
    assert payments(world) == 0


@pytest.mark.parametrize("kind", ["reset", "timeout", "cut"])
def test_a_connection_broken_after_leaves_the_payment(world: World, kind: str) -> None:
    tell(world, "POST", "faults", [{"method": "POST", "when": "after", "what": kind}])
    with pytest.raises(Broken):
        collect(world, CUSTOMER, 100)
    assert payments(world) == 1


@pytest.mark.parametrize(("kind", "status"), [("429", 429), ("500", 500), ("html", 502)])
@pytest.mark.parametrize(("when", "made"), [("before", 0), ("after", 1)])
def test_an_error_answer_hides_whether_the_request_was_applied(
    world: World, kind: str, status: int, when: str, made: int
) -> None:
    tell(world, "POST", "faults", [{"method": "POST", "when": when, "what": kind}])
    body = {"amount": 1, "currency": "GBP", "links": {"mandate": world.story["mandates"][CUSTOMER]}}
    answer = gocardless(world, "POST", "/payments", {"payments": {**body, "amount": 100}})
    assert answer.status == status
    assert payments(world) == made
    assert world.requests.lines[-1].status == status


@pytest.mark.parametrize(("kind", "word"), [("429", "TooManyRequests"), ("500", "InternalServer")])
def test_sage_errors_have_the_form_of_sage(world: World, kind: str, word: str) -> None:
    tell(world, "POST", "faults", [{"system": "sage300", "what": kind}])
    answer = sage(world, "GET", "/AR/ARCustomers")
    assert answer.status == int(kind)
    assert json.loads(answer.body)["error"]["code"].startswith(word)


@pytest.mark.parametrize(("kind", "type_"), [("429", "invalid_api_usage"), ("500", "gocardless")])
def test_gocardless_errors_have_the_form_of_gocardless(world: World, kind: str, type_: str) -> None:
    tell(world, "POST", "faults", [{"what": kind}])
    error = json.loads(gocardless(world, "GET", "/payments").body)["error"]
    assert error["type"] == type_
    assert error["code"] == int(kind)


def test_a_slow_answer_is_an_answer(world: World) -> None:
    tell(world, "POST", "faults", [{"what": "slow"}])
    collect(world, CUSTOMER, 100)
    assert payments(world) == 1


@pytest.mark.parametrize("late_calls", [1, 2, 4])
def test_a_late_request_takes_effect_as_many_requests_later(world: World, late_calls: int) -> None:
    order = {"method": "POST", "nth": 1, "when": "late", "late_calls": late_calls}
    tell(world, "POST", "faults", [{**order, "what": "timeout"}])
    with pytest.raises(Broken, match="timeout"):
        collect(world, CUSTOMER, 100)
    seen = []
    for n in range(late_calls + 1):
        if n % 2:
            sage(world, "GET", "/AR/ARCustomers")
            continue
        answer = gocardless(world, "GET", "/payments")
        seen.append((n + 1, len(json.loads(answer.body)["payments"])))
    assert all(count == (1 if request >= late_calls else 0) for request, count in seen)
    assert payments(world) == 1


def test_late_requests_survive_a_save(world: World) -> None:
    tell(world, "POST", "faults", [{"method": "POST", "when": "late", "what": "reset"}])
    with pytest.raises(Broken, match="reset"):
        collect(world, CUSTOMER, 100)
    again = World.load(world.save())
    gocardless(again, "GET", "/payments")
    assert payments(again) == 1
    assert payments(world) == 0


# ---------------------------------------------------------------- webhooks


class Receiver:
    """Takes webhooks as a receiver would, or refuses them."""

    def __init__(self, ok: bool = True) -> None:
        self.ok = ok
        self.came: list[Delivery] = []

    def __call__(self, delivery: Delivery) -> bool:
        self.came.append(delivery)
        return self.ok

    @property
    def events(self) -> list[str]:
        """Ids of all events, in the order they came."""
        return [event["id"] for one in self.came for event in json.loads(one.body)["events"]]


def after_a_payment(faults: list[dict[str, Any]], ok: bool = True) -> tuple[World, Receiver]:
    """Collect once and let two weeks pass day by day."""
    world, receiver = World.new("small"), Receiver(ok)
    world.deliver = receiver
    tell(world, "POST", "faults", faults)
    collect(world, CUSTOMER, 100)
    for _ in range(14):
        world.advance()
    return world, receiver


def test_every_event_comes_by_webhook_once() -> None:
    world, receiver = after_a_payment([])
    assert sorted(receiver.events) == sorted(e["id"] for e in world.gocardless.state()["events"])


def test_lost_webhooks_never_come() -> None:
    _, receiver = after_a_payment([{"webhooks": "lost", "probability": 1}])
    assert receiver.came == []


def test_doubled_webhooks_come_twice() -> None:
    _, once = after_a_payment([])
    _, twice = after_a_payment([{"webhooks": "doubled", "probability": 1}])
    assert sorted(twice.events) == sorted(once.events * 2)


def test_reordered_webhooks_bring_the_same_events_otherwise_and_well_signed() -> None:
    import hashlib
    import hmac

    _, straight = after_a_payment([])
    world, turned = after_a_payment([{"webhooks": "reordered", "probability": 1}])
    assert turned.events != straight.events
    assert sorted(turned.events) == sorted(straight.events)
    secret = world.gocardless.webhook_secret.encode()
    for one in turned.came:
        assert one.signature == hmac.new(secret, one.body, hashlib.sha256).hexdigest()


def test_a_webhook_that_was_refused_comes_again() -> None:
    _, receiver = after_a_payment([], ok=False)
    assert len(receiver.came) > len({one.webhook_id for one in receiver.came})
