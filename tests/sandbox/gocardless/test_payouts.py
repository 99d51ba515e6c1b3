"""Payouts: one a day for each creditor and currency, exact to a tenth of a minor unit."""

from datetime import date

import pytest

from s300gc.sandbox.gocardless.fees import fee_of, half_up, written

from .desk import Desk


@pytest.mark.parametrize(
    ("amount", "country", "expected"),
    [
        (2700, "GB", (564, 94)),
        (10000, "GB", (1440, 240)),
        (100000, "GB", (4800, 800)),
        (333, "GB", (280, 47)),
        (2700, "US", (470, 0)),
    ],
)
def test_fees_are_one_per_cent_and_twenty_up_to_four_hundred_and_vat(
    amount: int, country: str, expected: tuple[int, int]
) -> None:
    assert fee_of(amount, country) == expected


def test_tenths_are_written_and_rounded_half_up() -> None:
    assert [written(n) for n in (-564, 564, 0, -5)] == ["-56.4", "56.4", "0.0", "-0.5"]
    assert [half_up(n) for n in (14, 15, 25, -15)] == [1, 2, 3, -1]


def test_a_payout_is_its_items_and_arrives_the_same_day(desk: Desk) -> None:
    payments = [desk.pay(desk.sign(), amount) for amount in (2700, 333)]
    desk.days(14)
    (payout,) = desk.rows("payouts")
    assert (payout["status"], payout["arrival_date"]) == ("paid", "2026-01-12")
    assert desk.items(payout["id"]) == [
        ("payment_paid_out", "2700.0"),
        ("gocardless_fee", "-56.4"),
        ("payment_paid_out", "333.0"),
        ("gocardless_fee", "-28.0"),
    ]
    assert (payout["amount"], payout["deducted_fees"]) == (2949, 84)
    assert payout["reference"].startswith("SAMPLE-")
    assert payout["tax_currency"] == "GBP"
    assert payout["links"]["creditor"] == desk.creditor
    for payment in payments:
        assert desk.get("payments", payment)["links"]["payout"] == payout["id"]
    told = [(e["resource_type"], e["action"]) for e in desk.events(payout=payout["id"])]
    assert told == [("payouts", "paid"), ("payments", "paid_out"), ("payments", "paid_out")]


def test_an_exact_half_is_rounded_up(desk: Desk) -> None:
    desk.pay(desk.sign(), 460)
    desk.days(14)
    (payout,) = desk.rows("payouts")
    assert desk.items(payout["id"])[1] == ("gocardless_fee", "-29.5")
    assert (payout["amount"], payout["deducted_fees"]) == (431, 29)


def test_vat_is_inside_the_fee(desk: Desk) -> None:
    desk.pay(desk.sign(), 2700)
    desk.days(14)
    payout = desk.rows("payouts")[0]["id"]
    fee = desk.rows("payout_items", payout=payout)[1]
    assert fee["taxes"] == [
        {
            "amount": "-9.4",
            "currency": "GBP",
            "destination_amount": "-9.4",
            "destination_currency": "GBP",
            "exchange_rate": None,
            "tax_rate_id": "GB_VAT_1",
        }
    ]


def test_the_rate_of_foreign_vat_comes_two_days_later() -> None:
    desk = Desk(currencies=("EUR",))
    desk.pay(desk.sign("EUR"), 2700)
    desk.until(date(2026, 1, 13))
    payout = desk.rows("payouts")[0]
    assert (payout["currency"], payout["tax_currency"]) == ("EUR", "GBP")
    tax = desk.rows("payout_items", payout=payout["id"])[1]["taxes"][0]
    assert (tax["destination_amount"], tax["exchange_rate"]) == (None, None)
    desk.until(date(2026, 1, 15))
    tax = desk.rows("payout_items", payout=payout["id"])[1]["taxes"][0]
    assert float(tax["destination_amount"]) == pytest.approx(
        float(tax["amount"]) * float(tax["exchange_rate"]), abs=0.06
    )
    assert desk.actions(payout=payout["id"])[-1] == "tax_exchange_rates_confirmed"


def test_a_merchant_outside_britain_and_france_pays_no_vat(desk: Desk) -> None:
    creditor = desk.gocardless.creditor("Beispiel GmbH", ("EUR",), country_code="DE")
    desk.pay(desk.sign("EUR", creditor=creditor), 2700)
    desk.days(14)
    (payout,) = desk.rows("payouts", creditor=creditor)
    assert payout["tax_currency"] is None
    assert desk.items(payout["id"])[1] == ("gocardless_fee", "-47.0")
    assert all(not item["taxes"] for item in desk.rows("payout_items", payout=payout["id"]))


def test_creditors_and_currencies_are_paid_apart() -> None:
    desk = Desk(currencies=("GBP", "EUR"))
    other = desk.gocardless.creditor("Other Ltd")
    for mandate in (desk.sign(), desk.sign(), desk.sign("EUR"), desk.sign(creditor=other)):
        desk.pay(mandate)
    desk.days(14)
    assert [row["currency"] for row in desk.rows("payouts", creditor=desk.creditor)] == [
        "EUR",
        "GBP",
    ]
    assert len(desk.rows("payouts", creditor=other)) == 1
    account = desk.get("creditors", other)["links"]["default_gbp_payout_account"]
    assert len(desk.rows("payouts", creditor_bank_account=account)) == 1
    assert len(desk.rows("payouts", currency="GBP")) == 2


def test_a_negative_balance_waits_for_money(desk: Desk) -> None:
    mandate = desk.sign()
    desk.fail(mandate, "late_failure")
    payment = desk.pay(mandate)
    desk.days(28)
    assert len(desk.rows("payouts")) == 1
    balance = desk.rows("balances", creditor=desk.creditor)[0]
    assert (balance["balance_type"], balance["amount"]) == ("confirmed_funds", -9856)
    desk.pay(desk.sign(), 5000)
    desk.days(14)
    assert len(desk.rows("payouts")) == 1
    assert desk.rows("payments")[0]["status"] == "confirmed"
    desk.pay(desk.sign(), 9000)
    desk.days(14)
    newest = desk.rows("payouts")[0]
    assert [kind for kind, _ in desk.items(newest["id"])].count("payment_paid_out") == 2
    assert ("payment_failed", "-10000.0") in desk.items(newest["id"])
    assert desk.actions(payment=payment)[-1] == "late_failure_settled"


def test_a_payment_retried_after_a_late_failure_is_paid_out_twice_less_once(desk: Desk) -> None:
    mandate = desk.sign()
    desk.fail(mandate, "late_failure")
    payment = desk.pay(mandate)
    desk.days(14)
    desk.act("payments", payment, "retry")
    desk.pay(desk.sign(), 50000)
    desk.days(14)
    kinds = [
        kind
        for payout in desk.rows("payouts")
        for item in desk.rows("payout_items", payout=payout["id"])
        if item["links"]["payment"] == payment
        for kind in [item["type"]]
        if kind != "gocardless_fee"
    ]
    assert sorted(kinds) == ["payment_failed", "payment_paid_out", "payment_paid_out"]
    assert desk.get("payments", payment)["status"] == "paid_out"


def test_a_surcharge_is_taken_with_what_came_back(desk: Desk) -> None:
    desk.gocardless.set_surcharge(desk.creditor, 1500)
    mandate = desk.sign()
    desk.fail(mandate, "charged_back")
    payment = desk.pay(mandate)
    desk.pay(desk.sign(), 50000, charge_date="2026-01-13")
    desk.days(14)
    assert ("surcharge_fee", "-150.0") in desk.items(desk.rows("payouts")[0]["id"])
    assert desk.actions(payment=payment)[-1] == "surcharge_fee_debited"


def test_an_unverified_creditor_is_not_paid(desk: Desk) -> None:
    desk.simulate("creditor_verification_status_in_review", desk.creditor)
    desk.pay(desk.sign())
    desk.days(14)
    assert desk.rows("payouts") == []
    desk.simulate("creditor_verification_status_successful", desk.creditor)
    desk.days(1)
    assert len(desk.rows("payouts")) == 1


def test_items_are_paged(desk: Desk) -> None:
    for _ in range(3):
        desk.pay(desk.sign())
    desk.days(14)
    payout = desk.rows("payouts")[0]["id"]
    page = desk.page("payout_items", payout=payout, limit=4)
    assert len(page["payout_items"]) == 4
    rest = desk.page("payout_items", payout=payout, limit=4, after=page["meta"]["cursors"]["after"])
    assert len(rest["payout_items"]) == 2
    assert rest["meta"]["cursors"]["after"] is None
    back = desk.page("payout_items", payout=payout, before=rest["meta"]["cursors"]["before"])
    assert back["payout_items"] == page["payout_items"]


def test_items_need_their_payout_and_are_gone_after_six_months(desk: Desk) -> None:
    desk.pay(desk.sign())
    desk.days(14)
    payout = desk.rows("payouts")[0]["id"]
    assert desk.reason("GET", "/payout_items") == (400, "invalid_filters")
    assert desk.reason("GET", "/payout_items", query="payout=PO404") == (404, "resource_not_found")
    desk.until(date(2026, 7, 12))
    assert desk.rows("payout_items", payout=payout)
    desk.days(1)
    assert desk.refused("GET", "/payout_items", query=f"payout={payout}")["code"] == 410


def test_a_payout_s_metadata_can_change(desk: Desk) -> None:
    desk.pay(desk.sign())
    desk.days(14)
    payout = desk.rows("payouts")[0]
    assert desk.put("payouts", payout["id"], metadata={"batch": "000123"}) == {
        **payout,
        "metadata": {"batch": "000123"},
    }


def test_balances_tell_what_is_on_its_way(desk: Desk) -> None:
    desk.pay(desk.sign(), 10000)
    desk.pay(desk.sign(), 2000, charge_date="2026-01-12")

    def balances() -> dict[str, int]:
        rows = desk.rows("balances", creditor=desk.creditor)
        return {row["balance_type"]: row["amount"] for row in rows}

    desk.until(date(2026, 1, 6))
    assert balances()["pending_payments_submitted"] == 10000
    desk.until(date(2026, 1, 9))
    assert balances() == {
        "confirmed_funds": 10000 - 144,
        "pending_payouts": 0,
        "pending_payments_submitted": 2000,
    }
    assert desk.reason("GET", "/balances") == (400, "invalid_filters")


def test_tax_rates_can_be_read(desk: Desk) -> None:
    assert desk.get("tax_rates", "GB_VAT_1")["percentage"] == "20.0"
    assert [row["id"] for row in desk.rows("tax_rates", jurisdiction="FR")] == ["FR_VAT_1"]
    assert desk.reason("GET", "/tax_rates/XX") == (404, "resource_not_found")
