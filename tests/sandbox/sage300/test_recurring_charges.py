"""Recurring charges as records: what they take, refuse, and work out."""

from typing import Any

import pytest

from .charges import PATH, RENT, add, nexts
from .office import Office


@pytest.fixture
def office() -> Office:
    made = Office()
    made.customer("C1")
    made.customer("C2", NationalAccount="N1")
    return made


def test_a_charge_takes_what_its_customer_brings_and_works_out_its_tax(office: Office) -> None:
    line = {"DistributionCode": "SALES", "ExtendedAmountWithTIP": 100}
    body = {
        "RecurringChargeCode": "rent",
        "CustomerNumber": "c1",
        "Schedule": "monthly",
        "EffectiveDate": "2026-01-15",
        "RecurringChargeDetails": [line],
    }
    made = office.ok("POST", PATH, body)
    assert (made["RecurringChargeCode"], made["CustomerNumber"]) == ("RENT", "C1")
    assert (made["Terms"], made["TaxGroup"], made["AccountSet"]) == ("NET30", "VAT20", "DOM")
    assert (made["InvoiceTotalBeforeTax"], made["TotalTaxAmount"]) == (100, 20)
    assert made["InvoiceTotalIncludingTax"] == 120
    assert made["NextScheduledDate"] == "2026-02-01T00:00:00Z"
    (detail,) = made["RecurringChargeDetails"]
    assert (detail["LineNumber"], detail["RevenueAccount"], detail["TaxRate1"]) == (20, "4000", 20)
    assert office.ok("GET", RENT)["InvoiceSubtotal"] == 100


def test_a_later_customer_number_replaces_what_was_put_before_it(office: Office) -> None:
    body = {"RecurringChargeCode": "A", "Terms": "NET14", "CustomerNumber": "C1"}
    assert office.ok("POST", PATH, body)["Terms"] == "NET30"
    body = {"RecurringChargeCode": "B", "CustomerNumber": "C1", "Terms": "NET14"}
    assert office.ok("POST", PATH, body)["Terms"] == "NET14"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"CustomerNumber": "C9"}, "FieldInvalid"),
        ({"Schedule": "NEVER"}, "FieldInvalid"),
        ({"Terms": "NONE"}, "FieldInvalid"),
        ({"TaxGroup": "NONE"}, "FieldInvalid"),
        ({"AccountSet": "EUR"}, "General"),
        ({"RecurringChargeDetails": [{"DistributionCode": "NONE"}]}, "FieldInvalid"),
        ({"RecurringChargeDetails": [{"RevenueAccount": "9"}]}, "FieldInvalid"),
        ({"RecurringChargeDetails": [{"ExtendedAmountWithTIP": 1.005}]}, "FieldInvalid"),
        ({"ExpirationType": "SpecificDate"}, "FieldInvalid"),
        ({"ExpirationDate": "2025-12-31"}, "FieldInvalid"),
        ({"ExpirationType": "MaximumAmount"}, "FieldInvalid"),
        ({"ExpirationType": "NumberOfInvoices"}, "FieldInvalid"),
        ({"RecurringChargeCode": ""}, "InvalidPayload"),
    ],
)
def test_a_charge_that_cannot_be_invoiced_is_refused(
    office: Office, change: dict[str, Any], code: str
) -> None:
    body = {"RecurringChargeCode": "RENT", "CustomerNumber": "C1", "Schedule": "MONTHLY"}
    assert office.no("POST", PATH, {**body, **change})[1] == code
    assert office.rows(PATH) == []
    add(office)
    before = office.ok("GET", RENT)
    change = {name: value for name, value in change.items() if name[-4:] not in ("Code", "mber")}
    if change:
        assert office.no("PATCH", RENT, change)[1] == code
        assert office.ok("GET", RENT) == before


def test_lines_are_changed_by_their_numbers_and_totals_follow(office: Office) -> None:
    add(office)
    lines = [{"LineNumber": 20, "ExtendedAmountWithTIP": 50}, {"ExtendedAmountWithTIP": 5}]
    office.ok("PATCH", RENT, {"RecurringChargeDetails": lines})
    found = office.ok("GET", RENT)
    assert [one["LineNumber"] for one in found["RecurringChargeDetails"]] == [20, 40]
    assert found["RecurringChargeDetails"][0]["DistributionCode"] == "SALES"
    assert found["InvoiceTotalIncludingTax"] == 66
    gone = [{"LineNumber": 40, "UpdateOperation": "Delete"}]
    office.ok("PATCH", RENT, {"RecurringChargeDetails": gone})
    assert office.ok("GET", RENT)["InvoiceTotalIncludingTax"] == 60
    body = {"Schedule": "WEEKLY", "RecurringChargeDetails": [{"ExtendedAmountWithTIP": 7}]}
    office.ok("PUT", RENT, {**body, "TaxGroup": "NOTAX", "EffectiveDate": "2026-01-06"})
    found = office.ok("GET", RENT)
    assert (found["InvoiceTotalIncludingTax"], found["Description"]) == (7, "")
    assert found["NextScheduledDate"] == "2026-01-12T00:00:00Z"


def test_what_sage_counts_by_itself_cannot_be_written(office: Office) -> None:
    add(office)
    sent = {"NextScheduledDate": "2030-01-01", "PostedNumberOfInvoices": 9, "Description": "x"}
    office.ok("PATCH", RENT, sent)
    found = office.ok("GET", RENT)
    assert (found["PostedNumberOfInvoices"], found["Description"]) == (0, "x")
    assert nexts(office) == "2026-01-01"
