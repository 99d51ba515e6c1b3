"""What GoCardless takes for a payment, in tenths of a minor unit.

1 % and 20, at most 400 minor units, with VAT of 20 % on top for British and French merchants:
figures of the sandbox, the real ones depend on the contract. Payout items are exact to one
decimal of a minor unit and only their sum is rounded (GoCardless API reference, payout items).
"""

from typing import Any

FIXED = 200
HIGHEST = 4000

TAX_RATES: dict[str, str] = {"GB": "GB_VAT_1", "FR": "FR_VAT_1"}
"""Country of the creditor -> id of the tax rate."""

TAX_CURRENCY: dict[str, str] = {"GB": "GBP", "FR": "EUR"}


def fee_of(amount: int, country: str) -> tuple[int, int]:
    """Give the fee for an amount in minor units: the fee with its tax, and the tax in it."""
    net = min((amount + 5) // 10 + FIXED, HIGHEST)
    tax = (net * 2 + 5) // 10 if country in TAX_RATES else 0
    return net + tax, tax


def written(tenths: int) -> str:
    """Write tenths of a minor unit as payout items have them: ``-56.4``."""
    whole, tenth = divmod(abs(tenths), 10)
    return f"{'-' if tenths < 0 else ''}{whole}.{tenth}"


def half_up(tenths: int) -> int:
    """Round to whole minor units, an exact half towards plus infinity."""
    return (tenths + 5) // 10


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
