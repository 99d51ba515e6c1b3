"""When a subscription charges: pure rules over dates (GoCardless API reference, subscriptions)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from s300gc.sandbox.gocardless.bankdays import Calendar, months_later, roll_back, shift

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A rule: every ``interval`` weeks, months or years from ``start`` on.

    ``day_of_month`` is 1 to 28, or -1 for the last day; ``month`` is 1 to 12, for years only.
    """

    unit: str
    interval: int
    start: date
    calendar: Calendar
    day_of_month: int | None = None
    month: int | None = None

    @property
    def first(self) -> date:
        """The first date of the rule that is not before ``start``."""
        if self.day_of_month is None:
            return self.start
        ahead = (self.month - self.start.month) % 12 if self.month else 0
        first = months_later(self.start.replace(day=1), ahead, self.day_of_month)
        if first < self.start:
            later = 12 if self.month else 1
            first = months_later(self.start.replace(day=1), ahead + later, self.day_of_month)
        return first

    def charge_date(self, n: int) -> date:
        """Give the ``n``-th charge date, counted from 0.

        What falls on no working day is rolled forward; the last day of a month is rolled back.
        """
        if self.unit == "weekly":
            return shift(self.calendar, self.first + timedelta(weeks=self.interval * n), 0)
        step = self.interval * (12 if self.unit == "yearly" else 1) * n
        day = months_later(self.first, step, self.day_of_month)
        if self.day_of_month == -1:
            return roll_back(self.calendar, day)
        return shift(self.calendar, day, 0)

    def from_day(self, day: date, n: int = 0) -> int:
        """Give the number of the first charge date from the ``n``-th on that is not before."""
        while self.charge_date(n) < day:
            n += 1
        return n

    def dates(self, n: int) -> Iterator[date]:
        """Give the charge dates from the ``n``-th on, without end."""
        while True:
            yield self.charge_date(n)
            n += 1
