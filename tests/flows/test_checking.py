"""The checker of random histories sees the faults that it is there for, and no others."""

import json
from pathlib import Path

import pytest

from s300gc.flows import releasing
from s300gc.rules import payments as rules
from s300gc.sandbox.call import Call
from s300gc.store.claims import Claims
from tests.company import Company
from tests.flows.checking import Checker
from tests.flows.deeds import Deeds
from tests.flows.failing import collecting, payer, payment, retry, stands_for, until
from tests.flows.witness import Seen

NOTES = {"horizon_days = 30": 'horizon_days = 30\nkinds = ["Invoice", "DebitNote"]'}


def looked_at(one: Company, checker: Checker, before: Seen) -> None:
    """Check as after a deed at our own command line."""
    checker.after(before, Seen(one.state), [], trouble=True)


@pytest.mark.parametrize("planted", [False, True])
def test_a_retry_beside_a_new_collection_of_the_same_claim_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, planted: bool
) -> None:
    one = collecting(tmp_path, {"kind": "failed", "cause": "refer_to_payer"}, others=False)
    until(one, "failed")
    if planted:
        monkeypatch.setattr(rules, "_door_refusal", lambda found: "")
        monkeypatch.setattr(Claims, "reopen_inside", lambda self, payment, why: None)
    before, checker = Seen(one.state), Checker()
    Deeds(one, checker, lambda: Seen(one.state)).start_over(0, 1)
    alive = [taken.alive for taken in Seen(one.state).taken]
    assert sorted(alive) == [planted, True]
    if not planted:
        looked_at(one, checker, before)
        return
    with pytest.raises(AssertionError, match="two doors"):
        looked_at(one, checker, before)


@pytest.mark.parametrize("refunded", [0, 1000])
def test_what_was_refunded_and_is_collected_again_is_seen(tmp_path: Path, refunded: int) -> None:
    one = collecting(tmp_path, None, others=False)
    one.world.gocardless.allow_refunds(one.config.gocardless.creditor)
    until(one, "paid_out")
    if refunded:
        one.world.gocardless.refund_payment(payment(one)["id"], refunded)
    before, checker = Seen(one.state), Checker()
    looked_at(one, checker, before)
    _collect_again(one, 1000)
    why = "collected again after a refund" if refunded else "beyond its amount"
    with pytest.raises(AssertionError, match=why):
        looked_at(one, checker, before)


def _collect_again(one: Company, amount: int) -> None:
    """Collect a part of the invoice again, as our own token would."""
    first = payment(one)
    said = {**first["metadata"], "documents": f"IN1/1={amount / 100:.2f}"}
    body = {
        "payments": {
            "amount": amount, "currency": "GBP", "metadata": said,
            "links": {"mandate": first["links"]["mandate"]},
        }
    }  # fmt: skip
    headers = {
        "Authorization": f"Bearer {one.world.gocardless.access_token}",
        "GoCardless-Version": "2015-07-06", "Content-Type": "application/json",
    }  # fmt: skip
    call = Call.to("gocardless", "POST", "/payments", headers, json.dumps(body).encode())
    assert one.world.reply(call).answer.status == 201


def test_a_note_is_not_collected_beside_the_payment_whose_claim_it_inherited(
    tmp_path: Path,
) -> None:
    one = collecting(tmp_path, {"kind": "late_failure", "cause": "refer_to_payer"}, NOTES)
    first = until(one, "failed")
    one.live(4)
    checker = Checker(("Invoice", "DebitNote"))
    _release(one, first)
    one.sync()
    second = _newest(one)
    one.world.gocardless.plan_failure(payer(one), kind="failed", cause="refer_to_payer")
    while any(p.id == second and p.alive for p in Seen(one.state).taken):
        one.live(1)
    # GoCardless tries the first one again by itself; a person wants the second one retried.
    one.world.gocardless.retry_payment(first)
    before = Seen(one.state)
    _release(one, second)
    refused = retry(one, second).failures()
    assert "already being collected by " + first in refused[0].error
    looked_at(one, checker, before)


def _release(one: Company, id: str) -> None:
    with one.parts() as parts:
        assert releasing.release(parts, id, "anna").done()


def _newest(one: Company) -> str:
    """The payment for the invoice's debit note."""
    (found,) = [
        p["id"] for p in one.state["gocardless"]["payments"] if stands_for(p).startswith("PM")
    ]
    return str(found)
