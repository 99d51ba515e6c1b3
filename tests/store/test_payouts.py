from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from s300gc.errors import PersonNeeded, S300gcError
from s300gc.model import BookedLine, Money, Skip
from s300gc.store import Store
from s300gc.store.payouts import JournalRow, Remainder
from tests.store.conftest import FixedClock
from tests.store.make import (
    AT,
    ITEMS,
    allocation,
    claim,
    document,
    gbp,
    intent,
    journal_intent,
    line,
    payout,
    receipts_intent,
    reversal,
    reversal_intent,
)

BY_HAND = [Skip("PM8", "came back", "worklist")]


def booked(store: Store, *lines: BookedLine) -> None:
    """A payout whose one payment PM1 was collected for IN1, planned but not sent."""
    store.payouts.put(payout())
    store.documents.put([document()])
    store.intents.begin(intent(), [allocation()])
    store.intents.done(intent().reference, "PM1")
    intents = [journal_intent(), receipts_intent()]
    assert store.payouts.book("PO1", lines or [line()], intents, BY_HAND) == intents


def test_a_payout_keeps_its_state_when_it_is_read_again(store: Store, clock: FixedClock) -> None:
    assert store.payouts.put(payout()) == [payout()]
    assert store.payouts.state("PO1") == ("seen", "")
    assert store.payouts.since("PO1") is None
    store.payouts.set_state("PO1", "waiting", "no rate")
    clock.move(hours=1)
    store.payouts.set_state("PO1", "waiting", "no rate")
    store.payouts.put([payout(status="bounced")])
    assert store.payouts.state("PO1") == ("waiting", "no rate")
    assert store.payouts.since("PO1") == AT
    assert [row.body for row in store.audit.of_subject("PO1")] == [
        {"was": "seen", "is": "waiting", "reason": "no rate"}
    ]
    with pytest.raises(S300gcError, match="PO9 was never read"):
        store.payouts.set_state("PO9", "booked", "")
    with pytest.raises(ValueError, match="not a state"):
        store.payouts.set_state("PO1", "lost", "")


def test_a_converted_payout_keeps_what_landed_and_the_rate(store: Store) -> None:
    made = payout(landed=Money(84968, "GBP"), rate=Decimal("0.8600"))
    store.payouts.put(made)
    assert store.payouts.get("PO1") == made
    assert store.payouts.put(made) == []


def test_unfinished_payouts_come_oldest_first(store: Store) -> None:
    assert store.payouts.oldest_unfinished_created_at() is None
    made = [payout(f"PO{n}", created_at=AT - timedelta(days=n)) for n in range(5)]
    store.payouts.put(made)
    store.payouts.set_state("PO4", "booked", "")
    store.payouts.set_state("PO3", "excluded", "before go-live")
    store.payouts.set_state("PO1", "half-posted", "")
    assert [one.id for one in store.payouts.unbooked()] == ["PO2", "PO1", "PO0"]
    assert store.payouts.oldest_unfinished_created_at() == AT - timedelta(days=2)
    assert store.payouts.booked() == [made[4]]
    assert store.payouts.booked(since=AT) == []
    assert store.payouts.excluded() == [made[3]]


def test_items_are_kept_to_the_fraction_and_replaced_as_a_whole(store: Store) -> None:
    store.payouts.put(payout())
    assert store.payouts.items_of("PO1") == []
    store.payouts.items("PO1", ITEMS)
    assert store.payouts.items_of("PO1") == ITEMS
    store.payouts.items("PO1", ITEMS[:1])
    assert store.payouts.items_of("PO1") == ITEMS[:1]
    with pytest.raises(S300gcError, match="FOREIGN KEY"):
        store.payouts.items("PO9", ITEMS)


def test_a_booking_is_committed_as_one_plan(store: Store, opened: Callable[..., Store]) -> None:
    booked(store)
    other = opened()
    assert other.payouts.intents_of("PO1") == [journal_intent(), receipts_intent()]
    assert other.payouts.lines_of("PO1") == [line()]
    assert other.payouts.lines_of_payment("PM1") == [line()]
    assert other.payouts.worklist() == BY_HAND
    assert other.claims.of_payment("PM1")[0].x == "1100"
    assert other.claims.of_payment("PM1")[0].account_set == "DOM"
    for key in ("PO1", "PM1", "IN1", "1200", "PM1-1"):
        assert "payout.planned" in [row.kind for row in other.audit.of_subject(key)]


def test_a_booking_that_is_stored_is_given_as_stored(store: Store) -> None:
    booked(store)
    head = store.audit.head()
    planned_anew = [journal_intent(), replace(receipts_intent(), request='{"other":1}')]
    stored = store.payouts.book("PO1", [line(x="1190")], planned_anew, [])
    assert stored == [journal_intent(), receipts_intent()]
    assert store.payouts.lines_of("PO1") == [line()]
    assert store.audit.head() == head


def test_a_payout_is_not_booked_twice_under_other_references(store: Store) -> None:
    booked(store)
    with pytest.raises(S300gcError, match="reverse that first"):
        store.payouts.book("PO1", [line()], [intent("GC PO1 again", kind="journal")], [])
    with pytest.raises(S300gcError, match="only a part of this booking is stored: GC PO1"):
        store.payouts.book("PO1", [line()], [journal_intent(), intent("GC PO1 2/2")], [])


def test_a_plan_that_cannot_be_stored_leaves_nothing(store: Store) -> None:
    store.payouts.put(payout())
    broken = intent("GC PO1 2/2", kind="receipts", state="done")
    with pytest.raises(ValueError, match="yet to be sent"):
        store.payouts.book("PO1", [line()], [journal_intent(), broken], BY_HAND)
    assert store.payouts.intents_of("PO1") == []
    assert store.payouts.lines_of("PO1") == []
    assert store.intents.get("GC PO1") is None


def test_posted_receipts_settle_documents_and_close_doors_at_once(store: Store) -> None:
    booked(store)
    store.payouts.posted("GC PO1 1/1", "000007", [("1200", "IN1", gbp(1000))])
    assert store.claims.live([claim()]) == {}
    found = store.documents.get("1200", "IN1")
    assert found is not None
    assert found.fully_paid
    head = store.audit.head()
    store.payouts.posted("GC PO1 1/1", "000007", [("1200", "IN1", gbp(1000))])
    assert store.audit.head() == head
    again = store.documents.get("1200", "IN1")
    assert again == found
    with pytest.raises(PersonNeeded, match="000007 and was now found as 000008"):
        store.payouts.posted("GC PO1 1/1", "000008")


def test_only_the_claims_of_the_posted_batch_are_freed(store: Store) -> None:
    store.payouts.put(payout())
    store.intents.begin(intent(), [allocation("IN1", 600), allocation("IN2", 400)])
    store.intents.done(intent().reference, "PM1")
    lines = [line("PM1", "IN1"), line("PM1", "IN2", x="1110", batch="GC PO1 2/2")]
    intents = [journal_intent(), receipts_intent(), intent("GC PO1 2/2", kind="receipts")]
    store.payouts.book("PO1", lines, intents, [])
    store.payouts.posted("GC PO1 2/2", "000009")
    assert set(store.claims.live([claim("IN1"), claim("IN2")])) == {claim("IN1")}


def test_a_posted_debit_note_does_not_close_the_door_of_a_retry(store: Store) -> None:
    booked(store)
    store.payouts.put(payout("PO2"))
    back = line(payout="PO2", kind="payment_failed", receipt="PM1-R1", batch="GC PO2 R1/1")
    note = intent("GC PO2 R1/1", kind="notes")
    store.payouts.book("PO2", [back], [journal_intent("PO2"), note], [])
    store.payouts.posted("GC PO2 R1/1", "000011")
    assert claim() in store.claims.live([claim()])


def test_journals_say_what_was_booked_in_which_batch(store: Store) -> None:
    booked(store)
    store.intents.number("GC PO1", "000042")
    store.payouts.set_state("PO1", "half-posted", "open")
    assert store.payouts.journals() == [
        JournalRow("PO1", "000042", gbp(980), gbp(980), gbp(1000), gbp(1000), "half-posted", "open")
    ]


def left(store: Store) -> list[tuple[str, int, str, str]]:
    return [(one.x, one.amount.minor, one.reason, one.settle) for one in store.payouts.remainders()]


def test_x_holds_what_the_journal_and_the_receipts_have_not_met_on(store: Store) -> None:
    booked(store)
    assert store.payouts.remainders() == []
    store.payouts.posted("GC PO1", "000042")
    assert store.payouts.remainders() == [
        Remainder(
            "PO1", "1100", gbp(-1000), "its AR receipts are not posted yet", "s300gc payouts post"
        )
    ]
    store.intents.number("GC PO1 1/1", "000007")
    assert left(store)[0][3] == "post AR receipt batch 000007"
    store.payouts.posted("GC PO1 1/1", "000007")
    assert store.payouts.remainders() == []


def test_receipts_posted_before_their_journal_leave_the_other_side(store: Store) -> None:
    booked(store)
    store.intents.number("GC PO1", "000042")
    store.payouts.posted("GC PO1 1/1", "000007")
    assert left(store) == [("1100", 1000, "its journal is not posted yet", "post GL batch 000042")]
    store.payouts.posted("GC PO1", "000042")
    assert left(store) == []


def test_money_without_an_ar_side_stays_on_x_until_a_person_settles_it(store: Store) -> None:
    bare: dict[str, Any] = {"receipt": "", "batch": "", "claim": None}
    unknown = line("PM5", x="2190", customer="", **bare)
    returned = line("PM8", kind="payment_failed", **bare)
    nets_out = [line("PM9", **bare), line("PM9", kind="payment_failed", **bare)]
    booked(store, line(), unknown, returned, *nets_out)
    store.payouts.posted("GC PO1", "000042")
    store.payouts.posted("GC PO1 1/1", "000007")
    assert [(x, minor) for x, minor, _, _ in left(store)] == [("1100", 1000), ("2190", -1000)]
    store.payouts.settle("PO1", "PM8", "receipt reversed in Bank Services")
    assert store.payouts.worklist() == []
    assert [(x, minor) for x, minor, _, _ in left(store)] == [("2190", -1000)]
    assert [row.kind for row in store.audit.of_subject("PM8")][-1] == "worklist.settled"


def test_a_reversed_payout_can_be_booked_anew(store: Store) -> None:
    booked(store)
    store.payouts.posted("GC PO1", "000042")
    store.payouts.reverse(reversal_intent(), reversal(), "wrong account")
    assert store.payouts.state("PO1") == ("waiting", "wrong account")
    assert store.payouts.held("PO1") is not None
    assert [one.reason for one in store.payouts.remainders()] == [
        "its reversing journal is not posted yet"
    ]
    store.payouts.reversed(reversal(), "000043")
    assert store.payouts.lines_of("PO1") == store.payouts.lines_of_payment("PM1") == []
    assert store.payouts.intents_of("PO1") == []
    assert store.payouts.journals() == []
    assert store.payouts.worklist() == []
    assert store.payouts.remainders() == []
    assert store.bookings.attempt("PO1") == 2
    anew = intent("GC PO1 #2", kind="journal", request=journal_intent().request)
    store.payouts.book("PO1", [line()], [anew], [])
    assert store.payouts.held("PO1") is None
    assert store.payouts.intents_of("PO1") == [anew]
    assert store.payouts.lines_of("PO1") == [line()]
