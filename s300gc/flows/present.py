"""Reads mandates and payments as they now stand, ours only.

Events come for all creditors of a token and do not say whose they are. What turns out to
be another creditor's is remembered by its id and never read again.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from s300gc.errors import PersonNeeded, Refused, UsageError
from s300gc.flows import inheritance
from s300gc.flows.parts import Parts
from s300gc.model import Claim, Failed, Payment
from s300gc.rules import keys
from s300gc.rules.states import state

SINGLY = 10
"""Up to so many changed things of a kind are read one by one, more of them by list pages."""
ALIVE = ("pending_submission", "submitted")
"""Statuses that a payment has when it is tried again (GoCardless API reference, payments)."""
EVENTS_LATE = timedelta(days=2)
"""By how much the event of a creation may be later than the creation itself."""


# ---------------------------------------------------------------- mandates


def mandates(parts: Parts, ids: list[str]) -> list[str]:
    """Read mandates, and their customers and bank accounts not yet known; give which are ours."""
    store, gocardless = parts.store, parts.gocardless
    wanted = set(ids) - store.elsewhere.known(ids)
    if not wanted:
        return []
    if len(wanted) <= SINGLY:
        read = [gocardless.mandate(one) for one in sorted(wanted)]
        found = [one for one in read if one.creditor == parts.config.gocardless.creditor]
    else:
        found = [one for one in gocardless.mandates() if one.id in wanted]
    ours = {one.id for one in found}
    store.elsewhere.add(wanted - ours - {one.id for one in store.mandates.some(sorted(wanted))})
    holders(
        parts,
        {one.customer for one in found} - store.gc_customers.known(),
        {one.bank_account for one in found} - store.bank_accounts.known(),
    )
    store.mandates.put(found)
    return sorted(ours)


def holders(parts: Parts, customers: set[str], accounts: set[str]) -> None:
    """Read these customers and bank accounts; the lists hold those of all creditors."""
    store, gocardless = parts.store, parts.gocardless
    if len(customers) <= SINGLY:
        store.gc_customers.put([gocardless.customer(one) for one in sorted(customers)])
    else:
        store.gc_customers.put([one for one in gocardless.customers() if one.id in customers])
    if len(accounts) <= SINGLY:
        store.bank_accounts.put([gocardless.bank_account(one) for one in sorted(accounts)])
    else:
        store.bank_accounts.put([one for one in gocardless.bank_accounts() if one.id in accounts])


# ---------------------------------------------------------------- payments


def asked_for(parts: Parts, id: str) -> Payment:
    """Read the payment that a person named.

    Raises UsageError where there is no such payment, or it is another creditor's.
    """
    try:
        payment = parts.gocardless.payment(id)
    except Refused as error:
        raise UsageError(f"GoCardless has no payment {id} ({error})") from error
    if payment.creditor != parts.config.gocardless.creditor:
        raise UsageError(f"{id} belongs to another creditor")
    parts.store.payments.put([payment])
    return payment


def payments(parts: Parts, ids: list[str], made: Mapping[str, datetime]) -> list[str]:
    """Read payments, adopting those of ours that the store does not know; give which are ours.

    ``made`` is when the creation of some of them was told.
    """
    store = parts.store
    wanted = set(ids) - store.elsewhere.known(ids)
    if not wanted:
        return []
    if len(wanted) <= SINGLY:
        found = [parts.gocardless.payment(one) for one in sorted(wanted)]
    else:
        found = _by_page(parts, wanted, made)
    ours = [one for one in found if one.creditor == parts.config.gocardless.creditor]
    store.elsewhere.add(wanted - {one.id for one in ours})
    adopted = [one for one in ours if adopt(parts, one)]
    store.payments.put(ours)
    for payment in adopted:
        _hold(parts, payment)
    return sorted(one.id for one in ours)


def revive(parts: Parts, ids: list[str]) -> list[Failed]:
    """Give payments their documents back that were released, and are tried again all the same.

    GoCardless, or somebody in its dashboard, retries a payment without asking us. Gives
    those whose documents another payment collects meanwhile: a person must stop one.
    """
    store, failed = parts.store, []
    alive = [one for one in store.payments.some(ids) if one.status in ALIVE]
    stands_for = store.claims.of_payments([one.id for one in alive])
    for payment in alive:
        claims = [part.claim for part in stands_for.get(payment.id, [])]
        doors = store.claims.live(claims)
        if not claims or all(
            claim in doors and str(doors[claim]) == payment.id for claim in claims
        ):
            continue
        failed += _rivals(parts, payment)
        try:
            store.claims.reopen(payment.id, f"it is {payment.status} again")
        except PersonNeeded as error:
            failed.append(
                Failed(payment.id, f"is {payment.status} again, but {error}", error.exit_code)
            )
    return failed


def _rivals(parts: Parts, payment: Payment) -> list[Failed]:
    """Tell of what collects the debit notes of a payment that brings their money after all."""
    doors = parts.store.claims.live(inheritance.notes(parts, payment.id))
    known = parts.store.payments.some(sorted({door.payment for door in doors.values()}))
    ended = {one.id for one in known if not state(one.status).collects}
    return [
        Failed(
            payment.id,
            f"is {payment.status} again, but its debit note {claim.document} of customer"
            f" {claim.customer} is being collected by {door}. Let one end or cancel it.",
            PersonNeeded.exit_code,
        )
        for claim, door in sorted(doors.items())
        if door.payment not in ended
    ]


def _by_page(parts: Parts, ids: set[str], made: Mapping[str, datetime]) -> list[Payment]:
    """Read many payments by the pages of our creditor from the first day they were made on.

    What was made since and is not among them is another creditor's. Of whatever
    is older, and not known, only reading it tells.
    """
    known = parts.store.payments.created_at(sorted(ids))
    days = {one: made[one] - EVENTS_LATE for one in ids if one in made} | known
    start = min(days.values()) if len(days) == len(ids) else None
    found = [one for one in parts.gocardless.payments(created_from=start) if one.id in ids]
    unseen = ids - {one.id for one in found}
    doubtful = sorted(unseen - set(days) | unseen & set(known))
    return [*found, *(parts.gocardless.payment(one) for one in doubtful)]


def adopt(parts: Parts, payment: Payment) -> bool:
    """Record a payment that our metadata names and the store does not know.

    This heals a database that was restored from an older copy: without it the
    document would be collected again. True where something was recorded.
    """
    found = keys.origin(payment)
    if found is None or found.company != parts.config.company:
        return False
    if parts.store.claims.of_payment(payment.id):
        return False
    attempt = keys.attempt_of(parts.config.installation, found, payment.amount)
    claims = [part.claim for part in found.allocations]
    number = attempt or 1
    if state(payment.status).collects:
        _yield(parts, claims, payment.id)
    reference = keys.payment_reference(found.company, claims, number)
    if attempt is None:
        reference = f"{reference} {payment.id}"
    parts.store.claims.adopt(payment, reference, found.key, found.allocations, number)
    return True


def _hold(parts: Parts, payment: Payment) -> None:
    """Let an ended payment that was adopted keep its documents, where nothing collects them.

    Whether they were released the lost record does not tell; and GoCardless may try
    the payment again by itself.
    """
    claims = [part.claim for part in parts.store.claims.of_payment(payment.id)]
    if not state(payment.status).collects and not parts.store.claims.live(claims):
        parts.store.claims.reopen(payment.id, f"it is {payment.status}")


def _yield(parts: Parts, claims: list[Claim], to: str) -> None:
    """Free claims that ended payments keep: they were released, for another collects them."""
    doors = parts.store.claims.live(claims)
    ids = sorted({door.payment for door in doors.values()} - {"", to})
    for one in parts.store.payments.some(ids):
        if not state(one.status).collects:
            parts.store.claims.close(one.id, f"{to} collects anew what it stands for")
