"""Batches that are booked once more, reversing journals, and on which day."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from s300gc.errors import PersonNeeded, UsageError
from s300gc.model import Journal, JournalLine, Money, Period
from s300gc.rules.attempts import renamed, reversing
from s300gc.rules.periods import posting_day
from s300gc.rules.takingback import ledger_period


@pytest.mark.parametrize(
    ("reference", "attempt", "name"),
    [
        ("GC PO1", 1, "GC PO1"),
        ("GC PO1", 2, "GC PO1 #2"),
        ("GC PO1 #2", 3, "GC PO1 #3"),
        ("GC PO1 1/3", 2, "GC PO1 #2 1/3"),
        ("GC PO1 #2 R1/1", 4, "GC PO1 #4 R1/1"),
        ("GC PO1 #2 1/3", 1, "GC PO1 1/3"),
    ],
)
def test_a_later_attempt_has_a_name_of_its_own(reference: str, attempt: int, name: str) -> None:
    assert renamed(reference, "PO1", attempt) == name


MONTHS = [date(2026, n, 1) for n in range(1, 13)] + [date(2027, 1, 1), date(2027, 2, 1)]


def months(*locked: tuple[int, str]) -> list[Period]:
    """The periods of 2026 and one of 2027; ``locked`` are (place, module)."""
    return [
        Period(
            str(start.year), f"{start.month:02}", start, after - timedelta(days=1),
            tuple(module for place, module in locked if place == n),
        )
        for n, (start, after) in enumerate(pairwise(MONTHS), start=1)
    ]  # fmt: skip


def day_for(day: date, policy: str, *locked: tuple[int, str]) -> tuple[date, str]:
    periods = months(*locked)

    def at(wanted: date) -> Period:
        return next(one for one in periods if one.start <= wanted <= one.end)

    dated, period = posting_day(day, at, policy)  # type: ignore[arg-type]
    return dated, f"{period.year}-{period.number}"


DAY = date(2026, 1, 21)


@pytest.mark.parametrize("policy", ["wait", "next-open"])
def test_an_open_period_is_booked_on_the_day_of_arrival(policy: str) -> None:
    assert day_for(DAY, policy, (1, "AP"), (2, "GL")) == (DAY, "2026-01")


@pytest.mark.parametrize("module", ["AR", "BK", "GL"])
def test_a_module_that_is_locked_is_enough_to_wait(module: str) -> None:
    with pytest.raises(PersonNeeded, match=f"is locked for {module}: open it"):
        day_for(DAY, "wait", (1, module))
    assert day_for(DAY, "next-open", (1, module)) == (date(2026, 2, 1), "2026-02")


def test_the_next_open_period_is_open_in_all_three() -> None:
    found = day_for(DAY, "next-open", (1, "GL"), (2, "AR"), (3, "BK"))
    assert found == (date(2026, 4, 1), "2026-04")


def test_another_year_is_a_decision_of_a_person() -> None:
    with pytest.raises(PersonNeeded, match="no payout is moved into another year"):
        day_for(date(2026, 12, 30), "next-open", (12, "BK"))


def test_a_reversing_journal_has_the_same_lines_with_the_other_sign() -> None:
    line = JournalLine("1195", Money(980, "GBP"), Money(980, "GBP"), 1, "SP", "r", "t")  # type: ignore[arg-type]
    other = replace(line, account="1100", source=Money(-980, "GBP"), functional=Money(-980, "GBP"))
    (period,) = months()[:1]
    meant = Journal("GC PO1", "d", DAY, period, "GL", "GC", (line, other))
    found = reversing(meant, date(2026, 1, 30), period)
    assert found.reference == "GC PO1 reversal"
    assert [(one.account, one.functional.minor) for one in found.lines] == [
        ("1195", -980), ("1100", 980),
    ]  # fmt: skip
    assert not sum(one.source.minor for one in (*found.lines, *meant.lines))
    with pytest.raises(UsageError, match="before the journal itself"):
        ledger_period(meant, date(2026, 1, 20), period)
    assert ledger_period(meant, DAY, replace(period, locked=("AR", "BK"))).number == "01"
    with pytest.raises(PersonNeeded, match="locked for GL"):
        ledger_period(meant, DAY, replace(period, locked=("GL",)))
