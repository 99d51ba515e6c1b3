"""A real keyring: gnome-keyring under a session bus of its own, through the command itself."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import Site, served

NEEDED = ("dbus-run-session", "dbus-send", "gnome-keyring-daemon", "bash")
MISSING = [program for program in NEEDED if shutil.which(program) is None]

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(bool(MISSING), reason=f"not installed here: {', '.join(MISSING)}"),
]

INSTALLED = Path(sys.executable).parent / "s300gc"
COMMAND = str(INSTALLED) if INSTALLED.exists() else f"{sys.executable} -m s300gc"

SESSION = """
ask() { dbus-send --session --print-reply --dest=org.freedesktop.DBus / "org.freedesktop.DBus.$@"; }
printf '%s' "$MASTER" | gnome-keyring-daemon --unlock --components=secrets > /dev/null 2>&1
ask StartServiceByName string:org.freedesktop.secrets uint32:0 > /dev/null
daemon=$(ask GetConnectionUnixProcessID string:org.freedesktop.secrets | awk '/uint32/ {print $2}')
trap 'kill "$daemon"' EXIT
"""
"""The bus says when the keyring is there. It outlives its bus, so it is ended by its number."""


class Desk:
    """The home folder of one user, in which sessions begin and end."""

    def __init__(self, site: Site, home: Path) -> None:
        self.site = site
        self.home = home
        self.said = ""
        runtime = home / "run"
        runtime.mkdir(parents=True)
        runtime.chmod(0o700)
        wanted = {"PATH", "LANG", "LC_ALL", "PYTHONPATH", "COVERAGE_PROCESS_START"}
        self.bare = {name: value for name, value in os.environ.items() if name in wanted}
        self.bare |= {
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(runtime),
            "PYTHONPATH": os.pathsep.join(filter(None, [os.getcwd(), self.bare.get("PYTHONPATH")])),
        }

    def call(self, words: str) -> str:
        """Give the command line of one of our commands."""
        return f'{COMMAND} {words} --config "{self.site.config}"'

    def cron(self, words: str) -> "subprocess.CompletedProcess[str]":
        """Run a command as cron would, without a session."""
        return self._run(["bash", "-c", self.call(words)], {})

    def session(
        self, master: str, *lines: str, **values: str
    ) -> "subprocess.CompletedProcess[str]":
        """Run lines of shell in a session whose keyring is opened with ``master``."""
        script = SESSION + "\n".join(lines)
        return self._run(
            ["dbus-run-session", "--", "bash", "-c", script], {"MASTER": master, **values}
        )

    def _run(self, words: list[str], more: dict[str, str]) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            words,
            env={**self.bare, **more},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A user who stored all credentials in one session, against a served sandbox."""
    folder = tmp_path_factory.mktemp("keyring")
    with served(folder / "world") as site:
        desk = Desk(site, folder / "home")
        environment = site.environment
        done = desk.session(
            "the login password",
            "set -e",
            f'printf %s "$A" | {desk.call("credentials set sage300-user -v -v")}',
            f'printf %s "$B" | {desk.call("credentials set sage300-password -v -v")}',
            f'printf %s "$C" | {desk.call("credentials set gocardless-token -v -v")}',
            desk.call("credentials list"),
            A=environment["S300GC_SAGE300_USER"],
            B=environment["S300GC_SAGE300_PASSWORD"],
            C=environment["S300GC_GOCARDLESS_TOKEN"],
        )
        assert done.returncode == 0, done.stderr
        assert "keyring: the Secret Service keyring" in done.stdout
        desk.said = done.stdout + done.stderr
        yield desk


def test_a_later_session_gives_the_secrets_back_and_a_run_works_with_them(desk: Desk) -> None:
    done = desk.session(
        "the login password", "set -e", desk.call("credentials test"), desk.call("sync -q")
    )
    assert done.returncode == 0, done.stderr
    assert "GoCardless accepts the token" in done.stdout
    assert desk.site.state()["sage300"]["customers"]


def test_no_secret_is_readable_in_the_output_or_anywhere_under_home(desk: Desk) -> None:
    files = [path for path in desk.home.parent.rglob("*") if path.is_file()]
    assert [path for path in files if path.suffix == ".keyring"]
    for name in ("S300GC_SAGE300_PASSWORD", "S300GC_GOCARDLESS_TOKEN"):
        secret = desk.site.environment[name]
        assert secret not in desk.said
        assert not [
            path
            for path in files
            if path.name != "world.json" and secret.encode() in path.read_bytes()
        ]


def test_a_session_that_was_not_opened_says_locked(desk: Desk) -> None:
    done = desk.session("not the login password", desk.call("credentials test"))
    assert done.returncode == 8
    assert "is locked" in done.stderr
    assert "gnome-keyring-daemon --unlock" in done.stderr


def test_under_cron_there_is_no_keyring_and_the_remedy_is_named(desk: Desk) -> None:
    done = desk.cron("sync -q")
    assert (done.returncode, done.stdout) == (8, "")
    assert "DBUS_SESSION_BUS_ADDRESS" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_deleted_is_gone_for_the_next_session(desk: Desk) -> None:
    def listed() -> str:
        done = desk.session("the login password", desk.call("credentials list"))
        assert done.returncode == 0, done.stderr
        return next(line for line in done.stdout.splitlines() if "webhook-secret " in line)

    desk.session(
        "the login password", f"printf hook | {desk.call('credentials set webhook-secret')}"
    )
    assert "the Secret Service keyring" in listed()
    desk.session("the login password", desk.call("credentials delete webhook-secret"))
    assert "not stored" in listed()
