"""What is collected, when, and why not."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s300gc.model import Claim, CreatePayment, Skip
from s300gc.rules import invoices
from s300gc.rules.invoices import Holdings, Terms
from tests.rules.make import DAY, customer, document, gbp, mandate

TERMS = Terms("SAMLTD", "SAMLTD CR1", date(2026, 1, 1), 30)
HOLDINGS = Holdings({"C1": customer()}, {"C1": (mandate(),)})


def one(doc: object, holdings: Holdings = HOLDINGS, terms: Terms = TERMS) -> CreatePayment | Skip:
    (found,) = invoices.plan([doc], holdings, terms, DAY)  # type: ignore[list-item]
    return found


def test_an_open_invoice_is_collected_in_full_on_its_due_date() -> None:
    step = one(document())
    assert isinstance(step, CreatePayment)
    assert (step.amount, step.charge_date, step.mandate) == (
        gbp("100.00"),
        date(2026, 1, 10),
        "MD1",
    )
    assert step.reference == "SAMLTD payment C1 IN1/1 #1"


def test_an_overdue_invoice_is_collected_at_the_mandates_earliest_date_and_says_so() -> None:
    step = one(document(due=date(2026, 1, 2)))
    assert isinstance(step, CreatePayment)
    assert step.charge_date == date(2026, 1, 8)
    assert step.why == "due 2026-01-02; earliest for the mandate 2026-01-08"


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("before-go-live", {"dated": date(2025, 12, 31)}),
        ("instalments", {"payments": 3}),
        ("job-related", {"job_related": True}),
        ("retainage", {"retainage": True}),
        ("kind", {"kind": "CreditNote"}),
        ("credit", {"balance": gbp("-5.00")}),
        ("too-small", {"balance": gbp("0.99")}),
        ("unknown-customer", {"customer": "C9"}),
    ],
)
def test_documents_that_need_their_own_rule_are_skipped(kind: str, changes: dict) -> None:  # type: ignore[type-arg]
    step = one(document(**changes))
    assert isinstance(step, Skip)
    assert step.kind == kind


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("on-hold", {"on_hold": True}),
        ("inactive", {"active": False}),
        ("balance-forward", {"balance_forward": True}),
        ("national-account", {"national_account": "HEAD"}),
    ],
)
def test_customers_that_are_not_collected_from(kind: str, changes: dict) -> None:  # type: ignore[type-arg]
    step = one(document(), Holdings({"C1": customer(**changes)}, {"C1": (mandate(),)}))
    assert isinstance(step, Skip)
    assert step.kind == kind


@pytest.mark.parametrize("status", ["failed", "cancelled", "expired", "blocked", "submitted"])
def test_a_bacs_mandate_must_be_active(status: str) -> None:
    step = one(document(), Holdings({"C1": customer()}, {"C1": (mandate(status=status),)}))
    assert isinstance(step, Skip)
    assert status in step.reason


def test_a_sepa_mandate_is_submitted_with_its_first_payment() -> None:
    sepa = mandate(scheme="sepa_core", status="pending_submission")
    assert invoices.usable([sepa], "EUR") == sepa


def test_the_currency_must_be_the_schemes() -> None:
    step = one(document(), Holdings({"C1": customer()}, {"C1": (mandate(scheme="sepa_core"),)}))
    assert isinstance(step, Skip)
    assert "collects GBP" in step.reason


def test_a_claim_with_a_live_door_is_left_alone() -> None:
    step = one(
        document(), Holdings(HOLDINGS.customers, HOLDINGS.mandates, {Claim("C1", "IN1"): "PM7"})
    )
    assert isinstance(step, Skip)
    assert "PM7" in step.reason


def test_other_peoples_unposted_receipts_are_taken_off() -> None:
    pending = {Claim("C1", "IN1"): gbp("40.00")}
    step = one(document(), Holdings(HOLDINGS.customers, HOLDINGS.mandates, {}, pending))
    assert isinstance(step, CreatePayment)
    assert step.amount == gbp("60.00")
    pending = {Claim("C1", "IN1"): gbp("100.00")}
    assert isinstance(
        one(document(), Holdings(HOLDINGS.customers, HOLDINGS.mandates, {}, pending)), Skip
    )


def test_an_ended_collection_leads_to_the_next_attempt_with_another_key() -> None:
    first = one(document())
    again = one(
        document(), Holdings(HOLDINGS.customers, HOLDINGS.mandates, {}, {}, {Claim("C1", "IN1"): 1})
    )
    assert isinstance(first, CreatePayment)
    assert isinstance(again, CreatePayment)
    assert again.reference.endswith("#2")
    assert again.key != first.key


def test_what_falls_due_after_the_horizon_is_not_even_a_skip() -> None:
    assert invoices.plan([document(due=DAY + timedelta(days=31))], HOLDINGS, TERMS, DAY) == []


@given(st.dates(date(2025, 6, 1), date(2027, 1, 1)), st.dates(date(2026, 1, 5), date(2026, 2, 1)))
def test_the_charge_date_is_never_before_due_mandate_or_today(due: date, earliest: date) -> None:
    charge, _ = invoices.charge_date(due, earliest, DAY)
    assert charge >= max(due, earliest, DAY)
    assert charge in {due, earliest, DAY}
