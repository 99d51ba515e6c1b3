"""Days on which banks work: the United Kingdom, TARGET and the Federal Reserve, 2025 to 2028.

Sources: gov.uk bank holidays for England and Wales (2028 by the same rules); the European
Central Bank's TARGET closing days; the Federal Reserve Banks' holiday schedule, which has no
substitute for a holiday on a Saturday. Outside these years only weekends are free.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

Calendar = Literal["uk", "target", "us"]

DAY = timedelta(days=1)

_FREE: dict[Calendar, dict[int, str]] = {
    "uk": {
        2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
        2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
        2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
        2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
    },
    "target": {
        2025: "01-01 04-18 04-21 05-01 12-25 12-26",
        2026: "01-01 04-03 04-06 05-01 12-25 12-26",
        2027: "01-01 03-26 03-29 05-01 12-25 12-26",
        2028: "01-01 04-14 04-17 05-01 12-25 12-26",
    },
    "us": {
        2025: "01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25",
        2026: "01-01 01-19 02-16 05-25 06-19 09-07 10-12 11-11 11-26 12-25",
        2027: "01-01 01-18 02-15 05-31 07-05 09-06 10-11 11-11 11-25",
        2028: "01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-23 12-25",
    },
}


def _days(years: dict[int, str]) -> Iterator[date]:
    for year, days in years.items():
        yield from (date.fromisoformat(f"{year}-{day}") for day in days.split())


_HOLIDAYS: dict[Calendar, frozenset[date]] = {
    name: frozenset(_days(years)) for name, years in _FREE.items()
}


def is_working(calendar: Calendar, day: date) -> bool:
    """Tell whether the banks of a calendar work on a day."""
    return day.weekday() < 5 and day not in _HOLIDAYS[calendar]


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
