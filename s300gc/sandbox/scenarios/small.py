"""Twelve customers, twenty invoices in four weeks, one collection that the bank refuses."""

from dataclasses import replace
from datetime import date, timedelta

from s300gc.sandbox.scenarios.actions import Fail, Open, Sign
from s300gc.sandbox.scenarios.base import Draft, Plan, turns, working_days
from s300gc.sandbox.scenarios.cast import party

CUSTOMERS = 12
DOCUMENTS = 20


def plan(seed: int, customers: int | None, first_day: date) -> Plan:
    """Plan it: the last customer has no mandate, the one before signs on the third day,
    and every fifth is known by e-mail only.
    """
    draft = Draft(seed, first_day, go_live=first_day - timedelta(days=3))
    count = max(3, customers or CUSTOMERS)
    everyone = [
        replace(party(seed, n), terms=14 if n % 3 else 30, named=n % 5 != 0)
        for n in range(1, count + 1)
    ]
    draft.opening += [Open(one) for one in everyone]
    signed, late = everyone[:-2], everyone[-2]
    draft.opening += [Sign(one) for one in signed]
    draft.opening.append(Fail(signed[min(3, len(signed) - 1)].number, "failed"))
    days = working_days(first_day, DOCUMENTS)
    draft.add(days[2], Sign(late, active=False))
    for day, one in zip(days, turns(everyone, DOCUMENTS), strict=True):
        draft.bill(one, day)
    return draft.plan()
