"""AR customers: references, optional fields, sparse changes, the day of the last change."""

from decimal import Decimal
from typing import Any

import pytest

from s300gc.sandbox.sage300.optionalfields import define

from .office import Office, day

FIELDS = "CustomerOptionalFieldValues"
C1 = "AR/ARCustomers('C1')"


@pytest.fixture
def office() -> Office:
    made = Office()
    made.customer("C1", AddressLine1="1 Road", City="Leeds")
    return made


def fields(office: Office, key: str = "C1") -> dict[str, str]:
    rows = office.ok("GET", f"AR/ARCustomers('{key}')", select=FIELDS)[FIELDS]
    return {row["OptionalField"]: row["Value"] for row in rows}


def test_the_group_supplies_what_a_new_customer_leaves_out(office: Office) -> None:
    body = {"CustomerNumber": "c9", "CustomerName": "Nine", "GroupCode": "retail"}
    made = office.ok("POST", "AR/ARCustomers", body)
    assert (made["CustomerNumber"], made["GroupCode"]) == ("C9", "RETAIL")
    assert (made["AccountSet"], made["CurrencyCode"], made["Terms"]) == ("DOM", "GBP", "NET30")
    assert made["DateLastMaintained"] == "2026-01-05T00:00:00Z"
    assert office.send("POST", "AR/ARCustomers", body).status == 409


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"GroupCode": "NONE"}, "FieldInvalid"),
        ({"GroupCode": ""}, "FieldInvalid"),
        ({"AccountSet": "NONE"}, "FieldInvalid"),
        ({"Terms": "NONE"}, "FieldInvalid"),
        ({"TaxGroup": "NONE"}, "FieldInvalid"),
        ({"PaymentCode": "NONE"}, "FieldInvalid"),
        ({"CurrencyCode": "EUR"}, "FieldInvalid"),
        ({"CustomerNumber": ""}, "InvalidPayload"),
        ({"CustomerNumber": "C1"}, "RecordDuplicate"),
    ],
)
def test_a_new_customer_refers_only_to_what_exists(
    office: Office, change: dict[str, Any], code: str
) -> None:
    body = {"CustomerNumber": "C9", "GroupCode": "RETAIL", **change}
    assert office.no("POST", "AR/ARCustomers", body)[1] == code
    assert office.send("GET", "AR/ARCustomers('C9')").status == 404


def test_a_patch_changes_only_what_it_names(office: Office) -> None:
    assert office.send("PATCH", C1, {"CustomerName": "Uno"}).body == b""
    found = office.ok("GET", C1)
    assert (found["CustomerName"], found["City"]) == ("Uno", "Leeds")
    office.ok("PATCH", C1, {"City": ""})
    assert office.ok("GET", C1)["City"] == ""


def test_a_put_purges_what_it_does_not_name(office: Office) -> None:
    office.sage.set_optional_fields("C1", {"GCMANDATE": "MD1"})
    body = {"CustomerNumber": "C1", "GroupCode": "RETAIL", "AccountSet": "DOM"}
    assert office.send("PUT", C1, body).status == 204
    assert office.ok("GET", C1)["City"] == ""
    assert fields(office) == {}


def test_a_customer_without_documents_can_be_deleted(office: Office) -> None:
    office.customer("C2")
    office.invoice("IN1")
    assert office.no("DELETE", C1)[:2] == (409, "General")
    assert office.send("DELETE", "AR/ARCustomers('C2')").status == 204
    assert office.send("GET", "AR/ARCustomers('C2')").status == 404


def test_the_number_in_the_body_must_be_that_of_the_address(office: Office) -> None:
    office.ok("PATCH", C1, {"CustomerNumber": "c1", "City": "York"})
    assert office.no("PATCH", C1, {"CustomerNumber": "C2"})[1] == "InvalidPayload"
    assert office.no("PATCH", C1, {})[1] == "InvalidPayload"


def patch_fields(office: Office, *rows: dict[str, Any]) -> None:
    office.ok("PATCH", C1, {"CustomerNumber": "C1", FIELDS: list(rows)})


def field(code: str, value: str, operation: str = "Unspecified") -> dict[str, Any]:
    return {"OptionalField": code, "Value": value, "UpdateOperation": operation}


def test_optional_fields_are_added_changed_and_deleted_one_by_one(office: Office) -> None:
    patch_fields(office, field("GCSTATUS", "active"), field("gcmandate", "MD1"))
    assert fields(office) == {"GCMANDATE": "MD1", "GCSTATUS": "active"}
    patch_fields(office, field("GCSTATUS", "cancelled"), field("GCBANK", "Bank **11", "Insert"))
    patch_fields(office, field("GCMANDATE", "", "Delete"), field("GCBANK", "Bank **22", "Update"))
    assert fields(office) == {"GCBANK": "Bank **22", "GCSTATUS": "cancelled"}


def test_a_field_carries_what_its_definition_says(office: Office) -> None:
    patch_fields(office, field("GCSTATUS", "active"))
    row = office.ok("GET", C1)[FIELDS][0]
    assert (row["TextValue"], row["ValueSet"], row["Length"]) == ("active", "Yes", 60)
    assert row["CustomerOptionalFieldValueType"] == "Text"


@pytest.mark.parametrize(
    ("row", "refusal"),
    [
        (field("UNKNOWN", "x"), (409, "FieldInvalid")),
        (field("GCBANK", "x", "Update"), (404, "RecordNotFound")),
        (field("GCBANK", "x", "Delete"), (404, "RecordNotFound")),
        (field("GCSTATUS", "x", "Insert"), (409, "RecordDuplicate")),
        ({"Value": "x"}, (400, "InvalidPayload")),
        (field("GCSTATUS", "x" * 61), (409, "FieldInvalid")),
    ],
)
def test_a_field_that_cannot_be_written_leaves_all_as_it_was(
    office: Office, row: dict[str, Any], refusal: tuple[int, str]
) -> None:
    patch_fields(office, field("GCSTATUS", "active"))
    body = {"City": "York", FIELDS: [field("GCSCHEME", "bacs"), row]}
    assert office.no("PATCH", C1, body)[:2] == refusal
    assert fields(office) == {"GCSTATUS": "active"}
    assert office.ok("GET", C1)["City"] == "Leeds"


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("Date", "20260105", "2026-01-05"),
        ("YesNo", "1", "Yes"),
        ("Amount", "-1.50", "x"),
        ("Integer", "5", "5.5"),
        ("Time", "120000", "12:00"),
    ],
)
def test_a_value_has_the_form_of_its_kind(kind: str, good: str, bad: str) -> None:
    office = Office()
    office.customer("C1")
    define(office.sage.books, "customers", "EXTRA", kind)
    assert office.no("PATCH", C1, {FIELDS: [field("EXTRA", bad)]})[1] == "FieldInvalid"
    patch_fields(office, field("EXTRA", good))
    assert fields(office) == {"EXTRA": good}


@pytest.mark.doubt("optional_fields_touch_date")
@pytest.mark.parametrize("touched", [True, False])
def test_the_day_of_the_last_change_moves(touched: bool) -> None:
    office = Office(optional_fields_touch_date=touched)
    office.customer("C1")
    office.timeline.next_day()
    patch_fields(office, field("GCSTATUS", "active"))
    moved = office.rows("AR/ARCustomers", filter="DateLastMaintained ge 2026-01-06T00:00:00Z")
    assert len(moved) == touched
    office.ok("PATCH", C1, {"City": "York"})
    assert office.ok("GET", C1)["DateLastMaintained"] == "2026-01-06T00:00:00Z"


def test_what_sage_computes_cannot_be_written(office: Office) -> None:
    office.invoice("IN1")
    office.ok("PATCH", C1, {"BalanceDueInCustomerCurrency": 5, "City": "York"})
    assert office.ok("GET", C1)["BalanceDueInCustomerCurrency"] == 120


def test_posting_moves_balances_but_not_the_day_of_the_card(office: Office) -> None:
    office.timeline.next_day()
    office.invoice("IN1", dated=day(1))
    office.sage.post_receipt("C1", Decimal(20), day(1), "BANK", {"IN1": Decimal(20)})
    found = office.ok("GET", C1)
    assert found["BalanceDueInCustomerCurrency"] == 100
    assert (found["NumberOfOpenDocuments"], found["LastReceiptCustomerCurrency"]) == (1, 20)
    assert found["DateOfLastReceipt"] == found["DateOfLastActivity"] == "2026-01-06T00:00:00Z"
    assert found["DateLastMaintained"] == "2026-01-05T00:00:00Z"


def test_the_currency_of_a_customer_with_open_documents_stays(office: Office) -> None:
    office.invoice("IN1")
    body = {"AccountSet": "EUR", "CurrencyCode": "EUR"}
    assert office.no("PATCH", C1, body)[:2] == (409, "General")


def test_other_masters_are_kept_as_they_are_sent(office: Office) -> None:
    body = {
        "TermsCode": "n7",
        "NumberOfPayments": 1,
        "TermsPaymentSchedules": [{"PaymentNumber": 1, "PercentDue": 100, "DueNumberOfDays": 7}],
    }
    assert office.ok("POST", "AR/ARTerms", body)["TermsCode"] == "N7"
    assert office.no("POST", "AR/ARTerms", body)[1] == "RecordDuplicate"
    assert office.no("POST", "AR/ARTerms", {"Description": "none"})[1] == "InvalidPayload"
    office.ok("PATCH", "AR/ARTerms('N7')", {"Description": "Seven"})
    assert office.ok("GET", "AR/ARTerms('N7')")["NumberOfPayments"] == 1
    office.ok("PUT", "AR/ARTerms('N7')", {"Description": "Only"})
    assert office.ok("GET", "AR/ARTerms('N7')")["TermsPaymentSchedules"] == []
    assert office.no("PATCH", "AR/ARTerms('N7')", {"TermsCode": "N8"})[1] == "InvalidEntityKey"
    office.ok("DELETE", "AR/ARTerms('N7')")
    assert office.send("GET", "AR/ARTerms('N7')").status == 404


def test_the_company_profile_is_there_to_stay(office: Office) -> None:
    profile = office.rows("CS/CSCompanyProfile")[0]
    assert (profile["CompanyID"], profile["FunctionalCurrency"]) == ("SAMLTD", "GBP")
    assert office.no("DELETE", "CS/CSCompanyProfile('SAMLTD')")[1] == "General"


@pytest.mark.doubt("calendar_names")
@pytest.mark.parametrize(
    "form", ["FiscalPeriod1StartDate", "FiscalPeriodStartDate1", "BeginningOfPeriod1"]
)
def test_the_calendar_tells_periods_and_locks(form: str) -> None:
    office = Office(calendar_names=form)
    office.sage.lock_period(2026, 1, ["AR"])
    year = office.ok("GET", "CS/CSFiscalCalendars('2026')")
    assert year[form] == "2026-01-01T00:00:00Z"
    assert (year["ARPeriodLocked1"], year["GLPeriodLocked1"]) == ("Yes", "No")
    assert year["NumberOfFiscalPeriods"] == 12
