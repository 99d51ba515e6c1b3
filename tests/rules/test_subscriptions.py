"""Which recurring charges become subscriptions, and what changes about those that have one."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s300gc.model import ARCustomer, Mandate, Money, Skip
from s300gc.model.subscriptions import (
    Cadence,
    ChangeSubscription,
    ChargeKey,
    CreateSubscription,
    RecurringCharge,
    Schedule,
    Standing,
    Subscription,
)
from s300gc.rules.cadence import MOST, cadence, dates
from s300gc.rules.subscriptions import AMENDMENTS, Case, Decision, Terms, decide
from s300gc.subscription_settings import SubscriptionSettings

TODAY = date(2026, 1, 5)
KEY = ChargeKey("RENT", "C1")
TERMS = Terms("SAMLTD", "SAMLTD CR1", SubscriptionSettings(charges=("RENT",)))
CHARGE = RecurringCharge(
    KEY, "Rent", active=True, amount=Money(12000, "GBP"), schedule="M", next_date=date(2026, 2, 1)
)
MONTHLY = Schedule("M", "Monthly", "Every", 1, 1)
CUSTOMER = ARCustomer("C1", "Customer", "c1@example.com", "TRADE", "GBP")
MANDATE = Mandate(
    "MD1", datetime(2026, 1, 1, tzinfo=UTC), "CU1", "BA1", "CR1", "bacs", "active", "R",
    date(2026, 1, 9),
)  # fmt: skip
LIVE = Subscription(
    "SB1", datetime(2026, 1, 2, tzinfo=UTC), Money(12000, "GBP"), "active", "MD1", "Rent",
    Cadence("monthly", 1, 1), date(2026, 2, 1),
)  # fmt: skip
HELD = Standing(KEY, 1, "SAMLTD subscription C1 RENT #1", date(2026, 2, 1), "SB1")


def case(**changes: Any) -> Case:
    first = Case(KEY, CHARGE, MONTHLY, CUSTOMER, (MANDATE,))
    return replace(first, **changes)


def made(one: Case, terms: Terms = TERMS) -> CreateSubscription:
    found = decide(one, terms, TODAY)
    assert isinstance(found, CreateSubscription), found
    return found


def held(standing: Standing = HELD, live: Subscription = LIVE, **changes: Any) -> Case:
    return case(standing=replace(standing, subscription=live), **changes)


def changed(one: Case) -> tuple[str, str]:
    found = decide(one, TERMS, TODAY)
    assert isinstance(found, ChangeSubscription), found
    return found.action, found.why


def skipped(found: Decision | None) -> str:
    assert isinstance(found, Skip), found
    return found.reason


def test_a_charge_becomes_a_subscription_on_its_own_next_day() -> None:
    step = made(case())
    assert (step.mandate, step.amount, step.start) == ("MD1", Money(12000, "GBP"), date(2026, 2, 1))
    assert (step.cadence, step.count) == (Cadence("monthly", 1, 1), None)
    assert step.reference == "SAMLTD subscription C1 RENT #1"
    assert dict(step.metadata)["charge"] == "RENT #1"


def test_it_begins_on_the_first_day_that_the_mandate_allows() -> None:
    late = replace(MANDATE, next_charge_date=date(2026, 2, 3))
    assert made(case(mandates=(late,))).start == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("schedule", "first", "wanted"),
    [
        (Schedule("W", "Weekly", "Every", 2, 0), date(2026, 2, 2), Cadence("weekly", 2)),
        (Schedule("Q", "Monthly", "Every", 3, 28), date(2026, 2, 28), Cadence("monthly", 3, 28)),
        (Schedule("L", "Monthly", "Every", 1, 31), date(2026, 2, 28), Cadence("monthly", 1, -1)),
        (Schedule("L", "Monthly", "Every", 1, 32), date(2026, 2, 28), Cadence("monthly", 1, -1)),
        (Schedule("Y", "Annual", "Every", 1, 5), date(2026, 4, 5), Cadence("yearly", 1, 5, 4)),
        (Schedule("Y", "Annual", "Every", 1, 30), date(2026, 4, 30), Cadence("yearly", 1, -1, 4)),
    ],
)
def test_schedules_that_gocardless_has(schedule: Schedule, first: date, wanted: Cadence) -> None:
    assert cadence(schedule, first) == wanted


@pytest.mark.parametrize(
    ("schedule", "why"),
    [
        (Schedule("D", "Daily", "Every", 1, 1), "schedule D runs daily"),
        (Schedule("S", "Semimonthly", "FirstandDate", 1, 15), "twice a month"),
        (Schedule("O", "Once", "Every", 1, 1), "only once"),
        (Schedule("M", "Monthly", "Weekly", 1, 0), "on a weekday of the month"),
        (Schedule("M", "Monthly", "Every", 1, 30), "is on day 30"),
        (Schedule("M", "Monthly", "Every", 13, 1), "every 13 months"),
        (Schedule("Y", "Annual", "Every", 2, 1), "every 2 years"),
        (Schedule("W", "Weekly", "Every", 53, 0), "every 53 weeks"),
        (Schedule("X", "Fortnightly", "Every", 1, 0), "by the interval Fortnightly"),
    ],
)
def test_schedules_that_gocardless_has_not_are_said(schedule: Schedule, why: str) -> None:
    assert why in skipped(decide(case(schedule=schedule), TERMS, TODAY))


@pytest.mark.parametrize(
    ("changes", "times"),
    [
        ({"expires": date(2026, 4, 1)}, 3),
        ({"expires": date(2026, 3, 31)}, 2),
        ({"most_invoices": 12, "invoices": 2}, 10),
        ({"most_total": Money(50000, "GBP"), "invoiced": Money(12000, "GBP")}, 3),
        ({}, None),
    ],
)
def test_what_ends_a_charge_is_the_number_of_its_payments(
    changes: dict[str, Any], times: int | None
) -> None:
    assert made(case(charge=replace(CHARGE, **changes))).count == times


def test_days_that_the_mandate_is_too_late_for_count_as_invoiced() -> None:
    late = replace(MANDATE, next_charge_date=date(2026, 3, 2))
    charge = replace(CHARGE, most_invoices=3)
    assert made(case(charge=charge, mandates=(late,))).count == 1
    later = replace(MANDATE, next_charge_date=date(2026, 4, 2))
    assert "ends before 2026-05-01" in skipped(
        decide(case(charge=charge, mandates=(later,)), TERMS, TODAY)
    )


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"mandates": ()}, "has no mandate"),
        ({"mandates": (replace(MANDATE, status="cancelled"),)}, "no active mandate"),
        ({"customer": replace(CUSTOMER, on_hold=True)}, "is on hold"),
        ({"customer": replace(CUSTOMER, active=False)}, "customer C1 is inactive"),
        ({"customer": None}, "is not in Sage 300"),
        ({"schedule": None}, "no schedule"),
        ({"charge": replace(CHARGE, active=False)}, "is inactive"),
        ({"charge": replace(CHARGE, expires=date(2026, 1, 4))}, "expired on 2026-01-04"),
        ({"charge": replace(CHARGE, job_related=True)}, "job-related"),
        ({"charge": replace(CHARGE, amount=Money(99, "GBP"))}, "less than the smallest"),
        ({"charge": replace(CHARGE, next_date=date(2027, 2, 1))}, "within a year"),
        ({"hold": "paused"}, "was paused by a person"),
        ({"hold": "cancelled"}, "was cancelled by a person"),
    ],
)
def test_a_charge_without_a_subscription_says_why(changes: dict[str, Any], why: str) -> None:
    assert why in skipped(decide(case(**changes), TERMS, TODAY))


def test_other_codes_and_groups_are_left_out() -> None:
    groups = replace(TERMS, settings=SubscriptionSettings(charges=("RENT",), groups=("WHL",)))
    assert "leaves out" in skipped(decide(case(), groups, TODAY))
    other = replace(TERMS, settings=SubscriptionSettings(charges=("FEE",)))
    assert "not in subscriptions.charges" in skipped(decide(case(), other, TODAY))


# ---------------------------------------------------------------- those that have one


def test_one_that_is_as_it_should_be_is_left_alone() -> None:
    assert decide(held(), TERMS, TODAY) is None


def test_an_amount_is_amended_ten_times_and_then_made_anew() -> None:
    dearer = replace(CHARGE, amount=Money(13000, "GBP"))
    assert changed(held(charge=dearer)) == ("amend", "120.00 GBP becomes 130.00 GBP")
    action, why = changed(held(replace(HELD, amendments=AMENDMENTS), charge=dearer))
    assert action == "cancel"
    assert "made anew" in why
    ended = replace(HELD, ended=True)
    step = made(held(ended, replace(LIVE, status="cancelled"), charge=dearer))
    assert (step.number, step.amount) == (2, Money(13000, "GBP"))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"charge": None}, "deleted"),
        ({"charge": replace(CHARGE, active=False)}, "inactive"),
        ({"charge": replace(CHARGE, expires=date(2026, 1, 4))}, "expired"),
        ({"charge": replace(CHARGE, most_invoices=2, invoices=2)}, "all 2 invoices"),
        ({"mandates": ()}, "has no mandate"),
        ({"mandates": (replace(MANDATE, id="MD2"),)}, "made anew"),
        ({"schedule": replace(MONTHLY, every=2)}, "schedule has changed"),
        ({"schedule": replace(MONTHLY, interval="Daily")}, "daily"),
        ({"hold": "cancelled"}, "by a person"),
    ],
)
def test_it_is_cancelled_with_its_charge_or_mandate(changes: dict[str, Any], why: str) -> None:
    action, said = changed(held(**changes))
    assert action == "cancel"
    assert why in said


def test_a_customer_on_hold_pauses_and_goes_on() -> None:
    on_hold = replace(CUSTOMER, on_hold=True)
    paused = replace(LIVE, status="paused")
    assert changed(held(customer=on_hold))[0] == "pause"
    assert "on hold" in skipped(decide(held(live=paused, customer=on_hold, hold="on-hold"),
                                       TERMS, TODAY))  # fmt: skip
    assert changed(held(live=paused, hold="on-hold"))[0] == "resume"


def test_what_a_person_paused_stays_so_until_a_person_says_otherwise() -> None:
    paused = replace(LIVE, status="paused")
    assert changed(held(hold="paused"))[0] == "pause"
    assert "by a person" in skipped(decide(held(live=paused, hold="paused"), TERMS, TODAY))
    assert changed(held(live=paused, hold="released"))[0] == "resume"
    assert "not done by this tool" in skipped(decide(held(live=paused), TERMS, TODAY))


def test_what_somebody_else_cancelled_is_made_anew_only_when_a_person_says_so() -> None:
    gone = replace(LIVE, status="cancelled")
    assert "not done by this tool" in skipped(decide(held(live=gone), TERMS, TODAY))
    assert made(held(live=gone, hold="released")).number == 2
    other = replace(MANDATE, id="MD2")
    assert made(held(live=gone, mandates=(other,))).mandate == "MD2"


def test_one_in_doubt_waits() -> None:
    found = decide(case(standing=replace(HELD, id="")), TERMS, TODAY)
    assert "in doubt" in skipped(found)


# ---------------------------------------------------------------- whatever comes

SCHEDULES = st.builds(
    Schedule,
    code=st.just("S"),
    interval=st.sampled_from(
        ["Once", "Daily", "Weekly", "Semimonthly", "Monthly", "Annual", "Odd"]
    ),
    frequency=st.sampled_from(["Every", "Weekly"]),
    every=st.integers(1, 99),
    day=st.integers(0, 32),
)


@given(SCHEDULES, st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(0, 120))
def test_a_subscription_is_only_ever_what_gocardless_takes(
    schedule: Schedule, first: date, wait: int
) -> None:
    mandate = replace(MANDATE, next_charge_date=TODAY + timedelta(days=wait))
    one = case(schedule=schedule, charge=replace(CHARGE, next_date=first), mandates=(mandate,))
    found = decide(one, TERMS, TODAY)
    if isinstance(found, Skip):
        assert found.reason
        return
    assert isinstance(found, CreateSubscription)
    rhythm = found.cadence
    assert 1 <= rhythm.interval <= MOST[rhythm.unit]
    assert rhythm.day is None or rhythm.day == -1 or 1 <= rhythm.day <= 28
    assert (rhythm.unit == "yearly") == (rhythm.month is not None)
    assert found.start >= max(TODAY, TODAY + timedelta(days=wait), first)


@given(st.sampled_from(sorted(MOST)), st.integers(1, 12), st.dates(date(2024, 1, 1),
       date(2028, 1, 1)), st.sampled_from([1, 28, -1]))  # fmt: skip
def test_the_days_of_a_cadence_go_forward(unit: Any, every: int, first: date, day: int) -> None:
    found = list(islice(dates(Cadence(unit, every, day), first.replace(day=1)), 1, 14))
    assert found == sorted(set(found))


def test_a_reference_is_that_of_its_number_and_a_change_that_of_its_own() -> None:
    dearer = replace(CHARGE, amount=Money(13000, "GBP"))
    found = decide(held(replace(HELD, changes=3), charge=dearer), TERMS, TODAY)
    assert isinstance(found, ChangeSubscription)
    assert found.reference == "SAMLTD amend SB1 #4"
