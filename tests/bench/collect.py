"""collect: documents of a busy company become payments, over HTTP at 150 ms.

With a limit of 1,000 a minute and 4 connections, as at GoCardless; then without a limit and
with 8 connections against the official client, which makes 300 payments in a loop and in 8
threads. Under the limit the quick size collects what is due in the next three days, 1,066
documents, and the full size all 3,200 that are due within thirty. The pace is that of the
payments alone, from the first to the last as the sandbox noted them; what was read before is
in the time of the whole run.
"""

import json
import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.measure import Figure, Spent, figure, in_turn, processor_seconds, run
from tests.processes import COMMAND, Site, served

LATENCY = ("--scenario", "busy", "--latency-ms", "150")
LIMIT = 1000
"""Requests a minute."""
PEERS = 300
"""Payments that the official client makes in each round."""
OURS, LOOP, THREADS = "s300gc, 8 connections", "official, loop", "official, 8 thr."


@dataclass(frozen=True, slots=True)
class Work:
    """One run against the sandbox: what it took, and what the sandbox saw and took."""

    spent: Spent
    requests: list[dict[str, Any]]
    sandbox: float | None
    """Seconds of processors that the sandbox used meanwhile."""

    @property
    def payments(self) -> list[float]:
        """The instants at which payments were made, in real seconds."""
        made = [one for one in self.requests if one["method"] == "POST"]
        return [float(one["at"]) for one in made if (one["path"], one["status"]) == PAYMENT]

    @property
    def pace(self) -> float:
        """Payments a minute from the first to the last."""
        made = self.payments
        if len(made) < 2:
            raise RuntimeError(f"{len(made)} payments were made: nothing to measure")
        return (len(made) - 1) / (made[-1] - made[0]) * 60

    @property
    def refused(self) -> int:
        """Requests that met the limit."""
        return sum(one["status"] == 429 for one in self.requests)


PAYMENT = ("/payments", 201)


def measured(*, full: bool) -> list[Figure]:
    """Measure with the limit and without."""
    return [*_limited(30 if full else 3), *_unlimited(3 if full else 1)]


def _limited(horizon: int) -> list[Figure]:
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder) / "world", *LATENCY, "--rate-limit", str(LIMIT)) as site,
    ):
        _settings(site, horizon, 4)
        linked, work = _link(site), _collect(site)
    found = [
        Figure("linking 5,000 customers, before", linked.spent.wall, "s"),
        Figure("requests for that", len(linked.requests), ""),
        Figure("documents collected, limit 1,000/min", len(work.payments), ""),
        Figure("payments a minute", work.pace, "/min", "limit", work.pace / LIMIT),
        Figure("the whole run", work.spent.wall, "s"),
        Figure("requests in all", len(work.requests), ""),
        Figure("of them refused by the limit (429)", work.refused, ""),
        Figure("peak memory of the tool", work.spent.peak, "MiB"),
        Figure("processor time of the tool, a payment", _each(work, work.spent.cpu), "ms"),
    ]
    return found + _share(work)


def _unlimited(rounds: int) -> list[Figure]:
    """Let tool and official client make payments in turn on one sandbox.

    Each round of the tool collects what is due on the following day: some 355 documents.
    """
    works: list[Work] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder) / "world", *LATENCY) as site,
    ):
        bodies = _bodies(site)
        _link(site)

        def ours() -> float:
            _settings(site, len(works) + 1, 8)
            works.append(_collect(site))
            return works[-1].pace

        contestants = {
            OURS: ours,
            THREADS: lambda: _official(site, bodies, 8).pace,
            LOOP: lambda: _official(site, bodies, 1).pace,
        }
        paces = in_turn(contestants, rounds, warm=0)
    last = works[-1]
    return [
        Figure("documents collected, no limit", len(last.payments), ""),
        figure(paces, OURS, "/min", LOOP),
        figure(paces, OURS, "/min", THREADS),
        figure(paces, THREADS, "/min"),
        figure(paces, LOOP, "/min"),
        Figure("8 connections that never rest", 8 * 60_000 / 150, "/min"),
        *_share(last),
    ]


def _share(work: Work) -> list[Figure]:
    if work.sandbox is None:
        return []
    share = work.sandbox / work.spent.wall * 100
    return [Figure("one processor's share for the sandbox", share, "%")]


def _each(work: Work, seconds: float) -> float:
    return seconds / len(work.payments) * 1000


def _link(site: Site) -> Work:
    """Let the tool learn who holds which mandate; Sage 300 shows it already."""
    return _work(site, [*COMMAND, "mandates", "sync", "-q", "--config", str(site.config)])


def _collect(site: Site) -> Work:
    return _work(site, [*COMMAND, "invoices", "collect", "-q", "--config", str(site.config)])


def _official(site: Site, bodies: Path, threads: int) -> Work:
    command = [sys.executable, "-m", "tests.bench.official", site.gocardless, str(threads)]
    return _work(site, command, bodies)


def _work(site: Site, command: Sequence[str], given: Path | None = None) -> Work:
    site.control("DELETE", "requests")
    before = processor_seconds(site.process.pid)
    spent = run(command, site.environment, given)
    after = processor_seconds(site.process.pid)
    used = None if before is None or after is None else after - before
    return Work(spent, site.control("GET", "requests"), used)


def _settings(site: Site, horizon: int, connections: int) -> None:
    """Set how far collection looks ahead, and how many requests it sends at once."""
    text = site.config.read_text("utf-8")
    text = re.sub(r"horizon_days = \d+", f"horizon_days = {horizon}", text)
    text = re.sub(r"connections = \d+\n", "", text)
    text = text.replace("[mandates]", f"connections = {connections}\n\n[mandates]")
    site.config.write_text(re.sub(r"\n+connections", "\nconnections", text), "utf-8")


def _bodies(site: Site) -> Path:
    """Write the payments of the official client into a file: ten pounds of each mandate."""
    mandates = site.state()["gocardless"]["mandates"][-PEERS:]
    bodies = [
        {"amount": 1000, "currency": "GBP", "links": {"mandate": one["id"]}} for one in mandates
    ]
    path = site.config.with_name("payments.json")
    path.write_text(json.dumps(bodies), "utf-8")
    return path
