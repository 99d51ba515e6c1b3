"""What is kept of invoice batches, and what is added up of collections."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from s300gc.model import CreatePayment, Entry, Instalment, canonical
from s300gc.store import Store
from tests.store.make import (
    AT,
    DAY,
    allocation,
    document,
    event,
    gbp,
    intent,
    journal_intent,
    line,
    mandate,
    payment,
    payout,
    receipts_intent,
)

ENTRY = Entry(
    "1200", "IN1", "7", "2",
    (
        Instalment(1, date(2026, 2, 4), gbp(600), gbp(12), date(2026, 1, 20)),
        Instalment(2, date(2026, 3, 4), gbp(400)),
    ),
    (("GCNO", "1"),),
    "RENT",
)  # fmt: skip
PLACE = ("1200", "IN1")


def test_an_entry_is_given_back_as_it_was_read_and_replaced_as_a_whole(store: Store) -> None:
    lost = Entry("1200", "IN2", "8", "1", found=False)
    store.entries.put([ENTRY, lost])
    assert store.entries.some([PLACE, ("1200", "IN2"), ("1200", "IN3")]) == {
        PLACE: ENTRY, ("1200", "IN2"): lost,
    }  # fmt: skip
    shorter = replace(ENTRY, batch="9", instalments=ENTRY.instalments[:1])
    store.entries.put([shorter])
    assert store.entries.some([PLACE]) == {PLACE: shorter}


def test_only_a_batch_that_was_missing_is_asked_for_again(store: Store) -> None:
    store.entries.put([ENTRY, Entry("1200", "IN2", "8", "1", found=False)])
    places = [PLACE, ("1200", "IN2")]
    assert store.entries.lost_before(places, DAY) == set()
    assert store.entries.lost_before(places, DAY + timedelta(days=8)) == {("1200", "IN2")}


# ---------------------------------------------------------------- documents


def test_a_documents_discount_and_own_fields_are_kept(store: Store) -> None:
    found = document(discount=gbp(20), discount_until=date(2026, 1, 20), own_fields=2)
    store.documents.put([found, document("IN2")])
    assert store.documents.get("1200", "IN1") == found
    assert store.documents.get("1200", "IN2") == document("IN2")


def test_documents_of_several_payments_are_there_before_the_last_is_due(store: Store) -> None:
    later = DAY + timedelta(days=90)
    store.documents.put([document("IN1", due=later, payments=3), document("IN2", due=later)])
    assert [d.number for d in store.documents.collectable(DAY, 30)] == ["IN1"]


def test_open_credits_are_given_by_customer_the_oldest_first(store: Store) -> None:
    def credit(number: str, **more: object) -> object:
        values = {"original": gbp(-500), "balance": gbp(-500), "kind": "CreditNote"}
        return document(number, **{**values, **more})  # type: ignore[arg-type]

    store.documents.put([
        credit("CN1"), credit("CN2", dated=DAY - timedelta(days=9)), document("IN1"),
        credit("CN3", balance=gbp(0), fully_paid=True), credit("CN4", customer="1300"),
    ])  # type: ignore[list-item]  # fmt: skip
    found = store.documents.credits_of(["1200", "1400"])
    assert {who: [d.number for d in credits] for who, credits in found.items()} == {
        "1200": ["CN2", "CN1"]
    }


# ---------------------------------------------------------------- what receipts have paid


def test_lines_of_documents_leave_out_what_is_not_posted(store: Store) -> None:
    store.payouts.put(payout())
    worklist = line("PM2", kind="payment_failed", receipt="", batch="")
    lines = [line(), line("PM3", "IN9"), worklist]
    store.payouts.book("PO1", lines, [journal_intent(), receipts_intent()], [])
    assert store.payouts.lines_of_documents([PLACE]) == [worklist]
    store.intents.number("GC PO1 1/1", "5")
    store.payouts.posted("GC PO1 1/1", "5")
    assert store.payouts.lines_of_documents([PLACE]) == [line(), worklist]
    assert store.payouts.lines_of_documents([]) == []


# ---------------------------------------------------------------- sums


def collect(store: Store, n: int, minor: int, status: str = "confirmed", day: int = 9) -> None:
    """Collect the n-th invoice of customer 1200."""
    part = allocation(f"IN{n}", minor)
    step = CreatePayment(
        f"ref{n}", f"key{n}", "1200", "MD1", gbp(minor), date(2026, 1, day), (part,), "", (), DAY
    )
    meant = intent(f"ref{n}", key=f"key{n}", request=canonical(step))
    store.intents.begin(meant, [part])
    if status:
        found = payment(f"PM{n}", amount=gbp(minor), status=status, charge_date=date(2026, 1, day))
        store.payments.put([found])
        store.intents.done(f"ref{n}", f"PM{n}")


def test_what_a_customer_is_charged_on_a_day_counts_also_what_is_in_doubt(store: Store) -> None:
    collect(store, 1, 100)
    collect(store, 2, 200, status="")
    collect(store, 3, 400, day=12)
    collect(store, 4, 800, status="failed")
    collect(store, 5, 1600, status="paid_out")
    assert store.collected.on_day(["1200", "1300"]) == {
        ("1200", "GBP", date(2026, 1, 9)): gbp(300),
        ("1200", "GBP", date(2026, 1, 12)): gbp(400),
    }


def test_the_last_payments_of_a_customer_come_newest_first(store: Store) -> None:
    for n, minor in enumerate((100, 200, 300, 400), start=1):
        collect(store, n, minor, status="cancelled" if n == 3 else "paid_out")
    assert store.collected.last(["1200"], 2) == {("1200", "GBP"): (gbp(400), gbp(200))}
    assert store.collected.last(["1300"], 2) == {}


def test_payments_of_others_are_those_without_an_intent_of_ours(store: Store) -> None:
    collect(store, 1, 100)
    store.payments.put([payment("PM8"), payment("PM9", status="paid_out")])
    assert [one.id for one in store.payments.of_others()] == ["PM8"]


@pytest.mark.parametrize(("status", "used"), [("paid_out", {"MD1"}), ("failed", set())])
def test_a_mandate_is_used_where_a_payment_was_made_that_has_not_failed(
    store: Store, status: str, used: set[str]
) -> None:
    store.mandates.put([mandate(), mandate("MD2")])
    store.payments.put([payment(status=status)])
    assert store.payments.used(["MD1", "MD2"]) == used


def test_the_last_of_some_actions_is_found_for_each_thing(store: Store) -> None:
    later = AT + timedelta(days=3)
    events = [
        event("EV1", resource="MD1", resource_type="mandates", action="created"),
        event("EV2", resource="MD1", resource_type="mandates", action="transferred",
              created_at=later),
        event("EV3", resource="MD1", resource_type="mandates", action="active",
              created_at=later + timedelta(days=1)),
        event("EV4", resource="MD2", resource_type="mandates", action="active"),
    ]  # fmt: skip
    store.inbox.receive(events, ["{}"] * 4, "poll")
    assert store.inbox.last_of(["MD1", "MD2"], ("created", "transferred")) == {"MD1": later}
