"""A company that lives for months: a run every day, some of which die at a random point."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from s300gc import wiring
from s300gc.flows import sync
from s300gc.flows.reconcile import Reconciliation
from s300gc.model import Failed
from s300gc.sandbox.world import World
from tests.company import Company
from tests.flows.overlapping import Crash, Points

CRASHING = 0.4
"""The share of runs that die, where the course of a day is long enough for it."""
FARTHEST = (15, 40, 150)
"""The last point at which a run dies: of a day without work, with some, and with much."""
UNTIL_QUIET = 12
"""Days without a crash at the end: what was begun is finished, payouts on their way arrive."""


@dataclass
class Course:
    """A scenario lived day by day; the seed decides the story and where runs die."""

    one: Company
    seed: int
    crashes: int = 0
    failures: dict[str, list[Failed]] = field(default_factory=dict)
    """What runs that did not die failed at, by day."""

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311 - where runs die, no secret

    def live(self, days: int, quiet: int = UNTIL_QUIET) -> None:
        """Live so many days with crashes and some more without; the last one ends with a run."""
        for _ in range(days):
            while self._dies():
                self.crashes += 1
            self.one.world.advance(1)
        for _ in range(quiet):
            self._run(Points())
            self.one.world.advance(1)
        self._run(Points())

    def _dies(self) -> bool:
        """Run once; tell whether it died. One that died may be started again on the same day."""
        dying = self._random.random() < CRASHING
        farthest = self._random.choice(FARTHEST)
        gate = Points(self._random.randint(1, farthest) if dying else 0)
        try:
            self._run(gate)
        except Crash:
            return True
        return False

    def _run(self, gate: Points) -> None:
        outside = self.one.outside
        outside.gate = gate
        with wiring.parts(self.one.config, outside) as parts:
            outcomes = sync.run(parts)
        found = [failure for outcome in outcomes for failure in outcome.failures()]
        if found:
            self.failures.setdefault(str(self.one.world.timeline.today), []).extend(found)

    # ------------------------------------------------------------ what came of it

    @property
    def booked(self) -> int:
        """How many payouts are booked."""
        with self.one.parts() as parts:
            return len(parts.store.payouts.booked())

    def twice(self) -> list[str]:
        """What was posted, or collected, more than once: nothing ever may be."""
        return [*self.one.posted_twice(), *receipts_twice(self.one)]


def course(folder: Path, scenario: str, credit: str, seed: int) -> Course:
    """A company at the beginning of a scenario."""
    world = World.new(scenario, seed=seed)
    return Course(Company(world, folder, credit=credit), seed)


def receipts_twice(one: Company) -> Iterator[str]:
    """Give the numbers under which more than one receipt or debit note of ours was posted."""
    numbers: Counter[str] = Counter()
    state = one.state["sage300"]
    for kind, entries, number in (
        ("receipt_batches", "ReceiptsAdjustments", "CheckReceiptNumber"),
        ("invoice_batches", "Invoices", "DocumentNumber"),
        ("refund_batches", "RefundEntries", "DocumentNumber"),
    ):
        for batch in state[kind]:
            if batch["made_by"] == "tool" and batch["BatchStatus"] == "Posted":
                numbers.update(
                    f"{kind} {entry[number]}" for entry in batch[entries] if entry.get(number)
                )
    return (name for name, count in numbers.items() if count > 1)


def said(proof: Reconciliation) -> str:
    """Write the differences for whoever reads a failure."""
    return "\n".join(str(line) for line in proof.differences)
