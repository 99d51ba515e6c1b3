"""One line of a journal, in the payout's currency and in the company's."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from s300gc.model import JournalLine, Money, digits

TEXT = 60
"""Longest description and reference of a GL line (Sage 300 tables)."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How the payout's currency becomes the company's: functional = source x value.

    ``landed`` is what reached the bank, in the bank's currency, where GoCardless
    converted; ``worth`` is the same in the company's.
    """

    home: str
    value: Decimal = Decimal(1)
    type: str = "SP"
    landed: Money | None = None
    worth: Money | None = None


def functional(source: Money, rate: Rate) -> Money:
    """Give an amount in the company's currency, rounded half up to its minor unit."""
    if source.currency == rate.home:
        return source
    whole = (source.decimal * rate.value).scaleb(digits(rate.home))
    return Money(int(whole.quantize(Decimal(1), ROUND_HALF_UP)), rate.home)


def functionals(amounts: Iterable[tuple[Hashable, Money]], rate: Rate) -> list[Money]:
    """Give amounts in the company's currency so that each group adds up as one rounded amount.

    An AR entry of several documents is rounded once, so the journal lines that it stands
    for must come to the same together. ``amounts`` are (group, source amount).
    """
    before: dict[Hashable, Money] = {}
    found = []
    for group, source in amounts:
        start = before.get(group, Money(0, source.currency))
        end = before[group] = start + source
        found.append(functional(end, rate) - functional(start, rate))
    return found


def journal_line(
    account: str,
    source: Money,
    reference: str,
    text: str,
    rate: Rate,
    worth: Money | None = None,
) -> JournalLine:
    """Make a line of a source amount; debit +, credit -; texts are cut to their length.

    ``worth`` is the functional amount where it is not the source amount at the rate.
    """
    value = Decimal(1) if source.currency == rate.home else rate.value
    if worth is None:
        worth = functional(source, rate)
    return JournalLine(account, source, worth, value, rate.type, reference[:TEXT], text[:TEXT])
