"""What was collected, kept and paid out adds up; ages and causes lose nothing."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from s300gc.model import Money, Payment, Payout, PayoutItem, Tax, total
from s300gc.model.reports import Charged, Ending, Owed, PayoutSheet, Scope, Unmatched
from s300gc.rules import ageing, endings, report
from s300gc.rules.payouts import FEES, KNOWN

AT = datetime(2026, 1, 12, 9, tzinfo=UTC)
DAY = date(2026, 1, 12)
MONEY_ITEMS = sorted(KNOWN - set(FEES))


def payout(minor: int, currency: str = "GBP", id: str = "PO1") -> Payout:
    return Payout(id, AT, Money(minor, currency), 0, "paid", "merchant", "REF", "CR1", DAY)


def item(kind: str, amount: str, tax: str = "", *, authority: str = "GBP") -> PayoutItem:
    taxes = (Tax(Decimal(tax), "GBP", "GB_VAT_1", Decimal(tax), authority),) if tax else ()
    return PayoutItem(kind, Decimal(amount), "PM1", taxes=taxes)


def sheet(one: Payout, *items: PayoutItem) -> PayoutSheet:
    return PayoutSheet(one, "booked", "", items)


@st.composite
def sheets(draw: st.DrawFn) -> PayoutSheet:
    """A payout of any items; GoCardless's sum is rounded, and sometimes it is a wrong one."""
    tenths = st.integers(-50_000, 50_000).map(lambda n: Decimal(n) / 10)
    fees = st.builds(
        lambda kind, amount, tax: item(kind, str(amount), str(amount * tax / 6)),
        st.sampled_from(FEES), tenths, st.sampled_from([Decimal(0), Decimal(1)]),
    )  # fmt: skip
    money = st.builds(
        item,
        st.sampled_from([*MONEY_ITEMS, "a new one"]),
        st.integers(-100_000, 100_000).map(str),
    )
    items = draw(st.lists(st.one_of(fees, money), max_size=8))
    exact = sum((one.amount for one in items), Decimal(0))
    off = draw(st.sampled_from([0, 0, 0, 7, -300]))
    one = payout(int(exact.quantize(Decimal(1))) + off, draw(st.sampled_from(["GBP", "EUR"])))
    return PayoutSheet(one, "booked", "", tuple(items))


@settings(max_examples=40)
@given(st.lists(sheets(), max_size=6))
def test_all_parts_add_up_to_what_was_paid_out_by_currency(found: list[PayoutSheet]) -> None:
    totals = report.totals(report.split(one.payout, one.items) for one in found)
    for one in totals:
        mine = [s for s in found if s.payout.amount.currency == one.currency]
        assert total([m for _, m in one.parts], one.currency) == one.paid_out
        assert one.paid_out == total([s.payout.amount for s in mine], one.currency)
        came_in = sum(i.amount for s in mine for i in s.items if i.type == "payment_paid_out")
        assert one.collected.minor == came_in
    assert {one.currency for one in totals} == {s.payout.amount.currency for s in found}


@settings(max_examples=40)
@given(sheets())
def test_the_fees_of_a_payout_are_exact_but_for_half_a_unit(one: PayoutSheet) -> None:
    found = report.split(one.payout, one.items)
    exact = sum((i.amount for i in one.items if i.type in FEES), Decimal(0))
    tax = sum((t.amount for i in one.items if i.type in FEES for t in i.taxes), Decimal(0))
    assert abs((found.fees + found.vat).minor - exact) <= Decimal("0.5")
    assert abs(found.vat.minor - tax) <= Decimal("0.5")
    assert sum((fee.gross for fee in report.fees([one])), Decimal(0)) == exact


def test_a_payout_is_split_as_its_journal_is() -> None:
    found = report.split(
        payout(99_730), [item("payment_paid_out", "100000"), item("gocardless_fee", "-270", "-45")]
    )
    assert (found.collected.minor, found.fees.minor, found.vat.minor) == (100_000, -225, -45)


def test_what_the_items_do_not_explain_is_not_hidden_in_the_fees() -> None:
    found = report.split(
        payout(99_000), [item("payment_paid_out", "100000"), item("gocardless_fee", "-270")]
    )
    assert (found.fees.minor, found.unexplained.minor) == (-270, -730)


def test_a_payout_whose_items_are_not_read_is_no_fee() -> None:
    found = report.split(payout(5_000), [])
    assert (found.unread.minor, found.fees.minor, found.unexplained.minor) == (5_000, 0, 0)


def test_tax_is_added_up_in_the_currency_in_which_it_is_owed() -> None:
    pending = PayoutItem(
        "gocardless_fee", Decimal(-120), "PM1",
        taxes=(Tax(Decimal(-20), "EUR", "GB_VAT_1", None, "GBP"),),
    )  # fmt: skip
    found = report.taxes_due(
        [
            sheet(payout(0), item("gocardless_fee", "-270", "-45.5")),
            sheet(payout(0, "EUR"), pending),
        ]
    )
    assert [(one.currency, one.amount, one.pending) for one in found] == [
        ("GBP", Decimal("-45.5"), 1)
    ]


# ---------------------------------------------------------------- ages


def owed(minor: int, days: int, currency: str = "GBP") -> Owed:
    return Owed("C1", "", "IN1", "Invoice", DAY - timedelta(days=days), Money(minor, currency))


def test_each_age_is_in_its_bucket() -> None:
    (found,) = ageing.documents(
        [owed(1, -5), owed(2, 0), owed(4, 1), owed(8, 30), owed(16, 31), owed(32, 90),
         owed(64, 91), owed(-100, 12)],
        DAY,
    )  # fmt: skip
    assert [one.amount.minor for one in found.buckets] == [3, 12, 16, 32, 64]
    assert (found.credits.amount.minor, found.balance.minor, found.overdue.minor) == (
        -100, 27, 124,
    )  # fmt: skip


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.integers(-10_000, 10_000), st.integers(-99, 200), st.sampled_from(["GBP", "EUR"])
        )
    )
)
def test_no_age_loses_anything(rows: list[tuple[int, int, str]]) -> None:
    documents = ageing.documents([owed(*row) for row in rows], DAY)
    waiting = [
        Unmatched("PO1", "PM1", "refund", "2190", DAY - timedelta(days=days), Money(n, currency))
        for n, days, currency in rows
    ]
    for found in (documents, ageing.unmatched(waiting, DAY)):
        assert {one.currency: one.balance.minor for one in found} == {
            currency: sum(n for n, _, c in rows if c == currency) for _, _, currency in rows
        }
        counts = sum(bucket.count for one in found for bucket in (*one.buckets, one.credits))
        assert counts == len(rows)


# ---------------------------------------------------------------- charged and ended


def charged(status: str, minor: int, currency: str = "GBP") -> Charged:
    one = Payment("PM1", AT, Money(minor, currency), DAY, status, "MD1", "CR1")
    return Charged(one, "C1", "", ())


def test_payments_are_added_up_by_status_and_currency_in_the_order_of_their_way() -> None:
    found = endings.outcomes(
        [charged("failed", 1), charged("paid_out", 2), charged("paid_out", 4),
         charged("submitted", 8, "EUR"), charged("brand_new", 16)]
    )  # fmt: skip
    assert [(one.status, one.count, str(one.amount)) for one in found] == [
        ("submitted", 1, "0.08 EUR"), ("paid_out", 2, "0.06 GBP"), ("failed", 1, "0.01 GBP"),
        ("brand_new", 1, "0.16 GBP"),
    ]  # fmt: skip


def test_failures_are_grouped_by_cause_the_costliest_first_and_unknown_causes_are_kept() -> None:
    def ending(cause: str, minor: int | None) -> Ending:
        amount = None if minor is None else Money(minor, "GBP")
        return Ending(AT, "failed", cause, "PM1", amount, "failed")

    found = endings.causes(
        [ending("insufficient_funds", 5), ending("brand_new", 7), ending("insufficient_funds", 5),
         ending("other", None)]
    )  # fmt: skip
    assert [(one.cause, one.currency, one.amount.minor, len(one.endings)) for one in found] == [
        ("other", "", 0, 1), ("insufficient_funds", "GBP", 10, 2), ("brand_new", "GBP", 7, 1),
    ]  # fmt: skip
    assert "'brand_new'" in found[2].says


def test_a_whole_month_is_one() -> None:
    assert Scope(date(2024, 2, 1), date(2024, 2, 29)).whole_month
    assert not Scope(date(2026, 2, 1), date(2026, 2, 27)).whole_month
    assert not Scope(date(2026, 1, 1), date(2026, 2, 28)).whole_month
