"""A reconciliation finds what somebody did behind the tool's back, and accuses nobody else."""

import json
from pathlib import Path

import pytest

from tests.company import Company, company


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A company after four weeks, all booked."""
    one = company(tmp_path_factory.mktemp("settled"))
    one.live(26)
    one.sync()
    return one


def clerk(one: Company, method: str, target: str, body: object) -> object:
    """Ask Sage 300 as the clerk."""
    import base64

    sage = one.world.sage300
    secret = base64.b64encode(f"{sage.person_user}:{sage.person_password}".encode()).decode()
    headers = {"Authorization": f"Basic {secret}", "Content-Type": "application/json"}
    path = f"/Sage300WebApi/v1.0/-/SAMLTD/{target}"
    answer = one.world.answer("sage300", method, path, headers, json.dumps(body).encode())
    assert answer.status < 300, answer.body
    return json.loads(answer.body or b"null")


def journal(one: Company, source: str, *lines: tuple[str, int]) -> None:
    """Enter and post a journal by hand."""
    day = one.world.timeline.today.isoformat()
    details = [{"AccountNumber": account, "Amount": amount} for account, amount in lines]
    header = {
        "SourceLedger": "GL",
        "SourceType": source,
        "DocumentDate": day,
        "JournalDetails": details,
    }
    made = clerk(
        one, "POST", "GL/GLJournalBatches", {"Description": "by hand", "JournalHeaders": [header]}
    )
    number = made["BatchNumber"]  # type: ignore[index]
    clerk(one, "PATCH", f"GL/GLJournalBatches('{number}')", {"ReadyToPost": "Yes"})
    body = {"PostAllBatches": "Donotpostallbatches", "PostBatchFrom": number, "PostBatchTo": number}
    clerk(one, "POST", "GL/GLPostJournal('$process')", body)


def differences(one: Company) -> dict[str, str]:
    """Give what does not agree: subject and amount."""
    return {c.subject: str(c.difference.decimal) for c in one.reconcile().differences}


def test_nothing_is_found_where_nothing_was_done(settled: Company) -> None:
    assert differences(settled) == {}


def test_a_journal_by_hand_on_a_control_account_is_a_difference(
    settled: Company, tmp_path: Path
) -> None:
    one = Company(settled.world.copy(), settled.folder)
    journal(one, "JE", ("1100", 25), ("4000", -25))
    assert differences(one) == {"1100": "25.00"}


def test_a_payout_entered_a_second_time_by_hand_is_a_difference(settled: Company) -> None:
    one = Company(settled.world.copy(), settled.folder)
    journal(one, "GC", ("1195", 40), ("1100", -40))
    assert differences(one) == {"1100": "-40.00", "1195": "40.00"}


def test_a_posting_of_ar_that_waits_for_a_person_is_a_reason_and_no_difference(
    settled: Company,
) -> None:
    from decimal import Decimal

    one = Company(settled.world.copy(), settled.folder)
    today = one.world.timeline.today
    one.world.sage300.post_invoice("C1001", "IN900001", Decimal("70.00"), today, today)
    found = one.reconcile()
    assert found.differences == ()
    (control,) = [c for c in found.checks if c.subject == "1100"]
    assert [r.amount.decimal for r in control.reasons] == [Decimal("-70.00")]
    assert "post GL batch" in control.reasons[0].settle


def test_a_payout_that_is_not_booked_is_a_reason(settled: Company, tmp_path: Path) -> None:
    one = company(tmp_path, changes={'status = "posted"': 'status = "open"'})
    one.live(26)
    one.sync()
    found = one.reconcile()
    assert found.differences == ()
    reasons = [r for check in found.checks for r in check.reasons]
    assert any("half-posted" in reason.reason for reason in reasons)
    assert any(reason.settle.startswith("post GL batch") for reason in reasons)
