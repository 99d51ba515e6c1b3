"""Webhooks: events on their way to the integration, signed, tried again when not received.

Source: GoCardless developer guide and support, webhooks: up to 250 events each, an answer of 2xx
within 10 seconds is a receipt, anything else is tried again up to 8 times at growing intervals.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from s300gc.sandbox.answer import dump_json
from s300gc.sandbox.gocardless.listing import Listing
from s300gc.sandbox.gocardless.organisation import Organisation, public
from s300gc.sandbox.gocardless.request import Call
from s300gc.sandbox.gocardless.resource import Resource
from s300gc.sandbox.gocardless.table import Row
from s300gc.sandbox.timeline import iso

MOST_EVENTS = 250
GAPS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 10, 30, 120, 360, 1440, 2880))
"""The World's time before each of the 8 further tries. GoCardless support names the first three
as examples of growing intervals; the others are the sandbox's."""

MOST_BODY, MOST_HEADERS, MOST_HEADER = 10_000, 50, 1_000
"""How much of the endpoint's answer is kept: characters, headers, characters of a header. That it
is cut is documented, where is not."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A webhook to be POSTed: the exact bytes and their ``Webhook-Signature``."""

    body: bytes
    signature: str
    webhook_id: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the endpoint answered: its status code, or none where no whole answer came in time."""

    code: int | None
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Any 2xx is a receipt; a redirect is none."""
        return self.code is not None and self.code // 100 == 2


RECEIVED = Receipt(204)
NO_ANSWER = Receipt(None)


def pending(org: Organisation, secret: str) -> list[Delivery]:
    """Give what is to be tried now: failed ones whose time has come, then new events."""
    table = org.tables["webhooks"]
    _gather(org)
    now = iso(org.timeline.now)
    due = [name for name, entry in org.data["open_webhooks"].items() if entry["next"] <= now]
    return [_delivery(org, table.rows[name], secret) for name in due]


def next_try(org: Organisation, before: datetime) -> datetime | None:
    """Give the next instant, after now and before another, at which a failed one falls due."""
    now = iso(org.timeline.now)
    later = [e["next"] for e in org.data["open_webhooks"].values() if now < e["next"] < iso(before)]
    return datetime.fromisoformat(min(later)).astimezone(UTC) if later else None


def _gather(org: Organisation) -> None:
    """Put the events that are new into webhooks of up to 250.

    Their time is that of their last event: gathering must not move the clock, as it may be done
    at any moment.
    """
    order = org.tables["events"].order
    sent = org.data["sent"]
    while sent < len(order):
        ids = list(islice(order, sent, sent + MOST_EVENTS))
        sent += len(ids)
        _new(org, ids)
    org.data["sent"] = sent


def _new(org: Organisation, ids: list[str]) -> None:
    row = {
        "id": org.new_id("webhooks"),
        "created_at": org.tables["events"].rows[ids[-1]]["created_at"],
        "is_test": False,
        "response_body": None,
        "response_body_truncated": False,
        "response_code": None,
        "response_headers": {},
        "response_headers_content_truncated": False,
        "response_headers_count_truncated": False,
        "successful": False,
        "url": org.data["webhook_url"],
        "_events": ids,
        "_made_by": "story",
    }
    org.tables["webhooks"].add(row)
    _open(org, row)


def _open(org: Organisation, row: Row) -> None:
    org.data["open_webhooks"][row["id"]] = {"tries": 0, "next": iso(org.timeline.now)}


def skip(org: Organisation) -> None:
    """Forget the events so far: as if the endpoint had been made only now."""
    org.data["sent"] = len(org.tables["events"])
    org.data["open_webhooks"].clear()


def delivered(org: Organisation, identity: str, receipt: Receipt) -> None:
    """Note the result of a try; after the first and 8 more without receipt it is given up."""
    row = org.get("webhooks", identity)
    entry = org.data["open_webhooks"].get(identity)
    if entry is None:
        return
    org.change("webhooks", row, successful=receipt.ok, **_kept(receipt))
    tries = entry["tries"]
    refused = receipt.code is not None and receipt.code < 500
    given_up = refused and org.switches.webhook_retried == "no-answer"
    if receipt.ok or given_up or tries >= len(GAPS):
        del org.data["open_webhooks"][identity]
        return
    entry["tries"] = tries + 1
    entry["next"] = iso(org.timeline.now + GAPS[tries])


def _kept(receipt: Receipt) -> Row:
    """Give what is kept of an answer; its Date is not, which is real time."""
    headers = {k: v for k, v in receipt.headers.items() if k.lower() != "date"}
    few = dict(list(headers.items())[:MOST_HEADERS])
    return {
        "response_body": None if receipt.code is None else receipt.body[:MOST_BODY],
        "response_body_truncated": len(receipt.body) > MOST_BODY,
        "response_code": receipt.code,
        "response_headers": {name: value[:MOST_HEADER] for name, value in few.items()},
        "response_headers_content_truncated": any(len(v) > MOST_HEADER for v in few.values()),
        "response_headers_count_truncated": len(headers) > MOST_HEADERS,
    }


def body_of(org: Organisation, row: Row) -> bytes:
    """Give the body of a webhook: minified JSON of its events, oldest first."""
    events = org.tables["events"].rows
    return dump_json(
        {
            "events": [public(events[identity]) for identity in row["_events"]],
            "meta": {"webhook_id": row["id"]},
        }
    ).encode()


def signature(secret: str, body: bytes) -> str:
    """Sign a body: hex HMAC-SHA256 with the secret as it stands (API reference, webhooks)."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def request_headers(signed: str) -> dict[str, str]:
    """Give the headers of a webhook with its signature."""
    return {
        "Content-Type": "application/json",
        "Origin": "https://api-sandbox.gocardless.com",
        "User-Agent": "gocardless-webhook-service/1.2",
        "Webhook-Signature": signed,
    }


def _delivery(org: Organisation, row: Row, secret: str) -> Delivery:
    body = body_of(org, row)
    return Delivery(body, signature(secret, body), row["id"])


def shown(secret: str, org: Organisation, row: Row) -> dict[str, Any]:
    """Show a webhook with the request it made."""
    body = body_of(org, row)
    headers = request_headers(signature(secret, body))
    return {**public(row), "request_body": body.decode(), "request_headers": headers}


def retry(org: Organisation, row: Row, call: Call) -> None:
    """Send a webhook again, whatever became of it."""
    _open(org, row)


def resource(secret: str) -> Resource:
    """Give the resource for an endpoint with this secret."""
    return Resource(
        name="webhooks",
        show=lambda org, row: shown(secret, org, row),
        listing=Listing(
            tests={
                "is_test": lambda row, value: row["is_test"] == (value == "true"),
                "successful": lambda row, value: row["successful"] == (value == "true"),
            },
            choices={
                "is_test": frozenset({"true", "false"}),
                "successful": frozenset({"true", "false"}),
            },
        ),
        actions={"retry": retry},
    )
