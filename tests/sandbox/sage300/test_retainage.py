"""Retainage: kept back from an invoice, and asked for later by a document of its own."""

from decimal import Decimal
from typing import Any

import pytest

from .office import Office, day

BATCHES = "AR/ARInvoiceBatches"


@pytest.fixture
def office() -> Office:
    """Customer C1 with an invoice of 120 of which 12 are kept back."""
    made = Office()
    made.customer("C1")
    made.invoice("IN1", "120", retained=Decimal(12))
    return made


def test_what_is_kept_back_is_not_due_and_stands_on_its_own_account(office: Office) -> None:
    found = office.document("IN1")
    assert found["CustomerCurrencyAmountDue"] == 108
    assert found["CustomerCurrencyRetainageAmount"] == 12
    assert (found["HasRetainage"], found["RetainageOutstanding"]) == ("Yes", "Yes")
    office.agrees()
    assert (office.balance("1100"), office.balance("1180")) == (108, 12)


def ask(office: Office, amount: str, **more: Any) -> dict[str, Any]:
    entry = {
        "CustomerNumber": "C1",
        "DocumentType": "RetainageInvoice",
        "OriginalDocumentNumber": "IN1",
        "TaxGroup": "NOTAX",
        "InvoiceDetails": [{"ExtendedAmountWithTIP": Decimal(amount)}],
        **more,
    }
    number = office.ok("POST", BATCHES, {"Invoices": [entry]})["BatchNumber"]
    return office.post_invoices(number)


def test_a_retainage_invoice_asks_for_it(office: Office) -> None:
    assert ask(office, "5", DocumentNumber="RI1")["NumberOfErrors"] == 0
    found = office.document("RI1")
    assert (found["DocumentType"], found["CustomerCurrencyAmountDue"]) == ("RetainageInvoice", 5)
    assert found["OriginalDocumentNumber"] == "IN1"
    assert office.document("IN1")["CustomerCurrencyRetainageAmount"] == 7
    assert ask(office, "8")["NumberOfErrors"] == 1
    assert ask(office, "7")["NumberOfErrors"] == 0
    assert office.document("IN1")["RetainageOutstanding"] == "No"
    office.agrees()
    assert (office.balance("1100"), office.balance("1180")) == (120, 0)
    assert office.balance("4000") == -120


def test_the_story_can_bill_retainage_too(office: Office) -> None:
    office.invoice("RI1", "12", kind="RetainageInvoice", original="IN1")
    assert office.document("IN1")["CustomerCurrencyRetainageAmount"] == 0
    office.agrees()


def test_it_can_be_sent_by_percent_and_not_exceed_the_document(office: Office) -> None:
    entry = {
        "CustomerNumber": "C1",
        "DocumentNumber": "IN2",
        "TaxGroup": "NOTAX",
        "HasRetainage": "Yes",
        "PercentRetained": 5,
        "InvoiceDetails": [{"ExtendedAmountWithTIP": 200}],
    }
    number = office.ok("POST", BATCHES, {"Invoices": [entry]})["BatchNumber"]
    assert office.post_invoices(number)["NumberOfErrors"] == 0
    assert office.document("IN2")["CustomerCurrencyAmountDue"] == 190
    wrong = {**entry, "DocumentNumber": "IN3", "RetainageAmount": 201}
    assert office.no("POST", BATCHES, {"Invoices": [wrong]})[1] == "FieldInvalid"
    office.agrees()


def test_an_account_set_needs_a_retainage_account(office: Office) -> None:
    office.sage.edit_master("AR/ARAccountSets", "DOM", RetainageAccount="")
    entry = {
        "CustomerNumber": "C1",
        "DocumentType": "RetainageInvoice",
        "OriginalDocumentNumber": "IN1",
        "InvoiceDetails": [{"ExtendedAmountWithTIP": 1}],
    }
    assert office.no("POST", BATCHES, {"Invoices": [entry]})[1] == "General"


def test_a_foreign_retainage_keeps_the_rate_of_its_document() -> None:
    office = Office()
    office.customer("C1", account_set="EUR", currency="EUR")
    office.invoice("IN1", "120", retained=Decimal(20))
    office.sage.set_rate("EUR", day(), Decimal("0.90"))
    office.invoice("RI1", "20", kind="RetainageInvoice", original="IN1")
    office.agrees()
    assert office.balance("7100") == Decimal("-1.00")
