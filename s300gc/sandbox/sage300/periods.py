"""Fiscal periods: in which a day falls, and whether a module may still post there."""

from bisect import bisect_right
from typing import Any, Literal

from s300gc.sandbox.sage300.books import Books
from s300gc.sandbox.sage300.errors import refused
from s300gc.sandbox.sage300.tables import Row

CALENDARS = "CS/CSFiscalCalendars"
Module = Literal["AR", "BK", "GL"]

_WORDS = {"AR": "Accounts Receivable", "BK": "Bank Services", "GL": "General Ledger"}


def date_name(books: Books, what: Literal["Start", "End"], period: int) -> str:
    """Give the property of the calendar that holds where a period starts or ends."""
    form = books.switches.calendar_names
    if form == "FiscalPeriodStartDate1":
        return f"FiscalPeriod{what}Date{period}"
    if form == "BeginningOfPeriod1":
        return f"{'Beginning' if what == 'Start' else 'End'}OfPeriod{period}"
    return f"FiscalPeriod{period}{what}Date"


def period_of(books: Books, day: str) -> tuple[str, str]:
    """Give year and period (``"01"``) of a day; a 409 where the calendar has none."""
    starts, spans = _spans(books)
    place = bisect_right(starts, day) - 1
    if place < 0 or day > spans[place][0]:
        raise refused(f"Date {day} does not exist in Common Services Fiscal Calendar.")
    return spans[place][1], spans[place][2]


def _spans(books: Books) -> tuple[list[str], list[tuple[str, str, str]]]:
    """Give the first days of all periods, and for each (last day, year, period)."""
    shelf = books.shelf(CALENDARS)
    known = books.remembered("spans", shelf.version)
    if known is None:
        found: list[tuple[str, str, str, str]] = []
        for row in shelf.ordered:
            found += _year(books, row)
        found.sort()
        known = ([one[0] for one in found], [one[1:] for one in found])
        books.memory["spans"] = (shelf.version, known)
    spans: tuple[list[str], list[tuple[str, str, str]]] = known
    return spans


def _year(books: Books, row: Row) -> list[tuple[str, str, str, str]]:
    found: list[tuple[str, str, str, str]] = []
    for n in range(1, int(row["NumberOfFiscalPeriods"]) + 1):
        start: Any = row[date_name(books, "Start", n)]
        end: Any = row[date_name(books, "End", n)]
        found.append((start, end, row["FiscalYear"], f"{n:02d}"))
    return found


def locked(books: Books, module: Module, year: str, period: str) -> str:
    """Give the sentence that says why a module may not post into a period, or nothing."""
    row = books.find(CALENDARS, year)
    if row is None or not period.isdigit() or not 1 <= int(period) <= 13:
        return f"Fiscal period {period} of fiscal year {year} does not exist."
    if row.get(f"{module}PeriodLocked{int(period)}", "No") == "No":
        return ""
    return (
        f"Fiscal period {period} for fiscal year {year} is locked for {_WORDS[module]} "
        "in Common Services Fiscal Calendar."
    )


def lock(books: Books, year: str, period: str, modules: tuple[Module, ...], on: bool) -> None:
    """Lock or open a period for some modules, as a person does in Common Services."""
    row = books.find(CALENDARS, year)
    if row is None:
        raise KeyError(f"there is no fiscal year {year}")
    for module in modules:
        row[f"{module}PeriodLocked{int(period)}"] = "Yes" if on else "No"
    books.shelf(CALENDARS).touch()


def check_at_entry(books: Books, module: Module, year: str, period: str) -> None:
    """Refuse an entry in a locked period, where the switch wants it that early."""
    why = locked(books, module, year, period)
    if module == "GL" and books.switches.gl_locked_periods != "error":
        return
    if why and books.switches.locked_period_at_entry:
        raise refused(why)


def check_ledger(books: Books, year: str, period: str) -> None:
    """Refuse to post a GL entry into a locked period or an earlier year, by two GL options."""
    why = locked(books, "GL", year, period)
    if why and books.switches.gl_locked_periods == "error":
        raise refused(why)
    if not books.switches.gl_previous_years and year < period_of(books, books.today)[0]:
        raise refused(f"Posting to the previous fiscal year {year} is not allowed.")


def warning(books: Books, year: str, period: str) -> str:
    """Give what GL warns of when an entry is made for a locked period, or nothing."""
    why = locked(books, "GL", year, period)
    return why if books.switches.gl_locked_periods == "warning" else ""
