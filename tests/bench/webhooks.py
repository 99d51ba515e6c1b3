"""Webhook deliveries of 250 events: rate and acknowledgement beside a plain Flask endpoint.

Both run under waitress with the same limits, journal mode and synchronous setting, and are
sent the same number of deliveries over 16 connections, in turn; then again while a ``sync``
runs, and with 200 clients that hang on. What is stored is on the disk when it is answered.
"""

import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from s300gc.store import sqlite
from tests.bench.measure import Figure, figure, in_turn, ratio
from tests.processes import COMMAND, Site, served
from tests.receivers import signed

EVENTS, CONNECTIONS = 250, 16
TEXT = "Enough time has passed since the payment was submitted for the banks to return an error"


def body(n: int) -> bytes:
    """A delivery of 250 events that were never sent before, some 125,000 bytes.

    They are about creditors, which nothing follows: what is measured is how they are taken in.
    """
    events = [
        {
            "id": f"EV{n:08}{one:04}", "created_at": "2026-01-05T09:00:00.000Z",
            "resource_type": "creditors", "action": "updated", "metadata": {},
            "details": {"origin": "gocardless", "cause": "payment_confirmed", "scheme": "bacs",
                        "description": TEXT, "reason_code": None, "will_attempt_retry": None},
            "links": {"creditor": f"CR{n:08}{one:04}"},
            "resource_metadata": {"documents": "IN000123/1=12.34", "customer": "1200"},
        }
        for one in range(EVENTS)
    ]  # fmt: skip
    return json.dumps({"events": events, "meta": {"webhook_id": f"WB{n}"}}).encode()


class Sender:
    """Sends deliveries over several connections and notes how long each took."""

    def __init__(self, secret: str, each: int) -> None:
        self._secret = secret
        self._each = each
        self._next = 0

    def round(self, port: int) -> tuple[float, float]:
        """Send one round; gives deliveries a second and the p99 of the answers in seconds."""
        bodies = [body(self._next + n) for n in range(self._each)]
        self._next += self._each
        work = [(one, signed(one, self._secret)) for one in bodies]
        took: list[float] = []
        threads = [
            threading.Thread(target=_send, args=(port, work[n::CONNECTIONS], took))
            for n in range(CONNECTIONS)
        ]
        begin = time.perf_counter()
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        whole = time.perf_counter() - begin
        if len(took) != len(work):
            raise RuntimeError(f"{len(work) - len(took)} deliveries were not taken")
        return len(work) / whole, statistics.quantiles(took, n=100)[98]


def _send(port: int, work: list[tuple[bytes, str]], took: list[float]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for one, signature in work:
        begin = time.perf_counter()
        connection.request("POST", "/gocardless", one, {"Webhook-Signature": signature})
        answer = connection.getresponse()
        answer.read()
        if answer.status == 204:
            took.append(time.perf_counter() - begin)
    connection.close()


@contextmanager
def listening(command: list[str], environment: dict[str, str]) -> Iterator[int]:
    """Run an endpoint; gives its port."""
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    line = process.stderr.readline()
    found = re.search(r"http://127\.0\.0\.1:(\d+)/gocardless", line)
    if found is None:
        raise RuntimeError(line + process.stderr.read())
    # Nobody reads on: what it says must not fill the pipe.
    drain = threading.Thread(target=process.stderr.read, daemon=True)
    drain.start()
    try:
        yield int(found[1])
    finally:
        process.terminate()
        process.wait(60)
        drain.join()


def measured(*, full: bool) -> list[Figure]:
    """Measure both, alone and while a run works, then one delivery beside slow clients."""
    rounds, each = (5, 600) if full else (5, 200)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        site = stack.enter_context(served(folder / "world", "--scenario", "busy"))
        text = site.config.read_text(encoding="utf-8")
        site.config.write_text(f"{text}\n[webhook]\napply = []\n", encoding="utf-8")
        secret = site.environment["S300GC_WEBHOOK_SECRET"]
        mode = "wal" if sqlite.wal_is_safe(sqlite.version_info) else "delete"
        flask = [sys.executable, "-m", "tests.bench.flask_endpoint", str(folder / "flask.db"),
                 secret, mode, "full" if mode == "wal" else "extra"]  # fmt: skip
        ours = [*COMMAND, "webhook", "serve", "--port", "0", "--config", str(site.config)]
        ports = {
            "s300gc": stack.enter_context(listening(ours, site.environment)),
            "Flask": stack.enter_context(listening(flask, dict(os.environ))),
        }
        sender = Sender(secret, each)
        alone = _compared(sender, ports, rounds, "alone")
        with _working(site):
            busy = _compared(sender, ports, rounds, "during a sync")
        return [*alone, *busy, _beside_slow(sender, ports["s300gc"])]


def _compared(sender: Sender, ports: dict[str, int], rounds: int, when: str) -> list[Figure]:
    tails: dict[str, list[float]] = {name: [] for name in ports}

    def contestant(name: str) -> float:
        rate, tail = sender.round(ports[name])
        tails[name].append(tail)
        return rate

    found = in_turn({name: lambda name=name: contestant(name) for name in ports}, rounds)
    kept = {name: values[-rounds:] for name, values in tails.items()}
    return [
        Figure(f"s300gc, {when}", statistics.median(found["s300gc"]), "1/s", "Flask",
               ratio(found, "s300gc", "Flask")),
        Figure(f"Flask, {when}", statistics.median(found["Flask"]), "1/s"),
        Figure(f"s300gc, p99 of answers, {when}", statistics.median(kept["s300gc"]) * 1000, "ms",
               "Flask", ratio(kept, "s300gc", "Flask")),
        Figure(f"Flask, p99 of answers, {when}", statistics.median(kept["Flask"]) * 1000, "ms"),
    ]  # fmt: skip


@contextmanager
def _working(site: Site) -> Iterator[None]:
    """Run ``sync`` again and again beside what is measured."""
    enough = threading.Event()

    def work() -> None:
        while not enough.is_set():
            site.run("sync", "-q", timeout=900)
            site.advance()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        enough.set()
        thread.join()


def _beside_slow(sender: Sender, port: int) -> Figure:
    """Time a good delivery while 200 clients hang on, half of them in their headers."""
    with ExitStack() as stack:
        for n in range(200):
            one = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
            half = b"" if n % 2 else b"Content-Length: 9000\r\n\r\nhalf"
            one.sendall(b"POST /gocardless HTTP/1.1\r\nHost: x\r\n" + half)
        tails = {"a delivery beside 200 slow clients": []}
        for _ in range(5):
            tails["a delivery beside 200 slow clients"].append(sender_one(sender, port))
    return figure(tails, "a delivery beside 200 slow clients", "ms", scale=1000)


def sender_one(sender: Sender, port: int) -> float:
    """Send one delivery and give the seconds until it is acknowledged."""
    took: list[float] = []
    one = body(10**7 + int(time.perf_counter() * 1e6) % 10**6)
    _send(port, [(one, signed(one, sender._secret))], took)
    return took[0]
