"""Each command alone reads the events before it decides."""

from collections.abc import Callable
from pathlib import Path

import pytest

from s300gc.errors import PersonNeeded
from s300gc.flows import collecting, mandates, payouts
from s300gc.model import Outcome
from tests.company import company


def test_collecting_alone_from_an_old_copy_collects_nothing_twice(tmp_path: Path) -> None:
    one = company(tmp_path, "demo")
    one.sync()
    one.keep_database("yesterday.db")
    one.world.advance(1)
    one.sync()
    made = one.collections()
    one.put_back("yesterday.db")
    one.world.advance(31)
    with one.parts() as parts:
        collecting.collect(parts)
    assert all(one.collections()[document] == amounts for document, amounts in made.items())


@pytest.mark.parametrize("flow", [collecting.collect, mandates.sync, payouts.post])
def test_no_flow_starts_from_an_empty_database_beside_payments_of_ours(
    tmp_path: Path, flow: Callable[..., Outcome]
) -> None:
    one = company(tmp_path, "demo")
    one.sync()
    for path in one.folder.glob("s300gc.db*"):
        path.unlink()
    with one.parts() as parts, pytest.raises(PersonNeeded, match="backfill --rebuild"):
        flow(parts)
