"""From submission to payout and back: which day brings what."""

from datetime import date

import pytest

from .desk import Desk

BACS = {
    "2026-01-06": "submitted",
    "2026-01-07": "submitted",
    "2026-01-08": "submitted",
    "2026-01-09": "confirmed",
    "2026-01-10": "confirmed",
    "2026-01-12": "paid_out",
}
SEPA = {
    "2026-01-06": "submitted",
    "2026-01-09": "submitted",
    "2026-01-12": "confirmed",
    "2026-01-13": "paid_out",
}


@pytest.mark.parametrize(("currency", "days"), [("GBP", BACS), ("EUR", SEPA), ("USD", SEPA)])
def test_a_payment_goes_its_way(currency: str, days: dict[str, str]) -> None:
    desk = Desk(currencies=(currency,))
    payment = desk.pay(desk.sign(currency))
    for day, status in days.items():
        desk.until(date.fromisoformat(day))
        assert (day, desk.get("payments", payment)["status"]) == (day, status)
    assert desk.actions(payment=payment) == ["created", "submitted", "confirmed", "paid_out"]


def test_a_failure_is_known_the_day_after_the_charge_date(desk: Desk) -> None:
    mandate = desk.sign()
    desk.fail(mandate, "failed")
    payment = desk.pay(mandate)
    desk.days(14)
    event = desk.events(payment=payment)[-1]
    assert event["action"] == "failed"
    assert event["created_at"].startswith("2026-01-09")
    assert event["details"]["origin"] == "bank"
    assert (event["details"]["cause"], event["details"]["reason_code"]) == (
        "refer_to_payer",
        "ARUDD-0",
    )
    assert event["details"]["will_attempt_retry"] is False
    assert desk.rows("payouts") == []


def test_the_nth_payment_fails_and_no_other(desk: Desk) -> None:
    mandate = desk.sign()
    desk.fail(mandate, "failed", nth=2)
    payments = [desk.pay(mandate, charge_date=f"2026-01-{day}") for day in ("12", "13", "14")]
    desk.days(21)
    statuses = [desk.get("payments", one)["status"] for one in payments]
    assert statuses == ["paid_out", "failed", "paid_out"]


@pytest.mark.parametrize(
    ("currency", "cause", "expected"),
    [
        ("GBP", "insufficient_funds", ("refer_to_payer", "ARUDD-0")),
        ("GBP", "invalid_bank_details", ("invalid_bank_details", "ARUDD-5")),
        ("EUR", "insufficient_funds", ("insufficient_funds", "AM04")),
        ("USD", "bank_account_closed", ("bank_account_closed", "ACH_RETURN-R02")),
    ],
)
def test_each_scheme_reports_in_its_own_words(
    currency: str, cause: str, expected: tuple[str, str]
) -> None:
    desk = Desk(currencies=(currency,))
    mandate = desk.sign(currency)
    desk.fail(mandate, "failed", cause=cause)
    payment = desk.pay(mandate)
    desk.days(14)
    details = next(e for e in desk.events(payment=payment) if e["action"] == "failed")["details"]
    assert (details["cause"], details["reason_code"]) == expected


def test_a_closed_account_ends_the_mandate_too(desk: Desk) -> None:
    mandate = desk.sign()
    desk.fail(mandate, "failed", cause="bank_account_closed")
    first, second = desk.pay(mandate), desk.pay(mandate, charge_date="2026-02-02")
    desk.days(7)
    assert desk.get("payments", first)["status"] == "failed"
    assert desk.get("payments", second)["status"] == "cancelled"
    assert desk.get("mandates", mandate)["status"] == "cancelled"


def test_a_late_failure_comes_two_days_after_the_payout_and_leaves_the_next(desk: Desk) -> None:
    late, other = desk.sign(), desk.sign()
    desk.fail(late, "late_failure")
    payment = desk.pay(late)
    desk.pay(other, 50000, charge_date="2026-01-13")
    desk.until(date(2026, 1, 13))
    assert desk.get("payments", payment)["status"] == "paid_out"
    desk.until(date(2026, 1, 14))
    assert desk.get("payments", payment)["status"] == "failed"
    desk.days(7)
    second, first = desk.rows("payouts")
    assert desk.items(first["id"]) == [
        ("payment_paid_out", "10000.0"),
        ("gocardless_fee", "-144.0"),
    ]
    assert sorted(desk.items(second["id"])) == [
        ("gocardless_fee", "-480.0"),
        ("gocardless_fee", "144.0"),
        ("payment_failed", "-10000.0"),
        ("payment_paid_out", "50000.0"),
    ]
    assert second["amount"] == 50000 - 480 - 10000 + 144
    event = desk.events(payment=payment)[-1]
    assert event["action"] == "late_failure_settled"
    assert event["links"] == {"payment": payment, "payout": second["id"]}


def test_a_chargeback_is_settled_like_it(desk: Desk) -> None:
    back, other = desk.sign(), desk.sign()
    desk.fail(back, "charged_back", cause="authorisation_disputed")
    payment = desk.pay(back)
    desk.pay(other, 50000, charge_date="2026-01-13")
    desk.days(14)
    assert desk.get("payments", payment)["status"] == "charged_back"
    assert desk.actions(payment=payment)[-3:] == ["paid_out", "charged_back", "chargeback_settled"]
    details = desk.events(payment=payment, action="charged_back")[0]["details"]
    assert (details["cause"], details["reason_code"]) == ("authorisation_disputed", "DDICA-1")
    newest = desk.rows("payouts")[0]
    assert ("payment_charged_back", "-10000.0") in desk.items(newest["id"])


def test_a_cancelled_chargeback_is_paid_out_again(desk: Desk) -> None:
    back, other = desk.sign(), desk.sign()
    desk.fail(back, "charged_back")
    payment = desk.pay(back)
    desk.pay(other, 50000, charge_date="2026-01-13")
    desk.days(14)
    desk.gocardless.cancel_chargeback(payment)
    assert desk.get("payments", payment)["status"] == "confirmed"
    desk.days(3)
    assert desk.get("payments", payment)["status"] == "paid_out"
    assert desk.actions(payment=payment)[-2:] == ["chargeback_cancelled", "paid_out"]
    with pytest.raises(ValueError, match="not charged back"):
        desk.gocardless.cancel_chargeback(payment)


def test_what_fails_between_confirmation_and_payout_stands_there_twice(desk: Desk) -> None:
    mandate, other = desk.sign(), desk.sign()
    desk.fail(mandate, "failed_after_confirmation")
    payment = desk.pay(mandate)
    desk.pay(other, 2000)
    desk.days(10)
    assert desk.actions(payment=payment) == [
        "created", "submitted", "confirmed", "failed", "late_failure_settled"
    ]  # fmt: skip
    (payout,) = desk.rows("payouts")
    amounts = [amount for kind, amount in desk.items(payout["id"]) if kind.startswith("payment")]
    assert sorted(amounts) == ["-10000.0", "10000.0", "2000.0"]
    assert "payout" not in desk.get("payments", payment)["links"]


def test_gocardless_tries_again_by_itself_where_it_may(desk: Desk) -> None:
    mandate = desk.sign()
    desk.fail(mandate, "failed")
    payment = desk.pay(mandate, retry_if_possible=True)
    desk.until(date(2026, 1, 9))
    assert desk.events(payment=payment)[-1]["details"]["will_attempt_retry"] is True
    desk.until(date(2026, 1, 13))
    event = desk.events(payment=payment)[-1]
    assert event["action"] == "resubmission_requested"
    assert event["details"]["cause"] == "payment_autoretried"
    desk.days(14)
    assert desk.get("payments", payment)["status"] == "paid_out"


def test_a_retry_by_hand_comes_before_the_one_by_itself(desk: Desk) -> None:
    mandate = desk.sign()
    desk.fail(mandate, "failed")
    payment = desk.pay(mandate, retry_if_possible=True)
    desk.until(date(2026, 1, 9))
    desk.act("payments", payment, "retry")
    desk.days(21)
    assert desk.actions(payment=payment).count("resubmission_requested") == 1
    assert desk.actions(payment=payment).count("paid_out") == 1


def test_some_causes_are_not_tried_again(desk: Desk) -> None:
    mandate = desk.sign()
    desk.fail(mandate, "failed", cause="bank_account_closed")
    payment = desk.pay(mandate, retry_if_possible=True)
    desk.days(14)
    details = desk.events(payment=payment)[-1]["details"]
    assert details["will_attempt_retry"] is False
    assert details["not_retried_reason"] == "failure_filter_applied"


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("Successful", "paid_out"),
        ("Penniless", "failed"),
        ("Late", "failed"),
        ("Fickle", "charged_back"),
    ],
)
def test_given_names_decide_what_becomes_of_a_payment(desk: Desk, name: str, status: str) -> None:
    desk.gocardless.set_chances(failed=1000)
    payment = desk.pay(desk.sign(given_name=name))
    desk.days(14)
    assert desk.get("payments", payment)["status"] == status


def test_chances_depend_on_the_payment_and_not_on_the_order() -> None:
    def failed(extra: bool) -> list[bool]:
        desk = Desk(seed=7)
        desk.gocardless.set_chances(failed=400)
        mandates = [desk.sign() for _ in range(20)]
        payments = [desk.pay(mandate) for mandate in mandates]
        if extra:
            desk.pay(mandates[0], charge_date="2026-01-13")
            desk.act("payments", payments[0], "cancel")
        desk.days(7)
        return [desk.get("payments", one)["status"] == "failed" for one in payments[1:]]

    assert failed(extra=False) == failed(extra=True)
    assert 2 < sum(failed(extra=False)) < 15


def test_nonsense_plans_are_refused(desk: Desk) -> None:
    mandate = desk.sign()
    for plan in ({"kind": "lost"}, {"kind": "failed", "cause": "x"}, {"kind": "failed", "nth": 0}):
        with pytest.raises(ValueError, match="must be one of"):
            desk.fail(mandate, **plan)
    with pytest.raises(ValueError, match="at most 1000"):
        desk.gocardless.set_chances(failed=600, late_failure=600)


def test_a_mandate_is_ready_on_the_morning_its_first_payment_is_submitted(desk: Desk) -> None:
    payment = desk.pay(desk.sign(active=False))
    desk.days(2)
    assert [e["action"] for e in desk.events()][-2:] == ["active", "submitted"]
    desk.until(date(2026, 1, 13))
    shown = desk.get("payments", payment)
    assert (shown["charge_date"], shown["status"]) == ("2026-01-09", "paid_out")


def test_an_old_attempt_settled_late_does_not_pay_out_the_new_one(desk: Desk) -> None:
    mandate = desk.sign()
    desk.fail(mandate, "failed_after_confirmation")
    payment = desk.pay(mandate)
    desk.pay(desk.sign(), charge_date="2026-01-14")
    desk.until(date(2026, 1, 12))
    assert desk.rows("payouts") == []  # in and out again come to nothing, so both wait
    desk.act("payments", payment, "retry")
    desk.until(date(2026, 1, 16))
    assert len(desk.rows("payouts")) == 1
    assert desk.get("payments", payment)["status"] == "confirmed"
    desk.days(3)
    assert desk.get("payments", payment)["status"] == "paid_out"
    assert desk.actions(payment=payment).count("paid_out") == 1
