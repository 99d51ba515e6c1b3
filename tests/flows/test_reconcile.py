"""A reconciliation finds what somebody did behind the tool's back, and accuses nobody else."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from s300gc.errors import UsageError
from s300gc.flows import reconcile
from tests import clerk
from tests.company import Company, company
from tests.sabotage import found, settled_copy


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A company after four weeks, all booked."""
    one = company(tmp_path_factory.mktemp("settled"))
    one.live(26)
    one.sync()
    return one


@pytest.fixture
def one(settled: Company, tmp_path: Path) -> Company:
    """A copy of that company, to be changed."""
    return settled_copy(settled, tmp_path)


def test_nothing_is_found_where_nothing_was_done(settled: Company) -> None:
    proof = settled.reconcile()
    assert (proof.differences, proof.waiting) == ((), ())
    assert all(check.holds for check in proof.checks)
    assert [(m.payouts, m.booked, m.waiting) for m in proof.months] == [(5, 5, 0)]


def test_a_journal_by_hand_on_a_control_account_is_one_difference(one: Company) -> None:
    batch = clerk.journal(one.world, "JE", ("1100", 25), ("4000", -25))
    assert found(one) == {("journal-by-hand", batch, "25.00")}


def test_a_journal_by_hand_that_touches_two_proofs_is_one_difference(one: Company) -> None:
    batch = clerk.journal(one.world, "GC", ("1195", 40), ("1100", -40))
    assert found(one) == {("journal-by-hand", batch, "40.00")}


def test_a_posting_of_ar_that_waits_for_a_person_is_no_difference(one: Company) -> None:
    today = one.world.timeline.today
    one.world.sage300.post_invoice("C1001", "IN900001", Decimal("70.00"), today, today)
    proof = one.reconcile()
    assert proof.differences == ()
    assert [line.code for line in proof.waiting] == ["ar-gl-batch-not-posted"]
    (control,) = [c for c in proof.checks if c.subject == "1100"]
    assert [r.amount.decimal for r in control.reasons] == [Decimal("-70.00")]
    assert "post GL batch" in control.reasons[0].settle


def test_balances_as_at_a_day_are_those_by_posting_date(one: Company) -> None:
    day = one.world.timeline.today
    one.world.advance(1)
    today = one.world.timeline.today
    one.world.sage300.post_invoice("C1001", "IN900001", Decimal("70.00"), today, today)
    batch = clerk.journal(one.world, "JE", ("1100", 25), ("4000", -25))
    with one.parts() as parts:
        then = reconcile.run(parts, as_at=day)
    assert then.lines == ()
    assert ("journal-by-hand", batch, "25.00") in found(one)
    (before,) = [c for c in then.checks if c.subject == "1100"]
    (now,) = [c for c in one.reconcile().checks if c.subject == "1100"]
    assert (now.left - before.left).decimal == Decimal("25.00")


def test_only_what_is_dated_in_the_period_is_compared(one: Company) -> None:
    proof = one.reconcile()
    (bank,) = [c for c in proof.checks if c.name == "bank = payouts"]
    with one.parts() as parts:
        late = reconcile.run(parts, since=one.world.timeline.today - timedelta(days=3))
    (later,) = [c for c in late.checks if c.name == "bank = payouts"]
    assert late.differences == ()
    assert Decimal(0) < later.left.decimal < bank.left.decimal


def test_days_that_are_not_in_order_are_refused(one: Company) -> None:
    today = one.world.timeline.today
    with one.parts() as parts:
        with pytest.raises(UsageError, match="not over yet"):
            reconcile.run(parts, as_at=today + timedelta(days=1))
        with pytest.raises(UsageError, match="nothing to compare"):
            reconcile.run(parts, since=today, until=today - timedelta(days=1))


def test_batches_left_open_are_listed_and_no_difference(tmp_path: Path) -> None:
    one = company(tmp_path, changes={'status = "posted"': 'status = "open"'})
    one.live(26)
    one.sync()
    proof = one.reconcile()
    assert proof.differences == ()
    assert {line.code for line in proof.waiting} == {"batch-not-posted"}
    assert all(line.settle.startswith("post GL batch") for line in proof.waiting)
