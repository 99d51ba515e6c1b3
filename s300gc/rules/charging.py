"""Under which mandate money is collected, on which day, and the least that can be."""

from collections.abc import Iterable
from datetime import date, timedelta

from s300gc.model import Mandate, Money
from s300gc.rules.mandates import CURRENCY_OF, best

SUBMITTED_WITH_FIRST_PAYMENT = {"ach", "becs", "becs_nz", "sepa_core", "sepa_cor1"}
"""Mandates of these schemes stay pending until they are first used (GoCardless simulators)."""

MINIMUM = {"GBP": 100, "EUR": 100, "AUD": 200, "NZD": 200, "CAD": 200, "SEK": 1000, "DKK": 1000}
"""Smallest payment in minor units by currency (GoCardless support, default limits)."""

NOTICE_DAYS = 12
"""A due date at least this many days ahead is after every scheme's earliest charge date."""

WEEKEND = {5: "Saturday", 6: "Sunday"}
"""No scheme collects on these (``date.weekday``)."""


def usable(mandates: Iterable[Mandate], currency: str) -> Mandate | str:
    """Choose the mandate to collect under, or say why there is none.

    Active ones are usable; of schemes whose mandates are submitted with their
    first payment also pending ones. Of several it is the one that Sage is shown.
    """
    if currency not in CURRENCY_OF.values():
        return f"GoCardless collects no {currency}: no scheme has that currency"
    mandates = list(mandates)
    if not mandates:
        return "the customer has no mandate"
    able = [m for m in mandates if _able(m)]
    if not able:
        states = ", ".join(sorted({f"{m.id} {_standing(m)}" for m in mandates}))
        return f"no active mandate: {states}"
    found = best(m for m in able if CURRENCY_OF.get(m.scheme) == currency)
    if found is None:
        schemes = ", ".join(sorted({m.scheme for m in able}))
        return f"no mandate collects {currency} (there is {schemes})"
    return found


def _standing(mandate: Mandate) -> str:
    if mandate.replaced_by:
        return f"was replaced by {mandate.replaced_by}"
    return f"is {mandate.status}"


def _able(mandate: Mandate) -> bool:
    if mandate.replaced_by:
        return False
    if mandate.status == "active":
        return True
    waiting = mandate.status in {"pending_submission", "submitted"}
    return waiting and mandate.scheme in SUBMITTED_WITH_FIRST_PAYMENT


def charge_date(due: date, earliest: date | None, today: date, notice: int = 0) -> tuple[date, str]:
    """Give the latest of due date, mandate's earliest charge date and end of notice, and why.

    A weekend moves it to Monday, as GoCardless would (API reference, payments,
    charge_date); bank holidays are left to GoCardless. ``notice`` is in calendar
    days, for merchants who notify their payers themselves.
    """
    told = today + timedelta(days=notice)
    first = max(earliest or today, told)
    day = max(due, first)
    why = f"due {due}"
    if due.weekday() in WEEKEND:
        why += f", a {WEEKEND[due.weekday()]}"
    if first > due:
        by_notice = notice and told > (earliest or today)
        cause = f"with {notice} days' notice" if by_notice else "for the mandate"
        why += f"; earliest {cause} {first}"
    while day.weekday() in WEEKEND:
        day += timedelta(days=1)
    return day, why


def needs_fresh_mandate(due: date, today: date) -> bool:
    """Tell whether a due date is so near that the mandate's earliest charge date matters."""
    return due < today + timedelta(days=NOTICE_DAYS)


def too_small(amount: Money) -> str:
    """Say why an amount is too small to be collected; empty where it is not."""
    least = Money(MINIMUM.get(amount.currency, 1), amount.currency)
    if amount.minor >= least.minor:
        return ""
    return f"{amount} is less than the smallest payment of {least}"
