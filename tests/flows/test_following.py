"""Runs follow what was learned of a server, and of that server only."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from s300gc import learned, wiring
from s300gc.errors import ConfigError
from s300gc.flows import doctor
from s300gc.remote.sage300_uses import USES
from tests.company import company
from tests.learning import OTHER, ROOT, learn, levels, served


@pytest.mark.parametrize("switches", [{}, OTHER, {"calendar_names": "BeginningOfPeriod1"}])
def test_runs_follow_what_was_learned_without_trials_that_fail(
    tmp_path: Path, switches: dict[str, Any]
) -> None:
    one = served(tmp_path, **switches)
    lesson = learn(one)
    assert levels(lesson, "fail") == []
    one.requests()
    one.live(24)
    assert one.reconcile().differences == ()
    asked = [request for request in one.requests() if request["system"] == "sage300"]
    assert [(r["method"], r["path"]) for r in asked if r["status"] >= 400] == []
    assert [r["path"] for r in asked if "$template" in r["path"]] == []
    assert [r["path"] for r in asked if r["path"].endswith("GLPostJournal('$process')")] != []
    assert one.gaps() == {}


def test_a_life_asks_for_nothing_that_the_table_of_uses_lacks(tmp_path: Path) -> None:
    one = served(tmp_path, "trouble")
    one.live(30)
    one.reconcile()
    known: dict[str, set[str]] = {}
    for use in USES:
        known.setdefault(use.path, set()).update(name for n in use.needs for name in n.names)
    asked: dict[str, set[str]] = {}
    for request in one.requests():
        if request["system"] == "sage300":
            path = request["path"].removeprefix(ROOT).partition("(")[0]
            query = unquote(request["query"])
            names = re.findall(r"(?:\$filter=|and |or )(\w+) (?:eq|ne|gt|ge|lt|le) ", query)
            names += re.findall(r"\$select=([\w,]+)", query)
            asked.setdefault(path, set()).update(n for each in names for n in each.split(","))
    assert len(asked) > 12
    assert asked.keys() - known.keys() == set()
    assert {path: names - known[path] for path, names in asked.items() if names - known[path]} == {}


def test_without_it_such_a_server_cannot_be_worked_with(tmp_path: Path) -> None:
    one = served(tmp_path, **OTHER)
    with pytest.raises(ConfigError, match="doctor --learn"):
        one.sync()


def test_another_server_or_company_is_not_followed(tmp_path: Path) -> None:
    one = company(tmp_path)
    learn(one)
    config = tmp_path / "s300gc.toml"
    text = config.read_text("utf-8")
    for old, new in ((":1/Sage300WebApi", ":2/Sage300WebApi"), ('"SAMLTD"', '"OTHER"')):
        config.write_text(text.replace(old, new), "utf-8")
        with pytest.raises(ConfigError, match="learned from company SAMLTD"):
            learned.dialect(one.config)
        found = {each.subject: each for each in doctor.run(wiring.hands(one.config, one.outside))}
        assert [s for s, each in found.items() if each.level == "fail"] != []
        assert "learned from" in str([each.what for each in found.values()])
    config.write_text(text, "utf-8")
    assert learned.dialect(one.config).dates == "iso"


def test_doctor_says_when_the_server_was_learned(tmp_path: Path) -> None:
    one = company(tmp_path)
    said = {each.subject: each for each in doctor.run(wiring.hands(one.config, one.outside))}
    assert "doctor --learn" in said["kind of server"].what
    learn(one)
    said = {each.subject: each for each in doctor.run(wiring.hands(one.config, one.outside))}
    assert f"learned on {one.world.timeline.today}" in said["kind of server"].what
