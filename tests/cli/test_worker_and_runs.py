"""The receiver's worker and runs on one database, as processes: neither drives the other out."""

import json
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from s300gc.clock import SystemClock
from s300gc.store.lock import RunLock
from tests.cli.test_webhook_serve import Running, delivery
from tests.processes import Site, served, twice
from tests.vault.merchants import free_port

PAUSE = 0.05
"""Seconds between two looks at another process."""
LONG = 30.0
"""Seconds after which something that must happen has not."""


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[Site]:
    """A slow site whose webhooks go to a receiver; something was collected already."""
    folder = tmp_path_factory.mktemp("both")
    url = f"http://127.0.0.1:{port}/gocardless"
    with served(folder, "--latency-ms", "20", "--webhook-url", url) as found:
        assert found.run("sync", "-q").returncode in (0, 3)
        yield found


@pytest.fixture
def receiver(site: Site, port: int) -> Iterator[Running]:
    process = site.start("webhook", "serve", "--port", str(port))
    running = Running(site, process)
    yield running
    if process.poll() is None:
        process.terminate()
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Traceback" not in errors


def until(happened: Callable[[], bool], process: "subprocess.Popen[str]") -> None:
    """Wait for something that another process does."""
    for _ in range(round(LONG / PAUSE)):
        if happened():
            return
        try:
            process.wait(PAUSE)
        except subprocess.TimeoutExpired:
            continue
        break
    assert happened(), process.poll()


def holder(site: Site, end: str) -> Callable[[], str]:
    """Give how to read the command that signed a lock; empty where nobody did."""
    side = site.config.with_name(f"s300gc.db{end}.holder")

    def signed() -> str:
        try:
            return str(json.loads(side.read_text(encoding="utf-8"))["command"])
        except (OSError, ValueError):
            return ""

    return signed


def database(site: Site) -> Path:
    return site.config.with_suffix(".db")


def applied(site: Site, id: str) -> str:
    """Tell how far an event is; empty while it is only acknowledged."""
    with closing(sqlite3.connect(database(site))) as opened:
        row = opened.execute("SELECT applied_at FROM events WHERE id = ?", (id,)).fetchone()
    return "" if row is None else "applied" if row[0] else "waits"


def test_the_worker_waits_while_a_run_holds_the_lock_and_then_applies(
    site: Site, receiver: Running
) -> None:
    lock = RunLock(database(site), "sync")
    with lock.held("run", LONG, SystemClock()):
        assert receiver.post(delivery("EVW1", kind="payouts")) == 204
        until(lambda: applied(site, "EVW1") == "waits", receiver.process)
    until(lambda: applied(site, "EVW1") == "applied", receiver.process)


def test_a_run_waits_for_the_worker_s_batch_and_is_not_refused(site: Site) -> None:
    lock = RunLock(database(site), "webhook worker")
    with lock.held("worker", LONG, SystemClock()):
        run = site.start("sync", "-q")
        # It has the turn of a run, and waits for the worker.
        until(lambda: holder(site, ".run.lock")() == "sync", run)
        assert run.poll() is None
    _, errors = run.communicate(timeout=60)
    assert (run.returncode, errors) == (0, "")


def test_sigterm_in_the_middle_of_a_turn_leaves_things_whole(site: Site, receiver: Running) -> None:
    for _ in range(6):
        site.advance()
    until(lambda: holder(site, ".lock")() == "webhook worker", receiver.process)
    receiver.process.terminate()
    assert receiver.process.wait(timeout=60) == 0
    done = site.run("sync", "-q")
    assert done.returncode == 0, done.stderr
    assert twice(site.state()) == []
    done = site.run("reconcile")
    assert done.returncode == 0, done.stdout + done.stderr
