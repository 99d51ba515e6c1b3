"""The nested details of master records: by what each is found, and what PATCH does to them.

Details are matched by key under PATCH, and inserted all anew under POST and PUT (developer
reference, 5).
"""

from s300gc.sandbox.sage300.details import Key, Numbering, counted, insert_all, merge, named
from s300gc.sandbox.sage300.tables import TABLES, Row, Table

_BY: dict[str, Key] = {
    "AccountValidCurrency": "CurrencyCode",
    "BankCurrency": "CurrencyCode",
    "CheckStock": "CheckStockCode",
    "CurrencyRateDetail": ("FromCurrency", "RateDate"),
}
_COUNTED = {
    "TermsPaymentSchedule": ("PaymentNumber", 1),
    "RecurringChargeDetail": ("LineNumber", 20),
}
_FIELD = "OptionalField"


def _way(table: Table) -> tuple[Key, Numbering] | None:
    """Give key and numbering of a type of details; None where one is as good as another."""
    if table.name in _COUNTED:
        name, step = _COUNTED[table.name]
        return name, counted(name, step)
    key = _FIELD if _FIELD in table.properties else _BY.get(table.name)
    if key is None:
        return None
    return key, named(key if isinstance(key, str) else key[0])


def inserted(body: Row, table: Table) -> Row:
    """Give a new record with its details numbered, and theirs."""
    row: Row = {}
    for name, value in body.items():
        inner = _inner(table, name)
        row[name] = _inserted_rows(value, inner) if inner else value
    row.pop("UpdateOperation", None)
    return row


def _inserted_rows(incoming: list[Row], table: Table) -> list[Row]:
    way = _way(table)
    rows = insert_all(incoming, *way) if way else incoming
    return [inserted(one, table) for one in rows]


def changed(row: Row, body: Row, table: Table) -> Row:
    """Give a record after a PATCH; neither the record nor the body is touched."""
    made = dict(row)
    for name, value in body.items():
        inner = _inner(table, name)
        made[name] = _changed_rows(row.get(name, []), value, inner) if inner else value
    made.pop("UpdateOperation", None)
    return made


def _changed_rows(rows: list[Row], incoming: list[Row], table: Table) -> list[Row]:
    way = _way(table)
    if way is None:
        return _inserted_rows(incoming, table)

    def update(one: Row, part: Row) -> None:
        one.update(changed(one, part, table))

    copies = [dict(one) for one in rows]
    known = {id(one) for one in copies}
    merged = merge(copies, incoming, *way, update)
    return [one if id(one) in known else inserted(one, table) for one in merged]


def _inner(table: Table, name: str) -> Table | None:
    item = table.properties.get(name)
    return TABLES[item.nested] if item is not None and item.nested else None
