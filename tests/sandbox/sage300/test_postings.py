"""Posting invoice batches: documents, debit and credit notes, error batches, locked periods."""

from decimal import Decimal

import pytest

from s300gc.sandbox.sage300.optionalfields import define

from .entering import BATCHES, enter, entry, first, line
from .office import Office, day


@pytest.fixture
def office() -> Office:
    made = Office()
    made.customer("C1")
    return made


def test_posting_makes_documents_of_entries(office: Office) -> None:
    number = enter(office, entry(DocumentNumber="A", PONumber="po 1"))["BatchNumber"]
    batch = office.post_invoices(number)
    assert (batch["BatchStatus"], batch["NumberOfErrors"]) == ("Posted", 0)
    assert batch["PostingSequenceNumber"] == 1
    found = office.document("A")
    assert (found["DocumentType"], found["TransactionType"]) == ("Invoice", "InvoiceSummaryIssued")
    assert found["CustomerCurrencyAmountDue"] == found["FunctionalCurrencyAmountDue"] == 120
    assert (found["FullyPaid"], found["AccountSet"], found["PONumber"]) == ("No", "DOM", "po 1")
    assert (found["BatchNumber"], found["EntryNumber"]) == (number, 1)
    assert office.no("PATCH", f"{BATCHES}({number})", {"Description": "x"})[1] == "General"
    office.agrees()
    assert office.balance("4000") == -100
    assert office.balance("2200") == -20


@pytest.mark.doubt("posted_range")
def test_only_batches_that_are_ready_and_in_the_range_are_posted(office: Office) -> None:
    numbers = [
        enter(office, entry(), BatchStatus=s)["BatchNumber"] for s in ("Open", "ReadyToPost")
    ]
    process = "AR/ARPostInvoices('$process')"
    assert office.no("POST", process, {"PostBatchFrom": 2, "PostBatchTo": 1})[1] == "FieldInvalid"
    office.ok("POST", process, {"PostBatchFrom": numbers[0], "PostBatchTo": numbers[0]})
    assert not office.rows("AR/ARPostedDocuments")
    office.ok("POST", process, {"PostAllBatches": "Postallbatches"})
    found = [row["BatchStatus"] for row in office.rows(BATCHES)]
    assert found == ["Open", "Posted"]
    strict = Office(posted_range="refuse")
    assert strict.no("POST", process, {"PostBatchFrom": 1, "PostBatchTo": 1})[0] == 409


@pytest.mark.doubt("line_on_control_account")
def test_a_debit_note_can_stand_on_x_alone(office: Office) -> None:
    raw = entry(
        line("100", RevenueAccount="1100"),
        DocumentType="DebitNote",
        DocumentNumber="DN1",
        TaxGroup="NOTAX",
        DueDate="2026-01-05",
    )
    office.post_invoices(enter(office, raw)["BatchNumber"])
    found = office.document("DN1")
    assert (found["DocumentType"], found["CustomerCurrencyAmountDue"]) == ("DebitNote", 100)
    assert found["TransactionType"] == "DebitNoteSummaryIssued"
    office.sage.post_ar_gl_batches()
    assert (office.balance("1100"), office.balance("4000")) == (0, 0)
    strict = Office(line_on_control_account=False)
    strict.customer("C1")
    assert strict.no("POST", BATCHES, {"Invoices": [raw]})[1] == "General"


def test_a_credit_note_is_negative_and_can_be_applied_when_it_is_posted(office: Office) -> None:
    office.invoice("IN1", "120.00")
    note = entry(line("50"), DocumentType="CreditNote", DocumentNumber="CN1", TaxGroup="NOTAX")
    office.post_invoices(enter(office, note)["BatchNumber"])
    assert office.document("CN1")["CustomerCurrencyAmountDue"] == -50
    applied = {**note, "DocumentNumber": "CN2", "ApplytoDocument": "IN1"}
    office.post_invoices(enter(office, applied)["BatchNumber"])
    assert office.document("CN2")["FullyPaid"] == "Yes"
    assert office.document("IN1")["CustomerCurrencyAmountDue"] == 70
    office.agrees()


def test_an_entry_that_cannot_be_posted_goes_to_an_error_batch(office: Office) -> None:
    bad = entry(DocumentNumber="B", DocumentDate="2026-02-03")
    number = enter(office, entry(DocumentNumber="A"), bad)["BatchNumber"]
    office.sage.lock_period(2026, 2, ["AR"])
    batch = office.post_invoices(number)
    assert (batch["BatchStatus"], batch["NumberOfErrors"]) == ("Posted", 1)
    assert [e["ErrorBatch"] for e in batch["Invoices"]] == [0, 2]
    assert batch["Invoices"][1]["ErrorEntry"] == 1
    error = office.ok("GET", f"{BATCHES}(2)")
    assert error["Description"] == "ERROR BATCH - Entries from batch '1'"
    assert (error["BatchStatus"], error["NumberOfEntries"]) == ("Open", 1)
    assert [row["DocumentNumber"] for row in office.rows("AR/ARPostedDocuments")] == ["A"]
    office.sage.lock_period(2026, 2, ["AR"], locked=False)
    assert office.post_invoices(2)["NumberOfErrors"] == 0
    office.agrees()


@pytest.mark.doubt("locked_period_at_entry")
def test_a_locked_period_is_refused_at_once_where_the_switch_wants_it() -> None:
    office = Office(locked_period_at_entry=True)
    office.customer("C1")
    office.sage.lock_period(2026, 1, ["AR"])
    text = office.no("POST", BATCHES, {"Invoices": [entry()]})[2]
    assert text.startswith("Fiscal period 01 for fiscal year 2026 is locked")


@pytest.mark.doubt("listing_forced")
def test_a_listing_can_be_forced_before_posting() -> None:
    office = Office(listing_forced=True)
    office.customer("C1")
    enter(office, entry(), BatchStatus="ReadyToPost")
    body = {"PostAllBatches": "Postallbatches"}
    assert office.no("POST", "AR/ARPostInvoices('$process')", body)[0] == 409


@pytest.mark.doubt("last_activity")
def test_activity_is_dated_by_the_transaction_or_by_today() -> None:
    for switch, noted in (("transaction", "2026-01-02"), ("today", "2026-01-05")):
        office = Office(last_activity=switch)
        office.customer("C1")
        office.invoice("IN1", dated=day(-3))
        assert office.document("IN1")["LastActivityDate"] == f"{noted}T00:00:00Z"


def test_optional_fields_and_quantities_of_an_entry_are_taken(office: Office) -> None:
    define(office.sage.books, "invoices", "GCREF")
    fields = [{"OptionalField": "GCREF", "Value": "PM1"}]
    items = {"Quantity": 3, "Price": Decimal("1.50")}
    made = first(office, entry(items, InvoiceOptionalFields=fields, TaxGroup="NOTAX"))
    assert made["DocumentTotalIncludingTax"] == Decimal("4.50")
    assert made["InvoiceOptionalFields"][0]["TextValue"] == "PM1"


def test_a_foreign_document_takes_the_rate_it_is_given(office: Office) -> None:
    office.customer("E1", account_set="EUR", currency="EUR")
    raw = entry(CustomerNumber="E1", RateType="SP", DocumentDate="2026-01-05", TaxGroup="NOTAX")
    made = first(office, {**raw, "ExchangeRate": Decimal("0.86"), "DueDate": None})
    assert (made["RateOverridden"], made["FunctionalAmountDue"]) == ("Yes", 86)
    assert made["DueDate"] == "2026-02-04T00:00:00Z", "an empty date puts nothing"


def test_interest_is_a_document_of_its_own(office: Office) -> None:
    raw = entry(DocumentType="Interest", DocumentNumber="INT1", TaxGroup="NOTAX")
    office.post_invoices(enter(office, raw)["BatchNumber"])
    assert office.document("INT1")["TransactionType"] == "InterestCharge"


def test_a_credit_note_for_what_is_paid_stays_open(office: Office) -> None:
    office.customer("C2", account_set="EXP")
    office.invoice("IN1", "10.00", "C2")
    office.sage.post_receipt("C2", Decimal(10), day(), "BANK", {"IN1": Decimal(10)})
    note = entry(CustomerNumber="C2", DocumentType="CreditNote", DocumentNumber="CN1")
    office.post_invoices(enter(office, {**note, "ApplytoDocument": "IN1"})["BatchNumber"])
    assert office.document("CN1", "C2")["FullyPaid"] == "No"
    office.invoice("IN2", "10.00", "C2")
    moved = {**note, "DocumentNumber": "CN2", "ApplytoDocument": "IN2", "AccountSet": "DOM"}
    office.post_invoices(enter(office, moved)["BatchNumber"])
    assert office.document("IN2", "C2")["FullyPaid"] == "Yes"
    office.agrees()
