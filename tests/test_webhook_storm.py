"""Deliveries lost, doubled and out of order, while the receiver is killed again and again.

``S300GC_STORM=busy`` does it with some 20,000 events and ten kills, in minutes.
"""

import os
import random
import shutil
import socket
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_webhook_serve import Running
from tests.processes import Site, served

SIZES = {"demo": (3, 12, 200), "busy": (10, 16, 20_000)}
"""Kills, days, and how many events there must have been at least."""
SIZE = os.environ.get("S300GC_STORM", "demo")
MIRRORS = {
    "events": "created_at, id, resource_type, action, resource, applied_at IS NOT NULL, error",
    "mandates": "id, status, customer, bank_account",
    "payments": "id, status, charge_date, amount",
}


def state(site: Site) -> dict[str, Any]:
    with closing(sqlite3.connect(site.config.with_suffix(".db"))) as database:
        return {
            table: sorted(database.execute(f"SELECT {columns} FROM {table}"))  # noqa: S608
            for table, columns in MIRRORS.items()
        }


def deliveries(site: Site) -> int:
    with closing(sqlite3.connect(site.config.with_suffix(".db"))) as database:
        return int(database.execute("SELECT count(*) FROM deliveries").fetchone()[0])


def prepared(site: Site) -> None:
    """Collect, so that there are payments to tell of; nothing is done at once about events."""
    text = site.config.read_text(encoding="utf-8")
    site.config.write_text(f"{text}\n[webhook]\napply = []\n", encoding="utf-8")
    done = site.run("sync", "-q", timeout=600)
    assert done.returncode == 0, done.stderr


class Receiver:
    """A receiver on one port that is killed and started again."""

    def __init__(self, site: Site, port: int) -> None:
        self.site = site
        self.port = port
        self.start()

    def start(self) -> None:
        process = self.site.start("webhook", "serve", "--port", str(self.port))
        self.running = Running(self.site, process)

    def kill(self) -> None:
        self.running.process.kill()
        self.running.process.communicate()


def disturbed(site: Site, receiver: Receiver, days: int, kills: int) -> None:
    """Let days pass; on some the receiver is killed in the middle of what is delivered."""
    chance = random.Random(11)  # noqa: S311
    struck = set(chance.sample(range(days), kills))
    for day in range(days):
        passing = threading.Thread(target=site.advance)
        target = deliveries(site) + chance.randint(0, 2)
        passing.start()
        if day in struck:
            while passing.is_alive() and deliveries(site) < target:
                passing.join(0.001)
            receiver.kill()
            receiver.start()
        passing.join()


@pytest.mark.slow
def test_after_one_poll_nothing_is_lost_and_nothing_differs(tmp_path: Path) -> None:
    kills, days, most = SIZES[SIZE]
    with served(tmp_path / "calm", "--scenario", SIZE, "--seed", "5") as site:
        prepared(site)
    # Payments are made on several threads: only a copy has the same ones.
    shutil.copytree(tmp_path / "calm", tmp_path / "storm")
    with served(tmp_path / "calm") as site:
        for _ in range(days):
            site.advance()
        assert site.run("events", "poll", "-q", timeout=600).returncode == 0
        calm = state(site)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/gocardless"
    with served(tmp_path / "storm", "--webhook-url", url) as site:
        ways = [{"webhooks": how, "probability": 0.2} for how in ("lost", "doubled", "reordered")]
        site.control("POST", "faults", ways)
        receiver = Receiver(site, port)
        try:
            disturbed(site, receiver, days, kills)
            assert site.run("events", "poll", "-q", timeout=600).returncode == 0
        finally:
            receiver.kill()
        assert deliveries(site) > kills
        storm = state(site)
    assert len(storm["events"]) >= most
    # The first poll begins where it finds the account; what was before only a webhook brings.
    first = min(calm["events"])
    assert [one for one in storm["events"] if one >= first] == calm["events"]
    for table in ("mandates", "payments"):
        assert storm[table] == calm[table], table
