"""Reads what happened at GoCardless and brings the copy of each changed thing up to date."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from s300gc.errors import PersonNeeded, Refused, S300gcError
from s300gc.flows.parts import Parts
from s300gc.model import Done, Event, Failed, Mandate, Outcome, Payment
from s300gc.rules import keys

log = logging.getLogger(__name__)

OVERLAP = timedelta(seconds=60)
"""Events are created asynchronously: one may become visible a little after a later one."""
SWEEP = timedelta(days=2)
"""Once a day the last days are read again, for events that came later than the overlap."""
SINGLY = 10
"""Up to so many changed things of a kind are read one by one, more of them by list pages."""
CURSOR = "gocardless.events"


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
    return outcome


# ---------------------------------------------------------------- first run


def _take_stock(parts: Parts, outcome: Outcome) -> None:
    """Read mandates, customers and bank accounts once; from then on events keep them current."""
    start = _newest_event(parts) or datetime.combine(parts.config.go_live, time(), UTC)
    parts.store.gc_customers.put(list(parts.gocardless.customers()))
    parts.store.bank_accounts.put(list(parts.gocardless.bank_accounts()))
    parts.store.mandates.put(list(parts.gocardless.mandates()))
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
    company = parts.config.sage300.company.upper()
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
    that cannot be applied is set aside with its error and stops no other.
    """
    while batch := parts.store.inbox.unapplied(1000):
        by_type: dict[str, list[Event]] = defaultdict(list)
        for event in batch:
            by_type[event.resource_type].append(event)
        for kind, events in by_type.items():
            try:
                _apply_kind(parts, kind, events, outcome)
            except Refused as error:
                _one_by_one(parts, kind, events, outcome, error)
            else:
                parts.store.inbox.applied([event.id for event in events])


def _apply_kind(parts: Parts, kind: str, events: list[Event], outcome: Outcome) -> None:
    if kind == "mandates":
        ids = sorted({*_changed(events, set()), *_successors(events)})
        _mandates(parts, ids)
    elif kind == "payments":
        made = [event.resource for event in events if event.action == "created"]
        known = {one.id for one in parts.store.payments.some(sorted(set(made)))}
        ids = _changed(events, known)
        _payments(parts, ids)
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
        except Refused as error:
            parts.store.inbox.dead(event.id, str(error))
            outcome.results.append(Failed(event.id, f"{kind} {event.action}: {error}"))
        else:
            parts.store.inbox.applied([event.id])


def _successors(events: Iterable[Event]) -> list[str]:
    return sorted({new for event in events if (new := dict(event.links).get("new_mandate"))})


def _mandates(parts: Parts, ids: list[str]) -> None:
    """Read mandates as they stand, and the customers and bank accounts not yet known."""
    store, gocardless = parts.store, parts.gocardless
    found: list[Mandate] = []
    if len(ids) <= SINGLY:
        found = [gocardless.mandate(one) for one in ids]
    else:
        wanted = set(ids)
        found = [one for one in gocardless.mandates() if one.id in wanted]
    found = [one for one in found if one.creditor == parts.config.gocardless.creditor]
    new_customers = sorted({m.customer for m in found} - store.gc_customers.known())
    new_accounts = sorted({m.bank_account for m in found} - store.bank_accounts.known())
    if len(new_customers) > SINGLY:
        store.gc_customers.put(list(gocardless.customers()))
        store.bank_accounts.put(list(gocardless.bank_accounts()))
    else:
        store.gc_customers.put([gocardless.customer(one) for one in new_customers])
        store.bank_accounts.put([gocardless.bank_account(one) for one in new_accounts])
    store.mandates.put(found)


def _payments(parts: Parts, ids: list[str]) -> None:
    """Read payments as they stand; one of ours that the store does not know is adopted first."""
    if not ids:
        return
    if len(ids) <= SINGLY:
        found = [parts.gocardless.payment(one) for one in ids]
    else:
        found = _payments_by_page(parts, set(ids))
    ours = [one for one in found if one.creditor == parts.config.gocardless.creditor]
    for payment in ours:
        adopt(parts, payment)
    parts.store.payments.put(ours)


def _payments_by_page(parts: Parts, ids: set[str]) -> list[Payment]:
    """Read many payments by the pages of the days on which they were made."""
    days = parts.store.payments.created_at(sorted(ids))
    unknown = ids - set(days)
    start = None if unknown else min(days.values())
    found = [one for one in parts.gocardless.payments(created_from=start) if one.id in ids]
    missing = sorted(ids - {one.id for one in found})
    return [*found, *(parts.gocardless.payment(one) for one in missing)]


def adopt(parts: Parts, payment: Payment) -> bool:
    """Record a payment that our metadata names and the store does not know.

    This heals a database that was restored from an older copy: without it the
    document would be collected again. True where something was recorded.
    """
    found = keys.origin(payment)
    if found is None or found.company != parts.config.sage300.company.upper():
        return False
    if parts.store.claims.of_payment(payment.id):
        return False
    attempt = keys.attempt_of(parts.config.installation, found, payment.amount)
    claims = [part.claim for part in found.allocations]
    number = attempt or 1
    reference = keys.payment_reference(found.company, claims, number)
    if attempt is None:
        reference = f"{reference} {payment.id}"
    parts.store.claims.adopt(payment, reference, found.key, found.allocations, number)
    return True
