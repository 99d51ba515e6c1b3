"""Which invoice of a recurring charge a subscription's payment stands for."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from s300gc.model import Allocation, Claim, Document, Money, Payment, Skip
from s300gc.model.subscriptions import ChargeKey, Standing
from s300gc.rules import keys
from s300gc.rules.cadence import half


@dataclass(frozen=True, slots=True)
class Match:
    """A payment and the invoice that it pays."""

    payment: Payment
    allocation: Allocation


def match(
    payments: Iterable[Payment],
    owners: Mapping[str, Standing],
    invoices: Mapping[ChargeKey, Iterable[Document]],
    taken: Collection[Claim],
) -> list[Match | Skip]:
    """Pair payments with invoices of their charge: the one dated nearest to the charge date.

    ``owners`` are our subscriptions by id, ``taken`` the claims that something else
    stands for. Of several an invoice of the payment's own amount comes first; none
    further away than half of the time between two charges is taken. What has no
    invoice yet waits, with the reason.
    """
    payments = list(payments)
    ours = {keys.invoice_number(one.id) for one in payments}
    used = set(taken)
    found: list[Match | Skip] = []
    for payment in sorted(payments, key=lambda one: (one.charge_date or date.max, one.id)):
        held = owners.get(payment.subscription)
        if held is None or held.subscription is None:
            continue
        named = keys.invoice_number(payment.id)
        free = [
            one
            for one in invoices.get(held.key, ())
            if Claim(one.customer, one.number) not in used
            and one.balance.currency == payment.amount.currency
        ]
        made = [one for one in free if one.number == named]
        chosen = (
            made[0] if made else _nearest(payment, [f for f in free if f.number not in ours], held)
        )
        if chosen is None:
            found.append(_waits(payment, held))
            continue
        claim = Claim(chosen.customer, chosen.number)
        used.add(claim)
        amount = Money(min(payment.amount.minor, chosen.original.minor), payment.amount.currency)
        found.append(Match(payment, Allocation(claim, amount)))
    return found


def _nearest(payment: Payment, free: Iterable[Document], held: Standing) -> Document | None:
    charged = payment.charge_date or payment.created_at.date()
    if held.subscription is None:
        return None
    most = half(held.subscription.cadence)
    near = [one for one in free if abs(one.dated - charged) <= most and one.original.minor > 0]
    return min(
        near,
        key=lambda one: (one.original != payment.amount, abs(one.dated - charged), one.number),
        default=None,
    )


def _waits(payment: Payment, held: Standing) -> Skip:
    reason = (
        f"{payment.amount} of subscription {held.id} waits for its invoice: none of recurring"
        f" charge {held.key} is posted around {payment.charge_date}"
    )
    return Skip(payment.id, reason, "no-invoice")


def covered(
    documents: Iterable[Document],
    charges: Mapping[tuple[str, str], str],
    held: Iterable[Standing],
    live: Collection[str],
    matched: Collection[tuple[str, str]],
) -> dict[tuple[str, str], str]:
    """Find the documents that a live subscription pays, by customer and number.

    ``charges`` is the recurring charge that made a document; empty where its batch is
    not there any more, so that the amount has to tell. ``live`` are the statuses of
    subscriptions that go on collecting, ``matched`` the documents that hold a payment of
    a subscription: that holds them, and what it leaves open is owed all the same.
    """
    standing = [one for one in held if _collects(one, live)]
    found: dict[tuple[str, str], str] = {}
    for document in documents:
        place = (document.customer, document.number)
        if place not in charges or place in matched:
            continue
        for one in standing:
            theirs = one.key.customer == document.customer and document.dated >= one.covers_from
            made = charges[place] == one.key.code or _alike(charges[place], document, one)
            if theirs and made:
                found[place] = one.id or one.reference
    return found


def _collects(one: Standing, live: Collection[str]) -> bool:
    """Tell whether a subscription goes on, also where that is still in doubt."""
    return not one.ended and (one.subscription is None or one.subscription.status in live)


def _alike(code: str, document: Document, one: Standing) -> bool:
    return (
        not code and one.subscription is not None and document.original == one.subscription.amount
    )
