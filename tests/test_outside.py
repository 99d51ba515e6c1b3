"""The installed command from outside: over HTTP, killed, and run twice."""

import json
import random
import signal
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.processes import Site, business, served

DAYS = 20


def live(site: Site, days: int) -> None:
    for _ in range(days):
        done = site.run("sync", "-q")
        assert done.returncode in (0, 3), done.stderr
        site.advance()


def test_sync_in_other_processes_does_the_whole_job_over_http(tmp_path: Path) -> None:
    with served(tmp_path / "world") as site:
        live(site, 25)
        assert site.run("sync", "-q").returncode == 0
        state = site.state()
        proof = site.run("reconcile", "--json")
    paid = [one for one in state["gocardless"]["payouts"] if one["status"] == "paid"]
    ours = [one for one in state["sage300"]["gl_batches"] if one["made_by"] == "tool"]
    assert paid
    for payout in paid:
        (batch,) = [one for one in ours if one["Description"] == f"GC {payout['id']}"]
        assert batch["Status"] == "Posted"
        lines = batch["JournalHeaders"][0]["JournalDetails"]
        assert sum((Decimal(str(line["Amount"])) for line in lines), Decimal(0)) == 0
    for account, documents in state["sage300"]["open_documents"].items():
        assert Decimal(state["sage300"]["gl_balances"].get(account, "0")) == Decimal(documents)
    assert proof.returncode == 0, proof.stdout
    assert json.loads(proof.stdout)["differences"] == 0


def test_a_second_run_writes_nothing_and_asks_little(tmp_path: Path) -> None:
    with served(tmp_path / "world") as site:
        live(site, 8)
        assert site.run("sync", "-q").returncode in (0, 3)
        site.requests()
        assert site.run("sync", "-q").returncode in (0, 3)
        made = site.requests()
    assert len(made) <= 6, made
    assert {one["method"] for one in made} == {"GET"}


@pytest.mark.slow
def test_a_run_killed_at_any_moment_ends_like_one_that_was_not(tmp_path: Path) -> None:
    with served(tmp_path / "calm") as site:
        live(site, DAYS)
        site.run("sync", "-q")
        calm = business(site.state())
    moments = random.Random(7)  # noqa: S311 - moments to kill at, no secret
    with served(tmp_path / "killed", "--latency-ms", "40") as site:
        for _ in range(DAYS):
            kill(site, moments.uniform(0.3, 1.5))
            done = site.run("sync", "-q")
            assert done.returncode in (0, 3), done.stderr
            site.advance()
        site.run("sync", "-q")
        rough = business(site.state())
    assert rough == calm
    assert rough["twice"] == []


def kill(site: Site, after: float) -> None:
    """Start a sync and kill it after so many seconds, sooner where it was done by then."""
    while True:
        run = site.start("sync", "-q")
        try:
            run.wait(timeout=after)
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGKILL)
            run.communicate()
            return
        run.communicate()
        after *= 0.7


def test_only_one_run_at_a_time_holds_the_lock(tmp_path: Path) -> None:
    with served(tmp_path / "world", "--latency-ms", "150") as site:
        first = site.start("sync", "-q")
        codes: set[Any] = set()
        while first.poll() is None and 11 not in codes:
            second = site.run("sync", "-q")
            codes.add(second.returncode)
        first.communicate()
    # Whichever of two came second is turned away; the other does the work.
    assert 11 in codes | {first.returncode}
    assert codes | {first.returncode} <= {0, 3, 11}
