"""``config check`` and ``config show``: the file alone."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from s300gc.cli.entry import run

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example with euros of its own and a proxy that has a password."""
    for name in ("USER", "PASSWORD"):
        monkeypatch.delenv(f"S300GC_SAGE300_{name}", raising=False)
    path = tmp_path / "s300gc.toml"
    text = EXAMPLE.read_text(encoding="utf-8").replace(
        'proxy = ""', 'proxy = "http://ada:hidden@proxy.example.com:8080"', 1
    )
    text = text.replace("[database]", '[books.EUR]\nbank_account = "10-01"\n\n[database]')
    path.write_text(text.replace("horizon_days = 30\n", ""), encoding="utf-8")
    return path


def said(capsys: pytest.CaptureFixture[str], *line: str) -> str:
    assert run([*line]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def test_a_file_that_is_in_order_says_what_was_checked(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = said(capsys, "config", "check", "--config", str(file))
    assert out.startswith(f"{file} is in order: company SAMLTD, creditor CR00000000")
    assert "books, books.EUR" in out
    assert said(capsys, "config", "check", "-q", "--config", str(file)) == ""
    found = json.loads(said(capsys, "config", "check", "--json", "--config", str(file)))
    assert (found["schema_version"], found["ok"], found["company"]) == (1, True, "SAMLTD")
    # Neither a log nor a database is begun by looking at the file.
    assert [path.name for path in file.parent.iterdir()] == ["s300gc.toml"]


def test_a_file_that_is_not_names_every_problem(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = file.read_text(encoding="utf-8").replace("go_live", "golive").replace("CR0", "XX0")
    file.write_text(text, encoding="utf-8")
    assert run(["config", "check", "--config", str(file)]) == 7
    out, err = capsys.readouterr()
    assert out == ""
    for word in ("golive: unknown setting; did you mean go_live?", "go_live: missing", "XX00"):
        assert word in err


def test_what_is_shown_is_toml_with_every_setting_in_effect(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = said(capsys, "config", "show", "--config", str(file))
    shown: dict[str, Any] = tomllib.loads(out)
    assert shown["invoices"]["horizon_days"] == 30
    assert "horizon_days = 30  # default" in out
    assert shown["books"]["EUR"]["bank_account"] == "1001"
    assert shown["books"]["EUR"]["fees_account"] == shown["books"]["fees_account"]
    assert 'fees_account = "7900"  # as in [books]' in out
    assert said(capsys, "config", "show", "-q", "--config", str(file)) == ""


def test_json_has_the_same_and_the_places(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(said(capsys, "config", "show", "--json", "--config", str(file)))
    text = tomllib.loads(said(capsys, "config", "show", "--config", str(file)))
    stated = {name: one for name, one in found["settings"]["sage300"].items() if one is not None}
    assert stated == text["sage300"], "what is null has no place in TOML"
    assert found["books_by_currency"]["EUR"] == text["books"]["EUR"]
    assert found["database"] == str(file.with_suffix(".db"))
    assert found["installation"] == "SAMLTD CR00000000"


def test_a_password_inside_an_address_is_not_shown(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for more in ([], ["--json"]):
        out = said(capsys, "config", "show", *more, "--config", str(file))
        assert "hidden" not in out
        assert "http://***@proxy.example.com:8080" in out
