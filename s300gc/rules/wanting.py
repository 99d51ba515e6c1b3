"""The subscription that a recurring charge asks for: mandate, amount, days, how many."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, dropwhile, takewhile

from s300gc.model import Mandate, Money
from s300gc.model.subscriptions import Cadence, RecurringCharge, Schedule
from s300gc.rules.cadence import cadence, dates
from s300gc.rules.charging import too_small, usable

AHEAD = timedelta(days=365)
"""A subscription begins within a year."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The subscription that a charge asks for."""

    mandate: Mandate
    amount: Money
    cadence: Cadence
    start: date
    count: int | None


def wanted(
    charge: RecurringCharge, schedule: Schedule | None, mandates: Iterable[Mandate], today: date
) -> Wanted | str:
    """Give the subscription that a charge asks for, or say why GoCardless cannot have it."""
    if charge.next_date is None or schedule is None:
        return "has no schedule by which Sage 300 invoices it"
    if charge.job_related:
        return "is job-related: a receipt must name contract and project"
    mandate = usable(mandates, charge.amount.currency)
    if isinstance(mandate, str):
        return mandate
    small = too_small(charge.amount)
    if small:
        return small
    rhythm = cadence(schedule, charge.next_date)
    if isinstance(rhythm, str):
        return rhythm
    return _begin(charge, charge.next_date, rhythm, mandate, today)


def _begin(
    charge: RecurringCharge, due: date, rhythm: Cadence, mandate: Mandate, today: date
) -> Wanted | str:
    """Find the first day that the mandate allows, and how many charges follow it."""
    earliest = max(today, due, mandate.next_charge_date or today)
    all_days = zip(count(), dates(rhythm, due), strict=False)
    passed, start = next(dropwhile(lambda one: one[1] < earliest, all_days))
    if start > today + AHEAD:
        return f"begins on {start}, and GoCardless takes a start within a year"
    times = _times(charge, start, rhythm, passed)
    if times is not None and times < 1:
        return f"ends before {start}, the first day on which it could be collected"
    return Wanted(mandate, charge.amount, rhythm, start, times)


def _times(charge: RecurringCharge, start: date, rhythm: Cadence, passed: int) -> int | None:
    """Count the charges from ``start`` on; None without end. ``passed`` days are before it."""
    if charge.expires is not None:
        last = charge.expires
        return sum(1 for _ in takewhile(lambda day: day <= last, dates(rhythm, start)))
    if charge.most_invoices is not None:
        return charge.most_invoices - charge.invoices - passed
    if charge.most_total is not None:
        so_far = charge.invoiced.minor if charge.invoiced else 0
        left = charge.most_total.minor - so_far - passed * charge.amount.minor
        return left // charge.amount.minor
    return None
