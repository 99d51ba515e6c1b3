"""A reconciliation finds what somebody did behind the tool's back, and accuses nobody else."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests import clerk
from tests.company import Company, company


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A company after four weeks, all booked."""
    one = company(tmp_path_factory.mktemp("settled"))
    one.live(26)
    one.sync()
    return one


def differences(one: Company) -> dict[str, str]:
    """Give what does not agree: subject and amount."""
    return {c.subject: str(c.difference.decimal) for c in one.reconcile().differences}


def test_nothing_is_found_where_nothing_was_done(settled: Company) -> None:
    assert differences(settled) == {}


def test_a_journal_by_hand_on_a_control_account_is_a_difference(
    settled: Company, tmp_path: Path
) -> None:
    one = Company(settled.world.copy(), settled.folder)
    clerk.journal(one.world, "JE", ("1100", 25), ("4000", -25))
    assert differences(one) == {"1100": "25.00"}


def test_a_payout_entered_a_second_time_by_hand_is_a_difference(settled: Company) -> None:
    one = Company(settled.world.copy(), settled.folder)
    clerk.journal(one.world, "GC", ("1195", 40), ("1100", -40))
    assert differences(one) == {"1100": "-40.00", "1195": "40.00"}


def test_a_posting_of_ar_that_waits_for_a_person_is_a_reason_and_no_difference(
    settled: Company,
) -> None:
    one = Company(settled.world.copy(), settled.folder)
    today = one.world.timeline.today
    one.world.sage300.post_invoice("C1001", "IN900001", Decimal("70.00"), today, today)
    found = one.reconcile()
    assert found.differences == ()
    (control,) = [c for c in found.checks if c.subject == "1100"]
    assert [r.amount.decimal for r in control.reasons] == [Decimal("-70.00")]
    assert "post GL batch" in control.reasons[0].settle


def test_a_payout_that_is_not_booked_is_a_reason(settled: Company, tmp_path: Path) -> None:
    one = company(tmp_path, changes={'status = "posted"': 'status = "open"'})
    one.live(26)
    one.sync()
    found = one.reconcile()
    assert found.differences == ()
    reasons = [r for check in found.checks for r in check.reasons]
    assert any("half-posted" in reason.reason for reason in reasons)
    assert any(reason.settle.startswith("post GL batch") for reason in reasons)
