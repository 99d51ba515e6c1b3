"""Whatever happens between and during runs: never twice, never too much, never forgotten."""

import os

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.flows.histories import HISTORY, WAY, Day, Life, Start, Way

EXAMPLES = int(os.environ.get("S300GC_HISTORIES", "20"))
"""How many histories are lived; the same ones every time, and more of them where this says so."""

PHASES = (Phase.generate, *([Phase.shrink] if "S300GC_HISTORIES" in os.environ else []))
"""To make a failing history smaller takes minutes: only where one is looked into."""


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Start:
    return Start(tmp_path_factory.mktemp("histories"))


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=PHASES,
    suppress_health_check=list(HealthCheck),
)
@given(way=WAY, history=HISTORY)
def test_nothing_is_collected_twice_too_much_or_silently_left_out(
    start: Start, way: Way, history: list[Day]
) -> None:
    Life(start.company(way), way).live(history)
