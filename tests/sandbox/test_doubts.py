"""The table of doubts is whole: a switch has a row and a test, a row has a switch or a reason."""

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from s300gc.sandbox.doubt import Doubt
from s300gc.sandbox.doubts import DOUBTS
from s300gc.sandbox.gocardless.switches import GoCardlessSwitches
from s300gc.sandbox.sage300.switches import SageSwitches

TESTS = Path(__file__).parents[1]
SWITCHES = {
    "sage300": {field.name for field in fields(SageSwitches)},
    "gocardless": {field.name for field in fields(GoCardlessSwitches)},
}
MARKS = ("[D]", "[C]", "[I]", "[verify]", "contradiction", "not found", "unknown")


@pytest.mark.parametrize("system", sorted(SWITCHES))
def test_every_switch_has_a_row_and_no_row_names_another(system: str) -> None:
    named = {doubt.switch for doubt in DOUBTS if doubt.system == system and doubt.switch}
    assert named == SWITCHES[system]


@pytest.mark.parametrize("doubt", DOUBTS, ids=lambda doubt: doubt.doubt[:60])
def test_every_row_is_a_sentence_with_a_switch_or_a_reason(doubt: Doubt) -> None:
    assert doubt.doubt[-1] in ".?"
    assert doubt.section
    assert any(doubt.mark.startswith(mark) for mark in MARKS)
    assert bool(doubt.switch) != bool(doubt.why_not)
    if not doubt.switch:
        assert doubt.why_not.endswith(".")
        assert len(doubt.why_not.split()) >= 6


def test_no_doubt_stands_twice() -> None:
    said = [(doubt.system, doubt.doubt) for doubt in DOUBTS]
    assert len(said) == len(set(said))


def test_a_row_without_both_or_with_both_cannot_be_made() -> None:
    for switch, why_not in ((None, ""), ("page_size", "It is settled already by the documents.")):
        with pytest.raises(ValueError, match="not both"):
            Doubt("sage300", "Web API 3", "How long is a page?", switch, why_not, "[D]")


@pytest.mark.parametrize("system", sorted(SWITCHES))
def test_every_switch_is_shown_in_a_test(system: str) -> None:
    folder = TESTS / "sandbox" / system
    shown = {name for path in folder.rglob("test_*.py") for name in marked(path)}
    shown |= {name for path in (TESTS / "sandbox").glob("test_*.py") for name in marked(path)}
    assert SWITCHES[system] - shown == set()


def test_no_test_is_marked_with_what_is_no_switch() -> None:
    known = set().union(*SWITCHES.values())
    for path in TESTS.rglob("test_*.py"):
        assert set(marked(path)) <= known, path.name


def marked(path: Path) -> Iterator[str]:
    """Give the switches that the tests of a file are marked with."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.doubt":
                    yield from (ast.literal_eval(argument) for argument in mark.args)
