"""What can be asked and told about the World itself, under ``/_sandbox/``; no credentials."""

import json
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from s300gc.sandbox.answer import Answer, json_answer
from s300gc.sandbox.people import edit
from s300gc.sandbox.timeline import iso

if TYPE_CHECKING:
    from s300gc.sandbox.world import World

ROOT = "/_sandbox/"
MOST_DAYS = 400

Handler = Callable[["World", Any], Answer]


def answer(
    world: "World",
    method: str,
    target: str,
    body: bytes,
    advance: Callable[[int], None] | None = None,
) -> Answer:
    """Answer a request for the World itself; 404, 405 and 422 carry ``{"error": text}``.

    ``advance`` moves the clock in place of the World's own way, for a World behind a lock.
    """
    path = target.partition("?")[0]
    verbs = _HANDLERS.get(path.removeprefix(ROOT).rstrip("/"))
    if verbs is None:
        return _error(404, f"there is no {path}")
    handler = verbs.get(method.upper())
    if handler is None:
        allow = ", ".join(verbs)
        return _error(405, f"{path} takes {allow}", {"Allow": allow})
    if handler is _advance:
        handler = partial(_advance, advance=advance)
    try:
        return handler(world, json.loads(body) if body.strip() else None)
    except (ValueError, LookupError) as error:
        return _error(422, str(error.args[0] if error.args else error))


def advances(method: str, target: str) -> bool:
    """Tell whether a request moves the clock; webhooks are tried on the way, before its answer."""
    path = target.partition("?")[0].rstrip("/")
    return method.upper() == "POST" and path == f"{ROOT}advance"


def _error(status: int, message: str, headers: dict[str, str] | None = None) -> Answer:
    return json_answer(status, {"error": message}, headers)


def _now(world: "World", _: Any) -> Answer:
    return json_answer(200, {"now": iso(world.timeline.now)})


def _advance(world: "World", body: Any, advance: Callable[[int], None] | None = None) -> Answer:
    days = body.get("days", 1) if isinstance(body, dict) else None if body else 1
    if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= MOST_DAYS:
        raise ValueError(f"days must be a whole number from 1 to {MOST_DAYS}")
    (advance or world.advance)(days)
    return _now(world, None)


def _state(world: "World", _: Any) -> Answer:
    state = {
        "now": iso(world.timeline.now),
        "gocardless": world.gocardless.state(),
        "sage300": world.sage300.state(),
    }
    return json_answer(200, state)


def _requests(world: "World", _: Any) -> Answer:
    return json_answer(200, world.requests.plain())


def _forget_requests(world: "World", _: Any) -> Answer:
    world.requests.clear()
    return Answer(204, {}, b"")


def _faults(world: "World", _: Any) -> Answer:
    return json_answer(200, world.faults.raw)


def _set_faults(world: "World", body: Any) -> Answer:
    if not isinstance(body, list):
        raise ValueError("the body must be an array of faults")
    world.faults.replace(body)
    return _faults(world, None)


def _person(world: "World", body: Any) -> Answer:
    if not isinstance(body, dict):
        raise ValueError('the body must be an object such as {"do": "set_on_hold", ...}')
    return json_answer(200, {"result": edit(world, body)})


_HANDLERS: dict[str, dict[str, Handler]] = {
    "clock": {"GET": _now},
    "advance": {"POST": _advance},
    "state": {"GET": _state},
    "requests": {"GET": _requests, "DELETE": _forget_requests},
    "faults": {"GET": _faults, "POST": _set_faults},
    "person": {"POST": _person},
}
