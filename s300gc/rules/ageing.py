"""How old open money is: due documents, unmatched receipts; by currency, never added over. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from s300gc.model import Money, total
from s300gc.model.reports import Owed, Unmatched

LIMITS = (0, 30, 60, 90)
"""The last day of each bucket but the last; days past due, or since the money arrived."""
OVERDUE = ("not due yet", "1 to 30 days", "31 to 60 days", "61 to 90 days", "over 90 days")
WAITING = ("today", *OVERDUE[1:])


@dataclass(frozen=True, slots=True)
class Bucket:
    """What is of one age, in one currency."""

    label: str
    amount: Money
    count: int


@dataclass(frozen=True, slots=True)
class Aged:
    """Open money in one currency by its age; what is owed to others is apart.

    ``credits`` are negative: credit notes, unapplied cash and prepayments that meet no
    document yet. ``balance`` is all buckets with the credits.
    """

    currency: str
    buckets: tuple[Bucket, ...]
    credits: Bucket

    @property
    def debts(self) -> Money:
        """All buckets, without the credits."""
        return total([one.amount for one in self.buckets], self.currency)

    @property
    def overdue(self) -> Money:
        """All buckets but the first."""
        return total([one.amount for one in self.buckets[1:]], self.currency)

    @property
    def balance(self) -> Money:
        """What is open all in all."""
        return self.debts + self.credits.amount


def bucket_of(days: int) -> int:
    """Give the number of the bucket for so many days; below zero is the first."""
    return sum(days > limit for limit in LIMITS)


def documents(found: Iterable[Owed], day: date) -> tuple[Aged, ...]:
    """Sort open documents by the days they are past due on a day."""
    ages = [((day - one.due).days, one.balance) for one in found]
    return _aged(ages, OVERDUE, apart=True)


def unmatched(found: Iterable[Unmatched], day: date) -> tuple[Aged, ...]:
    """Sort unmatched money by the days since it arrived; what went back is netted."""
    ages = [((day - one.arrived).days, one.amount) for one in found]
    return _aged(ages, WAITING, apart=False)


def _aged(
    ages: list[tuple[int, Money]], labels: tuple[str, ...], *, apart: bool
) -> tuple[Aged, ...]:
    result = []
    for currency in sorted({amount.currency for _, amount in ages}):
        mine = [(days, one) for days, one in ages if one.currency == currency]
        debts = [(days, one) for days, one in mine if one.minor > 0 or not apart]
        credits = [one for _, one in mine if one.minor <= 0] if apart else []
        buckets = [
            _bucket(label, [one for days, one in debts if bucket_of(days) == n], currency)
            for n, label in enumerate(labels)
        ]
        apart_bucket = _bucket("credits not applied", credits, currency)
        result.append(Aged(currency, tuple(buckets), apart_bucket))
    return tuple(result)


def _bucket(label: str, amounts: list[Money], currency: str) -> Bucket:
    return Bucket(label, total(amounts, currency), len(amounts))
