"""Random histories of a company that collects: what happens on each day, and how the run goes."""

import shutil
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from s300gc import wiring
from s300gc.errors import S300gcError
from s300gc.flows import sync
from s300gc.model import Outcome
from s300gc.sandbox.call import Call
from s300gc.sandbox.world import World
from tests.company import Company
from tests.flows.checking import Checker
from tests.flows.deeds import CUSTOMERS, Deeds, enter
from tests.flows.overlapping import Crash, Points
from tests.flows.witness import Seen

STEADY = "C9"
"""Pays every third day and never fails: without income GoCardless makes no payout."""
FIRST_DAYS = 8
"""So long every company has lived when its history begins."""

NAMES = (
    "bill", "bill", "bill_in_parts", "bill_part_paid", "bill_part_paid", "credit", "apply",
    "cheque", "cheque", "enter_cheque", "post_entered", "prepay", "hold", "replace", "lose",
    "sign", "fate", "fate", "take_back", "charge_back", "refund", "cancel", "by_telephone",
    "retry", "retry", "release", "release", "start_over", "start_over", "by_itself",
    "take_over", "approve", "approve",
)  # fmt: skip
FAILS, LATE = 0, 10
"""Sizes with which a fate is that a payment fails, or fails after it was paid out."""
OURS = ("retry", "release", "start_over", "take_over")
"""Deeds at our own command line, after which all must hold as after a run."""
PLACES = (
    ("gocardless", "POST", "/payments"), ("gocardless", "GET", "/events"),
    ("sage300", "POST", "/AR/ARReceiptAndAdjustmentBatches"), ("sage300", "GET", "/AR"),
    ("gocardless", "", ""), ("sage300", "", ""),
)  # fmt: skip


@dataclass(frozen=True)
class Trouble:
    """How a run is disturbed: it dies at a point, or one request of a kind is lost."""

    crash_at: int = 0
    fault: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Day:
    """What happens, how the run goes after it (None: there is none), and days until the next."""

    deeds: tuple[tuple[str, int, int], ...]
    run: Trouble | None
    days: int


@dataclass(frozen=True)
class Way:
    """How a company is set up."""

    per_payment: str = "document"
    approval: str = "none"
    notes: bool = False
    """Debit notes are collected too."""
    credits: str = "block"
    retry: bool = False

    @property
    def changes(self) -> dict[str, str]:
        """What of the configuration is replaced."""
        kinds = '["Invoice", "DebitNote"]' if self.notes else '["Invoice"]'
        lines = (
            "horizon_days = 30", f'per_payment = "{self.per_payment}"',
            f'approval = "{self.approval}"', f'credits = "{self.credits}"', f"kinds = {kinds}", "",
            "[payments]", f"retry = {str(self.retry).lower()}", "retry_after_days = 1", "",
        )  # fmt: skip
        return {"horizon_days = 30\n": "\n".join(lines)}


def _fault(where: tuple[str, str, str], what: str, when: str, nth: int) -> Trouble:
    system, method, path = where
    order = {"system": system, "method": method, "path": path, "what": what, "when": when}
    late = {"late_calls": 3} if when == "late" else {}
    return Trouble(fault=tuple({**order, "nth": nth, **late}.items()))


DEED = st.tuples(st.sampled_from(NAMES), st.integers(0, 9), st.integers(1, 99))
LOST = st.builds(
    _fault, st.sampled_from(PLACES), st.sampled_from(("timeout", "reset", "500")),
    st.sampled_from(("before", "after", "late")), st.integers(1, 6),
)  # fmt: skip
RUN = st.one_of(
    *[st.just(Trouble())] * 4,
    st.builds(Trouble, crash_at=st.integers(1, 120)), LOST, st.none(),
)  # fmt: skip
DAY = st.builds(
    Day, st.lists(DEED, min_size=1, max_size=4).map(tuple), RUN, st.sampled_from((1, 1, 1, 2, 3))
)
HISTORY = st.lists(DAY, min_size=8, max_size=12)
WAY = st.sampled_from((
    Way(), Way(per_payment="customer-and-date", notes=True), Way(notes=True, retry=True),
    Way(credits="net"), Way(approval="required", retry=True),
))  # fmt: skip
"""To make a company ready takes longer than to live a week: so these few."""


@dataclass
class Start:
    """Companies as they stand when their histories begin, each lived once and then copied."""

    folder: Path
    _ready: dict[Way, Company] = field(default_factory=dict)
    _copies: int = 0

    def company(self, way: Way) -> Company:
        """Give a company of its own."""
        first = self._ready.get(way)
        if first is None:
            first = self._ready[way] = begun(self.folder / f"way{len(self._ready)}", way)
        self._copies += 1
        twin = Company(first.world.copy(), self.folder / f"{self._copies}", changes=way.changes)
        shutil.copy(first.config.database, twin.config.database)
        return twin


def begun(folder: Path, way: Way) -> Company:
    """A company that has collected for some days, so that much is paid out already."""
    world = World.new("empty")
    creditor = world.gocardless.creditor("Sample Ltd", ("GBP", "EUR"))
    world.story["creditor"] = creditor
    world.gocardless.allow_refunds(creditor)
    one, today = Company(world, folder, changes=way.changes), world.timeline.today
    world.sage300.set_rate("EUR", today, Decimal("0.85"))
    for number in (*CUSTOMERS, STEADY):
        enter(one, number)
    for n in range(9):
        due = today + timedelta(days=3 * n)
        world.sage300.post_invoice(STEADY, f"S{n:02}", Decimal(300), today, due)
    for n, number in enumerate((*CUSTOMERS, *CUSTOMERS)):
        due = today + timedelta(days=n)
        world.sage300.post_invoice(number, f"F{n}", Decimal(60 + n), today, due)
    deeds = Deeds(one, Checker(), lambda: Seen(one.state))
    deeds.fate(0, FAILS)
    deeds.fate(1, LATE)
    deeds.fate(2, FAILS)
    for _ in range(FIRST_DAYS):
        one.sync()
        deeds.approve(0, 1)
        world.advance(1)
    return one


class Life:
    """Lives a history and checks after every run."""

    def __init__(self, one: Company, way: Way) -> None:
        self._one = one
        kinds = ("Invoice", "DebitNote") if way.notes else ("Invoice",)
        self._checker = Checker(kinds, way.approval == "required", way.credits == "net")
        self._deeds = Deeds(one, self._checker, self._seen)
        self._last: Seen | None = None
        """The last look, as long as nothing has happened since."""

    def live(self, history: list[Day]) -> None:
        """Live day by day; at the end some days without trouble, and a run that finds no work."""
        for day in history:
            for name, pick, size in day.deeds:
                self._deed(name, pick, size)
            if day.run is not None:
                self._run(day.run)
            self._pass(day.days)
        for _ in range(3):
            self._run(Trouble())
            self._deed("approve", 0, 1)
            self._pass(1)
        self._run(Trouble())
        self._nothing_is_left()

    def _seen(self) -> Seen:
        self._last = self._last or Seen(self._one.state)
        return self._last

    def _pass(self, days: int) -> None:
        self._one.world.advance(days)
        self._last = None

    def _deed(self, name: str, pick: int, size: int) -> None:
        before = self._seen() if name in OURS else None
        self._deeds.do(name, pick, size)
        self._last = None
        if before is not None:
            self._checker.after(before, self._seen(), [], trouble=True)

    def _run(self, trouble: Trouble) -> None:
        before, gate = self._seen(), Points(trouble.crash_at)
        self._one.fault(*([dict(trouble.fault)] if trouble.fault else []))
        outcomes: list[Outcome] = []
        troubled = bool(trouble.fault)
        try:
            outside = self._one.outside
            outside.gate = gate
            with wiring.parts(self._one.config, outside) as parts:
                sync.run(parts, seen=outcomes.append)
        except Crash:
            troubled = True
        except S300gcError:
            if not troubled:
                raise
        self._one.fault()
        self._let_arrive()
        self._last = None
        self._checker.after(before, self._seen(), outcomes, trouble=troubled)

    def _let_arrive(self) -> None:
        """Let requests that are late take effect before anything else happens."""
        for _ in range(4):
            self._one.world.reply(Call.to("gocardless", "GET", "/creditors", {}, b""))

    def _nothing_is_left(self) -> None:
        """Another run on the same day writes to neither system; nothing was posted twice."""
        self._one.requests()
        self._run(Trouble())
        writes = [r for r in self._one.requests() if r["method"] != "GET"]
        # A receipt that Sage 300 refuses as it is (409) is offered anew; it writes nothing.
        tried = [r for r in writes if r["system"] == "gocardless" or r["status"] != 409]
        assert tried == [], tried
        assert self._one.posted_twice() == []
