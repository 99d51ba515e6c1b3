"""``reconcile`` as it is called: one screen, exit codes, CSV and JSON."""

import csv
import io
import json
from pathlib import Path

import pytest

from s300gc.errors import UsageError
from s300gc.flows.reconcile import Reconciliation
from s300gc.rules.differences import Line
from s300gc.show import reconcile as show
from tests import clerk, sabotage
from tests.company import Company, company


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A company after four weeks, all booked."""
    one = company(tmp_path_factory.mktemp("settled"))
    sabotage.live(one, 26)
    return one


@pytest.fixture(scope="module")
def honest(settled: Company) -> Reconciliation:
    return settled.reconcile()


@pytest.fixture(scope="module")
def wrong(settled: Company, tmp_path_factory: pytest.TempPathFactory) -> Reconciliation:
    one = sabotage.settled_copy(settled, tmp_path_factory.mktemp("wrong"))
    clerk.journal(one.world, "JE", ("1100", 25), ("4000", -25))
    return one.reconcile()


def screen(found: Reconciliation, capsys: pytest.CaptureFixture[str], *, quiet: bool) -> str:
    show.write(found, False, quiet)
    return capsys.readouterr().out


def test_one_screen_says_what_ties(
    honest: Reconciliation, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = screen(honest, capsys, quiet=False).splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80
    assert lines[-1] == "reconciled: 0 differences"
    assert any(one.startswith("ok control account = open documents") for one in lines)
    assert any("5 booked, 0 waiting" in one for one in lines)


def test_one_screen_says_what_does_not_and_what_to_do(
    wrong: Reconciliation, capsys: pytest.CaptureFixture[str]
) -> None:
    text = screen(wrong, capsys, quiet=True)
    assert max(map(len, text.splitlines())) <= 80
    assert "-- control account = open documents" in text
    assert "journal-by-hand" in text
    assert "-> reverse GL batch" in text
    assert text.splitlines()[-1] == "1 differences"


def test_quiet_is_silent_where_all_ties(
    honest: Reconciliation, capsys: pytest.CaptureFixture[str]
) -> None:
    assert screen(honest, capsys, quiet=True) == ""


def test_many_of_a_kind_that_wait_are_added_up(
    honest: Reconciliation, capsys: pytest.CaptureFixture[str]
) -> None:
    from dataclasses import replace

    from s300gc.model import Money

    many = tuple(
        Line("paid-outside", f"PM{n}", Money(100, "GBP"), "GoCardless GBP", None, "why", "how")
        for n in range(40)
    )
    text = screen(replace(honest, lines=many), capsys, quiet=False)
    assert "40 paid-outside" in text
    assert "40.00 GBP" in text
    assert len(text.splitlines()) <= 24


def test_a_spreadsheet_has_a_row_for_every_line(wrong: Reconciliation, tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    show.write_csv(wrong, path)
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    assert [(row["level"], row["code"], row["amount"]) for row in rows] == [
        ("difference", "journal-by-hand", "25.00")
    ]
    assert tuple(rows[0]) == show.COLUMNS
    with pytest.raises(UsageError, match=r"lines\.csv"):
        show.write_csv(wrong, tmp_path / "nowhere" / "lines.csv")


def test_a_text_is_no_formula_in_a_spreadsheet(wrong: Reconciliation, tmp_path: Path) -> None:
    from dataclasses import replace

    (one,) = wrong.differences
    show.write_csv(replace(wrong, lines=(replace(one, subject="=1+1"),)), tmp_path / "a.csv")
    assert "'=1+1" in (tmp_path / "a.csv").read_text("utf-8-sig")


def test_json_has_checks_lines_and_months(
    wrong: Reconciliation, capsys: pytest.CaptureFixture[str]
) -> None:
    show.write(wrong, True, False)
    said = json.loads(capsys.readouterr().out)
    assert said["schema_version"] == 1
    assert (said["differences"], said["reconciled"]) == (1, False)
    (line,) = said["lines"]
    assert (line["code"], line["level"]) == ("journal-by-hand", "difference")
    assert line["moves"]["1100"] == {"amount": "25.00", "currency": "GBP"}
    assert said["payouts_by_month"][0]["booked"] == 5


@pytest.mark.parametrize("option", ["--since", "--until", "--as-at"])
def test_a_day_that_is_none_is_one_line_and_a_wrong_command_line(
    option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from s300gc.cli.entry import run

    assert run(["reconcile", option, "31.01.2026"]) == 2
    said = capsys.readouterr()
    assert f"{option} 31.01.2026 is no date" in said.err
    assert said.out == ""
