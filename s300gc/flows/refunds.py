"""Refunds as the store knows them: made here, made elsewhere, and those that wait for a person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from s300gc.flows.parts import Parts
from s300gc.model import Payment
from s300gc.model.refunds import Refund, RefundRequest
from s300gc.rules import refunds as rules


@dataclass(frozen=True, slots=True)
class Row:
    """A refund, or what was asked for; at least one of the two is there.

    ``warning`` is what a person has to know of it, ``do`` the command that comes next.
    """

    refund: Refund | None
    request: RefundRequest | None
    customers: tuple[str, ...] = ()
    warning: str = ""
    do: str = ""

    @property
    def status(self) -> str:
        """The refund's status, else that of the request."""
        if self.refund is not None:
            return self.refund.status
        return self.request.state if self.request else ""

    @property
    def payment(self) -> str:
        """The payment that it is of; empty where it is of a mandate."""
        if self.refund is not None:
            return self.refund.payment
        return self.request.payment if self.request else ""


def listing(
    parts: Parts,
    *,
    payment: str = "",
    customer: str = "",
    status: str = "",
    waiting: bool = False,
) -> list[Row]:
    """List refunds and requests from the store alone, requests without a refund first.

    Every filter that is given must hold; ``status`` is that of a refund or a
    request, ``waiting`` what waits for a second person.
    """
    payment, customer = payment.strip().upper(), customer.strip().upper()
    found = _rows(parts, [] if waiting else _refunds(parts, payment, status))
    return [
        row
        for row in found
        if (not payment or row.payment == payment)
        and (not customer or customer in row.customers)
        and (not status or row.status == status)
        and (not waiting or row.status == "waiting")
    ]


def _rows(parts: Parts, refunds: Sequence[Refund]) -> list[Row]:
    store, requests = parts.store, _requests(parts)
    by_refund = {one.refund: one for one in requests if one.refund}
    ids = {one.payment for one in refunds} | {one.payment for one in requests}
    payments = {one.id: one for one in store.payments.some(sorted(ids - {""}))}
    owners = _owners(parts, payments.values(), refunds)
    rows = [
        Row(None, one, owners.get(one.payment, ()), do=_next(one))
        for one in requests
        if not one.refund
    ]
    for one in refunds:
        known = payments.get(one.payment)
        named = owners.get(one.payment) or owners.get(one.mandate, ())
        rows.append(Row(one, by_refund.get(one.id), named, rules.warning(one, known)))
    return rows


def _refunds(parts: Parts, payment: str, status: str) -> list[Refund]:
    """Give the refunds of a payment, or those of a status, or all."""
    if payment:
        return parts.store.refunds.of_payments([payment])
    found: list[Refund] = []
    while page := parts.store.refunds.standing(status, found[-1].id if found else ""):
        found += page
    return found


def _requests(parts: Parts) -> list[RefundRequest]:
    found: list[RefundRequest] = []
    start = 1 << 60
    while page := parts.store.refund_requests.page(found[-1].number if found else start):
        found += page
    return found


def _next(request: RefundRequest) -> str:
    if request.state == "waiting":
        return f"s300gc refunds approve {request.number}"
    return "s300gc sync finishes it" if request.state == "approved" else ""


def _owners(
    parts: Parts, payments: Iterable[Payment], refunds: Iterable[Refund]
) -> dict[str, tuple[str, ...]]:
    """Give the AR customers of payments and mandates, through documents, else through links."""
    store, known = parts.store, list(payments)
    mandates = {one.mandate for one in known} | {one.mandate for one in refunds}
    found = store.links.of_mandates(sorted(mandates - {""}))
    claims = store.claims.of_payments([one.id for one in known])
    for payment in known:
        named = {part.claim.customer for part in claims.get(payment.id, [])}
        found[payment.id] = tuple(sorted(named)) or found.get(payment.mandate, ())
    return found
