"""What a story may let people and banks do, beside the API."""

from datetime import date

import pytest

from s300gc.sandbox.gocardless.errors import Refused

from .desk import Desk


def test_a_payment_is_retried_and_cancelled_in_the_dashboard(desk: Desk) -> None:
    mandate = desk.sign()
    desk.fail(mandate, "failed")
    payment = desk.pay(mandate)
    desk.days(7)
    desk.gocardless.retry_payment(payment)
    event = desk.events(payment=payment)[-1]
    assert (event["action"], event["details"]["cause"]) == (
        "resubmission_requested",
        "payment_retried",
    )
    assert event["source"]["type"] == "user"
    desk.gocardless.cancel_payment(payment)
    assert desk.get("payments", payment)["status"] == "cancelled"
    with pytest.raises(Refused, match="already cancelled"):
        desk.gocardless.cancel_payment(payment)
    with pytest.raises(Refused, match="has not failed"):
        desk.gocardless.retry_payment(payment)


def test_a_payment_is_retried_three_times_in_all(desk: Desk) -> None:
    mandate = desk.sign()
    customer = desk.get("mandates", mandate)["links"]["customer"]
    for nth in range(1, 5):
        desk.gocardless.plan_failure(customer, kind="failed", nth=nth)
    payment = desk.pay(mandate)
    desk.days(7)
    desk.gocardless.retry_payment(payment)
    for _ in range(2):
        desk.days(7)
        desk.act("payments", payment, "retry")
    desk.days(7)
    path = f"/payments/{payment}/actions/retry"
    assert desk.reason("POST", path) == (422, "retry_failed")
    assert desk.get("payments", payment)["status"] == "failed"


def test_money_is_taken_back_and_charged_back_on_the_day(desk: Desk) -> None:
    failed, charged = desk.pay(desk.sign()), desk.pay(desk.sign())
    for deed in (desk.gocardless.take_back, desk.gocardless.charge_back):
        with pytest.raises(ValueError, match="pending_submission"):
            deed(failed)
    desk.until(date(2026, 1, 12))
    desk.gocardless.take_back(failed, "bank_account_closed")
    desk.gocardless.charge_back(charged)
    statuses = [desk.get("payments", one)["status"] for one in (failed, charged)]
    assert statuses == ["failed", "charged_back"]
    mandate = desk.get("payments", failed)["links"]["mandate"]
    assert desk.get("mandates", mandate)["status"] == "cancelled"


def test_a_refund_needs_permission_and_a_collected_payment(desk: Desk) -> None:
    payment = desk.pay(desk.sign())
    with pytest.raises(Refused, match="Forbidden"):
        desk.gocardless.refund_payment(payment, 100)
    desk.gocardless.allow_refunds(desk.creditor)
    with pytest.raises(Refused, match="not confirmed"):
        desk.gocardless.refund_payment(payment, 100)
    desk.until(date(2026, 1, 12))
    with pytest.raises(ValueError, match="at least 1"):
        desk.gocardless.refund_payment(payment, 0)
    refund = desk.gocardless.refund_payment(payment, 100)
    assert desk.gocardless.state()["refunds"][0]["made_by"] == "person"
    desk.gocardless.bounce_refund(refund)
    with pytest.raises(ValueError, match="already"):
        desk.gocardless.bounce_refund(refund)


def test_a_payout_bounces_and_is_paid_again(desk: Desk) -> None:
    desk.pay(desk.sign())
    desk.until(date(2026, 1, 12))
    payout = desk.rows("payouts")[0]["id"]
    desk.gocardless.bounce_payout(payout)
    assert desk.get("payouts", payout)["status"] == "bounced"
    with pytest.raises(ValueError, match="bounced"):
        desk.gocardless.bounce_payout(payout)
    desk.days(3)
    assert desk.get("payouts", payout)["arrival_date"] == "2026-01-15"


# ---------------------------------------------------------------- mandates


def test_a_mandate_is_blocked_for_good(desk: Desk) -> None:
    mandate = desk.sign()
    payment = desk.pay(mandate)
    desk.gocardless.block_mandate(mandate)
    assert desk.get("mandates", mandate)["status"] == "blocked"
    assert desk.get("payments", payment)["status"] == "cancelled"
    event = desk.events(mandate=mandate)[-1]
    assert (event["action"], event["details"]["cause"]) == ("blocked", "mandate_blocked")
    path = f"/mandates/{mandate}/actions/reinstate"
    assert desk.reason("POST", path) == (422, "mandate_not_inactive")
    with pytest.raises(ValueError, match="blocked already"):
        desk.gocardless.block_mandate(mandate)


def test_a_mandate_expires_and_is_reinstated_in_the_dashboard(desk: Desk) -> None:
    mandate = desk.sign()
    desk.gocardless.expire_mandate(mandate)
    assert desk.get("mandates", mandate)["status"] == "expired"
    desk.gocardless.reinstate_mandate(mandate)
    desk.days(2)
    assert desk.actions(mandate=mandate)[-4:] == [
        "expired", "resubmission_requested", "submitted", "reinstated"
    ]  # fmt: skip
    assert desk.pay(mandate)


def test_a_mandate_moves_to_another_account(desk: Desk) -> None:
    mandate = desk.sign()
    before = desk.get("mandates", mandate)["links"]["customer_bank_account"]
    after = desk.gocardless.transfer_mandate(mandate)
    shown = desk.get("mandates", mandate)
    assert (shown["status"], shown["links"]["customer_bank_account"]) == ("active", after)
    links = desk.events(mandate=mandate)[-1]["links"]
    assert links["previous_customer_bank_account"] == before
    assert links["new_customer_bank_account"] == after


def test_the_successor_of_a_mandate_expires_like_any_other(desk: Desk) -> None:
    new = desk.gocardless.replace_mandate(desk.sign())
    desk.until(date(2027, 2, 5))
    assert desk.get("mandates", new)["status"] == "expired"
