"""Finds the invoices that subscriptions pay, and gives each of their payments its invoice."""

from collections.abc import Iterable

from s300gc.flows import entries, sending
from s300gc.flows.parts import Parts
from s300gc.model import Allocation, Claim, Document, Done, Money, Outcome, Payment, Skip
from s300gc.model.subscriptions import ChargeKey, Standing
from s300gc.rules import keys
from s300gc.rules import matching as rules
from s300gc.rules.subscriptions import LIVE

Place = tuple[str, str]
"""Customer and document number."""


def run(parts: Parts, outcome: Outcome) -> None:
    """Match the payments that stand for nothing yet with their invoices; tell which wait.

    From then on a payment holds its invoice as one that we created would: it is not
    collected otherwise, and its receipt closes it. The documents must be current.
    """
    _made(parts, outcome)
    held = parts.store.charges.all()
    if not held:
        return
    learn(parts)
    payments = parts.store.charges.unmatched()
    if not payments:
        return
    look(parts, payments)
    owners = {one.id: one for one in held if one.id}
    invoices = _invoices(parts, held)
    for payment in payments:
        key = owners[payment.subscription].key
        place = (key.customer, keys.invoice_number(payment.id))
        invoices[key] += parts.store.documents.some([place])
    claims = [Claim(d.customer, d.number) for found in invoices.values() for d in found]
    taken = {*parts.store.claims.live(claims), *parts.store.claims.attempts(claims)}
    for found in rules.match(payments, owners, invoices, taken):
        if isinstance(found, Skip):
            outcome.results.append(found)
            continue
        _record(parts, found, f" of subscription {found.payment.subscription}", outcome)


def look(parts: Parts, payments: Iterable[Payment]) -> None:
    """Ask Sage 300 for the invoices that we made for these payments: are they posted now?

    They are dated before the day on which a person posts them, and so would not always be
    among what has changed since the last run.
    """
    places = []
    for payment in payments:
        made = parts.store.intents.get(keys.invoice_reference(payment.id))
        if made is not None and made.remote:
            customer = sending.INVOICE.validate_json(made.request).charge.customer
            places.append((customer, keys.invoice_number(payment.id)))
    known = {(one.customer, one.number) for one in parts.store.documents.some(places)}
    if missing := [place for place in places if place not in known]:
        parts.store.documents.put(parts.sage.documents(missing))


def first(parts: Parts, *, dry_run: bool) -> None:
    """Match before another flow decides; what waits is told by the flow of subscriptions."""
    run(parts, Outcome("subscriptions", dry_run=dry_run))


def _invoices(parts: Parts, held: list[Standing]) -> dict[ChargeKey, list[Document]]:
    since = {one.key: one.covers_from for one in reversed(held)}
    return {key: parts.store.charges.documents(key, day) for key, day in since.items()}


def _made(parts: Parts, outcome: Outcome) -> None:
    """Give payments that others made the invoices that we made for them, once posted."""
    store = parts.store
    waiting = {}
    for payment in store.loose.waiting():
        intent = store.intents.get(keys.invoice_reference(payment.id))
        if intent is not None and intent.remote:
            step = sending.INVOICE.validate_json(intent.request)
            waiting[step.charge.customer, step.number] = payment
    if not waiting:
        return
    look(parts, waiting.values())
    documents = store.documents.some(sorted(waiting))
    claims = [Claim(one.customer, one.number) for one in documents]
    taken = {*store.claims.live(claims), *store.claims.attempts(claims)}
    for document, claim in zip(documents, claims, strict=True):
        if claim not in taken:
            payment = waiting[document.customer, document.number]
            minor = min(payment.amount.minor, document.original.minor)
            part = Allocation(claim, Money(minor, payment.amount.currency))
            _record(parts, rules.Match(payment, part), "", outcome)


def _record(parts: Parts, found: rules.Match, more: str, outcome: Outcome) -> None:
    """Record what a payment stands for, with a live door unless it is dead, and tell it."""
    claim = found.allocation.claim
    if not outcome.dry_run:
        company = parts.config.company
        reference = keys.payment_reference(company, [claim], 1)
        parts.store.claims.adopt(found.payment, reference, "", [found.allocation], 1)
    action = f"paid by {found.payment.id}{more}"
    outcome.results.append(
        Done(f"{claim.customer} {claim}", action, found.payment.id, kind="matched")
    )


def expected(parts: Parts, payments: list[str]) -> dict[str, str]:
    """Tell of which of these payments an invoice is expected, and what that is to be of.

    That is so for payments of our subscriptions, and where we made an invoice ourselves.
    """
    result = {}
    for one in payments:
        made = parts.store.intents.get(keys.invoice_reference(one))
        if made is not None and made.state != "failed":
            result[one] = "a payment without a document"
    charges = {one.id: f"recurring charge {one.key}" for one in parts.store.charges.all() if one.id}
    found = parts.store.payments.some(payments) if charges else []
    return result | {o.id: charges[o.subscription] for o in found if o.subscription in charges}


# ---------------------------------------------------------------- what is covered


def learn(parts: Parts) -> bool:
    """Read the batches of invoices that a subscription may pay, each once; tell whether any was.

    Only their entries say which recurring charge they were made of.
    """
    return entries.read(parts, parts.store.charges.unread())


def covered(parts: Parts, documents: Iterable[Document]) -> dict[Place, str]:
    """Give the documents that a live subscription pays, and that one's id."""
    held = parts.store.charges.all()
    customers = {one.key.customer for one in held}
    wanted = [one for one in documents if one.customer in customers and one.kind == "Invoice"]
    if not wanted:
        return {}
    known = entries.known(parts, wanted)
    charges = {place: entry.recurring_charge for place, entry in known.items()
               if entry.recurring_charge or not entry.found}  # fmt: skip
    matched = parts.store.charges.paid([(one.customer, one.number) for one in wanted])
    return rules.covered(wanted, charges, held, LIVE, matched)
