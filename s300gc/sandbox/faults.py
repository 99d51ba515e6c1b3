"""What can go wrong on the way, on order: broken connections, error answers, late effects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from s300gc.sandbox.answer import Answer, json_answer
from s300gc.sandbox.chance import code, fraction

What = Literal["reset", "timeout", "429", "500", "html", "cut", "slow"]
When = Literal["before", "after", "late"]
WebhookTrouble = Literal["lost", "doubled", "reordered"]
Break = Literal["reset", "timeout", "cut"]

_KEYS = frozenset(
    {"system", "method", "path", "nth", "probability", "when", "late_calls", "what", "webhooks"}
)


class Broken(Exception):
    """A fault broke the connection: ``kind`` is reset, timeout or cut; no whole answer came."""

    def __init__(self, kind: Break) -> None:
        super().__init__(f"the connection broke: {kind}")
        self.kind: Break = kind


@dataclass(frozen=True, slots=True)
class Fault:
    """One ordered fault: which requests it strikes, and how.

    An empty ``system``, ``method`` or ``path`` fits every request. ``nth`` counts the
    requests that fit since the list was set, from 1; ``probability`` is drawn for each;
    with neither every request that fits is struck.
    """

    what: What
    when: When = "before"
    system: str = ""
    method: str = ""
    path: str = ""
    nth: int = 0
    probability: float | None = None
    late_calls: int = 1

    def fits(self, system: str, method: str, path: str) -> bool:
        """Tell whether a request is one of those meant; the method is compared in capitals.

        A Sage path may also be given below the company, as ``/AR/ARCustomers``.
        """
        if self.system not in ("", system) or self.method.upper() not in ("", method):
            return False
        below = "/" + path.partition("/-/")[2].partition("/")[2]
        return path.startswith(self.path) or (system == "sage300" and below.startswith(self.path))


@dataclass(frozen=True, slots=True)
class WebhookFault:
    """Trouble on the way of webhooks, drawn for each delivery."""

    what: WebhookTrouble
    probability: float


def _member(raw: Mapping[str, Any], key: str, allowed: tuple[str, ...], default: str) -> str:
    value = raw.get(key, default)
    if value not in allowed:
        raise ValueError(f"{key} must be one of {', '.join(filter(None, allowed))}")
    return str(value)


def _share(raw: Mapping[str, Any]) -> float:
    share = float(raw.get("probability", 1))
    if not 0 <= share <= 1:
        raise ValueError("probability must lie between 0 and 1")
    return share


def _whole(raw: Mapping[str, Any], key: str) -> int:
    value = raw.get(key, 1)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(f"{key} must be a whole number from 1")
    return value


def parse_fault(raw: Mapping[str, Any]) -> Fault | WebhookFault:
    """Read one fault of the list; ``ValueError`` says what is wrong with it."""
    unknown = sorted(set(raw) - _KEYS)
    if unknown:
        raise ValueError(f"unknown key {unknown[0]}")
    if "webhooks" in raw:
        trouble = _member(raw, "webhooks", get_args(WebhookTrouble), "")
        return WebhookFault(cast(WebhookTrouble, trouble), _share(raw))
    if "nth" in raw and "probability" in raw:
        raise ValueError("nth and probability exclude each other")
    what = cast(What, _member(raw, "what", get_args(What), ""))
    when = cast(When, _member(raw, "when", get_args(When), "before"))
    if when == "late" and what in ("cut", "slow"):
        raise ValueError(f"{what} cannot be late")
    return Fault(
        what=what,
        when=when,
        system=_member(raw, "system", ("", "gocardless", "sage300"), ""),
        method=str(raw.get("method", "")),
        path=str(raw.get("path", "")),
        nth=_whole(raw, "nth") if "nth" in raw else 0,
        probability=_share(raw) if "probability" in raw else None,
        late_calls=_whole(raw, "late_calls"),
    )


class Faults:
    """The list of faults in force and how often each was met."""

    def __init__(self, seed: int, raw: Sequence[Any] = (), met: Sequence[int] = ()) -> None:
        self._seed = seed
        self.replace(raw)
        self._met = list(met) or [0] * len(self.raw)

    def replace(self, raw: Sequence[Any]) -> None:
        """Put a new list into force and count from nothing; ``ValueError`` changes nothing."""
        for fault in raw:
            if not isinstance(fault, Mapping):
                raise ValueError("each fault must be an object")
        self._list = [parse_fault(fault) for fault in raw]
        self.raw: list[dict[str, Any]] = [dict(fault) for fault in raw]
        self._met = [0] * len(self._list)

    @property
    def met(self) -> list[int]:
        """How many requests each fault of the list was meant for so far."""
        return list(self._met)

    def strike(self, n: int, system: str, method: str, path: str) -> Fault | None:
        """Give the fault that befalls request ``n``, the first of the list; every one counts."""
        struck: Fault | None = None
        for place, fault in enumerate(self._list):
            if isinstance(fault, WebhookFault) or not fault.fits(system, method, path):
                continue
            self._met[place] += 1
            if struck is None and self._hits(fault, place, n):
                struck = fault
        return struck

    def _hits(self, fault: Fault, place: int, n: int) -> bool:
        if fault.probability is not None:
            return fraction(self._seed, "fault", place, n) < fault.probability
        return fault.nth in (0, self._met[place])

    def befalls(self, trouble: WebhookTrouble, webhook_id: str) -> bool:
        """Tell whether a webhook delivery meets this trouble."""
        return any(
            isinstance(fault, WebhookFault)
            and fault.what == trouble
            and fraction(self._seed, trouble, webhook_id) < fault.probability
            for fault in self._list
        )


_HTML = b"""<!DOCTYPE html>
<html><head><title>502 Bad Gateway</title></head>
<body><h1>502 Bad Gateway</h1><p>The server behind this one gave no answer.</p></body></html>
"""


def rate_limit_answer() -> Answer:
    """Say 429 as GoCardless says it (GoCardless API reference, errors); it names no request."""
    reason = {"reason": "rate_limit_exceeded", "message": "Rate limit exceeded"}
    return json_answer(429, _gocardless_error(429, "invalid_api_usage", reason))


def _gocardless_error(status: int, kind: str, reason: Mapping[str, str]) -> dict[str, Any]:
    error: dict[str, Any] = {
        "documentation_url": f"https://developer.gocardless.com/api-reference#{reason['reason']}",
        "message": reason["message"],
        "type": kind,
        "code": status,
        "errors": [dict(reason)],
    }
    return {"error": error}


def _sage_error(status: int, word: str, message: str) -> Answer:
    value = {"lang": "en-US", "value": message}
    return json_answer(status, {"error": {"code": word, "message": value}})


def error_answer(system: str, what: What, n: int, seed: int, busy: int = 429) -> Answer:
    """Give the error answer of a system for request ``n``; anything but 429 and html is a 500.

    ``busy`` is the number that Sage gives to what is 429 elsewhere.
    """
    if what == "html":
        return Answer(502, {"Content-Type": "text/html; charset=utf-8"}, _HTML)
    if system == "sage300" and what == "429":
        return _sage_error(busy, "TooManyRequests", "There are too many concurrent requests.")
    if system == "sage300":
        return _sage_error(500, "InternalServerError", "An internal server error occurred.")
    if what == "429":
        return rate_limit_answer()
    reason = {"reason": "internal_error", "message": "Internal server error"}
    body = _gocardless_error(500, "gocardless", reason)
    body["error"]["request_id"] = code("RQ", n, seed)
    del body["error"]["errors"]  # as in the example of the official clients' tests
    return json_answer(500, body)
