"""Payouts that bounce, are reversed, or whose batches are gone: named, linked, booked once."""

from datetime import date
from pathlib import Path

import pytest

from s300gc.errors import PersonNeeded, UsageError
from s300gc.flows import again, reversing
from s300gc.store.remainders import remainders
from tests.company import Company
from tests.flows.correctors import (
    LEFT_OPEN,
    WHO,
    WHY,
    balance,
    batches,
    booked,
    errors,
    number,
    receipts,
    state,
)
from tests.flows.meddling import failures


def reverse(one: Company, payout: str, dated: date | None = None) -> None:
    with one.parts() as parts:
        found = reversing.reverse(parts, payout, WHY, WHO, dated=dated)
    assert found.failures() == []


def book_again(one: Company, payout: str) -> None:
    with one.parts() as parts:
        assert again.book(parts, payout, WHO).failures() == []


# ---------------------------------------------------------------- bounced


def test_a_bounced_payout_is_reversed_and_booked_anew_on_its_new_arrival(
    before: Company, tmp_path: Path
) -> None:
    one, payout = booked(before, tmp_path)
    assert state(one, payout) == ("booked", "")
    bank, made = balance(one, "1195"), receipts(one, payout)
    one.world.gocardless.bounce_payout(payout)
    one.sync()
    assert state(one, payout)[0] == "waiting"
    assert batches(one, payout) == {f"GC {payout}": "Posted", f"GC {payout} reversal": "Posted"}
    assert balance(one, "1195") == 0
    with one.parts() as parts:
        (left, *_) = parts.store.payouts.remainders()
        assert left.reason == "its payout bounced"
    # Nothing more happens, however often it is run, until GoCardless pays it again.
    one.sync()
    assert len(batches(one, payout)) == 2
    one.world.advance(5)
    one.sync()
    assert state(one, payout) == ("booked", "")
    again_posted = {f"GC {payout} #2": "Posted"}
    assert again_posted.items() <= batches(one, payout).items()
    assert len(batches(one, payout)) == 3
    assert receipts(one, payout) == made
    with one.parts() as parts:
        row = parts.store.payouts.get(payout)
        (booking,) = parts.store.bookings.of(payout)
        assert row is not None
        assert booking.arrival == booking.dated == row.arrival_date
        (reversal,) = parts.store.bookings.reversals(payout)
        assert (reversal.journal, reversal.who, reversal.state) == (
            f"GC {payout}",
            "s300gc",
            "done",
        )
        (link,) = parts.store.bookings.replacements([f"GC {payout} #2"])
        assert link.replaces == f"GC {payout}"
        assert not [one for one in remainders(parts.store.database) if one.payout == payout]
    assert balance(one, "1195") >= bank


def test_a_payout_that_bounced_and_came_back_between_two_runs_is_booked_on_the_new_day(
    before: Company, tmp_path: Path
) -> None:
    one, payout = booked(before, tmp_path)
    one.world.gocardless.bounce_payout(payout)
    one.world.advance(5)
    one.sync()
    assert state(one, payout) == ("booked", "")
    assert set(batches(one, payout)) == {
        f"GC {payout}", f"GC {payout} reversal", f"GC {payout} #2",
    }  # fmt: skip


def test_a_bounced_payout_whose_journal_is_open_waits_for_a_person_to_delete_it(
    before: Company, tmp_path: Path
) -> None:
    one, payout = booked(before, tmp_path, LEFT_OPEN)
    one.world.gocardless.bounce_payout(payout)
    (said,) = errors(one)
    assert f"payout {payout} is bounced" in said
    assert "delete it in Sage 300" in said
    assert batches(one, payout) == {f"GC {payout}": "Open"}


# ---------------------------------------------------------------- reversed by a person


def test_a_reversed_payout_waits_until_a_person_books_it_again(
    before: Company, tmp_path: Path
) -> None:
    one, payout = booked(before, tmp_path)
    gaps = one.gaps()
    reverse(one, payout)
    assert balance(one, "1195") == balance(one, "7900") == 0
    with one.parts() as parts:
        by_hand = {one.subject: one.kind for one in parts.store.payouts.by_hand(payout)}
        assert by_hand == {name: "reverse-receipt" for _, name in receipts(one, payout)}
        rows = parts.store.audit.of_subject(payout)
        (told,) = [row.body for row in rows if row.kind == "payout.reversing"]
        assert (told["who"], told["why"], told["journal"]) == (WHO, WHY, f"GC {payout}")
    outcome = next(o for o in one.sync() if o.flow == "payouts")
    assert any(WHY in skip.reason for skip in outcome.skips() if skip.subject == payout)
    with one.parts() as parts, pytest.raises(PersonNeeded, match="still stands in AR"):
        again.book(parts, payout, WHO)
    taken_back(one, payout)
    book_again(one, payout)
    assert state(one, payout) == ("booked", "")
    assert batches(one, payout)[f"GC {payout} #2"] == "Posted"
    numbers = [name for _, name in receipts(one, payout)]
    assert len(set(numbers)) == len(numbers) > 1
    one.world.advance(1)
    assert one.gaps() == gaps == {}


def taken_back(one: Company, payout: str) -> None:
    """A person reverses the receipts of a payout in Bank Services."""
    for customer, name in receipts(one, payout):
        one.world.sage300.return_receipt(customer, name, one.world.timeline.today, WHY)


def test_what_a_reversed_payout_paid_is_not_collected_again_meanwhile(
    before: Company, tmp_path: Path
) -> None:
    one, payout = booked(before, tmp_path)
    collected = one.collections()
    reverse(one, payout)
    taken_back(one, payout)
    one.sync()
    one.world.advance(1)
    one.sync()
    found = one.collections()
    assert {name: found[name] for name in collected} == collected


def test_a_journal_is_reversed_once_and_never_before_its_own_day(
    before: Company, tmp_path: Path
) -> None:
    one, payout = booked(before, tmp_path)
    with pytest.raises(UsageError, match="is before the journal itself"):
        reverse(one, payout, date(2026, 1, 1))
    reverse(one, payout)
    with pytest.raises(UsageError, match="is not booked"):
        reverse(one, payout)
    with pytest.raises(UsageError, match="no payout PO0 is known"):
        reverse(one, "PO0")
    assert len(batches(one, payout)) == 2


def test_a_dry_run_of_a_reversal_writes_nothing(before: Company, tmp_path: Path) -> None:
    one, payout = booked(before, tmp_path)
    one.requests()
    with one.parts() as parts:
        found = reversing.reverse(parts, payout, WHY, WHO, dry_run=True)
        assert parts.store.bookings.reversals(payout) == []
    assert [result.subject for result in found.done()] == [payout]
    assert [r for r in one.requests() if r["method"] != "GET"] == []


def test_a_journal_that_is_not_posted_has_nothing_to_reverse(
    before: Company, tmp_path: Path
) -> None:
    one, payout = booked(before, tmp_path, LEFT_OPEN)
    with pytest.raises(PersonNeeded, match="there is nothing to reverse; delete it in Sage 300"):
        reverse(one, payout)


# ---------------------------------------------------------------- gone from Sage 300


def test_a_deleted_batch_is_entered_again_only_when_a_person_says_so(
    before: Company, tmp_path: Path
) -> None:
    one, payout = booked(before, tmp_path, LEFT_OPEN)
    with one.parts() as parts, pytest.raises(UsageError, match="nothing to enter again"):
        again.book(parts, payout, WHO)
    one.world.sage300.delete_batch(int(number(one, f"GC {payout}")), "journals")
    (said,) = errors(one)
    assert f"'s300gc payouts post --again {payout}'" in said
    assert batches(one, payout) == {f"GC {payout}": "Deleted"}
    book_again(one, payout)
    assert batches(one, payout) == {f"GC {payout}": "Deleted", f"GC {payout} #2": "Open"}
    assert errors(one) == []
    with one.parts() as parts:
        (link,) = parts.store.bookings.replacements([f"GC {payout} #2"])
        assert (link.replaces, link.who) == (f"GC {payout}", WHO)


def test_after_sage_was_restored_from_a_backup_only_what_is_gone_is_entered_again(
    before: Company, tmp_path: Path
) -> None:
    one, payout = booked(before, tmp_path)
    yesterday = before.world.copy()
    one.world.sage300, one.world.sage300.books = restored(one, yesterday)
    one.sync()
    assert batches(one, payout) == {}
    book_again(one, payout)
    assert batches(one, payout) == {f"GC {payout} #2": "Posted"}
    assert len(receipts(one, payout)) > 0
    assert state(one, payout) == ("booked", "")
    one.world.advance(1)
    assert one.gaps() == {}


def restored(one: Company, yesterday: object) -> tuple[object, object]:
    """Put the simulated Sage 300 of yesterday in the place of today's."""
    sage = yesterday.sage300  # type: ignore[attr-defined]
    sage.books.timeline = one.world.timeline
    return sage, sage.books


def test_a_number_that_is_another_batch_now_is_never_posted(
    before: Company, tmp_path: Path
) -> None:
    one, payout = booked(before, tmp_path, LEFT_OPEN)
    held = number(one, f"GC {payout}")
    one.world.sage300.edit_master("GL/GLJournalBatches", held, Description="rent for May")
    (said,) = errors(one)
    assert "is 'rent for May' now" in said
    assert failures(one.sync()) != []
