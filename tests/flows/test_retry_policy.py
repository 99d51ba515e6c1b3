"""Failed payments that are retried by themselves, as ``[payments]`` says."""

from decimal import Decimal
from pathlib import Path

import pytest

from s300gc.flows import ended, events, payments, releasing, sending
from s300gc.model import Done, Outcome, RetryPayment, Skip
from s300gc.rules import payments as rules
from tests.company import Company
from tests.flows.failing import collecting, payer, payment, retries, settled, until


def on(folder: Path, fate: dict[str, object], **settings: object) -> Company:
    """A company with the policy on whose payment for IN1 ends badly."""
    wanted = {"retry": "true", "retry_after_days": 2, **settings}
    table = "\n".join(f"{name} = {value}" for name, value in wanted.items())
    return collecting(folder, fate, changes={"\n[books]\n": f"\n[payments]\n{table}\n\n[books]\n"})


def said(outcomes: list[Outcome]) -> list[Done | Skip]:
    """What sync said of the failed payments."""
    (found,) = [one for one in outcomes if one.flow == "payments"]
    return [one for one in found.results if isinstance(one, (Done, Skip))]


def words(one: Company) -> str:
    """The one line that the next sync says of the failed payment."""
    (line,) = said(one.sync())
    return line.action if isinstance(line, Done) else line.reason


def test_a_failed_payment_is_retried_by_itself_once_and_says_why(tmp_path: Path) -> None:
    one = on(tmp_path, {"kind": "failed"})
    id = until(one, "failed")
    assert "It is retried from " in words(one)
    one.world.advance(1)
    assert "It is retried from " in words(one)
    one.world.advance(1)
    (done,) = said(one.sync())
    assert isinstance(done, Done)
    assert (done.subject, done.remote, done.kind) == ("IN1/1", id, "retried")
    assert done.action.startswith("retried (1 of 3), charged on ")
    assert "(failed on 2026-" in done.action
    assert said(one.sync()) == []
    assert until(one, "paid_out") == id
    one.live(2)
    assert retries(one) == 1
    settled(one)


def test_unless_it_is_switched_on_nothing_is_retried(tmp_path: Path) -> None:
    one = collecting(tmp_path, {"kind": "failed"})
    until(one, "failed")
    one.live(10)
    assert said(one.sync()) == []
    assert retries(one) == 0


def test_a_dry_run_says_what_would_be_retried_and_asks_for_nothing(tmp_path: Path) -> None:
    one = on(tmp_path, {"kind": "failed"}, retry_after_days=0)
    one.world.advance(5)
    for _ in range(10):
        planned = said(one.sync(dry_run=True))
        if planned:
            break
        one.world.advance(1)
    (done,) = planned
    assert isinstance(done, Done)
    assert done.action.startswith("retry on the earliest day that the mandate allows (failed on ")
    assert retries(one) == 0


def test_after_as_many_retries_as_it_says_it_is_enough(tmp_path: Path) -> None:
    one = on(tmp_path, {"kind": "failed"}, retry_most=1)
    one.world.gocardless.plan_failure(payer(one), kind="failed", nth=2)
    one.live(25)
    assert retries(one) == 1
    assert words(one) == "was retried once, and payments.retry_most is 1"
    with one.parts() as parts:
        (row,) = payments.listing(parts, failed=True)
    assert "s300gc payments retry" in row.next


def test_what_gocardless_tries_again_is_left_to_it(tmp_path: Path) -> None:
    one = on(tmp_path, {"kind": "failed"}, retry_after_days=0)
    next(iter(one.world.gocardless.data["rows"]["payments"].values()))["retry_if_possible"] = True
    until(one, "failed")
    assert words(one) == "GoCardless tries again by itself"
    one.live(14)
    assert retries(one) == 1
    settled(one)


def test_nothing_is_retried_on_a_dead_mandate(tmp_path: Path) -> None:
    one = on(tmp_path, {"kind": "failed"})
    until(one, "failed")
    one.world.gocardless.cancel_mandate(one.world.story["mandate"])
    one.live(5)
    assert retries(one) == 0
    assert words(one).endswith("is cancelled")


def test_what_was_paid_otherwise_meanwhile_is_not_collected_again(tmp_path: Path) -> None:
    one = on(tmp_path, {"kind": "failed"})
    until(one, "failed")
    sage, today = one.world.sage300, one.world.timeline.today
    sage.post_receipt("C1", Decimal(50), today, "BANK", {"IN1": Decimal(50)})
    one.live(5)
    assert retries(one) == 0
    assert "is open, less than 50.00 GBP" in words(one)


@pytest.mark.parametrize("when", ["begun", "before", "after"])
def test_a_run_that_dies_between_intent_and_answer_retries_once(tmp_path: Path, when: str) -> None:
    one = on(tmp_path, {"kind": "failed"}, retry_after_days=0)
    id = until_failed_unseen(one)
    if when == "begun":
        with one.parts() as parts:
            step = rules.decide(ended.Reading(parts).payment(id), "SAMLTD", parts.today)
            assert isinstance(step, RetryPayment)
            parts.store.claims.begin_retry(sending.intent_of(parts, step), id)
    else:
        retry = {"system": "gocardless", "method": "POST", "path": f"/payments/{id}/actions/retry"}
        one.fault({**retry, "nth": 1, "when": when, "what": "timeout"})
        one.sync()
        one.fault()
    one.sync()
    assert retries(one) == 1
    with one.parts() as parts:
        assert parts.store.intents.in_doubt() == []
    until(one, "paid_out")
    one.live(2)
    settled(one)


def until_failed_unseen(one: Company) -> str:
    """Let days pass, without a run, until GoCardless says that the payment failed."""
    for _ in range(12):
        one.world.advance(1)
        if payment(one)["status"] == "failed":
            with one.parts() as parts:
                events.poll(parts)
            return str(payment(one)["id"])
    raise AssertionError(payment(one)["status"])


def test_released_documents_are_collected_anew_and_the_retry_is_over(tmp_path: Path) -> None:
    one = on(tmp_path, {"kind": "failed"})
    id = until(one, "failed")
    with one.parts() as parts:
        (done,) = releasing.release(parts, id, "Ann").results
    assert isinstance(done, Done)
    assert (done.subject, done.action, str(done.amount)) == (
        "IN1/1", f"no longer kept by {id}", "50.00 GBP",
    )  # fmt: skip
    one.live(14)
    assert retries(one) == 0
    assert one.collections()["IN1/1"] == [5000, 5000]
    settled(one)
