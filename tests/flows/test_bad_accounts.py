"""Accounts that would refuse an entry are found before anything of a payout is sent."""

from pathlib import Path
from typing import Any

import pytest

from s300gc.sandbox.sage300.switches import SageSwitches
from s300gc.sandbox.world import World
from tests.company import Company, company
from tests.flows.meddling import failures


def test_a_control_account_that_refuses_us_holds_up_only_its_own_payouts(tmp_path: Path) -> None:
    one = company(tmp_path, "demo")
    takes_only(one, "1120", "AR")
    one.live(18)
    found = failures(one.sync())
    assert found
    assert {failure.exit_code for failure in found} == {6}
    for failure in found:
        assert "control account 1120 takes no entries of source ledger GL (only AR)" in (
            failure.error
        )
        assert "add GL to the subledgers of control account 1120" in failure.error
    waiting = {failure.subject for failure in found}
    state = one.state
    sent = {b["Description"] for b in state["sage300"]["gl_batches"] if b["made_by"] == "tool"}
    sent |= {b["Description"].split(" 1/")[0] for b in state["sage300"]["receipt_batches"]}
    assert sent
    assert not {f"GC {payout}" for payout in waiting} & sent
    payouts = {p["id"]: p["currency"] for p in state["gocardless"]["payouts"]}
    assert {payouts[payout] for payout in waiting} == {"EUR"}
    takes_only(one, "1120", "AR", "GL")
    assert failures(one.sync()) == []
    assert [check for check in one.reconcile().checks if not check.holds] == []


def takes_only(one: Company, number: str, *ledgers: str) -> None:
    rows = [{"AccountNumber": number, "SourceLedger": ledger} for ledger in ledgers]
    one.world.sage300.edit_master("GL/GLAccounts", number, ControlAccountSubledgers=rows)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        ({"Status": "Inactive"}, "account 7900 is inactive: make it active in GL Accounts"),
        (
            {"ControlAccount": "Yes", "ControlAccountSubledgers": []},
            "name an account in books.fees_account",
        ),
    ],
)
def test_an_account_that_would_refuse_an_entry_is_found_before_anything_is_sent(
    tmp_path: Path, edit: dict[str, Any], words: str
) -> None:
    one = company(tmp_path)
    one.world.sage300.edit_master("GL/GLAccounts", "7900", **edit)
    one.live(16)
    one.requests()
    found = failures(one.sync())
    assert found
    assert all(words in failure.error for failure in found)
    asked = one.requests()
    assert not [r for r in asked if r["method"] != "GET" and r["system"] == "sage300"]
    # One request for all accounts, however many payouts wait.
    assert len([r for r in asked if r["path"].endswith("GLAccounts")]) == 1


def test_the_accounts_are_looked_at_only_when_something_is_to_be_booked(tmp_path: Path) -> None:
    one = company(tmp_path)
    one.live(20)
    one.sync()
    one.requests()
    one.sync()
    assert not [r for r in one.requests() if r["path"].endswith("GLAccounts")]


def test_every_control_account_refusing_is_said_in_a_dry_run_too(tmp_path: Path) -> None:
    switches = SageSwitches(control_sources=("AR",))
    one = Company(World.new("small", sage_switches=switches), tmp_path)
    one.live(16)
    found = failures(one.sync(dry_run=True))
    assert found
    assert {failure.exit_code for failure in found} == {6}
