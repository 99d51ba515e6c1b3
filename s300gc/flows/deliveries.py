"""Does at once what webhooks tell of: the same flows as a scheduled run, for what has changed."""

from s300gc.errors import Temporary
from s300gc.flows import events, receiving, sync
from s300gc.flows.parts import Parts
from s300gc.model import Outcome

PENDING = "webhook.pending"
"""The cursor that says which flows are still to run for events that were applied."""


def waiting(parts: Parts) -> bool:
    """Unpack what came and tell whether there is anything to be done about it."""
    receiving.unpack(parts.store)
    return bool(parts.store.inbox.waiting_kinds() or parts.store.cursors.get(PENDING))


def run(parts: Parts) -> list[Outcome]:
    """Apply the events that wait, then run the flows of ``webhook.apply`` that they concern.

    What is to run is written down first: after a crash or a passing fault the next
    turn does it. Nothing is collected here; that is for the scheduler. Raises what a
    flow raises; the flows before it have done their part.
    """
    wanted = parts.config.webhook.apply
    pending = (
        set((parts.store.cursors.get(PENDING) or "").split()) | parts.store.inbox.waiting_kinds()
    )
    pending &= set(wanted)
    _note(parts, pending)
    outcomes = [_events(parts)]
    for noun, flow in sync.ORDER:
        if noun in pending:
            outcomes.append(flow(parts))
            if not any(one.exit_code == Temporary.exit_code for one in outcomes[-1].failures()):
                pending.discard(noun)
                _note(parts, pending)
    return outcomes


def _events(parts: Parts) -> Outcome:
    """Apply events without asking for more; a database that never polled takes stock first."""
    if parts.store.cursors.get(events.CURSOR) is None:
        return events.poll(parts)
    outcome = Outcome("events")
    events.apply(parts, outcome)
    parts.fresh.add("events")
    return outcome


def _note(parts: Parts, pending: set[str]) -> None:
    text = " ".join(sorted(pending))
    if text != (parts.store.cursors.get(PENDING) or ""):
        parts.store.cursors.set(PENDING, text)
