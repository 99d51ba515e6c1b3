"""The framework of the benches counts right; how fast anything is, no test says."""

import os
import re
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from tests.bench import BENCHES
from tests.bench.measure import (
    WIDTH,
    Figure,
    document,
    figure,
    in_turn,
    lines,
    median,
    processor_seconds,
    ratio,
    run,
    within,
)

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def said(order: list[str], name: str, values: list[float]) -> Callable[[], float]:
    """A contestant that notes its turns and gives one value after the other."""
    left = iter(values)

    def contestant() -> float:
        order.append(name)
        return next(left)

    return contestant


def test_contestants_take_turns_and_the_first_rounds_do_not_count() -> None:
    order: list[str] = []
    found = in_turn(
        {"a": said(order, "a", [9, 1, 2]), "b": said(order, "b", [9, 3, 4])}, rounds=2, warm=1
    )
    assert found == {"a": [1, 2], "b": [3, 4]}
    assert order == ["a", "b", "b", "a", "a", "b"]


def test_a_median_is_the_middle_and_a_ratio_is_taken_round_by_round() -> None:
    rounds = {"ours": [2.0, 40.0, 6.0], "peer": [1.0, 10.0, 6.0]}
    assert median(rounds, "ours") == 6
    assert ratio(rounds, "ours", "peer") == 2
    assert figure(rounds, "ours", "ms", "peer", 1000) == Figure("ours", 6000, "ms", "peer", 2)
    assert figure(rounds, "peer", "s") == Figure("peer", 6, "s")


def test_a_budget_is_kept_by_a_ratio_below_one() -> None:
    assert within("start", 2.5, "s", 10) == Figure("start", 2.5, "s", "budget 10 s", 0.25)


def test_a_report_fits_a_terminal_and_says_everything() -> None:
    long = Figure("what " * 20, 1234.5, "/min", "a peer with a long name", 0.12345)
    report = lines("a title", [long, Figure("short", 0.5, "s")])
    assert max(map(len, report)) <= WIDTH
    assert report[2].endswith("    1,234 /min x0.123 a peer with a lon")
    assert report[3].split() == ["short", "0.5", "s"]


def test_a_process_is_measured_when_it_has_ended_and_must_have_succeeded(tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.write_text("12", encoding="utf-8")
    spent = run([sys.executable, "-c", "assert input() == '12'"], given=given)
    assert spent.wall > 0
    assert spent.peak > 1
    with pytest.raises(RuntimeError, match="exited with 3: no"):
        run([sys.executable, "-c", "import sys; sys.stderr.write('no'); sys.exit(3)"])
    mine = processor_seconds(os.getpid())
    assert mine is None or mine > 0


def test_all_figures_go_into_one_document() -> None:
    found = document({"one": [Figure("a", 1, "s")]}, full=True)
    assert found["size"] == "full"
    assert found["benches"]["one"][0] == {
        "what": "a", "value": 1, "unit": "s", "against": "", "ratio": None,
    }  # fmt: skip


@pytest.mark.parametrize("name", BENCHES)
def test_every_bench_can_be_run_and_stands_in_the_readme(name: str) -> None:
    assert callable(import_module(f"tests.bench.{name}").measured)
    section = README.split("## Engineering")[1].split("\n## ")[0]
    assert re.search(rf"^\| {name} \| \w", section, re.M), name
