"""A partner's app is connected to a merchant's account, and disconnected."""

import socket
import struct
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from s300gc.cli.demo import WorldClock
from s300gc.errors import ConfigError, CredentialError, Temporary
from s300gc.flows import sync
from s300gc.flows.events import ORGANISATION
from s300gc.remote.redirect import Redirect
from tests.vault.conftest import Use
from tests.vault.keepers import Remembering, keeper
from tests.vault.merchants import Merchant, Partner, partner
from tests.vault.site import Site


@pytest.fixture
def kept(use: Use) -> Remembering:
    """An empty keyring that is in use."""
    made = keeper()
    use(made)
    return made


@pytest.fixture
def app(tmp_path: Path, kept: Remembering) -> Partner:
    return partner(tmp_path)


def organisation(app: Partner) -> str:
    with app.parts() as parts:
        return parts.store.settings.get(ORGANISATION) or ""


def refused(app: Partner, merchant: Merchant, kept: Remembering) -> str:
    """Fail to connect for a credential; nothing is stored."""
    with pytest.raises(CredentialError) as caught:
        app.connect(merchant)
    assert kept.kept == {}
    assert organisation(app) == ""
    return str(caught.value)


def test_consent_gives_a_token_that_is_proved_and_stored(app: Partner) -> None:
    merchant = Merchant(app.world)
    done = app.connect(merchant)
    ((status, text, headers),) = merchant.answers
    assert (status, text) == (
        200,
        "Connected. You can close this page and go back to the terminal.",
    )
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "Python" not in headers["Server"]
    assert done.organisation == organisation(app)
    assert done.organisation.startswith("OR")
    assert app.company.config.gocardless.creditor in done.stored.proved
    token = app.vault.get("gocardless-token")
    assert app.accepted(token)
    assert token not in repr(done)
    with app.parts() as parts:
        assert [one.failures() for one in sync.run(parts) if one.failures()] == []


def test_refusal_stores_nothing(app: Partner, kept: Remembering) -> None:
    merchant = Merchant(app.world, button="Do not allow")
    assert "access_denied" in refused(app, merchant, kept)
    assert merchant.answers[0][1].startswith("Not connected")


def test_what_others_send_there_is_not_heard(app: Partner) -> None:
    strange = ["{}/connected?code=evil&state=guessed", "{}/connected?error=x&state=", "{}/",
               "{}/connected?code=evil", "{}/favicon.ico"]  # fmt: skip
    merchant = Merchant(app.world, before=strange, seen=lambda address: hang_up(app.port))
    app.connect(merchant)
    assert [status for status, _, _ in merchant.answers] == [400, 400, 404, 400, 404, 200]


def hang_up(port: int) -> None:
    """Come and go without a word, as a port scan does."""
    with socket.create_connection(("127.0.0.1", port)) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        one.sendall(b"GET /connected HTT")


@pytest.mark.parametrize("target", ["http://[x", "//[", "/connected?state=\xff&code=1", ""])
def test_no_target_is_a_fault(target: str) -> None:
    status, _ = Redirect("http://127.0.0.1:8400/connected", "right").heard(target)
    assert status in (400, 404)


def test_an_error_word_that_is_no_word_is_not_shown() -> None:
    redirect = Redirect("http://127.0.0.1:8400/connected", "right")
    assert redirect.heard("/connected?state=right&error=%1b[31mred")[0] == 200
    assert redirect.refused == "refused"


def test_nobody_is_waited_for_longer_than_ten_minutes(
    app: Partner, kept: Remembering, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Hasty(WorldClock):
        asked = 0

        def now(self) -> datetime:
            self.asked += 1
            return super().now() + self.asked * timedelta(minutes=4)

    app.outside.clock = Hasty(app.world)
    monkeypatch.setattr("s300gc.remote.redirect._Server.timeout", 0.01)
    with pytest.raises(Temporary, match="within ten minutes"):
        app.connect(Merchant(app.world, comes=False))
    assert kept.kept == {}


def test_a_port_that_is_taken_is_said_before_anybody_is_asked(
    app: Partner, kept: Remembering
) -> None:
    asked: list[str] = []
    with socket.socket() as other:
        other.bind(("127.0.0.1", app.port))
        other.listen()
        with pytest.raises(ConfigError, match="oauth_redirect"):
            app.connect(Merchant(app.world, change=lambda it: asked.append(it) or it))
    assert asked == []
    assert kept.kept == {}


def test_a_wrong_client_secret_says_what_to_store(app: Partner, kept: Remembering) -> None:
    app.environment["S300GC_GOCARDLESS_CLIENT_SECRET"] = "wrong"
    said = refused(app, Merchant(app.world), kept)
    assert "credentials set gocardless-client-secret" in said
    assert "wrong" not in said


def test_a_code_is_good_once(app: Partner, kept: Remembering) -> None:
    from urllib.parse import parse_qs, urlsplit

    def stolen(address: str) -> None:
        code = parse_qs(urlsplit(address).query)["code"][0]
        app.oauth.exchange(code, app.redirect)

    assert "connect again" in refused(app, Merchant(app.world, seen=stolen), kept)


def test_a_token_that_may_only_read_is_not_stored(app: Partner, kept: Remembering) -> None:
    merchant = Merchant(app.world, change=lambda it: it.replace("read_write", "read_only"))
    assert "read_only" in refused(app, merchant, kept)


def test_the_token_of_another_account_is_not_stored(tmp_path: Path, kept: Remembering) -> None:
    app = partner(tmp_path, creditor="CR0000OTHER")
    assert "does not act for CR0000OTHER" in refused(app, Merchant(app.world), kept)


def test_a_lost_answer_needs_another_consent(app: Partner, kept: Remembering) -> None:
    app.company.fault({"system": "gocardless", "method": "POST", "path": "/oauth/access_token",
                       "nth": 1, "when": "after", "what": "reset"})  # fmt: skip
    with pytest.raises(Temporary, match="connect again"):
        app.connect(Merchant(app.world))
    assert kept.kept == {}
    app.company.fault()
    assert app.connect(Merchant(app.world)).stored.proved


def test_sage_comes_first(app: Partner, kept: Remembering) -> None:
    app.environment["S300GC_SAGE300_PASSWORD"] = "wrong"
    merchant = Merchant(app.world)
    assert "the Sage user comes first" in refused(app, merchant, kept)
    assert merchant.answers == []


def test_without_an_app_there_is_nothing_to_connect(app: Partner) -> None:
    app.company.changes.clear()
    app.company.__post_init__()
    with pytest.raises(ConfigError, match="oauth_client"):
        app.oauth  # noqa: B018


# ---------------------------------------------------------------- disconnecting


def test_disconnecting_revokes_and_deletes(app: Partner, kept: Remembering) -> None:
    app.connect(Merchant(app.world))
    token = app.vault.get("gocardless-token")
    assert app.disconnect() == ["the Secret Service keyring"]
    assert not app.accepted(token)
    assert (kept.kept, organisation(app)) == ({}, "")
    with pytest.raises(CredentialError, match="gocardless-token"):
        app.disconnect()


def test_a_token_that_is_not_the_app_s_goes_on_and_is_not_deleted(
    app: Partner, kept: Remembering
) -> None:
    app.vault.store("gocardless-token", app.world.gocardless.access_token)
    with pytest.raises(CredentialError, match="not one of this app"):
        app.disconnect()
    assert len(kept.kept) == 1


def test_a_variable_that_goes_on_giving_the_token_is_named(app: Partner, kept: Remembering) -> None:
    app.connect(Merchant(app.world))
    token = app.vault.get("gocardless-token")
    app.environment["S300GC_GOCARDLESS_TOKEN"] = token
    with pytest.raises(CredentialError, match="revoked, but S300GC_GOCARDLESS_TOKEN"):
        app.disconnect()
    assert not app.accepted(token)


def test_no_answer_deletes_nothing(app: Partner, kept: Remembering) -> None:
    app.connect(Merchant(app.world))
    app.company.fault({"system": "gocardless", "method": "POST", "path": "/oauth/revoke",
                       "probability": 1.0, "when": "before", "what": "reset"})  # fmt: skip
    with pytest.raises(Temporary):
        app.disconnect()
    assert len(kept.kept) == 1
    app.company.fault()
    assert app.disconnect()


def test_access_that_the_merchant_took_back_is_named_with_what_to_do(app: Partner) -> None:
    app.connect(Merchant(app.world))
    app.world.gocardless.disconnect_app(app.world.gocardless.oauth_app[0])
    with app.parts() as parts, pytest.raises(CredentialError) as caught:
        sync.run(parts)
    assert caught.value.exit_code == 8
    assert "was taken back" in str(caught.value)
    assert "credentials connect gocardless" in str(caught.value)
    # It is forgotten here all the same.
    assert app.disconnect()


# ---------------------------------------------------------------- whose events


@pytest.mark.parametrize(("whose", "error"), [("OR0THER", False), ("", True)])
def test_events_of_other_organisations_are_kept_and_not_looked_at(
    app: Partner, whose: str, error: bool
) -> None:
    from s300gc.flows import events, inbox
    from s300gc.model import Outcome
    from s300gc.remote.gocardless_events import read_webhook

    app.connect(Merchant(app.world))
    links: dict[str, Any] = {"payment": "PMNOBODY"}
    if whose:
        links["organisation"] = whose
    found = read_webhook(delivery(links))
    with app.parts() as parts:
        sync.run(parts)
        now = parts.clock.now()
        parts.store.inbox.receive(found.events, found.raws, "webhook", now)
        events.apply(parts, Outcome("events"))
        one = inbox.one(parts, "EVX")
    assert bool(one.error) == error
    assert (one.applied_at is None) == error


def delivery(links: dict[str, Any]) -> bytes:
    import json

    event = {"id": "EVX", "created_at": "2026-01-05T09:00:00.000Z", "resource_type": "payments",
             "action": "failed", "links": links}  # fmt: skip
    return json.dumps({"events": [event], "meta": {"webhook_id": "WB1"}}).encode()


@pytest.mark.parametrize(
    "words",
    [["connect", "gocardless", "live_SECRET"], ["disconnect", "live_SECRET"],
     ["rotate", "webhook", "live_SECRET"], ["rotate", "live_SECRET"], ["connect", "paypal"]],
)  # fmt: skip
def test_what_is_typed_in_the_wrong_place_is_not_repeated(site: Site, words: list[str]) -> None:
    code, out, err = site.run(*words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "live_SECRET" not in err
