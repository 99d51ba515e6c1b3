"""GoCardless events as a list page or a webhook brings them.

Names and types: GoCardless API reference, version 2015-07-06.
"""

import json
from collections.abc import Sequence
from decimal import Decimal

from pydantic import Field

from s300gc.model import Event
from s300gc.remote.gocardless_wire import Pairs, named, pairs, raw
from s300gc.remote.values import EventPage, WebhookBody
from s300gc.remote.wire import Json, Moment, Text, UnexpectedAnswer, Wire, read


class EventDetails(Wire):
    """Why an event happened."""

    cause: Text = ""
    description: Text = ""
    will_attempt_retry: bool | None = None


class EventWire(Wire):
    """An event; any resource type and action is taken, also one that is new."""

    id: str
    created_at: Moment
    resource_type: str
    action: str
    details: EventDetails | None = None
    links: Pairs = Field(default_factory=dict)

    def value(self) -> Event:
        """Give the event; what it is about stands in its links under the singular."""
        details = self.details or EventDetails()
        return Event(
            id=self.id,
            created_at=self.created_at,
            resource_type=self.resource_type,
            action=self.action,
            resource=self.links.get(self.resource_type.removesuffix("s"), ""),
            cause=details.cause,
            description=details.description,
            links=pairs(self.links),
            will_attempt_retry=details.will_attempt_retry,
        )


def event_page(rows: Sequence[Json]) -> EventPage:
    """Take the events of a page, in their order."""
    events = [read(EventWire, row, f"GoCardless {named(row, 'events')}").value() for row in rows]
    return EventPage(tuple(events), tuple(raw(row) for row in rows))


def read_webhook(body: bytes) -> WebhookBody:
    """Read the body of a webhook whose signature was checked.

    A body that is no webhook is an ``UnexpectedAnswer``; a single event that cannot be
    read is one of its ``problems`` and hides no other.
    """
    value, rows = webhook_rows(body)
    events, raws, problems = [], [], []
    for n, row in enumerate(rows, 1):
        try:
            event, text = read(EventWire, row, f"event {n}").value(), raw(row)
            _must_be_text(event, f"event {n}")
        except UnexpectedAnswer as error:
            problems.append(str(error))
        else:
            events.append(event)
            raws.append(text)
    meta = value.get("meta")
    webhook = meta.get("webhook_id") if isinstance(meta, dict) else ""
    named = webhook if isinstance(webhook, str) and webhook.isascii() else ""
    return WebhookBody(tuple(events), tuple(raws), named, tuple(problems))


def _must_be_text(event: Event, what: str) -> None:
    """Refuse what is good JSON, but no text that can be kept and found again.

    Half of a surrogate pair fits into no file; a NUL ends an id for some versions of SQLite,
    which then would not know it the next time.
    """
    words = (event.id, event.resource_type, event.action, event.cause, event.description)
    text = "".join((*words, *(word for pair in event.links for word in pair)))
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UnexpectedAnswer(f"{what}: is no text that can be kept") from None
    if "\0" in text:
        raise UnexpectedAnswer(f"{what}: is no text that can be kept")


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


def webhook_rows(body: bytes) -> tuple[dict[str, Json], list[Json]]:
    """Take a webhook's JSON apart, its events unread; ``UnexpectedAnswer`` where it is none."""
    try:
        value = json.loads(body, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise UnexpectedAnswer("GoCardless webhook: the body is not JSON") from None
    rows = value.get("events") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(rows, list):
        raise UnexpectedAnswer("GoCardless webhook: events is missing")
    return value, rows
