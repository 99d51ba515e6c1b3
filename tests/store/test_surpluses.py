"""What is collected too much, until it is settled; and documents that changed meanwhile."""

from dataclasses import replace

from s300gc.model import Surplus
from s300gc.store import Store
from tests.store.make import allocation, document, gbp, intent

ONE = Surplus("PM1", "1200", "IN1", gbp(1000), "collects too much")
FIRST = "SAM payment 1200 IN1/1 #1"


def test_a_surplus_is_told_once_and_stays_until_it_is_settled(store: Store) -> None:
    assert store.surpluses.found([ONE], [], {}) == [ONE]
    head = store.audit.head()
    assert store.surpluses.found([ONE], [], {}) == []
    assert store.audit.head() == head
    assert store.surpluses.open() == [ONE]
    (shown,) = store.surpluses.worklist()
    assert (shown.subject, shown.reason, shown.kind) == ("PM1", "collects too much", "surplus")
    assert store.surpluses.found([], [], {"PM1": "refunded"}) == []
    assert store.surpluses.open() == []
    rows = [(row.kind, row.body["note"]) for row in store.audit.of_subject("IN1")]
    assert rows == [("surplus.found", "collects too much"), ("surplus.settled", "refunded")]


def test_another_amount_takes_the_place_of_the_one_before(store: Store) -> None:
    store.surpluses.found([ONE], [], {})
    less = replace(ONE, amount=gbp(400))
    assert store.surpluses.found([less], [], {}) == []
    assert store.surpluses.open() == [less]


def test_what_nothing_can_be_said_of_yet_is_kept(store: Store) -> None:
    other = replace(ONE, payment="PM2")
    store.surpluses.found([ONE, other], [], {})
    store.surpluses.found([], [other], {})
    assert store.surpluses.open() == [other]


def test_a_surplus_may_come_back_after_it_was_settled(store: Store) -> None:
    for _ in range(2):
        assert store.surpluses.found([ONE], [], {}) == [ONE]
        store.surpluses.found([], [], {})


def test_only_documents_that_something_collects_are_given_as_changed(store: Store) -> None:
    note = document("PM1-R1", kind="DebitNote")
    other = document("DN1", kind="DebitNote")
    store.intents.begin(intent(FIRST), [allocation()])
    store.documents.put([document("IN1"), document("IN2"), note, other])
    assert [one.number for one in store.surpluses.changed()] == ["IN1", "PM1-R1"]
    assert [one.number for one in store.documents.dirty()] == ["IN1", "PM1-R1"]
    store.documents.clean(store.surpluses.changed())
    store.documents.put([document("IN1"), document("IN2", balance=gbp(1))])
    assert store.surpluses.changed() == []


def test_a_claim_is_in_doubt_until_its_payment_has_a_name(store: Store) -> None:
    store.intents.begin(intent(FIRST), [allocation()])
    assert {claim.document for claim in store.surpluses.in_doubt()} == {"IN1"}
    store.intents.done(FIRST, "PM1")
    assert store.surpluses.in_doubt() == set()


def test_a_cancelled_payment_frees_its_claims_in_one_step(store: Store) -> None:
    store.intents.begin(intent(FIRST), [allocation()])
    store.intents.done(FIRST, "PM1")
    cancel = intent("SAM cancel PM1", kind="cancel", key="")
    store.intents.begin(cancel)
    for _ in range(2):
        store.claims.cancelled("SAM cancel PM1", "PM1", "IN1 was paid")
    assert store.claims.all_live() == []
    kinds = [row.kind for row in store.audit.of_subject("PM1")]
    assert kinds.count("door.closed") == 1
    assert store.claims.attempts([allocation().claim]) == {allocation().claim: 1}
