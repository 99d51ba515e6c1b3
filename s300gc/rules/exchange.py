"""At which rate a payout is booked: Sage 300's own, or the one GoCardless converted it at.

Where GoCardless converted, what landed at the bank is the authority and the rate is the
payout's (GoCardless API reference, payouts, ``fx``); AR books the realised difference.
"""

from decimal import Decimal

from s300gc.errors import PersonNeeded
from s300gc.model import Money, Payout, digits
from s300gc.rules.lines import Rate, functional

PLACES = Decimal("0.0000000001")
"""Rates have up to 10 decimals (GoCardless API reference, payouts, ``exchange_rate``)."""


def quoted(payout: Payout, home: str) -> str:
    """Give the currency whose rate to ``home`` must be asked of Sage 300; empty where none is."""
    if payout.landed is None:
        return "" if payout.amount.currency == home else payout.amount.currency
    return (
        "" if home in (payout.amount.currency, payout.landed.currency) else payout.landed.currency
    )


def draft_only(payout: Payout, home: str) -> str:
    """Say why the batches of a payout are left open whatever the settings say; empty otherwise.

    With three currencies the company's amounts rest on two rates, which a person judges.
    """
    landed = payout.landed
    if landed is None or home in (payout.amount.currency, landed.currency):
        return ""
    return (
        f"collected in {payout.amount.currency}, paid out in {landed.currency}, booked in {home}:"
        " with three currencies its batches are drafts only, for a person to check and post"
    )


def rate_of(payout: Payout, home: str, kind: str, sage: Decimal | None) -> Rate:
    """Give the rate of a payout; ``sage`` is Sage 300's of the currency that ``quoted`` names.

    ``kind`` is the rate type. Raises PersonNeeded where a rate is missing, or where what
    landed is not the payout at the rate it is said to have been converted at.
    """
    asked = quoted(payout, home)
    if asked and sage is None:
        raise PersonNeeded(
            f"Sage 300 has no {kind} rate from {asked} to {home} for {payout.arrival_date}:"
            " enter it, then run again"
        )
    landed = payout.landed
    if landed is None:
        return Rate(home, sage or Decimal(1), kind)
    given = _converted(payout, landed)
    if payout.amount.currency == home:
        # Nothing is converted in the books: only the bank keeps another currency.
        return Rate(home, Decimal(1), kind, landed, payout.amount)
    if landed.currency == home:
        return Rate(home, given, kind, landed, landed)
    bank = Rate(home, sage or Decimal(1), kind)
    both = (given * bank.value).quantize(PLACES)
    return Rate(home, both, kind, landed, functional(landed, bank))


def _converted(payout: Payout, landed: Money) -> Decimal:
    """Give the rate of a conversion after a check: it must lead from the payout to what landed."""
    if payout.rate is None or payout.rate <= 0:
        raise PersonNeeded(f"payout {payout.id} was converted, but its exchange rate is missing")
    exact = (payout.amount.decimal * payout.rate).scaleb(digits(landed.currency))
    if abs(exact - landed.minor) > 1:
        raise PersonNeeded(
            f"payout {payout.id} of {payout.amount} at rate {payout.rate} is not the {landed}"
            " that GoCardless says has landed: ask GoCardless which of them is right"
        )
    return payout.rate
