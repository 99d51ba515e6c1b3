"""The sandbox against Sage's own AR $metadata, read where it lies; skipped where it is not."""

import xml.etree.ElementTree as ET
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from s300gc.sandbox.sage300.resources import RESOURCES
from s300gc.sandbox.sage300.tables import TABLES, Table

from .office import Office, day, journal, receipt

EDMX = Path(__file__).parents[4] / "shared" / "sage300" / "ar-metadata.edmx"
NAMES = {
    "ReceiptAdjustmentOptionalField": "ReceiptAdjustmentOptionalFiel",
    "ReceiptAdjustmentOptionalFieldType": "ReceiptAdjustmentOptionalFielType",
    "SageBillingAndPaymentCustomer": "SageBillingAndPaymentCustome",
    "CustomerGroupOptionalFieldValue": "CustomerGroupOptionalFieldVa",
    "CustomerGroupOptionalFieldValueType": "CustomerGroupOptionalFieldVaType",
}
"""What v1.0 spells out and the older route, from which the file is, cuts off."""

KINDS = {
    "Edm.String": "se",
    "Edm.Decimal": "d",
    "Edm.Int32": "i",
    "Edm.Int64": "i",
    "Edm.Boolean": "b",
    "Edm.DateTime": "t",
}


def ar_tables() -> list[Table]:
    found: dict[str, Table] = {}
    waiting = [one.table for one in RESOURCES.values() if one.module == "AR"]
    while waiting:
        one = waiting.pop()
        found[one.name] = one
        nested = [TABLES[item.nested] for item in one.properties.values() if item.nested]
        waiting += [each for each in nested if each.name not in found]
    return list(found.values())


@pytest.fixture(scope="module")
def published() -> dict[str, dict[str, str]]:
    """Give type -> property -> kind as Sage publishes it."""
    if not EDMX.exists():
        pytest.skip("Sage's $metadata is not beside the checkout")
    types: dict[str, Any] = {}
    for element in ET.parse(EDMX).iter():  # noqa: S314 - Sage's own file
        if element.tag.endswith(("EntityType", "ComplexType")):
            types[element.get("Name", "")] = {
                item.get("Name", ""): item.get("Type", "")
                for item in element
                if item.tag.endswith("Property")
            }
    return types


def published_name(table: Table, name: str) -> str:
    if (table.name, name) == ("TermsCode", "TermsCode"):
        return "TermsCodeKey"
    return NAMES.get(name, name)


@pytest.mark.parametrize("table", ar_tables(), ids=lambda table: table.name)
def test_every_property_exists_with_that_kind(
    published: dict[str, dict[str, str]], table: Table
) -> None:
    theirs = published[NAMES.get(table.name, table.name)]
    ours = {published_name(table, name): item for name, item in table.properties.items()}
    del ours["UpdateOperation"]
    assert ours.keys() == theirs.keys()
    for name, item in ours.items():
        if item.kind == "c":
            inner = NAMES.get(item.nested, item.nested)
            assert theirs[name].endswith(f".{inner})")
        else:
            assert item.kind in KINDS[theirs[name]], name


def test_keys_are_properties_of_their_types() -> None:
    for resource in RESOURCES.values():
        assert set(resource.keys) <= resource.table.properties.keys(), resource.path


def test_what_the_sandbox_keeps_is_in_its_own_tables() -> None:
    """Nothing is kept that the API could not show, but for marks that begin with ``_``."""
    office = Office()
    office.customer("C1")
    office.sage.set_optional_fields("C1", {"GCSTATUS": "active"})
    office.invoice("IN1", instalments=[(day(), Decimal(60)), (day(9), Decimal(60))])
    office.sage.post_invoice("C1", "CN1", Decimal(9), day(), day(), kind="CreditNote")
    entry = {"CustomerNumber": "C1", "InvoiceDetails": [{"ExtendedAmountWithTIP": 1}]}
    office.post_invoices(
        office.ok("POST", "AR/ARInvoiceBatches", {"Invoices": [entry]})["BatchNumber"]
    )
    office.post_receipts(office.receipt_batch(receipt("70", {"IN1": "60"}, CheckReceiptNumber="A")))
    office.sage.return_receipt("C1", "A", day())
    refund = {
        "CustomerNumber": "C1",
        "CashGLAccount": "1190",
        "RefundDetails": [{"DocumentNumber": "CN1", "AmountCustomer": 9}],
    }
    office.ok(
        "POST", "AR/ARRefundBatches", {"RefundEntries": [refund], "BatchStatus": "ReadyToPost"}
    )
    office.ok("POST", "AR/ARPostRefunds('$process')", {"PostAllBatches": "Postallbatches"})
    made = office.ok("POST", "GL/GLJournalBatches", journal(("1000", "5"), ("4000", "-5")))
    office.post_journal(made["BatchNumber"])
    for path, resource in RESOURCES.items():
        for row in office.sage.books.shelf(path).ordered:
            unknown(row, resource.table, path)


def unknown(row: dict[str, Any], table: Table, where: str) -> None:
    for name, value in row.items():
        assert name in table.properties or name.startswith("_"), f"{where}: {name}"
        item = table.properties.get(name)
        if item is not None and item.nested:
            for one in value:
                unknown(one, TABLES[item.nested], f"{where}/{name}")
