"""Invoice batches: defaults, property order, tax, schedules, numbers, statuses, posting."""

from decimal import Decimal
from typing import Any

import pytest

from .entering import BATCHES, enter, entry, first, line
from .office import Office


@pytest.fixture
def office() -> Office:
    made = Office()
    made.customer("C1")
    return made


def test_an_invoice_takes_what_its_customer_and_the_day_bring(office: Office) -> None:
    made = first(office, entry())
    assert made["DocumentType"] == "Invoice"
    assert made["DocumentNumber"] == "IN0000000000001"
    assert (made["AccountSet"], made["Terms"], made["TaxGroup"]) == ("DOM", "NET30", "VAT20")
    assert made["DocumentDate"] == made["PostingDate"] == "2026-01-05T00:00:00Z"
    assert made["DueDate"] == "2026-02-04T00:00:00Z"
    assert (made["FiscalYear"], made["FiscalPeriod"]) == ("2026", "01")
    assert made["InvoiceDetails"][0]["RevenueAccount"] == "4000"
    assert made["InvoiceDetails"][0]["LineNumber"] == 20


def test_tax_is_that_of_the_group(office: Office) -> None:
    made = first(office, entry(line("100"), line("60", TaxIncluded1="Yes")))
    assert (made["DocumentTotalBeforeTax"], made["TaxTotal"]) == (150, 30)
    assert made["DocumentTotalIncludingTax"] == made["AmountDue"] == 180
    free = first(office, entry(TaxGroup="NOTAX"))
    assert (free["TaxTotal"], free["DocumentTotalIncludingTax"]) == (0, 100)
    manual = entry(line("100", TaxAmount1=Decimal("7.50")), DoNotCalculationTax="Yes")
    assert first(office, manual)["DocumentTotalIncludingTax"] == Decimal("107.50")


def test_a_later_property_sets_what_an_earlier_one_brought(office: Office) -> None:
    lost = {"Terms": "NET14", "TaxGroup": "NOTAX", "CustomerNumber": "C1"}
    made = first(office, {**lost, "InvoiceDetails": [line()]})
    assert (made["Terms"], made["TaxGroup"]) == ("NET30", "VAT20")
    made = first(office, entry(DueDate="2026-01-05", Terms="NET14", DocumentDate="2026-01-05"))
    assert made["DueDate"] == "2026-01-19T00:00:00Z"
    made = first(office, entry(DocumentDate="2026-01-05", Terms="NET14", DueDate="2026-01-05"))
    assert made["DueDate"] == "2026-01-05T00:00:00Z"
    made = first(office, entry(line(RevenueAccount="1100", DistributionCode="SALES")))
    assert made["InvoiceDetails"][0]["RevenueAccount"] == "4000"
    made = first(office, entry(PostingDate="2026-02-01", DocumentDate="2026-01-05"))
    assert made["FiscalPeriod"] == "01"
    made = first(office, entry(DocumentDate="2026-01-05", PostingDate="2026-02-01"))
    assert made["FiscalPeriod"] == "02"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (entry(CustomerNumber="NOBODY"), "FieldInvalid"),
        ({"InvoiceDetails": [line()]}, "FieldInvalid"),
        ({"CustomerNumber": "C1"}, "General"),
        (entry(Terms="NONE"), "FieldInvalid"),
        (entry(TaxGroup="NONE"), "FieldInvalid"),
        (entry(AccountSet="NONE"), "FieldInvalid"),
        (entry(AccountSet="EUR"), "General"),
        (entry(CurrencyCode="EUR"), "FieldInvalid"),
        (entry(ExchangeRate=Decimal("1.1")), "FieldInvalid"),
        (entry(DocumentDate="2035-01-01"), "General"),
        (entry(line(RevenueAccount="9999")), "FieldInvalid"),
        (entry(line(DistributionCode="NONE")), "FieldInvalid"),
        (entry(line("1.005")), "FieldInvalid"),
        (entry(line("-100")), "General"),
        (entry(DocumentType="DebitNote", ApplytoDocument="IN9"), "FieldInvalid"),
        (entry(DocumentType="CreditNote", ApplytoDocument="IN9"), "FieldInvalid"),
        (entry(InvoicePaymentSchedules=[{"AmountDue": 5}]), "General"),
        (entry(DocumentNumber="OLD"), "RecordDuplicate"),
    ],
)
def test_an_entry_that_breaks_a_rule_leaves_no_batch(
    office: Office, raw: dict[str, Any], code: str
) -> None:
    office.invoice("OLD")
    good = entry(DocumentNumber="NEW")
    assert office.no("POST", BATCHES, {"Invoices": [good, raw]})[1] == code
    assert len(office.rows(BATCHES)) == 1
    enter(office, good)


def test_an_inactive_customer_or_account_takes_no_entry(office: Office) -> None:
    office.sage.edit_master("GL/GLAccounts", "4000", Status="Inactive")
    assert office.no("POST", BATCHES, {"Invoices": [entry(line(RevenueAccount="4000"))]})[0] == 409
    office.sage.edit_customer("C1", Status="Inactive")
    assert office.no("POST", BATCHES, {"Invoices": [entry()]})[1] == "General"


@pytest.mark.doubt("duplicate_documents")
def test_a_number_is_used_once_also_before_it_is_posted(office: Office) -> None:
    office.customer("C2")
    enter(office, entry(DocumentNumber="A"))
    assert office.no("POST", BATCHES, {"Invoices": [entry(DocumentNumber="a")]})[0] == 409
    pair = [entry(DocumentNumber="B"), entry(DocumentNumber="B")]
    assert office.no("POST", BATCHES, {"Invoices": pair})[1] == "RecordDuplicate"
    other = entry(CustomerNumber="C2", DocumentNumber="A")
    enter(office, {**other, "CustomerNumber": "C2"})
    strict = Office(duplicate_documents="company")
    for number in ("C1", "C2"):
        strict.customer(number)
    enter(strict, entry(DocumentNumber="A"))
    assert strict.no("POST", BATCHES, {"Invoices": [other]})[1] == "RecordDuplicate"
    strict.invoice("P")
    posted = {**other, "DocumentNumber": "P"}
    assert strict.no("POST", BATCHES, {"Invoices": [posted]})[1] == "RecordDuplicate"


def test_a_schedule_is_that_of_the_terms_or_the_one_sent(office: Office) -> None:
    payments = [
        {"PaymentNumber": n, "PercentDue": percent, "DueNumberOfDays": 30 * n}
        for n, percent in ((1, Decimal("33.33")), (2, Decimal("33.33")), (3, Decimal("33.34")))
    ]
    terms = {"TermsCode": "SPLIT3", "NumberOfPayments": 3, "TermsPaymentSchedules": payments}
    office.ok("POST", "AR/ARTerms", terms)
    made = first(office, entry(Terms="SPLIT3"))
    rows = made["InvoicePaymentSchedules"]
    assert [row["AmountDue"] for row in rows] == [Decimal("40.00"), Decimal("40.00"), 40]
    assert rows[2]["DueDate"] == "2026-04-05T00:00:00Z"
    sent = [{"AmountDue": 100, "DueDate": "2026-01-10"}, {"AmountDue": 20, "DueDate": "2026-03-01"}]
    made = first(office, entry(InvoicePaymentSchedules=sent))
    assert (made["NumberOfScheduledPayments"], made["DueDate"]) == (2, "2026-01-10T00:00:00Z")


def test_entries_of_an_open_batch_are_added_changed_and_deleted(office: Office) -> None:
    number = enter(office, entry(DocumentNumber="A"), entry(DocumentNumber="B"))["BatchNumber"]
    path = f"{BATCHES}({number})"
    changed = {
        "EntryNumber": 1,
        "InvoiceDetails": [{"LineNumber": 20, "ExtendedAmountWithTIP": 50}],
    }
    added = {**entry(DocumentNumber="C"), "UpdateOperation": "Insert"}
    gone = {"EntryNumber": 2, "UpdateOperation": "Delete"}
    office.ok("PATCH", path, {"Description": "New", "Invoices": [changed, added, gone]})
    found = office.ok("GET", path)
    assert [(e["EntryNumber"], e["DocumentNumber"]) for e in found["Invoices"]] == [
        (1, "A"),
        (3, "C"),
    ]
    assert (found["Description"], found["BatchTotal"], found["NumberOfEntries"]) == ("New", 180, 2)
    wrong = {"Invoices": [{"EntryNumber": 9, "UpdateOperation": "Update"}]}
    assert office.no("PATCH", path, wrong)[1] == "RecordNotFound"
    same = {"Invoices": [{"EntryNumber": 1, "DocumentNumber": "C"}]}
    assert office.no("PATCH", path, same)[1] == "RecordDuplicate"
    assert office.ok("GET", path) == found
    more = {"EntryNumber": 1, "InvoiceDetails": [line("5", LineNumber=40)], "DueDate": "2026-01-09"}
    office.ok("PATCH", path, {"Invoices": [more]})
    assert office.ok("GET", path)["Invoices"][0]["DocumentTotalBeforeTax"] == 55


def test_a_batch_goes_from_open_to_ready_and_back(office: Office) -> None:
    number = enter(office, entry())["BatchNumber"]
    path = f"{BATCHES}({number})"
    office.ok("PATCH", path, {"BatchStatus": "ReadyToPost"})
    status, code, text = office.no("PATCH", path, {"Description": "x"})
    assert (status, code) == (409, "General")
    assert "set to Ready To Post. You may view but cannot modify its contents." in text
    office.ok("PATCH", path, {"BatchStatus": "Open"})
    office.ok("PATCH", path, {"Description": "x"})
    assert office.no("PATCH", path, {"BatchStatus": "Posted"})[1] == "FieldInvalid"
    empty = enter(office)["BatchNumber"]
    assert office.no("PATCH", f"{BATCHES}({empty})", {"BatchStatus": "ReadyToPost"})[1] == "General"
    assert enter(office, entry(), BatchStatus="ReadyToPost")["BatchStatus"] == "ReadyToPost"


def test_a_batch_that_another_user_holds_cannot_be_edited(office: Office) -> None:
    number = enter(office, entry())["BatchNumber"]
    office.sage.lock_batch(BATCHES, number)
    refused = office.no("PATCH", f"{BATCHES}({number})", {"BatchStatus": "ReadyToPost"})
    assert refused[0] == 409
    assert "locked by another user" in refused[2]
    office.sage.lock_batch(BATCHES, number, locked=False)
    office.post_invoices(number)
