from collections.abc import Callable
from datetime import timedelta

import pytest

from s300gc.store import Store
from tests.store.conftest import FixedClock
from tests.store.make import AT, event

NEW = [
    event("EV1", cause="c", description="d", links=(("payment", "PM1"),), will_attempt_retry=True),
    event("EV2", resource_type="mandates", resource="MD1", created_at=AT + timedelta(seconds=1)),
]
RAWS: list[bytes | str] = ['{"id":"EV1"}', b'{"id":"EV2"}']


def test_new_events_are_stored_with_their_raw_bodies(store: Store) -> None:
    assert store.inbox.receive(NEW, RAWS, "webhook") == NEW
    assert store.inbox.unapplied(10) == NEW
    assert store.raw.get("event", "EV2") == '{"id":"EV2"}'
    found = store.inbox.get("EV1")
    assert found is not None
    assert (found.event, found.received_at, found.applied_at) == (NEW[0], AT, None)
    assert found.source == ("webhook",)


def test_an_event_that_comes_again_is_only_marked(
    store: Store, opened: Callable[..., Store], clock: FixedClock
) -> None:
    store.inbox.receive(NEW[:1], RAWS[:1], "webhook")
    clock.move(hours=1)
    assert store.inbox.receive(NEW, ["other", "body"], "poll") == NEW[1:]
    assert opened().inbox.receive(NEW, RAWS, "poll") == []
    assert store.inbox.receive([NEW[0], NEW[0]], ["a", "b"], "webhook") == []
    found = store.inbox.get("EV1")
    assert found is not None
    assert found.received_at == AT
    assert found.source == ("webhook", "poll")
    assert store.raw.copies("event", "EV1") == [(AT, '{"id":"EV1"}')]
    missed = store.inbox.missed_by_webhook(AT - timedelta(days=1))
    assert [one.event.id for one in missed] == ["EV2"]


def test_events_and_bodies_must_match(store: Store) -> None:
    with pytest.raises(ValueError, match="zip"):
        store.inbox.receive(NEW, RAWS[:1], "poll")
    assert store.inbox.unapplied(10) == []


def test_applied_events_leave_the_queue_and_keep_their_first_instant(
    store: Store, clock: FixedClock
) -> None:
    store.inbox.receive(NEW, RAWS, "poll")
    store.inbox.applied(["EV1"])
    clock.move(hours=1)
    store.inbox.applied(["EV1"])
    store.inbox.applied([])
    assert store.inbox.unapplied(10) == NEW[1:]
    found = store.inbox.get("EV1")
    assert found is not None
    assert found.applied_at == AT


def test_an_event_that_cannot_be_applied_is_set_aside_until_taken_up_again(store: Store) -> None:
    store.inbox.receive(NEW, RAWS, "poll")
    store.inbox.dead("EV1", "no such payment")
    assert store.inbox.unapplied(10) == NEW[1:]
    (aside,) = store.inbox.set_aside()
    assert (aside.event, aside.error) == (NEW[0], "no such payment")
    store.inbox.replay(["EV1"])
    assert store.inbox.unapplied(10) == NEW
    assert store.inbox.set_aside() == []


def test_events_are_listed_newest_first_by_pages(store: Store) -> None:
    many = [event(f"EV{n}", created_at=AT + timedelta(hours=n // 2)) for n in range(6)]
    mandates = [event("EVM", resource_type="mandates")]
    store.inbox.receive(many + mandates, ["{}"] * 7, "poll")
    first = store.inbox.page(limit=3)
    assert [one.event.id for one in first] == ["EV5", "EV4", "EV3"]
    second = store.inbox.page(limit=3, before=first[-1].event)
    assert [one.event.id for one in second] == ["EV2", "EVM", "EV1"]
    assert [one.event.id for one in store.inbox.page(resource_type="mandates")] == ["EVM"]
    since = store.inbox.page(since=AT + timedelta(hours=1), resource_type="payments")
    assert [one.event.id for one in since] == ["EV5", "EV4", "EV3", "EV2"]


def test_only_applied_events_are_pruned(store: Store) -> None:
    store.inbox.receive(NEW, RAWS, "poll")
    store.inbox.applied(["EV1"])
    assert store.inbox.prune(AT + timedelta(days=1)) == 1
    assert store.inbox.unapplied(10) == NEW[1:]
    assert store.inbox.prune(AT + timedelta(days=1)) == 0
