"""Whatever a payout holds: its journal balances, or it stops with a reason."""

from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from s300gc.errors import PersonNeeded
from s300gc.model import Bank, Claim, Money, PayoutItem, Tax
from s300gc.rules.exchange import rate_of
from s300gc.rules.journal import journal
from s300gc.rules.lines import functional
from s300gc.rules.payouts import BACK, FEES, IN, Credit
from s300gc.rules.receipts import receipts
from tests.rules.make import BOOKS, CLEARING, PERIOD, payout

OWN = {"1000", "7900", "2201", "7901", "7902", "7903", "7100"}
CONTROLS = {"DOM": "1100", "EXP": "1110", "TRADE": "1120"}
FORBIDDEN = {"4000", "2200"}
TENTHS = st.integers(-9_999, 9_999).map(lambda n: Decimal(n) / 10)
RATES = st.integers(1, 30_000_000_000).map(lambda n: Decimal(n) / 10**10)


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[PayoutItem], dict[str, tuple[Credit, ...]], str]:
    """Payments over several account sets, what came back, fees with and without tax."""
    currency = draw(st.sampled_from(["GBP", "EUR"]))
    clearing = draw(st.booleans())
    items: list[PayoutItem] = []
    credits: dict[str, tuple[Credit, ...]] = {}
    for n in range(draw(st.integers(0, 4))):
        amount, payment = draw(st.integers(1, 2_000_000)), f"PM{n}"
        cuts = sorted([0, draw(st.integers(0, amount)), draw(st.integers(0, amount)), amount])
        amounts = [end - start for start, end in pairwise(cuts)]
        sets = draw(st.lists(st.sampled_from(sorted(CONTROLS)), min_size=3, max_size=3))
        known = draw(st.booleans())
        parts = [
            Credit(
                f"C{n % 2}" if known else "",
                "",
                Claim(f"C{n % 2}", f"IN{n}-{k}") if known else None,
                name if known else "",
                "2190" if not known else "1190" if clearing else CONTROLS[name],
                Money(minor, currency),
            )
            for k, (name, minor) in enumerate(zip(sets, amounts, strict=True))
            if minor
        ]  # fmt: skip
        credits[payment] = tuple(parts)
        came = draw(st.sampled_from(["in", "in and back", "back", "in, back and in"]))
        signs = {"in": [1], "in and back": [1, -1], "back": [-1], "in, back and in": [1, -1, 1]}
        for sign in signs[came]:
            kind = IN if sign > 0 else draw(st.sampled_from(BACK))
            items.append(PayoutItem(kind, Decimal(sign * amount), payment))
        if draw(st.booleans()):
            back = draw(st.integers(1, amount))
            kind = draw(st.sampled_from(["payment_refunded", "refund_funds_returned"]))
            sign = -1 if kind == "payment_refunded" else 1
            items.append(PayoutItem(kind, Decimal(sign * back), payment, f"RF{n}"))
    for kind in draw(st.lists(st.sampled_from(FEES), max_size=5)):
        amount_ = draw(TENTHS)
        tax = (amount_ / 6).quantize(Decimal("0.1"))
        taxes = (Tax(tax, currency, "GB_VAT_1"),) if tax and draw(st.booleans()) else ()
        items.append(PayoutItem(kind, amount_, draw(st.sampled_from(["", "PM0"])), taxes=taxes))
    return items, credits, currency


@settings(max_examples=150, deadline=None)
@given(stories(), RATES, st.booleans(), st.sampled_from(["payment", "customer", "total"]))
def test_a_journal_balances_or_stops_with_a_reason(
    story: tuple[list[PayoutItem], dict[str, tuple[Credit, ...]], str],
    value: Decimal,
    converts: bool,
    lines: str,
) -> None:
    items, credits, currency = story
    whole = sum((one.amount for one in items), Decimal(0))
    minor = int(whole.quantize(Decimal(1), ROUND_HALF_EVEN))
    found = replace(payout(0), amount=Money(minor, currency))
    if converts and currency != "GBP":
        landed = Money(int((minor * value).to_integral_value()), "GBP")
        found = replace(found, landed=landed, rate=value)
    books = (CLEARING if minor % 2 else BOOKS).model_copy(update={"lines": lines})
    rate = rate_of(found, "GBP", "SP", value)
    try:
        entry = journal(found, items, credits, books, rate, PERIOD)
    except PersonNeeded as stop:
        # Only ever for what is not there at all: amounts that round are no reason.
        assert str(stop) == ""
        return
    assert sum(line.functional.minor for line in entry.lines) == 0
    foreign = [line.source.minor for line in entry.lines if line.source.currency == currency]
    rounding = [line for line in entry.lines if line.account == "7100"]
    if currency != "GBP" or not rounding:
        assert sum(foreign) == 0
    worth = rate.worth or functional(found.amount, rate)
    if minor:
        assert entry.lines[0].account == "1000"
        assert (entry.lines[0].source, entry.lines[0].functional) == (found.amount, worth)
    else:
        assert "1000" not in {line.account for line in entry.lines}
    assert all(line.source.minor or line.functional.minor for line in entry.lines)
    x = {part.x for parts in credits.values() for part in parts}
    used = {line.account for line in entry.lines}
    assert used <= OWN | x and not used & FORBIDDEN
    assert all(abs(line.functional.minor) <= (len(items) * 2 + 6) / 2 for line in rounding)


@settings(max_examples=150, deadline=None)
@given(stories(), RATES, st.sampled_from(["payment", "customer", "total"]))
def test_what_the_journal_credits_to_x_for_receipts_is_what_they_come_to_in_ar(
    story: tuple[list[PayoutItem], dict[str, tuple[Credit, ...]], str], value: Decimal, lines: str
) -> None:
    currency = "EUR"
    credits = {
        payment: tuple(replace(p, amount=Money(p.amount.minor, currency)) for p in parts)
        for payment, parts in story[1].items()
        if parts[0].customer
    }
    items = [
        PayoutItem(IN, Decimal(sum(part.amount.minor for part in parts)), payment)
        for payment, parts in credits.items()
    ]
    minor = int(sum((one.amount for one in items), Decimal(0)))
    found = replace(payout(0), amount=Money(minor, currency))
    rate = rate_of(found, "GBP", "SP", value)
    books = BOOKS.model_copy(update={"lines": lines, "receipts_bank": "ANY"})
    entry = journal(found, items, credits, books, rate, PERIOD)
    sums: dict[str, int] = {}
    for line in entry.lines:
        sums[line.account] = sums.get(line.account, 0) + line.functional.minor
    for x in {part.x for parts in credits.values() for part in parts}:
        own = {k: tuple(p for p in parts if p.x == x) for k, parts in credits.items()}
        one_bank = {"ANY": Bank("ANY", x, currency)}
        batches = receipts(
            found, [i for i in items if own[i.payment]], own, {}, {}, one_bank, books, rate, PERIOD
        )
        came = [functional(r.amount, rate).minor for batch in batches for r in batch.receipts]
        assert sum(came) == -sums.get(x, 0)
