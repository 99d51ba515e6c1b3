"""Puts together what is known of documents when deciding to collect them, from the store alone."""

from datetime import UTC
from itertools import chain

from s300gc.flows import entries, inheritance, matching
from s300gc.flows.parts import Parts
from s300gc.model import Claim, Document, Mandate, Money
from s300gc.rules import instalments, naming
from s300gc.rules.choosing import Terms, needs_entry
from s300gc.rules.holdings import Holdings, Place
from s300gc.rules.limits import USUAL_OF, Totals
from s300gc.rules.reasons import History
from s300gc.rules.safety import in_force

CHANGES = ("created", "reinstated", "replaced", "transferred")
"""Events after which a mandate or its bank account is another (GoCardless API, event actions)."""


def terms(parts: Parts) -> Terms:
    """Give what the configuration says about collecting."""
    config = parts.config
    return Terms(
        company=config.company,
        installation=config.installation,
        go_live=config.go_live,
        settings=config.invoices,
    )


def holdings(
    parts: Parts, documents: list[Document], pending: dict[Claim, Money] | None = None
) -> Holdings:
    """Give the snapshot for these documents; ``pending`` are other people's unposted receipts.

    What only a safety rule needs is read only while that rule is in force.
    """
    store, settings = parts.store, parts.config.invoices
    numbers = sorted({document.customer for document in documents})
    claims = list(chain.from_iterable(map(instalments.claims, documents)))
    doors = store.claims.live(claims)
    notes = [one for one in documents if one.kind == "DebitNote"]
    inherited = inheritance.keepers(parts, chain.from_iterable(map(instalments.claims, notes)))
    mandates = _mandates(parts, numbers)
    with_credits = settings.credits == "net" or in_force("unapplied_credit", settings.safety)
    others, subscriptions = _named(parts, documents)
    return Holdings(
        customers={one.number: one for one in store.customers.some(numbers)},
        mandates=mandates,
        live={**{claim: str(door) for claim, door in doors.items()}, **inherited},
        pending=pending or {},
        attempts=store.claims.attempts(claims),
        collecting={claim: door.amount for claim, door in doors.items()},
        entries=entries.known(parts, [one for one in documents if needs_entry(one, settings)]),
        received=instalments.received(store.payouts.lines_of_documents(_places(documents))),
        credits=store.documents.credits_of(numbers) if with_credits else {},
        named_by=others,
        subscriptions=subscriptions,
        totals=_totals(parts, numbers),
        histories=_histories(parts, mandates),
    )


def _places(documents: list[Document]) -> list[Place]:
    return [(one.customer, one.number) for one in documents]


def _mandates(parts: Parts, numbers: list[str]) -> dict[str, tuple[Mandate, ...]]:
    """Give the mandates of customers, also those that a dry run would link to them."""
    store = parts.store
    found: dict[str, tuple[Mandate, ...]] = store.mandates.of_customers(numbers)
    for payer, owners in parts.planned_links.items():
        for number in owners:
            found[number] = (*found.get(number, ()), *store.mandates.by_customer(payer))
    return found


def _named(parts: Parts, documents: list[Document]) -> tuple[dict[Place, str], dict[Place, str]]:
    """Find documents that payments of others on their way name, and those of subscriptions."""
    payments, covered = parts.store.payments.of_others(), matching.covered(parts, documents)
    if not payments:
        return {}, covered
    owners = parts.store.links.of_mandates(sorted({one.mandate for one in payments}))
    found = naming.named(documents, payments, owners)
    return (
        {place: one.id for place, one in found.items() if not one.subscription},
        {place: one.subscription for place, one in found.items() if one.subscription} | covered,
    )


def _totals(parts: Parts, numbers: list[str]) -> Totals:
    store, modes = parts.store, parts.config.invoices.safety
    on_day, last = {}, {}
    if in_force("amount_per_customer_and_day", modes):
        on_day = store.collected.on_day(numbers)
    if in_force("unusual_amount", modes):
        last = store.collected.last(numbers, USUAL_OF)
    return Totals(on_day, last)


def _histories(
    parts: Parts, mandates: dict[str, tuple[Mandate, ...]]
) -> dict[tuple[str, str], History]:
    """Tell of mandates whether they were used and when they changed last."""
    store, modes = parts.store, parts.config.invoices.safety
    if not (in_force("new_mandate", modes) or in_force("mandate_changed", modes)):
        return {}
    ids = sorted({one.id for held in mandates.values() for one in held})
    used = store.payments.used(ids)
    changes = store.inbox.last_of(ids, CHANGES)
    found = {}
    for customer, held in mandates.items():
        for one in held:
            made = one.created_at.astimezone(UTC).date()
            changed = max(made, changes.get(one.id, one.created_at).astimezone(UTC).date())
            known = one.id in used or made < parts.config.go_live
            found[(customer, one.id)] = History(known, changed)
    return found
