"""Which documents the unapplied cash of a payment is applied to, once they are posted."""

from collections.abc import Iterable, Mapping
from datetime import date

from s300gc.model import (
    Allocation,
    Application,
    ApplyDocument,
    BookedLine,
    Document,
    Money,
    Period,
    Skip,
    Unapplied,
)
from s300gc.rules import keys
from s300gc.rules.kinds import by_hand

KIND = "unapplied"
"""The kind of what is left to a person."""


def apply(
    line: BookedLine,
    allocations: Iterable[Allocation],
    cash: Unapplied | None,
    documents: Mapping[tuple[str, str], Document],
    bank: str,
    today: date,
    period: Period,
) -> ApplyDocument | Skip:
    """Decide what the unapplied cash of a booked line pays off: what it stands for, if open.

    ``documents`` are those documents as Sage 300 has them now, by customer and number.
    Never more is applied than is left of the cash, open of the document, or collected for
    it. What needs a judgement (another account set or currency, several scheduled
    payments, another customer's document) is left to a person, with the reason.
    """
    if cash is None:
        why = f"receipt {line.receipt} has no unapplied cash left in Sage 300: somebody used it"
        return Skip(line.payment, why, KIND)
    if (cash.customer, cash.account_set, cash.left.currency) != (
        line.customer, line.account_set, line.amount.currency,
    ):  # fmt: skip
        why = f"{cash.document} of {cash.customer} is not what receipt {line.receipt} was booked as"
        return Skip(line.payment, why, KIND)
    left = min(cash.left.minor, line.amount.minor)
    applied: list[Application] = []
    for part in allocations:
        document = documents.get((part.claim.customer, part.claim.document))
        if document is None:
            continue
        why = _misfit(line, document)
        if why:
            return Skip(line.payment, why, KIND)
        amount = min(left, document.balance.minor, part.amount.minor)
        if amount > 0:
            left -= amount
            money = Money(amount, line.amount.currency)
            applied.append(Application(document.number, part.claim.instalment, money))
    if not applied:
        why = f"nothing is open of what {cash.document} ({cash.left}) was paid for"
        return Skip(line.payment, why, KIND)
    return ApplyDocument(
        reference=keys.apply_reference(line.payment),
        payout=line.payout,
        payment=line.payment,
        customer=line.customer,
        account_set=line.account_set,
        credit=cash.document,
        left=cash.left,
        bank=bank,
        dated=today,
        period=period,
        applied=tuple(applied),
    )


def _misfit(line: BookedLine, document: Document) -> str:
    """Say why a person has to apply the money to this document; empty where we can."""
    what = f"apply receipt {line.receipt} to {document.number} in Sage 300:"
    if document.customer != line.customer:
        return f"{what} it is {document.customer}'s, the money {line.customer}'s"
    if document.account_set != line.account_set:
        return f"{what} its account set is {document.account_set}, not {line.account_set}"
    if document.balance.currency != line.amount.currency:
        return f"{what} it is in {document.balance.currency}"
    if by_hand(document):
        return f"{what} it {by_hand(document)}"
    if document.payments > 1:
        return f"{what} it has {document.payments} scheduled payments"
    return ""
