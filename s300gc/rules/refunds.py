"""How much of a payment may be given back, and what a refund's status means.

Statuses and what may be refunded: GoCardless API reference, refunds.
"""

from collections.abc import Iterable, Mapping

from s300gc.model import Document, Money, Payment
from s300gc.model.refunds import CreateRefund, Refund, RefundRequest
from s300gc.rules import keys

REFUNDABLE = ("confirmed", "paid_out")
"""Statuses of payments whose money has arrived at GoCardless."""

RETURNED = frozenset({"bounced", "funds_returned", "cancelled"})
"""Statuses of refunds that the payer does not have: they count as nothing given back."""

MOST = 5
"""Refunds of one payment (GoCardless API reference, errors)."""

STANDINGS: Mapping[str, str] = {
    "created": "will be sent",
    "pending_submission": "will be sent",
    "submitted": "was sent to the bank",
    "paid": "has reached the payer",
    "cancelled": "was cancelled",
    "bounced": "came back from the payer's bank",
    "funds_returned": "came back, and is part of a payout again",
}
"""Every status in plain words."""


def given_back(refunds: Iterable[Refund], currency: str) -> Money:
    """Add up the refunds of a payment that the payer has, or is about to get."""
    sums = (one.amount.minor for one in refunds if one.status not in RETURNED)
    return Money(sum(sums), currency)


def left(payment: Payment, refunds: Iterable[Refund], asked: Iterable[RefundRequest]) -> Money:
    """Give what of a payment was neither given back nor asked to be.

    GoCardless's own figure counts where it is higher than the refunds it lists.
    """
    currency = payment.amount.currency
    back = max(given_back(refunds, currency).minor, payment.refunded)
    waiting = sum(one.amount.minor for one in asked if one.state in ("waiting", "approved"))
    return Money(payment.amount.minor - back - waiting, currency)


def refusal(
    payment: Payment,
    amount: Money,
    refunds: Iterable[Refund],
    asked: Iterable[RefundRequest] = (),
) -> str:
    """Say why an amount of a payment may not be given back; empty where it may.

    ``refunds`` are all of the payment as just read, ``asked`` the other requests about it.
    """
    known, others = list(refunds), list(asked)
    if payment.status not in REFUNDABLE:
        return f"is {payment.status}: only what is confirmed or paid out can be refunded"
    if amount.currency != payment.amount.currency or amount.minor <= 0:
        return f"{amount} cannot be refunded of {payment.amount}"
    if len(known) >= MOST:
        return f"has had {len(known)} refunds, and GoCardless makes no more than {MOST}"
    rest = left(payment, known, others)
    if amount.minor <= rest.minor:
        return ""
    open_requests = [one.number for one in others if one.state in ("waiting", "approved")]
    named = f" and request {', '.join(map(str, open_requests))}" if open_requests else ""
    back = given_back(known, amount.currency)
    return (
        f"{amount} is more than the {rest} that is left: {payment.amount} was collected,"
        f" less {back} refunded{named}"
    )


def note_refusal(
    number: str,
    note: Document | None,
    amount: Money,
    asked: Iterable[RefundRequest],
) -> str:
    """Say why a credit note does not carry a refund; empty where it does.

    All refunds for one note together come to no more than the note.
    """
    if note is None:
        return f"his credit note {number} is not in Sage 300"
    if note.kind != "CreditNote":
        return f"{number} is a {note.kind}, no credit note"
    if note.original.currency != amount.currency:
        return f"credit note {number} is in {note.original.currency}"
    before = sum(one.amount.minor for one in asked if one.state != "refused")
    whole = Money(abs(note.original.minor), amount.currency)
    if before + amount.minor > whole.minor:
        earlier = Money(before, amount.currency)
        return f"credit note {number} is {whole}, of which {earlier} was refunded already"
    return ""


def step(
    request: RefundRequest,
    refunds: Iterable[Refund],
    customer: str,
    company: str,
    installation: str,
) -> CreateRefund:
    """Give the refund that carries out a request; ``refunds`` are all of its payment."""
    known = list(refunds)
    reference = keys.refund_reference(company, request.payment, len(known) + 1)
    key = keys.key(installation, reference, request.amount)
    total = given_back(known, request.amount.currency) + request.amount
    return CreateRefund(
        reference=reference,
        key=key,
        request=request.number,
        payment=request.payment,
        customer=customer,
        amount=request.amount,
        total=total.minor,
        why=request.why,
        metadata=keys.refund_metadata(company, key, customer, request.why),
    )


def warning(refund: Refund, payment: Payment | None) -> str:
    """Say what a person has to know of a refund; empty where all is well."""
    if refund.status in RETURNED:
        return f"the payer does not have it: it {STANDINGS[refund.status]}"
    if payment is not None and payment.status in ("charged_back", "failed"):
        return f"repaid twice: {payment.id} is {payment.status} as well"
    return ""
