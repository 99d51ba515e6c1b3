"""The automatic policy: each failed payment is retried, or one line says why not or not yet."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s300gc.model import Claim, Event, Money, RetryPayment, Skip
from s300gc.payment_settings import PaymentSettings
from s300gc.rules import payments
from s300gc.rules.causes import CAUSES
from s300gc.rules.payments import Situation, Story
from s300gc.rules.retrying import decide, next_day
from tests.rules.make import AT, DAY, gbp, mandate
from tests.rules.test_payments import CLAIM, FAILED, PLAIN

ON = PaymentSettings(retry=True)


def failure(cause: str = "refer_to_payer") -> Event:
    return Event("EV1", AT, "payments", "failed", "PM1", cause=cause)


def judged(
    settings: PaymentSettings = ON, days: int = 3, failed_on: date | None = DAY, **changes: Any
) -> RetryPayment | Skip:
    found = replace(PLAIN, **{"ended": failure(), **changes})
    return decide(found, settings, "SAMLTD", DAY + timedelta(days=days), failed_on)


def why(*arguments: Any, **changes: Any) -> tuple[str, str]:
    found = judged(*arguments, **changes)
    assert isinstance(found, Skip)
    return found.reason, found.kind


def test_a_failure_for_lack_of_money_is_retried_after_some_days_and_says_why() -> None:
    found = judged()
    assert isinstance(found, RetryPayment)
    assert (found.reference, found.charge_date) == ("SAMLTD retry PM1 #1", None)
    assert found.why.startswith("failed on 2026-01-05: The bank gives no reason")


def test_until_then_it_waits_and_says_until_when() -> None:
    reason, kind = why(days=2)
    assert reason.endswith("It is retried from 2026-01-08 on")
    assert kind == "retry-waits"


@pytest.mark.parametrize(("cause", "automatic"), [(c.name, c.retry) for c in CAUSES.values()])
def test_only_the_causes_of_the_setting_are_retried(cause: str, automatic: str) -> None:
    found = judged(ended=failure(cause))
    assert isinstance(found, RetryPayment) == (automatic == "automatic")
    named = judged(ON.model_copy(update={"retry_causes": (cause,)}), ended=failure(cause))
    assert isinstance(named, RetryPayment) == (automatic != "never")


def test_a_cause_that_nobody_told_is_left_to_a_person() -> None:
    assert "payments.retry_causes leaves that to you" in why(ended=None)[0]
    assert why(failed_on=None) == ("when it failed is not known", "no-retry")


def test_it_is_retried_no_oftener_than_the_setting_says() -> None:
    assert isinstance(judged(story=Story(1, False)), RetryPayment)
    reason, _ = why(story=Story(2, False))
    assert reason == "was retried 2 times, and payments.retry_most is 2"


def test_released_documents_are_not_collected_through_it_any_more() -> None:
    assert "collected anew" in why(doors={})[0]
    assert "already being collected by PM2" in why(doors={CLAIM: "PM2"})[0]


def test_it_is_charged_on_a_day_of_the_month_that_the_mandate_allows() -> None:
    on_days = ON.model_copy(update={"retry_days": (1, 15)})
    found = judged(on_days)
    assert isinstance(found, RetryPayment)
    assert found.charge_date == date(2026, 1, 15)
    late = judged(on_days, mandate=mandate(next_charge_date=date(2026, 1, 16)))
    assert isinstance(late, RetryPayment)
    assert late.charge_date == date(2026, 2, 1)


@pytest.mark.parametrize(
    ("start", "days", "found"),
    [
        (date(2026, 1, 5), (5,), date(2026, 1, 5)),
        (date(2026, 1, 6), (5,), date(2026, 2, 5)),
        (date(2026, 2, 10), (-1,), date(2026, 2, 28)),
        (date(2028, 2, 28), (-1, 15), date(2028, 2, 29)),
        (date(2026, 12, 31), (1,), date(2027, 1, 1)),
    ],
)
def test_the_next_day_of_a_month(start: date, days: tuple[int, ...], found: date) -> None:
    assert next_day(start, days) == found


# ---------------------------------------------------------------- whatever is known

STATUSES = ("failed", "submitted", "cancelled", "charged_back", "paid_out", "pending_submission")


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    cause = draw(st.sampled_from([*CAUSES, "", "new_one"]))
    story = draw(st.none() | st.builds(Story, st.integers(0, 4), st.booleans()))
    other = {CLAIM: draw(st.sampled_from(["PM1", "PM2"]))} if draw(st.booleans()) else {}
    note = {Claim("C1", "PM1-R1"): "PM2"} if draw(st.booleans()) else {}
    held = mandate(status=draw(st.sampled_from(["active", "cancelled", "expired", "failed"])))
    return replace(
        PLAIN,
        payment=replace(FAILED, status=draw(st.sampled_from(STATUSES))),
        mandate=draw(st.none() | st.just(held)),
        story=story,
        doors={**other, **note},
        balances=draw(st.sampled_from([PLAIN.balances, {}, {("C1", "IN1"): gbp("49.99")}])),
        ended=draw(st.none() | st.just(failure(cause))),
    )


@st.composite
def policies(draw: st.DrawFn) -> PaymentSettings:
    return PaymentSettings(
        retry=True,
        retry_causes=tuple(draw(st.sets(st.sampled_from([*CAUSES, "new_one"])))),
        retry_after_days=draw(st.integers(0, 60)),
        retry_days=tuple(draw(st.sets(st.sampled_from([-1, *range(1, 29)])))),
        retry_most=draw(st.integers(1, 3)),
    )


@given(situations(), policies(), st.integers(-5, 90))
def test_a_retry_by_itself_is_always_one_that_all_rules_allow(
    found: Situation, settings: PaymentSettings, days: int
) -> None:
    today = DAY + timedelta(days=days)
    decided = decide(found, settings, "SAMLTD", today, DAY)
    if isinstance(decided, Skip):
        assert decided.reason
        return
    assert found.payment.status == "failed"
    assert found.story is not None
    assert not found.story.again
    assert decided.number == found.story.retries + 1 <= settings.retry_most <= 3
    assert found.mandate is not None
    assert found.mandate.status == "active"
    assert set(found.doors.values()) == {"PM1"}
    assert found.cause.name in settings.retry_causes
    assert found.cause.retry != "never"
    assert today >= DAY + timedelta(days=settings.retry_after_days)
    assert decided.amount == found.payment.amount <= total_open(found)
    if settings.retry_days:
        assert decided.charge_date is not None
        assert decided.charge_date >= max(today, found.mandate.next_charge_date or today)
        tomorrow = decided.charge_date + timedelta(days=1)
        last = tomorrow.month != decided.charge_date.month
        assert decided.charge_date.day in settings.retry_days or (
            last and -1 in settings.retry_days
        )


def total_open(found: Situation) -> Money:
    return found.balances[("C1", "IN1")]


@given(situations(), policies(), st.integers(-5, 90))
def test_whatever_is_retried_by_itself_a_person_could_retry_too(
    found: Situation, settings: PaymentSettings, days: int
) -> None:
    today = DAY + timedelta(days=days)
    decided = decide(found, settings, "SAMLTD", today, DAY)
    if isinstance(decided, RetryPayment):
        by_hand = payments.decide(found, "SAMLTD", today, decided.charge_date)
        assert by_hand == replace(decided, why="")
