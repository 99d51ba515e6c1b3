from base64 import b64decode
from datetime import date
from typing import Any

import pytest

from s300gc.model import Document
from s300gc.model.dialect import Dialect
from s300gc.remote.wire import UnexpectedAnswer
from tests.remote.support import AR, BK, PASSWORD, Wire, gbp

DAY = date(2026, 1, 5)


def customer(**more: Any) -> dict[str, Any]:
    return {
        "CustomerNumber": "1200",
        "CustomerName": "O'Brien & Sons",
        "Email": "",
        "ContactsEmail": "ap@obrien.test",
        "AccountSet": "DOM",
        "CurrencyCode": "GBP",
        "GroupCode": "RETAIL",
        "OnHold": "No",
        "Status": "Active",
        "AccountType": "OpenItem",
        "NationalAccount": None,
        "CustomerOptionalFieldValues": [
            {"OptionalField": "GCSTATUS", "Value": "active"},
            {"OptionalField": "GCMANDATE", "Value": "MD1"},
            {"OptionalField": "COLOUR", "Value": "blue"},
        ],
        **more,
    }


def document(**more: Any) -> dict[str, Any]:
    return {
        "CustomerNumber": "1200",
        "DocumentNumber": "IN001",
        "DocumentType": "Invoice",
        "DocumentDate": "2026-01-05T00:00:00Z",
        "DueDate": "2026-02-04T00:00:00",
        "CurrencyCode": "GBP",
        "CustomerCurrencyInvoiceAmount": 1234567.10,
        "CustomerCurrencyAmountDue": 1000,
        "FunctionalCurrencyAmountDue": 1000.0,
        "AccountSet": "DOM",
        "DocumentDescription": None,
        "Terms": "NET30",
        "NumberOfScheduledPayments": 1,
        "FullyPaid": "No",
        "JobRelated": "No",
        "HasRetainage": "Yes",
        "BatchNumber": 66,
        "EntryNumber": 1.0,
        **more,
    }


def test_every_request_signs_on_in_capitals_and_names_its_content_type() -> None:
    wire = Wire()
    wire.feed(BK + "BKBanks", [])
    wire.sage(user="s300gc").banks()
    headers = wire.sent[0].headers
    kind, _, pair = headers["Authorization"].partition(" ")
    assert kind == "Basic"
    assert b64decode(pair).decode() == f"S300GC:{PASSWORD.upper()}"
    assert headers["Content-Type"] == "application/json"


def test_credentials_can_be_sent_as_they_are() -> None:
    wire = Wire()
    wire.feed(BK + "BKBanks", [])
    wire.sage(user="s300gc", upper_case=False).banks()
    pair = wire.sent[0].headers["Authorization"].partition(" ")[2]
    assert b64decode(pair).decode() == f"s300gc:{PASSWORD}"


def test_customers_come_with_the_optional_fields_asked_for() -> None:
    wire = Wire()
    wire.feed(AR + "ARCustomers", [customer(), customer()])
    (found,) = wire.sage().customers(DAY, codes={"GCMANDATE", "GCSTATUS"})
    assert found.name == "O'Brien & Sons"
    assert found.email == "ap@obrien.test"
    assert found.fields == (("GCMANDATE", "MD1"), ("GCSTATUS", "active"))
    assert (found.active, found.on_hold, found.balance_forward) == (True, False, False)
    asked = wire.sent[0]
    assert "$filter=DateLastMaintained%20ge%202026-01-05T00%3A00%3A00Z" in asked.url
    assert "$select=CustomerNumber,CustomerName,Email," in asked.url


def test_a_customer_on_hold_inactive_or_balance_forward_is_told_apart() -> None:
    wire = Wire()
    row = customer(OnHold="Yes", Status="Inactive", AccountType="BalanceForward")
    wire.adapter.register_uri("GET", AR + "ARCustomers('1200')", json=row)
    found = wire.sage().customer("1200")
    assert found is not None
    assert (found.active, found.on_hold, found.balance_forward) == (False, True, True)
    assert len(found.fields) == 3


def test_a_customer_that_is_not_there_is_none() -> None:
    wire = Wire()
    error = {"error": {"code": "RecordNotFound", "message": {"value": "not found"}}}
    wire.adapter.register_uri("GET", AR + "ARCustomers('O''N')", status_code=404, json=error)
    assert wire.sage().customer("O'N") is None


def test_dates_in_filters_follow_the_dialect() -> None:
    wire = Wire()
    wire.feed(AR + "ARCustomers", [])
    list(wire.sage(dialect=Dialect(dates="v3")).customers(DAY))
    assert "DateLastMaintained%20ge%20datetime'2026-01-05T00%3A00'" in wire.sent[0].url


def test_a_document_becomes_a_value_with_every_digit() -> None:
    wire = Wire()
    wire.feed(AR + "ARPostedDocuments", [document()])
    (found,) = wire.sage().open_documents(date(2026, 1, 1), date(2026, 2, 28))
    assert found == Document(
        customer="1200",
        number="IN001",
        kind="Invoice",
        dated=DAY,
        due=date(2026, 2, 4),
        original=gbp("1234567.10"),
        balance=gbp("1000"),
        functional=gbp("1000"),
        account_set="DOM",
        terms="NET30",
        retainage=True,
        batch="66",
        entry="1",
    )
    filter = wire.sent[0].url.partition("$filter=")[2].partition("&")[0]
    assert filter == (
        "FullyPaid%20eq%20'No'%20and%20DocumentDate%20ge%202026-01-01T00%3A00%3A00Z"
        "%20and%20DueDate%20le%202026-02-28T00%3A00%3A00Z"
    )


@pytest.mark.parametrize("kind", ["CreditNote", "UnappliedCash", "Prepayment", "Receipt"])
@pytest.mark.parametrize("sign", [1, -1])
def test_what_the_customer_is_owed_is_negative_whatever_sign_sage_gives(
    kind: str, sign: int
) -> None:
    wire = Wire()
    wire.feed(
        AR + "ARPostedDocuments",
        [
            document(
                DocumentType=kind,
                CustomerCurrencyInvoiceAmount=sign * 5.5,
                CustomerCurrencyAmountDue=sign * 5.5,
                FunctionalCurrencyAmountDue=sign * 5.5,
            )
        ],
    )
    (found,) = wire.sage().open_documents()
    assert found.kind == kind
    assert (found.original, found.balance, found.functional) == (gbp("-5.5"),) * 3


def test_a_kind_that_is_not_known_is_other() -> None:
    wire = Wire()
    wire.feed(AR + "ARPostedDocuments", [document(DocumentType="Retainage", DueDate=None)])
    (found,) = wire.sage().open_documents()
    assert found.kind == "Other"
    assert found.due == found.dated


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"CustomerCurrencyAmountDue": 10.005}, "document IN001 of 1200: 10.005 has more digits"),
        ({"CustomerCurrencyAmountDue": None}, "CustomerCurrencyAmountDue is not what"),
        ({"DocumentDate": None}, "document IN001 of 1200: DocumentDate is missing"),
        ({"DocumentDate": "5 Jan"}, "DocumentDate is not what"),
        ({"FullyPaid": "Perhaps"}, "FullyPaid is not what"),
    ],
)
def test_a_field_that_is_wrong_is_named(change: dict[str, Any], words: str) -> None:
    wire = Wire()
    wire.feed(AR + "ARPostedDocuments", [document(**change)])
    with pytest.raises(UnexpectedAnswer) as error:
        list(wire.sage().open_documents())
    assert words in str(error.value)


def test_a_document_that_stands_on_two_pages_comes_once() -> None:
    wire = Wire()
    wire.feed(AR + "ARPostedDocuments", [document(), document()])
    assert len(list(wire.sage().documents_changed_since(DAY))) == 1
    assert "LastActivityDate%20ge%202026-01-05" in wire.sent[0].url


def test_documents_by_key_are_asked_for_in_few_requests_and_sorted_out_here() -> None:
    wire = Wire()
    other = document(CustomerNumber="1300")
    wire.feed(AR + "ARPostedDocuments", [document(), other, document(DocumentNumber="IN002")])
    wanted = [("1200", f"IN{n:03d}") for n in range(60)]
    found = wire.sage().documents([*wanted, ("1200", "O'N")])
    assert {(each.customer, each.number) for each in found} == {
        ("1200", "IN001"),
        ("1200", "IN002"),
    }
    assert 2 <= len(wire.sent) <= 5
    assert all(len(request.url) < 2000 for request in wire.sent)
    assert any("DocumentNumber%20eq%20'O''N'" in request.url for request in wire.sent)


def test_no_keys_are_no_request() -> None:
    wire = Wire()
    assert wire.sage().documents([]) == []
    assert wire.sent == []
