"""A document is paid, credited or reduced in Sage 300 before its payment is submitted."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.flows.changing import collecting_one, exceptions, outcome_of, pay, statuses
from tests.flows.collectors import company_of, owe_in_parts, said, settled, today


def test_an_invoice_paid_by_cheque_is_not_collected_as_well(tmp_path: Path) -> None:
    one = collecting_one(tmp_path)
    pay(one, "100.00", IN1="100.00")
    found = outcome_of(one.sync())
    assert [(done.subject, done.kind) for done in found.done()] == [("IN1/1", "cancelled")]
    assert "nothing is open, not 100.00 GBP" in found.done()[0].action
    assert statuses(one) == {"IN1/1=100.00": ["cancelled"]}
    assert exceptions(one) == []
    settled(one)


def test_what_is_left_of_a_reduced_invoice_is_planned_anew_in_the_same_run(tmp_path: Path) -> None:
    one = collecting_one(tmp_path)
    pay(one, "40.00", IN1="40.00")
    found = outcome_of(one.sync())
    assert [(done.kind, str(done.amount)) for done in found.done()] == [
        ("cancelled", "100.00 GBP"), ("collected", "60.00 GBP"),
    ]  # fmt: skip
    assert statuses(one) == {
        "IN1/1=100.00": ["cancelled"], "IN1/1=60.00": ["pending_submission"],
    }  # fmt: skip
    one.live(20)
    assert one.world.sage300.balance("C1", "IN1") == 0
    settled(one)


def test_an_invoice_that_grew_keeps_its_payment(tmp_path: Path) -> None:
    one = collecting_one(tmp_path)
    one.world.sage300.mark_document("C1", "IN1", CurrentBalance=Decimal(120))
    assert outcome_of(one.sync()).done() == []
    assert statuses(one) == {"IN1/1=100.00": ["pending_submission"]}


def test_of_a_payment_for_several_the_others_are_planned_anew(tmp_path: Path) -> None:
    grouped = 'per_payment = "customer-and-date"'
    one = collecting_one(tmp_path, ("IN1", "30.00"), ("IN2", "70.00"), invoices=grouped)
    assert statuses(one) == {"IN1/1=30.00 IN2/1=70.00": ["pending_submission"]}
    pay(one, "30.00", IN1="30.00")
    one.sync()
    assert statuses(one) == {
        "IN1/1=30.00 IN2/1=70.00": ["cancelled"], "IN2/1=70.00": ["pending_submission"],
    }  # fmt: skip
    one.live(20)
    settled(one)


def test_of_two_instalments_the_later_one_is_given_up_first(tmp_path: Path) -> None:
    one = company_of(tmp_path)
    owe_in_parts(one, "IN1", "50.00", "50.00", apart=20)
    one.sync()
    assert set(said(one)) == {"IN1/1=50.00", "IN1/2=50.00"}
    one.world.sage300.post_receipt("C1", Decimal(50), today(one), "BANK", {"IN1/2": Decimal(50)})
    one.sync()
    assert statuses(one)["IN1/2=50.00"] == ["cancelled"]
    assert statuses(one)["IN1/1=50.00"] == ["pending_submission"]


def test_a_second_run_asks_nothing_more_about_it(tmp_path: Path) -> None:
    one = collecting_one(tmp_path)
    pay(one, "100.00", IN1="100.00")
    one.sync()
    one.sync()
    one.requests()
    one.sync()
    assert {request["method"] for request in one.requests()} == {"GET"}
    with one.parts() as parts:
        assert parts.store.documents.dirty() == []


def test_a_dry_run_says_what_it_would_cancel_and_cancels_nothing(tmp_path: Path) -> None:
    one = collecting_one(tmp_path)
    pay(one, "100.00", IN1="100.00")
    found = outcome_of(one.sync(dry_run=True))
    assert [done.kind for done in found.done()] == ["cancelled"]
    assert statuses(one) == {"IN1/1=100.00": ["pending_submission"]}
    assert [done.kind for done in outcome_of(one.sync()).done()] == ["cancelled"]


# ---------------------------------------------------------------- answers that are lost


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("what", ["timeout", "reset", "500", "cut"])
def test_a_cancellation_whose_answer_is_lost_ends_in_the_same_way(
    tmp_path: Path, when: str, what: str
) -> None:
    one = collecting_one(tmp_path)
    pay(one, "40.00", IN1="40.00")
    one.fault(
        {"system": "gocardless", "method": "POST", "path": "/payments/PM", "nth": 1,
         "when": when, "what": what},
    )  # fmt: skip
    one.sync()
    one.sync()
    assert statuses(one) == {
        "IN1/1=100.00": ["cancelled"], "IN1/1=60.00": ["pending_submission"],
    }  # fmt: skip
    with one.parts() as parts:
        assert parts.store.intents.in_doubt() == []
        assert parts.store.documents.dirty() == []


def test_a_cancellation_that_takes_effect_late_is_seen_by_the_next_run(tmp_path: Path) -> None:
    one = collecting_one(tmp_path)
    pay(one, "100.00", IN1="100.00")
    one.fault(
        {"system": "gocardless", "method": "POST", "path": "/payments/PM", "nth": 1,
         "when": "late", "late_calls": 3, "what": "timeout"},
    )  # fmt: skip
    one.sync()
    one.fault()
    one.sync()
    assert statuses(one) == {"IN1/1=100.00": ["cancelled"]}
    with one.parts() as parts:
        assert parts.store.intents.in_doubt() == []
