"""On which days a recurring charge is due, and whether GoCardless can charge on those."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from s300gc.model.subscriptions import Cadence, Schedule

MOST = {"weekly": 52, "monthly": 12, "yearly": 1}
"""The longest intervals: at least one charge a year (GoCardless API reference, subscriptions)."""
LAST_DAY = 28
"""The last day of the month that can be named; after it there is only the last one, -1."""
WORDS = {"weekly": "weeks", "monthly": "months", "yearly": "years"}


def cadence(schedule: Schedule, first: date) -> Cadence | str:
    """Give a schedule of Sage 300 as GoCardless has it, or say why it has none such.

    ``first`` is one of the schedule's own days.
    """
    name = f"schedule {schedule.code}"
    if schedule.interval == "Weekly":
        return _within(Cadence("weekly", schedule.every), name)
    if schedule.interval == "Monthly":
        if schedule.frequency == "Weekly":
            return f"{name} is on a weekday of the month, and GoCardless takes a day of the month"
        day = _day(schedule, first)
        return f"{name} {day}" if isinstance(day, str) else _within(
            Cadence("monthly", schedule.every, day), name
        )  # fmt: skip
    if schedule.interval == "Annual":
        day = _day(schedule, first)
        return f"{name} {day}" if isinstance(day, str) else _within(
            Cadence("yearly", schedule.every, day, first.month), name
        )  # fmt: skip
    how = {"Semimonthly": "twice a month", "Daily": "daily", "Once": "only once"}
    runs = how.get(schedule.interval, f"by the interval {schedule.interval}")
    return f"{name} runs {runs}, and GoCardless charges every so many weeks, months or years"


def _within(found: Cadence, name: str) -> Cadence | str:
    if 1 <= found.interval <= MOST[found.unit]:
        return found
    words = f"every {found.interval} {WORDS[found.unit]}"
    return f"{name} runs {words}, and GoCardless charges at least once a year"


def _day(schedule: Schedule, first: date) -> int | str:
    """Give the day of the month as GoCardless counts, or why it cannot be named."""
    wanted = schedule.day or first.day
    last = 31 if schedule.interval == "Monthly" else _length(first.year, first.month)
    if wanted <= LAST_DAY:
        return wanted
    if wanted >= last:
        return -1
    return (
        f"is on day {wanted}, and GoCardless takes the days 1 to {LAST_DAY} or the last"
        " of the month"
    )


def dates(found: Cadence, first: date) -> Iterator[date]:
    """Give the days of a cadence from one of them on, without end and off no weekend."""
    n = 0
    while True:
        yield _nth(found, first, n)
        n += 1


def _nth(found: Cadence, first: date, n: int) -> date:
    if found.unit == "weekly":
        return first + timedelta(weeks=found.interval * n)
    months = found.interval * (12 if found.unit == "yearly" else 1) * n
    years, month = divmod(first.month - 1 + months, 12)
    length = _length(first.year + years, month + 1)
    day = length if found.day == -1 else min(found.day or first.day, length)
    return date(first.year + years, month + 1, day)


def half(found: Cadence) -> timedelta:
    """Give half of the time between two days of a cadence, rounded up."""
    days = {"weekly": 7, "monthly": 30, "yearly": 365}[found.unit] * found.interval
    return timedelta(days=-(-days // 2))


def _length(year: int, month: int) -> int:
    return monthrange(year, month)[1]
