"""What a creditor has agreed: prices, fees on invoice, apps and partners, retries."""

from datetime import date
from decimal import Decimal

import pytest

from .desk import Desk


def test_prices_are_a_creditor_s_own(desk: Desk) -> None:
    desk.gocardless.set_prices(desk.creditor, per_mille=20, fixed=0, highest=1000)
    for amount in (1000, 99900):
        desk.pay(desk.sign(), amount)
    desk.days(14)
    fees = [amount for kind, amount in desk.items(desk.rows("payouts")[0]["id"]) if "fee" in kind]
    assert fees == ["-24.0", "-120.0"]


def test_fees_that_are_invoiced_are_in_no_payout(desk: Desk) -> None:
    desk.gocardless.set_surcharge(desk.creditor, 1500)
    desk.gocardless.invoice_fees(desk.creditor)
    back = desk.pay(desk.sign())
    desk.pay(desk.sign(), 50000)
    desk.simulate("payment_charged_back", back)
    desk.days(14)
    newest = desk.rows("payouts")[0]
    assert (newest["deducted_fees"], newest["amount"], newest["tax_currency"]) == (0, 40000, None)
    assert sorted(desk.items(newest["id"])) == [
        ("payment_charged_back", "-10000.0"), ("payment_paid_out", "50000.0")
    ]  # fmt: skip


def test_a_surcharge_has_its_tax_inside(desk: Desk) -> None:
    desk.gocardless.set_surcharge(desk.creditor, 1500)
    desk.simulate("payment_charged_back", desk.pay(desk.sign()))
    desk.pay(desk.sign(), 50000)
    desk.days(14)
    items = desk.rows("payout_items", payout=desk.rows("payouts")[0]["id"])
    (surcharge,) = [item for item in items if item["type"] == "surcharge_fee"]
    assert (surcharge["amount"], surcharge["taxes"][0]["amount"]) == ("-150.0", "-25.0")


# ---------------------------------------------------------------- apps and partners


def test_an_app_takes_its_fee_and_gives_it_back(desk: Desk) -> None:
    payment = desk.pay(desk.sign())
    desk.gocardless.take_app_fee(payment, 250)
    assert desk.get("payments", payment)["app_fee"] == 250
    desk.simulate("payment_paid_out", payment)
    (payout,) = desk.rows("payouts")
    assert desk.items(payout["id"])[2:] == [("app_fee", "-250.0")]
    assert (payout["amount"], payout["deducted_fees"]) == (10000 - 144 - 250, 144 + 250)
    desk.gocardless.take_back(payment)
    desk.pay(desk.sign(), 50000)
    desk.days(14)
    assert ("app_fee", "250.0") in desk.items(desk.rows("payouts")[0]["id"])


def test_a_fee_is_taken_before_the_payment_is_submitted_and_less_than_it(desk: Desk) -> None:
    payment = desk.pay(desk.sign())
    for amount in (0, 10000):
        with pytest.raises(ValueError, match="less than its payment"):
            desk.gocardless.take_app_fee(payment, amount)
    desk.days(2)
    with pytest.raises(ValueError, match="before that is submitted"):
        desk.gocardless.take_app_fee(payment, 100)


def test_a_partner_is_paid_app_fees_and_his_share_apart(desk: Desk) -> None:
    partner = desk.gocardless.creditor("Partner Ltd")
    desk.gocardless.make_partner(partner, per_mille=100)
    payment = desk.pay(desk.sign())
    desk.gocardless.take_app_fee(payment, 250)
    desk.days(14)
    (payout,) = desk.rows("payouts", creditor=partner)
    assert payout["payout_type"] == "partner"
    assert desk.items(payout["id"]) == [("app_fee", "250.0"), ("revenue_share", "12.0")]
    assert (payout["amount"], payout["deducted_fees"], payout["tax_currency"]) == (262, 0, None)
    (merchant,) = desk.rows("payouts", payout_type="merchant")
    assert desk.actions(payout=merchant["id"]) == ["paid", "paid_out"]
    assert desk.actions(payout=payout["id"]) == ["paid"]
    desk.gocardless.take_back(payment)
    desk.pay(desk.sign(), 2000)
    desk.days(14)
    assert len(desk.rows("payouts", payout_type="partner")) == 1  # less than nothing waits
    waiting = [row["amount"] for row in desk.rows("balances", creditor=partner)]
    assert waiting == [0, 0, 0]  # a balance is the merchant's


def test_every_type_of_item_can_be_brought_about(desk: Desk) -> None:
    gocardless = desk.gocardless
    gocardless.allow_refunds(desk.creditor, mandates=True)
    gocardless.set_surcharge(desk.creditor, 600)
    gocardless.make_partner(gocardless.creditor("Partner Ltd"), per_mille=50)
    failed, charged, kept = (desk.pay(desk.sign(), 20000) for _ in range(3))
    gocardless.take_app_fee(kept, 100)
    desk.until(date(2026, 1, 12))
    gocardless.take_back(failed)
    gocardless.charge_back(charged)
    gocardless.bounce_refund(gocardless.refund_payment(kept, 500))
    gocardless.refund_mandate(desk.get("payments", kept)["links"]["mandate"], 300)
    desk.pay(desk.sign(), 90000)
    desk.days(14)
    found = gocardless.state()["payout_items"].values()
    assert {item["type"] for items in found for item in items} == {
        "payment_paid_out", "payment_failed", "payment_charged_back", "payment_refunded", "refund",
        "refund_funds_returned", "gocardless_fee", "surcharge_fee", "app_fee", "revenue_share",
    }  # fmt: skip
    for payout in desk.rows("payouts"):
        total = sum(Decimal(amount) for _, amount in desk.items(payout["id"]))
        assert abs(total - payout["amount"]) <= Decimal("0.5")


# ---------------------------------------------------------------- retries


def test_gocardless_chooses_the_days_of_its_retries(desk: Desk) -> None:
    desk.gocardless.set_retries(desk.creditor, (1, 4))
    mandate = desk.sign()
    for _ in range(3):
        desk.fail(mandate, "failed")
    customer = desk.get("mandates", mandate)["links"]["customer"]
    for nth in (1, 2, 3):
        desk.gocardless.plan_failure(customer, kind="failed", nth=nth)
    payment = desk.pay(mandate, retry_if_possible=True)
    desk.days(30)
    told = desk.events(payment=payment)
    failed = [event["details"] for event in told if event["action"] == "failed"]
    assert [one["will_attempt_retry"] for one in failed] == [True, True, False]
    assert failed[-1]["not_retried_reason"] == "other"
    days = [e["created_at"][:10] for e in told if e["action"] == "resubmission_requested"]
    assert days == ["2026-01-12", "2026-01-22"]
    assert desk.get("payments", payment)["status"] == "failed"


def test_no_more_than_three_retries_can_be_agreed(desk: Desk) -> None:
    for gaps in ((1, 1, 1, 1), (0,)):
        with pytest.raises(ValueError, match="gaps"):
            desk.gocardless.set_retries(desk.creditor, gaps)
    with pytest.raises(ValueError, match="per_mille"):
        desk.gocardless.make_partner(desk.creditor, 1000)
    with pytest.raises(ValueError, match="prices"):
        desk.gocardless.set_prices(desk.creditor, -1, 0, 0)
