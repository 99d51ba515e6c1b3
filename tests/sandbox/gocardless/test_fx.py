"""Payouts in another currency than was collected: an estimate, then the rate, then the money."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest

from .desk import Desk

NONE = dict.fromkeys(("fx_currency", "fx_amount", "exchange_rate", "estimated_exchange_rate"))


@pytest.fixture
def foreign() -> Desk:
    """A creditor who collects pounds, euros and dollars and is paid dollars as pounds."""
    desk = Desk(currencies=("GBP", "EUR", "USD"))
    desk.gocardless.convert(desk.creditor, "USD", "GBP")
    return desk


def worth(amount: int, rate: str) -> int:
    return int((amount * Decimal(rate)).quantize(Decimal(1), ROUND_HALF_UP))


def test_a_currency_with_an_account_of_its_own_is_not_converted(foreign: Desk) -> None:
    creditor = foreign.get("creditors", foreign.creditor)
    assert creditor["fx_payout_currency"] == "GBP"
    assert "default_usd_payout_account" not in creditor["links"]
    assert foreign.get("payments", foreign.pay(foreign.sign("EUR")))["fx"] == NONE
    foreign.days(14)
    (payout,) = foreign.rows("payouts")
    assert (payout["currency"], payout["status"], payout["fx"]) == ("EUR", "paid", NONE)


def test_a_payment_that_will_be_converted_shows_an_estimate(foreign: Desk) -> None:
    fx = foreign.get("payments", foreign.pay(foreign.sign("USD")))["fx"]
    assert (fx["fx_currency"], fx["fx_amount"], fx["exchange_rate"]) == ("GBP", None, None)
    assert len(fx["estimated_exchange_rate"].partition(".")[2]) == 10
    assert 0.7 < float(fx["estimated_exchange_rate"]) < 0.8


def test_a_payout_is_told_as_paid_and_pending_until_its_rate_is_confirmed(foreign: Desk) -> None:
    payment = foreign.pay(foreign.sign("USD"), 12345)
    foreign.until(date(2026, 1, 13))
    (payout,) = foreign.rows("payouts")
    assert (payout["status"], payout["arrival_date"], payout["currency"]) == (
        "pending",
        None,
        "USD",
    )
    assert payout["fx"]["exchange_rate"] is payout["fx"]["fx_amount"] is None
    assert payout["fx"]["estimated_exchange_rate"]
    assert foreign.actions(payout=payout["id"]) == ["paid", "paid_out"]
    assert foreign.get("payments", payment)["status"] == "paid_out"
    foreign.days(1)
    landed = foreign.get("payouts", payout["id"])
    fx = landed["fx"]
    assert (landed["status"], landed["arrival_date"]) == ("paid", "2026-01-14")
    assert (landed["amount"], landed["currency"]) == (payout["amount"], "USD")
    assert (fx["fx_currency"], fx["estimated_exchange_rate"]) == ("GBP", None)
    assert fx["fx_amount"] == worth(payout["amount"], fx["exchange_rate"])
    account = foreign.get("creditors", foreign.creditor)["links"]["default_gbp_payout_account"]
    assert landed["links"]["creditor_bank_account"] == account
    shown = foreign.get("payments", payment)["fx"]
    assert shown == {**fx, "fx_amount": worth(12345, fx["exchange_rate"])}
    assert foreign.actions(payout=payout["id"])[2:] == ["fx_rate_confirmed"]


def test_items_stay_in_the_currency_that_was_collected(foreign: Desk) -> None:
    foreign.pay(foreign.sign("USD"), 10000)
    foreign.days(21)
    (payout,) = foreign.rows("payouts")
    items = foreign.rows("payout_items", payout=payout["id"])
    assert [item["amount"] for item in items] == ["10000.0", "-144.0"]
    (tax,) = items[1]["taxes"]
    assert (tax["currency"], tax["destination_currency"]) == ("USD", "GBP")
    assert tax["exchange_rate"] and tax["destination_amount"]


def test_a_refund_is_converted_at_the_rate_of_the_payout_that_takes_it(foreign: Desk) -> None:
    foreign.gocardless.allow_refunds(foreign.creditor)
    paid = foreign.pay(foreign.sign("USD"), 10000)
    foreign.until(date(2026, 1, 14))
    refund = foreign.gocardless.refund_payment(paid, 2500)
    assert foreign.get("refunds", refund)["fx"]["estimated_exchange_rate"]
    foreign.pay(foreign.sign("USD"), 50000)
    foreign.days(14)
    newest = foreign.rows("payouts")[0]
    assert ("payment_refunded", "-2500.0") in foreign.items(newest["id"])
    fx = foreign.get("refunds", refund)["fx"]
    assert fx["exchange_rate"] == newest["fx"]["exchange_rate"]
    assert fx["fx_amount"] == worth(2500, fx["exchange_rate"])


def test_pending_payouts_are_part_of_the_balances(foreign: Desk) -> None:
    foreign.pay(foreign.sign("USD"), 10000)
    foreign.until(date(2026, 1, 13))
    rows = foreign.rows("balances", creditor=foreign.creditor)
    pending = {row["currency"]: row["amount"] for row in rows if "payouts" in row["balance_type"]}
    assert pending == {"GBP": 0, "EUR": 0, "USD": 10000 - 144}


def test_only_an_account_that_is_there_can_be_paid_to(foreign: Desk) -> None:
    for into in ("USD", "SEK"):
        with pytest.raises(ValueError, match="no account"):
            foreign.gocardless.convert(foreign.creditor, "USD", into)
