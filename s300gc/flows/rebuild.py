"""Restores a lost database from what both systems still know; writes to that database only."""

from datetime import UTC, datetime, time

from s300gc.errors import PersonNeeded
from s300gc.flows import events, history, mirror, rebooking, relinking, signed, subscribed
from s300gc.flows.parts import Parts
from s300gc.model import Done, GCCustomer, Mandate, Outcome, Payment
from s300gc.model.gocardless import BankAccount
from s300gc.model.subscriptions import Subscription
from s300gc.remote.gocardless_history import Page
from s300gc.remote.values import EventPage, PayoutCopy
from s300gc.rules import keys

START = "rebuild.start"
"""Cursor: since when events are read afterwards; there while a rebuild goes on."""
DOORS = "rebuild.doors"
LOST = (
    "approvals, plans, who asked for refunds, what a person settled or took apart by hand,"
    " and the audit trail before this day cannot be restored"
)


def run(parts: Parts, *, dry_run: bool = False) -> Outcome:
    """Rebuild the database of this installation; goes on where an earlier one was broken off.

    Raises PersonNeeded where the database is not empty. What could not be restored is in
    the outcome, with 3 or 6 where a person has to see to it.
    """
    outcome = Outcome("rebuild", dry_run=dry_run)
    store = parts.store
    if store.settings.get("started") or not (store.cursors.get(START) or store.rebuilt.empty()):
        raise PersonNeeded(
            f"the database {parts.config.database} is not empty: a rebuild is for one that was"
            " lost. Nothing was changed; to read history into this one, run 's300gc backfill'"
        )
    if dry_run:
        return _shown(parts, outcome)
    if store.cursors.get(START) is None:
        store.cursors.set(START, _first_event(parts).isoformat())
    _payers(parts)
    _collections(parts)
    _payouts(parts)
    rebooking.run(parts)
    _doors(parts)
    _told(parts)
    _finish(parts, outcome)
    return outcome


def _first_event(parts: Parts) -> datetime:
    """Give the newest event of now: what happens while we read is told by later ones."""
    for page in parts.gocardless.events(None):
        newest = max((event.created_at for event in page.events), default=None)
        if newest is not None:
            return newest
        break
    return datetime.combine(parts.config.go_live, time(), UTC)


# ---------------------------------------------------------------- who


def _payers(parts: Parts) -> None:
    """Read customers and open documents of Sage 300, then mandates and their holders."""
    store, gocardless = parts.store, parts.gocardless
    mirror.customers(parts)
    mirror.documents(parts)

    def mandates(found: tuple[Mandate, ...]) -> None:
        store.mandates.put(found)

    def customers(found: tuple[GCCustomer, ...]) -> None:
        holders = set(store.mandates.holders())
        store.gc_customers.put([one for one in found if one.id in holders])

    def accounts(found: tuple[BankAccount, ...]) -> None:
        holders = set(store.mandates.holders())
        store.bank_accounts.put([one for one in found if one.customer in holders])

    history.walk(parts, "rebuild.mandates", gocardless.mandate_page, mandates)
    history.walk(parts, "rebuild.customers", gocardless.customer_page, customers)
    history.walk(parts, "rebuild.accounts", gocardless.bank_account_page, accounts)
    relinking.by_fields(parts)


# ---------------------------------------------------------------- what was collected and paid


def _collections(parts: Parts) -> None:
    """Read payments, subscriptions, refunds and invitations; ours with all that they say."""
    gocardless = parts.gocardless

    def payments(found: tuple[Payment, ...]) -> None:
        relinking.by_payments(parts, found)
        relinking.collected(parts, found)

    def subscriptions(found: tuple[Subscription, ...]) -> None:
        subscribed.keep(parts, found)

    history.walk(parts, "rebuild.payments", gocardless.payment_page, payments)
    history.walk(parts, "rebuild.subscriptions", gocardless.subscription_page, subscriptions)
    history.walk(
        parts, "rebuild.refunds", gocardless.refund_page,
        lambda found: relinking.refunded(parts, found),
    )  # fmt: skip
    history.walk(
        parts, "rebuild.requests", gocardless.request_page,
        lambda found: relinking.invited(parts, found),
    )  # fmt: skip


def _payouts(parts: Parts) -> None:
    """Read the payouts; how they were booked is restored after all of them are known."""

    def payouts(found: tuple[PayoutCopy, ...]) -> None:
        for one in found:
            parts.store.raw.keep("payout", one.payout.id, one.raw)
        parts.store.payouts.put([one.payout for one in found])

    history.walk(parts, "rebuild.payouts", parts.gocardless.payout_page, payouts)


def _doors(parts: Parts) -> None:
    """Open the doors of what is being collected, now that it is known what was settled."""
    store, place = parts.store, _place(parts)
    while place is not None:
        place = store.rebuilt.doors(place)
        store.cursors.set(DOORS, history.END if place is None else str(place))
    for claim, one, two in store.rebuilt.rivals():
        why = f"both {one} and {two} collect it: cancel one of them"
        store.rebuilt.find(claim, "twice", why, 6)
    for payment, status in store.rebuilt.held():
        why = f"is {status} and holds its documents: release it if that was done before"
        store.rebuilt.find(payment, "held", why)


def _place(parts: Parts) -> int | None:
    """Give where opening doors goes on; None where it came to its end."""
    place = parts.store.cursors.get(DOORS) or "0"
    return None if place == history.END else int(place)


# ---------------------------------------------------------------- what was told, and the end


def _told(parts: Parts) -> None:
    """Keep the events of the last 18 months as applied: they say why payments failed."""

    def keep(found: tuple[EventPage, ...]) -> None:
        for page in found:
            parts.store.inbox.receive(list(page.events), list(page.raws), "poll")
            parts.store.inbox.applied([event.id for event in page.events])
            signed.succeeded(parts, [one for one in page.events if one.resource_type == "mandates"])

    history.walk(parts, "rebuild.events", parts.gocardless.event_history, keep)


def _finish(parts: Parts, outcome: Outcome) -> None:
    """Say that all is restored: from now on other commands work with this database."""
    store = parts.store
    start = store.cursors.get(START) or ""
    newest = store.rebuilt.newest_payout()
    if newest is not None:
        store.cursors.set("gocardless.payouts", newest.isoformat())
    store.cursors.set(events.CURSOR, start)
    store.cursors.set(subscribed.STOCK, parts.clock.now().isoformat())
    counts = _counts(parts)
    for name, number in counts.items():
        outcome.results.append(Done(name, f"{number} restored", kind="restored"))
    store.rebuilt.find("database", "lost", LOST)
    store.rebuilt.tell(outcome)
    failed = {one.subject: one.error for one in outcome.failures()}
    store.audit.record("database.rebuilt", parts.config.company, {**counts, "findings": failed})
    store.settings.set("rebuilt", parts.clock.now().isoformat())
    store.settings.set("started", parts.clock.now().isoformat())


def _counts(parts: Parts) -> dict[str, int]:
    store = parts.store
    return {
        "links": len(store.links.all()),
        "payments": store.rebuilt.collections(),
        "collections under way": len(store.claims.all_live()),
        "subscriptions": len(store.charges.all()),
        "payouts booked": len(store.payouts.booked()),
        "payouts not booked": len(store.payouts.unbooked()),
    }


# ---------------------------------------------------------------- dry run


def _shown(parts: Parts, outcome: Outcome) -> Outcome:
    """Count what would be restored; nothing is written."""
    ours, others, after = 0, 0, ""
    while True:
        page: Page[Payment] = parts.gocardless.payment_page(after)
        for one in page.values:
            origin = keys.origin(one)
            mine = origin is not None and origin.company == parts.config.company
            ours, others = ours + mine, others + (not mine)
        after = page.after
        if not after:
            break
    shelf = {batch.description for batch in parts.sage.our_batches("journal")}
    for name, number in (("payments of ours", ours), ("payments of others", others),
                         ("journals of ours in Sage 300", len(shelf))):  # fmt: skip
        outcome.results.append(Done(name, f"{number} found", kind="found"))
    return outcome
