"""On which day and in which fiscal period a payout is booked."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal

from s300gc.errors import PersonNeeded
from s300gc.model import Period

MODULES = ("AR", "BK", "GL")
"""They lock separately; journal and receipts of a payout share one date and one period."""

Policy = Literal["wait", "next-open"]


def posting_period(day: date, period: Period) -> Period:
    """Give the period that holds ``day`` and is open in AR, BK and GL.

    Raises PersonNeeded where a module is locked.
    """
    locked = locked_in(period)
    if locked:
        raise PersonNeeded(
            f"fiscal period {period.year}-{period.number} of {day} is locked for"
            f" {' and '.join(locked)}: open it in Common Services, then run again"
        )
    return period


def locked_in(period: Period) -> list[str]:
    """Give the modules of ours that are locked in a period."""
    return [module for module in MODULES if module in period.locked]


def posting_day(
    day: date, at: Callable[[date], Period], policy: Policy = "wait"
) -> tuple[date, Period]:
    """Give the posting date and the period for all parts of a payout that arrived on ``day``.

    ``at`` gives the period of a day. With ``next-open`` it is the first day of the next
    period of the same fiscal year that is open in AR, BK and GL. Raises PersonNeeded where
    there is none: another year is a person's decision.
    """
    first = at(day)
    if policy == "wait" or not locked_in(first):
        return day, posting_period(day, first)
    period = first
    while locked_in(period):
        dated = period.end + timedelta(days=1)
        period = at(dated)
        if period.year != first.year:
            raise PersonNeeded(
                f"fiscal period {first.year}-{first.number} of {day} is locked for"
                f" {' and '.join(locked_in(first))}, and no later one of fiscal year"
                f" {first.year} is open: open one in Common Services, then run again;"
                " no payout is moved into another year"
            )
    return period.start, period
