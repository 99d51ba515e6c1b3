"""Foreign exchange: at what rate a payout becomes the currency that its creditor is paid in.

A creditor with ``fx_payout_currency`` is paid in that one for every currency in which he has no
account of his own. Payments, refunds and payouts show an estimated rate until the payout's rate is
confirmed, and from then on the rate and what it made of them (GoCardless API reference, payouts).
Middle rates are the sandbox's.
"""

from typing import Any

from s300gc.sandbox.chance import fraction
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.table import Row

PER_UNIT = 10**10
"""Rates have up to 10 decimals."""

IN_POUNDS = {
    "GBP": 100_000,
    "AUD": 51_000,
    "CAD": 56_000,
    "DKK": 11_530,
    "EUR": 86_000,
    "NZD": 46_000,
    "SEK": 7_650,
    "USD": 76_000,
}
"""Middle rates in 1/100,000."""

SPREAD = 0.04
"""How far apart the highest and the lowest rate of a pair are, as a share of the middle."""


def account_currency(creditor: Row, currency: str) -> str:
    """Give the currency in which a creditor is paid what was collected in another."""
    if f"default_{currency.lower()}_payout_account" in creditor["links"]:
        return currency
    return str(creditor["fx_payout_currency"] or currency)


def drawn(org: Organisation, source: str, target: str, *names: object) -> int:
    """Draw the rate of a pair for something, in 1/10,000,000,000."""
    middle = IN_POUNDS[source] * PER_UNIT // IN_POUNDS[target]
    return int(middle * (1 - SPREAD / 2 + SPREAD * fraction(org.seed, "rate", *names)))


def written(rate: int, decimals: int = 10) -> str:
    """Write a rate with so many decimals."""
    cut = rate // 10 ** (10 - decimals)
    whole, rest = divmod(cut, 10**decimals)
    return f"{whole}.{rest:0{decimals}d}"


def converted(amount: int, rate: int) -> int:
    """Convert an amount, half away from nothing."""
    whole = (abs(amount) * rate * 2 + PER_UNIT) // (2 * PER_UNIT)
    return -whole if amount < 0 else whole


def pending(org: Organisation, creditor: Row, currency: str) -> dict[str, Any]:
    """Give the ``fx`` object of something new: an estimate where it will be converted."""
    target = account_currency(creditor, currency)
    plain = target == currency
    own = currency if org.switches.plain_fx == "own" else None
    rate = None if plain else written(drawn(org, currency, target, currency, target, org.today))
    return {
        "fx_currency": own if plain else target,
        "fx_amount": None,
        "exchange_rate": None,
        "estimated_exchange_rate": rate,
    }


def is_converted(row: Row) -> bool:
    """Tell whether something is, or will be, paid in another currency than its own."""
    return row["fx"]["fx_currency"] not in (None, row["currency"])


def confirm(org: Organisation, resource: str, row: Row, target: str, rate: int) -> None:
    """Set the final rate of something and what it is worth in the target currency by that."""
    org.change(
        resource,
        row,
        fx={
            "fx_currency": target,
            "fx_amount": converted(row["amount"], rate),
            "exchange_rate": written(rate),
            "estimated_exchange_rate": None,
        },
    )
