"""Switches are taken from a picture of a server; what it does not show keeps its default."""

import json
from pathlib import Path
from typing import Any

import pytest

from s300gc.sandbox.like import read_like, switches_like, told
from s300gc.sandbox.sage300.switches import SageSwitches

SHOWN: dict[str, Any] = {
    "schema_version": 1, "picture": "sage300", "modules": {}, "entities": {}, "templates": {},
    "questions": {}, "understood": {"dates iso": True, "dates v3": False}, "page_size": None,
}  # fmt: skip


def picture(**more: Any) -> dict[str, Any]:
    return {**SHOWN, **more}


def module(**types: dict[str, str]) -> dict[str, Any]:
    """A module with an entity set of each type."""
    return {
        "status": 200, "code": "", "enumerations": {"StatusEnum": {"Open": 1}},
        "entity_sets": {name: name for name in types},
        "types": {name: {"keys": [], "properties": own} for name, own in types.items()},
    }  # fmt: skip


def test_a_picture_of_which_nothing_is_known_changes_nothing() -> None:
    assert switches_like(picture()) == {}
    assert switches_like(picture(understood={"dates iso": None, "dates v3": None})) == {}
    assert told({}) == "nothing but defaults"


@pytest.mark.parametrize(
    ("more", "switches"),
    [
        ({"page_size": 20, "next_links": False}, {"page_size": 20, "next_links": False}),
        ({"understood": {"dates iso": True, "dates v3": True}}, {"date_literals": "both"}),
        ({"understood": {"dates iso": False, "dates v3": True}}, {"date_literals": "v3"}),
        ({"understood": {"dates iso": True, "dates v3": False, "$count": False}},
         {"query_options": ("$filter", "$select", "$top", "$skip")}),
        ({"modules": {"GL": {"status": 403, "code": ""}}},
         {"tool_rights": ("AR", "BK", "CS", "TX", "ARPost", "GLPost")}),
        ({"modules": {"GL": None}}, {}),
        ({"media": "application/odata"}, {}),
        ({"templates": {"GL/GLPostJournal": {"properties": ["BatchIdFrom", "BatchIdTo"]}}},
         {"gl_post_names": "BatchIdFrom"}),
        ({"templates": {"GL/GLPostJournal": None}}, {}),
    ],
)  # fmt: skip
def test_each_switch_is_taken_from_where_it_shows(
    more: dict[str, Any], switches: dict[str, Any]
) -> None:
    assert switches_like(picture(**more)) == switches


def test_what_the_server_lacks_is_absent_here_but_for_keys() -> None:
    shown = picture(modules={"BK": module(BKBanks={"BankAccount": "Edm.String"})})
    absent = switches_like(shown)["absent"]
    assert "BK/BKBankEntries" in absent
    assert "BK/BKBanks.Description" in absent
    assert not {"BK/BKBanks", "BK/BKBanks.BankCode", "BK/BKBanks.BankAccount"} & set(absent)
    assert all(one.startswith("BK/") for one in absent)
    assert f"absent = {len(absent)} places" in told({"absent": absent})
    SageSwitches.from_plain({"absent": list(absent)})


def test_how_a_gl_batch_is_made_ready_shows_where_only_one_way_is_there() -> None:
    for properties, ready in (
        ({"Status": "StatusEnum"}, "Status"),
        ({"Status": "StatusEnum", "ReadyToPost": "NoYesEnum"}, "ReadyToPost"),
    ):
        shown = picture(modules={"GL": module(GLJournalBatches=properties)})
        assert switches_like(shown)["gl_ready"] == ready


def test_a_file_of_switches_is_taken_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "switches.json"
    file.write_text(json.dumps({"over_length": "cut", "page_size": 500}), "utf-8")
    assert read_like(file) == {"over_length": "cut", "page_size": 500}


@pytest.mark.parametrize(
    "broken",
    [
        {"modules": 7}, {"modules": {"GL": 7}}, {"understood": {}}, {"templates": []},
        {"page_size": "many"}, {"page_size": -1}, {"page_size": True}, {"next_links": "yes"},
        {"modules": {"GL": {"status": 200}}},
    ],
)  # fmt: skip
def test_a_broken_picture_is_said_with_its_name(tmp_path: Path, broken: dict[str, Any]) -> None:
    file = tmp_path / "broken.json"
    file.write_text(json.dumps(picture(**broken)), "utf-8")
    with pytest.raises(ValueError, match=r"broken\.json"):
        read_like(file)
