"""Refunds: allowed or not, confirmed, settled out of a payout, and sent back."""

from datetime import date
from typing import Any

import pytest

from .desk import Desk


@pytest.fixture
def paid(desk: Desk) -> str:
    """A payment of 100.00 that has been paid out, with refunds allowed; it is 12 January."""
    desk.gocardless.allow_refunds(desk.creditor)
    payment = desk.pay(desk.sign())
    desk.until(date(2026, 1, 12))
    return payment


def refund(desk: Desk, payment: str, amount: int, total: int, **fields: Any) -> dict[str, Any]:
    return desk.make(
        "refunds", amount=amount, total_amount_confirmation=total, links={"payment": payment},
        **fields,
    )  # fmt: skip


def test_refunds_are_off_until_allowed(desk: Desk) -> None:
    given = {"refunds": {"amount": 1, "links": {"payment": "PM1"}}}
    assert desk.reason("POST", "/refunds", given) == (403, "forbidden")
    assert desk.rows("creditors")[0]["can_create_refunds"] is False
    desk.gocardless.allow_refunds(desk.creditor)
    assert desk.rows("creditors")[0]["can_create_refunds"] is True


def test_a_refund_is_taken_out_of_the_next_payout(desk: Desk, paid: str) -> None:
    made = refund(desk, paid, 1500, 1500, reference="IN000001", metadata={"why": "late"})
    assert (made["status"], made["currency"]) == ("created", "GBP")
    assert made["links"]["payment"] == paid
    assert desk.get("payments", paid)["amount_refunded"] == 1500
    desk.pay(desk.sign(), 50000)
    desk.days(14)
    assert desk.get("refunds", made["id"])["status"] == "paid"
    assert sorted(desk.actions(refund=made["id"])) == ["created", "paid", "refund_settled"]
    newest = desk.rows("payouts")[0]
    assert ("payment_refunded", "-1500.0") in desk.items(newest["id"])
    item = desk.rows("payout_items", payout=newest["id"])[0]
    assert item["links"] == {**made["links"], "refund": made["id"]}
    assert (
        desk.events(refund=made["id"], action="refund_settled")[0]["links"]["payout"]
        == (newest["id"])
    )


def test_the_total_must_be_confirmed(desk: Desk, paid: str) -> None:
    refund(desk, paid, 1000, 1000)
    given = {"amount": 500, "links": {"payment": paid}}
    wrong = {"refunds": {**given, "total_amount_confirmation": 500}}
    assert desk.reason("POST", "/refunds", wrong) == (422, "total_amount_confirmation_invalid")
    assert desk.fault("refunds", **given)[0] == "total_amount_confirmation"
    assert refund(desk, paid, 500, 1500)


def test_no_more_than_the_payment_and_no_more_than_five(desk: Desk, paid: str) -> None:
    links = {"payment": paid}
    assert desk.fault(
        "refunds", amount=10001, total_amount_confirmation=10001, links=links
    ) == ("amount", "must not be more than what is left of the payment")  # fmt: skip
    for n in range(5):
        refund(desk, paid, 100, 100 * (n + 1))
    given = {"refunds": {"amount": 100, "total_amount_confirmation": 600, "links": links}}
    assert desk.reason("POST", "/refunds", given) == (422, "number_of_refunds_exceeded")


def test_only_collected_payments_are_refunded(desk: Desk, paid: str) -> None:
    pending = desk.pay(desk.sign())
    given = {"amount": 100, "total_amount_confirmation": 100, "links": {"payment": pending}}
    assert desk.reason("POST", "/refunds", {"refunds": given}) == (
        422,
        "refund_payment_invalid_state",
    )


def test_a_refund_that_bounces_comes_back_in_a_payout(desk: Desk, paid: str) -> None:
    made = refund(desk, paid, 1500, 1500)
    desk.pay(desk.sign(), 50000)
    desk.days(14)
    desk.simulate("refund_bounced", made["id"])
    assert desk.get("refunds", made["id"])["status"] == "bounced"
    assert desk.get("payments", paid)["amount_refunded"] == 0
    desk.days(3)
    assert desk.get("refunds", made["id"])["status"] == "funds_returned"
    assert desk.actions(refund=made["id"])[-2:] == ["failed", "funds_returned"]
    assert desk.items(desk.rows("payouts")[0]["id"]) == [("refund_funds_returned", "1500.0")]


def test_a_mandate_can_be_refunded_where_that_is_allowed(desk: Desk, paid: str) -> None:
    mandate = desk.get("payments", paid)["links"]["mandate"]
    given = {"amount": 700, "links": {"mandate": mandate}}
    assert desk.reason("POST", "/refunds", {"refunds": given}) == (403, "forbidden")
    desk.gocardless.allow_refunds(desk.creditor, mandates=True)
    made = desk.make("refunds", **given)
    refund(desk, paid, 100, 100)
    assert [row["id"] for row in desk.rows("refunds", refund_type="mandate")] == [made["id"]]
    assert len(desk.rows("refunds", mandate=mandate)) == 2
    desk.pay(desk.sign(), 50000)
    desk.days(14)
    assert ("refund", "-700.0") in desk.items(desk.rows("payouts")[0]["id"])


def test_metadata_can_change(desk: Desk, paid: str) -> None:
    made = refund(desk, paid, 100, 100)
    shown = desk.put("refunds", made["id"], metadata={"note": "CN000001"})
    assert shown == {**made, "metadata": {"note": "CN000001"}}
