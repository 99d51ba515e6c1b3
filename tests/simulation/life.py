"""Lives one seed: weeks of business with faults, then calm, and what the checker says of it."""

import gc
import hashlib
import logging
import random
import sqlite3
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial

from s300gc.errors import S300gcError
from s300gc.sandbox.call import Call
from tests.simulation.business import CUSTOMERS, Business
from tests.simulation.checker import Evidence, after_a_turn, at_the_end, read
from tests.simulation.site import WAYS, Site, Start
from tests.simulation.strikes import ATTEMPTS, LEAST, Script, Strike
from tests.simulation.wire import Crash, Tripwire

DAYS = 12
"""With the calm days two weeks, so ten working days."""
TURNS = 4
"""On so many of these days the tool runs, and faults befall it."""
CALM_DAYS = 2
LATEST = 10
"""After so many requests everything that was late has taken effect."""
WORKER = 100
"""Turns from here on are those of the receiver's worker, one for each day."""


@dataclass(frozen=True)
class Lived:
    """What became of a seed."""

    seed: int
    violations: tuple[str, ...]
    struck: tuple[Strike, ...]
    digest: str
    documents: int
    runs: int
    faulty_turns: int
    """Turns in which at least three faults struck."""
    customers: int = len(CUSTOMERS)
    days: int = DAYS + CALM_DAYS


@dataclass
class Life:
    """One seed on its way."""

    seed: int
    script: Script
    site: Site
    people: Business
    violations: list[str] = field(default_factory=list)
    struck: list[Strike] = field(default_factory=list)
    runs: int = 0
    faulty_turns: int = 0

    def __post_init__(self) -> None:
        self._chance = random.Random(f"{self.seed} life")  # noqa: S311 - a story, no secret
        self._listens = self._chance.random() < 0.6
        always = self.script.webhooks()
        self.site.line.always = [
            {"webhooks": one.what, "probability": one.point / 100} for one in always
        ]
        self.site.world.faults.replace(self.site.line.always)
        self.struck += always

    def live(self) -> None:
        """Live two weeks with faults and some days without; ends with the first violation."""
        busy = set(self._chance.sample(range(DAYS), TURNS))
        for day in range(DAYS):
            self.people.work()
            if day in busy:
                self._turn(day + 1)
            self._next_day(WORKER + day)
            if self.violations:
                return
        self._calm()

    # ------------------------------------------------------------ with faults

    def _turn(self, turn: int) -> None:
        met = 0
        for attempt in range(1, ATTEMPTS + 1):
            gate = self._gate(turn, attempt)
            self._safely(partial(self.site.sync, gate))
            self.struck += gate.met
            met += len(gate.met)
            if not self.script.goes_on(turn, attempt, met):
                break
        self.faulty_turns += met >= LEAST
        self._check()

    def _gate(self, turn: int, attempt: int) -> Tripwire:
        self.runs += 1
        return Tripwire(self.site.line, self.script, turn, attempt, partial(self._act, turn))

    def _act(self, turn: int, strike: Strike) -> None:
        who = strike.what.removeprefix("overlap-")
        if who == "person":
            # Not from the days' own chance: another fault less changes nothing of them.
            self.people.deed(random.Random(f"{self.seed} {strike}"))  # noqa: S311 - a story
        elif who == "webhooks":
            if self._listens:
                self.site.deliver()
        elif not self.site.second_run_is_refused() and turn < WORKER:
            self.violations.append("two runs at once: the second one was not refused")

    def _safely(self, run: Callable[[], object]) -> None:
        """Run something that may die, or fail as the tool does."""
        try:
            run()
        except (Crash, S300gcError):
            return
        except Exception:  # noqa: BLE001 - whatever it is, it is what was looked for
            self.violations.append("unforeseen: " + traceback.format_exc(limit=-6))
        finally:
            self.site.line.next = ""

    def _next_day(self, turn: int) -> None:
        self._let_arrive()
        self.site.world.advance(1)
        if not self._listens:
            return
        gate = self._gate(turn, 1)
        self._safely(partial(self.site.deliver, gate, apply=True))
        self.struck += gate.met

    def _let_arrive(self) -> None:
        """Let what is late take effect: a request is late by minutes, never by days."""
        self.site.world.faults.replace(self.site.line.always)
        for _ in range(LATEST):
            self.site.world.reply(Call.to("gocardless", "GET", "/creditors", {}, b""))

    # ------------------------------------------------------------ without

    def _calm(self) -> None:
        world, self.site.line.always = self.site.world, []
        self._let_arrive()
        for _ in range(CALM_DAYS):
            self._safely(self._calm_run)
            world.advance(1)
        self._quiet()
        world.sage300.post_ar_gl_batches()
        if not self.violations:
            self.violations += at_the_end(self.evidence())

    def _quiet(self) -> None:
        """Run until a run writes nothing."""
        for _ in range(5):
            self.site.world.requests.clear()
            self._safely(self._calm_run)
            if self.violations or not self._wrote():
                return
        self.violations.append(f"run after run writes something: {self._wrote()}")

    def _calm_run(self) -> None:
        self.runs += 1
        try:
            self.site.sync()
        except S300gcError as error:
            self.violations.append(f"a run without faults ends with: {error}")

    def _wrote(self) -> list[str]:
        """Give the writes of the last run; what Sage 300 refuses (409) writes nothing."""
        return [
            f"{one['method']} {one['path']} {one['status']}"
            for one in self.site.world.requests.plain()
            if one["method"] != "GET" and (one["system"] == "gocardless" or one["status"] != 409)
        ]

    # ------------------------------------------------------------ looking

    def evidence(self) -> Evidence:
        """Give all that the checker may look at."""
        answer = self.site.world.control("GET", "/_sandbox/state", b"")
        return read(
            answer.body, self.site.config.database, self.site.way.credit,
            frozenset(self.people.touched),
        )  # fmt: skip

    def _check(self) -> None:
        if not self.violations:
            self.violations += after_a_turn(self.evidence())

    def digest(self) -> str:
        """Give a hash of both systems and of the audit trail."""
        with closing(sqlite3.connect(self.site.config.database)) as connection:
            head = connection.execute("SELECT hash FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
        text = self.site.world.save() + str(head)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let nobody write logs or look for cycles while thousands of requests fail on purpose."""
    level = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        logging.disable(level)


def live(start: Start, seed: int, script: Script, *, signed: bool = False) -> Lived:
    """Live a seed with the faults of a script; its hash takes a while and is told if asked for."""
    site, people = start.company(WAYS[seed % len(WAYS)], seed)
    try:
        life = Life(seed, script, site, people)
        with _undisturbed():
            life.live()
        return Lived(
            seed, tuple(life.violations), tuple(life.struck), life.digest() if signed else "",
            people.documents,
            life.runs, life.faulty_turns,
        )  # fmt: skip
    finally:
        start.drop(site)


def plan_text(plan: Sequence[Strike]) -> str:
    """Write a fault plan as the command line takes it."""
    return ",".join(map(str, plan))
