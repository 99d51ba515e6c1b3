"""Whether a payout from before go-live can be booked without booking anything twice."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from s300gc.model import Document, LedgerLine, Money, Payout, Skip

SERVED = timedelta(days=182)
"""How long GoCardless serves the items of a payout: six months (API reference, payout items)."""


def before(day: date, payout: Payout) -> bool:
    """Tell whether GoCardless serves the items of a payout no more on a day."""
    return payout.created_at.date() + SERVED < day


def decide(
    payout: Payout,
    documents: Iterable[Document],
    lines: Sequence[LedgerLine],
    worth: Money,
    today: date,
) -> Skip | None:
    """Say why a payout must not be booked by this tool; None where it may.

    ``documents`` are those that its payments were collected for, ``lines`` what is posted to
    the account of its bank leg, ``worth`` the payout in the company's currency. A document
    that is paid already, or a posting of the same amount or with the payout's reference,
    says that people have booked it.
    """
    if before(today, payout):
        return Skip(payout.id, "GoCardless serves its items for six months only", "too-old")
    paid = sorted(one.number for one in documents if one.fully_paid or one.balance.minor <= 0)
    if paid:
        why = f"{', '.join(paid)} is paid in Sage 300 already: its receipts would be a second time"
        return Skip(payout.id, why, "paid")
    for line in lines:
        text = f"{line.reference} {line.description}"
        named = payout.id in text or (payout.reference and payout.reference in text)
        near = abs((line.dated - (payout.arrival_date or line.dated)).days) <= 10
        if named or (line.amount == worth and near):
            why = f"GL batch {line.batch} of {line.dated} posts {line.amount} to {line.account}"
            return Skip(payout.id, f"{why}: it looks booked already", "posted")
    return None
