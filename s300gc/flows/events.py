"""Reads what happened at GoCardless and brings the copy of each changed thing up to date."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from s300gc.errors import PersonNeeded, Refused, S300gcError
from s300gc.flows import bounced, present, receiving, refunded, signed, subscribed
from s300gc.flows.parts import Parts
from s300gc.model import Done, Event, Failed, Outcome
from s300gc.remote.wire import UnexpectedAnswer
from s300gc.rules import keys

log = logging.getLogger(__name__)

OVERLAP = timedelta(seconds=60)
"""Events are created asynchronously: one may become visible a little after a later one."""
SWEEP = timedelta(days=2)
"""Once a day the last days are read again, for events that came later than the overlap."""
CURSOR = "gocardless.events"
ORGANISATION = "gocardless.organisation"
"""The setting that says whose account an app is connected to (OR...); empty for a plain token."""
POISON = (Refused, UnexpectedAnswer)
"""What befalls one event and says nothing of its neighbours."""


def poll(parts: Parts, *, dry_run: bool = False) -> Outcome:
    """Receive new events and apply them; a first run takes stock of the account instead.

    Raises PersonNeeded where the database is empty although the creditor
    already has payments of this tool: collecting then would collect twice.
    """
    outcome = Outcome("events", dry_run=dry_run)
    if parts.store.settings.get("started") is None:
        _refuse_if_ours(parts)
        if not dry_run:
            parts.store.settings.set("started", parts.clock.now().isoformat())
    cursor = parts.store.cursors.get(CURSOR)
    if cursor is None:
        _take_stock(parts, outcome)
    else:
        _receive(parts, datetime.fromisoformat(cursor))
    apply(parts, outcome)
    parts.fresh.add("events")
    return outcome


def first(parts: Parts, outcome: Outcome) -> None:
    """Poll the events before another flow decides, unless this run has done so already.

    What was collected under an older copy of the database is then recorded as
    ours, and mandates are as they stand. Events that failed are failures of the
    flow that rests on them.
    """
    if "events" not in parts.fresh:
        outcome.results += poll(parts, dry_run=outcome.dry_run).failures()


# ---------------------------------------------------------------- first run


def _take_stock(parts: Parts, outcome: Outcome) -> None:
    """Read mandates and their holders once; from then on events keep them current."""
    start = _newest_event(parts) or datetime.combine(parts.config.go_live, time(), UTC)
    found = list(parts.gocardless.mandates())
    present.holders(parts, {one.customer for one in found}, {one.bank_account for one in found})
    parts.store.mandates.put(found)
    # Only now: what changed while we read is in an event that the next run reads.
    parts.store.cursors.set(CURSOR, start.isoformat())
    outcome.results.append(
        Done("account", f"events are read from {start:%Y-%m-%d %H:%M} UTC on", kind="begun")
    )


def _newest_event(parts: Parts) -> datetime | None:
    for page in parts.gocardless.events(None):
        return max((event.created_at for event in page.events), default=None)
    return None


def _refuse_if_ours(parts: Parts) -> None:
    company = parts.config.company
    for payment in parts.gocardless.payments():
        found = keys.origin(payment)
        if found is not None and found.company == company:
            raise PersonNeeded(
                f"the database {parts.config.database} is empty, but creditor"
                f" {parts.config.gocardless.creditor} already has payments of this tool"
                f" ({payment.id}): nothing was collected; restore a backup, or run"
                " 's300gc backfill --rebuild'"
            )


# ---------------------------------------------------------------- receiving


def _receive(parts: Parts, cursor: datetime) -> None:
    """Store what is new since the cursor and move the cursor; applying comes after."""
    newest = cursor
    for page in parts.gocardless.events(_start(parts, cursor)):
        parts.store.inbox.receive(list(page.events), list(page.raws), "poll")
        newest = max([newest, *(event.created_at for event in page.events)])
    # Pages come newest first: only now, with the oldest page stored, is nothing left behind.
    parts.store.cursors.set(CURSOR, newest.isoformat())
    parts.store.cursors.set(f"{CURSOR}.swept", parts.today.isoformat())


def _start(parts: Parts, cursor: datetime) -> datetime:
    swept = parts.store.cursors.get(f"{CURSOR}.swept")
    if swept is None or date.fromisoformat(swept) < parts.today:
        return cursor - SWEEP
    return cursor - OVERLAP


# ---------------------------------------------------------------- applying


def apply(parts: Parts, outcome: Outcome) -> None:
    """Apply all stored events: each thing they are about is read once as it now stands.

    Events of a kind this tool does not look at are applied by being kept. One
    that cannot be applied is set aside with its error and stops no other. What
    webhooks have brought is among them.
    """
    receiving.unpack(parts.store)
    while batch := parts.store.inbox.unapplied(1000):
        by_type: dict[str, list[Event]] = defaultdict(list)
        ours, others = _of_us(parts, batch)
        parts.store.inbox.applied([event.id for event in others])
        for event in ours:
            by_type[event.resource_type].append(event)
        for kind, events in by_type.items():
            try:
                _apply_kind(parts, kind, events, outcome)
            except POISON as error:
                _one_by_one(parts, kind, events, outcome, error)
            else:
                parts.store.inbox.applied([event.id for event in events])


def _of_us(parts: Parts, batch: list[Event]) -> tuple[list[Event], list[Event]]:
    """Part the events of our organisation from those of others: an app hears of all of them."""
    ours = parts.store.settings.get(ORGANISATION) or ""
    mine: list[Event] = []
    others: list[Event] = []
    for event in batch:
        whose = dict(event.links).get("organisation", "")
        (others if ours and whose not in ("", ours) else mine).append(event)
    return mine, others


def _apply_kind(parts: Parts, kind: str, events: list[Event], outcome: Outcome) -> None:
    if kind == "mandates":
        changed = sorted({*_changed(events, set()), *_successors(events)})
        ids = present.mandates(parts, changed)
        signed.succeeded(parts, events)
    elif kind == "payments":
        made = {event.resource: event.created_at for event in events if event.action == "created"}
        known = {one.id for one in parts.store.payments.some(sorted(made))}
        ids = present.payments(parts, _changed(events, known), made)
        outcome.results += present.revive(parts, ids)
    elif kind == "subscriptions":
        ids = subscribed.read(parts, sorted({event.resource for event in events}))
    elif kind == "refunds":
        ids = refunded.read(parts, sorted({event.resource for event in events}))
    elif kind in ("payouts", "creditors"):
        ids = bounced.read(parts, events)
    elif kind == "billing_requests":
        ids = signed.answered(parts, [event.resource for event in events])
    else:
        return
    outcome.results += [Done(one, f"{kind.removesuffix('s')} read", kind="read") for one in ids]


def _changed(events: Iterable[Event], known: set[str]) -> list[str]:
    """Give what must be read: of a thing that we know, that it was created is no news."""
    return sorted(
        {
            event.resource
            for event in events
            if event.resource and not (event.action == "created" and event.resource in known)
        }
    )


def _one_by_one(
    parts: Parts, kind: str, events: list[Event], outcome: Outcome, first: S300gcError
) -> None:
    log.info("events of %s are applied one by one after: %s", kind, first)
    for event in events:
        try:
            _apply_kind(parts, kind, [event], outcome)
        except POISON as error:
            parts.store.inbox.dead(event.id, str(error))
            outcome.results.append(Failed(event.id, f"{kind} {event.action}: {error}"))
        else:
            parts.store.inbox.applied([event.id])


def _successors(events: Iterable[Event]) -> list[str]:
    return sorted({new for event in events if (new := dict(event.links).get("new_mandate"))})
