"""The settings written for a World are TOML that names what is there."""

import json
import tomllib
from pathlib import Path

import pytest
from worlds import sage

from s300gc.config import load
from s300gc.sandbox.config import config_text, moved
from s300gc.sandbox.world import World

URLS = ("http://127.0.0.1:1/Sage300WebApi", "http://127.0.0.1:2", "http://127.0.0.1:3")


def test_the_settings_name_the_company_the_creditor_and_the_addresses() -> None:
    world = World.new("empty")
    settings = tomllib.loads(config_text(world, *URLS))
    assert settings["sage300"] == {"url": URLS[0], "company": "SAMLTD"}
    assert settings["gocardless"] == {"url": URLS[1], "creditor": world.story["creditor"]}
    assert settings["sandbox"] == {"url": URLS[2]}
    assert settings["go_live"] < world.first_day


def test_all_accounts_of_the_books_are_in_the_chart() -> None:
    world = World.new("empty")
    books = tomllib.loads(config_text(world, *URLS))["books"]
    named = {value for key, value in books.items() if key.endswith("_account")}
    named |= {place.split()[0] for place in books["receipts_bank"]}
    accounts = json.loads(sage(world, "GET", "/GL/GLAccounts?$select=UnformattedAccount").body)
    assert named <= {row["UnformattedAccount"] for row in accounts["value"]}


def test_credit_and_database_can_be_chosen() -> None:
    text = config_text(World.new("empty"), *URLS, credit="1190", database="other.db")
    settings = tomllib.loads(text)
    assert settings["books"]["credit"] == "1190"
    assert settings["database"]["path"] == "other.db"


@pytest.mark.parametrize("credit", ["ar-control", "1190"])
def test_the_tool_takes_the_settings_as_they_are(tmp_path: Path, credit: str) -> None:
    path = tmp_path / "s300gc.toml"
    world = World.new("empty")
    path.write_text(config_text(world, *URLS, credit=credit), "utf-8")
    config = load(path)
    assert config.database == tmp_path / "s300gc.db"
    assert config.books.credit == credit
    assert config.installation == f"SAMLTD {world.story['creditor']}"


def test_moving_changes_the_addresses_and_nothing_else() -> None:
    text = config_text(World.new("empty"), *URLS, credit="1190") + "# a note\n"
    new = ("http://127.0.0.1:7/Sage300WebApi", "http://127.0.0.1:8", "http://127.0.0.1:9")
    again = moved(text, *new)
    assert again == moved(again, *new)
    assert moved(again, *URLS) == text
    assert tomllib.loads(again)["sandbox"]["url"] == new[2]


def test_settings_without_a_section_cannot_be_moved() -> None:
    with pytest.raises(ValueError, match=r"\[sandbox\] with its url is missing"):
        moved('[sage300]\nurl = "a"\n[gocardless]\nurl = "b"\n', *URLS)
