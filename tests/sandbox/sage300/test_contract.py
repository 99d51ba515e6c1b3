"""The tables of the sandbox against the published names, types and lengths."""

import xml.etree.ElementTree as ET

import pytest

from s300gc.sandbox.sage300.resources import RESOURCES
from s300gc.sandbox.sage300.tables import TABLES, Property, Table

from .office import Office
from .published import EDMX, edm, others

OTHER_MODULES = ("GL", "BK", "CS", "TX")
EDM = "{http://docs.oasis-open.org/odata/ns/edm}"
KINDS = {"s": "s", "e": "s", "d": "n", "i": "n", "b": "b", "t": "t"}

needs_edmx = pytest.mark.skipif(
    not EDMX.exists(), reason="Sage's $metadata is not beside the checkout"
)


def tables_of(*modules: str) -> list[Table]:
    """Give the types of some modules with the types of their details."""
    found: dict[str, Table] = {}
    waiting = [one.table for one in RESOURCES.values() if one.module in modules]
    while waiting:
        one = waiting.pop()
        found[one.name] = one
        nested = [TABLES[item.nested] for item in one.properties.values() if item.nested]
        waiting += [each for each in nested if each.name not in found]
    return list(found.values())


# ---------------------------------------------------------------- the tables


def described() -> dict[str, dict[str, str]]:
    """Give the AR types as the sandbox's own $metadata writes them, enumerations as text."""
    root = ET.fromstring(Office().send("GET", "AR/$metadata").body)  # noqa: S314
    space = "Sage.CA.SBS.ERP.Sage300.AR.WebApi.Models."
    found: dict[str, dict[str, str]] = {}
    for tag in ("EntityType", "ComplexType"):
        for one in root.iter(EDM + tag):
            found[one.get("Name", "")] = {
                item.get("Name", ""): plain(item.get("Type", "").replace(space, ""))
                + ("!" if item.get("Nullable") == "false" else "")
                for item in one.iter(f"{EDM}Property")
            }
    return found


def plain(kind: str) -> str:
    """Write a type of v1.0 as the older route has it."""
    if kind.endswith("Enum"):
        return "Edm.String"
    if kind.startswith("Collection("):
        return f"[{kind[len('Collection(') : -1]}]"
    return kind.replace("Edm.DateTimeOffset", "Edm.DateTime")


@needs_edmx
@pytest.mark.parametrize("name", [table.name for table in tables_of("AR")])
def test_every_ar_type_is_described_as_sage_describes_it(name: str) -> None:
    """Names, types, order and nullability; v1.0 adds ``UpdateOperation``."""
    ours = described()[name]
    assert ours.pop("UpdateOperation") == "Edm.String!"
    assert ours == edm()[name]
    assert list(ours) == list(edm()[name])


@pytest.mark.parametrize("table", tables_of(*OTHER_MODULES), ids=lambda table: table.name)
def test_every_other_type_has_the_published_properties(table: Table) -> None:
    ours = {name: kind(item) for name, item in table.properties.items()}
    del ours["UpdateOperation"]
    assert ours == others()[table.name]


def kind(item: Property) -> str:
    return f"[{item.nested}]" if item.nested else KINDS[item.kind]


def test_keys_are_properties_of_their_types() -> None:
    for resource in RESOURCES.values():
        assert set(resource.keys) <= resource.table.properties.keys(), resource.path


LENGTHS = """
    12: CustomerNumber NationalAccount TaxGroup PaymentCode
    10: ShortName
    60: CustomerName AddressLine1 AddressLine4 ContactName
    30: City StateProvince Country PhoneNumber FaxNumber BusinessRegistrationNumber
    20: ZipPostalCode
    50: Email ContactsEmail
    100: WebSite
    6: GroupCode AccountSet BillingCycle InterestProfile Terms TerritoryCode
    3: CurrencyCode
    2: RateType
    8: Salesperson1
"""
"""Of customers; the lengths are the columns' of the tables behind the views."""
ELSEWHERE = {
    "Invoice": {"DocumentNumber": 22, "OrderNumber": 22, "PONumber": 22, "InvoiceDescription": 60},
    "InvoiceBatch": {"Description": 60},
    "InvoiceDetail": {"DistributionCode": 6, "RevenueAccount": 45},
    "ReceiptAndAdjustmentBatch": {"Description": 60, "BankCode": 8},
    "ReceiptsAdjustment": {
        "CheckReceiptNumber": 24,
        "EntryDescription": 60,
        "EntryReference": 60,
        "Payer": 60,
    },
    "MiscellaneousReceipt": {"GLReference": 60, "GLDescription": 60},
    "RecurringCharge": {"RecurringChargeCode": 16},
    "RefundBatch": {"BatchDescription": 60},
    "JournalBatch": {"BatchNumber": 6, "Description": 60},
    "JournalHeader": {
        "EntryNumber": 5,
        "Description": 60,
        "FiscalYear": 4,
        "FiscalPeriod": 2,
        "SourceLedger": 2,
        "SourceType": 2,
    },
    "JournalDetail": {
        "TransactionNumber": 10,
        "Description": 60,
        "Reference": 60,
        "AccountNumber": 45,
    },
    "CustomerOptionalFieldValue": {"OptionalField": 12, "Value": 60, "TextValue": 60},
}


def test_text_is_as_long_as_its_column() -> None:
    customers = {
        name: int(length)
        for length, _, names in (line.strip().partition(": ") for line in LENGTHS.split("\n"))
        for name in names.split()
    }
    for table, lengths in {"Customer": customers, **ELSEWHERE}.items():
        for name, length in lengths.items():
            assert TABLES[table].properties[name].length == length, f"{table}.{name}"
