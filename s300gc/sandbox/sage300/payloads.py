"""JSON bodies: read, checked against the type, and brought into the form in which rows are kept.

Unknown properties and wrong JSON types are ``InvalidPayload`` (400); text that does not fit
its field is ``FieldInvalid`` (409) or cut, by a switch. The order of the properties is kept,
because Sage puts them into the record one after the other (developer reference, 2.3).
"""

import re
from decimal import Decimal
from typing import Any

import simplejson

from s300gc.sandbox.sage300.errors import SageError, bad_field, bad_payload
from s300gc.sandbox.sage300.switches import SageSwitches
from s300gc.sandbox.sage300.tables import TABLES, Property, Row, Table

_DATE = re.compile(
    r"(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))"
    r"(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?"
)


def read_body(body: bytes, table: Table, switches: SageSwitches) -> Row:
    """Read the JSON object of a request as the type that ``table`` describes."""
    try:
        raw = simplejson.loads(body.decode(), use_decimal=True, parse_constant=_no_constant)
    except (ValueError, UnicodeDecodeError) as error:
        raise bad_payload(f"The body is not valid JSON: {error}") from error
    return checked(raw, table, switches)


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is no JSON number")


def checked(raw: Any, table: Table, switches: SageSwitches) -> Row:
    """Check one object and its nested details; annotations (``@odata.…``) are passed over."""
    if not isinstance(raw, dict):
        raise bad_payload(f"An object of type {table.name} was expected.")
    row: Row = {}
    for name, value in raw.items():
        if name.startswith("@odata."):
            continue
        item = table.properties.get(name)
        if item is None:
            raise bad_payload(
                f"The property '{name}' does not exist on type '{table.name}'. Make sure to only "
                "use property names that are defined by the type."
            )
        row[name] = _checked_value(value, item, switches)
    return row


def _checked_value(value: Any, item: Property, switches: SageSwitches) -> Any:
    if item.kind == "c":
        return _details(value, item, switches)
    if item.kind == "s":
        return _text(value, item, switches)
    if item.kind == "e":
        return _member(value, item)
    if item.kind == "t":
        return _date(value, item)
    if item.kind == "b":
        return _boolean(value, item)
    return _number(value, item)


def _details(value: Any, item: Property, switches: SageSwitches) -> list[Row]:
    if not isinstance(value, list):
        raise _wrong(item, "an array")
    return [checked(one, TABLES[item.nested], switches) for one in value]


def _text(value: Any, item: Property, switches: SageSwitches) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _wrong(item, "a string")
    text = value.rstrip(" ")
    if item.length and len(text) > item.length:
        if switches.over_length == "refuse":
            raise bad_field(f"{item.name} cannot hold more than {item.length} characters.")
        text = text[: item.length]
    return item.stored(text)


def _member(value: Any, item: Property) -> str:
    """Take a member by name, or by its number written as a string (as Sage's samples do)."""
    found = item.choices.find(value) if item.choices and isinstance(value, str) else None
    if found is None:
        raise bad_payload(f"'{value}' is not a member of the enumeration of '{item.name}'.")
    return found


def _date(value: Any, item: Property) -> str | None:
    if value is None:
        return None
    match = _DATE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise _wrong(item, "a date")
    return match[1]


def _boolean(value: Any, item: Property) -> bool:
    """Take a boolean; one written as text is seen to be accepted."""
    if value in ("true", "false"):
        return bool(value == "true")
    if not isinstance(value, bool):
        raise _wrong(item, "a boolean")
    return value


def _number(value: Any, item: Property) -> int | Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise _wrong(item, "a number")
    if item.kind == "i" and value != int(value):
        raise _wrong(item, "an integer")
    if abs(Decimal(value)) >= 10**16:
        raise bad_field(f"{item.name} is too large.")
    return value


def _wrong(item: Property, wanted: str) -> SageError:
    return bad_payload(f"The property '{item.name}' must be {wanted}.")
