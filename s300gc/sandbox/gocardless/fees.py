"""What GoCardless takes for a payment, in tenths of a minor unit.

1 % and 20, at most 400 minor units, with VAT of 20 % on top for British and French merchants:
figures of the sandbox, the real ones depend on the contract. Payout items are exact to one
decimal of a minor unit and only their sum is rounded (GoCardless API reference, payout items).
"""

from dataclasses import dataclass
from typing import Any

TAX_RATES: dict[str, str] = {"GB": "GB_VAT_1", "FR": "FR_VAT_1"}
"""Country of the creditor -> id of the tax rate."""

TAX_CURRENCY: dict[str, str] = {"GB": "GBP", "FR": "EUR"}


@dataclass(frozen=True, slots=True)
class Prices:
    """What a creditor pays before tax: so many of a thousand, and a sum, up to a limit.

    ``fixed`` and ``highest`` are tenths of a minor unit.
    """

    per_mille: int = 10
    fixed: int = 200
    highest: int = 4000


STANDARD = Prices()
FREE = Prices(0, 0, 0)
"""Fees that are invoiced and not deducted."""


def fee_of(amount: int, country: str, prices: Prices = STANDARD) -> tuple[int, int]:
    """Give the fee for an amount in minor units: the fee with its tax, and the tax in it."""
    net = min((amount * prices.per_mille + 50) // 100 + prices.fixed, prices.highest)
    tax = (net * 2 + 5) // 10 if country in TAX_RATES else 0
    return net + tax, tax


def tax_in(tenths: int, country: str) -> int:
    """Give the tax inside a charge: a sixth, where there is tax."""
    return (tenths * 2 + 6) // 12 if country in TAX_RATES else 0


def written(tenths: int) -> str:
    """Write tenths of a minor unit as payout items have them: ``-56.4``."""
    whole, tenth = divmod(abs(tenths), 10)
    return f"{'-' if tenths < 0 else ''}{whole}.{tenth}"


def half_up(tenths: int) -> int:
    """Round to whole minor units, an exact half towards plus infinity."""
    return (tenths + 5) // 10


def rounded(tenths: int, half: str = "up") -> int:
    """Round to whole minor units; an exact half goes up, down, or to the even neighbour."""
    if half == "up" or tenths % 10 != 5:
        return half_up(tenths)
    below = tenths // 10
    return below if half == "down" or below % 2 == 0 else below + 1


def tax_entry(tax: int, country: str, currency: str) -> dict[str, Any]:
    """Give the ``taxes`` entry of a fee item.

    The destination amount of another currency is null until its rate is final, and the rate is
    there only then (GoCardless API reference, payout items).
    """
    destination = TAX_CURRENCY[country]
    return {
        "amount": written(tax),
        "currency": currency,
        "destination_amount": written(tax) if destination == currency else None,
        "destination_currency": destination,
        "exchange_rate": None,
        "tax_rate_id": TAX_RATES[country],
    }
