"""The doors to a simulated world: a session without sockets, a clock, and the gate that strikes."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.structures import CaseInsensitiveDict

from s300gc.gate import Door, Gate
from s300gc.sandbox.call import Call, System
from s300gc.sandbox.world import World
from s300gc.store import sqlite
from s300gc.store.failures import told
from tests.simulation.strikes import Script, Strike

CODES = {"locked": sqlite.BUSY, "full": sqlite.FULL}


class Crash(BaseException):
    """The process is gone: nothing catches it."""


class Line:
    """What lies between the tool and its world; holds what befalls the next request."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.next = ""
        self.always: list[dict[str, Any]] = []
        """Faults that are in force all the time: those of webhooks."""

    def call(self, call: Call) -> requests.Response:
        """Carry one request, with what befalls it."""
        trouble, self.next = self.next, ""
        self._order(trouble)
        reply = self.world.reply(call)
        if trouble:
            self._order("")
        if trouble.startswith("crash"):
            raise Crash
        if reply.trouble == "reset":
            raise requests.ConnectionError("connection reset")
        if reply.trouble == "timeout":
            raise requests.ReadTimeout("no answer")
        if reply.trouble == "cut":
            raise requests.exceptions.ChunkedEncodingError("cut off")
        response = requests.Response()
        response.status_code = reply.answer.status
        sent = {"Date": format_datetime(self.world.timeline.now, usegmt=True)}
        response.headers = CaseInsensitiveDict({**reply.answer.headers, **sent})
        response._content = reply.answer.body
        return response

    def _order(self, trouble: str) -> None:
        """Order a fault from the sandbox: ``reset-late4`` and the like."""
        if not trouble:
            self.world.faults.replace(self.always)
            return
        what, _, when = trouble.partition("-")
        fault: dict[str, Any] = {"what": "reset" if what == "crash" else what, "nth": 1}
        fault["when"] = when.rstrip("0123456789")
        if fault["when"] == "late":
            fault["late_calls"] = int(when.removeprefix("late"))
        self.world.faults.replace([fault, *self.always])


class Session(requests.Session):
    """A session that asks the world itself: nothing of a request is prepared for a socket."""

    def __init__(self, line: Line, system: System) -> None:
        # Without what the class sets up for sockets: it takes longer than a request here.
        self.trust_env = False
        self._line = line
        self._system: System = system

    def request(self, method: Any, url: Any, *_: Any, **more: Any) -> requests.Response:
        """Send one request."""
        parts = urlsplit(url)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        headers: Mapping[str, str] = more.get("headers") or {}
        return self._line.call(
            Call.to(self._system, method, target, headers, more.get("data") or b"")
        )


class Clock:
    """The world's time; to wait takes none of it."""

    def __init__(self, world: World) -> None:
        self._world = world

    def now(self) -> datetime:
        """Give the world's instant in UTC."""
        return self._world.timeline.now

    def today(self) -> date:
        """Give the world's day."""
        return self._world.timeline.today

    def wait(self, seconds: float) -> None:
        """Pass."""


class Tripwire(Gate):
    """Counts the points of one attempt and lets the script strike at them."""

    def __init__(
        self, line: Line, script: Script, turn: int, attempt: int, act: Callable[[Strike], None]
    ) -> None:
        self.met: list[Strike] = []
        self._line, self._script, self._act = line, script, act
        self._turn, self._attempt, self._point = turn, attempt, 0
        self._busy = False

    def point(self, door: Door, what: str) -> None:
        """Pass one point, or not."""
        if self._busy:
            return
        self._point += 1
        strike = self._script.at(self._turn, self._attempt, self._point, door, what)
        if strike is None:
            return
        self.met.append(strike)
        if strike.what == "crash":
            raise Crash
        if strike.what in CODES:
            raise _refused(CODES[strike.what])
        if strike.what.startswith("overlap-"):
            self._busy = True
            try:
                self._act(strike)
            finally:
                self._busy = False
            return
        self._line.next = strike.what


def _refused(code: int) -> Exception:
    error = sqlite.OperationalError("struck by the simulation")
    error.sqlite_errorcode = code
    return told(error, Path("s300gc.db"))
