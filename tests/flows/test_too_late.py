"""A document is paid, credited or reduced in Sage 300 when its payment cannot be cancelled."""

from decimal import Decimal
from pathlib import Path

from s300gc.flows import collecting
from s300gc.model import Failed, Skip
from tests.flows.changing import (
    collecting_one,
    exceptions,
    left_open,
    outcome_of,
    pay,
    post_ours,
    refunded,
    retried,
    statuses,
    until,
    until_submitted,
)
from tests.flows.collectors import company_of, owe, said, settled, today


def test_after_submission_it_is_an_exception_until_the_receipt_leaves_a_credit(
    tmp_path: Path,
) -> None:
    one = collecting_one(tmp_path)
    until(one, "submitted")
    pay(one, "100.00", IN1="100.00")
    found = outcome_of(one.sync())
    assert [skip.kind for skip in found.skips()] == ["surplus"]
    (shown,) = exceptions(one)
    assert "collects 100.00 GBP for IN1 of C1, of which nothing is open: refund 100.00" in shown
    assert [s.kind for s in outcome_of(one.sync()).skips()] == []
    one.live(12)
    assert exceptions(one) == []
    with one.parts() as parts:
        told = [row.kind for row in parts.store.audit.of_subject("IN1")]
    assert (told.count("surplus.found"), told.count("surplus.settled")) == (1, 1)
    settled(one)


def test_an_exception_ends_when_the_receipt_elsewhere_is_taken_back(tmp_path: Path) -> None:
    one = collecting_one(tmp_path)
    until(one, "submitted")
    one.world.sage300.post_receipt(
        "C1", Decimal(100), today(one), "BANK", {"IN1": Decimal(100)}, check="CHEQUE1"
    )
    one.sync()
    assert len(exceptions(one)) == 1
    one.world.sage300.return_receipt("C1", "CHEQUE1", today(one))
    one.sync()
    assert exceptions(one) == []


def test_an_exception_ends_when_the_payment_fails(tmp_path: Path) -> None:
    one = company_of(tmp_path)
    payer = one.state["gocardless"]["mandates"][0]["links"]["customer"]
    one.world.gocardless.plan_failure(payer, kind="failed")
    owe(one, "IN1", "100.00", days=10)
    one.sync()
    until(one, "submitted")
    pay(one, "100.00", IN1="100.00")
    one.sync()
    assert len(exceptions(one)) == 1
    until(one, "failed")
    one.sync()
    (shown,) = exceptions(one)
    assert "submitted" in shown
    with one.parts() as parts:
        parts.store.claims.close(next(iter(said(one).values()))["id"], "given up")
    one.sync()
    assert exceptions(one) == []


def test_an_exception_ends_when_the_customer_is_refunded(tmp_path: Path) -> None:
    one = collecting_one(tmp_path)
    until(one, "submitted")
    pay(one, "40.00", IN1="40.00")
    one.sync()
    until(one, "confirmed")
    assert "refund 40.00 GBP" in exceptions(one)[0]
    refunded(one, 3000)
    one.sync()
    assert "refund 10.00 GBP" in exceptions(one)[0]
    with one.parts() as parts:
        assert parts.store.surpluses.open()[0].amount.minor == 1000


def test_a_payment_submitted_in_between_is_no_failure_but_an_exception(tmp_path: Path) -> None:
    one = collecting_one(tmp_path)
    pay(one, "100.00", IN1="100.00")
    (payment,) = one.state["gocardless"]["payments"]
    with one.parts() as parts:
        # What the store knows is older than what GoCardless says when it is asked to cancel.
        kept = parts.store.payments.get(payment["id"])
    assert kept is not None
    until_submitted(one)
    with one.parts() as parts:
        parts.fresh.add("events")
        parts.store.payments.put([kept])
        found = collecting.run(parts)
    assert not [r for r in found.results if isinstance(r, Failed)]
    assert [r.kind for r in found.results if isinstance(r, Skip)] == ["surplus"]
    assert statuses(one) == {"IN1/1=100.00": ["submitted"]}
    assert len(exceptions(one)) == 1


def test_a_failed_payment_that_gocardless_tries_again_is_looked_at_again(tmp_path: Path) -> None:
    one = company_of(tmp_path)
    payer = one.state["gocardless"]["mandates"][0]["links"]["customer"]
    one.world.gocardless.plan_failure(payer, kind="failed")
    owe(one, "IN1", "100.00", days=10)
    one.sync()
    until(one, "failed")
    pay(one, "100.00", IN1="100.00")
    one.sync()
    assert exceptions(one) == []
    retried(one)
    found = outcome_of(one.sync())
    assert [done.kind for done in found.done()] == ["cancelled"]


def test_a_cancellation_in_doubt_that_came_too_late_is_an_exception(tmp_path: Path) -> None:
    one = collecting_one(tmp_path)
    pay(one, "100.00", IN1="100.00")
    one.fault({"system": "gocardless", "method": "POST", "path": "/payments/PM", "what": "timeout"})
    one.sync()
    one.fault()
    with one.parts() as parts:
        assert len(parts.store.intents.in_doubt("cancel")) == 1
    until_submitted(one)
    one.sync()
    assert len(exceptions(one)) == 1
    with one.parts() as parts:
        assert parts.store.intents.in_doubt() == []


def test_where_the_configuration_says_so_it_is_only_reported(tmp_path: Path) -> None:
    one = collecting_one(tmp_path, invoices='changed = "report"')
    pay(one, "40.00", IN1="40.00")
    one.sync()
    assert statuses(one) == {"IN1/1=100.00": ["pending_submission"]}
    (shown,) = exceptions(one)
    assert "60.00 GBP is open: cancel it in the GoCardless dashboard, or refund 40.00" in shown


def test_our_own_receipt_posted_by_a_person_is_no_exception(tmp_path: Path) -> None:
    one = left_open(tmp_path)
    until(one, "paid_out")
    post_ours(one)
    found = outcome_of(one.sync())
    assert found.results == []
    assert exceptions(one) == []


def test_an_exception_stays_while_the_receipt_is_in_an_open_batch(tmp_path: Path) -> None:
    one = left_open(tmp_path)
    until(one, "submitted")
    pay(one, "100.00", IN1="100.00")
    one.sync()
    until(one, "paid_out")
    for _ in range(2):
        one.sync()
        assert len(exceptions(one)) == 1
    post_ours(one)
    for _ in range(2):
        one.sync()
    assert exceptions(one) == []
