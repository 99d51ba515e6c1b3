"""All failed payments are retried at once: what may be, each on its own, one line for each."""

from collections.abc import Collection
from datetime import date
from pathlib import Path

from s300gc.flows import payments, retrying
from s300gc.model import Outcome
from s300gc.sandbox.world import World
from s300gc.show.payments import lines, sums, whole
from tests.company import Company
from tests.flows.collectors import company_of, owe
from tests.flows.failing import asked, retries

CUSTOMERS = ("C1", "C2", "C3")


def failed_company(folder: Path, *customers: str) -> Company:
    """A company of which the payments of these customers have failed."""
    one = company_of(folder, *customers)
    for number in customers:
        owe(one, f"IN{number}", "50.00", customer=number)
    one.sync()
    for mandate in one.state["gocardless"]["mandates"]:
        one.world.gocardless.plan_failure(mandate["links"]["customer"], kind="failed")
    for _ in range(12):
        one.sync()
        if {p["status"] for p in one.state["gocardless"]["payments"]} == {"failed"}:
            return one
        one.world.advance(1)
    raise AssertionError("they did not fail")


def by_document(one: Company) -> dict[str, dict[str, object]]:
    return {
        p["metadata"]["documents"].partition("/")[0]: p for p in one.state["gocardless"]["payments"]
    }


def retry_all(
    one: Company, only: Collection[str] | None = None, day: date | None = None,
    dry_run: bool = False,
) -> Outcome:  # fmt: skip
    with one.parts() as parts:
        return retrying.retry_all(parts, only=only, charge_date=day, dry_run=dry_run)


def kill_mandate(world: World, payment: dict[str, object]) -> None:
    links = payment["links"]
    assert isinstance(links, dict)
    world.gocardless.cancel_mandate(links["mandate"])


def test_all_that_may_be_are_retried_and_the_others_say_why_not(tmp_path: Path) -> None:
    one = failed_company(tmp_path, *CUSTOMERS)
    found = by_document(one)
    kill_mandate(one.world, found["INC2"])
    one.world.gocardless.data["rows"]["payments"][found["INC3"]["id"]]["_retries"] = 3
    outcome = retry_all(one)
    (done,) = outcome.done()
    assert (done.subject, done.remote) == ("INC1/1", found["INC1"]["id"])
    (skip,) = outcome.skips()
    assert skip.subject == found["INC2"]["id"]
    assert skip.reason.endswith("is cancelled")
    (failed,) = outcome.failures()
    assert (failed.subject, failed.exit_code) == (found["INC3"]["id"], 3)
    assert "retried 3 times" in failed.error
    # Nothing is retried twice by asking twice.
    assert retry_all(one).done() == []
    assert retries(one) == 1


def test_only_what_a_person_agreed_to_is_retried(tmp_path: Path) -> None:
    one = failed_company(tmp_path, *CUSTOMERS)
    with one.parts() as parts:
        found = retrying.candidates(parts)
    assert sums(found) == "3 payments, 150.00 GBP"
    assert sums(found[:1]) == "1 payment, 50.00 GBP"
    agreed = [step.payment for step in found[:2]]
    assert sorted(done.remote for done in retry_all(one, agreed).done()) == sorted(agreed)
    assert retries(one) == 2


def test_what_is_shared_is_read_once(tmp_path: Path) -> None:
    one = failed_company(tmp_path, *CUSTOMERS)
    one.requests()
    retry_all(one, dry_run=True)
    paths = [r["path"] for r in one.requests()]
    assert sum("ARReceiptAndAdjustmentBatches" in path for path in paths) == 1
    assert asked(one) == 0


def test_when_gocardless_does_not_answer_the_rest_waits(tmp_path: Path) -> None:
    one = failed_company(tmp_path, "C1", "C2", "C3", "C4", "C5")
    silent = {"system": "gocardless", "method": "GET", "path": "/payments/", "when": "before"}
    one.fault({**silent, "probability": 1, "what": "500"})
    outcome = retry_all(one)
    assert [f.exit_code for f in outcome.failures()] == [5, 5, 5]
    assert [s.kind for s in outcome.skips()] == ["waits", "waits"]
    one.fault()
    assert len(retry_all(one).done()) == 5


def test_released_ones_are_left_alone(tmp_path: Path) -> None:
    one = failed_company(tmp_path, "C1", "C2")
    id = str(by_document(one)["INC1"]["id"])
    with one.parts() as parts:
        parts.store.claims.close(id, "released by Ann")
        other = by_document(one)["INC2"]["id"]
        assert [step.payment for step in retrying.candidates(parts)] == [other]
    assert [done.subject for done in retry_all(one).done()] == ["INC2/1"]


# ---------------------------------------------------------------- looking


def test_the_list_is_narrowed_by_status_and_customer(tmp_path: Path) -> None:
    one = failed_company(tmp_path, "C1", "C2")
    with one.parts() as parts:
        both = payments.listing(parts, status="failed")
        (mine,) = payments.listing(parts, customer="c1")
        assert payments.listing(parts, status="paid_out") == []
    assert {row.customer for row in both} == {"C1", "C2"}
    assert (mine.customer, mine.cause) == ("C1", "refer_to_payer")
    shown = lines([mine])
    assert shown[0] == "payments: 1 failed"
    assert shown[2] == "    The bank gives no reason; with Bacs it is most often a lack of money."
    assert shown[3].startswith(f"    s300gc payments retry {mine.payment.id}; ")


def test_one_payment_is_told_whole_from_the_store_alone(tmp_path: Path) -> None:
    one = failed_company(tmp_path, "C1")
    id = str(by_document(one)["INC1"]["id"])
    retry_all(one)
    one.world.advance(12)
    one.live(3)
    one.requests()
    with one.parts() as parts:
        found = payments.detail(parts, id.lower())
    assert one.requests() == []
    assert found.row.payment.status == "paid_out"
    actions = [told.action for told in found.history]
    assert actions.index("failed") < actions.index("resubmission_requested")
    assert actions[-1] == "paid_out"
    (line,) = [line for line, _ in found.booked]
    assert (line.kind, line.receipt, line.x) == ("payment_paid_out", f"{id}-1", "1100")
    assert [(doing.reference, doing.state) for doing in found.doings] == [
        (f"SAMLTD retry {id} #1", "done")
    ]
    shown = "\n".join(whole(found))
    assert f"{id} paid_out 50.00 GBP" in shown
    assert "failed: The bank gives no reason" in shown
    assert f"{id}-1 in AR batch " in shown
    assert "(not made yet)" not in shown
    assert shown.endswith("next: nothing has to be done")
