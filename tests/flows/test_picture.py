"""A server can be pictured without a value of its company, and simulated from that."""

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from s300gc.errors import UsageError
from s300gc.sandbox.like import read_like
from s300gc.sandbox.sage300.enums import CHOICES
from s300gc.sandbox.sage300.resources import RESOURCES
from s300gc.sandbox.sage300.switches import SageSwitches
from s300gc.sandbox.sage300.tables import TABLES, Table
from s300gc.sandbox.world import World
from tests.company import Company, company
from tests.learning import OTHER, capture, learn, served


def words_of_the_api() -> set[str]:
    """What is the same in every company: names of the model, numbers of members, a page."""
    found = {"AR", "GL", "BK", "CS", "TX", *TABLES, *CHOICES, str(SageSwitches().page_size)}
    for table in TABLES.values():
        found |= set(table.properties)
    for choices in CHOICES.values():
        found |= {*choices.numbers, *map(str, choices.numbers.values())}
    for path in RESOURCES:
        found |= {path, path.partition("/")[2]}
    return found


def business(row: dict[str, Any], table: Table) -> set[str]:
    """Every text, and every number worth the name, that a row and its details hold."""
    found: set[str] = set()
    for name, value in row.items():
        item = table.properties.get(name)
        if item is None:
            continue
        if item.kind == "c":
            for each in value:
                found |= business(each, TABLES[item.nested])
        elif item.kind in ("s", "t") and value:
            found.add(str(value).strip())
        elif item.kind in ("d", "i") and abs(value) > 31:
            found.add(str(value))
    return found


def scalars(value: Any) -> list[str]:
    """Every key and value of a JSON document as text."""
    if isinstance(value, dict):
        return [str(key) for key in value] + [s for each in value.values() for s in scalars(each)]
    if isinstance(value, list):
        return [s for each in value for s in scalars(each)]
    return [str(value)]


def test_a_picture_holds_no_value_of_the_business(tmp_path: Path) -> None:
    one = served(tmp_path, "demo")
    one.live(5)
    capture(one, tmp_path / "picture.json")
    text = (tmp_path / "picture.json").read_text("utf-8")
    values: set[str] = set()
    for path, rows in one.world.sage300.data["rows"].items():
        for row in rows.values():
            values |= business(row, RESOURCES[path].table)
    values |= {one.world.sage300.user, one.world.sage300.password, "SAMLTD", "127.0.0.1"}
    for system in ("customers", "creditors"):
        for each in one.state["gocardless"].get(system, []):
            values |= {str(v) for v in each.values() if isinstance(v, str) and len(v) > 3}
    certain = {
        row[name]
        for path, name in (
            ("AR/ARCustomers", "CustomerNumber"), ("AR/ARCustomers", "CustomerName"),
            ("AR/ARCustomers", "Email"), ("AR/ARPostedDocuments", "DocumentNumber"),
            ("GL/GLAccounts", "UnformattedAccount"), ("BK/BKBanks", "BankCode"),
        )
        for row in one.world.sage300.data["rows"][path].values()
        if row.get(name)
    }  # fmt: skip
    assert len(certain) > 100
    assert certain <= values
    shown = {*scalars(json.loads(text)), *re.findall(r"[\w.@-]+", text)}
    allowed = words_of_the_api()
    assert certain & allowed == set()
    assert shown & (values - allowed) == set()
    assert [value for value in certain if len(value) > 4 and value in text] == []


def test_a_picture_shows_names_types_and_answers(tmp_path: Path) -> None:
    one = served(tmp_path, page_size=7)
    capture(one, tmp_path / "picture.json")
    found = json.loads((tmp_path / "picture.json").read_text("utf-8"))
    assert (found["schema_version"], found["picture"]) == (1, "sage300")
    assert found["modules"]["AR"]["entity_sets"]["ARCustomers"] == "Customer"
    customer = found["modules"]["AR"]["types"]["Customer"]
    assert customer["keys"] == ["CustomerNumber"]
    assert customer["properties"]["DateLastMaintained"] == "Edm.DateTimeOffset"
    assert found["templates"]["GL/GLPostJournal"]["properties"][1] == "PostBatchFrom"
    assert found["questions"]["v3 past"] == {"status": 400, "code": "InvalidParameters"}
    assert found["understood"]["dates iso"] is True
    assert found["page_size"] == 7


def test_only_a_picture_is_overwritten(tmp_path: Path) -> None:
    one = company(tmp_path)
    for name, text in (("mine.txt", "dear diary"), ("mine.json", "[1]"), ("a.json", "{}")):
        (tmp_path / name).write_text(text, "utf-8")
        with pytest.raises(UsageError, match="no picture of a server"):
            capture(one, tmp_path / name)
        assert (tmp_path / name).read_text("utf-8") == text
    with pytest.raises(UsageError, match="is no folder"):
        capture(one, tmp_path / "none" / "a.json")
    assert one.requests() == []
    capture(one, tmp_path / "p.json")
    (tmp_path / "p.json").write_text('{"picture": "sage300"}', "utf-8")
    capture(one, tmp_path / "p.json")
    assert "modules" in json.loads((tmp_path / "p.json").read_text("utf-8"))
    assert not list(tmp_path.glob("*.new"))


VISIBLE: list[dict[str, Any]] = [
    {},
    OTHER,
    {"date_literals": "both", "row_order": "newest", "page_size": 5},
    {"calendar_names": "BeginningOfPeriod1", "blank_padded": True},
    {"content_type": "writes", "enum_numbers": False, "answer_type": "text/plain"},
    {"query_options": ("$filter", "$skip", "$count"), "page_size": 6, "next_links": False},
    {"absent": ("GL/GLPostJournal", "AR/ARPostedDocuments.Terms", "AR/ARTerms")},
    {"tool_rights": ("AR", "CS", "TX", "ARPost", "GLPost"), "forbidden_number": 409},
    {"subledger_names": "Application", "gl_post_names": "BatchIdFrom"},
]
"""Kinds of servers as far as they show without a value of their company."""


@pytest.mark.parametrize("switches", VISIBLE)
def test_a_sandbox_like_the_picture_has_the_same_switches(
    tmp_path: Path, switches: dict[str, Any]
) -> None:
    one = served(tmp_path, **switches)
    one.world.advance(3)
    capture(one, tmp_path / "picture.json")
    taken = SageSwitches.from_plain(read_like(tmp_path / "picture.json"))
    given = asdict(SageSwitches(**switches))
    found = asdict(taken)
    for switch in ("absent", "query_options"):
        given[switch], found[switch] = sorted(given[switch]), sorted(found[switch])
    assert found == given


def test_the_client_that_learned_one_server_works_on_one_like_its_picture(tmp_path: Path) -> None:
    one = served(tmp_path / "real", **OTHER)
    capture(one, tmp_path / "picture.json")
    like = read_like(tmp_path / "picture.json")
    switches = SageSwitches.from_plain(like)
    other = Company(World.new("small", sage_switches=switches), tmp_path / "like")
    assert learn(other).learnt.dialect == learn(one).learnt.dialect
    other.live(20)
    assert other.reconcile().differences == ()
