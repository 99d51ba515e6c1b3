"""``s300gc credentials`` against both systems: what is accepted, refused, shown and hidden."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from keyring.backends.fail import Keyring as NoBackend
from keyring.errors import KeyringLocked

from s300gc import wiring
from s300gc.cli.demo import WorldClock
from s300gc.cli.entry import run
from s300gc.config import load
from s300gc.errors import Temporary
from s300gc.flows.credentials import store
from s300gc.sandbox.config import config_text
from s300gc.sandbox.ports import Served
from s300gc.sandbox.world import World
from tests.vault.conftest import Program, Use
from tests.vault.keepers import PLAIN, Remembering, keeper

FOREIGN = "live_ANOTHERTOKEN0123456789"


@dataclass
class Site:
    """A served World, its configuration, a keyring, and a way to run commands."""

    served: Served
    config: Path
    keyring: Remembering
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    @property
    def world(self) -> World:
        return self.served.world

    def run(self, *words: str, value: str = "") -> tuple[int, str, str]:
        """Run one command with a value on standard input: exit code, output, errors."""
        self.monkeypatch.setattr(sys, "stdin", io.StringIO(value))
        code = run(["credentials", *words, "--config", str(self.config)])
        out, err = self.capsys.readouterr()
        return code, out, err

    def json(self, *words: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.run(*words, "--json")[1])
        return found

    def set_sage(self) -> None:
        assert self.run("set", "sage300-user", value=self.world.sage300.user)[0] == 0
        assert self.run("set", "sage300-password", value=self.world.sage300.password)[0] == 0

    @property
    def stored(self) -> set[str]:
        return {name for _, name in self.keyring.kept}

    def add(self, text: str) -> None:
        """Add to the configuration."""
        self.config.write_text(self.config.read_text() + text, encoding="utf-8")


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """One small World on two ports; these tests change nothing in it."""
    with Served(World.new("small")) as served:
        yield served


@pytest.fixture
def site(
    served: Served,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    use: Use,
) -> Site:
    """That World, with an empty keyring."""
    config = tmp_path / "home" / "s300gc.toml"
    config.parent.mkdir()
    urls = (served.sage_url, served.gocardless_url, served.gocardless_url)
    config.write_text(config_text(served.world, *urls), encoding="utf-8")
    kept = keeper()
    use(kept)
    return Site(served, config, kept, monkeypatch, capsys)


# ---------------------------------------------------------------- set


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
    sign_on = wiring.sign_on(load(site.config), outside)
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


# ---------------------------------------------------------------- list, test, delete


def test_the_list_says_where_each_comes_from_and_never_what_it_is(site: Site) -> None:
    site.set_sage()
    site.monkeypatch.setenv("S300GC_GOCARDLESS_TOKEN", FOREIGN)
    rows = {row["name"]: row for row in site.json("list")["credentials"]}
    assert rows["sage300-user"]["source"] == "keyring"
    assert rows["gocardless-token"] == {
        "name": "gocardless-token", "stored": True, "source": "environment",
        "place": "S300GC_GOCARDLESS_TOKEN", "problem": None,
    }  # fmt: skip
    assert rows["webhook-secret"]["stored"] is False
    code, out, err = site.run("list")
    assert (code, err) == (0, "")
    assert "environment: S300GC_GOCARDLESS_TOKEN" in out
    assert site.run("list", "-q") == (0, "", "")


def test_a_locked_keyring_shows_in_list_and_test(site: Site) -> None:
    site.keyring.failing(KeyringLocked("shut"))
    for command in ("list", "test"):
        code, _, err = site.run(command)
        assert code == 8
        assert "is locked" in err
        assert all(line.startswith("s300gc: ") for line in err.splitlines())


def test_without_a_keyring_the_list_says_so_once_and_test_names_what_is_needed(
    site: Site, use: Use
) -> None:
    use(NoBackend())
    code, _, err = site.run("list")
    assert code == 8
    assert [line[:26] for line in err.splitlines()] == [
        "s300gc: sage300-user is ne", "s300gc: the same holds for",
    ]  # fmt: skip
    assert site.run("test")[0] == 8


def test_variables_alone_are_enough_for_list_and_test(site: Site, use: Use) -> None:
    use(NoBackend())
    site.monkeypatch.setenv("S300GC_SAGE300_USER", site.world.sage300.user)
    site.monkeypatch.setenv("S300GC_SAGE300_PASSWORD", site.world.sage300.password)
    site.monkeypatch.setenv("S300GC_GOCARDLESS_TOKEN", site.world.gocardless.access_token)
    for command in ("list", "test"):
        code, out, err = site.run(command)
        assert (code, err) == (0, "")
        assert "not stored" in out


def test_a_plain_text_keyring_is_refused_by_every_command(site: Site, use: Use) -> None:
    plain = keeper(PLAIN)
    use(plain)
    for words in (("set", "sage300-user"), ("list",), ("test",), ("delete", "sage300-user")):
        code, _, err = site.run(*words, value="S300GC")
        assert code == 8
        assert PLAIN in err
    assert plain.asked == []


def test_the_test_goes_on_after_a_failure_and_names_each(site: Site) -> None:
    site.run("set", "sage300-user", value=site.world.sage300.user)
    site.run("set", "sage300-password", "--no-check", value="WRONG-PASS1")
    site.monkeypatch.setenv("S300GC_GOCARDLESS_TOKEN", site.world.gocardless.access_token)
    code, out, err = site.run("test")
    assert code == 8
    assert "sage300-user, sage300-password: Sage 300 does not accept" in err
    assert "gocardless-token: GoCardless accepts the token" in out


def test_delete_takes_out_what_was_stored_and_says_when_nothing_was(site: Site) -> None:
    site.set_sage()
    assert site.run("delete", "sage300-password")[:2] == (
        0, "sage300-password deleted from the Secret Service keyring\n",
    )  # fmt: skip
    assert site.stored == {"sage300-user"}
    code, _, err = site.run("delete", "sage300-password")
    assert code == 8
    assert "nothing to delete" in err


def test_a_command_in_the_file_must_name_the_secret_it_is_asked_for(site: Site) -> None:
    site.add('\n[credentials]\ncommand = ["pass", "show"]\n')
    code, _, err = site.run("list")
    assert code == 7
    assert "{name}" in err
