import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import requests

from s300gc.errors import OutcomeUnknown, Refused
from s300gc.model import Application, Batch, Money, Receipt
from tests.remote.support import AR, GL, Wire, gbp, notes, receipts

RECEIPTS = AR + "ARReceiptAndAdjustmentBatches"
JOURNALS = GL + "GLJournalBatches"


def test_only_the_fields_given_are_written_and_a_missing_one_is_added() -> None:
    wire = Wire()
    wire.adapter.register_uri("PATCH", AR + "ARCustomers('1200')", status_code=204)
    wire.sage().update_fields("1200", [("GCMANDATE", "MD1"), ("GCSTATUS", "active")])
    (request,) = wire.sent
    assert request.text == (
        '{"CustomerNumber":"1200","CustomerOptionalFieldValues":['
        '{"CustomerNumber":"1200","OptionalField":"GCMANDATE","Value":"MD1",'
        '"UpdateOperation":"Unspecified"},'
        '{"CustomerNumber":"1200","OptionalField":"GCSTATUS","Value":"active",'
        '"UpdateOperation":"Unspecified"}]}'
    )


def test_a_value_that_sage_would_cut_is_refused_before_anything_is_sent() -> None:
    wire = Wire()
    with pytest.raises(Refused, match="longer than the 60 characters") as error:
        wire.sage().update_fields("1200", [("GCBANK", "x" * 61)])
    assert error.value.code == "too_long"
    assert wire.sent == []


def test_a_change_without_an_answer_is_not_sent_again() -> None:
    wire = Wire()
    wire.adapter.register_uri("PATCH", AR + "ARCustomers('1200')", exc=requests.ReadTimeout)
    with pytest.raises(OutcomeUnknown, match="optional fields of customer 1200"):
        wire.sage().update_fields("1200", [("GCMANDATE", "MD1")])
    assert len(wire.sent) == 1


def test_receipts_are_one_open_batch_with_every_digit_in_order() -> None:
    wire = Wire()
    wire.adapter.register_uri("POST", RECEIPTS, status_code=201, json={"BatchNumber": 42.0})
    assert wire.sage().create_receipt_batch(receipts()) == "42"
    assert wire.sent[0].text == (
        '{"BatchRecordType":"CA","BankCode":"GC1100","Description":"GC PO1 1/1",'
        '"BatchDate":"2026-01-09","DepositDate":"2026-01-09","ReceiptsAdjustments":[{'
        '"BatchType":"CA","ReceiptTransactionType":"Receipt","CheckReceiptNumber":"PM1 -1",'
        '"CustomerNumber":"1200","AccountSet":"DOM","ReceiptDateAdjustmentDate":"2026-01-09",'
        '"PostingDate":"2026-01-09","FiscalYear":"2026","FiscalPeriod":"01","PaymentCode":"GC",'
        '"BankReceiptAmount":1234567.10,"EntryDescription":"GoCardless payment PM1",'
        '"EntryReference":"GC PO1","AppliedReceiptsAdjustments":[{"BatchType":"CA",'
        '"CustomerNumber":"1200","DocumentNumber":"IN001","PaymentNumber":2,'
        '"ReceiptTransactionType":"Receipt","CustomerReceiptAmount":1000000.00}]}]}'
    )


def test_a_receipt_in_another_currency_overrides_the_rate_before_the_amount() -> None:
    wire = Wire()
    wire.adapter.register_uri("POST", RECEIPTS, json={"BatchNumber": 42})
    receipt = Receipt(
        "PM1 -1",
        "1200",
        "EUR",
        Money(100000, "EUR"),
        date(2026, 1, 9),
        "",
        "",
        (),
        Decimal("0.86"),
        "SP",
    )
    wire.sage().create_receipt_batch(receipts(receipts=(receipt,)))
    (entry,) = json.loads(wire.sent[0].text)["ReceiptsAdjustments"]
    names = list(entry)
    assert entry["CustomerExchangeRate"] == entry["BankExchangeRate"] == 0.86
    assert entry["CustomerRateType"] == "SP"
    assert entry["BankRateOverridden"] == "Yes"
    assert names.index("CustomerExchangeRate") < names.index("BankReceiptAmount")
    assert entry["AppliedReceiptsAdjustments"] == []


@pytest.mark.parametrize(
    ("number", "document"), [("P" * 25, "IN001"), ("PM1", "D" * 23)], ids=["number", "document"]
)
def test_a_receipt_or_document_number_is_never_cut(number: str, document: str) -> None:
    wire = Wire()
    (old,) = receipts().receipts
    applied = (Application(document, 1, gbp("1")),)
    receipt = Receipt(number, old.customer, old.account_set, old.amount, old.dated, "", "", applied)
    with pytest.raises(Refused) as error:
        wire.sage().create_receipt_batch(receipts(receipts=(receipt,)))
    assert error.value.code == "too_long"
    assert wire.sent == []


def test_receipt_batches_are_found_read_made_ready_posted_and_renamed_by_their_key() -> None:
    wire = Wire()
    row = {
        "BatchRecordType": "CA",
        "BatchNumber": 42,
        "Description": "GC PO1 1/1",
        "BatchStatus": "Posted",
        "NumberOfEntries": 3,
        "BatchTotal": 99.5,
        "NumberOfErrors": 1,
        "PostingSequenceNumber": 8,
    }
    one = RECEIPTS + "(BatchRecordType='CA',BatchNumber=42)"
    wire.feed(RECEIPTS, [row])
    wire.adapter.register_uri("GET", one, json=row)
    wire.adapter.register_uri("PATCH", one, status_code=204)
    post = AR + "ARPostReceiptsAndAdjustments('$process')"
    wire.adapter.register_uri("POST", post, status_code=200)
    client = wire.sage()
    (found,) = client.find_receipt_batches("GC PO1 1/1")
    assert found == client.receipt_batch("42")
    assert found == Batch("42", "GC PO1 1/1", "Posted", Decimal("99.5"), 3, 1, 8, "")
    client.ready_receipt_batch("42")
    client.post_receipt_batch("42")
    client.describe_receipt_batch("42", "DUPLICATE of 41, do not post")
    assert "BatchRecordType%20eq%20'CA'%20and%20Description%20eq%20'GC%20PO1%201%2F1'" in (
        wire.sent[0].url
    )
    assert [request.json() for request in wire.sent[2:]] == [
        {"BatchStatus": "ReadyToPost"},
        {
            "BatchType": "CA",
            "PostAllBatches": "Donotpostallbatches",
            "PostBatchFrom": 42,
            "PostBatchTo": 42,
        },
        {"Description": "DUPLICATE of 41, do not post"},
    ]


def test_posting_without_an_answer_is_in_doubt_and_sent_once() -> None:
    wire = Wire()
    post = AR + "ARPostReceiptsAndAdjustments('$process')"
    wire.adapter.register_uri("POST", post, exc=requests.ReadTimeout)
    with pytest.raises(OutcomeUnknown, match="post receipt batch 42"):
        wire.sage().post_receipt_batch("42")
    assert len(wire.sent) == 1


def test_a_debit_note_has_one_line_on_x_and_is_due_at_once() -> None:
    wire = Wire()
    wire.adapter.register_uri(
        "POST", AR + "ARInvoiceBatches", status_code=201, json={"BatchNumber": 77}
    )
    assert wire.sage().create_note_batch(notes()) == "77"
    assert wire.sent[0].text == (
        '{"Description":"GC PO1 returns","BatchDate":"2026-01-09","Invoices":[{'
        '"CustomerNumber":"1200","DocumentNumber":"PM1-R1","DocumentType":"DebitNote",'
        '"InvoiceType":"Summary","InvoiceDescription":"Returned PM1 IN001",'
        '"SpecialInstructions":"PO1","AccountSet":"DOM","DocumentDate":"2026-01-09",'
        '"PostingDate":"2026-01-09","FiscalYear":"2026","FiscalPeriod":"01",'
        '"TaxGroup":"NOTAX","Salesperson1":"","Salesperson2":"","Salesperson3":"",'
        '"Salesperson4":"","Salesperson5":"","DueDate":"2026-01-09","InvoiceDetails":[{'
        '"Description":"Returned PM1 IN001","RevenueAccount":"1100100","Discountable":"No",'
        '"ExtendedAmountWithTIP":1234567.10}]}]}'
    )


def test_a_debit_note_in_another_currency_takes_the_rate_given() -> None:
    wire = Wire()
    wire.adapter.register_uri("POST", AR + "ARInvoiceBatches", json={"BatchNumber": 77})
    (note,) = notes().notes
    euros = replace(note, amount=Money(100000, "EUR"), rate=Decimal("0.86"), rate_type="SP")
    wire.sage().create_note_batch(notes(notes=(euros,)))
    (entry,) = json.loads(wire.sent[0].text)["Invoices"]
    assert (entry["ExchangeRate"], entry["RateType"]) == (0.86, "SP")
    names = list(entry)
    assert names.index("ExchangeRate") < names.index("InvoiceDetails")


def test_what_sage_has_made_of_a_note_can_be_compared() -> None:
    wire = Wire()
    entry = {
        "DocumentNumber": "PM1-R1",
        "CustomerNumber": "1200",
        "CurrencyCode": "GBP",
        "DocumentTotalIncludingTax": 120.5,
        "TaxTotal": 20,
        "InvoiceDetails": [{"RevenueAccount": "1100-100"}],
    }
    row = {"BatchNumber": 77, "Invoices": [entry]}
    wire.adapter.register_uri("GET", AR + "ARInvoiceBatches(77)", json=row)
    (found,) = wire.sage().draft_notes("77")
    assert (found.total, found.tax, found.accounts) == (gbp("120.5"), gbp("20"), ("1100100",))


def test_note_batches_are_posted_by_their_number_alone() -> None:
    wire = Wire()
    post = AR + "ARPostInvoices('$process')"
    wire.adapter.register_uri("POST", post, status_code=204)
    wire.sage().post_note_batch("77")
    assert wire.sent[0].json() == {
        "PostAllBatches": "Donotpostallbatches",
        "PostBatchFrom": 77,
        "PostBatchTo": 77,
    }
