from datetime import date
from decimal import Decimal

import pytest

from s300gc.model import Document, Money, Payout, PayoutItem, Tax
from s300gc.rules.period_end import Passage, Told, aged, fees, on_its_way, refunds_owed, taken_back
from tests.store.make import payout

AMOUNT = Money(5000, "GBP")
END = date(2026, 1, 31)


def day(n: int) -> date:
    return date(2026, 1, n)


def way(type: str, created: int, arrived: date | None, of: str = "PO1") -> Passage:
    return Passage("PM1", "", type, of, day(created), arrived)


CONFIRMED = Told("confirmed", day(28))


@pytest.mark.parametrize(
    ("events", "passages", "expected"),
    [
        ([CONFIRMED], [], ("", None)),
        ([Told("confirmed", date(2026, 2, 1))], [], None),
        ([CONFIRMED, Told("failed", day(30))], [], None),
        ([CONFIRMED, Told("failed", date(2026, 2, 2))], [], ("", None)),
        ([CONFIRMED, Told("charged_back", day(29)), Told("chargeback_cancelled", day(30))], [],
         ("", None)),
        ([CONFIRMED], [way("payment_paid_out", 30, date(2026, 2, 2))],
         ("PO1", date(2026, 2, 2))),
        ([CONFIRMED], [way("payment_paid_out", 30, None)], ("PO1", None)),
        ([CONFIRMED], [way("payment_paid_out", 30, END)], None),
        ([], [], None),
    ],
)  # fmt: skip
def test_money_is_on_its_way_from_its_confirmation_until_it_arrives(
    events: list[Told], passages: list[Passage], expected: tuple[str, date | None] | None
) -> None:
    found = on_its_way({"PM1": AMOUNT}, {"PM1": events}, {"PM1": passages}, END)
    assert [(one.payout, one.arrives) for one in found] == ([expected] if expected else [])


def test_a_payout_made_after_the_day_does_not_name_money_that_was_in_none_then() -> None:
    passages = [Passage("PM1", "", "payment_paid_out", "PO1", date(2026, 2, 3), date(2026, 2, 4))]
    (found,) = on_its_way({"PM1": AMOUNT}, {"PM1": [CONFIRMED]}, {"PM1": passages}, END)
    assert (found.payout, found.collected) == ("", day(28))


CAME = way("payment_paid_out", 20, day(21))
LATE = Told("failed", day(30))


@pytest.mark.parametrize(
    ("events", "passages", "owed"),
    [
        ([CONFIRMED, LATE], [CAME], True),
        ([CONFIRMED, LATE], [CAME, way("payment_failed", 30, date(2026, 2, 2), "PO2")], True),
        ([CONFIRMED, LATE], [CAME, way("payment_failed", 30, day(31), "PO2")], False),
        ([CONFIRMED, Told("failed", date(2026, 2, 1))], [CAME], False),
        ([CONFIRMED], [CAME], False),
        ([LATE], [], False),
        ([CONFIRMED, LATE, Told("chargeback_cancelled", day(31))], [CAME], False),
    ],
)
def test_what_came_back_is_owed_until_a_payout_has_deducted_it(
    events: list[Told], passages: list[Passage], owed: bool
) -> None:
    found = taken_back({"PM1": AMOUNT}, {"PM1": events}, {"PM1": passages}, END)
    assert bool(found) == owed
    if found:
        assert (found[0].amount, found[0].since) == (AMOUNT, day(30))


def test_a_refund_is_owed_until_a_payout_has_deducted_it() -> None:
    made = [(f"RF{n}", AMOUNT, day(n)) for n in (10, 20)]
    made.append(("RF3", AMOUNT, date(2026, 2, 1)))
    found = refunds_owed(made, {"RF10": day(12), "RF20": date(2026, 2, 2)}, END)
    assert [one.subject for one in found] == ["RF20"]


def test_unapplied_cash_and_prepayments_are_shown_by_age_and_other_credits_not() -> None:
    def open_(number: str, kind: str, dated: date, minor: int = -100) -> Document:
        amount = Money(minor, "GBP")
        return Document("C1", number, kind, dated, dated, amount, amount, amount, "DOM")  # type: ignore[arg-type]

    documents = [
        open_("U1", "UnappliedCash", day(31)), open_("U2", "Prepayment", day(1)),
        open_("U3", "UnappliedCash", date(2025, 12, 1)),
        open_("U4", "Prepayment", date(2025, 1, 1)), open_("CN", "CreditNote", day(1)),
        open_("IN", "Invoice", day(1), 100),
        open_("U5", "UnappliedCash", date(2026, 2, 1)),
    ]  # fmt: skip
    assert [(one.document, one.age, one.amount.minor) for one in aged(documents, END)] == [
        ("U4", "over 90", 100),
        ("U3", "61-90", 100),
        ("U2", "0-30", 100),
        ("U1", "0-30", 100),
    ]


def test_fees_and_the_vat_in_them_are_exact_fractions_and_credits_count_against() -> None:
    def fee(amount: str, tax: str, kind: str = "gocardless_fee") -> PayoutItem:
        taxes = (Tax(Decimal(tax), "GBP", "GB_VAT_1"),)
        return PayoutItem(kind, Decimal(amount), taxes=taxes)

    items = [
        PayoutItem("payment_paid_out", Decimal(10000)),
        fee("-56.5", "-9.4"), fee("20.0", "3.3"), fee("-30", "-5", "surcharge_fee"),
    ]  # fmt: skip
    one: Payout = payout("PO1")
    found = fees(one, items, 2)
    assert [(f.type, f.gross, f.tax, f.tax_rate) for f in found] == [
        ("gocardless_fee", Decimal("0.365"), Decimal("0.061"), "GB_VAT_1"),
        ("surcharge_fee", Decimal("0.30"), Decimal("0.05"), "GB_VAT_1"),
    ]
