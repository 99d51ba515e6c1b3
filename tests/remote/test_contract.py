"""The clients against the simulated systems: what one side writes the other understands."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
import requests

from s300gc.errors import CredentialError, Refused
from s300gc.model import (
    Allocation,
    Claim,
    CreatePayment,
    Mandate,
    Money,
)
from s300gc.remote.gocardless import GoCardless
from s300gc.remote.gocardless_events import read_webhook
from s300gc.remote.http import Http
from s300gc.remote.signature import which_secret
from s300gc.sandbox.world import World
from tests.remote.both import GOCARDLESS, Both, connect


def active(both: Both) -> Mandate:
    found = [each for each in both.gocardless.mandates() if each.status == "active"]
    return min(found, key=lambda each: each.id)


def asked(both: Both, mandate: Mandate, amount: int = 1234, key: str = "key-1") -> CreatePayment:
    assert mandate.next_charge_date is not None
    money = Money(amount, "GBP")
    return CreatePayment(
        reference=f"SAMLTD payment {key}",
        key=key,
        customer="C1001",
        mandate=mandate.id,
        amount=money,
        charge_date=mandate.next_charge_date,
        allocations=(Allocation(Claim("C1001", "IN1"), money),),
        description="Invoice IN1",
        metadata=(("customer", "C1001"), ("documents", "IN1/1=12.34"), ("s300gc", f"1 {key}")),
        due=mandate.next_charge_date,
    )


def test_who_is_linked_can_be_read(small: Both) -> None:
    creditor = small.gocardless.creditor()
    mandates = list(small.gocardless.mandates())
    assert len(mandates) >= 10
    assert {each.creditor for each in mandates} == {creditor.id}
    one = active(small)
    assert small.gocardless.mandate(one.id) == one
    account = small.gocardless.bank_account(one.bank_account)
    assert account.customer == one.customer
    assert len(account.ending) == 2
    customers = {each.id: each for each in small.gocardless.customers()}
    assert small.gocardless.customer(one.customer) == customers[one.customer]
    assert len(list(small.gocardless.bank_accounts(customer=one.customer))) == 1
    later = datetime(2030, 1, 1, tzinfo=UTC)
    assert list(small.gocardless.mandates(created_from=later)) == []


def test_a_payment_goes_from_creation_to_its_payout(small: Both) -> None:
    step = asked(small, active(small))
    made = small.gocardless.create_payment(step)
    assert not made.existed
    assert made.payment.amount == step.amount
    assert made.payment.metadata == step.metadata
    assert list(small.gocardless.payments(mandate=step.mandate)) == [made.payment]
    small.world.advance(14)
    paid = small.gocardless.payment(made.payment.id)
    assert paid.status == "paid_out"
    (copy,) = small.gocardless.payouts()
    assert copy.payout.id == paid.payout
    assert copy.payout.status == "paid"
    assert small.gocardless.payout(paid.payout) == copy
    found = small.gocardless.payout_items(paid.payout)
    assert {each.type for each in found.items} == {"payment_paid_out", "gocardless_fee"}
    total = sum(each.amount for each in found.items)
    assert abs(total - copy.payout.amount.minor) <= Decimal("0.5")
    events = [event for page in small.gocardless.events() for event in page.events]
    of_payment = [each.action for each in events if each.resource == paid.id]
    assert of_payment == ["paid_out", "confirmed", "submitted", "created"]
    assert any((each.resource, each.action) == (paid.payout, "paid") for each in events)
    assert {each.kind for each in small.gocardless.balances()} <= {
        "confirmed_funds",
        "pending_payouts",
        "pending_payments_submitted",
    }


@pytest.mark.parametrize("what", ["reset", "timeout", "500", "html", "cut"])
def test_a_payment_whose_answer_is_lost_is_created_once(small: Both, what: str) -> None:
    step = asked(small, active(small))
    small.faults({"method": "POST", "nth": 1, "when": "after", "what": what})
    made = small.gocardless.create_payment(step)
    assert made.existed
    assert len(list(small.gocardless.payments(mandate=step.mandate))) == 1


def test_a_key_that_made_something_else_is_not_taken_for_success(small: Both) -> None:
    step = asked(small, active(small))
    small.gocardless.create_payment(step)
    assert small.gocardless.create_payment(step).existed
    with pytest.raises(Exception, match=r"amount is 12\.34 GBP, not 99\.99 GBP"):
        small.gocardless.create_payment(replace(step, amount=Money(9999, "GBP")))


def test_a_payment_is_cancelled_before_and_refused_after_its_submission(small: Both) -> None:
    first = small.gocardless.create_payment(asked(small, active(small))).payment
    assert small.gocardless.cancel_payment(first.id).status == "cancelled"
    with pytest.raises(Refused) as refused:
        small.gocardless.cancel_payment(first.id)
    assert refused.value.code == "cancellation_failed"
    with pytest.raises(Refused) as refused:
        small.gocardless.retry_payment(first.id)
    assert refused.value.code == "retry_failed"


def test_what_gocardless_refuses_keeps_its_reason(small: Both) -> None:
    step = asked(small, active(small))
    with pytest.raises(Refused) as refused:
        small.gocardless.create_payment(replace(step, charge_date=small.today))
    assert refused.value.status == 422
    assert "charge_date" in str(refused.value)
    with pytest.raises(Refused) as refused:
        small.gocardless.payment("PM404")
    assert (refused.value.status, refused.value.code) == (404, "resource_not_found")


def test_a_wrong_token_is_a_matter_of_the_credential(small: Both) -> None:
    http = Http(small.session, GOCARDLESS, system="GoCardless", clock=small.clock)
    with pytest.raises(CredentialError):
        GoCardless(http, token="wrong", creditor="CR1").creditor()


def test_requests_stop_for_a_limit_before_they_meet_it(session: requests.Session) -> None:
    both = connect(World.new("small"), session, limit=60)
    asked = 0
    while not both.clock.waits:
        both.gocardless.creditor()
        asked += 1
    assert 40 <= asked <= 100
    assert [line for line in both.world.requests.lines if line.status == 429] == []


def test_a_webhook_is_signed_and_read(small: Both) -> None:
    small.gocardless.create_payment(asked(small, active(small)))
    small.world.advance(5)
    deliveries = small.world.gocardless.pending_webhooks()
    assert deliveries
    for delivery in deliveries:
        secrets = ["old", small.world.gocardless.webhook_secret]
        assert which_secret(delivery.body, delivery.signature, secrets) == 1
        found = read_webhook(delivery.body)
        assert found.webhook == delivery.webhook_id
        assert found.events
