"""How a value stands in a cell: instants and dates as text that sorts, decimals as text."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal

Cell = str | int | bytes | None
"""What a column of a STRICT table can hold here; there are no REAL columns."""

Pairs = tuple[tuple[str, str], ...]


def stamp(moment: datetime) -> str:
    """Give an instant as UTC text of fixed width, so that text order is time order."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    plain = moment.astimezone(UTC).replace(tzinfo=None)
    return plain.isoformat(timespec="microseconds") + "Z"


def instant(text: str) -> datetime:
    """Read back what ``stamp`` gave."""
    return datetime.fromisoformat(text)


def maybe_instant(text: str | None) -> datetime | None:
    """Read back an instant that may be missing."""
    return None if text is None else instant(text)


def day(value: date | None) -> str | None:
    """Give a calendar day as ISO text."""
    return None if value is None else value.isoformat()


def maybe_day(text: str | None) -> date | None:
    """Read back a calendar day that may be missing."""
    return None if text is None else date.fromisoformat(text)


def number(value: Decimal | None) -> str | None:
    """Give a decimal as plain text, without an exponent."""
    return None if value is None else format(value, "f")


def flag(value: bool) -> int:
    """Give a yes or no as 1 or 0."""
    return 1 if value else 0


def maybe_number(text: str | None) -> Decimal | None:
    """Read back a decimal that may be missing."""
    return None if text is None else Decimal(text)


def pairs(value: Pairs) -> str:
    """Give pairs of text as JSON, in their own order."""
    return json.dumps([list(pair) for pair in value], separators=(",", ":"))


def read_pairs(text: str) -> Pairs:
    """Read back what ``pairs`` gave."""
    return tuple((str(name), str(value)) for name, value in json.loads(text))


def wanted(keys: Iterable[object]) -> str:
    """Give keys as one JSON array, the single parameter of a look-up of many rows."""
    return json.dumps(list(keys), separators=(",", ":"))
