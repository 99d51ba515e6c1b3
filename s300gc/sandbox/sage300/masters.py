"""Master records: made, changed and removed as they are sent, but for what a few derive."""

from collections.abc import Callable, Mapping

from s300gc.sandbox.sage300 import chargeentry, nested, references, schedules
from s300gc.sandbox.sage300.books import ZERO, Books, dec
from s300gc.sandbox.sage300.details import tidy
from s300gc.sandbox.sage300.errors import SageError, bad_payload, refused
from s300gc.sandbox.sage300.keys import row_key
from s300gc.sandbox.sage300.resources import Resource
from s300gc.sandbox.sage300.tables import TABLES, Row, Table

_TOUCHED = "DateLastMaintained"


def create(books: Books, resource: Resource, body: Row, maker: str) -> Row:
    """Insert a record; its whole key must be in the body, and not be there yet."""
    row = nested.inserted(body, resource.table)
    for name in resource.keys:
        if not row.get(name) and resource.table.properties[name].kind == "s":
            raise bad_payload(f"The key property '{name}' is missing.")
    key = row_key(resource.table, resource.keys, row)
    if key in books.shelf(resource.path):
        raise SageError("RecordDuplicate", f"{resource.table.name} record already exists.")
    references.check(books, resource, row)
    row = keep_sparse(_derived(books, resource, row), resource.table)
    stamp(books, resource, row)
    row["_made_by"] = maker
    return books.keep(resource, row)


def change(books: Books, resource: Resource, row: Row, body: Row, *, replace: bool) -> None:
    """Change a record, or under PUT put another in its place; details are matched by key."""
    for name in resource.keys:
        if name in body and body[name] != row.get(name):
            raise SageError("InvalidEntityKey", f"The key property '{name}' cannot change.")
    references.check(books, resource, body)
    if replace:
        kept = {n: v for n, v in row.items() if n in resource.keys or n.startswith("_")}
        made = {**kept, **nested.inserted(body, resource.table)}
    else:
        made = nested.changed(row, body, resource.table)
    made = keep_sparse(_derived(books, resource, made), resource.table)
    row.clear()
    row.update(made)
    stamp(books, resource, row)
    books.shelf(resource.path).touch()


def remove(books: Books, resource: Resource, key: str, row: Row) -> None:
    """Delete a record that no other names; the company profile stays."""
    if resource.sort == "profile":
        raise refused("The company profile cannot be deleted.")
    references.check_unused(books, resource, row)
    books.shelf(resource.path).remove(key)


def stamp(books: Books, resource: Resource, row: Row) -> None:
    """Note today as the day of the last change, where the type has such a date."""
    if _TOUCHED in resource.table.properties:
        row[_TOUCHED] = books.today


def keep_sparse(row: Row, table: Table) -> Row:
    """Take defaults away, in the record and in its details."""
    for name, value in row.items():
        item = table.properties.get(name)
        if item is not None and item.nested:
            for one in value:
                keep_sparse(one, TABLES[item.nested])
    return tidy(row, table)


# ---------------------------------------------------------------- what some derive


def _derived(books: Books, resource: Resource, row: Row) -> Row:
    finish = _DERIVED.get(resource.path)
    return finish(books, row) if finish else row


def _account(books: Books, row: Row) -> Row:
    """An account without segments looks the same with and without its format."""
    number = row["UnformattedAccount"]
    return {"DateCreated": books.today, **row, "AccountNumber": row.get("AccountNumber") or number}


def _terms(_books: Books, row: Row) -> Row:
    """The payments of terms are counted, and what they take of the total is added up."""
    payments: list[Row] = row.get("TermsPaymentSchedules", [])
    if not payments:
        return row
    percent = sum((dec(one.get("PercentDue")) for one in payments), ZERO)
    return {**row, "NumberOfPayments": len(payments), "TotalPercentDue": percent}


_DERIVED: Mapping[str, Callable[[Books, Row], Row]] = {
    "AR/ARRecurringCharges": chargeentry.finished,
    "AR/ARTerms": _terms,
    "CS/CSSchedules": schedules.completed,
    "GL/GLAccounts": _account,
}
