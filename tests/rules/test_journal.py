"""The payout journal: complete, to the penny, on the right accounts."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s300gc.errors import PersonNeeded
from s300gc.model import Claim, Journal, Money, PayoutItem
from s300gc.rules.journal import journal, unrounded
from s300gc.rules.lines import Rate
from s300gc.rules.payouts import Credit
from s300gc.settings import BookSettings
from tests.rules.ledgers import read
from tests.rules.make import BOOKS, CLEARING, PERIOD, gbp, item, payout

HOME = Rate("GBP")


def credit(amount: str, x: str = "1100", account_set: str = "DOM", document: str = "IN1") -> Credit:
    return Credit("C1", "Acme", Claim("C1", document), account_set, x, gbp(amount))


def book(
    minor: int,
    items: list[PayoutItem],
    credits: Mapping[str, tuple[Credit, ...]],
    books: BookSettings = BOOKS,
) -> Journal:
    return journal(payout(minor), items, credits, books, HOME, PERIOD)


ONE = [
    item("payment_paid_out", "100000.0", "PM1"),
    item("gocardless_fee", "-270.0", "PM1", "-45.0"),
]


def test_the_worked_example_of_one_collection_with_vat_in_its_fee() -> None:
    assert read(book(99730, ONE, {"PM1": (credit("1000.00"),)})) == (
        "1000 Dr    997.30  Payout PO1\n"
        "1100 Cr  1,000.00  C1 Acme IN1/1\n"
        "2201 Dr      0.45  VAT on fees\n"
        "7900 Dr      2.25  GoCardless fees"
    )


def test_in_clearing_the_same_payout_credits_the_clearing_account() -> None:
    text = read(book(99730, ONE, {"PM1": (credit("1000.00", "1190"),)}, CLEARING))
    assert "1190 Cr  1,000.00" in text


def test_a_payment_over_two_account_sets_is_two_lines() -> None:
    parts = (credit("600.00"), credit("370.00", "1110", "EXP", "IN2"))
    found = book(97000, [item("payment_paid_out", "97000.0", "PM1")], {"PM1": parts})
    assert read(found) == (
        "1000 Dr    970.00  Payout PO1\n"
        "1100 Cr    600.00  C1 Acme IN1/1\n"
        "1110 Cr    370.00  C1 Acme IN2/1"
    )


def test_the_fee_carries_the_half_penny_that_rounding_every_line_alone_would_lose() -> None:
    items = [
        item("payment_paid_out", "10000.0", "PM1"),
        item("payment_paid_out", "25050.0", "PM2"),
        item("gocardless_fee", "-195.0", "PM1", "-32.5"),
    ]
    credits = {"PM1": (credit("100.00"),), "PM2": (credit("250.50", document="IN2"),)}
    found = book(34855, items, credits)
    assert read(found).splitlines()[-2:] == [
        "2201 Dr      0.33  VAT on fees",
        "7900 Dr      1.62  GoCardless fees",
    ]


def test_a_payment_that_came_back_in_the_same_payout_stands_there_twice() -> None:
    items = [
        item("payment_paid_out", "5000.0", "PM1"),
        item("payment_failed", "-5000.0", "PM1"),
        item("payment_paid_out", "1000.0", "PM2"),
    ]
    credits = {"PM1": (credit("50.00"),), "PM2": (credit("10.00", document="IN2"),)}
    assert read(book(1000, items, credits)).splitlines()[1:3] == [
        "1100 Cr     50.00  C1 Acme IN1/1",
        "1100 Dr     50.00  failed: C1 Acme IN1/1",
    ]


def test_all_ten_item_types_find_their_account() -> None:
    items = [
        item("payment_paid_out", "100000.0", "PM1"),
        item("payment_failed", "-1000.0", "PM2"),
        item("payment_charged_back", "-2000.0", "PM3"),
        item("payment_refunded", "-3000.0", "PM4", refund="RF1"),
        item("refund", "-400.0", refund="RF2"),
        item("refund_funds_returned", "500.0", refund="RF3"),
        item("gocardless_fee", "-120.0", "PM1", "-20.0"),
        item("app_fee", "-70.0", "PM1"),
        item("revenue_share", "30.0", "PM1"),
        item("surcharge_fee", "-240.0", "PM2", "-40.0"),
    ]
    credits = {
        "PM1": (credit("1000.00"),),
        "PM2": (credit("10.00"),),
        "PM3": (credit("20.00"),),
        "PM4": (credit("50.00"),),
        "RF2": (credit("4.00", "2190"),),
        "RF3": (credit("5.00", "2190"),),
    }
    found = book(93700, items, credits)
    by_account: dict[str, int] = {}
    for line in found.lines:
        by_account[line.account] = by_account.get(line.account, 0) + line.functional.minor
    assert by_account == {
        "1000": 93700, "1100": -94000, "2190": -100, "2201": 60, "7901": 200, "7902": 70,
        "7903": -30, "7900": 100,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("customer", "1100 Cr    150.00  2 payments of C1 Acme"),
        ("total", "1100 Cr    150.00  2 payments of C1 Acme"),
    ],
)
def test_lines_can_be_added_up_by_customer_or_in_total(lines: str, expected: str) -> None:
    items = [item("payment_paid_out", "10000.0", "PM1"), item("payment_paid_out", "5000.0", "PM2")]
    credits = {"PM1": (credit("100.00"),), "PM2": (credit("50.00", document="IN2"),)}
    text = read(book(15000, items, credits, BOOKS.model_copy(update={"lines": lines})))
    assert text == f"1000 Dr    150.00  Payout PO1\n{expected}"


def test_fees_invoiced_separately_leave_no_fee_and_no_vat_line() -> None:
    found = book(10000, [item("payment_paid_out", "10000.0", "PM1")], {"PM1": (credit("100.00"),)})
    assert [line.account for line in found.lines] == ["1000", "1100"]


def test_input_vat_that_cannot_be_recovered_stays_in_the_fee() -> None:
    books = BOOKS.model_copy(update={"fees_tax_account": "not-recoverable"})
    text = read(book(99730, ONE, {"PM1": (credit("1000.00"),)}, books))
    assert text.endswith("7900 Dr      2.70  GoCardless fees")


@pytest.mark.parametrize(
    ("minor", "items", "reason"),
    [
        (99731, ONE, "something is missing"),
        (100, [item("payment_paid_out", "100.0", "PM1"), item("fx", "0.0")], "unknown type 'fx'"),
        (100, [item("payment_paid_out", "100.4", "PM1")], "fraction of a unit"),
        (90, [item("payment_paid_out", "100.0", "PM1"), item("surcharge_fee", "-10.0")], ""),
    ],
)
def test_what_is_not_complete_or_not_known_stops_the_payout(
    minor: int, items: list[PayoutItem], reason: str
) -> None:
    books = BOOKS.model_copy(update={"surcharge_account": ""})
    with pytest.raises(PersonNeeded, match=reason or "surcharge_account is not set"):
        book(minor, items, {"PM1": (credit("1000.00"),)}, books)


def test_a_foreign_payout_is_booked_at_its_rate_and_rounding_has_its_own_account() -> None:
    euros = replace(payout(0), amount=Money(98800, "EUR"))
    items = [
        item("payment_paid_out", "33333.0", "PM1"),
        item("payment_paid_out", "66667.0", "PM2"),
        item("gocardless_fee", "-1200.0", "PM1", "-200.0", currency="EUR"),
    ]
    parts = {
        "PM1": (replace(credit("1.00", "1120"), amount=Money(33333, "EUR")),),
        "PM2": (replace(credit("1.00", "1120"), amount=Money(66667, "EUR")),),
    }
    found = journal(euros, items, parts, BOOKS, Rate("GBP", Decimal("0.8571")), PERIOD)
    assert sum(line.functional.minor for line in found.lines) == 0
    assert [line.source.currency for line in found.lines[:3]] == ["EUR"] * 3
    rounding = [line for line in found.lines if line.account == "7100"]
    assert all(abs(line.functional.minor) <= 3 for line in rounding)


AMOUNTS = st.lists(st.integers(100, 500_000), min_size=1, max_size=12)
TENTHS = st.integers(0, 9)


@given(AMOUNTS, st.data())
def test_every_journal_balances_and_its_bank_leg_is_the_payout(
    amounts: list[int], data: st.DataObject
) -> None:
    items, credits = [], {}
    for n, amount in enumerate(amounts):
        payment = f"PM{n}"
        items.append(item("payment_paid_out", f"{amount}.0", payment))
        fee = Decimal(amount) / 100 + 20
        fee = fee.quantize(Decimal("0.1"))
        items.append(
            item("gocardless_fee", f"-{fee}", payment, f"-{(fee / 6).quantize(Decimal('0.1'))}")
        )
        first = data.draw(st.integers(0, amount))
        parts = [("1100", first), ("1110", amount - first)]
        credits[payment] = tuple(
            Credit("C1", "", Claim("C1", f"IN{n}"), "", x, Money(minor, "GBP"))
            for x, minor in parts
            if minor
        )
    whole = sum((one.amount for one in items), Decimal(0))
    minor = int(whole.quantize(Decimal(1), ROUND_HALF_UP))
    found = book(minor, items, credits)
    assert sum(line.functional.minor for line in found.lines) == 0
    assert found.lines[0].source.minor == minor or minor == 0
    assert {line.account for line in found.lines} <= {"1000", "1100", "1110", "2201", "7900"}
    control = -sum(x.functional.minor for x in found.lines if x.account in {"1100", "1110"})
    assert control == sum(amounts)


def test_the_unrounded_figures_are_kept_by_type() -> None:
    items = [*ONE, item("gocardless_fee", "-0.3", "PM2", "-0.1")]
    assert unrounded(items) == {
        "gocardless_fee": "-270.3", "payment_paid_out": "100000.0", "tax": "-45.1",
    }  # fmt: skip
