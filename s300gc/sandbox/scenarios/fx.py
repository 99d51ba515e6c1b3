"""Customers in pounds, euros and dollars, each with the account set of his currency.

Euros are paid out as they were collected; dollars are converted to pounds, and their payouts are
pending until the rate is confirmed.
"""

from dataclasses import replace
from datetime import date, timedelta

from s300gc.sandbox.scenarios.actions import Open, Sign
from s300gc.sandbox.scenarios.base import Draft, Plan, turns, working_days
from s300gc.sandbox.scenarios.cast import Party, party
from s300gc.sandbox.scenarios.returns import Agree

CUSTOMERS = 12
DOCUMENTS = 30
SETS = (("GBP", "DOM"), ("EUR", "EUR"), ("USD", "USD"))


def plan(seed: int, customers: int | None, first_day: date) -> Plan:
    """Plan it: everybody has an active mandate, nothing fails, and dollars are converted."""
    currencies = tuple(currency for currency, _ in SETS)
    draft = Draft(seed, first_day, first_day - timedelta(days=3), currencies)
    everyone = [_party(seed, n) for n in range(1, max(3, customers or CUSTOMERS) + 1)]
    draft.opening.append(Agree(converts=("USD", "GBP")))
    draft.opening += [Open(one) for one in everyone]
    draft.opening += [Sign(one) for one in everyone]
    days = working_days(first_day, DOCUMENTS // 2)
    draft.quote(first_day, 8)
    for n, one in enumerate(turns(everyone, DOCUMENTS)):
        draft.bill(one, days[n // 2])
    return draft.plan()


def _party(seed: int, n: int) -> Party:
    currency, account_set = SETS[n % len(SETS)]
    return replace(party(seed, n, currency=currency, account_set=account_set), terms=14)
