"""What is collected, when, and why not."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s300gc.invoice_settings import InvoiceSettings
from s300gc.model import ARCustomer, Claim, CreatePayment, Entry, Skip
from s300gc.rules import charging, invoices
from s300gc.rules.invoices import Holdings, Terms
from tests.rules.make import DAY, customer, document, gbp, mandate

TERMS = Terms("SAMLTD", "SAMLTD CR1", date(2026, 1, 1))
HOLDINGS = Holdings({"C1": customer()}, {"C1": (mandate(),)})


def with_settings(**changes: Any) -> Terms:
    return replace(TERMS, settings=InvoiceSettings(**changes))


def having(who: ARCustomer | None = None, **changes: Any) -> Holdings:
    return Holdings({"C1": who or customer()}, {"C1": (mandate(),)}, **changes)


def one(doc: object, holdings: Holdings = HOLDINGS, terms: Terms = TERMS) -> CreatePayment | Skip:
    (found,) = invoices.plan([doc], holdings, terms, DAY)  # type: ignore[list-item]
    return found


def test_an_open_invoice_is_collected_in_full_on_its_due_date() -> None:
    step = one(document(due=date(2026, 1, 9)))
    assert isinstance(step, CreatePayment)
    assert (step.amount, step.charge_date, step.mandate) == (
        gbp("100.00"),
        date(2026, 1, 9),
        "MD1",
    )
    assert step.reference == "SAMLTD payment C1 IN1/1 #1"
    assert (step.netted, step.warnings, step.bank_reference) == ((), (), "")


def test_what_is_due_on_a_weekend_is_charged_on_monday_and_says_so() -> None:
    step = one(document(due=date(2026, 1, 11)))
    assert isinstance(step, CreatePayment)
    assert step.charge_date == date(2026, 1, 12)
    assert step.why == "due 2026-01-11, a Sunday"


def test_notice_that_the_merchant_gives_himself_moves_the_charge_date() -> None:
    terms = with_settings(minimum_advance_notice=7)
    step = one(document(due=date(2026, 1, 9)), terms=terms)
    assert isinstance(step, CreatePayment)
    assert step.charge_date == date(2026, 1, 12)
    assert step.why == "due 2026-01-09; earliest with 7 days' notice 2026-01-12"
    later = one(document(due=date(2026, 1, 20)), terms=terms)
    assert isinstance(later, CreatePayment)
    assert later.why == "due 2026-01-20"


def test_an_overdue_invoice_is_collected_at_the_mandates_earliest_date_and_says_so() -> None:
    step = one(document(due=date(2026, 1, 2)))
    assert isinstance(step, CreatePayment)
    assert step.charge_date == date(2026, 1, 8)
    assert step.why == "due 2026-01-02; earliest for the mandate 2026-01-08"


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("before-go-live", {"dated": date(2025, 12, 31)}),
        ("no-schedule", {"payments": 3}),
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
    assert charging.usable([sepa], "EUR") == sepa


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


@given(
    st.dates(date(2025, 6, 1), date(2027, 1, 1)),
    st.dates(date(2026, 1, 5), date(2026, 2, 1)),
    st.integers(0, 30),
)
def test_the_charge_date_is_the_next_working_day_from_due_mandate_and_notice(
    due: date, earliest: date, notice: int
) -> None:
    charge, _ = charging.charge_date(due, earliest, DAY, notice)
    first = max(due, earliest, DAY + timedelta(days=notice))
    assert first <= charge <= first + timedelta(days=2)
    assert charge.weekday() < 5
    assert charge == first or first.weekday() >= 5


# ---------------------------------------------------------------- what the configuration leaves out


@pytest.mark.parametrize(
    ("kind", "settings", "changes"),
    [
        ("group", {"groups": ("WHL",)}, {}),
        ("group", {"exclude_groups": ("RETAIL",)}, {}),
        ("terms", {"terms": ("DD30",)}, {}),
        ("opted-out", {"opt_out": "GCNO"}, {"fields": (("GCNO", "1"),)}),
        ("opted-out", {"opt_in": "GCYES"}, {"fields": (("GCYES", "No"),)}),
    ],
)
def test_what_the_configuration_leaves_out(
    kind: str, settings: dict[str, Any], changes: dict[str, Any]
) -> None:
    who = customer(group="RETAIL", **changes)
    step = one(document(terms="NET30"), having(who), with_settings(**settings))
    assert isinstance(step, Skip)
    assert step.kind == kind


@pytest.mark.parametrize(
    ("settings", "fields"),
    [
        ({"groups": ("RETAIL",), "exclude_groups": ("WHL",), "terms": ("NET30",)}, ()),
        ({"opt_out": "GCNO"}, (("GCNO", " no "),)),
        ({"opt_in": "GCYES"}, (("GCYES", "X"),)),
    ],
)
def test_what_the_configuration_does_not_leave_out(
    settings: dict[str, Any], fields: tuple[tuple[str, str], ...]
) -> None:
    who = customer(group="RETAIL", fields=fields)
    step = one(document(terms="NET30"), having(who), with_settings(**settings))
    assert isinstance(step, CreatePayment)


def test_an_invoice_is_opted_out_by_its_own_optional_field() -> None:
    entry = Entry("C1", "IN1", "7", "1", fields=(("GCNO", "1"),))
    doc, terms = document(own_fields=1, batch="7"), with_settings(opt_out="GCNO")
    found = one(doc, having(entries={("C1", "IN1"): entry}), terms)
    assert isinstance(found, Skip)
    assert found.reason == "is opted out by optional field GCNO"
    other = replace(entry, fields=(("COLOUR", "RED"),))
    assert isinstance(one(doc, having(entries={("C1", "IN1"): other}), terms), CreatePayment)


def test_an_invoice_whose_optional_fields_are_lost_is_not_taken_as_opted_in_or_not_out() -> None:
    lost = Entry("C1", "IN1", "7", "1", found=False)
    doc, known = document(own_fields=1, batch="7"), having(entries={("C1", "IN1"): lost})
    found = one(doc, known, with_settings(opt_out="GCNO"))
    assert isinstance(found, Skip)
    assert "batch 7 is not in Sage 300 any more" in found.reason
    assert isinstance(one(doc, known, with_settings(opt_in="GCYES")), Skip)
    eager = having(customer(fields=(("GCYES", "1"),)), entries={("C1", "IN1"): lost})
    assert isinstance(one(doc, eager, with_settings(opt_in="GCYES")), CreatePayment)


def test_only_what_would_be_collected_is_looked_up_in_its_batch() -> None:
    terms = with_settings(opt_out="GCNO")
    plain, fielded = document(), document("IN2", own_fields=2)
    parts, held = document("IN3", payments=3), document("IN4", payments=3, customer="C2")
    known = having(customer())
    known = replace(known, customers={**known.customers, "C2": customer("C2", on_hold=True)})
    documents = [plain, fielded, parts, held]
    found = invoices.unread(documents, known, terms, DAY)
    assert [d.number for d in found] == ["IN2", "IN3"]
    assert [d.number for d in invoices.unread(documents, known, TERMS, DAY)] == ["IN3"]


# ---------------------------------------------------------------- balances, discounts


def test_a_balance_above_what_our_receipts_left_open_is_not_collected() -> None:
    paid = {Claim("C1", "IN1"): gbp("60.00")}
    reversed_ = one(document(), having(received=paid))
    assert isinstance(reversed_, Skip)
    assert reversed_.kind == "balance"
    fits = one(document(balance=gbp("40.00")), having(received=paid))
    assert isinstance(fits, CreatePayment)
    assert fits.amount == gbp("40.00")
    less = one(document(balance=gbp("15.00")), having(received=paid))
    assert isinstance(less, CreatePayment)


def test_a_discount_that_may_still_be_taken_on_the_charge_date_holds_it_up() -> None:
    discount = {"discount": gbp("2.00"), "discount_until": date(2026, 1, 12)}
    found = one(document(due=date(2026, 1, 12), **discount))
    assert isinstance(found, Skip)
    assert found.kind == "discount"
    assert "2.00 GBP of discount may be taken until 2026-01-12" in found.reason
    assert isinstance(one(document(due=date(2026, 1, 13), **discount)), CreatePayment)


def test_the_bank_reference_is_the_invoice_number_where_that_is_switched_on() -> None:
    step = one(document("IN000123"), terms=with_settings(bank_reference=True))
    assert isinstance(step, CreatePayment)
    assert step.bank_reference == "IN000123"
