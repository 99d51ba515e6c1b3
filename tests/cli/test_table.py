"""Every command and its exit codes, as the README's table has them, run as it is installed."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from tests.company import company
from tests.test_docs import README, commands

ROWS = {
    match["name"].strip(): (match["words"].split(), {int(code) for code in match["codes"].split()})
    for match in re.finditer(
        r"^\| `(?P<name>[a-z ]+?)(?P<words>(?: [A-Z_]+)*)` \|.*\| (?P<codes>[\d ]+) \|$",
        README,
        re.M,
    )
}
WITH_FILE = [name for name, (_, codes) in ROWS.items() if 7 in codes and name != "sandbox serve"]
WITH_CREDENTIALS = [n for n, (_, c) in ROWS.items() if 8 in c and not n.startswith("credentials")]
WITH_LOCK = [name for name, (_, codes) in ROWS.items() if 11 in codes]
WORDS = {"KEY": "IN000001", "ID": "PM00000000", "NAME": "sage300-user", "PLAN": "1",
         "KIND": "systemd", "ACCOUNT": "gocardless", "WHICH": "webhook"}  # fmt: skip
OPTIONS = {
    "audit export": ["--payout", "PO00000000"],
    "audit signoff": ["--note", "well"],
    "refunds create": ["--amount", "1.00", "--reason", "paid twice"],
    "payouts reverse": ["--reason", "wrong account", "--yes"],
}
"""What a command is never called without."""
BARE = {k: v for k, v in os.environ.items() if not k.startswith(("S300GC_", "DBUS_"))}


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A company that has synchronised once; its servers are nowhere."""
    one = company(tmp_path_factory.mktemp("table"))
    one.sync()
    path = one.folder / "s300gc.toml"
    text = path.read_text(encoding="utf-8")
    # Without the simulated clock: these commands must answer although nothing is reachable.
    path.write_text(text[: text.index("[sandbox]")], encoding="utf-8")
    return path


def command(name: str, config: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    words = [WORDS.get(word, "CU00000000") for word in ROWS[name][0]] + OPTIONS.get(name, [])
    return subprocess.run(
        [sys.executable, "-m", "s300gc", *name.split(), *words, "--config", str(config)],
        env={**BARE, **environment}, capture_output=True, text=True, timeout=60, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_the_table_has_every_command() -> None:
    assert sorted(ROWS) == sorted(commands())


@pytest.mark.parametrize("name", WITH_FILE)
def test_a_bad_configuration_is_seven(name: str, tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text("go_life = 2026-01-01\n", encoding="utf-8")
    done = command(name, bad)
    assert done.returncode == 7, done.stderr
    assert "go_life: unknown setting; did you mean go_live?" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", WITH_CREDENTIALS)
def test_missing_credentials_are_eight_in_one_line(name: str, config: Path) -> None:
    done = command(name, config)
    assert done.returncode == 8, done.stderr
    assert done.stderr.startswith("s300gc: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("name", WITH_LOCK)
def test_a_lock_that_another_run_holds_is_eleven(name: str, config: Path) -> None:
    held = {
        "S300GC_SAGE300_USER": "U", "S300GC_SAGE300_PASSWORD": "P", "S300GC_GOCARDLESS_TOKEN": "T",
    }  # fmt: skip
    side = config.with_name("s300gc.db.lock.holder")
    side.write_text(
        '{"command": "sync", "kind": "run", "pid": 1, "host": "here", "since": "2026-01-05"}'
    )
    with FileLock(config.with_name("s300gc.db.lock")):
        done = command(name, config, **held)
    assert done.returncode == 11, done.stderr
    assert "'sync' (process 1 on here" in done.stderr


@pytest.mark.parametrize("name", sorted(ROWS))
def test_an_unknown_option_is_two(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "s300gc", *name.split(), "--nonsense"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("s300gc: ")
