"""Intents of payments begun and ended a few at a time."""

from pathlib import Path

from s300gc.errors import PersonNeeded
from s300gc.gate import Door, Gate
from s300gc.store import Store
from tests.store.conftest import FixedClock
from tests.store.make import allocation, claim, intent, payment


def name(n: int) -> str:
    return f"SAM payment 1200 IN{n}/1 #1"


def begin(store: Store, *numbers: int) -> list[object]:
    return list(
        store.sendings.begin([(intent(name(n)), [allocation(f"IN{n}")], 1) for n in numbers])
    )


class Commits(Gate):
    """Notes what was committed."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def point(self, door: Door, what: str) -> None:
        if door == "committed":
            self.names.append(what)


def test_several_are_begun_in_one_transaction(path: Path, clock: FixedClock) -> None:
    gate = Commits()
    with Store.open(path, clock=clock, gate=gate) as store:
        gate.names.clear()
        begin(store, 1, 2, 3)
        store.sendings.created([(name(1), payment("PM1")), (name(2), payment("PM2"))])
        assert gate.names == ["intents begun", "payments created"]
        assert [one.reference for one in store.intents.in_doubt()] == [name(3)]
        assert [one.id for one in store.payments.open()] == ["PM1", "PM2"]


def test_one_with_another_door_is_given_as_its_error_and_the_others_are_begun(
    store: Store,
) -> None:
    store.intents.begin(intent("SAM other"), [allocation("IN2")])
    first, second, third = begin(store, 1, 2, 3)
    assert isinstance(second, PersonNeeded)
    assert [getattr(one, "state", "") for one in (first, third)] == ["begun", "begun"]
    assert store.intents.get(name(2)) is None
    assert set(store.claims.live([claim("IN1"), claim("IN3")])) == {claim("IN1"), claim("IN3")}


def test_one_that_is_another_payment_already_holds_up_no_other(store: Store) -> None:
    begin(store, 1, 2)
    store.intents.done(name(1), "PM9")
    first, second = store.sendings.created([(name(1), payment("PM1")), (name(2), payment("PM2"))])
    assert isinstance(first, PersonNeeded)
    assert second is None
    assert store.intents.by_remote("PM2")[0].state == "done"


def test_what_was_withdrawn_has_no_door_and_may_be_begun_anew(store: Store) -> None:
    begin(store, 1, 2)
    store.sendings.withdraw([name(1)], "was not sent")
    assert store.claims.live([claim("IN1"), claim("IN2")]).keys() == {claim("IN2")}
    (again,) = begin(store, 1)
    assert getattr(again, "state", "") == "begun"
    store.sendings.withdraw([], "nothing")
