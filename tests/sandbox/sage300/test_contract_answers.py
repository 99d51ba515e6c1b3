"""All that the sandbox answers, held against the published names and types."""

import base64
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import simplejson

from s300gc.sandbox.sage300 import optionalfields
from s300gc.sandbox.sage300.company import SageCompany
from s300gc.sandbox.sage300.resources import RESOURCES, Resource
from s300gc.sandbox.sage300.tables import TABLES, Table
from s300gc.sandbox.world import World

from .office import ROOT, Office, day, journal, receipt
from .published import EDMX, UPDATES, ar, misfits, others

needs_edmx = pytest.mark.skipif(
    not EDMX.exists(), reason="Sage's $metadata is not beside the checkout"
)


def answered(sage: SageCompany) -> Iterator[tuple[Resource, dict[str, Any]]]:
    """Give every entity of every endpoint that can be read, from all pages."""
    for resource in RESOURCES.values():
        skip = 0
        while "GET" in resource.verbs:
            page = rows(sage, resource, skip)
            yield from ((resource, row) for row in page)
            skip += len(page)
            if not page:
                break


def rows(sage: SageCompany, resource: Resource, skip: int) -> list[dict[str, Any]]:
    pair = base64.b64encode(f"{sage.user}:{sage.password}".encode()).decode()
    headers = {"Authorization": f"Basic {pair}", "Content-Type": "application/json"}
    answer = sage.answer("GET", ROOT + resource.path, f"$skip={skip}", headers, b"")
    found: list[dict[str, Any]] = simplejson.loads(answer.body, use_decimal=True)["value"]
    return found


def check(sage: SageCompany) -> dict[str, int]:
    """Hold all that a company answers against the published types; gives how many were held."""
    held: dict[str, int] = {}
    types = {**ar(), **others()}
    for resource, row in answered(sage):
        held[resource.path] = held.get(resource.path, 0) + 1
        assert misfits(row, resource.table.name, types) == []
        whole = {*types[resource.table.name], *(name for name, _ in UPDATES)}
        assert row.keys() == whole, resource.path
    return held


def rich() -> Office:
    """A company in which one thing of every kind has happened."""
    office = Office()
    for place in ("invoices", "invoice details", "receipts", "refunds", "journals", "accounts"):
        optionalfields.define(office.sage.books, place, "NOTE")
    for place in ("customer groups", "national accounts", "recurring charges"):
        optionalfields.define(office.sage.books, place, "NOTE")
    note = [{"OptionalField": "NOTE", "Value": "x"}]
    office.customer("C1")
    office.customer("E1", account_set="EUR", currency="EUR")
    office.sage.set_optional_fields("C1", {"GCSTATUS": "active"})
    office.ok("PATCH", "AR/ARCustomerGroups('RETAIL')", {"CustomerGroupOptionalFieldValue": note})
    office_of_all = {"NationalAccountNumber": "N1", "NationalAccountOptionalField": note}
    office.ok("POST", "AR/ARNationalAccounts", office_of_all)
    office.ok("PATCH", "GL/GLAccounts('4000')", {"AccountOptionalFields": note})
    documents(office, note)
    receipts(office, note)
    office.sage.add_recurring_charge("RENT", "C1", Decimal(100), day(), "WEEKLY")
    office.ok(
        "PATCH",
        "AR/ARRecurringCharges('RENT','C1')",
        {"RecurringChargeOptionalFields": note},
    )
    assert office.sage.generate_recurring(day(20))
    lines = [("1000", "5"), ("4000", "-5")]
    made = journal(*lines)
    made["JournalHeaders"][0]["JournalDetails"][0]["JournalDetailOptionalFields"] = note
    office.post_journal(office.ok("POST", "GL/GLJournalBatches", made)["BatchNumber"])
    office.ok("POST", "GL/GLJournalBatches", journal(("1000", "5")))
    office.ok(
        "POST",
        "BK/BKBankEntries",
        {"BankCode": "BANK", "BankEntryDetail": [{"SourceAmount": 1, "GLAccount": "4000"}]},
    )
    office.sage.post_ar_gl_batches()
    return office


def documents(office: Office, note: list[dict[str, str]]) -> None:
    office.invoice("IN1", instalments=[(day(), Decimal(60)), (day(9), Decimal(60))])
    office.invoice("IN2", customer="E1", amount="50")
    office.sage.post_invoice("C1", "CN1", Decimal(9), day(), day(), kind="CreditNote")
    line = {"ExtendedAmountWithTIP": 1, "InvoiceDetailOptionalFields": note}
    entry = {"CustomerNumber": "C1", "InvoiceDetails": [line], "InvoiceOptionalFields": note}
    number = office.ok("POST", "AR/ARInvoiceBatches", {"Invoices": [entry]})["BatchNumber"]
    office.post_invoices(number)


def receipts(office: Office, note: list[dict[str, str]]) -> None:
    fields = {"ReceiptAdjustmentOptionalField": note}
    sent = receipt("70", {"IN1": "60"}, CheckReceiptNumber="A", **fields)
    office.post_receipts(office.receipt_batch(sent))
    office.sage.return_receipt("C1", "A", day())
    office.sage.post_receipt("C1", Decimal(7), day(), "BANK", ReceiptTransactionType="Prepayment")
    part = {"DistributionAmount": -1, "DistributionGLAccount": "6900"}
    applied = {"DocumentNumber": "IN1", "AdjustmentGLDistributions": [part]}
    adjustment = {"CustomerNumber": "C1", "AppliedReceiptsAdjustments": [applied]}
    body = {"BatchRecordType": "AD", "ReceiptsAdjustments": [adjustment]}
    made = office.ok("POST", "AR/ARReceiptAndAdjustmentBatches", body)
    office.post_receipts(made["BatchNumber"], "AD")
    refund = {
        "CustomerNumber": "C1",
        "CashGLAccount": "1190",
        "RefundDetails": [{"DocumentNumber": "CN1", "AmountCustomer": 9}],
        "RefundOptionalFields": note,
    }
    batch = {"RefundEntries": [refund], "BatchStatus": "ReadyToPost"}
    office.ok("POST", "AR/ARRefundBatches", batch)
    office.ok("POST", "AR/ARPostRefunds('$process')", {"PostAllBatches": "Postallbatches"})


@needs_edmx
def test_every_entity_that_is_answered_has_the_published_names_and_types() -> None:
    held = check(rich().sage)
    readable = {path for path, one in RESOURCES.items() if "GET" in one.verbs}
    assert readable - held.keys() <= {"AR/ARPayments"}


@needs_edmx
@pytest.mark.parametrize("scenario", ["trouble", "demo", "fx"])
def test_every_entity_of_a_story_has_the_published_names_and_types(scenario: str) -> None:
    world = World.new(scenario)
    world.advance(28)
    held = check(world.sage300)
    assert held["AR/ARPostedDocuments"] > 10
    assert held["GL/GLPostedTransactions"] > 10


def test_what_the_sandbox_keeps_is_in_its_own_tables() -> None:
    """Nothing is kept that the API could not show, but for marks that begin with ``_``."""
    office = rich()
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


def test_a_name_or_a_type_that_is_not_published_is_noticed() -> None:
    types = {"A": {"Text": "s", "Count": "n", "Day": "t", "Yes": "b", "Lines": "[B]"}, "B": {}}
    good = {"Text": "x", "Count": 1, "Day": "2026-01-05T00:00:00Z", "Yes": True, "Lines": [{}]}
    assert misfits({**good, "UpdateOperation": "Insert"}, "A", types) == []
    for bad in (
        {"Other": 1},
        {"Text": 1},
        {"Text": None},
        {"Count": "1"},
        {"Count": True},
        {"Day": "soon"},
        {"Yes": "true"},
        {"Lines": [{"Other": 1}]},
        {"UpdateOperation": "Replace"},
    ):
        assert len(misfits({**good, **bad}, "A", types)) == 1, bad
