"""A retry whose answer was lost: an action has no idempotency key, the payment itself tells."""

from pathlib import Path

import pytest

from s300gc.flows import retrying
from tests.flows.failing import collecting, payer, payment, refused, retries, retry, settled, until

RETRY = {"system": "gocardless", "method": "POST", "path": "/payments/"}


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("what", ["timeout", "reset", "500", "html", "cut"])
def test_a_lost_answer_is_cleared_up_by_the_next_sync_and_retried_once(
    tmp_path: Path, when: str, what: str
) -> None:
    one = collecting(tmp_path, {"kind": "failed"})
    id = until(one, "failed")
    one.fault({**RETRY, "nth": 1, "when": when, "what": what})
    retry(one)
    one.fault()
    one.sync()
    assert retries(one) == 1
    with one.parts() as parts:
        assert parts.store.intents.in_doubt() == []
        (intent,) = parts.store.intents.of_kind("retry")
    assert (intent.state, intent.remote) == ("done", id)
    until(one, "paid_out")
    one.live(2)
    settled(one)


@pytest.mark.parametrize("late_calls", [1, 2, 3, 8, 20])
def test_a_request_that_takes_effect_later_is_not_made_twice(
    tmp_path: Path, late_calls: int
) -> None:
    one = collecting(tmp_path, {"kind": "failed"})
    until(one, "failed")
    late = {"when": "late", "late_calls": late_calls, "what": "timeout"}
    one.fault({**RETRY, "nth": 1, **late})
    retry(one)
    one.fault()
    one.live(12)
    assert retries(one) == 1
    settled(one)


def test_a_retry_that_failed_again_while_in_doubt_is_not_repeated(tmp_path: Path) -> None:
    one = collecting(tmp_path, {"kind": "failed"})
    one.world.gocardless.plan_failure(payer(one), kind="failed", nth=2)
    until(one, "failed")
    # The payment is read before it is decided; after that GoCardless answers nothing.
    silent = {"system": "gocardless", "method": "GET", "path": "/payments/", "when": "before"}
    one.fault(
        {**RETRY, "nth": 1, "when": "after", "what": "timeout"},
        *({**silent, "nth": nth, "what": "500"} for nth in range(2, 8)),
    )
    assert [f.exit_code for f in retry(one).failures()] == [5]
    one.fault()
    one.world.advance(12)
    assert payment(one)["status"] == "failed"
    one.sync()
    assert retries(one) == 1
    with one.parts() as parts:
        (intent,) = parts.store.intents.of_kind("retry")
        assert intent.state == "done"


def test_a_retry_that_is_refused_can_be_asked_for_again(tmp_path: Path) -> None:
    one = collecting(tmp_path, {"kind": "failed"})
    id = until(one, "failed")
    row = one.world.gocardless.data["rows"]["payments"][id]
    row["_retries"] = 3
    assert "retried 3 times" in refused(retry(one))
    row["_retries"] = 0
    assert retry(one).done()
    with one.parts() as parts:
        (intent,) = parts.store.intents.of_kind("retry")
        assert (intent.reference, intent.state) == (f"SAMLTD retry {id} #1", "done")


def test_without_doubt_sync_asks_nothing_for_retries(tmp_path: Path) -> None:
    one = collecting(tmp_path, {"kind": "failed"})
    until(one, "failed")
    one.sync()
    one.requests()
    with one.parts() as parts:
        assert retrying.finish(parts).results == []
    assert one.requests() == []
