"""The demonstration as a newcomer runs it."""

import json
import subprocess
import sys
from decimal import Decimal
from typing import Any

import pytest

from tests.processes import served


def demo(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "s300gc", "demo", *arguments],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module", params=["ar-control", "clearing"])
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One demonstration in each way of booking: its folder and its JSON."""
    folder = tmp_path_factory.mktemp(f"demo-{request.param}") / "kept"
    done = demo("--books", request.param, "--json", "--keep", str(folder))
    assert done.returncode == 0, done.stderr
    return folder, json.loads(done.stdout)


def test_the_demo_reconciles_to_no_difference(kept: Any) -> None:
    _, found = kept
    assert found["schema_version"] == 1
    assert found["differences"] == 0
    assert found["reconciled"] is True
    assert found["mandates_linked"] >= 40
    assert found["payments_created"] >= 100


def test_every_journal_balances_and_all_three_currencies_are_paid_out(kept: Any) -> None:
    _, found = kept
    journals = found["journals"]
    assert len(journals) == found["payouts_booked"] > 20
    assert {one["currency"] for one in journals} == {"GBP", "EUR", "USD"}
    assert all(Decimal(one["debits"]) == Decimal(one["credits"]) > 0 for one in journals)
    assert all(one["batch"] for one in journals)


def test_its_story_has_what_comes_back_and_money_of_unknown_payers(kept: Any) -> None:
    folder, _ = kept
    with served(folder) as site:
        state = site.state()
        assert site.run("reconcile", "-q").returncode == 0
        assert site.run("sync", "-q").returncode in (0, 3)
    kinds = {
        item["type"] for items in state["gocardless"]["payout_items"].values() for item in items
    }
    assert {"payment_failed", "payment_charged_back"} <= kinds
    assert Decimal(state["sage300"]["gl_balances"]["2190"]) < 0
    notes = [d for d in state["sage300"]["documents"] if d["DocumentType"] == "DebitNote"]
    assert len(notes) >= 2
    for note in notes:
        assert note["made_by"] == "tool"


def test_nothing_but_json_is_on_standard_output_and_quiet_is_quiet() -> None:
    done = demo("-q")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
