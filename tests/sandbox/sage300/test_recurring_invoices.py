"""Invoices of recurring charges: what is due, in which batch, and what becomes of it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from s300gc.sandbox.sage300.optionalfields import define

from .charges import PATH, PROCESS, RENT, add, nexts, run
from .office import Office


@pytest.fixture
def office() -> Office:
    made = Office()
    made.customer("C1")
    made.customer("C2", NationalAccount="N1")
    return made


def test_a_run_makes_one_batch_of_what_is_due_and_moves_the_next_dates(office: Office) -> None:
    add(office, description="Rent")
    add(office, "7", "FEE", schedule="WEEKLY", customer="C2")
    add(office, "9", "LATER", start=date(2026, 3, 1))
    entries = run(office)
    batch = office.rows("AR/ARInvoiceBatches")[-1]
    assert (batch["BatchType"], batch["BatchStatus"]) == ("Recurring", "Open")
    assert [(one["RecurringChargeCode"], one["CustomerNumber"]) for one in entries] == [
        ("FEE", "C2"),
        ("RENT", "C1"),
    ]
    assert [one["DocumentDate"][:10] for one in entries] == ["2026-01-05", "2026-01-01"]
    assert entries[1]["InvoiceDescription"] == "Rent"
    assert entries[1]["TransactionType"] == "InvoiceRecurringCharge"
    assert entries[1]["DueDate"] == "2026-01-31T00:00:00Z"
    assert entries[1]["DocumentTotalIncludingTax"] == 120
    assert (nexts(office), nexts(office, f"{PATH}('FEE','C2')")) == ("2026-02-01", "2026-01-12")
    found = office.ok("GET", RENT)
    assert found["LastInvoiceDateGenerated"] == "2026-01-01T00:00:00Z"
    assert (found["UnpostedNumberOfInvoices"], found["UnpostedTotalInvoiceAmount"]) == (1, 120)
    assert run(office) == entries


def test_a_posted_invoice_keeps_its_charge_and_the_charge_its_invoice(office: Office) -> None:
    add(office)
    (entry,) = run(office)
    batch = office.post_invoices(1)
    assert batch["Invoices"][0]["RecurringChargeCode"] == "RENT"
    document = office.document(entry["DocumentNumber"])
    assert document["TransactionType"] == "InvoiceRecurringCharge"
    found = office.ok("GET", RENT)
    assert (found["UnpostedNumberOfInvoices"], found["PostedNumberOfInvoices"]) == (0, 1)
    assert (found["PostedTotalInvoiceAmount"], found["YTDTotalInvoiceAmount"]) == (120, 120)
    assert found["LastInvoiceNumberPosted"] == entry["DocumentNumber"]
    assert (found["LastBatchNumberPosted"], found["LastPostingSequenceNumber"]) == (1, 1)
    office.agrees()


def test_what_waits_follows_the_batch(office: Office) -> None:
    add(office)
    run(office)
    line = {"LineNumber": 20, "ExtendedAmountWithTIP": 10}
    entry = {"EntryNumber": 1, "InvoiceDetails": [line]}
    office.ok("PATCH", "AR/ARInvoiceBatches(1)", {"Invoices": [entry]})
    assert office.ok("GET", RENT)["UnpostedTotalInvoiceAmount"] == 12
    gone = {"EntryNumber": 1, "UpdateOperation": "Delete"}
    office.ok("PATCH", "AR/ARInvoiceBatches(1)", {"Invoices": [gone]})
    assert office.ok("GET", RENT)["UnpostedNumberOfInvoices"] == 0


def test_an_invoice_can_be_dated_by_the_run_or_by_a_day_of_its_own(office: Office) -> None:
    add(office)
    (entry,) = run(office, "2026-01-20", DateGenerationMethod="RunDate")
    assert entry["DocumentDate"] == "2026-01-20T00:00:00Z"
    assert nexts(office) == "2026-02-01"
    (entry,) = run(office, "2026-02-20", ForcedInvoiceDate="2026-02-10")
    assert (entry["DocumentDate"], entry["DateGenerated"]) == (
        "2026-02-10T00:00:00Z",
        "2026-02-20T00:00:00Z",
    )


def test_invoices_can_be_added_to_an_open_batch(office: Office) -> None:
    add(office)
    entry = {"CustomerNumber": "C1", "InvoiceDetails": [{"ExtendedAmountWithTIP": 1}]}
    office.ok("POST", "AR/ARInvoiceBatches", {"Invoices": [entry]})
    into = {"BatchGenerationMethod": "AddtoanExistingBatch", "AppendToBatchNumber": 1}
    entries = run(office, **into)
    assert [one["EntryNumber"] for one in entries] == [1, 2]
    assert entries[1]["RecurringChargeCode"] == "RENT"
    office.post_invoices(1)
    for number in (1, 9):
        body = {"RunDate": "2026-03-05", **into, "AppendToBatchNumber": number}
        status, code, text = office.no("POST", PROCESS, body)
        assert (status, code) == (409, "General")
        assert text == f"Batch {number} is not an existing open batch."
    assert nexts(office) == "2026-02-01"


RANGES = [
    ({"RangeFrom": "A", "RangeThrough": "B"}, ["A C1", "B C2"]),
    ({"RangeFrom": "B"}, ["B C2", "C C1"]),
    ({"RangeType": "CustomerNumber", "RangeFrom": "C2", "RangeThrough": "C2"}, ["B C2"]),
    ({"RangeType": "CustomerGroup", "RangeFrom": "X"}, []),
    ({"RangeType": "NationalAccount", "RangeFrom": "N1", "RangeThrough": "N1"}, ["B C2"]),
    ({"RangeType": "ScheduleLink", "ScheduleKey": "weekly"}, ["C C1"]),
    ({"RangeType": "SpecificRecurringChargeCode", "RangeFrom": "B"}, ["B C2"]),
    (
        {"RangeType": "SpecificRecurringChargeCode", "RangeFrom": "B", "RangeThrough": "C1"},
        [],
    ),
]


@pytest.mark.parametrize(("payload", "expected"), RANGES)
def test_a_run_takes_the_charges_of_its_range(
    office: Office, payload: dict[str, Any], expected: list[str]
) -> None:
    add(office, code="A")
    add(office, code="B", customer="C2")
    add(office, code="C", schedule="WEEKLY")
    entries = run(office, **payload)
    found = [f"{one['RecurringChargeCode']} {one['CustomerNumber']}" for one in entries]
    assert found == expected


def test_who_is_on_hold_or_inactive_and_what_is_inactive_or_over_is_passed_over(
    office: Office,
) -> None:
    add(office)
    office.sage.set_on_hold("C1")
    assert run(office) == []
    office.sage.set_on_hold("C1", False)
    office.sage.edit_customer("C1", Status="Inactive")
    assert run(office) == []
    office.sage.edit_customer("C1", Status="Active")
    office.sage.change_recurring_charge("RENT", "C1", Status="Inactive")
    assert run(office) == []
    office.sage.change_recurring_charge("RENT", "C1", Status="Active")
    assert run(office, "2025-12-31") == []
    office.sage.change_recurring_charge("RENT", "C1", ExpirationDate="2026-01-04")
    assert run(office) == []
    assert nexts(office) == "2026-01-01"
    assert len(run(office, "2026-01-04")) == 1


def test_a_charge_without_schedule_is_never_due(office: Office) -> None:
    add(office, schedule="")
    assert nexts(office) is None
    assert run(office) == []


def test_a_schedule_that_is_over_makes_nothing_more(office: Office) -> None:
    once = {"ScheduleCode": "ONCE", "Interval": "Once", "RunDate": "2026-01-03"}
    office.ok("POST", "CS/CSSchedules", once)
    add(office, schedule="ONCE")
    assert len(run(office)) == 1
    assert nexts(office) is None
    assert run(office, "2026-12-31")[0]["DocumentDate"] == "2026-01-03T00:00:00Z"
    assert office.ok("GET", RENT)["UnpostedNumberOfInvoices"] == 1


def test_a_number_of_invoices_ends_a_charge(office: Office) -> None:
    add(office, invoices=2)
    assert len(office.sage.generate_recurring(date(2026, 6, 1))) == 2
    assert nexts(office) == "2026-03-01"


def test_past_a_maximum_only_what_is_left_is_invoiced(office: Office) -> None:
    add(office, "100.01", maximum=Decimal("250"))
    numbers = office.sage.generate_recurring(date(2026, 6, 1))
    totals = [office.document(n)["CustomerCurrencyInvoiceAmount"] for n in numbers]
    assert [str(total) for total in totals] == ["120.01", "120.01", "9.98"]
    last = office.document(numbers[-1])
    assert last["CustomerCurrencyTaxAmount"] == Decimal("1.66")
    assert office.sage.generate_recurring(date(2026, 12, 1)) == []
    office.agrees()


def test_what_is_left_of_a_maximum_is_shared_over_the_lines_to_the_penny(office: Office) -> None:
    add(office, "10", maximum=Decimal(10), TaxGroup="NOTAX")
    lines = [{"ExtendedAmountWithTIP": 10}, {"ExtendedAmountWithTIP": 10}]
    office.ok("PATCH", RENT, {"RecurringChargeDetails": lines})
    (entry,) = run(office)
    found = [str(one["ExtendedAmountWithTIP"]) for one in entry["InvoiceDetails"]]
    assert found == ["3.33", "3.33", "3.34"]
    assert entry["DocumentTotalIncludingTax"] == 10


def test_a_charge_of_nothing_is_invoiced_and_one_without_lines_is_not(office: Office) -> None:
    add(office, "0", TaxOverride="Yes")
    office.ok("POST", PATH, {"RecurringChargeCode": "A", "CustomerNumber": "C1"})
    office.ok("PATCH", f"{PATH}('A','C1')", {"Schedule": "WEEKLY"})
    (entry,) = run(office, "2026-02-10")
    assert (entry["RecurringChargeCode"], entry["DocumentTotalIncludingTax"]) == ("RENT", 0)


def test_tax_of_a_charge_can_be_given(office: Office) -> None:
    add(office)
    line = {"LineNumber": 20, "TaxAmount1": 5}
    office.ok("PATCH", RENT, {"TaxOverride": "Yes", "RecurringChargeDetails": [line]})
    (entry,) = run(office)
    assert (entry["TaxTotal"], entry["DocumentTotalIncludingTax"]) == (5, 105)
    assert office.ok("GET", RENT)["InvoiceTotalIncludingTax"] == 105


def test_optional_fields_come_with_the_invoice_where_it_has_them(office: Office) -> None:
    add(office)
    for code in ("PLAN", "NOTE"):
        define(office.sage.books, "recurring charges", code)
    define(office.sage.books, "invoices", "PLAN")
    fields = [{"OptionalField": code, "Value": "x"} for code in ("PLAN", "NOTE")]
    office.ok("PATCH", RENT, {"RecurringChargeOptionalFields": fields})
    assert office.ok("GET", RENT)["NumberOfOptionalFields"] == 2
    (entry,) = run(office)
    found = [(one["OptionalField"], one["Value"]) for one in entry["InvoiceOptionalFields"]]
    assert found == [("PLAN", "x")]


def test_a_run_needs_no_right_to_post() -> None:
    office = Office(tool_rights=("AR",))
    office.customer("C1")
    add(office)
    assert len(run(office)) == 1


# ---------------------------------------------------------------- by people


def test_the_story_invoices_every_date_that_is_due_and_posts(office: Office) -> None:
    add(office)
    numbers = office.sage.generate_recurring(date(2026, 3, 15))
    dates = [office.document(number)["DocumentDate"][:10] for number in numbers]
    assert dates == ["2026-01-01", "2026-02-01", "2026-03-01"]
    assert office.sage.generate_recurring(date(2026, 3, 15)) == []
    assert {row["made_by"] for row in office.sage.state()["documents"]} == {"story"}
    office.sage.change_recurring_charge("rent", "c1", Decimal(50), Schedule="QUARTERLY")
    (number,) = office.sage.generate_recurring(date(2026, 4, 1))
    assert office.document(number)["CustomerCurrencyInvoiceAmount"] == 60


def test_an_invoice_that_cannot_be_posted_is_an_error_of_the_story(office: Office) -> None:
    add(office)
    office.sage.lock_period(2026, 1, ["AR"])
    with pytest.raises(ValueError, match="locked"):
        office.sage.generate_recurring(date(2026, 1, 5))
    with pytest.raises(KeyError):
        office.sage.change_recurring_charge("NONE", "C1", Status="Inactive")


def test_a_foreign_charge_is_invoiced_in_its_currency(office: Office) -> None:
    office.customer("E1", account_set="EUR", currency="EUR")
    add(office, customer="E1")
    (number,) = office.sage.generate_recurring(date(2026, 1, 5))
    found = office.document(number, "E1")
    assert (found["CurrencyCode"], found["CustomerCurrencyInvoiceAmount"]) == ("EUR", 120)
    assert found["FunctionalCurrencyInvoiceAmount"] == 102
    office.agrees()
