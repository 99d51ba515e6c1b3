"""Payouts in transit: what the account still holds of each payout, and since when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from s300gc.model import LedgerLine, Money


@dataclass(frozen=True, slots=True)
class InTransit:
    """A payout that our journal put on the account and that nothing has taken off it yet."""

    account: str
    payout: str
    amount: Money
    since: date
    days: int


def in_transit(
    account: str, lines: Iterable[LedgerLine], payouts: Mapping[str, str], as_at: date
) -> list[InTransit]:
    """Give what is left of each payout, the oldest first; functional currency.

    ``lines`` are the account's posted lines, ``payouts`` our batches with their payout. What
    others took off is set against a payout of that amount, and what fits none against the oldest.
    """
    due = [one for one in lines if one.dated <= as_at]
    ours = sorted((o for o in due if o.batch in payouts), key=lambda o: (o.dated, o.batch))
    left = [one.amount.minor for one in ours]
    loose = 0
    for other in sorted(
        (o for o in due if o.batch not in payouts), key=lambda o: (o.dated, o.batch)
    ):
        taken = -other.amount.minor
        if taken in left:
            left[left.index(taken)] = 0
        else:
            loose += taken
    for n, minor in enumerate(left):
        off = min(max(minor, 0), max(loose, 0))
        left[n], loose = minor - off, loose - off
    return [
        InTransit(
            account, payouts[one.batch], Money(minor, one.amount.currency), one.dated,
            (as_at - one.dated).days,
        )
        for one, minor in zip(ours, left, strict=True) if minor
    ]  # fmt: skip
