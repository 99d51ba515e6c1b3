"""What became of invitations, and which mandate took the place of which."""

from collections.abc import Iterable

from s300gc.flows import present
from s300gc.flows.parts import Parts
from s300gc.model import Event


def answered(parts: Parts, ids: Iterable[str]) -> list[str]:
    """Read billing requests of ours as they now stand; give those that had changed.

    Of a fulfilled one the mandate is read too, which the next ``mandates sync`` links.
    """
    known = {one.request for one in parts.store.invitations.of_requests(sorted(set(ids)))}
    changed = []
    for id in sorted(known):
        found = parts.gocardless.billing_request(id)
        if parts.store.invitations.stands(found):
            changed.append(id)
        if found.mandate:
            present.mandates(parts, [found.mandate])
    return changed


def succeeded(parts: Parts, events: Iterable[Event]) -> None:
    """Record which mandate GoCardless put in the place of which; both were read before."""
    for event in sorted(events, key=lambda one: one.created_at):
        new = dict(event.links).get("new_mandate", "")
        if new and event.resource:
            succeeds(parts, event.resource, new)


def succeeds(parts: Parts, old: str, new: str) -> None:
    """Record that a mandate took the place of another: the store alone then leads to it."""
    if parts.store.mandates.succeeded(old, new):
        parts.store.audit.record("mandate.replaced", old, {"new_mandate": new}, [new])
