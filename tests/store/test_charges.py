"""Which subscription collects which charge: recorded with its intent, or not at all."""

from dataclasses import replace

from s300gc.model.subscriptions import ChargeKey
from s300gc.store import Store
from tests.store import make

RENT = ChargeKey("RENT", "1200")


def begun(store: Store) -> None:
    step = make.create_subscription()
    meant = make.intent(step.reference, kind="subscription")
    assert store.charges.begin(meant, step) is meant


def test_a_subscription_covers_its_invoices_from_its_intent_on(store: Store) -> None:
    begun(store)
    (held,) = store.charges.all()
    assert (held.key, held.id, held.covers_from) == (RENT, "", make.create_subscription().start)
    again = make.intent(held.reference, kind="subscription")
    assert store.charges.begin(again, make.create_subscription()) is not again


def test_a_refused_one_covers_nothing_and_is_begun_anew(store: Store) -> None:
    begun(store)
    store.charges.refused(make.create_subscription().reference, "no")
    assert store.charges.all() == []
    begun(store)
    assert len(store.charges.all()) == 1


def test_a_change_is_counted_once_and_says_what_is_held(store: Store) -> None:
    begun(store)
    store.charges.created(make.create_subscription(), make.subscription())
    step = make.change_subscription()
    store.intents.begin(make.intent(step.reference, kind="subscription change"))
    paused = make.subscription(status="paused")
    for _ in range(2):
        store.charges.changed(step, paused, "on-hold")
    (held,) = store.charges.all()
    assert (held.changes, held.amendments, held.ended) == (1, 0, False)
    assert held.subscription == paused
    assert store.charges.holds() == {RENT: "on-hold"}
    assert store.audit.of_subject("SB1")


def test_one_that_the_store_does_not_know_is_adopted_once(store: Store) -> None:
    found = make.subscription()
    done = replace(make.intent("SAM subscription 1200 RENT #1"), state="done", remote="SB1")
    for _ in range(2):
        store.charges.adopt(done, RENT, 1, found)
        store.subscriptions.put([found])
    (held,) = store.charges.all()
    assert (held.id, held.covers_from, held.subscription) == ("SB1", found.start, found)


def test_payments_wait_for_an_invoice_until_something_stands_for_them(store: Store) -> None:
    begun(store)
    store.charges.created(make.create_subscription(), make.subscription())
    store.payments.put([
        make.payment("PM1", subscription="SB1"), make.payment("PM2", subscription="SB9"),
        make.payment("PM3", subscription="SB1", status="cancelled"),
    ])  # fmt: skip
    (waits,) = store.charges.unmatched()
    assert waits.id == "PM1"
    store.claims.adopt(waits, "SAM payment 1200 IN1/1 #1", "", [make.allocation()], 1)
    assert store.charges.unmatched() == []
    assert store.charges.paid([("1200", "IN1"), ("1200", "IN2")]) == {("1200", "IN1")}
