"""What is known of a payment that failed or ended otherwise: from the store, or as just read."""

from collections.abc import Iterable, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from s300gc.flows import inheritance, invoices, present
from s300gc.flows.parts import Parts
from s300gc.model import Claim, Document, Event, Money, Payment
from s300gc.rules import payments as rules


def known(parts: Parts, payment: Payment) -> rules.Situation:
    """Put together what the store knows of a payment; nothing is asked of either system."""
    told = parts.store.inbox.of_resources([payment.id]).get(payment.id, [])
    return _situation(parts, payment, told)


def failed_on(parts: Parts, found: rules.Situation) -> date | None:
    """Give the company's calendar day on which a payment ended; None where that is not told."""
    if found.ended is None:
        return None
    zone = ZoneInfo(parts.config.file.time_zone)
    return found.ended.created_at.astimezone(zone).date()


class Reading:
    """Reads payments afresh with all that decides about them; what they share is read once."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._pending: Mapping[Claim, Money] | None = None

    def payment(self, id: str) -> rules.Situation:
        """Read a payment, its mandate and what it pays as they now stand.

        Raises UsageError where there is no such payment, or it is another creditor's.
        """
        parts, store = self._parts, self._parts.store
        payment = present.asked_for(parts, id)
        store.mandates.put([parts.gocardless.mandate(payment.mandate)])
        told = store.inbox.of_resources([id]).get(id, [])
        if payment.status == "failed" and rules.story(told) is None:
            told = events_of(parts, id)
        first = _situation(parts, payment, told)
        if payment.status != "failed" or not first.due.amounts:
            return first
        documents = parts.sage.documents(sorted(first.due.amounts))
        store.documents.put(documents)
        if self._pending is None:
            self._pending = invoices.pending(parts)
        return _situation(parts, payment, told, documents, self._pending)


def events_of(parts: Parts, id: str) -> list[Event]:
    """Ask GoCardless for all events of a payment."""
    return [event for page in parts.gocardless.events(payment=id) for event in page.events]


def _situation(
    parts: Parts,
    payment: Payment,
    told: list[Event],
    documents: Iterable[Document] | None = None,
    pending: Mapping[Claim, Money] | None = None,
) -> rules.Situation:
    """Put together what is known of a payment.

    ``documents`` are those that it pays, as just read, else as the store has
    them; ``pending`` are unposted receipts.
    """
    store = parts.store
    allocations = tuple(store.claims.of_payment(payment.id))
    due = rules.due(allocations, store.payouts.lines_of_payment(payment.id))
    claims = {part.claim for part in allocations} | {Claim(*place) for place in due.amounts}
    doors = {one: str(door) for one, door in store.claims.live(sorted(claims)).items()}
    if documents is None:
        documents = store.documents.some(sorted(due.amounts))
    return rules.Situation(
        payment=payment,
        mandate=store.mandates.get(payment.mandate),
        story=rules.story(told),
        allocations=allocations,
        doors=doors,
        due=due,
        balances=_balances(documents, pending or {}),
        ended=rules.ending(told, payment.status),
        inherited=inheritance.keepers(parts, [part.claim for part in allocations]),
    )


def _balances(
    documents: Iterable[Document], pending: Mapping[Claim, Money]
) -> dict[rules.Place, Money]:
    found = {(one.customer, one.number): one.balance for one in documents}
    for claim, amount in pending.items():
        place = (claim.customer, claim.document)
        if place in found and found[place].currency == amount.currency:
            found[place] -= amount
    return found
