"""Days on which banks work."""

from datetime import date

import pytest

from s300gc.sandbox.gocardless.bankdays import Calendar, is_working, months_later, roll_back, shift


@pytest.mark.parametrize(
    ("calendar", "free"),
    [
        ("uk", "2025-12-26 2026-04-03 2026-05-04 2026-12-28 2027-12-27 2028-01-03"),
        ("target", "2025-04-18 2026-04-06 2026-05-01 2027-03-29 2028-12-26"),
        ("us", "2026-01-19 2026-06-19 2026-11-26 2027-07-05 2028-10-09"),
        ("sweden", "2026-01-06 2026-05-14 2026-06-19 2026-12-24 2026-12-31"),
        ("australia", "2026-01-26 2026-04-06 2026-06-08 2026-12-28"),
        ("new-zealand", "2026-01-02 2026-02-06 2026-07-10 2026-10-26"),
        ("denmark", "2026-04-02 2026-05-14 2026-05-25 2026-06-05 2026-12-31"),
        ("canada", "2026-05-18 2026-07-01 2026-09-30 2026-10-12 2026-11-11"),
    ],
)
def test_holidays_are_free(calendar: Calendar, free: str) -> None:
    for day in free.split():
        assert date.fromisoformat(day).weekday() < 5
        assert not is_working(calendar, date.fromisoformat(day))


def test_a_holiday_on_a_saturday_has_no_substitute_at_the_federal_reserve() -> None:
    assert is_working("us", date(2026, 7, 3))


def test_years_far_away_have_their_holidays_too() -> None:
    for day in ("2019-04-19", "2035-12-26"):
        assert not is_working("uk", date.fromisoformat(day))
        assert not is_working("target", date.fromisoformat(day))


def test_instant_payments_know_no_rest() -> None:
    christmas = date(2027, 12, 25)
    assert is_working("every-day", christmas)
    assert shift("every-day", christmas, 1) == date(2027, 12, 26)


def test_one_country_s_holiday_is_another_s_working_day() -> None:
    assert is_working("target", date(2026, 5, 4))
    assert is_working("uk", date(2026, 11, 26))
    assert is_working("us", date(2026, 4, 3))
    assert not is_working("denmark", date(2026, 4, 2)) and is_working("sweden", date(2026, 4, 2))


def test_counting_skips_easter() -> None:
    thursday = date(2026, 4, 2)
    assert shift("uk", thursday, 1) == date(2026, 4, 7)
    assert shift("uk", date(2026, 4, 7), -1) == thursday
    assert shift("uk", date(2026, 4, 4), 0) == date(2026, 4, 7)
    assert shift("uk", thursday, 0) == thursday
    assert roll_back("uk", date(2026, 4, 5)) == thursday


def test_months_are_clipped_to_their_length() -> None:
    assert months_later(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_later(date(2026, 11, 30), 15, -1) == date(2028, 2, 29)
    assert months_later(date(2026, 3, 5), -6) == date(2025, 9, 5)
