"""Finds again who is who, and which refunds and invitations were ours: both systems say it."""

from collections import defaultdict
from collections.abc import Iterable

from s300gc.flows.parts import Parts
from s300gc.model import Allocation, Money, Payment
from s300gc.model.invitations import BillingRequest
from s300gc.model.refunds import Refund
from s300gc.rules import keys, rebuilding

MOST = 1000
"""So many requests are tried before a key counts as none of ours."""


def by_fields(parts: Parts) -> None:
    """Link holders to the AR customers whose card names one of their mandates.

    The card is what links of all kinds have left in Sage 300; how a link was made (by
    metadata, by e-mail, by hand) is told by what the two customers have in common.
    """
    store, settings = parts.store, parts.config.mandates
    named: dict[str, str] = {}
    for customer in store.customers.all():
        mandate = dict(customer.fields).get(settings.field_mandate, "")
        if mandate:
            named[customer.number] = mandate
    holders = {one.id: one.customer for one in store.mandates.some(sorted(set(named.values())))}
    payers: dict[str, list[str]] = defaultdict(list)
    for number, mandate in sorted(named.items()):
        if mandate in holders:
            payers[holders[mandate]].append(number)
    _link(parts, payers)


def by_payments(parts: Parts, payments: Iterable[Payment]) -> None:
    """Link holders whom no card names to the customers that our payments collected from."""
    store, company = parts.store, parts.config.company
    linked = store.links.all()
    payers: dict[str, list[str]] = defaultdict(list)
    found = [(one, keys.origin(one)) for one in payments]
    holders = {m.id: m.customer for m in store.mandates.some({one.mandate for one, _ in found})}
    for payment, origin in found:
        payer = holders.get(payment.mandate, "")
        if origin is None or origin.company != company or not payer or payer in linked:
            continue
        if store.customers.get(origin.customer) and origin.customer not in payers[payer]:
            payers[payer].append(origin.customer)
    _link(parts, payers)


def _link(parts: Parts, payers: dict[str, list[str]]) -> None:
    store, key = parts.store, parts.config.mandates.customer_key
    for payer in store.gc_customers.some(sorted(payers)):
        numbers = payers[payer.id]
        told = dict(payer.metadata).get(key, "")
        mails = {one.email.casefold() for one in store.customers.some(numbers)}
        how = "hand"
        if numbers == [told]:
            how = "metadata"
        elif len(numbers) == 1 and payer.email and mails == {payer.email.casefold()}:
            how = "email"
        store.links.put(payer.id, numbers, how)


# ---------------------------------------------------------------- payments


def collected(parts: Parts, payments: tuple[Payment, ...]) -> None:
    """Record payments; those of ours with what they collect, under their old reference and key.

    One whose metadata is damaged holds the documents that its description names, so that
    nothing collects them again, and is told of.
    """
    for payment in payments:
        origin = keys.origin(payment)
        if origin is not None and origin.company == parts.config.company:
            attempt = keys.attempt_of(parts.config.installation, origin, payment.amount)
            _record(parts, payment, origin.key, origin.allocations, attempt)
        elif rebuilding.damaged(payment, parts.config.company):
            _guess(parts, payment)
    parts.store.payments.put(payments)


def _record(
    parts: Parts, payment: Payment, key: str, found: tuple[Allocation, ...], attempt: int | None
) -> None:
    claims = [part.claim for part in found]
    reference = keys.payment_reference(parts.config.company, claims, attempt or 1)
    if attempt is None:
        reference = f"{reference} {payment.id}"
        if key:
            why = "its key is none that this installation makes: its attempt is not known"
            parts.store.rebuilt.find(payment.id, "attempt", why)
    parts.store.rebuilt.collection(payment, reference, key, found, attempt or 1)


def _guess(parts: Parts, payment: Payment) -> None:
    store = parts.store
    owners = store.links.of_mandates([payment.mandate]).get(payment.mandate, ())
    customer = dict(payment.metadata).get("customer", "") or (owners[0] if owners else "")
    places = [(customer, word) for word in rebuilding.words(payment.description)]
    left, found = payment.amount.minor, []
    for document in store.documents.some(places) if customer else []:
        taken = min(left, document.original.minor)
        if taken > 0 and document.original.currency == payment.amount.currency:
            amount = Money(taken, payment.amount.currency)
            found.append(Allocation(rebuilding.claim_of(document), amount))
            left -= taken
    if found:
        _record(parts, payment, "", tuple(found), None)
        named = ", ".join(part.claim.document for part in found)
        why = f"its metadata was edited: it holds {named}, which its description names; check that"
        store.rebuilt.find(payment.id, "metadata", why, 3)
        return
    why = (
        "its metadata was edited and its description names no open document: what it collects"
        " is not known; see that nothing collects that again before you run 'sync'"
    )
    store.rebuilt.find(payment.id, "metadata", why, 6)


def of_journal(parts: Parts, payment: str, found: tuple[Allocation, ...]) -> None:
    """Record a payment whose documents only journal and receipts name: one of a subscription."""
    for one in parts.store.payments.some([payment]):
        claims = [part.claim for part in found]
        reference = keys.payment_reference(parts.config.company, claims, 1)
        if parts.store.intents.get(reference) is not None:
            reference = f"{reference} {payment}"
        parts.store.rebuilt.collection(one, reference, "", found, 1)
        if rebuilding.damaged(one, parts.config.company):
            named = ", ".join(claim.document for claim in claims)
            why = f"its metadata was edited: its journal says that it paid {named}"
            parts.store.rebuilt.find(payment, "metadata", why, 3)


# ---------------------------------------------------------------- refunds, invitations


def refunded(parts: Parts, refunds: tuple[Refund, ...]) -> None:
    """Record the refunds under our mandates; of ours also the request that they came from."""
    store, company = parts.store, parts.config.company
    mandates = {one.id for one in store.mandates.some(sorted({one.mandate for one in refunds}))}
    mine = [one for one in refunds if one.mandate in mandates]
    for one in mine:
        key = keys.key_of(one.metadata, company)
        if not key:
            continue
        why = dict(one.metadata).get("refund", "")
        for number in range(1, MOST):
            reference = keys.refund_reference(company, one.payment, number)
            if keys.key(parts.config.installation, reference, one.amount) == key:
                customer = dict(one.metadata).get("customer", "")
                note = why if store.documents.some([(customer, why)]) else ""
                store.rebuilt.refund(one, reference, number, key, note)
                break
        else:
            store.rebuilt.find(one.id, "refund", "its key is none of this installation", 3)
    store.refunds.put(mine)


def invited(parts: Parts, requests: tuple[BillingRequest, ...]) -> None:
    """Record the invitations of ours by their keys; one of another company is left alone."""
    store, company = parts.store, parts.config.company
    for one in requests:
        key = keys.key_of(one.metadata, company)
        customer = dict(one.metadata).get(parts.config.mandates.customer_key, "")
        known = store.customers.get(customer) if key and customer else None
        if known is None:
            continue
        for number in range(1, MOST):
            reference = keys.invite_reference(company, customer, number)
            if keys.invite_key(parts.config.installation, reference) == key:
                store.rebuilt.invitation(one, reference, key, customer, number, known.currency)
                break
