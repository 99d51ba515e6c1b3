"""Whatever a payout holds: nothing may be missing, fees keep to their bound, AR takes the nets."""

from collections import defaultdict
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from s300gc.errors import PersonNeeded
from s300gc.model import Bank, Money, NoteBatch, PayoutItem
from s300gc.rules.journal import journal
from s300gc.rules.lines import Rate
from s300gc.rules.payouts import BACK, FEES, IN, Credit
from s300gc.rules.receipts import receipts
from s300gc.rules.returns import Received, returns
from tests.rules.make import BOOKS, CLEARING, PERIOD, payout
from tests.rules.test_journal_properties import stories

Story = tuple[list[PayoutItem], dict[str, tuple[Credit, ...]], str]
HALF = Decimal("0.5")
HOME = Rate("GBP", Decimal(1), "SP")


def in_pounds(story: Story) -> tuple[list[PayoutItem], dict[str, tuple[Credit, ...]], int]:
    """The story in the company's currency, with what its payout comes to."""
    credits = {
        payment: tuple(replace(p, amount=Money(p.amount.minor, "GBP")) for p in parts)
        for payment, parts in story[1].items()
    }
    items = [
        replace(one, taxes=tuple(replace(tax, currency="GBP") for tax in one.taxes))
        for one in story[0]
    ]
    whole = sum((one.amount for one in items), Decimal(0))
    return items, credits, int(whole.quantize(Decimal(1), ROUND_HALF_EVEN))


@settings(max_examples=60, deadline=None)
@given(stories(), st.integers(-5_000, 5_000), st.sampled_from(["amount", "lost", "unknown"]))
def test_what_is_not_complete_is_a_named_stop_and_never_a_plug(
    story: Story, apart: int, what: str
) -> None:
    items, credits, minor = in_pounds(story)
    if what == "amount":
        assume(apart)
        minor += apart
    elif what == "lost":
        kept = [one for one in items if abs(one.amount) <= 1]
        assume(len(kept) < len(items))
        # What is left must not come to the same by chance.
        assume(abs(sum(one.amount for one in kept) - minor) > HALF)
        items = kept
    else:
        items = [*items, PayoutItem("payment_levitated", Decimal(0), "PM9")]
    with pytest.raises(PersonNeeded) as stop:
        journal(replace(payout(minor)), items, credits, BOOKS, HOME, PERIOD)
    assert "PO1" in str(stop.value)
    assert ("unknown type" if what == "unknown" else "something is missing") in str(stop.value)


@settings(max_examples=60, deadline=None)
@given(stories())
def test_the_fee_leg_is_off_by_half_a_penny_for_each_rounded_leg_at_most(story: Story) -> None:
    items, credits, minor = in_pounds(story)
    entry = journal(payout(minor), items, credits, BOOKS, HOME, PERIOD)
    own = [one for one in items if one.type == FEES[0]]
    taxes = sum((tax.amount for one in own for tax in one.taxes), Decimal(0))
    exact = -(sum((one.amount for one in own), Decimal(0)) - taxes)
    booked = sum(line.source.minor for line in entry.lines if line.account == "7900")
    rounded = sum(line.account in ("2201", "7901", "7902", "7903") for line in entry.lines)
    assert abs(booked - exact) <= HALF * (1 + rounded)


@settings(max_examples=60, deadline=None)
@given(stories())
def test_receipts_and_debit_notes_are_the_nets_of_each_payment_on_each_account(
    story: Story,
) -> None:
    items, credits, minor = in_pounds(story)
    banks = {x: Bank(x, x, "GBP") for x in ("1100", "1110", "1120", "1190")}
    books = (CLEARING if minor % 2 else BOOKS).model_copy(
        update={"receipts_bank": {code: code for code in banks}}
    )
    found, basis = payout(minor), (books, HOME, PERIOD)
    came = receipts(found, items, credits, {}, {}, banks, *basis)
    went = returns(found, items, {k: Received(parts) for k, parts in credits.items()}, *basis)
    in_ar: dict[tuple[str, str], int] = defaultdict(int)
    for batch in came:
        for one in batch.receipts:
            if one.number.startswith("PM"):
                in_ar[(one.number.rpartition("-")[0], batch.x)] += one.amount.minor
    for step in went:
        assert isinstance(step, NoteBatch) or step.subject.startswith("PM")
        for note in step.notes if isinstance(step, NoteBatch) else ():
            in_ar[(note.payment, note.x)] -= note.amount.minor
    nets: dict[str, Decimal] = defaultdict(Decimal)
    for item in items:
        if item.type == IN or item.type in BACK:
            nets[item.payment] += item.amount
    due: dict[tuple[str, str], int] = defaultdict(int)
    for payment, net in nets.items():
        for part in credits[payment]:
            if part.customer and net:
                due[(payment, part.x)] += part.amount.minor * (1 if net > 0 else -1)
    assert {k: n for k, n in in_ar.items() if n} == {k: n for k, n in due.items() if n}
