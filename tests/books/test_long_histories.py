"""Bad months and foreign months, with runs that die anywhere: at the end nothing differs."""

import os
import time
from pathlib import Path

import pytest

from tests.books.audit import Auditor, unexplained
from tests.books.courses import Course, course, said
from tests.books.stage import BOOKINGS

LONG = "S300GC_LONG" in os.environ
"""Three months, both scenarios, both ways of booking, as many seeds as it says."""
SHORT = (("trouble", "ar-control", 1, 22), ("trouble", "1190", 2, 24),
         ("fx", "ar-control", 3, 20), ("fx", "1190", 4, 20))  # fmt: skip
"""Scenario, booking, seed and days."""
SEEDS = range(1, 1 + int(os.environ.get("S300GC_LONG") or 0))
COURSES = (
    [(s, credit, seed, 90) for s in ("trouble", "fx") for credit in BOOKINGS for seed in SEEDS]
    if LONG else SHORT
)  # fmt: skip


@pytest.mark.parametrize(("scenario", "credit", "seed", "days"), COURSES)
def test_months_with_runs_that_die_end_with_no_difference_and_nothing_twice(
    tmp_path: Path, scenario: str, credit: str, seed: int, days: int
) -> None:
    begun = time.process_time()
    lived = course(tmp_path, scenario, credit, seed)
    lived.live(days)
    lived.one.world.sage300.post_ar_gl_batches()
    _told(lived, f"{scenario} {credit} seed {seed}, {days} days", begun)
    assert lived.crashes > 2
    paid = [row for row in lived.one.state["gocardless"]["payouts"] if row["status"] == "paid"]
    assert lived.booked == len(paid) > 5
    found = lived.one.reconcile()
    assert found.differences == (), said(found)
    assert unexplained(lived.one, found) == {}
    wrong = Auditor(lived.one).audit()
    assert wrong == [], wrong
    assert lived.twice() == []


def _told(lived: Course, name: str, begun: float) -> None:
    """Print the figures of a course; pytest shows them with -s."""
    spent = time.process_time() - begun
    differences = len(lived.one.reconcile().differences)
    print(
        f"{name}: {lived.crashes} runs died, {lived.booked} payouts booked,"
        f" {differences} differences, {spent:.1f} s"
    )
