from dataclasses import replace

import pytest

from s300gc.errors import PersonNeeded, S300gcError
from s300gc.model import Allocation
from s300gc.store import Store
from tests.store.make import allocation, claim, gbp, intent, payment

FIRST = "SAM payment 1200 IN1/1 #1"
SECOND = "SAM payment 1200 IN1/1 #2"


def collected(store: Store, reference: str = FIRST, remote: str = "PM1", attempt: int = 1) -> None:
    store.intents.begin(intent(reference), [allocation()], attempt)
    store.intents.done(reference, remote)


def test_a_door_says_who_collects_how_much_at_which_attempt(store: Store) -> None:
    store.intents.begin(intent(), [allocation("IN1", 700), allocation("IN2", 300)], 3)
    found = store.claims.live([claim("IN1"), claim("IN2"), claim("IN3")])
    assert set(found) == {claim("IN1"), claim("IN2")}
    door = found[claim("IN1")]
    assert (door.reference, door.payment, door.amount, door.attempt) == (FIRST, "", gbp(700), 3)
    assert str(door) == FIRST
    assert store.claims.all_live() == list(found.values())
    assert store.claims.outstanding_for("1200", "IN1") == [door]
    assert store.claims.outstanding_for("1300", "IN1") == []


def test_closing_a_door_frees_the_claim_and_is_audited_once(store: Store) -> None:
    collected(store)
    assert store.claims.close("PM1", "failed") == [claim()]
    assert store.claims.close("PM1", "failed") == []
    assert store.claims.live([claim()]) == {}
    assert store.claims.of_payment("PM1") == [allocation()]
    assert store.claims.attempts([claim(), claim("IN2")]) == {claim(): 1}
    rows = [row for row in store.audit.of_subject("IN1") if row.kind == "door.closed"]
    assert [row.body for row in rows] == [{"why": "failed", "claims": ["IN1/1"]}]


def test_the_highest_attempt_counts(store: Store) -> None:
    collected(store)
    store.claims.close("PM1", "failed")
    collected(store, SECOND, "PM2", 2)
    assert store.claims.attempts([claim()]) == {claim(): 2}


def test_a_payment_that_is_tried_again_takes_its_door_back(store: Store) -> None:
    collected(store)
    store.claims.close("PM1", "failed")
    store.claims.reopen("PM1", "GoCardless tries again")
    store.claims.reopen("PM1", "GoCardless tries again")
    assert store.claims.live([claim()])[claim()].payment == "PM1"
    rows = [row.kind for row in store.audit.of_subject("PM1")]
    assert rows == ["intent.done", "door.closed", "door.opened"]


def test_a_retry_and_a_new_collection_never_both_collect(store: Store) -> None:
    collected(store)
    store.claims.close("PM1", "failed")
    collected(store, SECOND, "PM2", 2)
    with pytest.raises(PersonNeeded, match="by PM2"):
        store.claims.reopen("PM1", "retry")
    assert store.claims.live([claim()])[claim()].payment == "PM2"


def test_a_payment_of_others_has_no_door_to_open(store: Store) -> None:
    assert store.claims.of_payment("PM9") == []
    assert store.claims.close("PM9", "failed") == []
    with pytest.raises(S300gcError, match="not a payment of this database"):
        store.claims.reopen("PM9", "retry")


def test_x_is_fixed_once_and_kept(store: Store) -> None:
    collected(store)
    fixed = Allocation(claim(), gbp(1000), "1100", "DOM")
    store.claims.fix_x("PM1", [fixed])
    store.claims.fix_x("PM1", [fixed])
    assert store.claims.of_payment("PM1") == [fixed]
    with pytest.raises(S300gcError, match="booked against 1100, not 1190"):
        store.claims.fix_x("PM1", [replace(fixed, x="1190")])
    with pytest.raises(S300gcError, match="does not stand for IN9/1"):
        store.claims.fix_x("PM1", [Allocation(claim("IN9"), gbp(1), "1100")])
    with pytest.raises(S300gcError, match="never changes"), store.database.immediate("test"):
        store.database.write("UPDATE allocations SET x = '1190'")


def test_an_unknown_payment_of_ours_is_adopted_once(store: Store) -> None:
    found = store.claims.adopt(payment("PM1"), FIRST, "key1", [allocation()], 2)
    assert (found.state, found.remote, found.kind) == ("done", "PM1", "payment")
    head = store.audit.head()
    assert store.claims.adopt(payment("PM1"), FIRST, "key1", [allocation()], 2) == found
    assert store.audit.head() == head
    assert store.claims.live([claim()])[claim()].payment == "PM1"
    assert store.claims.attempts([claim()]) == {claim(): 2}
    assert [row.kind for row in store.audit.of_subject("IN1")] == ["payment.adopted"]


@pytest.mark.parametrize(
    "status", ["failed", "cancelled", "charged_back", "customer_approval_denied"]
)
def test_a_dead_payment_is_adopted_without_a_door(store: Store, status: str) -> None:
    store.claims.adopt(payment("PM1", status=status), FIRST, "key1", [allocation()], 1)
    assert store.claims.live([claim()]) == {}
    assert store.claims.attempts([claim()]) == {claim(): 1}
    store.claims.adopt(payment("PM2"), SECOND, "key2", [allocation()], 2)
    assert store.claims.live([claim()])[claim()].payment == "PM2"


def test_adopting_ends_a_doubt(store: Store) -> None:
    store.intents.begin(intent(), [allocation()])
    found = store.claims.adopt(payment("PM1", status="failed"), FIRST, "key1", [allocation()], 1)
    assert (found.state, found.remote, found.request) == ("done", "PM1", intent().request)
    assert store.claims.live([claim()]) == {}


def test_adopting_leaves_a_stopped_intent_to_a_person(store: Store) -> None:
    store.intents.begin(intent(), [allocation()])
    store.intents.stop(FIRST, "amount differs")
    assert store.claims.adopt(payment("PM1"), FIRST, "key1", [allocation()], 1).state == "stopped"


def test_a_second_payment_for_a_reference_or_a_claim_needs_a_person(store: Store) -> None:
    collected(store)
    with pytest.raises(PersonNeeded, match="is PM1 and was now found as PM2"):
        store.claims.adopt(payment("PM2"), FIRST, "key1", [allocation()], 1)
    with pytest.raises(PersonNeeded, match="already being collected by PM1"):
        store.claims.adopt(payment("PM3"), SECOND, "key2", [allocation()], 2)
    assert store.intents.get(SECOND) is None


def test_many_payments_are_looked_up_at_once(store: Store) -> None:
    collected(store)
    assert store.claims.of_payments(["PM1", "PM9"]) == {"PM1": [allocation()]}
