"""The one door to the network: every request of the tool passes ``Http.send``."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import urlsplit

import requests
import simplejson
from tenacity import RetryCallState, Retrying, retry_if_exception_type

from s300gc.clock import Clock
from s300gc.errors import ConfigError, OutcomeUnknown, S300gcError, Temporary
from s300gc.gate import Gate
from s300gc.remote.pace import NoPace, Pace, retry_after, until_reset
from s300gc.remote.trouble import NoAnswer, trouble
from s300gc.remote.urls import shown
from s300gc.remote.wire import Json

logger = logging.getLogger("s300gc.http")

BUSY = (500, 502, 503, 504)
GATEWAY = (502, 503, 504)
"""A server in front answered in the place of the one that was asked."""
FIRST_PAUSE = 0.5
WEB_PAGE = "a web page instead of JSON"
LONGEST_PAUSE = 90.0
"""Seconds. A server that wants a longer pause is asked again by the next run."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A usable answer: any status but those that are retried, JSON or no body."""

    status: int
    data: Json
    """The parsed body, numbers with a fraction as Decimal; None where it was empty or no JSON."""
    text: str
    media: str = ""
    """What the body calls itself: ``application/json``; empty where it says nothing."""

    @property
    def ok(self) -> bool:
        """Whether the status is one of success."""
        return 200 <= self.status < 300


Said = Callable[[Reply], tuple[str, str]]
"""Takes the code and the text of an error out of a reply; both may be empty."""


def nothing_said(reply: Reply) -> tuple[str, str]:
    """Take nothing out of a reply."""
    return "", ""


@dataclass(frozen=True, slots=True)
class Request:
    """One request as its sender means it.

    ``what`` completes a sentence for a reader ("create a payment under mandate MD1").
    ``repeatable`` says that sending it twice does no more than sending it once: a
    read, or a write with an idempotency key. ``bodiless`` allows a success
    without a body. Secrets are in ``headers``, which no ``repr`` shows.
    """

    method: str
    path: str
    what: str
    query: str = ""
    body: Json = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    repeatable: bool = False
    bodiless: bool = False
    said: Said = field(default=nothing_said, repr=False)
    busy: frozenset[str] = frozenset()
    """Error codes that mean "not now", whatever the status."""
    harmless: bool = False
    """A POST that changes nothing."""
    as_is: bool = False
    """The answer is wanted whatever it is, a refusal and another form than JSON among them."""

    @property
    def reads(self) -> bool:
        """Whether nothing can have changed, whatever became of the request."""
        return self.method == "GET" or self.harmless


class Http:
    """Sends requests to one system over one session.

    ``system`` is its name in messages, ``base`` its address without a trailing
    slash. The session is the caller's (adapters are mounted on it); nothing of the
    environment is used (no proxy, ``.netrc`` or bundle), redirects are refused.
    ``timeout`` is for connecting and for reading, in seconds. ``attempts`` is how
    often a repeatable request is sent in all.

    Raises ``Temporary`` (nothing happened, run again), ``OutcomeUnknown`` (a write
    was sent and may have taken effect) or ``ConfigError`` (the address is wrong or
    its certificate not trusted); every other answer is the caller's to judge.
    """

    def __init__(
        self,
        session: requests.Session,
        base: str,
        *,
        system: str,
        clock: Clock,
        gate: Gate | None = None,
        pace: Pace | None = None,
        timeout: tuple[float, float] = (5.0, 60.0),
        attempts: int = 4,
        proxy: str | None = None,
    ) -> None:
        session.trust_env = False
        self._session = session
        self.base = base.rstrip("/")
        self.system = system
        self._clock = clock
        self._gate = gate or Gate()
        self._pace = pace or NoPace()
        self._timeout = timeout
        self._attempts = attempts
        self._proxies = {"http": proxy, "https": proxy} if proxy else {}
        self.dated = ""
        """The ``Date`` of the last answer, as the server wrote it; empty where it wrote none."""

    def send(self, request: Request) -> Reply:
        """Send a request, again where that is safe, and give the usable answer."""
        troubles: list[NoAnswer] = []

        def attempt() -> Reply:
            try:
                return self._once(request)
            except NoAnswer as found:
                troubles.append(found)
                raise

        attempts = self._attempts if request.repeatable else 1
        again = Retrying(
            retry=retry_if_exception_type(NoAnswer),
            stop=lambda state: state.attempt_number >= attempts or _too_long(state),
            wait=_pause,
            sleep=self._clock.wait,
            reraise=True,
        )
        try:
            return again(attempt)
        except NoAnswer as last:
            raise self._verdict(request, troubles) from last.__cause__

    def _once(self, request: Request) -> Reply:
        response = self._exchange(request)
        status = response.status_code
        if 300 <= status < 400:
            raise ConfigError(self._redirected(request, response))
        text, data, broken = _parsed(response.content)
        media = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        reply = Reply(status, data, text, media)
        code, words = request.said(reply) if status >= 400 else ("", "")
        if status == 429 or code in request.busy:
            why = f"is busy and asked to wait ({status})"
            raise NoAnswer(why, after=until_reset(response.headers, self._clock))
        if request.as_is and status not in GATEWAY:
            return reply
        if status in BUSY or (status >= 500 and data is None):
            words = words or (WEB_PAGE if _is_page(text) else "")
            why = f"answered {status}{words and f' ({words})'}"
            raise NoAnswer(why, after=retry_after(response.headers, self._clock))
        if broken or (reply.ok and data is None and not (request.bodiless and not text.strip())):
            odd = "a body that is cut off or not JSON"
            if _is_page(text):
                odd = f"{WEB_PAGE}: is {shown(self.base)} the address of its API?"
            raise NoAnswer(f"answered {status} with {odd}")
        return reply

    def _exchange(self, request: Request) -> requests.Response:
        url = self.base + request.path + ("?" + request.query if request.query else "")
        name = f"{request.method} {urlsplit(url).path}"
        headers: Mapping[str, str] | None = None
        self._pace.enter()
        try:
            self._gate.point("request", name)
            response = self._answered(request, url, name)
            headers = response.headers
        finally:
            self._pace.leave(headers)
        self.dated = response.headers.get("Date", "")
        milliseconds = response.elapsed.total_seconds() * 1000
        logger.info("%s %d %.0f ms", name, response.status_code, milliseconds)
        self._gate.point("answer", name)
        return response

    def _answered(self, request: Request, url: str, name: str) -> requests.Response:
        try:
            return self._session.request(
                request.method,
                url,
                data=dumped(request.body),
                headers=dict(request.headers),
                timeout=self._timeout,
                allow_redirects=False,
                proxies=self._proxies,
            )
        except requests.RequestException as error:
            logger.info("%s no answer", name)
            raise trouble(error, self.system, self.base, self._timeout) from error

    def _verdict(self, request: Request, troubles: list[NoAnswer]) -> S300gcError:
        sentence = f"could not {request.what}: {self.system} {troubles[-1].why}"
        if request.reads or all(found.unsent for found in troubles):
            return Temporary(f"{sentence}; nothing was changed, run again later")
        return OutcomeUnknown(
            f"{sentence}; it may have taken effect all the same, "
            "run again: the next run looks before it sends"
        )

    def _redirected(self, request: Request, response: requests.Response) -> str:
        target = urlsplit(response.headers.get("Location", ""))
        place = (
            f"{target.scheme}://{target.hostname}{target.path}" if target.hostname else "elsewhere"
        )
        return (
            f"could not {request.what}: {self.system} at {shown(self.base)} answers with a "
            f"redirect to {place}: refused; set the address that answers itself"
        )


def dumped(body: Json) -> bytes | None:
    """Write a JSON body: properties in their order, decimals digit by digit; None for no body."""
    if body is None:
        return None
    return simplejson.dumps(body, use_decimal=True, separators=(",", ":")).encode()


def _parsed(content: bytes) -> tuple[str, Json, bool]:
    """Give text, value and whether it began as JSON but is none: such a body was cut off."""
    text = content.decode("utf-8-sig", errors="replace")
    try:
        return text, json.loads(text, parse_float=Decimal, parse_constant=_no_number), False
    except ValueError:
        return text, None, text.lstrip()[:1] in ("{", "[")


def _is_page(text: str) -> bool:
    """Tell whether a body is HTML: a sign-on page, or a server in front of the one meant."""
    return text.lstrip()[:1] == "<"


def _no_number(name: str) -> Decimal:
    raise ValueError(f"{name} is no JSON number")


def _last(state: RetryCallState) -> NoAnswer | None:
    found = state.outcome.exception() if state.outcome else None
    return found if isinstance(found, NoAnswer) else None


def _pause(state: RetryCallState) -> float:
    found = _last(state)
    if found and found.after is not None:
        return found.after
    return float(min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (state.attempt_number - 1)))


def _too_long(state: RetryCallState) -> bool:
    found = _last(state)
    return bool(found and found.after is not None and found.after > LONGEST_PAUSE)
