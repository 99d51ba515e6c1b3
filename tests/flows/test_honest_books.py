"""Weeks full of trouble, all of it honest: a reconciliation at any moment accuses nobody."""

from pathlib import Path

import pytest

from tests.company import company


@pytest.mark.parametrize(("scenario", "credit"), [("trouble", "ar-control"), ("trouble", "1190")])
def test_weeks_of_trouble_give_no_difference(tmp_path: Path, scenario: str, credit: str) -> None:
    one = company(tmp_path, scenario, credit=credit)
    for day in range(20):
        one.sync()
        if day % 6 == 2:
            assert one.reconcile().differences == (), day
        one.world.advance(1)
        if day % 6 == 5:
            assert one.reconcile().differences == (), day
    proof = one.reconcile()
    assert all(check.holds for check in proof.checks)
    assert sum(month.booked for month in proof.months) > 4
