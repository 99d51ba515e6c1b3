"""What a person may cancel, when documents may be released, and what is advised."""

from dataclasses import replace
from typing import Any

import pytest

from s300gc.model import CancelPayment, RetryPayment, Skip
from s300gc.rules import advice
from s300gc.rules.cancelling import cancel, release_refusal
from s300gc.rules.payments import Situation, Story, ending
from s300gc.rules.states import STATES, state
from tests.rules.test_payments import CLAIM, FAILED, PLAIN, event
from tests.rules.test_retrying import failure


def situation(status: str, **changes: Any) -> Situation:
    return replace(PLAIN, payment=replace(FAILED, status=status), **changes)


# ---------------------------------------------------------------- cancel


def test_a_payment_that_is_not_submitted_is_cancelled_and_keeps_its_documents() -> None:
    assert cancel(situation("pending_submission"), "SAMLTD", "asked for by Ann") == CancelPayment(
        reference="SAMLTD cancel PM1",
        payment="PM1",
        amount=FAILED.amount,
        allocations=PLAIN.allocations,
        why="asked for by Ann",
        keeps=True,
    )


@pytest.mark.parametrize("status", [*STATES, "brand_new"])
def test_nothing_else_is_cancelled(status: str) -> None:
    found = cancel(situation(status), "SAMLTD", "")
    if status == "pending_submission":
        assert isinstance(found, CancelPayment)
        return
    assert isinstance(found, Skip)
    assert found.kind == ("ended" if status == "cancelled" else "no-cancel")
    assert found.reason.startswith(f"is {status}")


def test_payments_of_others_are_not_ours_to_cancel() -> None:
    found = cancel(situation("pending_submission", allocations=()), "SAMLTD", "")
    assert isinstance(found, Skip)
    assert "dashboard" in found.reason


# ---------------------------------------------------------------- release


@pytest.mark.parametrize("status", [*STATES, "brand_new"])
def test_documents_are_released_only_when_the_payment_brings_no_money(status: str) -> None:
    assert bool(release_refusal(situation(status))) == state(status).collects
    # What nobody knows is taken to bring money.
    assert state("brand_new").collects


def test_what_gocardless_may_try_again_is_not_released() -> None:
    again = release_refusal(situation("failed", story=Story(0, True)))
    assert again == "GoCardless tries again by itself"
    assert "not told yet" in release_refusal(situation("failed", story=None))
    assert release_refusal(situation("charged_back", story=None)) == ""
    assert "not made by this tool" in release_refusal(situation("failed", allocations=()))


# ---------------------------------------------------------------- advice


def test_the_cause_is_that_of_the_event_that_led_to_the_status() -> None:
    told = [event(2, "failed"), event(1, "failed"), event(3, "resubmission_requested")]
    assert ending(told, "failed") == told[0]
    assert ending(told, "charged_back") is None
    assert ending([event(1, "submitted")], "submitted") is None


def test_what_can_be_done_names_the_command() -> None:
    step = RetryPayment("R", "PM1", 1, FAILED.amount, None, PLAIN.allocations)
    no = Skip("PM1", "its mandate MD1 is cancelled")
    release = "s300gc payments release PM1 to collect IN1/1 anew"
    poor, closed = failure("insufficient_funds"), failure("bank_account_closed")
    table = [
        (situation("failed", ended=poor), step, f"s300gc payments retry PM1; {release}"),
        (situation("failed", ended=closed), no,
         f"ask the payer for new bank details, that is, for a new mandate; {release}"),
        (situation("failed", ended=poor, doors={CLAIM: "PM2"}), no, ""),
        (situation("failed", story=Story(0, True)), no, "wait: GoCardless tries again by itself"),
        (situation("failed", allocations=()), no, "see to it in the GoCardless dashboard"),
        (situation("submitted"), None, ""),
        (situation("pending_submission"), None,
         "s300gc payments cancel PM1, until it is submitted"),
    ]  # fmt: skip
    for found, decided, words in table:
        assert advice.next_step(found, decided) == words
    first = advice.next_step(situation("failed", ended=poor), step, "the next run retries it")
    assert first.startswith("the next run retries it; s300gc payments retry PM1")
