"""What people and the story do without the Web API, and that a company can be kept."""

import pickle
from decimal import Decimal

import pytest
import simplejson

from s300gc.sandbox.sage300.company import SageCompany, SageSwitches

from .office import Office, day, receipt


@pytest.fixture
def office() -> Office:
    made = Office()
    made.customer("C1")
    made.invoice("IN1", "120.00", tax=Decimal(20), description="Work")
    return made


def test_a_customer_is_entered_with_what_the_story_says(office: Office) -> None:
    office.customer("C2", account_set="USD", currency="USD", on_hold=True, NationalAccount="N1")
    found = office.ok("GET", "AR/ARCustomers('C2')")
    assert (found["OnHold"], found["CurrencyCode"], found["NationalAccount"]) == (
        "Yes",
        "USD",
        "N1",
    )
    office.sage.set_on_hold("C2", False)
    assert office.ok("GET", "AR/ARCustomers('C2')")["OnHold"] == "No"
    with pytest.raises(ValueError, match="exists already"):
        office.customer("c2")
    for wrong in ({"group": "NONE"}, {"account_set": "NONE"}):
        with pytest.raises(KeyError):
            office.customer("C3", **wrong)
    with pytest.raises(KeyError):
        office.sage.set_on_hold("C9", True)


def test_optional_fields_are_written_by_hand(office: Office) -> None:
    office.sage.set_optional_fields("C1", {"GCMANDATE": "MD1", "GCSTATUS": "active"})
    office.sage.set_optional_fields("C1", {"GCMANDATE": ""})
    rows = office.ok("GET", "AR/ARCustomers('C1')")["CustomerOptionalFieldValues"]
    assert [(row["OptionalField"], row["Value"]) for row in rows] == [("GCSTATUS", "active")]


def test_a_posted_document_stands_in_its_batch_with_line_tax_and_schedule(office: Office) -> None:
    entry = office.rows("AR/ARInvoiceBatches")[0]["Invoices"][0]
    assert entry["InvoiceDescription"] == "Work"
    assert (entry["TaxGroup"], entry["TaxTotal"], entry["DocumentTotalBeforeTax"]) == (
        "VAT20",
        20,
        100,
    )
    assert entry["InvoicePaymentSchedules"][0]["AmountDue"] == 120
    document = office.document("IN1")
    assert (document["CustomerCurrencyTaxAmount"], document["Terms"]) == (20, "NET30")
    assert office.sage.balance("c1", "in1") == 120
    assert office.sage.balance("C1", "NONE") == 0


def test_a_document_that_cannot_be_posted_is_an_error_of_the_story(office: Office) -> None:
    with pytest.raises(ValueError, match="already exists"):
        office.invoice("IN1")
    with pytest.raises(KeyError):
        office.invoice("IN2", customer="C9")
    with pytest.raises(ValueError, match="do not add up"):
        office.invoice("IN2", instalments=[(day(), Decimal(1))])


def test_documents_of_other_modules_can_be_marked(office: Office) -> None:
    office.invoice("IN2", job_related=True)
    office.sage.mark_document("C1", "IN1", HasRetainage="Yes")
    assert office.document("IN2")["JobRelated"] == "Yes"
    assert office.document("IN1")["HasRetainage"] == "Yes"
    with pytest.raises(KeyError):
        office.sage.mark_document("C1", "IN9", JobRelated="Yes")


def test_a_receipt_in_error_is_an_error_of_the_story(office: Office) -> None:
    office.sage.lock_period(2026, 1)
    with pytest.raises(ValueError, match="locked"):
        office.sage.post_receipt("C1", Decimal(20), day(), "BANK", {"IN1": Decimal(20)})


def test_a_person_posts_what_the_tool_left_open(office: Office) -> None:
    entry = {"CustomerNumber": "C1", "InvoiceDetails": [{"ExtendedAmountWithTIP": 10}]}
    number = office.ok("POST", "AR/ARInvoiceBatches", {"Invoices": [entry]})["BatchNumber"]
    office.sage.post_invoice_batch(number)
    with pytest.raises(ValueError, match="Posted"):
        office.sage.post_invoice_batch(number)
    with pytest.raises(KeyError):
        office.sage.post_refund_batch(1)


def test_masters_that_are_not_there_cannot_be_edited(office: Office) -> None:
    with pytest.raises(KeyError):
        office.sage.edit_master("GL/GLAccounts", "9999", Status="Inactive")
    with pytest.raises(KeyError):
        office.sage.lock_period(1999, 1)
    with pytest.raises(ValueError, match="no right"):
        office.sage.set_rights("S300GC", ["XX"])


def test_the_state_tells_balances_and_open_documents_of_each_account(office: Office) -> None:
    state = office.sage.state()
    assert state.keys() == {
        "customers",
        "documents",
        "invoice_batches",
        "receipt_batches",
        "refund_batches",
        "gl_batches",
        "gl_balances",
        "open_documents",
    }
    assert state["gl_balances"]["1100"] == "0.00"
    assert state["open_documents"] == {
        "1100": "120.00",
        "1110": "0.00",
        "1120": "0.00",
        "1130": "0.00",
        "1180": "0.00",
        "2050": "0.00",
    }
    document = state["documents"][0]
    assert (document["FullyPaid"], document["DueDate"]) == ("No", "2026-02-04T00:00:00Z")
    assert not [name for name in document if name.startswith("_")]
    office.sage.post_ar_gl_batches()
    assert office.sage.state()["gl_balances"]["1100"] == "120.00"


def test_a_company_goes_on_where_its_data_was_left(office: Office) -> None:
    office.receipt_batch(receipt("100", {"IN1": "100"}))
    for data in (
        pickle.loads(pickle.dumps(office.sage.data)),  # noqa: S301 - just made
        simplejson.loads(simplejson.dumps(office.sage.data, use_decimal=True), use_decimal=True),
    ):
        twin = Office()
        twin.sage = SageCompany(office.timeline, data=data)
        assert twin.sage.state() == office.sage.state()
        path = "AR/ARReceiptAndAdjustmentBatches"
        body = {"BatchRecordType": "CA", "BankCode": "BANK"}
        too_much = {**body, "ReceiptsAdjustments": [receipt("30", {"IN1": "30"})]}
        assert twin.no("POST", path, too_much)[1] == "General"
        twin.invoice("IN2")
        twin.post_receipts(1)
        twin.agrees()
    assert office.document("IN1")["FullyPaid"] == "No"


def test_the_same_calls_give_the_same_data() -> None:
    def story() -> str:
        office = Office()
        office.customer("C1")
        office.invoice("IN1")
        office.post_receipts(office.receipt_batch(receipt("120", {"IN1": "120"})))
        office.sage.post_ar_gl_batches()
        return str(simplejson.dumps(office.sage.data, use_decimal=True))

    assert story() == story()


def test_switches_come_from_plain_data_and_unknown_ones_are_refused() -> None:
    plain = {"page_size": 5, "control_sources": ["AR"], "rate_spread": "0.5"}
    made = SageSwitches.from_plain(plain)
    assert (made.page_size, made.control_sources, made.rate_spread) == (5, ("AR",), Decimal("0.5"))
    with pytest.raises(ValueError, match="no switch"):
        SageSwitches.from_plain({"nothing": 1})
