"""Master records that need no rule of their own: made, changed and removed as they are."""

from s300gc.sandbox.sage300.books import Books
from s300gc.sandbox.sage300.details import tidy
from s300gc.sandbox.sage300.errors import SageError, bad_payload, refused
from s300gc.sandbox.sage300.keys import row_key
from s300gc.sandbox.sage300.resources import Resource
from s300gc.sandbox.sage300.tables import TABLES, Row, Table

_TOUCHED = "DateLastMaintained"


def create(books: Books, resource: Resource, body: Row, maker: str) -> Row:
    """Insert a record; its whole key must be in the body, and not be there yet."""
    row = keep_sparse({n: v for n, v in body.items() if n != "UpdateOperation"}, resource.table)
    for name in resource.keys:
        if not row.get(name) and resource.table.properties[name].kind == "s":
            raise bad_payload(f"The key property '{name}' is missing.")
    key = row_key(resource.table, resource.keys, row)
    if key in books.shelf(resource.path):
        raise SageError("RecordDuplicate", f"{resource.table.name} record already exists.")
    stamp(books, resource, row)
    row["_made_by"] = maker
    return books.keep(resource, row)


def change(books: Books, resource: Resource, row: Row, body: Row, *, replace: bool) -> None:
    """Change a record; under PUT what the body leaves out falls back to its default."""
    taken = {n: v for n, v in body.items() if n != "UpdateOperation"}
    for name in resource.keys:
        if name in taken and taken[name] != row.get(name):
            raise SageError("InvalidEntityKey", f"The key property '{name}' cannot change.")
    if replace:
        kept = {n: v for n, v in row.items() if n in resource.keys or n.startswith("_")}
        row.clear()
        row.update(kept)
    row.update(taken)
    keep_sparse(row, resource.table)
    stamp(books, resource, row)
    books.shelf(resource.path).touch()


def remove(books: Books, resource: Resource, key: str) -> None:
    """Delete a record; the company profile stays."""
    if resource.sort == "profile":
        raise refused("The company profile cannot be deleted.")
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
