"""The receiver as a process: started, killed, crowded, checked."""

import json
import re
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.processes import COMMAND, Site, served
from tests.receivers import signed


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("world")) as found:
        yield found


class Running:
    """A receiver that runs."""

    def __init__(self, site: Site, process: "subprocess.Popen[str]") -> None:
        self.site = site
        self.process = process
        assert process.stderr is not None
        line = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/gocardless", line)
        assert found, line + process.stderr.read()
        self.port = int(found[1])

    def post(self, body: bytes, signature: str = "") -> int:
        given = signature or signed(body, self.site.environment["S300GC_WEBHOOK_SECRET"])
        headers = {"Content-Type": "text/odd", "webhook-SIGNATURE": given}
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/gocardless", body, headers, method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=9) as answer:  # noqa: S310
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    def raw(self, *chunks: bytes) -> bytes:
        """Send bytes as they are and give all that comes back."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=9) as sender:
            sender.sendall(b"".join(chunks))
            sender.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: sender.recv(4096), b""))


@contextmanager
def receiving(site: Site, *options: str) -> Iterator[Running]:
    process = subprocess.Popen(
        [*COMMAND, "webhook", "serve", "--port", "0", *options, "--config", str(site.config)],
        env=site.environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield Running(site, process)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)
    assert process.returncode in (0, -signal.SIGKILL), errors
    assert "Traceback" not in errors


def delivery(*ids: str, kind: str = "space_ships") -> bytes:
    events = [
        {"id": id, "created_at": "2026-01-05T09:00:00.000Z", "resource_type": kind,
         "action": "landed", "links": {}}
        for id in ids
    ]  # fmt: skip
    return json.dumps({"events": events, "meta": {"webhook_id": "WB1"}}).encode()


def listed(site: Site) -> dict[str, Any]:
    done = site.run("events", "list", "--json")
    assert done.returncode == 0, done.stderr
    return {one["id"]: one for one in json.loads(done.stdout)["events"]}


def test_what_was_acknowledged_outlives_a_kill(site: Site) -> None:
    with receiving(site) as one:
        assert one.post(delivery("EVK1", "EVK2")) == 204
        one.process.kill()
    found = listed(site)["EVK1"]
    assert found["source"] == ["webhook"]
    assert found["resource_type"] == "space_ships"
    assert found["received_at"]


def test_it_ends_with_0_when_asked_and_says_nothing_when_quiet(site: Site) -> None:
    with receiving(site) as one:
        assert one.post(b"{}", "0" * 64) == 498
    assert one.process.returncode == 0


def test_a_port_that_is_taken_is_one_line_and_the_code_of_the_configuration(site: Site) -> None:
    with receiving(site) as one:
        done = site.run("webhook", "serve", "--port", str(one.port))
    assert (done.returncode, done.stdout) == (7, "")
    assert done.stderr.count("\n") == 1
    assert str(one.port) in done.stderr


def test_two_hundred_that_hang_on_keep_nobody_out(site: Site) -> None:
    with receiving(site) as one, ExitStack() as open_ones:
        for n in range(200):
            hanging = open_ones.enter_context(
                socket.create_connection(("127.0.0.1", one.port), timeout=9)
            )
            half = b"" if n % 2 else b"Content-Length: 100\r\n\r\nhalf a bo"
            hanging.sendall(b"POST /gocardless HTTP/1.1\r\nHost: x\r\n" + half)
        assert one.post(delivery("EVS1")) == 204


def test_requests_that_are_cut_or_chunked_or_too_large_are_answered_as_they_should(
    site: Site,
) -> None:
    body = delivery("EVC1")
    signature = signed(body, site.environment["S300GC_WEBHOOK_SECRET"]).encode()
    head = b"POST /gocardless HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    sign = b"Webhook-Signature: " + signature + b"\r\n"
    with receiving(site) as one:
        chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
        chunked = one.raw(head, sign, b"Transfer-Encoding: chunked\r\n\r\n", chunks)
        assert chunked.startswith(b"HTTP/1.1 204")
        length = b"Content-Length: %d\r\n\r\n" % len(body)
        twice = one.raw(head, sign, sign, length, body)
        assert twice.startswith(b"HTTP/1.1 498")
        large = one.raw(head, sign, b"Content-Length: 2000000\r\n\r\n")
        assert large.startswith(b"HTTP/1.1 413")
        assert b"waitress" not in chunked.lower() + large.lower()
        # Half a body, then the line goes dead: nothing is stored, the next one is taken.
        one.raw(head, sign, length, body[:-5])
        assert one.post(delivery("EVC2")) == 204
    assert {"EVC1", "EVC2"} <= set(listed(site))


def test_a_check_through_the_receiver_says_that_deliveries_arrive(
    site: Site, tmp_path: Path
) -> None:
    with receiving(site) as one:
        text = site.config.read_text(encoding="utf-8")
        config = site.config.with_name("checked.toml")
        url = f"http://127.0.0.1:{one.port}/gocardless"
        config.write_text(f'{text}\n[webhook]\npublic_url = "{url}"\n', encoding="utf-8")
        named = re.search(r'path = "([^"]+)"', text)
        if named is None:
            config.write_text(
                config.read_text(encoding="utf-8")
                + f'\n[database]\npath = "{site.config.with_suffix(".db").name}"\n',
                encoding="utf-8",
            )
        done = subprocess.run(
            [*COMMAND, "webhook", "check", "--config", str(config)],
            env=site.environment, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "signed, sent, stored and acknowledged" in done.stdout
    assert url in done.stdout
    assert site.environment["S300GC_WEBHOOK_SECRET"] not in done.stdout + done.stderr


def test_a_check_without_a_receiver_says_what_to_start(site: Site) -> None:
    done = site.run("webhook", "check")
    assert done.returncode == 4
    assert "webhook serve" in done.stdout
