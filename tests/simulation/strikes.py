"""Faults of a seed: where each one strikes, drawn while it runs or told beforehand."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from s300gc.gate import Door

LEAST = 3
"""So many faults befall a turn at least."""
MOST = 5
ATTEMPTS = 5
"""So often a run is begun anew in one turn while too few faults befell it."""

LATE = (1, 2, 4, 9)
READS = ("timeout-before", "reset-before", "429-before", "500-before", "html-before", "cut-after")
WRITES = (
    *("timeout-before", "timeout-after", "reset-before", "reset-after", "429-before"),
    *("500-before", "500-after", "html-before", "html-after", "cut-after", "crash"),
    *(f"reset-late{n}" for n in LATE),
    *(f"crash-late{n}" for n in LATE),
)
"""What may befall a request: how it breaks, and whether it takes effect; ``late`` counts calls."""
COMMITS = ("crash", "crash", "locked", "full")
OVERLAPS = ("overlap-run", "overlap-person", "overlap-webhooks", "overlap-person")
"""Somebody else acts right here: a second run, a person, GoCardless with its webhooks."""
WEBHOOKS = ("lost", "doubled", "reordered")


@dataclass(frozen=True, slots=True, order=True)
class Strike:
    """One fault: in which turn and attempt, at which of its points, and what.

    Turn 0 stands for the whole life: what befalls webhooks, ``point`` out of a hundred.
    """

    turn: int
    attempt: int
    point: int
    what: str

    def __str__(self) -> str:
        return f"{self.turn}.{self.attempt}.{self.point}={self.what}"

    @classmethod
    def parse(cls, text: str) -> "Strike":
        """Read what ``str`` wrote."""
        place, _, what = text.partition("=")
        turn, attempt, point = map(int, place.split("."))
        return cls(turn, attempt, point, what)


class Script(Protocol):
    """Says what befalls a run."""

    def webhooks(self) -> Sequence[Strike]:
        """Give what befalls webhooks as long as the world lives."""
        ...

    def at(self, turn: int, attempt: int, point: int, door: Door, what: str) -> Strike | None:
        """Give what strikes at a point."""
        ...

    def goes_on(self, turn: int, attempt: int, met: int) -> bool:
        """Tell whether a turn has another attempt after so many faults."""
        ...


@dataclass
class Drawn:
    """Draws faults from a seed."""

    seed: int
    _left: int = 0
    _place: tuple[int, int] = (0, 0)
    _chance: random.Random = field(default_factory=random.Random)

    def webhooks(self) -> list[Strike]:
        """Draw with what chance webhooks are lost, doubled and reordered."""
        chance = self._random("webhooks")
        return [
            Strike(0, 0, chance.choice((10, 30, 60)), w) for w in WEBHOOKS if chance.random() < 0.5
        ]

    def at(self, turn: int, attempt: int, point: int, door: Door, what: str) -> Strike | None:
        """Draw at every point; writes are struck most often, for there is most at stake."""
        if (turn, attempt) != self._place:
            if turn != self._place[0]:
                self._left = MOST
            self._place, self._chance = (turn, attempt), self._random(turn, attempt)
        kinds, share = _may_strike(door, what)
        drawn = self._chance.random()
        if not kinds or not self._left or drawn >= share * attempt:
            return None
        self._left -= 1
        return Strike(turn, attempt, point, self._chance.choice(kinds))

    def goes_on(self, turn: int, attempt: int, met: int) -> bool:
        """Go on until enough has befallen this turn."""
        return met < LEAST

    def _random(self, *about: object) -> random.Random:
        return random.Random(f"{self.seed} {about}")  # noqa: S311 - a story, no secret


def _may_strike(door: Door, what: str) -> tuple[Sequence[str], float]:
    if door == "request":
        return (READS, 0.04) if what.startswith("GET ") else (WRITES, 0.15)
    if door == "answer":
        return (("crash", *OVERLAPS), 0.015 if what.startswith("GET ") else 0.06)
    if door == "commit":
        return COMMITS, 0.03
    if door == "committed":
        return (("crash", *OVERLAPS), 0.015)
    return (), 0.0


class Told:
    """Strikes exactly where a plan says."""

    def __init__(self, plan: Iterable[Strike]) -> None:
        self.plan = tuple(plan)
        self._by_place = {(s.turn, s.attempt, s.point): s for s in self.plan if s.turn}

    def webhooks(self) -> list[Strike]:
        """Give those of the plan."""
        return [strike for strike in self.plan if not strike.turn]

    def at(self, turn: int, attempt: int, point: int, door: Door, what: str) -> Strike | None:
        """Give the one of the plan, where it has a meaning at this door."""
        strike = self._by_place.get((turn, attempt, point))
        allowed, _ = _may_strike(door, what)
        return strike if strike is not None and strike.what in (*allowed, "crash") else None

    def goes_on(self, turn: int, attempt: int, met: int) -> bool:
        """Go on while the plan has something later in this turn."""
        return any(s.turn == turn and s.attempt > attempt for s in self.plan)
