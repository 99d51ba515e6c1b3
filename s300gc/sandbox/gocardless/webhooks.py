"""Webhooks: events on their way to the integration, signed, tried again when not received."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from s300gc.sandbox.answer import dump_json
from s300gc.sandbox.gocardless.listing import Listing
from s300gc.sandbox.gocardless.organisation import Organisation, public
from s300gc.sandbox.gocardless.request import Call
from s300gc.sandbox.gocardless.resource import Resource
from s300gc.sandbox.gocardless.table import Row

MOST_EVENTS = 250
GAPS = (0, 0, 1, 1, 2, 2, 3, 5)
"""Days before each of the 8 further tries (GoCardless support: growing intervals; the days are
the sandbox's, whose clock knows nothing shorter)."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A webhook to be POSTed: the exact bytes and their ``Webhook-Signature``."""

    body: bytes
    signature: str
    webhook_id: str


def pending(org: Organisation, secret: str) -> list[Delivery]:
    """Give what is to be tried now: failed ones whose time has come, then new events."""
    table = org.tables["webhooks"]
    _gather(org)
    today = org.today.isoformat()
    due = [name for name, entry in org.data["open_webhooks"].items() if entry["next"] <= today]
    return [_delivery(org, table.rows[name], secret) for name in due]


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
    org.data["open_webhooks"][row["id"]] = {"tries": 0, "next": org.today.isoformat()}


def skip(org: Organisation) -> None:
    """Forget the events so far: as if the endpoint had been made only now."""
    org.data["sent"] = len(org.tables["events"])
    org.data["open_webhooks"].clear()


def delivered(org: Organisation, identity: str, ok: bool) -> None:
    """Note the result of a try; after the first and 8 more without receipt it is given up."""
    row = org.get("webhooks", identity)
    entry = org.data["open_webhooks"].get(identity)
    if entry is None:
        return
    org.change("webhooks", row, successful=ok, response_code=204 if ok else 500)
    tries = entry["tries"]
    if ok or tries >= len(GAPS):
        del org.data["open_webhooks"][identity]
        return
    entry["tries"] = tries + 1
    entry["next"] = (org.today + timedelta(days=GAPS[tries])).isoformat()


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


def _delivery(org: Organisation, row: Row, secret: str) -> Delivery:
    body = body_of(org, row)
    return Delivery(body, signature(secret, body), row["id"])


def shown(secret: str, org: Organisation, row: Row) -> dict[str, Any]:
    """Show a webhook with the request it made."""
    body = body_of(org, row)
    headers = {
        "Content-Type": "application/json",
        "Origin": "https://api-sandbox.gocardless.com",
        "User-Agent": "gocardless-webhook-service/1.2",
        "Webhook-Signature": signature(secret, body),
    }
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
