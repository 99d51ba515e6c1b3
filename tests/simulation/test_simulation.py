"""Seeds of whole worlds with faults: nothing lost, nothing twice, and each failure reproducible."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from s300gc.gate import Door
from tests.simulation.life import Lived, live, plan_text
from tests.simulation.shrinking import shortest
from tests.simulation.site import Start, start
from tests.simulation.strikes import LEAST, Drawn, Strike, Told

FIRST, SEEDS = 1, 15
HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def site() -> Iterator[Start]:
    yield start()


@pytest.fixture(scope="module")
def lives(site: Start) -> list[Lived]:
    return [live(site, seed, Drawn(seed), signed=True) for seed in range(FIRST, FIRST + SEEDS)]


def test_no_seed_violates_an_invariant(lives: list[Lived]) -> None:
    assert {one.seed: one.violations for one in lives if one.violations} == {}


def test_each_seed_is_a_world_with_enough_business_and_enough_faults(lives: list[Lived]) -> None:
    for one in lives:
        assert one.customers >= 5
        assert one.documents >= 10
        assert one.days >= 14
        assert one.runs >= 8
        assert one.faulty_turns >= 3
    assert sum(one.faulty_turns for one in lives) / len(lives) >= 3.9
    assert all(len(one.struck) >= 3 * LEAST for one in lives)


def test_all_kinds_of_faults_strike(lives: list[Lived]) -> None:
    kinds = {one.what.rstrip("0123456789") for life in lives for one in life.struck}
    assert {"crash", "locked", "full", "overlap-run", "overlap-person", "overlap-webhooks"} <= kinds
    assert {"lost", "doubled", "reordered", "timeout-before", "500-before", "cut-after"} <= kinds
    assert any(kind.endswith("-late") for kind in kinds)
    assert any(kind.endswith("-after") for kind in kinds - {"cut-after"})


def test_a_seed_is_the_same_in_another_process_byte_for_byte(lives: list[Lived]) -> None:
    one = max(lives, key=lambda life: len(life.struck))
    plan = ["--seeds", str(one.seed), "--plan", plan_text(one.struck)]
    found = subprocess.run(
        [sys.executable, "-m", "tests.simulation", *plan],
        capture_output=True, text=True, check=False, cwd=HERE.parent.parent,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    assert f"digest {one.digest}," in found.stdout


class EarlierNotPlanned(Drawn):
    """In each turn the first payout cannot be planned, while those after it can."""

    def __init__(self) -> None:
        super().__init__(0)
        self._met: set[int] = set()

    def at(self, turn: int, attempt: int, point: int, door: Door, what: str) -> Strike | None:
        planned = door == "commit" and what.startswith("payout ") and what.endswith(" planned")
        if not planned or turn in self._met:
            return None
        self._met.add(turn)
        return Strike(turn, attempt, point, "locked")

    def goes_on(self, turn: int, attempt: int, met: int) -> bool:
        return False


@pytest.mark.parametrize("seed", [4, 16])
def test_a_return_waits_for_the_payout_that_brought_the_payment(site: Start, seed: int) -> None:
    found = live(site, seed, EarlierNotPlanned())
    assert found.violations == ()
    assert len(found.struck) > 2


def test_a_failing_plan_is_shrunk_to_what_it_fails_by() -> None:
    plan = [Strike(1, 1, point, "crash") for point in range(1, 21)]
    guilty = {plan[3], plan[17]}
    tried: list[int] = []

    def fails(some: object) -> bool:
        assert isinstance(some, list)
        tried.append(len(some))
        return guilty <= set(some)

    assert set(shortest(plan, fails)) == guilty
    assert len(tried) < 60


def test_a_plan_is_read_as_it_is_written() -> None:
    plan = (Strike(0, 0, 30, "lost"), Strike(103, 1, 17, "reset-late4"))
    assert tuple(map(Strike.parse, plan_text(plan).split(","))) == plan
    assert list(Told(plan).webhooks()) == [plan[0]]
    assert Told(plan).at(103, 1, 17, "request", "POST /payments") == plan[1]
    assert Told(plan).at(103, 1, 17, "request", "GET /payments") is None


def test_the_checker_shares_no_code_with_the_program() -> None:
    files = [*(HERE / "checker").glob("*.py"), HERE.parent / "flows" / "witness.py"]
    assert len(files) >= 7
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [alias.name for alias in getattr(node, "names", []) if hasattr(alias, "name")]
            module = getattr(node, "module", None) or ""
            for name in (module, *(names if isinstance(node, ast.Import) else ())):
                assert not name.startswith("s300gc"), (file, name)
