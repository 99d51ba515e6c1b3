"""Sage 300 Web API query options: filters, keys and query strings.

Only what Sage documents is used (Sage 300 Web API developer reference, query
options): ``eq ne gt ge lt le and or``. Parentheses, ``not`` and functions are not
documented, so a filter is always alternatives of conditions: ``and`` binds more
closely than ``or`` and no parentheses are needed.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from s300gc.model.dialect import PLAIN, Dialect, Search
from s300gc.remote.urls import encoded

Operator = Literal["eq", "ne", "gt", "ge", "lt", "le"]
Scalar = str | int | Decimal | date

ROOM = 1500
"""Characters of a URL that every server between here and Sage lets pass."""


def text(value: str) -> str:
    """Write a string literal; a quote inside it is doubled (OData)."""
    return "'" + value.replace("'", "''") + "'"


def literal(value: Scalar, dialect: Dialect = PLAIN) -> str:
    """Write a value: text and enum names quoted, numbers plain, dates as the dialect has them."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, date):
        day = value.strftime("%Y-%m-%d")
        return f"datetime'{day}T00:00'" if dialect.dates == "v3" else f"{day}T00:00:00Z"
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


def compare(name: str, operator: Operator, value: Scalar, dialect: Dialect = PLAIN) -> str:
    """Write one condition."""
    return f"{name} {operator} {literal(value, dialect)}"


def eq(name: str, value: Scalar, dialect: Dialect = PLAIN) -> str:
    """Write the condition that a property has a value."""
    return compare(name, "eq", value, dialect)


def within(name: str, part: str, search: Search) -> str:
    """Write the condition that a text has another within it, by the function ``search``."""
    if search == "substringof":
        return f"substringof({text(part)},{name})"
    return f"contains({name},{text(part)})"


def all_of(*conditions: str) -> str:
    """Join conditions of which all must hold; empty ones are left out."""
    return " and ".join(condition for condition in conditions if condition)


def any_of(*alternatives: str) -> str:
    """Join alternatives, each one condition or the result of ``all_of``."""
    return " or ".join(alternative for alternative in alternatives if alternative)


def chunks(alternatives: Sequence[str], taken: int = 400) -> Iterator[str]:
    """Join alternatives into as few filters as fit into URLs that servers accept.

    ``taken`` is the length of the rest of the URL. An alternative that is longer
    than the room stands alone.
    """
    held: list[str] = []
    length = taken
    for alternative in alternatives:
        more = len(encoded(alternative)) + len(encoded(" or "))
        if held and length + more > ROOM:
            yield any_of(*held)
            held, length = [], taken
        held.append(alternative)
        length += more
    if held:
        yield any_of(*held)


def key(*values: str | int, **named: str | int) -> str:
    """Write a key segment: ``('1200')``, ``(66)`` or ``(BatchRecordType='CA',BatchNumber=65)``."""
    parts = [literal(value) for value in values]
    parts += [f"{name}={literal(value)}" for name, value in named.items()]
    return "(" + ",".join(encoded(part) for part in parts) + ")"
