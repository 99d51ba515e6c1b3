"""Days on which banks work, by the calendar that a scheme goes by.

The holidays are those of the ``holidays`` library: bank holidays of England, TARGET closing days,
the Federal Reserve's, and the public holidays by which the other schemes' banks close. The library
is loaded with the first holiday that is asked for: most of this package does without it.
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Literal

Calendar = Literal[
    "uk", "target", "us", "sweden", "australia", "new-zealand", "denmark", "canada", "every-day"
]
"""Where the banks of a scheme work; those of instant payments work every day."""

DAY = timedelta(days=1)

_FINANCIAL: dict[Calendar, str] = {"target": "XECB", "us": "XFED"}
"""Calendars of central banks, by their codes."""

_COUNTRIES: dict[Calendar, dict[str, Any]] = {
    "uk": {"country": "GB", "subdiv": "ENG"},
    "sweden": {"country": "SE", "categories": ("public", "de_facto")},
    "australia": {"country": "AU", "subdiv": "NSW"},
    "new-zealand": {"country": "NZ"},
    "denmark": {"country": "DK", "categories": ("public", "optional")},
    "canada": {"country": "CA", "categories": ("government",)},
}
"""Countries, and what of their holidays closes banks: in Sweden also the eves, in Denmark also
days that are optional elsewhere, in Canada what federal law gives; Australian money is settled in
Sydney."""


@lru_cache(maxsize=256)
def _holidays(calendar: Calendar, year: int) -> frozenset[date]:
    """Give the holidays of a year; without any for banks that work every day."""
    if calendar == "every-day":
        return frozenset()
    from holidays import country_holidays, financial_holidays

    if calendar in _FINANCIAL:
        return frozenset(financial_holidays(_FINANCIAL[calendar], years=year))
    return frozenset(country_holidays(**_COUNTRIES[calendar], years=year))


def make_ready(calendar: Calendar, year: int) -> None:
    """Look up the holidays of a year and the next one now, so that no request waits for them."""
    for each in (year, year + 1):
        _holidays(calendar, each)


def is_working(calendar: Calendar, day: date) -> bool:
    """Tell whether the banks of a calendar work on a day."""
    if calendar == "every-day":
        return True
    return day.weekday() < 5 and day not in _holidays(calendar, day.year)


@lru_cache(maxsize=4096)
def shift(calendar: Calendar, day: date, steps: int) -> date:
    """Give the working day ``steps`` working days after a day, or before it if negative.

    With no steps it is the day itself, rolled forward to a working day. The day need not be a
    working day: one step from a Saturday is the Monday.
    """
    if steps == 0:
        while not is_working(calendar, day):
            day += DAY
        return day
    step = DAY if steps > 0 else -DAY
    for _ in range(abs(steps)):
        day += step
        while not is_working(calendar, day):
            day += step
    return day


def roll_back(calendar: Calendar, day: date) -> date:
    """Give the day itself, or the working day before it."""
    return shift(calendar, day + DAY, -1)


def months_later(day: date, months: int, day_of_month: int | None = None) -> date:
    """Give the day so many months later, clipped to the length of its month.

    ``day_of_month`` replaces the day; -1 is the last of the month.
    """
    years, month0 = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month0 + 1, 1)
    last = (date(first.year + first.month // 12, first.month % 12 + 1, 1) - DAY).day
    wanted = day_of_month or day.day
    return first.replace(day=last if wanted == -1 else min(wanted, last))
