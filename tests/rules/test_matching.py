"""Which invoice of a recurring charge a subscription's payment stands for."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from s300gc.model import Claim, Document, Money, Payment, Skip
from s300gc.model.subscriptions import (
    Cadence,
    ChargeKey,
    ChargeLine,
    DraftInvoice,
    RecurringCharge,
    Standing,
    Subscription,
)
from s300gc.rules.drafting import draft
from s300gc.rules.matching import Match, covered, match
from s300gc.rules.subscriptions import LIVE

AT = datetime(2026, 1, 5, tzinfo=UTC)
FIRST = date(2026, 2, 1)
RENT = Money(12000, "GBP")
KEY = ChargeKey("RENT", "C1")
HELD = Standing(
    KEY, 1, "ref", FIRST, "SB1",
    subscription=Subscription(
        "SB1", AT, RENT, "active", "MD1", "Rent", Cadence("monthly", 1, 1), FIRST
    ),
)  # fmt: skip


def invoice(number: str, dated: date, amount: Money = RENT, customer: str = "C1") -> Document:
    return Document(customer, number, "Invoice", dated, dated, amount, amount, amount, "TRADE")


def payment(id: str, charged: date, amount: Money = RENT) -> Payment:
    return Payment(id, AT, amount, charged, "submitted", "MD1", "CR1", subscription="SB1")


def matched(payments: list[Payment], invoices: list[Document], *taken: str) -> dict[str, str]:
    used = {Claim("C1", number) for number in taken}
    found = match(payments, {"SB1": HELD}, {KEY: invoices}, used)
    return {
        one.payment.id: one.allocation.claim.document for one in found if isinstance(one, Match)
    }


def test_each_payment_gets_the_invoice_of_its_own_month() -> None:
    bills = [invoice("RE2", date(2026, 3, 1)), invoice("RE1", FIRST)]
    asked = [payment("PM2", date(2026, 3, 2)), payment("PM1", date(2026, 2, 2))]
    assert matched(asked, bills) == {"PM1": "RE1", "PM2": "RE2"}
    assert matched(asked, bills, "RE1") == {"PM2": "RE2"}


def test_one_of_its_own_amount_comes_before_a_nearer_one() -> None:
    bills = [invoice("RE1", FIRST, Money(5000, "GBP")), invoice("RE2", date(2026, 2, 5))]
    assert matched([payment("PM1", FIRST)], bills) == {"PM1": "RE2"}


def test_what_is_half_a_month_away_is_another_month() -> None:
    (wait,) = match([payment("PM1", FIRST)], {"SB1": HELD},
                    {KEY: [invoice("RE1", date(2026, 2, 17))]}, ())  # fmt: skip
    assert isinstance(wait, Skip)
    assert wait.reason == (
        "120.00 GBP of subscription SB1 waits for its invoice: none of recurring charge"
        " RENT C1 is posted around 2026-02-01"
    )


def test_a_payment_never_stands_for_more_than_its_invoice_or_itself() -> None:
    for asked, billed in ((10000, 12000), (12000, 10000)):
        (found,) = match([payment("PM1", FIRST, Money(asked, "GBP"))], {"SB1": HELD},
                         {KEY: [invoice("RE1", FIRST, Money(billed, "GBP"))]}, ())  # fmt: skip
        assert isinstance(found, Match)
        assert found.allocation.amount == Money(10000, "GBP")


def test_the_invoice_made_for_a_payment_is_that_ones_and_no_others() -> None:
    bills = [invoice("PM2-I", FIRST), invoice("PM1-I", date(2026, 6, 1))]
    asked = [payment("PM1", FIRST), payment("PM2", FIRST)]
    assert matched(asked, bills) == {"PM1": "PM1-I", "PM2": "PM2-I"}
    assert matched([asked[0], asked[1]], bills[:1]) == {"PM2": "PM2-I"}


@given(st.lists(st.integers(0, 300), max_size=8), st.lists(st.integers(0, 300), max_size=8))
def test_no_invoice_is_paid_twice_and_every_payment_has_its_answer(
    charged: list[int], dated: list[int]
) -> None:
    asked = [payment(f"PM{n}", FIRST + timedelta(days=d)) for n, d in enumerate(charged)]
    bills = [invoice(f"RE{n}", FIRST + timedelta(days=d)) for n, d in enumerate(dated)]
    found = match(asked, {"SB1": HELD}, {KEY: bills}, ())
    documents = [one.allocation.claim for one in found if isinstance(one, Match)]
    assert len(documents) == len(set(documents))
    assert len(found) == len(asked)


# ---------------------------------------------------------------- what is covered


def test_invoices_of_the_charge_since_it_began_are_covered_while_it_goes_on() -> None:
    bills = [
        invoice("RE0", date(2026, 1, 1)), invoice("RE1", FIRST), invoice("IN1", FIRST),
        invoice("RE2", date(2026, 3, 1)), invoice("RE9", FIRST, customer="C2"),
    ]  # fmt: skip
    charges = {(one.customer, one.number): "RENT" for one in bills} | {("C1", "IN1"): "OTHER"}
    found = covered(bills, charges, [HELD], LIVE, {("C1", "RE2")})
    assert found == {("C1", "RE1"): "SB1"}
    assert covered(bills, charges, [replace(HELD, ended=True)], LIVE, ()) == {}
    doubtful = replace(HELD, id="", subscription=None)
    assert covered(bills, charges, [doubtful], LIVE, ())[("C1", "RE1")] == "ref"


def test_where_the_batch_is_gone_the_amount_tells() -> None:
    bills = [invoice("RE1", FIRST), invoice("IN1", FIRST, Money(1, "GBP"))]
    charges = {("C1", "RE1"): "", ("C1", "IN1"): ""}
    assert covered(bills, charges, [HELD], LIVE, ()) == {("C1", "RE1"): "SB1"}


# ---------------------------------------------------------------- invoices to be made

CHARGE = RecurringCharge(
    KEY, "Rent", active=True, amount=RENT, schedule="M", next_date=FIRST,
    lines=(ChargeLine("SALES", "", "Rent", Money(10000, "GBP")),),
)  # fmt: skip


def test_an_invoice_is_made_once_the_money_was_asked_for() -> None:
    made = draft(payment("PM1", FIRST), CHARGE, FIRST)
    assert isinstance(made, DraftInvoice)
    assert (made.number, made.dated, made.total) == ("PM1-I", FIRST, RENT)
    assert draft(payment("PM1", FIRST), CHARGE, FIRST - timedelta(days=1)) is None
    assert draft(replace(payment("PM1", FIRST), status="failed"), CHARGE, FIRST) is None


def test_a_charge_that_sage_invoices_and_another_amount_get_none() -> None:
    assert draft(payment("PM1", FIRST), replace(CHARGE, invoices=1), FIRST) is None
    assert draft(payment("PM1", FIRST), None, FIRST) is None
    other = draft(payment("PM1", FIRST, Money(1, "GBP")), CHARGE, FIRST)
    assert isinstance(other, Skip)
    assert "comes to 120.00 GBP now" in other.reason
