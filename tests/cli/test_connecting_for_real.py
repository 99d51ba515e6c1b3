"""A partner connects and exchanges secrets by the installed command, as real processes."""

import http.client
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from s300gc.sandbox.answer import Answer
from s300gc.sandbox.world import World
from tests.cli.test_webhook_serve import delivery, receiving
from tests.processes import COMMAND, Site, served
from tests.receivers import signed
from tests.sandbox.gocardless.browser import Ask, Browser
from tests.vault.merchants import fetched, free_port

pytest.importorskip("cryptography", reason="the encrypted file needs the extra vault")
OLD, NEW = "the-old-webhook-secret", "the-new-webhook-secret"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site that keeps its credentials in an encrypted file and has a partner's app."""
    with served(tmp_path_factory.mktemp("partner")) as found:
        client, secret = World.new("small").gocardless.oauth_app
        text = found.config.read_text(encoding="utf-8")
        app = f'oauth_client = "{client}"\n' + (
            f'oauth_redirect = "http://127.0.0.1:{free_port()}/connected"\n'
        )
        giving = "import sys; print('a master secret' if sys.argv[1] == 'master' else '')"
        program = [sys.executable, "-S", "-c", giving, "{name}"]
        keep = f'[credentials]\nfile = "secrets"\ncommand = {json.dumps(program)}\n'
        text = text.replace("[mandates]", f"{app}\n[mandates]").replace(
            "[sandbox]", f"{keep}\n[sandbox]"
        )
        found.config.write_text(text, encoding="utf-8")
        environment = {k: v for k, v in found.environment.items() if "DBUS" not in k}
        for name in ("GOCARDLESS_TOKEN", "WEBHOOK_SECRET"):
            del environment[f"S300GC_{name}"]
        environment["S300GC_GOCARDLESS_CLIENT_SECRET"] = secret
        yield replace(found, environment=environment)


def ask(site: Site) -> Ask:
    """Give how a browser asks the served GoCardless; redirects are left to it."""

    def asked(method: str, address: str, headers: Mapping[str, str], body: bytes) -> Answer:
        parts = urlsplit(address)
        to = http.client.HTTPConnection(urlsplit(site.gocardless).netloc, timeout=9)
        to.request(method, f"{parts.path}?{parts.query}", body, dict(headers))
        answer = to.getresponse()
        found = Answer(answer.status, dict(answer.getheaders()), answer.read())
        to.close()
        return found

    return asked


def given(site: Site, value: str, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run one command with a value on standard input."""
    return subprocess.run(
        [*COMMAND, "credentials", *words, "--config", str(site.config)],
        env=site.environment, input=value, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip


def test_a_partner_connects_works_and_disconnects(site: Site) -> None:
    running = site.start("credentials", "connect", "gocardless", "--no-browser")
    assert running.stderr is not None
    address = ""
    while not address.startswith("http"):
        line = running.stderr.readline()
        assert line, running.communicate()
        address = line.strip()
    status, text, _ = fetched(Browser(ask(site)).open(address).press("Allow").left_to)
    assert (status, text.split()[0]) == (200, "Connected.")
    out, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (0, "")
    assert "GoCardless accepts the token" in out
    assert "(encrypted)" in out
    assert site.run("credentials", "disconnect", "gocardless").returncode == 0
    done = site.run("events", "poll")
    assert (done.returncode, done.stdout) == (8, "")
    assert "gocardless-token" in done.stderr


def test_a_running_receiver_takes_both_secrets_until_the_end(site: Site) -> None:
    assert given(site, OLD, "set", "webhook-secret").returncode == 0
    with receiving(site) as one:
        assert one.post(*_delivered("EVR1", OLD)) == 204
        begun = given(site, NEW, "rotate", "webhook")
        assert begun.returncode == 0, begun.stderr
        assert "rotate webhook --finish" in begun.stdout
        site.advance()
        assert one.post(*_delivered("EVR2", OLD)) == 204
        site.advance()
        assert one.post(*_delivered("EVR3", NEW)) == 204
        # The worker notes the proof a moment after the answer.
        for _ in range(10):
            done = given(site, "", "rotate", "webhook", "--finish")
            if done.returncode != 6:
                break
        assert done.returncode == 0, done.stderr
        site.advance()
        assert one.post(*_delivered("EVR4", OLD)) == 498
        assert one.post(*_delivered("EVR5", NEW)) == 204
    for secret in (OLD, NEW):
        assert secret not in begun.stdout + begun.stderr + done.stdout + done.stderr


def _delivered(id: str, secret: str) -> tuple[bytes, str]:
    body = delivery(id)
    return body, signed(body, secret)
