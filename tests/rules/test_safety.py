"""What holds a collection up: each rule alone, what its mode does, and how they add up."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from s300gc.invoice_settings import InvoiceSettings, LimitSettings, SafetySettings
from s300gc.model import CreatePayment, Document, Money, Skip
from s300gc.rules import invoices, reasons
from s300gc.rules.invoices import Holdings, Terms
from s300gc.rules.limits import Totals
from s300gc.rules.reasons import History, Situation
from s300gc.rules.safety import SAFETY
from tests.rules.make import DAY, customer, document, gbp, mandate

PLACE = ("C1", "IN1")
CREDIT = document("CN1", "-12.00", kind="CreditNote")
LIMITS = LimitSettings(payment=50, customer_and_day={"GBP": 50}, run="50.00")  # type: ignore[arg-type]
OLD = date(2026, 1, 1)


def situation(**changes: Any) -> Situation:
    base = Situation(
        customer(), DAY, document(), mandate=mandate(), amount=gbp("60.00"), limits=LIMITS,
        on_day=gbp("60.00"), in_run=gbp("60.00"), charged=date(2026, 1, 9),
    )  # fmt: skip
    return replace(base, **changes)


CASES: dict[str, tuple[Situation, Situation, str]] = {
    "on_hold": (
        situation(customer=customer(on_hold=True)), situation(), "customer C1 is on hold"),
    "unapplied_credit": (
        situation(credits=(CREDIT,)), situation(),
        "customer C1 has 12.00 GBP of unapplied credit (CN1)"),
    "live_payment": (
        situation(named_by="PM9"), situation(), "is named by PM9, which others made"),
    "subscription": (
        situation(subscription="SB1"), situation(), "is paid by subscription SB1"),
    "job_related": (
        situation(document=document(job_related=True)), situation(), "is job-related"),
    "retainage": (
        situation(document=document(retainage=True)), situation(), "has retainage"),
    "national_account": (
        situation(customer=customer(national_account="HEAD")), situation(),
        "customer C1 belongs to national account HEAD"),
    "balance_forward": (
        situation(customer=customer(balance_forward=True)), situation(),
        "customer C1 is a balance-forward account"),
    "new_mandate": (
        situation(history=History(used=False)), situation(history=History(used=True)),
        "would be the first collection under mandate MD1"),
    "mandate_changed": (
        situation(history=History(True, DAY - timedelta(days=10))),
        situation(history=History(True, DAY - timedelta(days=11))),
        "mandate MD1 or its bank details changed on 2025-12-26"),
    "unusual_amount": (
        situation(usual=gbp("19.99")), situation(usual=gbp("20.00")),
        "60.00 GBP is more than 3 times the usual 19.99 GBP of customer C1"),
    "amount_per_payment": (
        situation(amount=gbp("50.01")), situation(amount=gbp("50.00")),
        "50.01 GBP is above the limit of 50.00 GBP for a payment"),
    "amount_per_customer_and_day": (
        situation(on_day=gbp("50.01")), situation(on_day=gbp("50.00")),
        "50.01 GBP is above the limit of 50.00 GBP for customer C1 on 2026-01-09"),
    "amount_per_run": (
        situation(in_run=gbp("50.01")), situation(in_run=gbp("50.00")),
        "50.01 GBP is above the limit of 50.00 GBP for one run"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_rule_says_its_reason_and_nothing_where_all_is_well(name: str) -> None:
    wrong, fine, reason = CASES[name]
    look: Callable[[Situation], str] = getattr(reasons, name)
    assert look(wrong).startswith(reason)
    assert look(fine) == ""


def test_the_table_has_every_rule_with_the_default_of_its_setting() -> None:
    assert [rule.name for rule in SAFETY] == list(CASES)
    assert {r.name: r.default for r in SAFETY} == SafetySettings().model_dump()
    assert [rule.name for rule in SAFETY if rule.fixed] == ["live_payment", "subscription"]
    for rule in SAFETY:
        assert rule.look is getattr(reasons, rule.name)
        assert rule.says.endswith(".")


def test_what_cannot_be_switched_off_cannot() -> None:
    for rule in SAFETY:
        for mode in ("warn", "off"):
            if rule.fixed:
                with pytest.raises(ValueError, match="block"):
                    SafetySettings(**{rule.name: mode})
            else:
                assert getattr(SafetySettings(**{rule.name: mode}), rule.name) == mode


def test_no_limit_in_a_currency_is_none() -> None:
    for look in (reasons.amount_per_payment, reasons.amount_per_customer_and_day):
        dollars = Money(10**9, "USD")
        limits = LimitSettings(payment={"GBP": 1}, customer_and_day={"GBP": 1})  # type: ignore[dict-item]
        assert look(situation(amount=dollars, on_day=dollars, limits=limits)) == ""


def test_many_credits_are_counted() -> None:
    credits = tuple(document(f"CN{n}", "-1.00", kind="CreditNote") for n in range(5))
    found = reasons.unapplied_credit(situation(credits=credits))
    assert "5.00 GBP of unapplied credit (CN0, CN1, CN2, 2 more)" in found


# ---------------------------------------------------------------- in a plan


def plan(holdings: Holdings, *documents: Document, **settings: Any) -> list[CreatePayment | Skip]:
    terms = Terms("SAMLTD", "SAMLTD CR1", OLD, InvoiceSettings(**settings))
    return invoices.plan(documents or [document()], holdings, terms, DAY)


def holding(**changes: Any) -> Holdings:
    values: dict[str, Any] = {"customers": {"C1": customer()}, "mandates": {"C1": (mandate(),)}}
    return Holdings(**{**values, **changes})


IN_PLAN: dict[str, tuple[Holdings, dict[str, Any]]] = {
    "on_hold": (holding(customers={"C1": customer(on_hold=True)}), {}),
    "unapplied_credit": (holding(credits={"C1": (CREDIT,)}), {}),
    "national_account": (holding(customers={"C1": customer(national_account="HEAD")}), {}),
    "balance_forward": (holding(customers={"C1": customer(balance_forward=True)}), {}),
    "new_mandate": (holding(histories={("C1", "MD1"): History(used=False)}), {}),
    "mandate_changed": (holding(histories={("C1", "MD1"): History(True, DAY)}), {}),
    "unusual_amount": (holding(totals=Totals(last={("C1", "GBP"): [gbp("20.00")] * 3})), {}),
    "amount_per_payment": (holding(), {"payment": 50}),
    "amount_per_customer_and_day": (holding(), {"customer_and_day": 50}),
    "amount_per_run": (holding(), {"run": 50}),
}


@pytest.mark.parametrize("name", IN_PLAN)
@pytest.mark.parametrize("mode", ["block", "warn", "off"])
def test_a_mode_blocks_warns_or_does_not_look(name: str, mode: str) -> None:
    holdings, limits = IN_PLAN[name]
    (found,) = plan(holdings, safety={name: mode}, limits=limits)
    if mode == "block":
        assert isinstance(found, Skip)
        assert found.kind == name.replace("_", "-")
    else:
        assert isinstance(found, CreatePayment)
        assert len(found.warnings) == (mode == "warn")


@pytest.mark.parametrize("name", ["job_related", "retainage"])
def test_documents_of_their_own_kind_are_collected_only_where_that_is_switched_on(
    name: str,
) -> None:
    doc = document(**{name: True})
    (blocked,) = plan(holding(), doc)
    assert isinstance(blocked, Skip)
    (warned,) = plan(holding(), doc, safety={name: "warn"})
    assert isinstance(warned, CreatePayment)
    assert warned.warnings


def test_a_document_under_a_subscription_or_named_by_others_is_never_collected() -> None:
    off = {rule.name: "off" for rule in SAFETY if not rule.fixed}
    for holdings in (
        holding(subscriptions={PLACE: "SB1"}), holding(named_by={PLACE: "PM9"}),
    ):  # fmt: skip
        (found,) = plan(holdings, safety=off)
        assert isinstance(found, Skip)
        assert found.kind in {"subscription", "live-payment"}


def test_a_credit_in_another_currency_holds_nothing_up() -> None:
    euros = replace(CREDIT, balance=Money(-500, "EUR"))
    (found,) = plan(holding(credits={"C1": (euros,)}))
    assert isinstance(found, CreatePayment)


def test_what_is_usual_is_the_middle_of_the_last_payments_and_needs_three() -> None:
    amounts = [gbp(text) for text in ("40.00", "1.00", "90.00")]
    assert Totals(last={("C1", "GBP"): amounts}).usual("C1", "GBP") == gbp("40.00")
    assert Totals(last={("C1", "GBP"): amounts[:2]}).usual("C1", "GBP") is None
    many = [gbp("10.00")] * 12 + [gbp("999.00")] * 30
    assert Totals(last={("C1", "GBP"): many}).usual("C1", "GBP") == gbp("10.00")


def test_a_days_limit_counts_what_is_on_its_way_and_lets_through_what_fits() -> None:
    documents = [document(f"IN{n}", amount) for n, amount in enumerate(("40", "70", "20"), 1)]
    charged = date(2026, 1, 12)
    totals = Totals(on_day={("C1", "GBP", charged): gbp("30.00")})
    found = plan(
        holding(totals=totals), *documents,
        safety={"amount_per_customer_and_day": "block"}, limits={"customer_and_day": 100},
    )  # fmt: skip
    assert [step.amount if isinstance(step, CreatePayment) else step.kind for step in found] == [
        gbp("40"),
        "amount-per-customer-and-day",
        gbp("20"),
    ]


def test_a_run_above_its_limit_collects_nothing_in_that_currency() -> None:
    pounds = [document(f"IN{n}", "40.00") for n in range(3)]
    euro = document("IN9", customer="C2", original=Money(4000, "EUR"), balance=Money(4000, "EUR"))
    holdings = holding(
        customers={"C1": customer(), "C2": customer("C2", currency="EUR")},
        mandates={"C1": (mandate(),), "C2": (mandate("MD2", scheme="sepa_core"),)},
    )
    rule = {"safety": {"amount_per_run": "block"}}
    stopped = plan(holdings, *pounds, euro, **rule, limits={"run": 100})
    assert [isinstance(step, CreatePayment) for step in stopped] == [False, False, False, True]
    assert {s.kind for s in stopped if isinstance(s, Skip)} == {"amount-per-run"}
    fits = plan(holdings, *pounds, euro, **rule, limits={"run": 120})
    assert all(isinstance(step, CreatePayment) for step in fits)


def test_what_another_rule_blocks_does_not_count_for_the_run() -> None:
    documents = [document("IN1", "90.00"), document("IN2", "40.00")]
    found = plan(
        holding(), *documents, limits={"run": 100, "payment": 50},
        safety={"amount_per_run": "block", "amount_per_payment": "block"},
    )  # fmt: skip
    assert [isinstance(step, CreatePayment) for step in found] == [False, True]
