"""Keys: how they stand in an address, and the text under which a row is kept.

``ARCustomers('1200')``, ``ARInvoiceBatches(66)``, ``ARInvoiceBatches(BatchNumber = 65)``,
``ARReceiptAndAdjustmentBatches(BatchRecordType='CA',BatchNumber=65)``, positional
``ARRecurringCharges('ONCALL','1100')``; quotes may be left out where there is no space
(developer reference, 5). Named parts come in any order, else in that of the metadata.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from s300gc.sandbox.sage300.errors import SageError
from s300gc.sandbox.sage300.tables import Property, Table

SEPARATOR = "\x1f"
AFTER = "\x20"
"""Parts of a key are joined by a sign that sorts before every other."""

_DIGITS = 12
_PART = re.compile(r"\s*(?:(\w+)\s*=\s*)?('(?:[^']|'')*'|[^',()\s]+)\s*(?:,|$)")


def key_text(values: Sequence[Any]) -> str:
    """Join the parts of a key so that the text sorts as the key does: numbers as numbers."""
    parts = [value if type(value) is str else _part_text(value) for value in values]
    return parts[0] if len(parts) == 1 else SEPARATOR.join(parts)


def _part_text(value: Any) -> str:
    if isinstance(value, (int, Decimal)):
        return f"{int(value):0{_DIGITS}d}"
    return str(value or "")


def row_key(table: Table, names: Sequence[str], row: Mapping[str, Any]) -> str:
    """Give the key text of a row; a property that is not there counts as its default."""
    return key_text([row.get(name, table.properties[name].default) for name in names])


def read_key(table: Table, names: Sequence[str], text: str) -> str:
    """Read what stands in the parentheses; ``InvalidEntityKey`` where it does not fit."""
    given = _named(names, _parts(text))
    if set(given) != set(names):
        raise _bad_key(f"The key must be made of {', '.join(names)}.")
    return key_text([_value(table.properties[name], given[name]) for name in names])


def _parts(text: str) -> list[tuple[str | None, str]]:
    """Cut the text at its commas into (name or nothing, written value)."""
    found: list[tuple[str | None, str]] = []
    place = 0
    while place < len(text):
        match = _PART.match(text, place)
        if match is None:
            raise _bad_key(f"'{text}' is not a key.")
        found.append((match[1], match[2]))
        place = match.end()
    return found


def _named(names: Sequence[str], parts: list[tuple[str | None, str]]) -> dict[str, str]:
    """Give each part its name, by position where none is written."""
    if all(name is None for name, _ in parts):
        if len(parts) != len(names):
            raise _bad_key(f"The key must be made of {', '.join(names)}.")
        return dict(zip(names, (value for _, value in parts), strict=True))
    return {name or "": value for name, value in parts}


def _value(item: Property, written: str) -> Any:
    """Read one part as the type of its property; codes are stored in capitals."""
    plain = written[1:-1].replace("''", "'") if written.startswith("'") else written
    if item.kind == "s":
        return item.stored(plain)
    if item.kind == "t":
        return plain[:10]
    if item.choices is not None:
        return item.choices.find(plain) or _fail(plain)
    try:
        number = Decimal(plain.rstrip("mM"))
    except InvalidOperation:
        return _fail(plain)
    return int(number) if number == number.to_integral_value() else _fail(plain)


def _fail(written: str) -> Any:
    raise _bad_key(f"'{written}' is not of the key's type.")


def _bad_key(message: str) -> SageError:
    return SageError("InvalidEntityKey", message)
