"""In which fiscal period a payout is booked."""

from datetime import date

from s300gc.errors import PersonNeeded
from s300gc.model import Period

MODULES = ("AR", "BK", "GL")
"""They lock separately; journal and receipts of a payout share one date and one period."""


def posting_period(day: date, period: Period) -> Period:
    """Give the period that holds ``day`` and is open in AR, BK and GL.

    Raises PersonNeeded where a module is locked.
    """
    locked = [module for module in MODULES if module in period.locked]
    if locked:
        raise PersonNeeded(
            f"fiscal period {period.year}-{period.number} of {day} is locked for"
            f" {' and '.join(locked)}: open it in Common Services, then run again"
        )
    return period
