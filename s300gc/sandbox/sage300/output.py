"""Rows as they go over the wire: complete, dates with their time, details inlined."""

from collections.abc import Sequence
from typing import Any

from s300gc.sandbox.sage300.switches import SageSwitches
from s300gc.sandbox.sage300.tables import TABLES, Row, Table

_KEYS = {
    name: name
    for name in (
        *("BatchNumber", "EntryNumber", "LineNumber", "TransactionNumber", "SequenceNumber"),
        *("CustomerNumber", "RecurringChargeCode", "TermsCode", "BankCode", "ToCurrency"),
        *("RateType", "UnformattedAccount", "AccountNumber"),
    )
}
_KEYS |= {"BatchRecordType": "BatchType", "GroupCode": "CustomerGroup"}
_KEYS |= {"NationalAccountNumber": "NationalAccount"}
"""Keys that details share with what holds them, and how these name them."""


def complete(row: Row, table: Table, switches: SageSwitches, select: Sequence[str] = ()) -> Row:
    """Give an entity with every property of its type, or with the selected ones."""
    z = switches.dates_with_z
    if not select:
        found = {**table.blank, **_written(row, table, z, deep=True)}
    else:
        chosen = {name: row[name] for name in select if name in row}
        written = _written(chosen, table, z, deep=True, above=_shared(row))
        found = {name: written.get(name, table.blank[name]) for name in select}
    return _padded(found, table) if switches.blank_padded else found


def _padded(row: Row, table: Table) -> Row:
    """Fill up text with blanks to the length of its field, in details too."""
    found: Row = {}
    for name, value in row.items():
        item = table.properties[name]
        if item.kind == "c":
            found[name] = [_padded(one, TABLES[item.nested]) for one in value]
        else:
            found[name] = value.ljust(item.length) if item.kind == "s" else value
    return found


def shown(row: Row, table: Table, z: bool) -> Row:
    """Give an entity for ``state()``: what matters always, the rest where it is set."""
    made_by = row.get("_made_by")
    full = {**table.shown, **_written(row, table, z, deep=False)}
    return {**full, "made_by": made_by} if made_by else full


def _shared(row: Row) -> Row:
    """Give the keys of a row that its details carry too."""
    return {_KEYS[name]: value for name, value in row.items() if name in _KEYS}


def _written(row: Row, table: Table, z: bool, *, deep: bool, above: Row | None = None) -> Row:
    """Bring what is kept into wire form; private keys stay behind.

    ``above`` are the keys of what holds the row: its details have them too.
    """
    given: Row = {}
    for name, value in row.items():
        item = table.properties.get(name)
        if item is None:
            continue
        if item.kind == "t":
            value = wire_date(value, z)
        elif item.kind == "c":
            keys = {**(above or {}), **_shared(row)}
            value = _nested(value, TABLES[item.nested], z, keys if deep else None)
        given[name] = value
    return given


def _nested(rows: list[Row], table: Table, z: bool, above: Row | None) -> list[Row]:
    """Write details whole, with the keys of what holds them, or for ``state()``."""
    if above is None:
        return [shown(row, table, z) for row in rows]
    keys = {name: value for name, value in above.items() if name in table.properties}
    return [
        {**table.blank, **_written(row, table, z, deep=True, above=above), **keys} for row in rows
    ]


def wire_date(value: Any, z: bool) -> str | None:
    """Write a date as the API does; an empty one is null."""
    if not value:
        return None
    return f"{value}T00:00:00Z" if z else f"{value}T00:00:00"
