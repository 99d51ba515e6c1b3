"""Both systems as one World: one clock, one story, a plain function from request to answer."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from s300gc.sandbox import control, scenarios
from s300gc.sandbox.answer import Answer
from s300gc.sandbox.call import Call, System
from s300gc.sandbox.faults import Break, Broken, Fault, Faults, error_answer
from s300gc.sandbox.gocardless.service import Delivery, GoCardless
from s300gc.sandbox.gocardless.switches import GoCardlessSwitches
from s300gc.sandbox.plain import copied, undisturbed
from s300gc.sandbox.requestlog import Logged, RequestLog
from s300gc.sandbox.sage300.company import SageCompany
from s300gc.sandbox.sage300.switches import SageSwitches
from s300gc.sandbox.timeline import Timeline
from s300gc.sandbox.webhooks import due_webhooks

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Reply:
    """What comes back from the World: an answer, and how the way back is disturbed.

    ``trouble``: after reset or timeout nothing of the answer arrives, after cut half of it,
    slow lets all of it arrive late.
    """

    answer: Answer
    trouble: Literal["", "slow"] | Break = ""


class World:
    """Sage 300 and GoCardless with the time, the story and the faults they share.

    All state is plain data in memory, with indexes built beside it, and no database: what the
    story asks of it is single objects and pages, which a dict and a sorted list give in
    microseconds; a copy for a simulation is a walk over dicts; and one JSON text holds all of
    it, so that two histories can be compared byte for byte. The price is memory, some 35 KB
    for each invoice that was posted and collected, and that only ``save`` makes it last.
    """

    def __init__(self, state: Mapping[str, Any]) -> None:
        """Take up the state that ``_state`` gave; it is used, not copied."""
        self.scenario: str = state["scenario"]
        self.seed: int = state["seed"]
        self.customers: int | None = state["customers"]
        self.first_day = date.fromisoformat(state["first_day"])
        self.switches = SageSwitches.from_plain(state["switches"])
        self.story: dict[str, Any] = state["story"]
        self.timeline = Timeline.load(state["now"])
        # A World that was saved before there were these switches has the usual ones.
        self.gocardless_switches = GoCardlessSwitches.from_plain(
            state.get("gocardless_switches", {})
        )
        self.gocardless = GoCardless(
            self.timeline, self.seed, state["gocardless"], self.gocardless_switches
        )
        self.sage300 = SageCompany(self.timeline, data=state["sage300"], switches=self.switches)
        self.faults = Faults(self.seed, state["faults"], state["met"])
        self.requests = RequestLog(state["requests"])
        self._late: list[dict[str, Any]] = state["late"]
        self.deliver: Callable[[Delivery], bool] | None = None

    @classmethod
    def new(
        cls,
        scenario: str = "small",
        *,
        seed: int = 1,
        customers: int | None = None,
        today: date | None = None,
        sage_switches: SageSwitches | None = None,
        gocardless_switches: GoCardlessSwitches | None = None,
    ) -> "World":
        """Make the World in which a scenario begins; ``KeyError`` where it is not known."""
        first_day = today or scenarios.FIRST_DAY
        world = cls(
            {
                "scenario": scenario,
                "seed": seed,
                "customers": customers,
                "first_day": first_day.isoformat(),
                "switches": asdict(sage_switches or SageSwitches()),
                "gocardless_switches": asdict(gocardless_switches or GoCardlessSwitches()),
                "story": {},
                "now": Timeline(first_day).dump(),
                "gocardless": None,
                "sage300": None,
                "faults": [],
                "met": [],
                "requests": 0,
                "late": [],
            }
        )
        with undisturbed():
            scenarios.open_world(world)
        return world

    @property
    def go_live(self) -> date:
        """The scenario's go-live, some days before its first document to be collected."""
        return scenarios.plan_of(self).go_live

    def index_all(self) -> None:
        """Build all indexes now, for a World that is served: no request then waits for one."""
        with undisturbed():
            self.gocardless.index_all()
            self.sage300.index_all()

    # ------------------------------------------------------------ requests

    def reply(self, call: Call, at: float = 0.0) -> Reply:
        """Let a request reach its system, through the faults in force; ``at`` is for the log."""
        n = self._begin()
        fault = self.faults.strike(n, call.system, call.method, call.plain_path)
        reply = self._strike(fault, n, call) if fault else Reply(self._apply(call))
        self._note(n, at, call, 0 if reply.trouble in ("reset", "timeout") else reply.answer.status)
        return reply

    def answer(
        self, system: System, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        """Answer a request; ``Broken`` where a fault broke the connection.

        ``target`` is the path with its query, as it stands in the request line.
        """
        reply = self.reply(Call.to(system, method, target, headers, body))
        if reply.trouble in ("reset", "timeout", "cut"):
            raise Broken(reply.trouble)
        return reply.answer

    def refused(self, call: Call, status: int, at: float) -> None:
        """Note a request that a wire refused by itself, for its rate limit."""
        self._note(self._begin(), at, call, status)

    def _begin(self) -> int:
        """Number a request, and apply first the requests that were late until now."""
        n = self.requests.next_number()
        if self._late:
            due = [late for late in self._late if late["due"] <= n]
            self._late[:] = [late for late in self._late if late["due"] > n]
            for late in due:
                self._apply(Call.load(late["call"]))
        return n

    def _note(self, n: int, at: float, call: Call, status: int) -> None:
        line = Logged(n, at, call.system, call.method, call.path, call.query, status)
        self.requests.add(line)

    def _apply(self, call: Call) -> Answer:
        side = self.gocardless if call.system == "gocardless" else self.sage300
        return side.answer(call.method, call.plain_path, call.query, call.headers, call.body)

    def _strike(self, fault: Fault, n: int, call: Call) -> Reply:
        """Apply a request before the failure, long after it, or not at all."""
        answer = error_answer(call.system, fault.what, n, self.seed, self.switches.busy_number)
        if fault.when == "late":
            self._late.append({"due": n + fault.late_calls, "call": call.dump()})
        elif fault.when == "after" or fault.what == "slow":
            applied = self._apply(call)
            answer = applied if fault.what in ("slow", "cut") else answer
        if fault.what == "429" or fault.what == "500" or fault.what == "html":
            return Reply(answer)
        return Reply(answer, fault.what)

    def control(self, method: str, target: str, body: bytes) -> Answer:
        """Answer a request for ``/_sandbox/``, which is not logged and meets no fault."""
        return control.answer(self, method, target, body)

    # ------------------------------------------------------------ time

    def advance(self, days: int = 1) -> None:
        """Let days pass, trying each webhook whenever it is due, and those that are new at the end.

        A day is: what the story has for the rest of it, a person posts AR's GL batches,
        the clock moves to the next morning, and GoCardless does that day's work.
        """
        for _ in self.walk(days):
            if self.deliver is not None:
                for delivery in due_webhooks(self.gocardless, self.faults):
                    self.gocardless.delivered(delivery.webhook_id, self.deliver(delivery))

    def walk(self, days: int) -> Iterator[None]:
        """Let days pass, and stop each time that webhooks are to be tried.

        That is at each instant at which one that failed falls due again, and at the end.
        """
        for _ in range(days):
            with undisturbed():
                scenarios.unfold(self)
                self.sage300.post_ar_gl_batches()
            morning = self.timeline.next_morning
            while (due := self.gocardless.next_webhook(morning)) is not None:
                self.timeline.move_to(due)
                yield
            with undisturbed():
                self.gocardless.new_day(self.timeline.move_to(morning))
        yield

    # ------------------------------------------------------------ copies

    def _state(self) -> dict[str, Any]:
        """Give everything the World is made of, by reference; the request log is left out."""
        return {
            "scenario": self.scenario,
            "seed": self.seed,
            "customers": self.customers,
            "first_day": self.first_day.isoformat(),
            "switches": asdict(self.switches),
            "gocardless_switches": asdict(self.gocardless_switches),
            "story": self.story,
            "now": self.timeline.dump(),
            "gocardless": self.gocardless.data,
            "sage300": self.sage300.data,
            "faults": self.faults.raw,
            "met": self.faults.met,
            "requests": self.requests.count,
            "late": self._late,
        }

    def copy(self) -> "World":
        """Give a World like this one that shares nothing with it, its request log included."""
        with undisturbed():
            twin = World(copied(self._state()))
        twin.requests = RequestLog(self.requests.count, self.requests.lines)
        return twin

    def save(self) -> str:
        """Write the World as JSON for ``load``; equal histories give equal text."""
        state = {"format": FORMAT, **self._state()}
        return json.dumps(state, default=_tag, separators=(",", ":"))

    @classmethod
    def load(cls, text: str) -> "World":
        """Take up a World where ``save`` left it; ``ValueError`` where this is none."""
        with undisturbed():
            state = json.loads(text, object_hook=_untag)
        if not isinstance(state, dict) or state.get("format") != FORMAT:
            raise ValueError("this is not a saved World")
        return cls(state)


def _tag(value: object) -> dict[str, str]:
    """Write a Decimal so that it comes back digit by digit, also where it is a whole number."""
    if isinstance(value, Decimal):
        return {"$decimal": str(value)}
    raise TypeError(f"{type(value).__name__} does not belong in a World")


def _untag(value: dict[str, Any]) -> Any:
    if value.keys() == {"$decimal"}:
        return Decimal(value["$decimal"])
    return value
