"""The two WSGI applications in front of a World that stands behind one lock."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from itertools import islice
from typing import TYPE_CHECKING

from s300gc.sandbox import control
from s300gc.sandbox.answer import Answer
from s300gc.sandbox.call import Call, System
from s300gc.sandbox.control import ROOT, advances
from s300gc.sandbox.gocardless.pages import is_page
from s300gc.sandbox.limits import RateLimit
from s300gc.sandbox.wire import admit
from s300gc.sandbox.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

HELD = 120.0
"""Seconds for which a request that times out is held, unless its client goes before."""
SLOW = 2.0
"""Seconds that a slow answer takes."""
_LOOK = 0.05
"""Seconds between two looks whether the client of a held request has gone."""


class Doors:
    """Both ports' applications; real time, waiting and the rate limit are here, not in the World.

    ``after_write`` is called after each request that may have changed GoCardless, and
    ``deliver`` wherever an advance comes by webhooks that are due; neither while the lock is held.
    """

    def __init__(
        self,
        world: World,
        *,
        latency: float = 0.0,
        per_minute: int = 0,
        stop: threading.Event | None = None,
    ) -> None:
        self.world = world
        self.lock = threading.Lock()
        self._walking = threading.Lock()
        self.stop = stop or threading.Event()
        self.deliver: Callable[[], None] = _nothing
        self.after_write: Callable[[], None] = _nothing
        self._latency = latency
        self._waits = 0
        self._counting = threading.Lock()
        self._limits = RateLimit(per_minute)

    def gocardless(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer on the GoCardless port, the control included."""
        method, target = _line(environ)
        if target.startswith(ROOT):
            return _send(start_response, self._control(method, target, _read(environ)))
        answered = self._serve("gocardless", environ, start_response)
        if method != "GET" or is_page(target.partition("?")[0]):
            self.after_write()
        return answered

    def sage300(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer on the Sage port."""
        return self._serve("sage300", environ, start_response)

    def _control(self, method: str, target: str, body: bytes) -> Answer:
        if advances(method, target):
            return control.answer(self.world, method, target, body, self._walk)
        with self.lock:
            return control.answer(self.world, method, target, body)

    def _walk(self, days: int) -> None:
        """Let days pass, and let go of the World wherever webhooks are brought."""
        with self._walking:
            steps = self.world.walk(days)
            while self._step(steps):
                self.deliver()

    def _step(self, steps: Iterator[None]) -> bool:
        with self.lock:
            return any(True for _ in islice(steps, 1))

    def _serve(
        self, system: System, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Wait as long as the wire takes, ask the World, and disturb the answer as ordered.

        An ``OSError`` out of an application makes waitress close the connection without an
        answer (its ``Task.service``).
        """
        method, target = _line(environ)
        call = Call.to(system, method, target, _headers(environ), _read(environ))
        self._travel()
        with self.lock:
            reply, extra = admit(self.world, call, self._limits)
        if reply.trouble == "timeout":
            self._hold(environ)
        if reply.trouble in ("reset", "timeout"):
            raise ConnectionResetError("ordered by a fault")
        if reply.trouble == "slow":
            self.stop.wait(SLOW)
        return _send(start_response, reply.answer, extra, cut=reply.trouble == "cut")

    @property
    def waiting(self) -> int:
        """How many requests are on the wire: they came and have not reached the World."""
        return self._waits

    def _travel(self) -> None:
        """Take as long as the wire takes."""
        if not self._latency:
            return
        with self._counting:
            self._waits += 1
        self.stop.wait(self._latency)
        with self._counting:
            self._waits -= 1

    def _hold(self, environ: "WSGIEnvironment") -> None:
        end = time.monotonic() + HELD
        gone = environ["waitress.client_disconnected"]
        while not gone() and time.monotonic() < end and not self.stop.is_set():
            self.stop.wait(_LOOK)


def _nothing() -> None:
    """Do nothing, where no webhook is wanted."""


def _line(environ: "WSGIEnvironment") -> tuple[str, str]:
    """Give method and target as they stood in the request line."""
    return environ["REQUEST_METHOD"], environ["REQUEST_URI"]


def _read(environ: "WSGIEnvironment") -> bytes:
    return bytes(environ["wsgi.input"].read())


def _headers(environ: "WSGIEnvironment") -> dict[str, str]:
    named = {k[5:]: v for k, v in environ.items() if k.startswith("HTTP_")}
    for key in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if environ.get(key):
            named[key] = environ[key]
    return {key.replace("_", "-").title(): str(value) for key, value in named.items()}


def _send(
    start_response: "StartResponse",
    answer: Answer,
    extra: dict[str, str] | None = None,
    *,
    cut: bool = False,
) -> Iterable[bytes]:
    """Start an answer and give its body, or half of it under the length of the whole."""
    headers: list[tuple[str, str]] = [*answer.headers.items(), *(extra or {}).items()]
    if answer.status != HTTPStatus.NO_CONTENT:
        headers.append(("Content-Length", str(len(answer.body))))
    start_response(f"{answer.status} {HTTPStatus(answer.status).phrase}", headers)
    return [answer.body[: len(answer.body) // 2] if cut else answer.body]
