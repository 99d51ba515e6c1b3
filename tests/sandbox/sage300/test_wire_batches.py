"""Batches on the wire: what is frozen, how they are numbered, which keys their details carry."""

from decimal import Decimal
from typing import Any

import pytest

from .office import Office, day, journal, receipt


@pytest.fixture
def office() -> Office:
    made = Office()
    made.customer("C1")
    return made


def ready(office: Office) -> dict[str, dict[str, Any]]:
    """Make a batch of each kind ready to post; gives address and a change of its contents."""
    office.invoice("IN1")
    office.sage.post_receipt("C1", Decimal(9), day(), "BANK")
    entry = {"CustomerNumber": "C1", "InvoiceDetails": [{"ExtendedAmountWithTIP": 1}]}
    invoices = {"Invoices": [entry], "BatchStatus": "ReadyToPost"}
    office.ok("POST", "AR/ARInvoiceBatches", invoices)
    office.receipt_batch(receipt("5", {"IN1": "5"}), BatchStatus="ReadyToPost")
    credit = {"DocumentNumber": "UC000001", "AmountCustomer": 1}
    refund = {"CustomerNumber": "C1", "CashGLAccount": "1190", "RefundDetails": [credit]}
    refunds = {"RefundEntries": [refund], "BatchStatus": "ReadyToPost"}
    office.ok("POST", "AR/ARRefundBatches", refunds)
    made = journal(("1000", "5"), ("4000", "-5"))
    office.ok("POST", "GL/GLJournalBatches", {**made, "ReadyToPost": "Yes"})
    number = office.rows("GL/GLJournalBatches")[-1]["BatchNumber"]
    first = {"EntryNumber": 1, "UpdateOperation": "Delete"}
    return {
        "AR/ARInvoiceBatches(2)": {"Invoices": [first]},
        "AR/ARReceiptAndAdjustmentBatches('CA',2)": {"ReceiptsAdjustments": [first]},
        "AR/ARRefundBatches(1)": {"RefundEntries": [first]},
        f"GL/GLJournalBatches('{number}')": {"Description": "Other"},
    }


def test_a_batch_that_is_ready_keeps_its_contents(office: Office) -> None:
    for path, change in ready(office).items():
        before = office.ok("GET", path)
        status, code, text = office.no("PATCH", path, change)
        assert (status, code) == (409, "General")
        assert text.endswith("set to Ready To Post. You may view but cannot modify its contents.")
        assert office.ok("GET", path) == before
        name = "ReadyToPost" if path.startswith("GL") else "BatchStatus"
        office.ok("PATCH", path, {name: "No" if path.startswith("GL") else "Open"})
        office.ok("PATCH", path, change)


def test_numbers_of_ar_are_numbers_and_those_of_gl_are_filled_up_with_zeros(
    office: Office,
) -> None:
    for n in (1, 2, 3):
        made = office.ok("POST", "GL/GLJournalBatches", journal(("1000", "5"), ("4000", "-5")))
        assert made["BatchNumber"] == f"{n:06d}"
        entry = {"CustomerNumber": "C1", "InvoiceDetails": [{"ExtendedAmountWithTIP": 1}]}
        body = {"BatchNumber": 75, "Invoices": [entry], "BatchStatus": "ReadyToPost"}
        assert office.ok("POST", "AR/ARInvoiceBatches", body)["BatchNumber"] == n
    for key in ("'000002'", "'2'", "000002", "BatchNumber='2'"):
        assert office.ok("GET", f"GL/GLJournalBatches({key})")["BatchNumber"] == "000002"
    entry = {"EntryNumber": "1", "Description": "x"}
    office.ok("PATCH", "GL/GLJournalBatches('2')", {"JournalHeaders": [entry]})
    (header,) = office.ok("GET", "GL/GLJournalBatches('2')")["JournalHeaders"]
    assert (header["EntryNumber"], header["Description"]) == ("00001", "x")
    for n in (1, 2, 3):
        office.ok("PATCH", f"GL/GLJournalBatches('{n}')", {"ReadyToPost": "Yes"})
    office.ok("POST", "GL/GLPostJournal('$process')", {"PostBatchFrom": "2", "PostBatchTo": "3"})
    office.ok("POST", "AR/ARPostInvoices('$process')", {"PostBatchFrom": 1, "PostBatchTo": 2})
    posted = [row["Status"] for row in office.rows("GL/GLJournalBatches")][:3]
    assert posted == ["ReadyToPost", "Posted", "Posted"]
    posted = [row["BatchStatus"] for row in office.rows("AR/ARInvoiceBatches")]
    assert posted == ["Posted", "Posted", "ReadyToPost"]


def test_details_carry_the_keys_of_what_holds_them(office: Office) -> None:
    line = {"BatchNumber": 75, "EntryNumber": 9, "ExtendedAmountWithTIP": 1}
    entry = {"BatchNumber": 75, "CustomerNumber": "C1", "InvoiceDetails": [line]}
    office.ok("POST", "AR/ARInvoiceBatches", {"Invoices": [entry]})
    for options in ({}, {"select": "Invoices"}):
        (found,) = office.rows("AR/ARInvoiceBatches", **options)
        (inner,) = found["Invoices"]
        (detail,) = inner["InvoiceDetails"]
        (payment,) = inner["InvoicePaymentSchedules"]
        for one in (inner, detail, payment):
            assert (one["BatchNumber"], one["EntryNumber"]) == (1, 1)
        assert detail["LineNumber"] == 20


def test_codes_are_put_in_capitals_wherever_they_stand(office: Office) -> None:
    office.sage.set_optional_fields("C1", {"GCSTATUS": "active"})
    found = office.ok("GET", "AR/ARCustomers('c1')")
    assert found["CustomerOptionalFieldValues"][0]["OptionalField"] == "GCSTATUS"
    body = {"TermsCode": "n9", "Description": "small"}
    made = office.ok("POST", "AR/ARTerms", body)
    assert (made["TermsCode"], made["Description"]) == ("N9", "small")
    line = {"ExtendedAmountWithTIP": 1, "DistributionCode": "sales"}
    entry = {"CustomerNumber": "c1", "DocumentNumber": "in-1", "InvoiceDetails": [line]}
    (made,) = office.ok("POST", "AR/ARInvoiceBatches", {"Invoices": [entry]})["Invoices"]
    assert (made["CustomerNumber"], made["DocumentNumber"]) == ("C1", "IN-1")
    assert made["InvoiceDetails"][0]["DistributionCode"] == "SALES"
