from datetime import date, timedelta

import pytest

from s300gc.model import Money
from s300gc.store import Store
from tests.store.make import DAY, document, gbp

DUE = date(2026, 2, 4)


def numbers(store: Store, last: date = DUE, go_live: date | None = None) -> list[str]:
    return [one.number for one in store.documents.due_until(last, go_live)]


def test_open_documents_come_by_customer_due_date_and_number(store: Store) -> None:
    store.documents.put(
        [
            document("IN3"),
            document("IN2"),
            document("IN1", due=DUE - timedelta(days=1)),
            document("IN9", customer="1100"),
            document("LATE", due=DUE + timedelta(days=1)),
            document("PAID", balance=gbp(0), functional=gbp(0), fully_paid=True),
            document("ZERO", balance=gbp(0)),
            document("CN1", kind="CreditNote", balance=gbp(-5)),
            document("OLD", dated=DAY - timedelta(days=1)),
        ]
    )
    assert numbers(store) == ["IN9", "IN1", "CN1", "IN2", "IN3", "OLD"]
    assert numbers(store, go_live=DAY) == ["IN9", "IN1", "CN1", "IN2", "IN3"]
    assert store.documents.collectable(DAY, 30) == store.documents.due_until(DUE)
    assert len(store.documents.of_customer("1200")) == 8


def test_a_document_missing_from_a_full_read_is_gone_but_not_deleted(store: Store) -> None:
    store.documents.put([document("IN1"), document("IN2"), document("PAID", fully_paid=True)])
    store.documents.begin_full_read()
    store.documents.put([document("IN1")])
    assert store.documents.end_full_read() == [("1200", "IN2")]
    assert numbers(store) == ["IN1"]
    assert store.documents.get("1200", "IN2") == document("IN2")


def test_what_is_gone_is_there_again_as_soon_as_it_is_read(store: Store) -> None:
    store.documents.put([document("IN1"), document("IN2")])
    store.documents.begin_full_read()
    store.documents.end_full_read()
    store.documents.put([document("IN1"), document("IN2", balance=gbp(0), fully_paid=True)])
    assert store.documents.gone() == []
    assert numbers(store) == ["IN1"]


def test_what_an_earlier_run_found_gone_and_did_not_ask_for_is_given_again(store: Store) -> None:
    store.documents.put([document("IN1")])
    store.documents.begin_full_read()
    store.documents.end_full_read()
    store.documents.begin_full_read()
    assert store.documents.end_full_read() == [("1200", "IN1")]


def test_a_full_read_that_was_killed_marks_nothing(store: Store) -> None:
    store.documents.put([document("IN1"), document("IN2")])
    first = store.documents.begin_full_read()
    store.documents.put([document("IN1")])
    assert store.documents.begin_full_read() == first + 1
    store.documents.put([document("IN1"), document("IN2")])
    assert store.documents.end_full_read() == []


def test_posted_receipts_are_taken_off_the_balance_at_once(store: Store) -> None:
    euro = document("EU1", original=Money(1000, "EUR"), balance=Money(1000, "EUR"),
                    functional=gbp(850))  # fmt: skip
    store.documents.put([document("IN1"), document("IN2"), euro])
    with store.database.immediate("test"):
        store.documents.settle(
            [
                ("1200", "IN1", gbp(400)),
                ("1200", "IN1", gbp(100)),
                ("1200", "IN2", gbp(1000)),
                ("1200", "EU1", Money(500, "EUR")),
                ("1200", "UNKNOWN", gbp(1)),
            ]
        )
    assert [
        (one.number, one.balance.minor, one.functional.minor, one.fully_paid)
        for one in store.documents.of_customer("1200")
    ] == [("EU1", 500, 425, False), ("IN1", 500, 500, False), ("IN2", 0, 0, True)]


def test_two_currencies_in_one_document_are_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="differ in currency"):
        store.documents.put([document(original=Money(1000, "EUR"))])
    with pytest.raises(ValueError, match="do not add"), store.database.immediate("test"):
        store.database.write("DELETE FROM documents")
        store.documents.put_inside([document()])
        store.documents.settle([("1200", "IN1", Money(1, "EUR"))])
