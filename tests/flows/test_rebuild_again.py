"""A rebuild knows AR refunds again, and payouts that were booked, taken back, booked anew."""

from pathlib import Path

import pytest

from s300gc.model import Outcome
from tests.company import Company
from tests.flows.correctors import LEFT_OPEN, arrived, batches, booked, copy_of, number, state
from tests.flows.givers import (
    carry,
    credit_note,
    entries,
    payment,
    post,
    received,
    worklist,
    writes,
)
from tests.flows.givers import twin as given_twin
from tests.flows.overlapping import Crash, Points
from tests.flows.test_changed_batches import DEPOSITS
from tests.flows.test_payout_corrections import book_again, reverse, taken_back
from tests.flows.test_rebuild import SAME, lose, rebuilt, rows

BOOKED = "SELECT payout, booking, position, payment, kind, customer, x, amount, receipt, batch,"
MORE = {
    "lines": f"{BOOKED} settled, reversed FROM booked_lines",
    "reversals": "SELECT reference, payout, journal, dated, keeps_receipts FROM reversals",
    "refunds": "SELECT reference, state, remote FROM intents WHERE kind = 'ar refund'",
    "deposits": "SELECT reference, state, remote FROM intents WHERE kind = 'bank entry'",
}


def same(one: Company, kept: Path, *without: str) -> None:
    """Hold a rebuilt database against the one that was lost."""
    for name, query in {**SAME, **MORE}.items():
        if name not in without:
            assert rows(one.config.database, query) == rows(kept, query), name


def again(one: Company) -> tuple[Path, Outcome]:
    """Lose the database and rebuild it; nothing is written to either system."""
    kept = lose(one)
    one.requests()
    found = rebuilt(one)
    assert {row["method"] for row in one.requests()} == {"GET"}
    return kept, found


# ---------------------------------------------------------------- AR refunds


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A payment of 100 of which 30 went back in a payout that is booked; no credit is there."""
    one = received(tmp_path_factory.mktemp("given"))
    one.world.gocardless.refund_payment(payment(one), 3000)
    carry(one)
    one.live(9)
    one.sync()
    return one


@pytest.mark.parametrize("credit", ["30.00", "80.00"])
def test_a_refund_that_ar_has_counts_as_booked_after_a_rebuild(
    given: Company, tmp_path: Path, credit: str
) -> None:
    one = given_twin(given, tmp_path)
    credit_note(one, "CN1", credit)
    post(one)
    assert len(entries(one)) == 1
    kept, found = again(one)
    assert found.failures() == []
    same(one, kept)
    assert writes(one) == []
    assert worklist(one, "refund") == []
    assert len(entries(one)) == 1


def test_a_refund_left_open_waits_for_a_person_after_a_rebuild_too(
    given: Company, tmp_path: Path
) -> None:
    one = given_twin(given, tmp_path)
    path = one.folder / "s300gc.toml"
    path.write_text(path.read_text("utf-8").replace('"posted"', '"open"'), "utf-8")
    credit_note(one, "CN1", "80.00")
    post(one)
    kept, found = again(one)
    assert found.failures() == []
    same(one, kept)
    assert writes(one) == []
    (batch,) = [b for b in one.state["sage300"]["refund_batches"] if b["made_by"] == "tool"]
    one.world.sage300.post_refund_batch(int(batch["BatchNumber"]))
    assert writes(one) == []
    assert rows(one.config.database, MORE["refunds"]) == {
        (batch["BatchDescription"], "done", str(batch["BatchNumber"]))
    }


# ---------------------------------------------------------------- taken back, booked anew


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return arrived(tmp_path_factory.mktemp("before"))


def goes_on(one: Company, twin: Company) -> None:
    """Both companies send the same from now on, and end with the same books."""
    sent = []
    for each in (one, twin):
        each.requests()
        each.live(2)
        sent.append([
            (row["system"], row["method"], row["path"])
            for row in each.requests() if row["method"] != "GET"
        ])  # fmt: skip
    assert sent[0] == sent[1]
    assert one.posted_twice() == twin.posted_twice() == []
    assert one.gaps() == twin.gaps()


def test_a_payout_that_bounced_waits_after_a_rebuild_until_it_is_paid_again(
    before: Company, tmp_path: Path
) -> None:
    one, payout = booked(before, tmp_path / "one")
    one.world.gocardless.bounce_payout(payout)
    one.sync()
    twin = copy_of(one, tmp_path / "twin")
    kept, found = again(one)
    assert found.failures() == []
    assert state(one, payout)[0] == state(twin, payout)[0] == "waiting"
    same(one, kept, "states")
    for each in (one, twin):
        each.world.advance(5)
    goes_on(one, twin)
    assert f"GC {payout} #2" in batches(one, payout)
    assert state(one, payout) == state(twin, payout) == ("booked", "")


def test_a_payout_that_bounced_and_was_booked_anew_is_restored_as_it_stands(
    before: Company, tmp_path: Path
) -> None:
    one, payout = booked(before, tmp_path / "one")
    one.world.gocardless.bounce_payout(payout)
    one.world.advance(5)
    one.sync()
    twin = copy_of(one, tmp_path / "twin")
    kept, found = again(one)
    assert found.failures() == []
    same(one, kept)
    goes_on(one, twin)


def test_a_reversed_payout_stays_reversed_and_is_told_of(before: Company, tmp_path: Path) -> None:
    one, payout = booked(before, tmp_path / "one")
    reverse(one, payout)
    twin = copy_of(one, tmp_path / "twin")
    kept, found = again(one)
    (told,) = found.failures()
    assert (told.subject, told.exit_code) == (payout, 6)
    assert "was reversed and it was not booked again" in told.error
    same(one, kept, "states")
    with one.parts() as parts, twin.parts() as others:
        work = parts.store.payouts.by_hand(payout)
        assert work == others.store.payouts.by_hand(payout) != []
    assert state(one, payout)[0] == "waiting"
    goes_on(one, twin)
    assert set(batches(one, payout)) == {f"GC {payout}", f"GC {payout} reversal"}
    for each in (one, twin):
        taken_back(each, payout)
        book_again(each, payout)
    assert batches(one, payout) == batches(twin, payout)


def test_a_payout_reversed_and_booked_again_is_restored_with_both_bookings(
    before: Company, tmp_path: Path
) -> None:
    one, payout = booked(before, tmp_path / "one")
    reverse(one, payout)
    taken_back(one, payout)
    book_again(one, payout)
    twin = copy_of(one, tmp_path / "twin")
    kept, found = again(one)
    assert found.failures() == []
    assert any(skip.kind == "attempts" for skip in found.skips())
    same(one, kept)
    with one.parts() as parts:
        assert parts.store.bookings.turn(payout) == 2
        assert parts.store.payouts.by_hand(payout) == []
    goes_on(one, twin)


@pytest.mark.parametrize("bounced", [False, True])
def test_a_rebuild_killed_between_two_bookings_of_a_payout_goes_on(
    before: Company, tmp_path: Path, bounced: bool
) -> None:
    one, payout = booked(before, tmp_path)
    if bounced:
        one.world.gocardless.bounce_payout(payout)
        one.world.advance(5)
        one.sync()
    else:
        reverse(one, payout)
        taken_back(one, payout)
        book_again(one, payout)
    kept, gate = lose(one).rename(tmp_path / "kept.db"), Points()
    rebuilt(one, gate)
    first = next(n for n, (_, what) in enumerate(gate.passed) if payout in what)
    for at in range(first, len(gate.passed), 7):
        lose(one)
        with pytest.raises(Crash):
            rebuilt(one, Points(at))
        rebuilt(one)
        same(one, kept)


def test_a_journal_entered_again_is_restored_beside_the_receipts_of_the_first_one(
    before: Company, tmp_path: Path
) -> None:
    one, payout = booked(before, tmp_path / "one", LEFT_OPEN)
    one.world.sage300.delete_batch(int(number(one, f"GC {payout}")), "journals")
    one.sync()
    book_again(one, payout)
    twin = copy_of(one, tmp_path / "twin", LEFT_OPEN)
    kept, found = again(one)
    assert found.failures() == []
    same(one, kept, "states", "intents")
    goes_on(one, twin)
    assert f"GC {payout} #2" in batches(one, payout)


def test_the_deposit_of_a_payout_is_known_again(before: Company, tmp_path: Path) -> None:
    one, payout = booked(before, tmp_path / "one", DEPOSITS)
    kept, found = again(one)
    assert found.failures() == []
    deposits = rows(one.config.database, MORE["deposits"])
    assert deposits == rows(kept, MORE["deposits"])
    assert {reference for reference, _, _ in deposits} == {f"GC {payout} bank entry"}
