"""The fiscal calendar: periods, and the modules in which each is locked."""

from collections.abc import Mapping
from datetime import date

from s300gc.errors import Refused
from s300gc.model import Period
from s300gc.model.dialect import Calendar
from s300gc.remote import spellings
from s300gc.remote.sage300_errors import UNKNOWN_NAMES
from s300gc.remote.sage300_part import Part
from s300gc.remote.values import FiscalCalendar, FoundPeriod
from s300gc.remote.wire import Json, day_of, yes_of


class Periods(Part):
    """What is asked about fiscal periods; a person opens and locks them, never this tool."""

    _calendar: FiscalCalendar | None = None

    def fiscal_calendar(self) -> FiscalCalendar:
        """Read all fiscal periods with the modules in which each is locked.

        The property names of ``CSFiscalCalendars`` are in no document: where they were not
        learned they are recognised by what they must contain. Where that fails, or the
        server has no such entity, the calendar is empty and its periods are assumed.
        """
        if not self._link.offers("CS", "CSFiscalCalendars"):
            return FiscalCalendar()
        try:
            rows = list(self._link.rows("CS", "CSFiscalCalendars", "", ""))
        except Refused as refused:
            if refused.code in UNKNOWN_NAMES:
                return FiscalCalendar()
            raise
        names = self._link.dialect.calendar
        periods = [period for row in rows for period in year_periods(row, names)]
        return FiscalCalendar(tuple(sorted(periods, key=lambda period: period.start)))

    def period(self, day: date) -> FoundPeriod:
        """Find the fiscal period of a day; a day outside of all of them is a ``PersonNeeded``.

        The calendar is read once for the life of this client, which is one run; that a
        period was locked meanwhile Sage itself will say.
        """
        if self._calendar is None:
            self._calendar = self.fiscal_calendar()
        return self._calendar.at(day)


def year_periods(row: Mapping[str, Json], names: Calendar | None = None) -> list[Period]:
    """Take the periods out of a fiscal year; its properties have ``names``, else recognised ones.

    A period without its days is none: years of twelve periods leave a thirteenth empty.
    """
    names = names or spellings.calendar(row)
    year = str(row.get("FiscalYear") or "")
    found: list[Period] = []
    if names is None or not year:
        return found
    for n in range(1, 1 + len(row)):
        start, end = (day_of(row.get(name.format(n=n))) for name in (names.start, names.end))
        if start is None or end is None:
            continue
        locked = [m for m, name in names.locked.items() if yes_of(row.get(name.format(n=n)))]
        found.append(Period(year, f"{n:02d}", start, end, tuple(sorted(locked))))
    return found
