"""A long collection lets the webhook worker in between two chunks, and nobody else."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from s300gc import wiring
from s300gc.cli.demo import WorldClock
from s300gc.errors import AlreadyRunning
from s300gc.flows import collecting, creating, events, mandates
from s300gc.model import Failed, Outcome, Skip
from s300gc.sandbox.world import World
from s300gc.store.lock import RunLock
from tests.company import Company
from tests.flows.collectors import company_of, owe
from tests.flows.overlapping import Shuffled

CHUNK = 4


class Visited(WorldClock):
    """A clock during whose pauses somebody comes by."""

    def __init__(self, world: World, visit: Callable[[], None]) -> None:
        super().__init__(world)
        self.pauses = 0
        self._visit = visit

    def wait(self, seconds: float) -> None:
        self.pauses += 1
        self._visit()


def ready(folder: Path) -> Company:
    """Two customers who owe six invoices each; what is due first is C1's."""
    one = company_of(folder, "C1", "C2")
    for n in range(1, 7):
        owe(one, f"A{n}", f"{n}.00", days=n)
        owe(one, f"B{n}", f"{n}.00", days=n + 10, customer="C2")
    with one.parts() as parts:
        mandates.sync(parts)
    return one


def collect(one: Company, visit: Callable[[], None]) -> tuple[Outcome, int]:
    """Collect under the run lock; gives the outcome and how often it paused."""
    outside = one.outside
    clock = outside.clock = Visited(one.world, visit)
    outside.overlap = Shuffled()
    with (
        wiring.parts(one.config, outside) as parts,
        wiring.run_lock(one.config, parts, "invoices collect"),
    ):
        return collecting.collect(parts), clock.pauses


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(creating, "CHUNK", CHUNK)


def test_a_worker_gets_in_and_another_run_does_not(tmp_path: Path) -> None:
    one = ready(tmp_path)
    codes: list[int] = []

    def visit() -> None:
        lock = RunLock(one.config.database, "webhook worker")
        with lock.held("worker", 0, one.outside.clock), one.parts() as parts:  # type: ignore[arg-type]
            with pytest.raises(AlreadyRunning) as caught, wiring.run_lock(one.config, parts, "s"):
                raise AssertionError("a second run began")
            codes.append(caught.value.exit_code)

    found, pauses = collect(one, visit)
    assert pauses == 2
    assert codes == [11, 11]
    assert len(found.done()) == 12
    assert all(len(amounts) == 1 for amounts in one.collections().values())


def test_what_the_worker_changed_is_not_collected_as_it_was_planned(tmp_path: Path) -> None:
    one = ready(tmp_path)

    def visit() -> None:
        with one.parts() as parts:
            # As where cash that lay unapplied is applied to the invoice.
            (paid,) = parts.store.documents.some([("C2", "B6")])
            less = replace(paid.balance, minor=paid.balance.minor - 100)
            parts.store.documents.put([replace(paid, balance=less)])

    found, _ = collect(one, visit)
    (left,) = [r for r in found.results if isinstance(r, Skip) and r.kind == "changed"]
    assert left.subject == "B6/1"
    assert len(found.done()) == 11
    assert "B6/1" not in one.collections()


def test_mandates_that_end_between_two_chunks_collect_nothing_more(tmp_path: Path) -> None:
    one = ready(tmp_path)
    mandate = next(
        row["id"] for row in one.state["gocardless"]["mandates"] if _owner(one, row) == "C2"
    )

    def visit() -> None:
        if one.world.gocardless._org.get("mandates", mandate)["status"] == "active":
            one.world.gocardless.cancel_mandate(mandate)
            with one.parts() as parts:
                events.poll(parts)

    found, _ = collect(one, visit)
    after = {key: made for key, made in one.collections().items() if key.startswith("B")}
    assert after == {}
    assert len(found.done()) == 6
    assert not [r for r in found.results if isinstance(r, Failed)]


def _owner(one: Company, row: dict[str, dict[str, str]]) -> str:
    (found,) = [
        payer["metadata"]["sage300_customer"]
        for payer in one.state["gocardless"]["customers"]
        if payer["id"] == row["links"]["customer"]
    ]
    return str(found)


def test_a_database_that_nobody_changed_is_not_planned_again(tmp_path: Path) -> None:
    one = ready(tmp_path)
    with one.parts() as parts:
        collecting.collect(parts, dry_run=True)
    one.requests()
    found, pauses = collect(one, lambda: None)
    assert (len(found.done()), pauses) == (12, 2)
    reads = [r for r in one.requests() if "Receipt" in r["path"]]
    assert len(reads) <= 1
