"""Failed payments retried by hand: once, for the right debt, and booked again when they succeed."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from s300gc.errors import UsageError
from s300gc.flows import payments
from s300gc.model import Done
from tests.flows.failing import (
    asked,
    collecting,
    payer,
    payment,
    refused,
    retry,
    settled,
    stands_for,
    until,
)

BOTH = pytest.mark.parametrize("credit", ["ar-control", "1190"])


# ---------------------------------------------------------------- it succeeds again


@BOTH
def test_a_payment_that_failed_before_its_payout_is_retried_and_closes_its_document(
    tmp_path: Path, credit: str
) -> None:
    one = collecting(tmp_path, {"kind": "failed"}, credit=credit)
    id = until(one, "failed")
    (done,) = retry(one).results
    assert isinstance(done, Done)
    assert (done.subject, done.remote, done.kind) == ("IN1/1", id, "retried")
    assert done.action.startswith("retried (1 of 3), charged on 2026-01-")
    assert until(one, "paid_out") == id
    one.live(2)
    settled(one)


@BOTH
@pytest.mark.parametrize("kind", ["late_failure", "failed_after_confirmation"])
def test_one_that_failed_late_pays_its_debit_note_when_it_is_paid_out_again(
    tmp_path: Path, credit: str, kind: str
) -> None:
    one = collecting(tmp_path, {"kind": kind}, credit=credit)
    id = until(one, "failed")
    one.live(4)
    note, late = f"{id}-R1", kind == "late_failure"
    if late:
        assert one.world.sage300.balance("C1", "IN1") == 0
        assert one.world.sage300.balance("C1", note) == 50
    assert retry(one).done()
    one.world.advance(1)
    assert until(one, "paid_out") == id
    one.live(2)
    settled(one)
    receipts = [
        entry["CheckReceiptNumber"]
        for batch in one.state["sage300"]["receipt_batches"]
        for entry in batch["ReceiptsAdjustments"]
        if entry["CustomerNumber"] == "C1"
    ]
    assert receipts == ([f"{id}-1", f"{id}-2"] if late else [f"{id}-1"])
    with one.parts() as parts:
        assert parts.store.claims.outstanding_for("C1", "IN1") == []


@BOTH
def test_what_came_and_went_in_one_payout_is_one_receipt(tmp_path: Path, credit: str) -> None:
    # Nobody else pays: without income the failure waits, and the retry comes in beside it.
    one = collecting(tmp_path, {"kind": "failed_after_confirmation"}, credit=credit, others=False)
    until(one, "failed")
    one.live(3)
    retry(one)
    one.world.advance(1)
    until(one, "paid_out")
    one.live(2)
    (items,) = one.state["gocardless"]["payout_items"].values()
    kinds = [item["type"] for item in items if item["type"] != "gocardless_fee"]
    assert kinds == ["payment_paid_out", "payment_failed", "payment_paid_out"]
    settled(one, revenue=50)


@BOTH
def test_a_retry_that_fails_late_once_more_gets_a_second_note(tmp_path: Path, credit: str) -> None:
    one = collecting(tmp_path, {"kind": "late_failure"}, credit=credit)
    one.world.gocardless.plan_failure(payer(one), kind="late_failure", nth=2)
    id = until(one, "failed")
    one.live(4)
    retry(one)
    one.world.advance(1)
    until(one, "failed")
    one.live(4)
    assert one.world.sage300.balance("C1", f"{id}-R1") == 0
    assert one.world.sage300.balance("C1", f"{id}-R2") == 50
    (done,) = retry(one).results
    assert isinstance(done, Done)
    assert "2 of 3" in done.action
    one.world.advance(1)
    until(one, "paid_out")
    one.live(2)
    settled(one)


def test_the_life_of_an_invoice_names_its_retry(tmp_path: Path) -> None:
    from s300gc.flows import audit
    from s300gc.show.audit import sentence

    one = collecting(tmp_path, {"kind": "failed"})
    id = until(one, "failed")
    retry(one)
    with one.parts() as parts:
        rows = audit.history(parts, "IN1")
    told = [sentence(row, "retry") for row in rows if row.subject.startswith("SAMLTD retry")]
    assert told == [
        f"to retry {id} of 50.00 GBP, as soon as possible",
        f"GoCardless tries {id} again on {payment(one)['charge_date']}",
    ]


# ---------------------------------------------------------------- it may not be


def test_a_payment_is_not_retried_twice_at_once(tmp_path: Path) -> None:
    one = collecting(tmp_path, {"kind": "failed"})
    until(one, "failed")
    retry(one)
    one.requests()
    assert refused(retry(one)) == "is pending_submission, not failed"
    assert asked(one) == 0


def test_an_invoice_that_was_paid_otherwise_is_not_collected_again(tmp_path: Path) -> None:
    one = collecting(tmp_path, {"kind": "failed"})
    until(one, "failed")
    sage, today = one.world.sage300, one.world.timeline.today
    sage.enter_receipt("C1", Decimal(20), today, "BANK", {"IN1": Decimal(20)})
    assert refused(retry(one)) == "of IN1 of C1 30.00 GBP is open, less than 50.00 GBP"
    sage.post_receipt("C1", Decimal(30), today, "BANK", {"IN1": Decimal(30)})
    assert refused(retry(one)).endswith("less than 50.00 GBP")


def test_an_invoice_that_another_payment_collects_is_left_to_that_one(tmp_path: Path) -> None:
    one = collecting(tmp_path, {"kind": "failed"})
    id = until(one, "failed")
    with one.parts() as parts:
        parts.store.claims.close(id, "a person decided to collect anew")
    one.sync()
    found = one.state["gocardless"]["payments"]
    (new,) = [p["id"] for p in found if stands_for(p) == "IN1/1" and p["id"] != id]
    assert refused(retry(one, id)) == f"IN1/1 of C1 is already being collected by {new}"


def test_a_late_failure_waits_until_its_return_is_booked(tmp_path: Path) -> None:
    one = collecting(tmp_path, {"kind": "late_failure"})
    until(one, "failed")
    assert "its return is in no payout yet" in refused(retry(one))


def test_a_debit_note_that_nobody_has_posted_is_not_collected(tmp_path: Path) -> None:
    one = collecting(tmp_path, {"kind": "late_failure"})
    until(one, "paid_out")
    text = (tmp_path / "s300gc.toml").read_text().replace('status = "posted"', 'status = "open"')
    (tmp_path / "s300gc.toml").write_text(text)
    one.live(6)
    id = payment(one)["id"]
    assert refused(retry(one)) == f"{id}-R1 of C1 is not posted in Sage 300"


def test_the_mandate_must_still_be_active(tmp_path: Path) -> None:
    one = collecting(tmp_path, {"kind": "failed"})
    until(one, "failed")
    one.world.gocardless.cancel_mandate(one.world.story["mandate"])
    assert refused(retry(one)).endswith("is cancelled")


def test_after_three_retries_it_is_enough(tmp_path: Path) -> None:
    one = collecting(tmp_path, {"kind": "failed"})
    for nth in (2, 3, 4):
        one.world.gocardless.plan_failure(payer(one), kind="failed", nth=nth)
    for _ in range(3):
        until(one, "failed")
        assert retry(one).done()
    until(one, "failed")
    assert refused(retry(one)) == "was retried 3 times, which is all GoCardless allows"


def test_what_gocardless_tries_again_itself_is_left_to_it(tmp_path: Path) -> None:
    one = collecting(tmp_path, {"kind": "failed"})
    rows = one.world.gocardless.data["rows"]["payments"]
    next(iter(rows.values()))["retry_if_possible"] = True
    until(one, "failed")
    assert refused(retry(one)) == "GoCardless tries again by itself"
    one.live(12)
    settled(one)


def test_a_day_that_is_too_early_is_refused_before_it_is_asked(tmp_path: Path) -> None:
    one = collecting(tmp_path, {"kind": "failed"})
    until(one, "failed")
    today = one.world.timeline.today
    assert "at the earliest" in refused(retry(one, charge_date=today))
    day = today + timedelta(days=20)
    assert retry(one, charge_date=day).done()
    assert date.fromisoformat(payment(one)["charge_date"]) >= day


def test_what_is_not_there_or_not_ours_is_a_wrong_command_line(tmp_path: Path) -> None:
    one = collecting(tmp_path, {"kind": "failed"})
    other = one.world.gocardless.creditor("Somebody Else Ltd")
    theirs = one.world.gocardless.dashboard_payment(
        one.world.gocardless.sign_mandate(
            given_name="A", family_name="B", company_name=None, email="", metadata={},
            creditor=other,
        ),
        1000, "theirs",
    )  # fmt: skip
    with pytest.raises(UsageError, match="GoCardless has no payment PM00000000"):
        retry(one, "PM00000000")
    with pytest.raises(UsageError, match="another creditor"):
        retry(one, theirs)
    by_hand = one.world.gocardless.dashboard_payment(one.world.story["mandate"], 700, "by hand")
    assert "pending_submission" in refused(retry(one, by_hand))


def test_a_dry_run_asks_for_nothing(tmp_path: Path) -> None:
    one = collecting(tmp_path, {"kind": "failed"})
    until(one, "failed")
    one.requests()
    (planned,) = retry(one, dry_run=True).results
    assert isinstance(planned, Done)
    assert asked(one) == 0
    with one.parts() as parts:
        assert parts.store.intents.in_doubt() == []
    assert payment(one)["status"] == "failed"


# ---------------------------------------------------------------- debit notes keep their claim


def test_a_debit_note_is_collected_through_its_payment_and_not_beside_it(tmp_path: Path) -> None:
    kinds = {"horizon_days = 30": 'horizon_days = 30\nkinds = ["Invoice", "DebitNote"]'}
    one = collecting(tmp_path, {"kind": "late_failure"}, changes=kinds)
    until(one, "failed")
    one.live(6)
    number = len(one.state["gocardless"]["payments"])
    assert retry(one).done()
    one.live(12)
    assert len(one.state["gocardless"]["payments"]) == number
    settled(one)


# ---------------------------------------------------------------- listing


def test_the_list_says_what_can_be_done(tmp_path: Path) -> None:
    one = collecting(tmp_path, {"kind": "failed"})
    with one.parts() as parts:
        (waiting,) = [row for row in payments.listing(parts) if row.customer == "C1"]
        assert payments.listing(parts, failed=True) == []
    assert (waiting.customer, waiting.documents) == ("C1", ("IN1/1",))
    assert (waiting.can_retry, waiting.note) == (False, "")
    id = until(one, "failed")
    one.requests()
    with one.parts() as parts:
        (failed,) = payments.listing(parts, failed=True)
    assert (failed.payment.id, failed.can_retry, failed.note) == (id, True, "")
    assert one.requests() == []
    one.world.gocardless.cancel_mandate(one.world.story["mandate"])
    one.sync()
    with one.parts() as parts:
        (stuck,) = [row for row in payments.listing(parts) if row.customer == "C1"]
    assert not stuck.can_retry
    assert stuck.note.endswith("is cancelled")
