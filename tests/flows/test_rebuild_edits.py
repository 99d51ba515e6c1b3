"""A rebuild tells of what people changed, and of what nobody can read any more."""

import json
from pathlib import Path
from typing import Any

import pytest

from s300gc.flows import rebuild
from s300gc.model import Outcome
from tests.company import NOWHERE, Company
from tests.flows.collectors import owe
from tests.flows.correctors import LEFT_OPEN, arrived, booked, errors, number, state
from tests.flows.givers import payment, received, twin
from tests.flows.meddling import meddled
from tests.flows.refunders import refund
from tests.flows.subscribers import landlord, month, subscriptions
from tests.flows.test_rebuild import SAME, lose, rebuilt, rows

ARCHIVED = {
    "error": {
        "message": "The payout is older than six months", "type": "invalid_api_usage",
        "code": 410, "documentation_url": "", "request_id": "1",
        "errors": [{"reason": "payout_items_archived", "message": "older than six months"}],
    }
}  # fmt: skip
ASKED = (
    "SELECT number, payment, amount, currency, credit_note, state, reference, refund"
    " FROM refund_requests"
)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return arrived(tmp_path_factory.mktemp("before"))


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A company whose customer has paid an invoice of 100."""
    return received(tmp_path_factory.mktemp("given"))


def told(found: Outcome) -> list[tuple[str, int, str]]:
    return [(one.subject, one.exit_code, one.error) for one in found.failures()]


def edit(one: Company, id: str, metadata: dict[str, str]) -> None:
    """Somebody edits the metadata of a payment."""
    headers = {
        "Authorization": f"Bearer {one.world.gocardless.access_token}",
        "GoCardless-Version": "2015-07-06",
        "Content-Type": "application/json",
    }
    session = one.outside.gocardless_session
    assert session is not None
    body = {"payments": {"metadata": metadata}}
    answer = session.put(f"{NOWHERE}/payments/{id}", json=body, headers=headers)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("document", "told_by"), [("IN1", "its journal says that it paid IN1"), ("IN2", "it holds IN2")]
)
def test_a_payment_whose_metadata_was_edited_is_told_of_and_not_collected_again(
    given: Company, tmp_path: Path, document: str, told_by: str
) -> None:
    one = twin(given, tmp_path)
    owe(one, "IN2", "70.00")
    one.live(1)
    id, made = payment(one, document), len(one.state["gocardless"]["payments"])
    edit(one, id, {"documents": "something else"})
    lose(one)
    ((subject, code, why),) = told(rebuilt(one))
    assert (subject, code) == (id, 3)
    assert why.startswith(f"its metadata was edited: {told_by}")
    one.live(2)
    assert len(one.state["gocardless"]["payments"]) == made


def test_a_payout_older_than_six_months_is_restored_from_its_journal(
    before: Company, tmp_path: Path
) -> None:
    one, payout = booked(before, tmp_path)
    kept = lose(one)

    def archived(method: str, path: str) -> tuple[int, str] | None:
        return (410, json.dumps(ARCHIVED)) if "payout_items" in path else None

    with meddled(one, archived) as parts:
        found = rebuild.run(parts)
    assert found.failures() == []
    assert any((skip.subject, skip.kind) == (payout, "old") for skip in found.skips())
    assert state(one, payout) == ("booked", "")
    for name in ("intents", "claims", "states"):
        assert rows(one.config.database, SAME[name]) == rows(kept, SAME[name]), name
    columns = "SELECT payout, payment, claim_document, x, amount, receipt FROM booked_lines"
    assert rows(one.config.database, columns) == rows(kept, columns)


def test_a_journal_that_somebody_edited_is_told_of_with_both_amounts(
    before: Company, tmp_path: Path
) -> None:
    one, payout = booked(before, tmp_path, LEFT_OPEN)
    held = number(one, f"GC {payout}")
    row: Any = one.world.sage300.books.find("GL/GLJournalBatches", held)
    bank = row["JournalHeaders"][0]["JournalDetails"][0]
    bank["Amount"] += 1
    lose(one)
    ((subject, code, why),) = told(rebuilt(one))
    assert (subject, code) == (payout, 3)
    assert "the bank leg of its journal is" in why


def test_a_batch_deleted_in_sage_is_told_of_and_is_not_entered_again_by_itself(
    before: Company, tmp_path: Path
) -> None:
    one, payout = booked(before, tmp_path, LEFT_OPEN)
    one.world.sage300.delete_batch(int(number(one, f"GC {payout}")), "journals")
    lose(one)
    ((subject, code, why),) = told(rebuilt(one))
    assert (subject, code) == (payout, 6)
    assert "was deleted in Sage 300" in why
    one.requests()
    (said,) = errors(one)
    assert f"'s300gc payouts post --again {payout}'" in said
    assert [r for r in one.requests() if r["method"] != "GET"] == []


def test_a_refund_made_by_the_tool_is_known_with_its_request(
    given: Company, tmp_path: Path
) -> None:
    one = twin(given, tmp_path)
    assert refund(one, "30.00").failures() == []
    kept = lose(one)
    assert told(rebuilt(one)) == []
    restored = rows(one.config.database, ASKED)
    assert restored == rows(kept, ASKED)
    assert len(restored) == 1
    assert refund(one, "80.00").failures() != []
    assert len(one.state["gocardless"]["refunds"]) == 1


def test_a_living_subscription_is_known_and_no_second_one_is_made(tmp_path: Path) -> None:
    one = landlord(tmp_path)
    month(one, 5)
    kept, made = lose(one), len(subscriptions(one))
    assert made == 1
    assert told(rebuilt(one)) == []
    columns = "SELECT reference, kind, key, remote FROM intents WHERE kind = 'subscription'"
    assert rows(one.config.database, columns) == rows(kept, columns) != set()
    one.live(2)
    assert len(subscriptions(one)) == made
