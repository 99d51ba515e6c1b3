"""``audit verify``, ``export`` and ``packs`` as a person meets them; nothing is reachable."""

import json
import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from s300gc.cli.entry import run
from tests.company import company


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A company that has booked a payout; its servers are nowhere. And the payout."""
    one = company(tmp_path_factory.mktemp("lived"))
    one.live(17)
    path = one.folder / "s300gc.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("[sandbox]")], encoding="utf-8")
    with one.parts() as parts:
        (booked,) = parts.store.payouts.booked()
        return path, booked.id


@pytest.fixture
def site(lived: tuple[Path, str], tmp_path: Path) -> Path:
    """A copy of it that a test may spoil."""
    config = tmp_path / "s300gc.toml"
    shutil.copy(lived[0], config)
    for found in lived[0].parent.glob("s300gc.db*"):
        shutil.copy(found, tmp_path)
    return config


def spoil(config: Path, *statements: str) -> None:
    with closing(sqlite3.connect(config.with_suffix(".db"))) as database, database:
        for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            database.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            database.execute(statement)


Captured = pytest.CaptureFixture[str]


def test_a_whole_trail_is_zero_and_says_its_head(site: Path, capsys: Captured) -> None:
    assert run(["audit", "verify", "--config", str(site), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["holds"] is True
    assert run(["audit", "verify", "--config", str(site), "--head", told["head"][:16]]) == 0
    said = capsys.readouterr().out
    assert f"{told['rows']} rows hold; head {told['head']}" in said
    assert f"the head asked for is row {told['rows']}" in said
    assert run(["audit", "verify", "--config", str(site), "-q"]) == 0
    assert capsys.readouterr() == ("", "")


def test_the_first_broken_row_is_named_with_four(site: Path, capsys: Captured) -> None:
    spoil(site, "UPDATE audit SET body = '{}' WHERE seq >= 5")
    assert run(["audit", "verify", "--config", str(site), "-q"]) == 4
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("BROKEN at row 5 (2026-")
    assert said[0].endswith("its content is not what was sealed")
    assert said[1] == "the 4 rows before it hold"


def test_a_head_that_is_not_there_is_four_and_one_that_is_none_two(
    site: Path, capsys: Captured
) -> None:
    assert run(["audit", "verify", "--config", str(site), "--head", "0" * 64]) == 4
    assert "NOT FOUND" in capsys.readouterr().out
    assert run(["audit", "verify", "--config", str(site), "--head", "yesterday"]) == 2
    assert "is no head" in capsys.readouterr().err


def test_an_export_is_written_whole_and_says_its_head(
    site: Path, lived: tuple[Path, str], capsys: Captured
) -> None:
    path = site.parent / "out.zip"
    line = ["audit", "export", "--payout", lived[1], "--output", str(path), "--config", str(site)]
    assert run([*line, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["payouts"], told["audit"]["holds"]) == ([lived[1]], True)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert f"{lived[1]}/journal.csv" in archive.namelist()
    assert run(line) == 2
    assert "is there already" in capsys.readouterr().err


def test_an_export_of_a_broken_trail_is_written_with_four(
    site: Path, lived: tuple[Path, str]
) -> None:
    spoil(site, "UPDATE audit SET at = at || '0' WHERE seq = 2")
    path = site.parent / "out.zip"
    line = ["audit", "export", "--since", "2026-01-01", "--output", str(path), "-q"]
    assert run([*line, "--config", str(site)]) == 4
    assert path.exists()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--payout", "PO404"], "PO404: no such payout"),
        ([], "name payouts with --payout"),
        (["--until", "2020-01-01"], "name payouts with --payout"),
        (["--payout", "KNOWN", "--output", "/nowhere/at/all.zip"], "cannot be written"),
    ],
)
def test_an_export_of_nothing_is_one_line_and_two(
    site: Path, lived: tuple[Path, str], capsys: Captured, asked: list[str], said: str
) -> None:
    words = [lived[1] if word == "KNOWN" else word for word in asked]
    assert run(["audit", "export", *words, "--config", str(site)]) == 2
    error = capsys.readouterr().err
    assert error.startswith("s300gc: ")
    assert error.count("\n") == 1
    assert said in error


def test_sign_offs_are_listed_and_one_is_written_again(site: Path, capsys: Captured) -> None:
    assert run(["audit", "packs", "--config", str(site), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["sign_offs"] == []
    assert run(["audit", "packs", "--number", "7", "--config", str(site)]) == 2
    assert run(["audit", "packs", "--output", "x.zip", "--config", str(site)]) == 2
    assert "name it with --number" in capsys.readouterr().err
