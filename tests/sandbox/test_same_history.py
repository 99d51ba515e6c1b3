"""The same seed and the same calls give the same history, byte for byte, in any process."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from s300gc.sandbox.scenarios import PLANNERS

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
HOWS = {"straight": "0", "saved": "1", "copied": "4242"}
"""What is done to the World between the steps, and the hash seed of the process that does it."""

Histories = dict[str, dict[str, list[list[str]]]]


def lived(how: str) -> dict[str, list[list[str]]]:
    """Live through every scenario in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-W", "error", str(HERE / "history.py"), how, *PLANNERS],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join((str(ROOT), str(HERE))),
            "PYTHONHASHSEED": HOWS[how],
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, list[list[str]]] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def histories() -> Histories:
    """All histories by how they were taken up."""
    with ThreadPoolExecutor(len(HOWS)) as pool:
        return dict(zip(HOWS, pool.map(lived, HOWS), strict=True))


@pytest.mark.parametrize("scenario", PLANNERS)
@pytest.mark.parametrize("how", ["saved", "copied"])
def test_a_history_is_the_same_in_another_process_and_however_it_is_taken_up(
    histories: Histories, scenario: str, how: str
) -> None:
    straight = histories["straight"][scenario]
    for one, other in zip(straight, histories[how][scenario], strict=True):
        assert one == other


@pytest.mark.parametrize("scenario", PLANNERS)
def test_something_is_made_in_each_history(histories: Histories, scenario: str) -> None:
    name, _ = histories["straight"][scenario][-1]
    assert int(name.removeprefix("made ")) >= (9 if scenario == "empty" else 20)
