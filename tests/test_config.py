"""The configuration is checked whole, and every problem is named in one go."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from s300gc.config import check, find, load
from s300gc.errors import ConfigError
from s300gc.settings import FileSettings, Section

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"


def raw(**changes: Any) -> dict[str, Any]:
    """The example file with changes; ``section__key`` reaches into a section."""
    values = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    for name, value in changes.items():
        *sections, key = name.split("__")
        place = values
        for section in sections:
            place = place[section]
        if value is None:
            del place[key]
        else:
            place[key] = value
    return values


def problems(**changes: Any) -> str:
    with pytest.raises(ConfigError) as caught:
        check(raw(**changes), Path("/etc/s300gc.toml"))
    return str(caught.value)


def test_the_example_loads_and_names_every_setting_there_is() -> None:
    load(EXAMPLE)
    text = EXAMPLE.read_text(encoding="utf-8")

    def names(model: type[Section]) -> list[str]:
        found = []
        for name, field in model.model_fields.items():
            kind = field.annotation
            if isinstance(kind, type) and issubclass(kind, Section):
                found += names(kind)
            elif name != "sandbox":
                found.append(name)
        return found

    from s300gc.settings import BookSettings

    missing = [n for n in (*names(FileSettings), *names(BookSettings)) if f"{n} =" not in text]
    assert missing == []


def test_all_problems_are_named_at_once_and_sorted() -> None:
    text = problems(
        go_live=None, sage300__url="nonsense", gocardless__creditor="XX", books__credit=""
    )
    lines = text.splitlines()[1:]
    assert [line.split(":")[0].strip(" -") for line in lines] == [
        "books.credit", "go_live", "gocardless.creditor", "sage300",
    ]  # fmt: skip
    assert "pydantic" not in text


def test_an_unknown_key_is_refused_with_the_nearest_known_one() -> None:
    assert "sage300.compny: unknown setting; did you mean company?" in problems(sage300__compny="X")
    assert "did you mean fees_account?" in problems(books__fee_account="7900")


def test_plain_http_to_another_machine_needs_a_named_setting() -> None:
    url = "http://sage.example.com/Sage300WebApi"
    assert "allow_plain_http" in problems(sage300__url=url)
    check(raw(sage300__url=url, sage300__allow_plain_http=True), Path("/a.toml"))
    check(raw(sage300__url="http://127.0.0.1:8/Sage300WebApi"), Path("/a.toml"))
    assert "only https" in problems(
        gocardless__url="http://pay.example.com", gocardless__environment=None
    )


def test_environment_and_url_exclude_each_other() -> None:
    assert "not both" in problems(gocardless__url="https://x.example.com")
    assert "not both" in problems(gocardless__environment=None)


def test_receipts_without_a_bank_must_be_turned_off_in_writing() -> None:
    assert 'receipts = "none" in writing' in problems(books__receipts_bank=None)
    check(raw(books__receipts_bank=None, books__receipts="none"), Path("/a.toml"))


def test_the_clearing_account_needs_its_own_bank() -> None:
    assert "names no bank for the clearing account 1190" in problems(books__credit="1190")
    assert "already another account's part" in problems(books__credit="7900")


def test_the_sandbox_is_only_on_this_machine() -> None:
    assert "only an address on this machine" in problems(sandbox={"url": "http://10.0.0.1"})


def test_accounts_by_currency_take_the_rest_from_the_common_ones() -> None:
    config = check(raw(books__EUR={"bank_account": "1001"}), Path("/a.toml"))
    assert config.books_for("EUR").bank_account == "1001"
    assert config.books_for("EUR").fees_account == config.books.fees_account
    assert config.books_for("USD") == config.books
    assert "books.EUR.bank_acount" in problems(books__EUR={"bank_acount": "1001"})


def test_account_numbers_have_one_spelling_with_or_without_segment_signs() -> None:
    banks = {"1100-00": "GC1", "11.10 EUR": "GC2"}
    books = check(
        raw(books__receipts_bank=banks, books__fees_account="79-00",
            books__fees_tax_account="not-recoverable"),
        Path("/a.toml"),
    ).books  # fmt: skip
    assert books.receipts_bank == {"110000": "GC1", "1110 EUR": "GC2"}
    assert (books.bank_for("110000", "GBP"), books.bank_for("1110", "EUR")) == ("GC1", "GC2")
    assert (books.fees_account, books.fees_tax_account) == ("7900", "not-recoverable")
    assert books.credit == "ar-control"


def test_the_database_lies_beside_the_file_unless_told_otherwise(tmp_path: Path) -> None:
    config = check(raw(database={}), tmp_path / "west.toml")
    assert config.database == tmp_path / "west.db"
    assert check(raw(database__path="x.db"), tmp_path / "west.toml").database == tmp_path / "x.db"


def test_the_file_is_found_by_option_then_variable_and_never_in_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s300gc.toml").write_text("")
    option, named = Path("/o.toml"), {"S300GC_CONFIG": "/v.toml"}
    assert find(option, named) == option
    assert find(None, named) == Path("/v.toml")
    assert tmp_path not in find(None, {}).parents


@pytest.mark.parametrize("text", ["go_live =", "\xff"])
def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "s300gc.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert "\n" not in str(caught.value)
    with pytest.raises(ConfigError, match="no configuration at"):
        load(tmp_path / "none.toml")
