"""``s300gc report`` as a person calls it: its files, what it refuses, what it needs."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from s300gc.cli.entry import run
from tests.company import company


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A company with a first payout; its servers are nowhere."""
    one = company(tmp_path_factory.mktemp("report"))
    one.live(18)
    path = one.folder / "s300gc.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("[sandbox]")], encoding="utf-8")
    return path


def ask(config: Path, *words: object, month: str = "2026-01") -> int:
    named = ["--month", month] if month else []
    return run(["report", *named, *map(str, words), "--config", str(config)])


def test_the_figures_stand_on_one_screen(config: Path, capsys: Any) -> None:
    assert ask(config) == 0
    said = capsys.readouterr().out
    assert said.startswith("Sage 300 and GoCardless: January 2026\n")
    assert "Paid out" in said
    assert len(said.splitlines()) < 24


def test_json_has_everything_and_its_parts_add_up(config: Path, capsys: Any) -> None:
    assert ask(config, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["schema_version"] == 1
    (total,) = found["totals"]
    pence = {
        name: int(one["amount"].replace(".", ""))
        for name, one in total.items()
        if name != "currency"
    }
    paid_out = pence.pop("paid_out")
    assert sum(pence.values()) == paid_out > 0
    places = [line["side"] for one in found["payouts"] for line in one["lines"]]
    assert all(one["batch"] and one["entry"] and one["posting"] for one in places)


def test_files_are_written_whole_and_a_report_is_overwritten_by_a_report(
    config: Path, tmp_path: Path, capsys: Any
) -> None:
    html, xlsx = tmp_path / "january.html", tmp_path / "january.xlsx"
    for _ in range(2):
        assert ask(config, "--output", html, "--xlsx", xlsx, "-q") == 0
    assert html.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert xlsx.read_bytes().startswith(b"PK")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["january.html", "january.xlsx"]
    assert capsys.readouterr() == ("", "")


def test_a_page_begins_with_its_doctype_and_says_who_made_it(config: Path, tmp_path: Path) -> None:
    html = tmp_path / "january.html"
    assert ask(config, "--output", html) == 0
    start = html.read_bytes()[:4096]
    assert b'<meta name="generator" content="s300gc ' in start


@pytest.mark.parametrize(
    ("name", "option", "said"),
    [
        ("notes.html", "--output", "no report"),
        ("report.txt", "--output", "--output writes .html"),
        ("report.html", "--xlsx", "--xlsx writes .xlsx"),
        ("nowhere/report.html", "--output", "there is no folder"),
    ],
)
def test_other_files_are_left_alone(
    name: str, option: str, said: str, config: Path, tmp_path: Path, capsys: Any
) -> None:
    notes = tmp_path / "notes.html"
    notes.write_text("mine", encoding="utf-8")
    assert ask(config, option, tmp_path / name) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert notes.read_text(encoding="utf-8") == "mine"


def test_without_the_extra_the_line_says_which_one(
    config: Path, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, option, name in (
        ("jinja2", "--output", "january.html"), ("xlsxwriter", "--xlsx", "january.xlsx"),
    ):  # fmt: skip
        with monkeypatch.context() as patched:
            patched.setitem(sys.modules, module, None)
            assert ask(config, option, tmp_path / name) == 7
            error = capsys.readouterr().err
            assert "pip install 's300gc[report]'" in error
            assert error.count("\n") == 1
            assert ask(config) == 0
            capsys.readouterr()
    assert list(tmp_path.iterdir()) == []


def test_the_core_runs_without_the_extra(config: Path, tmp_path: Path) -> None:
    import subprocess

    code = (
        "import sys; from s300gc.cli.entry import run\n"
        f"code = run(['report', '--month', '2026-01', '--config', {str(config)!r}])\n"
        "assert not {'jinja2', 'xlsxwriter'} & set(sys.modules), code"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Paid out" in done.stdout


def test_a_proof_needs_the_credentials_and_a_report_does_not(
    config: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SAGE300_USER", "SAGE300_PASSWORD", "GOCARDLESS_TOKEN"):
        monkeypatch.delenv(f"S300GC_{name}", raising=False)
    assert ask(config, "--prove") == 8
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--since", "2026-02-30"), "2026-02-30"),
        (("--since", "2026-02-01", "--until", "2026-01-01"), "is before"),
        (("--payout", "PO1"), "no such payout"),
    ],
)
def test_a_wrong_period_is_two(
    words: tuple[str, ...], said: str, config: Path, capsys: Any
) -> None:
    assert ask(config, *words, month="") == 2
    assert said in capsys.readouterr().err
