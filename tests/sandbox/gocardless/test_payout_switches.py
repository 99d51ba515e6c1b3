"""What payouts and refunds are where the documents leave a choice."""

from datetime import date
from typing import Any

import pytest

from s300gc.sandbox.gocardless.fees import rounded

from .desk import Desk


def refunding(**switches: Any) -> tuple[Desk, str]:
    """A payment of 100.00 that was paid out, with refunds allowed; it is 12 January."""
    desk = Desk(**switches)
    desk.gocardless.allow_refunds(desk.creditor)
    payment = desk.pay(desk.sign())
    desk.until(date(2026, 1, 12))
    return desk, payment


def refund(desk: Desk, payment: str, amount: int, **fields: Any) -> str:
    made = desk.make("refunds", amount=amount, links={"payment": payment}, **fields)
    return str(made["id"])


@pytest.mark.doubt("refunded_when")
@pytest.mark.parametrize("moment", ["created", "paid", "settled"])
def test_a_refund_counts_from_one_of_three_moments(moment: str) -> None:
    desk, payment = refunding(refunded_when=moment)
    made = refund(desk, payment, 1500, total_amount_confirmation=1500)
    desk.pay(desk.sign(), 50000)

    def counted() -> bool:
        return desk.get("payments", payment)["amount_refunded"] == 1500

    assert counted() == (moment == "created")
    links = {"payment": payment}
    wrong = {"refunds": {"amount": 1, "total_amount_confirmation": 1, "links": links}}
    assert desk.reason("POST", "/refunds", wrong) == (422, "total_amount_confirmation_invalid")
    desk.until(date(2026, 1, 15))
    assert counted() == (moment != "settled")
    desk.until(date(2026, 1, 20))
    assert counted()
    desk.gocardless.bounce_refund(made)
    assert desk.get("payments", payment)["amount_refunded"] == 0


@pytest.mark.doubt("refunded_when")
def test_a_refund_that_bounced_before_it_counted_never_counts() -> None:
    desk, payment = refunding(refunded_when="settled")
    desk.gocardless.bounce_refund(refund(desk, payment, 1500, total_amount_confirmation=1500))
    desk.pay(desk.sign(), 50000)
    desk.days(14)
    assert desk.get("payments", payment)["amount_refunded"] == 0


@pytest.mark.doubt("refund_confirmation")
def test_the_total_need_not_be_confirmed() -> None:
    desk, payment = refunding(refund_confirmation=False)
    refund(desk, payment, 1500)
    links = {"payment": payment}
    wrong = {"refunds": {"amount": 500, "total_amount_confirmation": 500, "links": links}}
    assert desk.reason("POST", "/refunds", wrong) == (422, "total_amount_confirmation_invalid")


@pytest.mark.doubt("refund_balance")
def test_a_refund_may_need_money_that_waits() -> None:
    desk, payment = refunding(refund_balance=True)
    given = {"amount": 1500, "total_amount_confirmation": 1500, "links": {"payment": payment}}
    reason = (422, "available_refund_amount_insufficient")
    assert desk.reason("POST", "/refunds", {"refunds": given}) == reason
    desk.simulate("payment_confirmed", desk.pay(desk.sign(), 5000))
    assert desk.make("refunds", **given)


@pytest.mark.doubt("bounced_refund")
@pytest.mark.parametrize("action", ["failed", "bounced"])
def test_a_refund_that_bounces_has_one_of_two_events(action: str) -> None:
    desk, payment = refunding(bounced_refund=action)
    made = refund(desk, payment, 1500, total_amount_confirmation=1500)
    desk.gocardless.bounce_refund(made)
    assert desk.actions(refund=made)[-1] == action


@pytest.mark.doubt("returned_names_payment")
@pytest.mark.parametrize("named", [True, False])
def test_the_item_of_a_returned_refund_may_name_its_payment(named: bool) -> None:
    desk, payment = refunding(returned_names_payment=named)
    made = refund(desk, payment, 1500, total_amount_confirmation=1500)
    desk.gocardless.bounce_refund(made)
    desk.pay(desk.sign(), 5000)
    desk.days(14)
    items = desk.rows("payout_items", payout=desk.rows("payouts")[0]["id"])
    (links,) = [item["links"] for item in items if item["type"] == "refund_funds_returned"]
    assert links["refund"] == made
    assert (links.get("payment") == payment) == named


# ---------------------------------------------------------------- payouts


@pytest.mark.doubt("payout_half")
@pytest.mark.parametrize(
    ("half", "expected"),
    [("up", [2, 3, -1, 1]), ("down", [1, 2, -2, 1]), ("even", [2, 2, -2, 1])],
)
def test_an_exact_half_is_rounded_in_one_of_three_ways(half: str, expected: list[int]) -> None:
    assert [rounded(n, half) for n in (15, 25, -15, 14)] == expected
    desk = Desk(payout_half=half)
    desk.pay(desk.sign(), 460)
    desk.days(14)
    (payout,) = desk.rows("payouts")
    assert desk.items(payout["id"])[1] == ("gocardless_fee", "-29.5")
    assert payout["amount"] == {"up": 431, "down": 430, "even": 430}[half]
    assert payout["amount"] + payout["deducted_fees"] == 460


@pytest.mark.doubt("payout_parts")
def test_many_payments_may_make_several_payouts_of_a_day() -> None:
    desk = Desk(payout_parts=2)
    late = desk.sign()
    desk.fail(late, "failed_after_confirmation")
    payments = [desk.pay(late), *(desk.pay(desk.sign(), 1000 * n) for n in range(1, 6))]
    desk.days(7)
    payouts = desk.rows("payouts")
    assert {row["arrival_date"] for row in payouts} == {"2026-01-12"}
    kinds = [[kind for kind, _ in desk.items(row["id"]) if "fee" not in kind] for row in payouts]
    assert sorted(len(found) for found in kinds) == [2, 2, 3]
    assert all("payment_failed" not in k or "payment_paid_out" in k for k in kinds)
    assert sum(row["amount"] > 0 for row in payouts) == 3
    named = [desk.get("payments", one)["links"].get("payout") for one in payments[1:]]
    assert set(named) == {row["id"] for row in payouts}


@pytest.mark.doubt("payout_wait")
def test_a_payout_may_be_pending_for_some_days() -> None:
    desk = Desk(payout_wait=2)
    payment = desk.pay(desk.sign())
    desk.until(date(2026, 1, 12))
    (payout,) = desk.rows("payouts")
    assert (payout["status"], payout["arrival_date"]) == ("pending", None)
    assert desk.items(payout["id"])
    assert desk.get("payments", payment)["status"] == "confirmed"
    assert desk.actions(payout=payout["id"]) == []
    balances = {
        r["balance_type"]: r["amount"] for r in desk.rows("balances", creditor=desk.creditor)
    }
    assert (balances["confirmed_funds"], balances["pending_payouts"]) == (0, payout["amount"])
    desk.until(date(2026, 1, 14))
    shown = desk.get("payouts", payout["id"])
    assert (shown["status"], shown["arrival_date"]) == ("paid", "2026-01-14")
    assert desk.get("payments", payment)["links"]["payout"] == payout["id"]
    assert desk.actions(payout=payout["id"]) == ["paid", "paid_out"]


@pytest.mark.doubt("payout_wait")
def test_what_fails_while_its_payout_is_pending_is_taken_from_the_next() -> None:
    desk = Desk(payout_wait=2)
    payment = desk.pay(desk.sign())
    desk.until(date(2026, 1, 12))
    desk.gocardless.take_back(payment)
    desk.simulate("payment_confirmed", desk.pay(desk.sign(), 50000))
    desk.days(14)
    newest, first = desk.rows("payouts")
    assert ("payment_paid_out", "10000.0") in desk.items(first["id"])
    assert ("payment_failed", "-10000.0") in desk.items(newest["id"])
    assert desk.get("payments", payment)["status"] == "failed"
    assert "paid_out" not in desk.actions(payment=payment)


@pytest.mark.doubt("cancelled_chargeback")
@pytest.mark.parametrize("kind", ["payment_paid_out", "payment_charged_back"])
def test_a_cancelled_chargeback_comes_back_as_one_of_two_items(kind: str) -> None:
    desk = Desk(cancelled_chargeback=kind)
    desk.gocardless.set_surcharge(desk.creditor, 1500)
    payment = desk.pay(desk.sign())
    desk.simulate("payment_charged_back", payment)
    desk.pay(desk.sign(), 50000)
    desk.days(14)
    desk.gocardless.cancel_chargeback(payment)
    desk.days(3)
    assert desk.items(desk.rows("payouts")[0]["id"]) == [
        (kind, "10000.0"), ("gocardless_fee", "-144.0"), ("surcharge_fee", "150.0")
    ]  # fmt: skip
    assert desk.get("payments", payment)["status"] == "paid_out"


@pytest.mark.doubt("fees_name_payment")
def test_fee_items_may_name_nothing() -> None:
    desk = Desk(fees_name_payment=False)
    desk.pay(desk.sign())
    desk.days(14)
    items = desk.rows("payout_items", payout=desk.rows("payouts")[0]["id"])
    assert [bool(item["links"]) for item in items] == [True, False]


@pytest.mark.doubt("payout_is_parent")
def test_the_payout_s_event_may_be_the_parent() -> None:
    desk = Desk(payout_is_parent=True)
    payment = desk.pay(desk.sign())
    desk.days(14)
    paid = desk.events(resource_type="payouts")[0]["id"]
    (child,) = desk.events(parent_event=paid)
    assert (child["action"], child["links"]["payment"]) == ("paid_out", payment)
