"""Which open credits of a customer an AR refund takes down, once the money went back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from s300gc.model import Document, DocumentKind, Money, Period, Skip, total
from s300gc.model.ar_refunds import ARRefund, OwedRefund, PaidCredit
from s300gc.model.refunds import RefundRequest
from s300gc.rules import keys
from s300gc.rules.lines import TEXT

KIND = "refund"
"""The kind of the lines of work for refunds that no credit stands against."""
ORDER: tuple[DocumentKind, ...] = ("CreditNote", "UnappliedCash", "Prepayment")
"""What may be refunded, in the order in which it is taken."""


@dataclass(frozen=True, slots=True)
class Basis:
    """On which day, in which period and at which rate a refund is booked."""

    dated: date
    period: Period
    rate: Decimal
    rate_type: str


def refund(
    owed: OwedRefund, credits: Iterable[Document], named: str, basis: Basis, home: str
) -> ARRefund | Skip:
    """Book a refund against open credit of its customer, in full or not at all.

    ``credits`` are open documents, his among them; ``named`` is the credit note that it was
    made for, else empty: then no other is taken. Otherwise one credit of exactly that amount,
    else credit notes before unapplied cash before prepayments, the oldest first. A Skip says
    what a person has to enter; the refund is booked by itself when that is there.
    """
    fit = [one for one in credits if _fits(one, owed)]
    taken = _take(owed.amount, _wanted(owed.amount, fit, named))
    if taken is None:
        return Skip(owed.payment, _why(owed, fit, named), KIND)
    place = f"{owed.payout}-F{owed.position}"
    return ARRefund(
        reference=keys.ar_refund_reference(owed.payout, owed.position, owed.booking),
        number=place if owed.booking == 1 else f"{place}.{owed.booking}",
        payout=owed.payout,
        booking=owed.booking,
        position=owed.position,
        payment=owed.payment,
        customer=owed.customer,
        x=owed.x,
        amount=owed.amount,
        dated=basis.dated,
        period=basis.period,
        description=f"Refunded {owed.payment} {named}".rstrip()[:TEXT],
        credits=taken,
        rate=basis.rate if owed.amount.currency != home else Decimal(1),
        rate_type=basis.rate_type,
    )


def named_note(owed: OwedRefund, refunds: Iterable[str], asked: Iterable[RefundRequest]) -> str:
    """Give the credit note that a refund was made for; empty where nobody named one.

    ``refunds`` are the ids of the refunds of this payment in the payout, ``asked`` what persons
    asked for about it. Notes of several are told apart by the amount.
    """
    ids = set(refunds)
    made = [one for one in asked if one.refund and one.refund in ids]
    same = [one for one in made if one.amount == owed.amount] or made
    return same[0].credit_note if same else ""


def last_day(basis: date, credits: Iterable[Document], today: date) -> date:
    """Give the day of a refund: the payout's own, or today where its credit came later."""
    return basis if all(one.dated <= basis for one in credits) else today


def _fits(document: Document, owed: OwedRefund) -> bool:
    return (
        document.customer == owed.customer
        and document.kind in ORDER
        and document.balance.minor < 0
        and document.balance.currency == owed.amount.currency
        and not document.job_related
        and not document.retainage
    )


def _wanted(amount: Money, fit: Sequence[Document], named: str) -> list[Document]:
    if named:
        return [one for one in fit if one.number == named]
    ordered = sorted(fit, key=lambda one: (ORDER.index(one.kind), one.dated, one.number))
    exact = [one for one in ordered if -one.balance.minor == amount.minor]
    return exact[:1] or ordered


def _take(amount: Money, credits: Iterable[Document]) -> tuple[PaidCredit, ...] | None:
    """Take an amount off credits in their order; None where they do not cover it."""
    left, taken = amount.minor, []
    for one in credits:
        part = min(left, -one.balance.minor)
        if part > 0:
            left -= part
            taken.append(PaidCredit(one.number, Money(part, amount.currency), -one.balance))
    return None if left else tuple(taken)


def _why(owed: OwedRefund, fit: Sequence[Document], named: str) -> str:
    said = (
        f"refund without credit note: {owed.amount} went back to {owed.customer} in {owed.payout}"
    )
    if named:
        found = [one for one in fit if one.number == named]
        state = f"has {-found[0].balance} left" if found else "is not open in Sage 300"
        return f"{said} for credit note {named}, which {state}: post it, or free it, in AR"
    open_ = -total([one.balance for one in fit], owed.amount.currency)
    return (
        f"{said}, and he has {open_} of open credit in Sage 300: post a credit note for him,"
        " the AR refund is booked by itself then"
    )
