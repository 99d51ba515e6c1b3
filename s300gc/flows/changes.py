"""Documents that were paid, credited or reduced in Sage 300 while a payment collects them.

A payment that is not submitted yet is cancelled, and what is still open is planned
anew; of a later one it is noted what it collects too much until that is settled.
"""

from collections.abc import Iterable

from s300gc.flows import cancelling, mirror
from s300gc.flows.parts import Parts
from s300gc.model import DEAD, Document, Money, Outcome, Payment, Skip
from s300gc.rules import changes as rules
from s300gc.rules import payments
from s300gc.rules.keys import noted

REFUNDABLE = ("confirmed", "paid_out")
"""Statuses of payments that can be refunded (GoCardless API reference, refunds)."""


def settle(parts: Parts, outcome: Outcome) -> None:
    """Look at what changed under live payments; cancel, note what cannot be, settle what is past.

    Cancellations in doubt are finished first. A dry run says what it would cancel.
    """
    if not outcome.dry_run:
        cancelling.finish(parts, outcome)
    # Customers first, as in all flows: a Sage 300 that is down is then told in one way.
    mirror.customers(parts)
    mirror.documents(parts)
    changed = parts.store.surpluses.changed()
    if not changed and not parts.store.surpluses.open():
        return
    _refunds(parts)
    found = _collections(parts, changed)
    balances = _balances(parts, found)
    if parts.config.invoices.changed == "cancel":
        steps = rules.to_cancel(found, balances, parts.config.company)
        if outcome.dry_run:
            outcome.results += [cancelling.done(step, "cancel it", "") for step in steps]
            return
        for step in steps:
            # What was submitted since is noted below.
            cancelling.cancel(parts, step, outcome)
        if steps:
            found = _collections(parts, changed)
    if not outcome.dry_run:
        _note(parts, found, changed, outcome)


# ---------------------------------------------------------------- gather


def _collections(parts: Parts, changed: Iterable[Document]) -> list[rules.Collection]:
    """Give the payments that keep the claims of these documents, and those with a surplus."""
    store = parts.store
    ids = {one.payment for one in store.surpluses.open()}
    for document in changed:
        doors = store.claims.outstanding_for(document.customer, document.number)
        ids |= {door.payment for door in doors}
        if document.kind == "DebitNote":
            ids.add(noted(document.number))
    found = [_collection(parts, one) for one in store.payments.some(sorted(ids - {""}))]
    return [one for one in found if one is not None]


def _refunds(parts: Parts) -> None:
    """Read payments with a surplus again: of a refund they tell, and no event of theirs does."""
    ids = sorted({one.payment for one in parts.store.surpluses.open()})
    known = [one for one in parts.store.payments.some(ids) if one.status in REFUNDABLE]
    old = parts.store.payments.not_read_since([one.id for one in known], parts.started_at)
    parts.store.payments.put([parts.gocardless.payment(one) for one in old])


def _collection(parts: Parts, payment: Payment) -> rules.Collection | None:
    """Put together what a payment collects; None where it keeps no claim any more."""
    store = parts.store
    allocations = tuple(store.claims.of_payment(payment.id))
    doors = store.claims.live([part.claim for part in allocations])
    kept = [part for part in allocations if str(doors.get(part.claim, "")) == payment.id]
    if not kept:
        return None
    due = payments.due(kept, store.payouts.lines_of_payment(payment.id))
    return rules.Collection(
        payment=payment.id,
        status=payment.status,
        amount=payment.amount,
        charge_date=payment.charge_date,
        allocations=allocations,
        due=due.amounts,
        booked=bool(due.problem),
        refunded=payment.refunded,
    )


def _balances(parts: Parts, found: Iterable[rules.Collection]) -> rules.Balances:
    places = sorted({place for one in found for place in one.due})
    documents = parts.store.documents.some(places)
    return {(one.customer, one.number): one.balance for one in documents}


# ---------------------------------------------------------------- note


def _note(
    parts: Parts, found: list[rules.Collection], changed: list[Document], outcome: Outcome
) -> None:
    """Keep what payments collect too much, and mark the changes as dealt with.

    A document stays to be looked at while its payment is in doubt, or has failed
    and may be tried again.
    """
    store, balances = parts.store, _balances(parts, found)
    waiting = {one.payment for one in found if one.booked or one.status == "failed"}
    kept = [one for one in store.surpluses.open() if one.payment in waiting]
    news = store.surpluses.found(rules.surpluses(found, balances), kept, _ends(parts, found))
    outcome.results += [Skip(one.payment, one.reason, "surplus") for one in news]
    again = rules.asleep(found, balances)
    again |= {(claim.customer, claim.document) for claim in store.surpluses.in_doubt()}
    store.documents.clean(one for one in changed if (one.customer, one.number) not in again)


def _ends(parts: Parts, found: Iterable[rules.Collection]) -> dict[str, str]:
    """Say of payments with a surplus how that ended, where it is not the balance that fits."""
    ids = sorted({one.payment for one in parts.store.surpluses.open()})
    keeping = {one.payment: one for one in found}
    ends = {}
    for payment in parts.store.payments.some(ids):
        if payment.id in keeping:
            if payment.refunded:
                back = Money(payment.refunded, payment.amount.currency)
                ends[payment.id] = f"{back} was refunded"
        elif payment.status in DEAD:
            ends[payment.id] = f"the payment is {payment.status}: it collects nothing"
        else:
            ends[payment.id] = "its receipt is posted: what was too much is the customer's credit"
    return ends
