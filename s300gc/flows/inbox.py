"""Shows the events that came, and takes some of them up again."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from s300gc.errors import UsageError
from s300gc.flows import events, receiving
from s300gc.flows.parts import Parts
from s300gc.model import Outcome
from s300gc.store.inbox import Received

log = logging.getLogger(__name__)

PAGE = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events are wanted; what is empty or None restricts nothing. Instants are UTC."""

    resource_type: str = ""
    action: str = ""
    resource: str = ""
    since: datetime | None = None
    until: datetime | None = None
    dead: bool = False
    """Only those that could not be applied."""

    def fits(self, one: Received) -> bool:
        """Tell whether an event is among them, its type and ``since`` aside."""
        event = one.event
        return (
            self.action in ("", event.action)
            and self.resource in ("", event.resource)
            and (self.until is None or event.created_at < self.until)
            and (one.error != "" or not self.dead)
        )


def listing(parts: Parts, wanted: Wanted, limit: int = 0) -> list[Received]:
    """Give events, newest first, at most ``limit`` (0: all), from what came so far."""
    receiving.unpack(parts.store)
    return list(islice(_found(parts, wanted), limit or None))


def one(parts: Parts, id: str) -> Received:
    """Give one event. Raises UsageError where it never came."""
    receiving.unpack(parts.store)
    found = parts.store.inbox.get(id)
    if found is None:
        raise UsageError(f"no event {id} came, by webhook or by poll")
    return found


def replay(parts: Parts, ids: list[str], wanted: Wanted | None) -> Outcome:
    """Apply events once more, by id or all that are wanted; their error is forgotten.

    Harmless at any time: what an event is about is read as it now stands. Raises
    UsageError where an id never came.
    """
    # Before their errors are forgotten: without a token nothing could be applied.
    log.info("events are applied again for %s", parts.gocardless.creditor_id)
    chosen = [one(parts, id).event.id for id in dict.fromkeys(ids)]
    if wanted is not None:
        chosen += [found.event.id for found in _found(parts, wanted)]
    parts.store.inbox.replay(chosen)
    outcome = Outcome("events")
    events.apply(parts, outcome)
    return outcome


def _found(parts: Parts, wanted: Wanted) -> Iterator[Received]:
    inbox = parts.store.inbox
    if wanted.dead:
        newest_first = reversed(inbox.set_aside())
        yield from (
            one
            for one in newest_first
            if wanted.fits(one)
            and wanted.resource_type in ("", one.event.resource_type)
            and (wanted.since is None or one.event.created_at >= wanted.since)
        )
        return
    before = None
    while page := inbox.page(
        resource_type=wanted.resource_type, since=wanted.since, limit=PAGE, before=before
    ):
        yield from (one for one in page if wanted.fits(one))
        before = page[-1].event
