"""Schedules of Common Services: on which days what recurs is due.

A schedule has an interval (help of the Schedules screen: daily, weekly, semi-monthly,
monthly, yearly) and every how many of them it runs. Names are the captions of the web
screens; that ``Phase`` is the "every n", and that what is left out is taken from the day
of ``RunDate``, is inferred.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from s300gc.sandbox.sage300.books import Books
from s300gc.sandbox.sage300.enums import CHOICES
from s300gc.sandbox.sage300.errors import bad_field, missing
from s300gc.sandbox.sage300.tables import Row

SCHEDULES = "CS/CSSchedules"
_DAY = timedelta(days=1)
_LONGEST = {"Daily": 1, "Weekly": 7, "Semimonthly": 31, "Monthly": 31, "Annual": 366}
"""The most days that one step of an interval takes."""
_TRIES, _MOST = 100, 99
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = tuple(CHOICES["Month"].numbers)
_ALLOWED = {
    "Once": ("Every",),
    "Daily": ("Every", "Weekdays"),
    "Weekly": ("Every",),
    "Semimonthly": ("FirstandDate", "DateandLast"),
    "Monthly": ("Every", "Weekly"),
    "Annual": ("Every",),
}
"""Frequencies of each interval; the first is meant where none is sent."""


def completed(books: Books, row: Row) -> Row:
    """Give a schedule with what its first day tells, where it was not sent."""
    interval = row.get("Interval", "Once")
    frequency = row.get("Frequency", _ALLOWED[interval][0])
    if frequency not in _ALLOWED[interval]:
        raise bad_field(f"Frequency {frequency} is not possible with interval {interval}.")
    first = date.fromisoformat(row.get("RunDate") or books.today)
    days = tuple(CHOICES["DayofMonth"].numbers)
    told = {"DayofMonth": days[first.day - 1], "Weekday": _DAYS[first.weekday()]}
    told |= {"Month": _MONTHS[first.month - 1], "RunDate": first.isoformat()}
    phase = max(1, int(row.get("Phase", 1)))
    if phase > _MOST:
        raise bad_field(f"Phase cannot be more than {_MOST}.")
    return {**told, **row, "RunDate": first.isoformat(), "Frequency": frequency, "Phase": phase}


def schedule(books: Books, code: str) -> Row:
    """Give a schedule; ``FieldInvalid`` where there is none of that code."""
    row = books.find(SCHEDULES, code)
    if row is None:
        raise missing(f"schedule {code}")
    return row


def due_from(row: Row, day: str) -> str | None:
    """Give the first day of a schedule that is not before ``day``; None where none is left."""
    wanted, first = date.fromisoformat(day), date.fromisoformat(row["RunDate"])
    for found in _run(row, first, wanted):
        if found >= max(first, wanted):
            return found.isoformat()
    return None


def due_after(row: Row, day: str) -> str | None:
    """Give the day of a schedule that follows ``day``."""
    return due_from(row, (date.fromisoformat(day) + _DAY).isoformat())


def _run(row: Row, first: date, wanted: date) -> Iterator[date]:
    """Give the days of a schedule in their order, from shortly before the one wanted on."""
    interval, phase = row.get("Interval", "Once"), max(1, int(row.get("Phase", 1)))
    if interval == "Once":
        yield first
        return
    steps = max(0, (wanted - first).days // (_LONGEST[interval] * phase) - 1)
    for place in range(steps, steps + _TRIES):
        try:
            yield from _INTERVALS[interval](row, first, place * phase)
        except (OverflowError, ValueError):
            # The calendar of this language ends with the year 9999.
            return


def _daily(row: Row, first: date, steps: int) -> list[date]:
    found = first + timedelta(days=steps)
    if row.get("Frequency") != "Weekdays":
        return [found]
    return [found] if row.get(f"{_DAYS[found.weekday()]}Call") == "Yes" else []


def _weekly(row: Row, first: date, steps: int) -> list[date]:
    begin = first - timedelta(days=first.weekday())
    return [begin + timedelta(weeks=steps, days=_DAYS.index(row.get("Weekday", "Sunday")))]


def _semimonthly(row: Row, first: date, steps: int) -> list[date]:
    year, month = _month(first, steps)
    middle = _on_day(year, month, row)
    if row.get("Frequency") == "DateandLast":
        return sorted({middle, _last(year, month)})
    return sorted({date(year, month, 1), middle})


def _monthly(row: Row, first: date, steps: int) -> list[date]:
    year, month = _month(first, steps)
    if row.get("Frequency") != "Weekly":
        return [_on_day(year, month, row)]
    weekday = _DAYS.index(row.get("Weekday", "Sunday"))
    fitting = [
        date(year, month, n)
        for n in range(1, _last(year, month).day + 1)
        if date(year, month, n).weekday() == weekday
    ]
    place = tuple(CHOICES["WeekinMonth"].numbers).index(row.get("WeekinMonth", "First"))
    return [fitting[-1 if place == 4 else place]]


def _annual(row: Row, first: date, steps: int) -> list[date]:
    month = _MONTHS.index(row.get("Month", "January")) + 1
    return [_on_day(first.year + steps, month, row)]


_INTERVALS: dict[str, Callable[[Row, date, int], list[date]]] = {
    "Daily": _daily,
    "Weekly": _weekly,
    "Semimonthly": _semimonthly,
    "Monthly": _monthly,
    "Annual": _annual,
}


def _month(first: date, steps: int) -> tuple[int, int]:
    years, month = divmod(first.month - 1 + steps, 12)
    return first.year + years, month + 1


def _last(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _on_day(year: int, month: int, row: Row) -> date:
    """Give the schedule's day in a month; a shorter month has its last one."""
    wanted = CHOICES["DayofMonth"].numbers[row.get("DayofMonth", "Num1st")]
    return date(year, month, min(wanted, _last(year, month).day))
