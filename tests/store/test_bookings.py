"""What is kept of bookings: basis, batches, what was reversed, what took whose place."""

from datetime import date
from decimal import Decimal

import pytest

from s300gc.errors import S300gcError
from s300gc.model import Batch
from s300gc.model.bookings import attempt_of
from s300gc.store import Store
from tests.store.conftest import FixedClock
from tests.store.make import (
    allocation,
    claim,
    document,
    intent,
    journal_intent,
    line,
    payout,
    receipts_intent,
    reversal,
    reversal_intent,
)


@pytest.fixture
def booked(store: Store) -> Store:
    """A payout whose journal and whose receipt are posted."""
    store.payouts.put(payout(arrival_date=date(2026, 1, 10)))
    store.documents.put([document()])
    store.intents.begin(intent(), [allocation()])
    store.intents.done(intent().reference, "PM1")
    store.payouts.book("PO1", [line()], [journal_intent(), receipts_intent()], [])
    store.payouts.posted("GC PO1", "000042")
    store.payouts.posted("GC PO1 1/1", "000007")
    return store


def test_a_booking_keeps_its_day_its_period_and_its_rate(booked: Store) -> None:
    (found,) = booked.bookings.of("PO1")
    assert (found.arrival, found.dated) == (date(2026, 1, 10), date(2026, 1, 12))
    assert (found.fiscal_year, found.fiscal_period) == ("2026", "01")
    assert (found.rate, found.rate_type) == (Decimal(1), "SP")


def test_a_batch_is_kept_as_it_was_last_read_and_only_changes_are_rows(
    booked: Store, clock: FixedClock
) -> None:
    made = Batch("000042", "GC PO1", "Open", entries=1)
    booked.batches.put("GC PO1", made)
    clock.move(hours=1)
    booked.batches.put("GC PO1", made)
    posted = Batch("000042", "GC PO1", "Posted", entries=1, posting_sequence=99)
    booked.batches.put("GC PO1", posted)
    found = booked.batches.get("GC PO1")
    assert found is not None
    assert found.batch == posted
    rows = [row for row in booked.audit.of_subject("GC PO1") if row.kind == "batch.read"]
    assert [row.body["posting_sequence"] for row in rows] == [0, 99]


def test_a_bounced_payout_keeps_its_lines_and_leaves_what_is_not_in_the_bank_on_x(
    booked: Store,
) -> None:
    found = reversal(keeps_receipts=True)
    booked.payouts.reverse(reversal_intent(), found, "bounced")
    assert booked.payouts.remainders() == []
    assert booked.payouts.held("PO1") is None
    booked.payouts.reversed(found, "000043")
    assert [(one.x, one.amount.minor) for one in booked.payouts.remainders()] == [("1100", 1000)]
    assert booked.payouts.lines_of("PO1") == [line()]
    anew = intent("GC PO1 #2", kind="journal", request=journal_intent().request)
    booked.payouts.renew("PO1", "GC PO1", anew, "paid again", "s300gc")
    assert [one.reference for one in booked.payouts.intents_of("PO1")] == [
        "GC PO1 1/1",
        "GC PO1 #2",
    ]
    booked.payouts.posted("GC PO1 #2", "000044")
    assert booked.payouts.remainders() == []
    assert booked.intents.known("GC PO1").state == "done"


def test_a_reversal_holds_the_claims_until_the_receipt_is_back_and_booked_again(
    booked: Store,
) -> None:
    assert booked.claims.live([claim()]) == {}
    booked.payouts.reverse(reversal_intent(), reversal(), "wrong")
    assert [str(door) for door in booked.claims.live([claim()]).values()] == ["PM1"]
    booked.payouts.reversed(reversal(), "000043")
    (left,) = booked.payouts.remainders()
    assert (left.amount.minor, left.settle) == (1000, "reverse PM1-1 by hand")
    assert booked.bookings.receipts_taken_back("PM1") == 1
    booked.payouts.taken_back("PO1", "PM1-1", "done")
    assert booked.payouts.remainders() == []


def test_a_journal_is_reversed_once(booked: Store) -> None:
    booked.payouts.reverse(reversal_intent(), reversal(), "wrong")
    with pytest.raises(S300gcError, match="is reversed already"):
        booked.payouts.reverse(reversal_intent(), reversal(), "wrong")
    assert len(booked.bookings.pending()) == 1


def test_a_batch_that_is_booked_anew_is_linked_and_its_lines_follow(booked: Store) -> None:
    anew = intent("GC PO1 #2 1/1", kind="receipts", request="{}")
    booked.payouts.renew("PO1", "GC PO1 1/1", anew, "it was deleted", "ann")
    assert [one.batch for one in booked.payouts.lines_of("PO1")] == ["GC PO1 #2 1/1"]
    assert [one.amount.minor for one in booked.payouts.remainders()] == [-1000]
    (link,) = booked.bookings.replacements(["GC PO1 1/1"])
    assert (link.reference, link.replaces, link.who) == (anew.reference, "GC PO1 1/1", "ann")
    with pytest.raises(S300gcError, match="is no part of the booking"):
        booked.payouts.renew("PO1", "GC PO1 1/1", intent("GC PO1 #3 1/1"), "again", "ann")


@pytest.mark.parametrize(
    ("reference", "number"),
    [
        ("GC PO1", 1),
        ("GC PO1 1/3", 1),
        ("GC PO1 R1/1", 1),
        ("GC PO1 #2", 2),
        ("GC PO1 #12 1/3", 12),
    ],
)
def test_a_reference_says_which_attempt_it_is(reference: str, number: int) -> None:
    assert attempt_of(reference, "PO1") == number
