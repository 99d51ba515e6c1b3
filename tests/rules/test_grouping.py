"""Several documents in one payment, credits taken off, and what the payer reads."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from s300gc.invoice_settings import InvoiceSettings
from s300gc.model import (
    Claim,
    CreatePayment,
    Document,
    Entry,
    Instalment,
    Netted,
    Payment,
    Skip,
)
from s300gc.rules import invoices, keys, references
from s300gc.rules.instalments import Item
from s300gc.rules.invoices import Holdings, Terms
from tests.rules.make import AT, DAY, customer, document, gbp, mandate

CUSTOMERS = {"C1": customer(), "C2": customer("C2")}
MANDATES = {"C1": (mandate(),), "C2": (mandate("MD2"),)}
TOGETHER = {"per_payment": "customer-and-date"}


def plan(*documents: Document, known: dict[str, Any] | None = None, **settings: Any) -> list[Any]:
    terms = Terms("SAMLTD", "SAMLTD CR1", date(2026, 1, 1), InvoiceSettings(**settings))
    return invoices.plan(documents, Holdings(CUSTOMERS, MANDATES, **(known or {})), terms, DAY)


def payments(*documents: Document, **options: Any) -> list[CreatePayment]:
    return [step for step in plan(*documents, **options) if isinstance(step, CreatePayment)]


def said(step: CreatePayment) -> str:
    return dict(step.metadata)["documents"]


# ---------------------------------------------------------------- together


def test_documents_that_are_charged_on_one_day_share_a_payment() -> None:
    overdue = document("IN1", "10.00", due=date(2026, 1, 2))
    due = document("IN2", "20.00", due=date(2026, 1, 8))
    later = document("IN3", "30.00", due=date(2026, 1, 9))
    other = document("IN4", "40.00", due=date(2026, 1, 8), customer="C2")
    found = payments(overdue, due, later, other, **TOGETHER)
    assert [(said(step), step.amount, step.charge_date.day) for step in found] == [
        ("IN1/1=10.00 IN2/1=20.00", gbp("30.00"), 8),
        ("IN4/1=40.00", gbp("40.00"), 8),
        ("IN3/1=30.00", gbp("30.00"), 9),
    ]
    first = found[0]
    assert first.reference == "SAMLTD payment C1 IN1/1 IN2/1 #1"
    assert first.due == date(2026, 1, 2)
    assert first.description == "Invoices IN1, IN2"
    assert len(payments(overdue, due)) == 2


def test_a_payment_names_no_more_documents_than_its_metadata_holds() -> None:
    many = [document(f"IN{n:018d}", "10.00") for n in range(60)]
    found = payments(*many, **TOGETHER)
    assert [len(step.allocations) for step in found] == [17, 17, 17, 9]
    assert all(len(said(step)) <= 500 for step in found)
    assert found == payments(*reversed(many), **TOGETHER)
    numbers = [part.claim.document for step in found for part in step.allocations]
    assert numbers == [one.number for one in many]


def test_a_payments_metadata_leads_back_to_its_documents_attempt_and_key() -> None:
    (step,) = payments(document("IN1", "10.00"), document("IN2", "20.00"), **TOGETHER)
    payment = Payment(
        "PM1", AT, step.amount, step.charge_date, "pending_submission", "MD1", "CR1",
        metadata=step.metadata,
    )  # fmt: skip
    found = keys.origin(payment)
    assert found is not None
    assert found.allocations == step.allocations
    assert keys.attempt_of("SAMLTD CR1", found, step.amount) == 1


def test_the_attempt_is_one_more_than_the_highest_of_its_documents() -> None:
    known = {"attempts": {Claim("C1", "IN2"): 2}}
    (step,) = payments(document("IN1"), document("IN2"), known=known, **TOGETHER)
    assert step.attempt == 3
    assert step.reference.endswith("IN1/1 IN2/1 #3")


def test_one_that_is_left_alone_keeps_none_of_its_neighbours() -> None:
    found = plan(document("IN1"), document("IN2", job_related=True), document("IN3"), **TOGETHER)
    (step,) = [one for one in found if isinstance(one, CreatePayment)]
    assert [part.claim.document for part in step.allocations] == ["IN1", "IN3"]
    assert [(s.subject, s.kind) for s in found if isinstance(s, Skip)] == [("IN2", "job-related")]


def test_small_documents_are_collected_together_though_each_is_too_small_alone() -> None:
    small = [document("IN1", "0.60"), document("IN2", "0.60")]
    assert [step.amount for step in payments(*small, **TOGETHER)] == [gbp("1.20")]
    assert {step.kind for step in plan(*small)} == {"too-small"}


def test_a_limit_is_one_of_the_whole_payment_and_holds_up_all_its_documents() -> None:
    found = plan(
        document("IN1", "60.00"), document("IN2", "60.00"), **TOGETHER,
        safety={"amount_per_payment": "block"}, limits={"payment": 100},
    )  # fmt: skip
    assert {(s.subject, s.kind) for s in found} == {
        ("IN1", "amount-per-payment"), ("IN2", "amount-per-payment"),
    }  # fmt: skip


# ---------------------------------------------------------------- credits


def credit(number: str, amount: str, **changes: Any) -> Document:
    return document(number, f"-{amount}", **{"kind": "CreditNote", **changes})


def netting(*credits: Document, **more: Any) -> dict[str, Any]:
    return {"known": {"credits": {"C1": credits}, **more}, "credits": "net"}


def test_a_credit_is_taken_off_the_earliest_due_and_itemised() -> None:
    first, second = document("IN1", "50.00", due=DAY), document("IN2", "50.00")
    cash = credit("UC1", "20.00", kind="UnappliedCash", dated=date(2026, 1, 1))
    found = payments(second, first, **netting(credit("CN1", "45.00"), cash))
    # The oldest credit first: 20 of UC1 and 30 of CN1 cover IN1; 15 of CN1 is left for IN2.
    (step,) = found
    assert said(step) == "IN2/1=35.00"
    assert step.netted == (Netted(Claim("C1", "IN2"), "CN1", gbp("15.00")),)
    assert step.description == "Invoice IN2 50.00 less CN1 15.00"
    assert step.why.endswith("; less 15.00 GBP of CN1")
    skips = [s for s in plan(first, second, **netting(credit("CN1", "45.00"), cash))
             if isinstance(s, Skip)]  # fmt: skip
    assert [(s.subject, s.kind) for s in skips] == [("IN1", "credit")]
    assert skips[0].reason == "is covered by UC1, CN1: apply it in Sage 300"


def test_one_credit_is_itemised_once_in_a_payment_for_many() -> None:
    documents = [document("IN1", "10.00"), document("IN2", "50.00")]
    (step,) = payments(*documents, **netting(credit("CN1", "9.00")), **TOGETHER)
    assert step.amount == gbp("51.00")
    assert said(step) == "IN1/1=1.00 IN2/1=50.00"
    assert step.description == "Invoices IN1, IN2 less CN1 9.00"


def test_a_credit_that_what_is_under_way_has_used_is_not_used_again() -> None:
    # IN1 is being collected for 30 of 50: the credit of 20, which Sage 300 still shows.
    claim = Claim("C1", "IN1")
    running = {"live": {claim: "PM1"}, "collecting": {claim: gbp("30.00")}}
    options = netting(credit("CN1", "20.00"), **running)
    (step,) = payments(document("IN1", "50.00"), document("IN2", "50.00"), **options)
    assert said(step) == "IN2/1=50.00"


def test_instalments_wait_while_a_credit_is_left() -> None:
    parts = (Instalment(1, DAY, gbp("30.00")), Instalment(2, date(2026, 3, 1), gbp("20.00")))
    entry = Entry("C1", "IN9", "", "", parts)
    later = document("IN9", "50.00", payments=2, due=DAY)
    entries = {"entries": {("C1", "IN9"): entry}}
    used = payments(document("IN1", "50.00"), later, **netting(credit("CN1", "15.00"), **entries))
    assert [said(step) for step in used] == ["IN9/1=30.00", "IN1/1=35.00"]
    (waits,) = plan(later, **netting(credit("CN1", "15.00"), **entries))
    assert (waits.subject, waits.kind) == ("IN9/1", "credit")
    assert "15.00 GBP of credit left (CN1), which is not taken off instalments" in waits.reason


def test_what_is_left_below_the_smallest_payment_waits() -> None:
    (found,) = plan(document("IN1", "50.00"), **netting(credit("CN1", "49.50")))
    assert isinstance(found, Skip)
    assert found.kind == "too-small"


def test_an_unposted_receipt_and_a_credit_are_both_taken_off() -> None:
    pending = {"pending": {Claim("C1", "IN1"): gbp("10.00")}}
    (step,) = payments(document("IN1", "50.00"), **netting(credit("CN1", "15.00"), **pending))
    assert step.amount == gbp("25.00")


# ---------------------------------------------------------------- what the payer reads


@pytest.mark.parametrize(
    ("scheme", "subjects", "expected"),
    [
        ("bacs", ["IN000123"], "IN000123"),
        ("bacs", ["IN000000000000123"], "0000000123"),
        ("bacs", ["in_1#2"], "IN-1-2"),
        ("bacs", ["IN000123", "IN000124"], "IN000123"),
        ("bacs", ["IN12", "IN13", "IN14"], "IN12 IN13"),
        ("bacs", ["IN1/2"], "IN1/2"),
        ("ach", ["IN-12"], "IN12"),
        ("sepa_core", ["IN000123", "IN000124/2"], "IN000123 IN000124/2"),
        ("pad", ["IN1"], ""),
        ("faster_payments", ["IN1"], ""),
    ],
)
def test_the_bank_reference_fits_its_scheme(
    scheme: str, subjects: list[str], expected: str
) -> None:
    assert references.bank_reference(scheme, subjects) == expected


def test_a_reference_that_must_be_unique_names_the_attempt() -> None:
    assert references.bank_reference("becs", ["IN1"], 1) == "IN1"
    assert references.bank_reference("becs", ["IN1"], 2) == "IN1-2"
    assert references.bank_reference("bacs", ["IN1"], 2) == "IN1"


def item(number: str) -> Item:
    return Item(document(number), Claim("C1", number), DAY, gbp("10.00"))


@pytest.mark.parametrize("count", [1, 2, 5, 12, 40])
@pytest.mark.parametrize("credits", [0, 1, 9])
def test_the_description_is_never_longer_than_it_is_shown(count: int, credits: int) -> None:
    items = [item(f"IN{n:012d}") for n in range(count)]
    netted = [Netted(items[0].claim, f"CN{n:012d}", gbp("1.00")) for n in range(credits)]
    text = references.description(items, netted)
    assert len(text) <= references.DESCRIPTION
    assert "IN000000000000" in text
    if count > 10:
        assert f"and {count - text.count('IN0')} more" in text
    assert ("less" in text) == bool(credits)


def test_other_kinds_of_documents_are_called_what_they_are() -> None:
    note = replace(item("DN1"), document=document("DN1", kind="DebitNote"))
    assert references.description([note]) == "Debit note DN1"
    assert references.description([note, item("IN1")]) == "Documents DN1, IN1"
