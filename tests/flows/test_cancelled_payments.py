"""A person cancels a payment: it keeps its documents until they are released."""

from pathlib import Path

import pytest

from s300gc.flows import collecting as collects
from s300gc.flows import open_items, payments, releasing, status
from s300gc.model import Done, Failed, Outcome, Skip
from tests.company import Company
from tests.flows.collectors import company_of, owe
from tests.flows.failing import collecting, payer, payment, refused, settled, stands_for, until

CANCEL = {"system": "gocardless", "method": "POST", "path": "/payments/"}


def cancel(one: Company, id: str = "", **options: bool) -> Outcome:
    with one.parts() as parts:
        return releasing.cancel(parts, id or payment(one)["id"], "Ann", **options)


def release(one: Company, id: str, **options: bool) -> Outcome:
    with one.parts() as parts:
        return releasing.release(parts, id, "Ann", **options)


def cancellations(one: Company) -> int:
    events = one.state["gocardless"]["events"]
    return sum(e["action"] == "cancelled" and "payment" in e["links"] for e in events)


def made_for(one: Company) -> list[str]:
    """The statuses of all payments that were made for IN1."""
    found = one.state["gocardless"]["payments"]
    return [p["status"] for p in found if stands_for(p) == "IN1/1"]


def test_a_cancelled_payment_keeps_its_document_until_it_is_released(tmp_path: Path) -> None:
    one = collecting(tmp_path, None)
    id = payment(one)["id"]
    (done,) = cancel(one).results
    assert isinstance(done, Done)
    assert (done.subject, done.remote, done.kind) == ("IN1/1", id, "cancelled")
    assert done.action == "cancelled (asked for by Ann)"
    one.live(3)
    assert made_for(one) == ["cancelled"]
    with one.parts() as parts:
        (item,) = [i for i in open_items.listing(parts) if i.document == "IN1/1"]
        (row,) = [r for r in payments.listing(parts) if r.payment.id == id]
        (held,) = status.run(parts).failed
    assert (item.state, item.payment, held.id) == ("failed", id, id)
    assert row.cause == "payment_cancelled"
    assert row.next == f"s300gc payments release {id} to collect IN1/1 anew"
    assert release(one, id).done()
    one.sync()
    assert sorted(made_for(one)) == ["cancelled", "pending_submission"]
    with one.parts() as parts:
        assert status.run(parts).failed == ()
    one.live(14)
    settled(one)


def test_the_life_of_an_invoice_names_who_cancelled_and_who_released(tmp_path: Path) -> None:
    from s300gc.flows import audit
    from s300gc.show.audit import sentence

    one = collecting(tmp_path, None)
    id = payment(one)["id"]
    cancel(one)
    release(one, id)
    with one.parts() as parts:
        rows = audit.history(parts, "IN1")
    told = [sentence(row, "cancel") for row in rows if row.subject in (f"SAMLTD cancel {id}", id)]
    assert told == [
        f"to cancel {id}: asked for by Ann, keeping its documents",
        f"GoCardless cancelled {id}",
        f"IN1/1 no longer collected by {id}: released by Ann",
    ]


def test_to_cancel_twice_is_to_cancel_once(tmp_path: Path) -> None:
    one = collecting(tmp_path, None)
    cancel(one)
    (again,) = cancel(one).results
    assert again == Skip(payment(one)["id"], "is cancelled already", "ended")
    assert cancellations(one) == 1


def test_what_the_bank_has_already_is_not_cancelled(tmp_path: Path) -> None:
    one = collecting(tmp_path, None)
    until(one, "submitted")
    assert refused(cancel(one)) == "is submitted: only what is pending_submission can be cancelled"
    until(one, "paid_out")
    one.live(2)
    settled(one)


def test_a_dry_run_cancels_and_releases_nothing(tmp_path: Path) -> None:
    one = collecting(tmp_path, None)
    (planned,) = cancel(one, dry_run=True).results
    assert isinstance(planned, Done)
    assert planned.action == "cancel it (asked for by Ann)"
    assert made_for(one) == ["pending_submission"]
    cancel(one)
    id = payment(one)["id"]
    assert release(one, id, dry_run=True).done()
    one.sync()
    assert made_for(one) == ["cancelled"]


@pytest.mark.parametrize("when", ["before", "after", "late"])
@pytest.mark.parametrize("what", ["timeout", "500"])
def test_a_lost_answer_is_cleared_up_and_the_document_still_kept(
    tmp_path: Path, when: str, what: str
) -> None:
    one = collecting(tmp_path, None)
    id = payment(one)["id"]
    late = {"late_calls": 3} if when == "late" else {}
    one.fault({**CANCEL, "nth": 1, "when": when, "what": what, **late})
    cancel(one)
    one.fault()
    one.sync()
    one.sync()
    assert made_for(one) == ["cancelled"]
    assert cancellations(one) == 1
    with one.parts() as parts:
        assert parts.store.intents.in_doubt() == []
        (intent,) = parts.store.intents.of_kind("cancel")
        assert (intent.state, intent.remote) == ("done", id)
        assert [door.payment for door in parts.store.claims.outstanding_for("C1", "IN1")] == [id]


def test_one_cancelled_in_the_dashboard_keeps_its_document_too(tmp_path: Path) -> None:
    one = collecting(tmp_path, None)
    id = payment(one)["id"]
    with one.parts() as parts:
        parts.gocardless.cancel_payment(id)
    one.live(3)
    assert made_for(one) == ["cancelled"]
    assert release(one, id).done()
    one.live(14)
    settled(one)


# ---------------------------------------------------------------- release


@pytest.mark.parametrize("status", ["pending_submission", "submitted", "confirmed", "paid_out"])
def test_what_brings_its_money_is_not_released(tmp_path: Path, status: str) -> None:
    one = collecting(tmp_path, None)
    id = until(one, status)
    assert refused(release(one, id)).startswith(f"is {status}")


def test_what_gocardless_tries_again_is_not_released(tmp_path: Path) -> None:
    one = collecting(tmp_path, {"kind": "failed"})
    next(iter(one.world.gocardless.data["rows"]["payments"].values()))["retry_if_possible"] = True
    id = until(one, "failed")
    assert refused(release(one, id)) == "GoCardless tries again by itself"


def test_a_payment_that_was_released_has_nothing_more_to_release(tmp_path: Path) -> None:
    one = collecting(tmp_path, {"kind": "failed"})
    id = until(one, "failed")
    assert release(one, id).done()
    assert release(one, id).results == [Skip(id, "keeps no document", "ended")]


def test_after_a_chargeback_the_debit_note_is_collected_once_it_is_released(tmp_path: Path) -> None:
    kinds = {"horizon_days = 30": 'horizon_days = 30\nkinds = ["Invoice", "DebitNote"]'}
    one = collecting(tmp_path, {"kind": "charged_back"}, changes=kinds)
    id = until(one, "charged_back")
    one.live(6)
    assert one.world.sage300.balance("C1", f"{id}-R1") == 50
    assert release(one, id).done()
    one.live(14)
    noted = [p for p in one.state["gocardless"]["payments"] if stands_for(p) == f"{id}-R1/1"]
    assert [p["status"] for p in noted] == ["paid_out"]
    settled(one)


# ---------------------------------------------------------------- alive all the same


def test_a_released_payment_that_is_tried_again_elsewhere_keeps_its_document_again(
    tmp_path: Path,
) -> None:
    one = collecting(tmp_path, {"kind": "failed"})
    id = until(one, "failed")
    release(one, id)
    with one.parts() as parts:
        parts.gocardless.retry_payment(id)
    one.live(16)
    assert one.collections()["IN1/1"] == [5000]
    settled(one)


def test_where_the_document_is_collected_anew_meanwhile_a_person_is_told(tmp_path: Path) -> None:
    one = collecting(tmp_path, {"kind": "failed"})
    id = until(one, "failed")
    release(one, id)
    with one.parts() as parts:
        collects.collect(parts)
        parts.gocardless.retry_payment(id)
    (new,) = [
        p["id"] for p in one.state["gocardless"]["payments"]
        if stands_for(p) == "IN1/1" and p["id"] != id
    ]  # fmt: skip
    found = [result for outcome in one.sync() for result in outcome.results]
    (told,) = [result for result in found if isinstance(result, Failed)]
    assert (told.subject, told.exit_code) == (id, 6)
    assert told.error.startswith("is pending_submission again, but IN1/1 of customer C1 is")
    assert new in told.error


# ---------------------------------------------------------------- an older copy of the database


def forgetful(folder: Path, *, again: bool = False) -> Company:
    """A company with an older copy of its database, from before the payment that fails."""
    one = company_of(folder)
    one.sync()
    one.keep_database("yesterday.db")
    owe(one, "IN1", "50.00")
    one.sync()
    one.world.gocardless.plan_failure(payer(one), kind="failed")
    rows = one.world.gocardless.data["rows"]["payments"]
    next(iter(rows.values()))["retry_if_possible"] = again
    until(one, "failed")
    return one


def test_a_failed_payment_that_an_older_copy_finds_keeps_its_document(tmp_path: Path) -> None:
    one = forgetful(tmp_path)
    id = payment(one)["id"]
    one.put_back("yesterday.db")
    one.live(3)
    assert one.collections()["IN1/1"] == [5000]
    assert release(one, id).done()
    one.live(14)
    assert one.collections()["IN1/1"] == [5000, 5000]
    settled(one, revenue=50)


def test_what_gocardless_tries_again_is_not_collected_beside_it_by_an_older_copy(
    tmp_path: Path,
) -> None:
    one = forgetful(tmp_path, again=True)
    one.put_back("yesterday.db")
    one.live(16)
    assert one.collections()["IN1/1"] == [5000]
    settled(one, revenue=50)


@pytest.mark.parametrize("knows", [False, True])
def test_an_older_copy_learns_that_a_payment_was_released(tmp_path: Path, knows: bool) -> None:
    one = forgetful(tmp_path)
    id = payment(one)["id"]
    if knows:
        one.keep_database("yesterday.db")
    release(one, id)
    one.sync()
    one.put_back("yesterday.db")
    one.live(14)
    assert one.collections()["IN1/1"] == [5000, 5000]
    settled(one, revenue=50)
