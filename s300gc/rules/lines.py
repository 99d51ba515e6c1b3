"""One line of a journal, in the payout's currency and in the company's."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from s300gc.model import JournalLine, Money, digits

TEXT = 60
"""Longest description and reference of a GL line (Sage 300 tables)."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How the payout's currency becomes the company's: functional = source x value."""

    home: str
    value: Decimal = Decimal(1)
    type: str = "SP"


def functional(source: Money, rate: Rate) -> Money:
    """Give an amount in the company's currency, rounded half up to its minor unit."""
    if source.currency == rate.home:
        return source
    whole = (source.decimal * rate.value).scaleb(digits(rate.home))
    return Money(int(whole.quantize(Decimal(1), ROUND_HALF_UP)), rate.home)


def journal_line(account: str, source: Money, reference: str, text: str, rate: Rate) -> JournalLine:
    """Make a line of a source amount; debit +, credit -; texts are cut to their length."""
    value = Decimal(1) if source.currency == rate.home else rate.value
    return JournalLine(
        account, source, functional(source, rate), value, rate.type, reference[:TEXT], text[:TEXT]
    )
