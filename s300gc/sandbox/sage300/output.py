"""Rows as they go over the wire: complete, dates with their time, details inlined."""

from collections.abc import Sequence
from typing import Any

from s300gc.sandbox.sage300.tables import TABLES, Row, Table


def complete(row: Row, table: Table, z: bool, select: Sequence[str] = ()) -> Row:
    """Give an entity with every property of its type, or with the selected ones."""
    if not select:
        return {**table.blank, **_written(row, table, z, deep=True)}
    chosen = {name: row[name] for name in select if name in row}
    written = _written(chosen, table, z, deep=True)
    return {name: written.get(name, table.blank[name]) for name in select}


def shown(row: Row, table: Table, z: bool) -> Row:
    """Give an entity for ``state()``: what matters always, the rest where it is set."""
    made_by = row.get("_made_by")
    full = {**table.shown, **_written(row, table, z, deep=False)}
    return {**full, "made_by": made_by} if made_by else full


def _written(row: Row, table: Table, z: bool, *, deep: bool) -> Row:
    """Bring what is kept into wire form; private keys stay behind."""
    given: Row = {}
    for name, value in row.items():
        item = table.properties.get(name)
        if item is None:
            continue
        if item.kind == "t":
            value = wire_date(value, z)
        elif item.kind == "c":
            value = _nested(value, TABLES[item.nested], z, deep)
        given[name] = value
    return given


def _nested(rows: list[Row], table: Table, z: bool, deep: bool) -> list[Row]:
    if deep:
        return [complete(row, table, z) for row in rows]
    return [shown(row, table, z) for row in rows]


def wire_date(value: Any, z: bool) -> str | None:
    """Write a date as the API does; an empty one is null."""
    if not value:
        return None
    return f"{value}T00:00:00Z" if z else f"{value}T00:00:00"
