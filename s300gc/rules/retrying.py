"""The automatic policy: which failed payments are retried, and when; one line for each."""

from calendar import monthrange
from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

from s300gc.model import RetryPayment, Skip
from s300gc.payment_settings import LAST_DAY, PaymentSettings
from s300gc.rules import payments
from s300gc.rules.payments import Situation

NO, WAITS = "no-retry", "retry-waits"


def decide(
    found: Situation, settings: PaymentSettings, company: str, today: date, failed_on: date | None
) -> RetryPayment | Skip:
    """Retry a failed payment by itself, or say in one line why not, or not yet.

    Only what a person may retry too (see ``payments.decide``). ``failed_on`` is the
    company's calendar day of its last failure.
    """
    first = payments.decide(found, company, today)
    if isinstance(first, Skip):
        return first
    reason = _refusal(found, settings)
    if reason or failed_on is None:
        return Skip(found.payment.id, reason or "when it failed is not known", NO)
    why = f"failed on {failed_on}: {found.cause.says}"
    begins = failed_on + timedelta(days=settings.retry_after_days)
    if today < begins:
        return Skip(found.payment.id, f"{why} It is retried from {begins} on", WAITS)
    step = payments.decide(found, company, today, _charged(found, settings, today))
    return step if isinstance(step, Skip) else replace(step, why=why)


def _refusal(found: Situation, settings: PaymentSettings) -> str:
    """Say why a payment that a person may retry is not retried by itself."""
    if set(found.kept) != {part.claim for part in found.allocations}:
        return "does not keep its documents: they are collected anew, or were collected"
    if found.cause.name not in settings.retry_causes:
        return f"{found.cause.says} payments.retry_causes leaves that to you"
    retries = found.story.retries if found.story else settings.retry_most
    if retries >= settings.retry_most:
        often = "once" if retries == 1 else f"{retries} times"
        return f"was retried {often}, and payments.retry_most is {settings.retry_most}"
    return ""


def _charged(found: Situation, settings: PaymentSettings, today: date) -> date | None:
    """Give the day on which it is charged; None: the earliest that the mandate allows."""
    if not settings.retry_days or found.mandate is None:
        return None
    return next_day(max(found.mandate.next_charge_date or today, today), settings.retry_days)


def next_day(start: date, days: Collection[int]) -> date:
    """Give the first day from ``start`` on that is one of these days of a month (-1: the last)."""
    day = start
    while day.day not in days and not (LAST_DAY in days and _is_last(day)):
        day += timedelta(days=1)
    return day


def _is_last(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]
