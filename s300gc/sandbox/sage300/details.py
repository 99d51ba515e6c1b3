"""Nested details under PATCH: found by their key, inserted, updated or deleted.

``UpdateOperation`` Unspecified updates where the key exists and inserts where not; Update
and Delete of a key that does not exist is an error (developer reference, 5).
"""

from collections.abc import Callable
from typing import Any

from s300gc.sandbox.sage300.errors import SageError, bad_field, not_found
from s300gc.sandbox.sage300.tables import Row, Table

Key = str | tuple[str, ...]
"""The property, or the properties together, by which a detail is found."""

Numbering = Callable[[list[Row]], Any]
"""Gives the key of a detail that brings none, from the details that are there."""


def counted(name: str, step: int = 1) -> Numbering:
    """Number details 1, 2, 3 ... or in steps of 20, as Sage numbers lines."""

    def following(rows: list[Row]) -> int:
        return max((int(row.get(name, 0)) for row in rows), default=0) + step

    return following


def padded(name: str, digits: int, step: int = 1) -> Numbering:
    """Number details of GL, whose keys are digits in text: ``"00001"``, ``"0000000020"``."""

    def following(rows: list[Row]) -> str:
        last = max((int(row.get(name) or 0) for row in rows), default=0)
        return f"{last + step:0{digits}d}"

    return following


def named(name: str) -> Numbering:
    """Refuse a detail that does not say which it is: nothing numbers those."""

    def following(_rows: list[Row]) -> Any:
        raise bad_field(f"{name} is required.")

    return following


def insert_all(incoming: list[Row], key: Key, number: Numbering) -> list[Row]:
    """Number the details of a new record; one key twice is ``RecordDuplicate``."""
    rows: list[Row] = []
    places: set[Any] = set()
    for one in incoming:
        if _operation(one) == "Delete":
            continue
        row = _completed(one, rows, key, number)
        _refuse_twice(row, key, places)
        places.add(_place(row, key))
        rows.append(row)
    return rows


def _completed(one: Row, rows: list[Row], key: Key, number: Numbering) -> Row:
    row = {name: value for name, value in one.items() if name != "UpdateOperation"}
    for name in (key,) if isinstance(key, str) else key:
        if not row.get(name):
            row[name] = number(rows) if name == key else named(name)(rows)
        elif name.endswith("Number") and not str(row[name]).isdigit():
            raise bad_field(f"{name} {row[name]} is not a number that an entry can have.")
    return row


def _refuse_twice(row: Row, key: Key, places: set[Any]) -> None:
    place = _place(row, key)
    if place in places:
        words = key if isinstance(key, str) else " ".join(key)
        raise SageError("RecordDuplicate", f"{words} {place} record already exists.")


def _place(row: Row, key: Key) -> Any:
    return row.get(key) if isinstance(key, str) else tuple(row.get(name) for name in key)


def merge(
    rows: list[Row],
    incoming: list[Row],
    key: Key,
    number: Numbering,
    update: Callable[[Row, Row], None],
) -> list[Row]:
    """Give the details after a PATCH; ``update(row, changes)`` changes one that was there.

    What the same PATCH inserted before is still as it was sent, and takes changes as they are.
    """
    merged = list(rows)
    old = {id(row) for row in rows}
    for one in incoming:
        operation = _operation(one)
        changes = {name: value for name, value in one.items() if name != "UpdateOperation"}
        place = _place(changes, key)
        known = next((row for row in merged if _place(row, key) == place), None)
        if operation == "Insert" or (operation == "Unspecified" and known is None):
            row = _completed(one, merged, key, number)
            _refuse_twice(row, key, {_place(other, key) for other in merged})
            merged.append(row)
        elif known is None:
            raise not_found()
        elif operation == "Delete":
            merged.remove(known)
        elif id(known) in old:
            update(known, changes)
        else:
            known.update(changes)
    return merged


def plain_update(row: Row, changes: Row) -> None:
    """Take the changes over as they are."""
    row.update(changes)


def _operation(row: Row) -> str:
    return str(row.get("UpdateOperation", "Unspecified"))


def tidy(row: Row, table: Table) -> Row:
    """Take away what equals the default, so that the row is kept sparse."""
    blank = table.blank
    for name in [n for n, value in row.items() if n in blank and value == blank[n]]:
        del row[name]
    return row
