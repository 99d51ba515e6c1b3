"""``s300gc credentials set``: what is accepted and refused, and that no value shows."""

import io
import json
import logging
import sys
from pathlib import Path

import pytest

from s300gc import clients, wiring
from s300gc.cli.demo import WorldClock
from s300gc.cli.entry import run
from s300gc.config import load
from s300gc.errors import Temporary
from s300gc.flows.credentials import store
from tests.vault.conftest import Program
from tests.vault.site import FOREIGN, Site


def test_the_whole_set_up_from_nothing_to_a_test_that_passes(site: Site) -> None:
    site.set_sage()
    code, out, err = site.run("set", "gocardless-token", value=site.world.gocardless.access_token)
    assert (code, err) == (0, "")
    assert "GoCardless accepts the token" in out
    assert "stored in the Secret Service keyring" in out
    assert site.run("set", "webhook-secret", value=site.world.gocardless.webhook_secret)[0] == 0
    code, out, err = site.run("test")
    assert (code, err) == (0, "")
    assert "account sets" in out
    assert "only a webhook can prove it" in out
    assert [check["ok"] for check in site.json("test")["checks"]] == [True, True, True]


def test_a_password_that_sage_refuses_is_not_stored(site: Site) -> None:
    site.run("set", "sage300-user", value=site.world.sage300.user)
    code, out, err = site.run("set", "sage300-password", value="WRONG-PASS1")
    assert (code, out) == (8, "")
    assert "does not accept the user name or password" in err
    assert site.stored == {"sage300-user"}


def test_a_password_needs_the_user_first(site: Site) -> None:
    code, _, err = site.run("set", "sage300-password", value="ANY")
    assert code == 8
    assert f"credentials set sage300-user --config {site.config}" in err
    assert site.stored == set()


def test_sage_can_be_set_up_offline_and_gocardless_cannot(site: Site) -> None:
    assert site.run("set", "sage300-user", "--no-check", value="S300GC")[0] == 0
    code, out, _ = site.run("set", "sage300-password", "--no-check", value="WRONG-PASS1")
    assert code == 0
    assert "it was not checked" in out
    for name in ("gocardless-token", "webhook-secret", "webhook-secret-previous"):
        code, _, err = site.run("set", name, "--no-check", value="any")
        assert code == 2
        assert "without --no-check" in err
    assert site.stored == {"sage300-user", "sage300-password"}


@pytest.mark.parametrize("name", ["gocardless-token", "webhook-secret", "webhook-secret-previous"])
def test_nothing_of_gocardless_is_accepted_before_sage_works(site: Site, name: str) -> None:
    token = site.world.gocardless.access_token
    code, _, err = site.run("set", name, value=token)
    assert code == 8
    assert "the Sage user comes first" in err
    assert "credentials set sage300-user" in err
    site.run("set", "sage300-user", value=site.world.sage300.user)
    site.run("set", "sage300-password", "--no-check", value="WRONG-PASS1")
    code, _, err = site.run("set", name, value=token)
    assert code == 8
    assert "does not accept the user name or password" in err
    assert site.stored == {"sage300-user", "sage300-password"}


def test_sage_is_asked_before_the_token_leaves_the_machine(site: Site) -> None:
    site.run("set", "sage300-user", value=site.world.sage300.user)
    site.run("set", "sage300-password", "--no-check", value="WRONG-PASS1")
    site.world.requests.clear()
    site.run("set", "gocardless-token", value=FOREIGN)
    assert {line["system"] for line in site.world.requests.plain()} == {"sage300"}


def test_a_token_that_gocardless_refuses_is_not_stored(site: Site) -> None:
    site.set_sage()
    code, _, err = site.run("set", "gocardless-token", value=FOREIGN)
    assert code == 8
    assert "does not accept the access token" in err
    assert "gocardless-token" not in site.stored


def test_a_token_of_somebody_else_is_refused_and_says_whose_it_is(site: Site) -> None:
    site.set_sage()
    creditor = site.world.story["creditor"]
    site.config.write_text(site.config.read_text().replace(creditor, "CR0000OTHER"))
    for name in list(site.keyring.kept):
        secret = site.keyring.kept[name]
        site.keyring.kept[name[0].replace(creditor, "CR0000OTHER"), name[1]] = secret
    code, _, err = site.run("set", "gocardless-token", value=site.world.gocardless.access_token)
    assert code == 8
    assert f"does not act for CR0000OTHER but for {creditor}" in err
    assert "gocardless-token" not in site.stored


def test_a_server_that_does_not_answer_is_temporary_and_nothing_is_stored(site: Site) -> None:
    site.run("set", "sage300-user", value=site.world.sage300.user)
    nowhere = "http://127.0.0.1:1/Sage300WebApi"
    site.config.write_text(site.config.read_text().replace(site.served.sage_url, nowhere))
    outside = wiring.Outside(clock=WorldClock(site.world))
    sign_on = clients.sign_on(load(site.config), outside)
    with pytest.raises(Temporary, match="cannot be reached"):
        store(sign_on, "sage300-password", site.world.sage300.password)
    assert site.stored == {"sage300-user"}


def test_a_variable_that_hides_what_was_stored_is_named(site: Site) -> None:
    site.monkeypatch.setenv("S300GC_SAGE300_USER", "SOMEBODY")
    code, _, err = site.run("set", "sage300-user", value=site.world.sage300.user)
    assert code == 0
    assert "S300GC_SAGE300_USER is asked first" in err
    code, _, err = site.run("delete", "sage300-user")
    assert code == 0
    assert "still comes from S300GC_SAGE300_USER" in err


def test_with_a_file_configured_secrets_go_there(site: Site, program: Program) -> None:
    words = program("print('a master secret of some length') if name == 'master' else sys.exit(1)")
    site.add(f'\n[credentials]\ncommand = {json.dumps(words)}\nfile = "s300gc.secrets"\n')
    site.set_sage()
    assert site.stored == set()
    assert (site.config.parent / "s300gc.secrets").exists()
    rows = {row["name"]: row for row in site.json("list")["credentials"]}
    assert rows["sage300-password"]["source"] == "file"
    assert site.run("delete", "sage300-password")[0] == 0
    code, out, err = site.run("list")
    assert (code, err) == (0, "")
    assert "not stored" in out


# ---------------------------------------------------------------- the value and its hiding


def test_a_value_is_never_an_argument_and_is_not_repeated(site: Site) -> None:
    for words in (
        ("set", "gocardless-token", FOREIGN),
        ("set", FOREIGN),
        ("set", "gocardless-token", f"--value={FOREIGN}"),
        ("set", "gocardless-token", "--", FOREIGN),
        ("delete", FOREIGN),
        ("delete", "gocardless-token", FOREIGN),
    ):
        code, out, err = site.run(*words, value="x")
        assert code == 2, words
        assert FOREIGN not in out + err
    assert site.stored == set()


@pytest.mark.parametrize("value", ["", "\n", "  \n"])
def test_no_value_is_a_wrong_call(site: Site, value: str) -> None:
    code, _, err = site.run("set", "sage300-user", value=value)
    assert code == 2
    assert "no value for sage300-user" in err


def test_on_a_terminal_the_value_is_asked_for_without_showing_it(site: Site) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    asked: list[str] = []

    def hidden(prompt: str) -> str:
        asked.append(prompt)
        return site.world.sage300.user

    site.monkeypatch.setattr("getpass.getpass", hidden)
    site.monkeypatch.setattr(sys, "stdin", Terminal())
    assert run(["credentials", "set", "sage300-user", "--config", str(site.config)]) == 0
    assert asked == ["sage300-user: "]
    assert site.stored == {"sage300-user"}


def test_no_secret_is_in_output_logs_or_files(
    site: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    world = site.world
    secrets = [
        "WRONG-PASS1", FOREIGN, world.sage300.password,
        world.gocardless.access_token, world.gocardless.webhook_secret,
    ]  # fmt: skip
    said = ""
    for words, value in (
        (("set", "sage300-user"), world.sage300.user),
        (("set", "sage300-password"), "WRONG-PASS1"),
        (("set", "sage300-password"), world.sage300.password),
        (("set", "gocardless-token"), FOREIGN),
        (("set", "gocardless-token"), world.gocardless.access_token),
        (("set", "webhook-secret"), world.gocardless.webhook_secret),
        (("set", "webhook-secret-previous"), world.gocardless.webhook_secret + "\nx"),
        (("test",), ""),
        (("list",), ""),
        (("list", "--json"), ""),
        (("delete", "webhook-secret"), ""),
    ):
        _, out, err = site.run(*words, "-v", "-v", value=value)
        said += out + err
    assert run(["status", "--config", str(site.config), "-v", "-v"]) == 0
    said += "".join(site.capsys.readouterr()) + caplog.text
    assert "GET" in caplog.text
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.suffix == ".db" for path in kept)
    for secret in secrets:
        assert secret not in said
        assert not [path for path in kept if secret.encode() in path.read_bytes()]
