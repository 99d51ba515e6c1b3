"""When a failed payment may be tried again by hand, and the one line that says why not."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from s300gc.model import Allocation, BookedLine, Claim, Event, Money, Payment, RetryPayment, Skip
from s300gc.rules import keys, payments
from s300gc.rules.payments import Due, Situation, Story
from tests.rules.make import AT, DAY, gbp, mandate

CLAIM = Claim("C1", "IN1")
FAILED = Payment("PM1", AT, gbp("50"), DAY, "failed", "MD1", "CR1")
PLAIN = Situation(
    payment=FAILED,
    mandate=mandate(),
    story=Story(0, False),
    allocations=(Allocation(CLAIM, gbp("50")),),
    doors={CLAIM: "PM1"},
    due=Due({("C1", "IN1"): gbp("50")}),
    balances={("C1", "IN1"): gbp("50")},
)


def event(n: int, action: str, again: bool | None = None) -> Event:
    made = AT + timedelta(hours=n)
    return Event(f"EV{n}", made, "payments", action, "PM1", will_attempt_retry=again)


def decide(day: date | None = None, **changes: Any) -> RetryPayment | Skip:
    return payments.decide(replace(PLAIN, **changes), "SAMLTD", DAY, day)


def reason(day: date | None = None, **changes: Any) -> str:
    found = decide(day, **changes)
    assert isinstance(found, Skip)
    assert (found.subject, found.kind) == ("PM1", "no-retry")
    return found.reason


def test_a_payment_that_failed_for_good_is_retried_for_what_it_stands_for() -> None:
    assert decide() == RetryPayment(
        reference="SAMLTD retry PM1 #1",
        payment="PM1",
        number=1,
        amount=gbp("50"),
        charge_date=None,
        allocations=PLAIN.allocations,
    )


@pytest.mark.parametrize("status", ["submitted", "paid_out", "charged_back", "cancelled"])
def test_only_what_failed_is_retried(status: str) -> None:
    assert reason(payment=replace(FAILED, status=status)) == f"is {status}, not failed"


def test_payments_of_others_are_not_ours_to_retry() -> None:
    assert "dashboard" in reason(allocations=())


def test_nothing_is_retried_beside_gocardless() -> None:
    assert reason(story=Story(1, True)) == "GoCardless tries again by itself"
    assert "not told yet" in reason(story=None)


def test_three_retries_are_all() -> None:
    assert isinstance(decide(story=Story(2, False)), RetryPayment)
    assert "3 times" in reason(story=Story(3, False))


@pytest.mark.parametrize("status", ["cancelled", "expired", "pending_submission"])
def test_the_mandate_must_be_active(status: str) -> None:
    assert reason(mandate=mandate(status=status)) == f"its mandate MD1 is {status}"
    assert reason(mandate=None) == "its mandate MD1 is not known"


def test_a_claim_is_not_collected_through_two_doors() -> None:
    assert reason(doors={CLAIM: "PM2"}) == "IN1/1 of C1 is already being collected by PM2"
    note = {CLAIM: "PM1", Claim("C1", "PM1-R1"): "PM2"}
    assert "PM1-R1/1 of C1 is already being collected" in reason(doors=note)


def test_a_claim_without_a_door_gets_one() -> None:
    found = decide(doors={})
    assert isinstance(found, RetryPayment)
    assert found.opens == (CLAIM,)


def test_what_it_pays_must_be_open_for_the_amount() -> None:
    place = ("C1", "IN1")
    assert "49.99 GBP is open, less than 50" in reason(balances={place: gbp("49.99")})
    assert reason(balances={}) == "IN1 of C1 is not posted in Sage 300"
    assert "is open" in reason(balances={place: Money(9000, "EUR")})
    assert isinstance(decide(balances={place: gbp("90")}), RetryPayment)
    assert reason(due=Due({}, "it waits")) == "it waits"


def test_the_day_is_one_that_the_mandate_allows() -> None:
    assert isinstance(decide(date(2026, 1, 8)), RetryPayment)
    assert "2026-01-08 at the earliest" in reason(date(2026, 1, 7))


# ---------------------------------------------------------------- what the events tell


def test_the_last_failure_counts_in_whatever_order_events_come() -> None:
    told = [event(3, "failed", False), event(1, "failed", True), event(2, "resubmission_requested")]
    assert payments.story(told) == Story(1, False)
    assert payments.story([event(1, "failed", True)]) == Story(0, True)
    assert payments.story([event(1, "failed")]) == Story(0, False)


def test_a_failure_that_was_not_told_yet_is_not_known() -> None:
    assert payments.story([]) is None
    assert payments.story([event(0, "created"), event(1, "submitted")]) is None
    assert payments.story([event(1, "failed", False), event(2, "resubmission_requested")]) is None


# ---------------------------------------------------------------- what it pays


def line(payout: str, kind: str, receipt: str = "", document: str = "IN1") -> BookedLine:
    claim, amount = Claim("C1", document), gbp("50")
    return BookedLine(payout, "PM1", kind, "C1", claim, "DOM", "1100", amount, amount, receipt)


IN, OUT = "payment_paid_out", "payment_failed"
TWO = (Allocation(CLAIM, gbp("50")), Allocation(Claim("C1", "IN2"), gbp("50")))


def test_without_a_receipt_it_pays_its_documents() -> None:
    wanted = {("C1", "IN1"): gbp("50"), ("C1", "IN2"): gbp("50")}
    assert payments.due(TWO, []) == Due(wanted)
    # Failed before it was paid out: it stands twice in one payout and never was a receipt.
    assert payments.due(TWO, [line("PO1", IN), line("PO1", OUT)]) == Due(wanted)


def test_after_a_return_it_pays_the_debit_note_of_all_its_documents() -> None:
    lines = [
        line("PO1", IN, "PM1-1"), line("PO1", IN, "PM1-1", "IN2"),
        line("PO2", OUT, "PM1-R1"), line("PO2", OUT, "PM1-R1", "IN2"),
    ]  # fmt: skip
    assert payments.due(TWO, lines) == Due({("C1", "PM1-R1"): gbp("100")})


def test_after_a_second_return_it_pays_the_second_note() -> None:
    lines = [
        line("PO1", IN, "PM1-1"), line("PO2", OUT, "PM1-R1"),
        line("PO3", IN, "PM1-2"), line("PO4", OUT, "PM1-R2"),
    ]  # fmt: skip
    assert payments.due(TWO, lines) == Due({("C1", "PM1-R2"): gbp("50")})


def test_while_its_return_is_in_no_payout_it_pays_nothing_yet() -> None:
    assert payments.due(TWO, [line("PO1", IN, "PM1-1")]).problem.startswith(
        "it was paid out in PO1"
    )


def test_where_returns_are_a_worklist_the_document_must_be_open_again() -> None:
    lines = [line("PO1", IN, "PM1-1"), line("PO2", OUT)]
    assert payments.due(TWO[:1], lines) == Due({("C1", "IN1"): gbp("50")})


def test_the_number_of_our_debit_note_leads_back_to_its_payment() -> None:
    assert keys.noted(keys.note_number("PM0A1", 2, 1)) == "PM0A1"
    assert keys.noted(keys.note_number("PM0A1", 2, 3)) == "PM0A1"
    assert keys.noted("DN-R1") == keys.noted("IN000123") == keys.noted("PM0A1-1") == ""
