"""What was learned of a server is kept whole, and is followed for that server only."""

from pathlib import Path

import pytest

from s300gc import learned
from s300gc.config import Config, load
from s300gc.errors import ConfigError
from s300gc.model.dialect import PLAIN, Calendar, Dialect, Range
from tests.company import day

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"
FULL = Dialect(
    dates="v3",
    search="none",
    gl_ready="Status",
    count=False,
    select=False,
    top=False,
    page_size=500,
    ranges={"GL/GLPostJournal": Range("A", "B", "C", "D"), "AR/ARPostInvoices": Range("A", "B")},
    calendar=Calendar("S{n}", "E{n}", {"AR": "L{n}"}),
    absent=frozenset({"AR/ARPaymentCodes", "AR/ARCustomers.Email"}),
)


def config(tmp_path: Path, *more: tuple[str, str]) -> Config:
    text = EXAMPLE.read_text("utf-8")
    for old, new in more:
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "firm.toml").write_text(text, "utf-8")
    return load(tmp_path / "firm.toml")


@pytest.mark.parametrize("dialect", [PLAIN, FULL])
def test_a_dialect_comes_back_as_it_was(tmp_path: Path, dialect: Dialect) -> None:
    one = config(tmp_path)
    assert learned.read(one) is None
    assert learned.dialect(one) == PLAIN
    path = learned.write(one, dialect, day("2026-01-05"))
    assert path == tmp_path / "firm.server.toml"
    found = learned.read(one)
    assert found is not None
    assert (found.dialect, found.day) == (dialect, day("2026-01-05"))
    assert learned.dialect(one) == dialect
    learned.write(one, PLAIN, day("2026-01-06"))
    assert learned.dialect(one) == PLAIN
    assert not list(tmp_path.glob("*.new"))


def test_what_the_configuration_states_wins(tmp_path: Path) -> None:
    one = config(tmp_path, ('# date_literal = "iso"', 'date_literal = "iso"'),
                 ('# gl_ready = "ReadyToPost"', 'gl_ready = "ReadyToPost"'))  # fmt: skip
    learned.write(one, FULL, day("2026-01-05"))
    found = learned.dialect(one)
    assert (found.dates, found.gl_ready, found.page_size) == ("iso", "ReadyToPost", 500)


def test_the_spelling_of_an_address_is_no_other_server(tmp_path: Path) -> None:
    one = config(tmp_path)
    learned.write(one, FULL, day("2026-01-05"))
    url = "https://SAGE.example.com/sage300webapi/"
    spelt = (("https://sage.example.com/Sage300WebApi", url), ("SAMLTD", "samltd"))
    assert learned.dialect(config(tmp_path, *spelt)) == FULL


@pytest.mark.parametrize(
    ("old", "new"), [("sage.example.com", "other.example.com"), ('"SAMLTD"', '"OTHER"')]
)
def test_another_server_or_company_is_refused_with_the_way_out(
    tmp_path: Path, old: str, new: str
) -> None:
    learned.write(config(tmp_path), FULL, day("2026-01-05"))
    other = config(tmp_path, (old, new))
    with pytest.raises(ConfigError, match="doctor --learn' again, or delete it") as caught:
        learned.dialect(other)
    assert "firm.server.toml was learned from company SAMLTD at https://sage" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("schema_version = ", "Invalid value"),
        ("", "schema_version: field required"),
        ('schema_version = 2\nurl = "x"\ncompany = "y"\n', "schema_version: input should be 1"),
        (None, "dialect.dates: input should be 'iso' or 'v3'"),
        ("\x00\xff", "Invalid"),
    ],
)
def test_a_damaged_file_is_one_line_and_nothing_is_guessed(
    tmp_path: Path, text: str | None, why: str
) -> None:
    one = config(tmp_path)
    path = learned.write(one, PLAIN, day("2026-01-05"))
    if text is None:
        text = path.read_text("utf-8").replace('dates = "iso"', 'dates = "us"')
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=r"firm\.server\.toml cannot be used") as caught:
        learned.read(one)
    assert why in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_that_cannot_be_written_is_one_line_and_leaves_nothing(tmp_path: Path) -> None:
    one = config(tmp_path)
    (tmp_path / "firm.server.toml").mkdir()
    with pytest.raises(ConfigError, match="cannot be written"):
        learned.write(one, PLAIN, day("2026-01-05"))
    assert not list(tmp_path.glob("*.new"))
