"""What becomes of payments whose documents were paid, credited or reduced elsewhere meanwhile."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from s300gc.model import Allocation, CancelPayment, Money, Surplus
from s300gc.rules import keys

Place = tuple[str, str]
"""Customer and document number."""
Balances = Mapping[Place, Money]

COLLECTS = frozenset(
    {"pending_customer_approval", "pending_submission", "submitted", "confirmed", "paid_out"}
)
"""Statuses of payments that bring money (GoCardless API reference, payments)."""
RECALLABLE = "pending_submission"
"""The only status in which a payment can be cancelled (GoCardless API reference, payments)."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A payment that keeps its claims, and what it pays: documents, or debit notes for them.

    ``booked`` says that a receipt for it is made and not known to be posted: what
    is missing of a balance may be that receipt. ``refunded`` is in minor units.
    """

    payment: str
    status: str
    amount: Money
    charge_date: date | None
    allocations: tuple[Allocation, ...]
    due: Mapping[Place, Money]
    booked: bool = False
    refunded: int = 0

    @property
    def counts(self) -> bool:
        """Whether it takes money that Sage's balances do not know of yet."""
        return self.status in COLLECTS and not self.booked


def to_cancel(
    collections: Iterable[Collection], balances: Mapping[Place, Money], company: str
) -> list[CancelPayment]:
    """Give the payments to cancel so that no document is collected beyond what is open.

    Of several for one document the one charged last goes first. What is still
    open is planned anew.
    """
    found: dict[str, CancelPayment] = {}
    counting = [one for one in collections if one.counts]
    for place in _places(counting):
        sharing = [one for one in counting if place in one.due and one.payment not in found]
        excess = _excess(sharing, place, balances)
        for one in _last_first(sharing):
            if excess > 0 and one.status == RECALLABLE:
                found[one.payment] = _cancel(one, place, balances[place], company)
                excess -= one.due[place].minor
    return list(found.values())


def _cancel(one: Collection, place: Place, open_: Money, company: str) -> CancelPayment:
    customer, document = place
    return CancelPayment(
        reference=keys.cancel_reference(company, one.payment),
        payment=one.payment,
        amount=one.amount,
        allocations=one.allocations,
        why=f"of {document} of {customer} {_left(open_)} is open, not {one.due[place]}",
    )


def surpluses(collections: Iterable[Collection], balances: Mapping[Place, Money]) -> list[Surplus]:
    """Give what payments collect too much, the one charged last first; refunds are taken off."""
    counting = [one for one in collections if one.counts]
    refunded = {one.payment: one.refunded for one in counting}
    found = []
    for place in _places(counting):
        sharing = [one for one in counting if place in one.due]
        excess = _excess(sharing, place, balances)
        for one in _last_first(sharing):
            share = min(excess, one.due[place].minor)
            if share <= 0:
                break
            excess -= share
            back = min(share, refunded[one.payment])
            refunded[one.payment] -= back
            if share > back:
                found.append(_surplus(one, place, share - back, balances[place]))
    return found


def _surplus(one: Collection, place: Place, minor: int, open_: Money) -> Surplus:
    customer, document = place
    amount = Money(minor, one.amount.currency)
    remedy = (
        f"cancel it in the GoCardless dashboard, or refund {amount}"
        if one.status == RECALLABLE
        else f"refund {amount}, or leave it to the customer as credit"
    )
    reason = (
        f"is {one.status} and collects {one.due[place]} for {document} of {customer}, of which"
        f" {_left(open_)} is open: {remedy}"
    )
    return Surplus(one.payment, customer, document, amount, reason)


def asleep(collections: Iterable[Collection], balances: Mapping[Place, Money]) -> set[Place]:
    """Give the documents that would be collected too much if a failed payment came to life again.

    GoCardless may try it again by itself; they are looked at in every run.
    """
    failed = [one for one in collections if one.status == "failed"]
    return {
        place for place in _places(failed)
        if _excess([one for one in failed if place in one.due], place, balances) > 0
    }  # fmt: skip


# ---------------------------------------------------------------- counting


def _places(collections: Sequence[Collection]) -> list[Place]:
    return sorted({place for one in collections for place in one.due})


def _excess(sharing: Sequence[Collection], place: Place, balances: Mapping[Place, Money]) -> int:
    """Give by how much these take more than is open, in minor units; unknown is nothing."""
    open_ = balances.get(place)
    if open_ is None or any(one.due[place].currency != open_.currency for one in sharing):
        return 0
    return sum(one.due[place].minor for one in sharing) - max(0, open_.minor)


def _last_first(sharing: Sequence[Collection]) -> list[Collection]:
    ordered = sorted(sharing, key=lambda one: one.payment)
    return sorted(ordered, key=lambda one: one.charge_date or date.max, reverse=True)


def _left(open_: Money) -> str:
    return str(open_) if open_.minor > 0 else "nothing"
