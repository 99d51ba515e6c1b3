"""Payments whose documents changed: which are cancelled, and what is collected too much."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from s300gc.model import Allocation, Claim, Money
from s300gc.rules.changes import COLLECTS, RECALLABLE, Collection, asleep, surpluses, to_cancel
from tests.rules.make import gbp

DAY = date(2026, 1, 5)
IN1, IN2 = ("C1", "IN1"), ("C1", "IN2")


def collection(payment: str = "PM1", status: str = "pending_submission", **due: str) -> Collection:
    amounts = {("C1", number): gbp(amount) for number, amount in (due or {"IN1": "100"}).items()}
    return Collection(
        payment=payment,
        status=status,
        amount=Money(sum(one.minor for one in amounts.values()), "GBP"),
        charge_date=DAY,
        allocations=tuple(Allocation(Claim(*place), one) for place, one in amounts.items()),
        due=amounts,
    )


def test_a_payment_for_what_is_still_open_is_left_alone() -> None:
    for balance in ("100", "120"):
        assert to_cancel([collection()], {IN1: gbp(balance)}, "SAM") == []
        assert surpluses([collection()], {IN1: gbp(balance)}) == []


def test_a_payment_for_more_than_is_open_is_cancelled_with_the_reason() -> None:
    (step,) = to_cancel([collection()], {IN1: gbp("99.99")}, "SAM")
    assert (step.payment, step.reference) == ("PM1", "SAM cancel PM1")
    assert step.why == "of IN1 of C1 99.99 GBP is open, not 100.00 GBP"
    (step,) = to_cancel([collection()], {IN1: gbp("-5")}, "SAM")
    assert step.why == "of IN1 of C1 nothing is open, not 100.00 GBP"


def test_of_what_is_not_known_nothing_is_decided() -> None:
    other = {IN1: Money(100, "EUR")}
    for balances in ({}, {IN2: gbp("0")}, other):
        assert to_cancel([collection()], balances, "SAM") == []
        assert surpluses([collection()], balances) == []


def test_the_one_charged_last_goes_first_and_no_more_than_needed() -> None:
    early = collection("PM1", IN1="50")
    late = replace(collection("PM2", IN1="50"), charge_date=DAY + timedelta(days=30))
    (step,) = to_cancel([early, late], {IN1: gbp("50")}, "SAM")
    assert step.payment == "PM2"
    assert len(to_cancel([early, late], {IN1: gbp("49")}, "SAM")) == 2


def test_a_payment_cancelled_for_one_document_counts_for_no_other() -> None:
    both = collection("PM1", IN1="100", IN2="40")
    other = replace(collection("PM2", IN2="40"), charge_date=DAY - timedelta(days=1))
    (step,) = to_cancel([both, other], {IN1: gbp("0"), IN2: gbp("40")}, "SAM")
    assert step.payment == "PM1"


def test_what_is_submitted_is_not_cancelled_but_collects_too_much() -> None:
    one = collection(status="submitted")
    assert to_cancel([one], {IN1: gbp("40")}, "SAM") == []
    (found,) = surpluses([one], {IN1: gbp("40")})
    assert (found.payment, found.customer, found.document) == ("PM1", "C1", "IN1")
    assert found.amount == gbp("60")
    assert found.reason == (
        "is submitted and collects 100.00 GBP for IN1 of C1, of which 40.00 GBP is open:"
        " refund 60.00 GBP, or leave it to the customer as credit"
    )


def test_a_refund_takes_the_surplus_away() -> None:
    one = replace(collection(status="paid_out"), refunded=2500)
    (found,) = surpluses([one], {IN1: gbp("40")})
    assert found.amount == gbp("35")
    assert surpluses([replace(one, refunded=6000)], {IN1: gbp("40")}) == []


def test_one_refund_is_not_counted_for_two_documents() -> None:
    one = replace(collection(status="paid_out", IN1="50", IN2="50"), refunded=5000)
    (found,) = surpluses([one], {IN1: gbp("0"), IN2: gbp("0")})
    assert found.amount == gbp("50")


def test_what_is_missing_because_of_our_own_receipt_is_nothing_too_much() -> None:
    one = replace(collection(status="paid_out"), booked=True)
    assert surpluses([one], {IN1: gbp("0")}) == []
    assert to_cancel([replace(collection(), booked=True)], {IN1: gbp("0")}, "SAM") == []


def test_a_failed_payment_takes_nothing_but_is_not_forgotten() -> None:
    one = collection(status="failed")
    assert to_cancel([one], {IN1: gbp("0")}, "SAM") == []
    assert surpluses([one], {IN1: gbp("0")}) == []
    assert asleep([one], {IN1: gbp("0")}) == {IN1}
    assert asleep([one], {IN1: gbp("100")}) == set()
    assert asleep([collection()], {IN1: gbp("0")}) == set()


AMOUNTS = st.integers(min_value=1, max_value=300)
NUMBERS = ("IN1", "IN2", "IN3")


@st.composite
def situations(draw: st.DrawFn) -> tuple[list[Collection], dict[tuple[str, str], Money]]:
    found = []
    for n in range(draw(st.integers(1, 5))):
        numbers = draw(st.sets(st.sampled_from(NUMBERS), min_size=1))
        due = {("C1", number): Money(draw(AMOUNTS), "GBP") for number in sorted(numbers)}
        status = draw(st.sampled_from([*sorted(COLLECTS), "failed", "cancelled"]))
        one = replace(collection(f"PM{n}", status), due=due)
        found.append(replace(one, charge_date=DAY + timedelta(days=draw(st.integers(0, 3)))))
    balances = {("C1", n): Money(draw(st.integers(-50, 600)), "GBP") for n in NUMBERS}
    return found, balances


@given(situations())
def test_what_is_left_never_takes_more_than_is_open_but_what_is_told(
    situation: tuple[list[Collection], dict[tuple[str, str], Money]],
) -> None:
    found, balances = situation
    cancelled = {step.payment for step in to_cancel(found, balances, "SAM")}
    assert all(one.status == RECALLABLE for one in found if one.payment in cancelled)
    left = [one for one in found if one.payment not in cancelled]
    told = surpluses(left, balances)
    for place, open_ in balances.items():
        taken = sum(o.due[place].minor for o in left if place in o.due and o.counts)
        too_much = sum(s.amount.minor for s in told if (s.customer, s.document) == place)
        assert taken - too_much <= max(0, open_.minor)
    # Nothing that could be cancelled is left as too much.
    assert not [
        s for s in told for one in left if one.payment == s.payment and one.status == RECALLABLE
    ]
    assert to_cancel(left, balances, "SAM") == []
