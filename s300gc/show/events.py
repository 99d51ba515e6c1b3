"""Events that came, and how webhooks do, as lines or JSON."""

from typing import Any

from s300gc.rules.gaps import Gaps, described
from s300gc.show.output import console, write_json
from s300gc.store.inbox import Received


def write(found: list[Received], more: bool, as_json: bool, quiet: bool) -> None:
    """Show events, newest first; ``more`` says that there are others."""
    if as_json:
        write_json({"events": [as_object(one) for one in found], "more": more})
    elif not quiet:
        target = console()
        for line in lines(found, more):
            target.print(line, markup=False, soft_wrap=True)


def as_object(one: Received) -> dict[str, Any]:
    """Give an event for JSON; times are UTC."""
    event = one.event
    return {
        "id": event.id,
        "resource_type": event.resource_type,
        "action": event.action,
        "resource": event.resource or None,
        "cause": event.cause or None,
        "description": event.description or None,
        "created_at": event.created_at,
        "received_at": one.received_at,
        "applied_at": one.applied_at,
        "source": list(one.source),
        "error": one.error or None,
    }


def lines(found: list[Received], more: bool) -> list[str]:
    """Give events as lines, newest first."""
    if not found:
        return ["events: none"]
    shown = [_line(one) for one in found]
    return [*shown, "... and older ones: see --limit"] if more else shown


def _line(one: Received) -> str:
    event = one.event
    state = f"set aside: {one.error}" if one.error else "applied" if one.applied_at else "waits"
    words = [f"{event.created_at:%Y-%m-%d %H:%M:%S}", event.id]
    words += [event.resource, event.action, event.cause]
    return f"{' '.join(word for word in words if word)} by {'+'.join(one.source)}: {state}"


def write_one(one: Received, as_json: bool, quiet: bool) -> None:
    """Show one event with all that is known of it."""
    if as_json:
        write_json({"event": as_object(one)})
    elif not quiet:
        target = console()
        target.print(_line(one), markup=False, soft_wrap=True)
        rows = [
            ("kind", one.event.resource_type),
            ("said", one.event.description),
            ("received", f"{one.received_at:%Y-%m-%d %H:%M:%S} UTC"),
            ("links", ", ".join(f"{name} {id}" for name, id in one.event.links)),
        ]
        for name, value in rows:
            if value:
                target.print(f"  {name}: {value}", markup=False, soft_wrap=True)


def write_gaps(gaps: Gaps, as_json: bool, quiet: bool) -> None:
    """Show how webhooks do; where they fail also with -q."""
    if as_json:
        write_json(
            {
                "used": gaps.used,
                "arriving": gaps.well,
                "failing_since": gaps.failing,
                "missed": gaps.missed,
                "arrivals": gaps.arrivals,
                "cause": gaps.cause or None,
                "fix": gaps.fix or None,
            }
        )
    elif not quiet or not gaps.well:
        target = console()
        target.print(described(gaps), markup=False, soft_wrap=True)
        if gaps.fix:
            target.print(f"  {gaps.fix}", markup=False, soft_wrap=True)
