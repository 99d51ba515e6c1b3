"""Lists: which filters a resource knows, and how a page of it is found.

Filters, limits and cursors are those of the GoCardless API reference (cursor pagination).
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from s300gc.sandbox.gocardless.errors import bad_filter
from s300gc.sandbox.gocardless.table import Row, Table

MOST = 500
USUAL = 50
BOUNDS = ("gt", "gte", "lt", "lte")

Params = Mapping[str, Sequence[str]]
"""The query: each name with its values, ``status[]`` and repeated names put together."""

Test = Callable[[Row, str], bool]


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list can be asked for.

    ``indexed`` are filters that are keys of the table, ``many`` those of them that take several
    values, ``choices`` the values that a filter may have, ``tests`` filters without an index,
    ``apart`` sets of filters that exclude one another, ``days`` date ranges, ``sorts`` fields to
    sort by, ``hidden`` what is never shown.
    """

    indexed: tuple[str, ...] = ()
    many: frozenset[str] = frozenset()
    choices: Mapping[str, frozenset[str]] = field(default_factory=dict)
    tests: Mapping[str, Test] = field(default_factory=dict)
    apart: tuple[frozenset[str], ...] = ()
    days: tuple[str, ...] = ()
    sorts: tuple[str, ...] = ()
    hidden: Callable[[Row], bool] | None = None

    @property
    def names(self) -> set[str]:
        """All parameters that the list knows."""
        ranges = {f"{name}[{bound}]" for name in ("created_at", *self.days) for bound in BOUNDS}
        sorting = {"sort_field", "sort_direction"} if self.sorts else set()
        return {"limit", "after", "before", *self.indexed, *self.tests} | ranges | sorting


@dataclass(frozen=True, slots=True)
class Page:
    """One page: the rows and the ``meta`` object."""

    rows: list[Row]
    meta: dict[str, Any]


def page_of(table: Table, listing: Listing, params: Params, oldest: str = "") -> Page:
    """Find the page that the parameters ask for; what was made before ``oldest`` is hidden."""
    _check(listing, params)
    limit = limit_of(params)
    backwards = "before" in params
    start = _place(table, one(params, "after") or one(params, "before"))
    down = (one(params, "sort_direction") or "desc") == "desc"
    wanted = _wanted(table, listing, params)
    low, high = _span(table, params, oldest)
    sort = one(params, "sort_field") or "created_at"
    if sort == "created_at":
        places, fits = table.candidates(wanted)
        walk = _by_time(places, low, high, down != backwards, start)
    else:
        fits = table.test(wanted)
        ordered = table.sorted_places(sort, down=down != backwards, start=start)
        walk = (place for place in ordered if low <= place < high)
    tests = [(test, one(params, name)) for name, test in listing.tests.items() if name in params]
    hidden = listing.hidden or (lambda row: False)
    rows = list(
        islice(
            (
                row
                for row in map(table.at, walk)
                if fits(row) and not hidden(row) and all(test(row, value) for test, value in tests)
            ),
            limit + 1,
        )
    )
    return cut(rows, limit, [str(row["id"]) for row in rows], params)


def cut(rows: list[Row], limit: int, marks: list[str], params: Params) -> Page:
    """Make a page of up to ``limit`` rows out of one more, and its cursors out of their marks."""
    more = len(rows) > limit
    rows, marks = rows[:limit], marks[:limit]
    backwards = "before" in params
    if backwards:
        rows.reverse()
        marks.reverse()
    newer = more if backwards else "after" in params
    older = "before" in params if backwards else more
    cursors = {
        "before": cursor(marks[0]) if marks and newer else None,
        "after": cursor(marks[-1]) if marks and older else None,
    }
    return Page(rows, {"cursors": cursors, "limit": limit})


def page_of_fixed(rows: Sequence[Row], marks: Sequence[str], params: Params) -> Page:
    """Make the page of a short list that stands in its order, each row with its own mark."""
    limit = limit_of(params)
    text = one(params, "after") or one(params, "before")
    mark = mark_of(text) if text else ""
    if text and mark not in marks:
        raise bad_filter("Invalid cursor")
    place = marks.index(mark) if text else -1
    wanted = range(place + 1, len(rows))
    if "before" in params:
        wanted = range((place if text else len(rows)) - 1, -1, -1)
    steps = wanted[: limit + 1]
    return cut([rows[step] for step in steps], limit, [marks[step] for step in steps], params)


def cursor(mark: str) -> str:
    """Make an opaque cursor of what marks an object."""
    return urlsafe_b64encode(mark.encode()).decode().rstrip("=")


def mark_of(text: str) -> str:
    """Read a cursor; ``invalid_filters`` where it is none."""
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except ValueError as error:
        raise bad_filter("Invalid cursor") from error


def one(params: Params, name: str) -> str:
    """Give the value of a parameter, or nothing."""
    values = params.get(name, ())
    return values[0] if values else ""


def limit_of(params: Params) -> int:
    """Give the page size: 50 if not said, 1 to 500 (GoCardless API reference)."""
    text = one(params, "limit") or str(USUAL)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MOST:
        raise bad_filter(f"limit must be between 1 and {MOST}")
    return int(text)


def check_names(params: Params, names: Collection[str]) -> None:
    """Refuse parameters that the list does not know, and both cursors together."""
    for name in params:
        if name not in names:
            raise bad_filter(f"{name} is not a filter of this list")
    if "after" in params and "before" in params:
        raise bad_filter("after and before cannot be combined")


def _check(listing: Listing, params: Params) -> None:
    check_names(params, listing.names)
    for names in listing.apart:
        if len(given := sorted(names & params.keys())) > 1:
            raise bad_filter(f"{' and '.join(given)} cannot be combined")
    for name, values in params.items():
        if len(values) > 1 and name not in listing.many:
            raise bad_filter(f"{name} takes one value")
        allowed = listing.choices.get(name)
        if allowed and not allowed.issuperset(values):
            raise bad_filter(f"{name} must be one of {', '.join(sorted(allowed))}")
    if one(params, "sort_field") not in ("", *listing.sorts):
        raise bad_filter(f"sort_field must be one of {', '.join(listing.sorts)}")
    if one(params, "sort_direction") not in ("", "asc", "desc"):
        raise bad_filter("sort_direction must be asc or desc")


def _wanted(table: Table, listing: Listing, params: Params) -> dict[str, frozenset[Any]]:
    """Give the values of each indexed filter; a date range is the days in it that occur."""
    wanted = {name: frozenset(params[name]) for name in listing.indexed if name in params}
    for name in listing.days:
        bounds = {b: _day(one(params, f"{name}[{b}]")) for b in BOUNDS if f"{name}[{b}]" in params}
        if bounds:
            wanted[name] = frozenset(d for d in table.index(name) if _within(d, bounds))
    return wanted


def _within(value: str, bounds: Mapping[str, str]) -> bool:
    return (
        value > bounds.get("gt", "")
        and value >= bounds.get("gte", "")
        and value < bounds.get("lt", "~")
        and value <= bounds.get("lte", "~")
    )


def _span(table: Table, params: Params, oldest: str) -> tuple[int, int]:
    """Give the positions that the ``created_at`` bounds leave, found by bisection."""
    low, high = (table.since(oldest, after=False) if oldest else 0), len(table)
    for bound in BOUNDS:
        text = one(params, f"created_at[{bound}]")
        if not text and f"created_at[{bound}]" not in params:
            continue
        place = table.since(_stamp(text), after=bound in ("gt", "lte"))
        low, high = (max(low, place), high) if bound[0] == "g" else (low, min(high, place))
    return low, high


def _stamp(text: str) -> str:
    """Bring an instant into the form of the stamps, exact to the microsecond."""
    try:
        instant = datetime.fromisoformat(text)
        utc = instant.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise bad_filter("created_at must be an ISO 8601 timestamp") from error
    if instant.tzinfo is None:
        raise bad_filter("created_at must have a time zone")
    fine = "milliseconds" if utc.microsecond % 1000 == 0 else "microseconds"
    return utc.replace(tzinfo=None).isoformat(timespec=fine)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise bad_filter(f"{text} is not a date") from error


def _place(table: Table, text: str) -> int | None:
    if not text:
        return None
    place = table.places.get(mark_of(text))
    if place is None:
        raise bad_filter("Invalid cursor")
    return place


def _by_time(
    places: Sequence[int], low: int, high: int, down: bool, start: int | None
) -> Iterator[int]:
    """Give positions within bounds and beyond ``start``, the youngest first if ``down``."""
    if start is not None:
        low, high = (low, min(high, start)) if down else (max(low, start + 1), high)
    first, last = bisect_left(places, low), bisect_left(places, high)
    steps = range(last - 1, first - 1, -1) if down else range(first, last)
    return (places[step] for step in steps)
