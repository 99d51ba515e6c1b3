"""Master records: partial payloads, details by their keys, what refers to what."""

from decimal import Decimal
from typing import Any

import pytest

from s300gc.sandbox.sage300.optionalfields import define

from .office import Office, day, journal, receipt


@pytest.fixture
def office() -> Office:
    return Office()


def days(office: Office, key: str = "T") -> list[tuple[int, int]]:
    rows = office.ok("GET", f"AR/ARTerms('{key}')")["TermsPaymentSchedules"]
    return [(row["PaymentNumber"], row["DueNumberOfDays"]) for row in rows]


def terms(office: Office) -> None:
    payments = [{"PercentDue": 50, "DueNumberOfDays": n} for n in (30, 60)]
    body = {"TermsCode": "T", "Description": "Two", "TermsPaymentSchedules": payments}
    made = office.ok("POST", "AR/ARTerms", body)
    assert (made["NumberOfPayments"], made["TotalPercentDue"]) == (2, 100)
    assert {row["TermsCode"] for row in made["TermsPaymentSchedules"]} == {"T"}


def test_details_that_bring_no_number_are_numbered(office: Office) -> None:
    terms(office)
    assert days(office) == [(1, 30), (2, 60)]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ([], [(1, 30), (2, 60)]),
        ([{"PaymentNumber": 2, "DueNumberOfDays": 90}], [(1, 30), (2, 90)]),
        ([{"DueNumberOfDays": 90}], [(1, 30), (2, 60), (3, 90)]),
        ([{"PaymentNumber": 5, "DueNumberOfDays": 90}], [(1, 30), (2, 60), (5, 90)]),
        (
            [{"PaymentNumber": 5, "DueNumberOfDays": 90, "UpdateOperation": "Insert"}],
            [(1, 30), (2, 60), (5, 90)],
        ),
        (
            [{"PaymentNumber": 1, "DueNumberOfDays": 9, "UpdateOperation": "Update"}],
            [(1, 9), (2, 60)],
        ),
        ([{"PaymentNumber": 1, "UpdateOperation": "Delete"}], [(2, 60)]),
        (
            [
                {"PaymentNumber": 1, "UpdateOperation": "Delete"},
                {"PaymentNumber": 2, "DueNumberOfDays": 1, "UpdateOperation": "Unspecified"},
            ],
            [(2, 1)],
        ),
    ],
)
def test_a_patch_finds_details_by_their_key_and_operation(
    office: Office, sent: list[dict[str, Any]], expected: list[tuple[int, int]]
) -> None:
    terms(office)
    body = {"Description": "New", "TermsPaymentSchedules": sent}
    answer = office.send("PATCH", "AR/ARTerms('T')", body)
    assert (answer.status, answer.body) == (204, b"")
    assert days(office) == expected
    found = office.ok("GET", "AR/ARTerms('T')")
    assert (found["Description"], found["NumberOfPayments"]) == ("New", len(expected))


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ([{"PaymentNumber": 1, "UpdateOperation": "Insert"}], 409, "RecordDuplicate"),
        ([{"PaymentNumber": 9, "UpdateOperation": "Update"}], 404, "RecordNotFound"),
        ([{"PaymentNumber": 9, "UpdateOperation": "Delete"}], 404, "RecordNotFound"),
        ([{"PaymentNumber": 1, "UpdateOperation": "Replace"}], 400, "InvalidPayload"),
        ([{"PaymentNumber": 1, "Days": 3}], 400, "InvalidPayload"),
    ],
)
def test_an_operation_that_finds_nothing_changes_nothing(
    office: Office, sent: list[dict[str, Any]], status: int, code: str
) -> None:
    terms(office)
    good = {"PaymentNumber": 1, "DueNumberOfDays": 1}
    body = {"Description": "New", "TermsPaymentSchedules": [good, *sent]}
    assert office.no("PATCH", "AR/ARTerms('T')", body)[:2] == (status, code)
    assert days(office) == [(1, 30), (2, 60)]
    assert office.ok("GET", "AR/ARTerms('T')")["Description"] == "Two"


def test_a_put_purges_the_details_that_are_not_in_its_body(office: Office) -> None:
    terms(office)
    payment = {"PaymentNumber": 7, "PercentDue": 100, "DueNumberOfDays": 7}
    answer = office.send("PUT", "AR/ARTerms('T')", {"TermsPaymentSchedules": [payment]})
    assert (answer.status, answer.body) == (204, b"")
    assert days(office) == [(7, 7)]
    assert office.ok("GET", "AR/ARTerms('T')")["Description"] == ""


def test_details_of_other_masters_have_keys_of_their_own(office: Office) -> None:
    new = {"CurrencyCode": "EUR", "DepositRateType": "SP"}
    office.ok("PATCH", "BK/BKBanks('BANK')", {"BankCurrencies": [new]})
    found = office.ok("GET", "BK/BKBanks('BANK')")["BankCurrencies"]
    assert [(one["BankCode"], one["CurrencyCode"]) for one in found] == [
        ("BANK", "GBP"),
        ("BANK", "EUR"),
    ]
    nameless = {"BankCurrencies": [{"DepositRateType": "SP"}]}
    assert office.no("PATCH", "BK/BKBanks('BANK')", nameless)[1] == "FieldInvalid"
    undated = {"CurrencyRateDetail": [{"FromCurrency": "EUR", "Rate": 1}]}
    assert office.no("PATCH", "CS/CSCurrencyRates('GBP','SP')", undated)[1] == "FieldInvalid"
    currency = {"CurrencyCode": "EUR", "RevaluationSwitch": "Revalue"}
    office.ok("PATCH", "GL/GLAccounts('1000')", {"AccountValidCurrencies": [currency]})
    (listed,) = office.ok("GET", "GL/GLAccounts('1000')")["AccountValidCurrencies"]
    assert (listed["AccountNumber"], listed["CurrencyCode"]) == ("1000", "EUR")


def test_an_account_without_format_is_its_number(office: Office) -> None:
    made = office.ok("POST", "GL/GLAccounts", {"UnformattedAccount": "4100"})
    assert (made["AccountNumber"], made["DateCreated"]) == ("4100", "2026-01-05T00:00:00Z")
    body = {"UnformattedAccount": "4200100", "AccountNumber": "4200-100"}
    assert office.ok("POST", "GL/GLAccounts", body)["AccountNumber"] == "4200-100"
    lines = [("4200-100", "5"), ("1000", "-5")]
    made = office.ok("POST", "GL/GLJournalBatches", journal(*lines))
    office.post_journal(made["BatchNumber"])
    assert office.balance("4200100") == 5


# ---------------------------------------------------------------- the group of a customer


def test_the_group_replaces_what_was_put_before_it_and_not_what_comes_after(
    office: Office,
) -> None:
    late = {"CustomerNumber": "C1", "AccountSet": "EUR", "Terms": "NET14", "GroupCode": "RETAIL"}
    made = office.ok("POST", "AR/ARCustomers", late)
    assert (made["AccountSet"], made["CurrencyCode"], made["Terms"]) == ("DOM", "GBP", "NET30")
    early = {"CustomerNumber": "C2", "GroupCode": "RETAIL", "AccountSet": "EUR", "Terms": "NET14"}
    made = office.ok("POST", "AR/ARCustomers", early)
    assert (made["AccountSet"], made["CurrencyCode"], made["Terms"]) == ("EUR", "EUR", "NET14")


def test_a_group_supplies_more_than_accounts(office: Office) -> None:
    group = {"AccountType": "BalanceForward", "Salesperson1": "ann", "SalesSplitPercentage1": 100}
    office.ok("PATCH", "AR/ARCustomerGroups('RETAIL')", group)
    made = office.ok("POST", "AR/ARCustomers", {"CustomerNumber": "C1", "GroupCode": "RETAIL"})
    assert (made["AccountType"], made["Salesperson1"]) == ("BalanceForward", "ANN")
    other = {"CustomerNumber": "C2", "GroupCode": "RETAIL", "AccountType": "OpenItem"}
    assert office.ok("POST", "AR/ARCustomers", other)["AccountType"] == "OpenItem"


# ---------------------------------------------------------------- references


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("AR/ARCustomerGroups", {"GroupCode": "G", "AccountSet": "NONE"}),
        ("AR/ARCustomerGroups", {"GroupCode": "G", "Terms": "NONE"}),
        ("AR/ARCustomerGroups", {"GroupCode": "G", "TaxGroup": "NONE"}),
        ("AR/ARNationalAccounts", {"NationalAccountNumber": "N", "GroupCode": "NONE"}),
        ("AR/ARAccountSets", {"AccountSetKey": "A", "ReceivablesControlAccount": "9999"}),
        ("AR/ARAccountSets", {"AccountSetKey": "A", "CurrencyCode": "XXX"}),
        ("AR/ARDistributionCodes", {"DistributionCodeKey": "D", "RevenueAccount": "9999"}),
        ("BK/BKBanks", {"BankCode": "B", "BankAccount": "9999"}),
        ("BK/BKBanks", {"BankCode": "B", "StatementCurrency": "XXX"}),
        ("CS/CSCurrencyRates", {"ToCurrency": "GBP", "RateType": "XX"}),
        ("AR/ARCustomers", {"CustomerNumber": "C", "GroupCode": "RETAIL", "NationalAccount": "N"}),
    ],
)
def test_a_master_cannot_name_what_is_not_there(
    office: Office, path: str, body: dict[str, Any]
) -> None:
    status, code, text = office.no("POST", path, body)
    assert (status, code) == (409, "FieldInvalid")
    assert text.startswith("Invalid Input. The ") and text.endswith(" does not exist.")


def test_a_change_is_held_against_what_it_writes_only(office: Office) -> None:
    office.sage.edit_master("AR/ARCustomerGroups", "RETAIL", Terms="GONE")
    path = "AR/ARCustomerGroups('RETAIL')"
    office.ok("PATCH", path, {"Description": "x"})
    assert office.no("PATCH", path, {"AccountSet": "NONE"})[1] == "FieldInvalid"
    assert office.ok("GET", path)["AccountSet"] == "DOM"


@pytest.mark.parametrize(
    "path",
    [
        "AR/ARCustomerGroups('RETAIL')",
        "AR/ARAccountSets('DOM')",
        "AR/ARTerms('NET30')",
        "AR/ARPaymentCodes('GC')",
        "GL/GLAccounts('1100')",
        "GL/GLSourceCodes('AR','IN')",
        "BK/BKBanks('BANK')",
        "CS/CSCurrencyCodes('EUR')",
        "CS/CSCurrencyRateTypes('SP')",
        "CS/CSSchedules('MONTHLY')",
    ],
)
def test_what_is_used_cannot_be_deleted(office: Office, path: str) -> None:
    office.customer("C1")
    office.invoice("IN1")
    paid = receipt("10", {"IN1": "10"}, PaymentCode="GC")
    office.post_receipts(office.receipt_batch(paid, bank="BANK"))
    office.sage.add_recurring_charge("RENT", "C1", Decimal(1), day())
    office.sage.post_ar_gl_batches()
    status, code, text = office.no("DELETE", path)
    assert (status, code) == (409, "General")
    assert text.endswith(" is used and cannot be deleted.")
    assert office.send("GET", path).status == 200


def test_what_is_not_used_is_deleted_once(office: Office) -> None:
    for path in (
        "AR/ARPaymentCodes('GC')",
        "AR/ARTerms('NET14')",
        "GL/GLSourceCodes('AR','IN')",
        "BK/BKBanks('BANK')",
        "CS/CSSchedules('MONTHLY')",
    ):
        answer = office.send("DELETE", path)
        assert (answer.status, answer.body) == (204, b"")
        assert office.no("DELETE", path)[:2] == (404, "RecordNotFound")


# ---------------------------------------------------------------- optional fields


OWNERS = {
    "customers": ("AR/ARCustomers('C1')", "CustomerOptionalFieldValues"),
    "customer groups": ("AR/ARCustomerGroups('RETAIL')", "CustomerGroupOptionalFieldValue"),
    "national accounts": ("AR/ARNationalAccounts('N1')", "NationalAccountOptionalField"),
    "recurring charges": ("AR/ARRecurringCharges('RENT','C1')", "RecurringChargeOptionalFields"),
    "accounts": ("GL/GLAccounts('4000')", "AccountOptionalFields"),
    "account transactions": ("GL/GLAccounts('4000')", "AccountTransactionOptionalFields"),
}


@pytest.mark.parametrize("place", OWNERS)
def test_an_optional_field_must_be_defined_for_its_owner(office: Office, place: str) -> None:
    office.customer("C1")
    office.ok("POST", "AR/ARNationalAccounts", {"NationalAccountNumber": "N1"})
    office.sage.add_recurring_charge("RENT", "C1", Decimal(1), day())
    path, name = OWNERS[place]
    field = {"OptionalField": "plan", "Value": "20260105"}
    define(office.sage.books, "somewhere else", "PLAN")
    status, code, text = office.no("PATCH", path, {name: [field]})
    assert (status, code) == (409, "FieldInvalid")
    assert text == "Invalid Input. The optional field PLAN does not exist."
    define(office.sage.books, place, "PLAN", "Date", 8)
    office.ok("PATCH", path, {name: [field]})
    (found,) = office.ok("GET", path)[name]
    assert (found["OptionalField"], found["DateValue"]) == ("PLAN", "2026-01-05T00:00:00Z")
    assert found["ValueSet"] == "Yes"
    assert office.no("PATCH", path, {name: [{**field, "Value": "soon"}]})[1] == "FieldInvalid"
    assert office.no("PATCH", path, {name: [{**field, "Value": 1}]})[1] == "InvalidPayload"
    unknown = [{"OptionalField": "NONE", "UpdateOperation": "Delete"}]
    assert office.no("PATCH", path, {name: unknown})[1] == "RecordNotFound"
    office.ok("PATCH", path, {name: [{"OptionalField": "PLAN", "UpdateOperation": "Delete"}]})
    assert office.ok("GET", path)[name] == []


def test_an_optional_field_of_a_line_must_be_defined_too(office: Office) -> None:
    office.customer("C1")
    field = {"OptionalField": "PLAN", "Value": "x"}
    line = {"ExtendedAmountWithTIP": 1, "InvoiceDetailOptionalFields": [field]}
    body = {"Invoices": [{"CustomerNumber": "C1", "InvoiceDetails": [line]}]}
    assert office.no("POST", "AR/ARInvoiceBatches", body)[1] == "FieldInvalid"
    define(office.sage.books, "invoice details", "PLAN")
    entry = office.ok("POST", "AR/ARInvoiceBatches", body)["Invoices"][0]
    (found,) = entry["InvoiceDetails"][0]["InvoiceDetailOptionalFields"]
    assert (found["TextValue"], found["LineNumber"], found["EntryNumber"]) == ("x", 20, 1)
    charge = {
        "LineNumber": 20,
        "RecChargeDetailOptionalFields": [{"OptionalField": "PLAN", "OptionalFieldValue": "y"}],
    }
    office.sage.add_recurring_charge("RENT", "C1", Decimal(1), day())
    path = "AR/ARRecurringCharges('RENT','C1')"
    body = {"RecurringChargeDetails": [charge]}
    assert office.no("PATCH", path, body)[1] == "FieldInvalid"
    define(office.sage.books, "recurring charge details", "PLAN")
    office.ok("PATCH", path, body)
    (detail,) = office.ok("GET", path)["RecurringChargeDetails"]
    (found,) = detail["RecChargeDetailOptionalFields"]
    assert (found["OptionalFieldValue"], found["RecurringChargeCode"]) == ("y", "RENT")
