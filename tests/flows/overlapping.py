"""Overlaps whose answers come in any order, and gates at which a run may end."""

import random
from collections.abc import Callable, Collection
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from s300gc import wiring
from s300gc.flows import collecting
from s300gc.gate import Door, Gate
from s300gc.model import Outcome
from s300gc.overlap import Halt, carried_out
from tests.company import Company


class Crash(BaseException):
    """The process is gone: nothing catches it."""


@dataclass
class Shuffled:
    """Keeps what was begun and carries it out in an order drawn from a seed."""

    seed: int = 1
    width: int = 4
    most: int = 0
    """How many were on the wire at once at most."""
    after: Callable[[int], None] = lambda n: None
    """Told after each call how many were carried out."""
    _waiting: dict[Future[Any], Callable[[], Any]] = field(default_factory=dict)
    _done: int = 0

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311 - an order, no secret

    def start(self, call: Callable[[], Any]) -> "Future[Any]":
        future: Future[Any] = Future()
        self._waiting[future] = call
        self.most = max(self.most, len(self._waiting))
        assert len(self._waiting) <= self.width
        return future

    def some(self, under_way: "Collection[Future[Any]]") -> "list[Future[Any]]":
        """Carry out one or two of those that wait, any of them."""
        chosen = self._random.sample(
            list(under_way), min(len(under_way), self._random.choice([1, 2]))
        )
        for future in chosen:
            found = carried_out(self._waiting.pop(future))
            error = found.exception()
            future.set_exception(error) if error else future.set_result(found.result())
            self._done += 1
            self.after(self._done)
        return chosen

    def close(self) -> None:
        """Hold nothing."""


@dataclass
class Points(Gate):
    """Notes the points that a run passes, and crashes at one of them."""

    crash_at: int = 0
    passed: list[tuple[Door, str]] = field(default_factory=list)

    def point(self, door: Door, what: str) -> None:
        self.passed.append((door, what))
        if len(self.passed) == self.crash_at:
            raise Crash


def collect(
    one: Company,
    overlap: Shuffled | None = None,
    gate: Gate | None = None,
    halt: Halt | None = None,
    plan: int | None = None,
) -> Outcome:
    """Collect once through an overlap and a gate."""
    outside = one.outside
    outside.overlap = overlap or Shuffled()
    outside.gate = gate or Gate()
    outside.halt = halt or Halt()
    with wiring.parts(one.config, outside) as parts:
        return collecting.collect(parts, plan=plan)


def twin(one: Company, folder: Path) -> Company:
    """The same company once more, with a world and a database of its own."""
    other = Company(one.world.copy(), folder)
    with one.parts() as parts:
        parts.store.backup(other.config.database)
    return other
