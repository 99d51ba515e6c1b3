"""Idempotency keys: one object for each key, for as long as the key is honoured.

Source: GoCardless API reference, making requests, idempotency keys: a key can be used for one
successful request and is honoured for at least 30 days.
"""

from datetime import timedelta

from s300gc.sandbox.gocardless.errors import Refused, bad_state, misuse
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.request import Call
from s300gc.sandbox.gocardless.resource import Create
from s300gc.sandbox.gocardless.table import Row
from s300gc.sandbox.plain import copied
from s300gc.sandbox.timeline import Timeline


def check_length(org: Organisation, key: str) -> None:
    """Refuse a key that is too long."""
    longest = org.switches.key_length
    if len(key) > longest:
        raise misuse(400, "idempotency_key_too_long", f"Idempotency-Key is longer than {longest}")


def create_once(org: Organisation, call: Call, create: Create, key: str) -> Row:
    """Make an object, unless the key has made one already; then a 409 with that one's id.

    A refusal leaves the key unused, unless the switches say otherwise.
    """
    if not key:
        return create(org, call)
    name = f"{call.resource} {call.made_by} {key}"
    made = org.data["keys"].get(name)
    if made is not None:
        if org.switches.key_checked == "last":
            create(_twin(org), call)
        raise _conflict(made)
    _check_refused(org, name)
    try:
        row = create(org, call)
    except Refused as refused:
        _remember_refusal(org, name, refused)
        raise
    org.data["keys"][name] = row["id"]
    org.schedule(org.today + timedelta(days=org.switches.key_days), "forget_key", name)
    return row


def _conflict(made: str) -> Refused:
    return bad_state(
        "idempotent_creation_conflict",
        "A resource has already been created with this idempotency key",
        status=409,
        links={"conflicting_resource_id": made},
    )


def _twin(org: Organisation) -> Organisation:
    """Give a copy in which it can be tried whether the same request would still be taken."""
    timeline = Timeline.load(org.timeline.dump())
    return Organisation(timeline, org.seed, copied(org.data), org.switches)


def _check_refused(org: Organisation, name: str) -> None:
    known = org.data.get("refused_keys", {}).get(name)
    if known is not None:
        raise Refused(*known)


def _remember_refusal(org: Organisation, name: str, refused: Refused) -> None:
    if org.switches.refused_key == "spent":
        kept = [refused.status, refused.kind, refused.message, refused.entries, refused.anchor]
        org.data.setdefault("refused_keys", {})[name] = kept
        org.schedule(org.today + timedelta(days=org.switches.key_days), "forget_key", name)


def forget(org: Organisation, name: str) -> None:
    """Forget a key whose time is over."""
    org.data["keys"].pop(name, None)
    org.data.get("refused_keys", {}).pop(name, None)
