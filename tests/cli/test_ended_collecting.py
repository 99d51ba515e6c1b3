"""A real collection over several connections that is told to end, or killed, in the middle."""

import json
import signal
from collections import Counter
from pathlib import Path

import pytest

from s300gc.flows import mandates
from tests.cli.sites import served_on
from tests.flows.collectors import company_of, owe
from tests.processes import Site

MANY = 60


def sent(site: Site) -> int:
    """How many payments GoCardless was asked to make so far."""
    return sum(
        (one["method"], one["path"]) == ("POST", "/payments")
        for one in site.control("GET", "requests")
    )


def made(site: Site) -> Counter[str]:
    """How many payments there are for each document."""
    return Counter(p["metadata"]["documents"] for p in site.state()["gocardless"]["payments"])


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_what_was_sent_is_known_and_the_rest_is_collected_once(
    tmp_path: Path, how: signal.Signals
) -> None:
    one = company_of(tmp_path)
    for n in range(MANY):
        owe(one, f"IN{n:03}", "10.00", days=9)
    with one.parts() as parts:
        mandates.sync(parts)
    with served_on(one, "--latency-ms", "150") as site:
        run = site.start("invoices", "collect")
        while run.poll() is None and sent(site) < 10:
            pass
        run.send_signal(how)
        out, errors = run.communicate(timeout=60)
        begun = made(site)
        assert 0 < len(begun) < MANY
        if how is not signal.SIGKILL:
            assert (run.returncode, out) == (130, "")
            assert errors.count("\n") == 1
            assert errors.startswith("s300gc: interrupted")
            status = json.loads(site.run("status", "--json").stdout)
            assert status["in_doubt"] == []
            assert sum(one["count"] for one in status["payments"]) == len(begun)
        assert site.run("invoices", "collect", "-q").returncode == 0
        assert set(made(site).values()) == {1}
        assert len(made(site)) == MANY
