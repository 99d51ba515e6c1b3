"""Optional fields: defined in Sage first, then given to records as code and text.

``Value`` is a JSON string also for amounts; a date in it is ``YYYYMMDD``, Yes and No are
``1`` and ``0`` (seen in production code). What is defined for one owner is not for another.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from s300gc.sandbox.sage300.books import Books
from s300gc.sandbox.sage300.errors import bad_field, bad_payload, missing
from s300gc.sandbox.sage300.tables import TABLES, Row, Table

_OWNERS: Mapping[str, str] = {
    "CustomerOptionalFieldValue": "customers",
    "CustomerGroupOptionalFieldValue": "customer groups",
    "NationalAccountOptionalField": "national accounts",
    "InvoiceOptionalField": "invoices",
    "InvoiceDetailOptionalField": "invoice details",
    "ReceiptAdjustmentOptionalField": "receipts",
    "RefundOptionalField": "refunds",
    "RecurringChargeOptionalField": "recurring charges",
    "RecChargeDetailOptionalField": "recurring charge details",
    "JournalDetailOptionalField": "journals",
    "AccountOptionalField": "accounts",
    "AccountTransactionOptionalField": "account transactions",
}
"""Types of optional fields, and the place for which they must be defined."""

_FORMS = {
    "Date": re.compile(r"\d{8}"),
    "Time": re.compile(r"\d{6}"),
    "Amount": re.compile(r"-?\d+(\.\d+)?"),
    "Number": re.compile(r"-?\d+(\.\d+)?"),
    "Integer": re.compile(r"-?\d+"),
    "YesNo": re.compile(r"[01]"),
}


def define(books: Books, place: str, code: str, kind: str = "Text", length: int = 60) -> None:
    """Define an optional field for a place, e.g. ``customers``."""
    books.data["optional_fields"].setdefault(place, {})[code.upper()] = {
        "type": kind,
        "length": length,
    }


def filled(books: Books, body: Row, table: Table) -> Row:
    """Check the optional fields of a body, on every level; those to be deleted stay as sent."""
    made: Row = {}
    for name, value in body.items():
        item = table.properties.get(name)
        inner = TABLES[item.nested] if item is not None and item.nested else None
        made[name] = [filled(books, one, inner) for one in value] if inner else value
    if table.name in _OWNERS and body.get("UpdateOperation") != "Delete":
        return completed(books, _OWNERS[table.name], f"{table.name}Type", made)
    return made


def completed(books: Books, place: str, type_name: str, given: Row) -> Row:
    """Check one optional field and fill in what Sage derives from its definition.

    ``type_name`` is the property of the owner that names the kind of value.
    """
    code = given.get("OptionalField", "")
    if not code:
        raise bad_payload("An optional field must name its OptionalField.")
    definition = books.data["optional_fields"].get(place, {}).get(code)
    if definition is None:
        raise missing(f"optional field {code}")
    name = "OptionalFieldValue" if type_name.startswith("RecChargeDetail") else "Value"
    value = str(given.get(name, given.get("TextValue", "")))
    kind, length = definition["type"], definition["length"]
    if len(value) > length:
        raise bad_field(f"{name} of optional field {code} cannot exceed {length} characters.")
    if value and kind in _FORMS and not _FORMS[kind].fullmatch(value):
        raise bad_field(f"Value {value} does not fit optional field {code}.")
    row: Row = {**given, name: value, "Length": length, "AllowBlank": True}
    row[type_name] = kind
    row["ValueSet"] = "Yes" if value else "No"
    row.update(_typed(kind, value))
    return row


def _typed(kind: str, value: str) -> Row:
    """Give the property that holds the value in its own type."""
    if not value or kind == "Time":
        return {}
    typed: dict[str, tuple[str, Any]] = {
        "Text": ("TextValue", value),
        "YesNo": ("YesNoValue", value == "1"),
        "Date": ("DateValue", f"{value[:4]}-{value[4:6]}-{value[6:8]}"),
    }
    if kind in ("Amount", "Number"):
        return {f"{kind}Value": Decimal(value)}
    if kind == "Integer":
        return {"IntegerValue": int(value)}
    name, content = typed[kind]
    return {name: content}
