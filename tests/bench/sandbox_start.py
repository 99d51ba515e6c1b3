"""sandbox_start: how long until a busy World stands, and until it is served."""

import sys
import tempfile
import time
from pathlib import Path

from s300gc.sandbox.scenarios import plan
from s300gc.sandbox.world import World
from tests.bench.measure import Figure, in_turn, median, run, timed, within
from tests.processes import served

BUDGET = 10.0
"""Seconds."""
NEW, SERVED, IMPORTS = "World.new", "sandbox serve", "imports alone"


def measured(*, full: bool) -> list[Figure]:
    """Start it in this process and as a command, and copy it and let a day pass."""
    rounds = in_turn(
        {NEW: timed(_new), SERVED: _serve, IMPORTS: _imports}, 7 if full else 3, warm=1
    )
    world = _new()
    others = in_turn(
        {"copy": timed(world.copy), "week": timed(lambda: world.advance(7))}, 5 if full else 3
    )
    return [
        within("World.new('busy')", median(rounds, NEW), "s", BUDGET),
        within("sandbox serve --scenario busy", median(rounds, SERVED), "s", BUDGET),
        Figure("of that Python and imports", median(rounds, IMPORTS), "s"),
        Figure("World.copy()", median(others, "copy"), "s"),
        Figure("World.advance(7), 5,000 new invoices", median(others, "week"), "s"),
    ]


def _new() -> World:
    plan.cache_clear()
    return World.new("busy")


def _serve() -> float:
    """Give the seconds from the command to its line on stdout, after which both ports answer."""
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        with served(Path(folder) / "world", "--scenario", "busy"):
            return time.perf_counter() - begin


def _imports() -> float:
    return run([sys.executable, "-c", "import s300gc.sandbox.serve"]).wall
