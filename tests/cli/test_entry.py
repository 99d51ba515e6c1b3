"""The common options mean the same before and after the command."""

import subprocess
import sys

import pytest

from s300gc import __version__
from s300gc.cli.entry import common_last, run


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["--json", "sync"], ["sync", "--json"]),
        (
            ["--config", "a.toml", "-q", "sync", "--dry-run"],
            ["sync", "--dry-run", "--config", "a.toml", "-q"],
        ),
        (["mandates", "--config=a", "sync"], ["mandates", "sync", "--config=a"]),
        (["audit", "show", "--", "--json"], ["audit", "show", "--", "--json"]),
        (["-v", "audit", "show", "--", "-q"], ["audit", "show", "-v", "--", "-q"]),
    ],
)
def test_common_options_move_behind_the_command(given: list[str], expected: list[str]) -> None:
    assert common_last(given) == expected


@pytest.mark.parametrize(
    "line", [["nonsense"], ["sync", "--nonsense"], ["audit", "show"], ["invoices", "x"]]
)
def test_a_wrong_command_line_is_two_and_one_line(
    line: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(line) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("s300gc: ")
    assert err.count("\n") == 1


def test_the_version_is_answered_before_anything_is_loaded() -> None:
    code = (
        "import sys; from s300gc.__main__ import main\n"
        "try: main(['--version'])\n"
        "except SystemExit as stop: assert stop.code == 0\n"
        "print('typer' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["s300gc", __version__, "False"]


def test_help_loads_none_of_the_heavy_libraries() -> None:
    code = (
        "import sys; from s300gc.cli.entry import run\n"
        "run(['--help'])\n"
        "heavy = ['requests', 'keyring', 'sqlite_utils', 'tenacity', 'rich.console', 'pydantic',"
        " 'waitress', 'odata_query', 'holidays']\n"
        "sys.stderr.write(' '.join(name for name in heavy if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""
