"""The checker notices what is planted; all of it where ``S300GC_PLANTED`` is set."""

import os
from collections.abc import Iterator

import pytest

from tests.simulation.life import live
from tests.simulation.planted import PLANTED, QUICK, Plant
from tests.simulation.site import Start, start
from tests.simulation.strikes import Drawn

CHOSEN = tuple(PLANTED) if "S300GC_PLANTED" in os.environ else QUICK


@pytest.fixture(scope="module")
def site() -> Iterator[Start]:
    """Companies made ready before anything is planted."""
    from tests.simulation.site import WAYS

    made = start()
    for way in WAYS[:2]:
        made.company(way, 0)
    yield made


@pytest.mark.parametrize("plant", CHOSEN, ids=lambda plant: plant.__name__)
def test_what_is_planted_is_noticed(
    site: Start, monkeypatch: pytest.MonkeyPatch, plant: Plant
) -> None:
    plant(monkeypatch)
    for seed in range(1, PLANTED[plant] + 1):
        found = live(site, seed, Drawn(seed))
        if found.violations:
            print(f"{plant.__name__}: seed {seed}: {found.violations[0].strip()[-200:]}")
            return
    pytest.fail(f"{plant.__doc__} Nothing was noticed in {PLANTED[plant]} seeds.")
