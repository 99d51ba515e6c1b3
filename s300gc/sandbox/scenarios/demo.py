"""Four weeks of an ordinary ledger in three currencies, with what comes back now and then."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from s300gc.sandbox.scenarios.actions import Charge, Fail, Open, Sign
from s300gc.sandbox.scenarios.base import Draft, Plan, turns, working_days
from s300gc.sandbox.scenarios.cast import Party, party

CUSTOMERS = 48
DOCUMENTS = 120
OPENING = 24
"""Of the documents those that are open when the story begins."""
FOREIGN = {3: "EUR", 7: "USD"}
CURRENCIES = ("GBP", "EUR", "USD")
RELIABLE = 30
"""The first customers: signed at the beginning, and no collection of theirs ever fails."""


def plan(seed: int, customers: int | None, first_day: date) -> Plan:
    """Plan it; fewer than twelve customers make no demo."""
    draft, _ = outline(seed, customers, first_day)
    return draft.plan()


def outline(seed: int, customers: int | None, first_day: date) -> tuple[Draft, list[Party]]:
    """Draft it and give its customers.

    Of the last eight: two share an e-mail address and one of them signed without a customer
    number, one is on hold, three have no mandate, one signs in the second week and one only
    has a document dated before go-live.
    """
    draft = Draft(seed, first_day, first_day - timedelta(days=28), CURRENCIES)
    draft.quote(draft.go_live, 14)
    count = max(12, customers or CUSTOMERS)
    everyone = [_ordinary(seed, n) for n in range(1, count + 1)]
    twin, shared, held, *without, late, old = everyone[-8:]
    shared_email = replace(shared, email=twin.email, named=False)
    everyone[-8:-5] = [replace(twin, named=True), shared_email, replace(held, on_hold=True)]
    draft.opening += [Open(one) for one in everyone]
    unsigned = {one.number for one in (*without, late)}
    draft.opening += [Sign(one) for one in everyone if one.number not in unsigned]
    days = working_days(first_day, 20)
    draft.add(days[6], Sign(late, active=False))
    fail_some(draft, everyone[: count - 8])
    # Nobody knows who the one without a number is, so his money is unmatched.
    draft.add(days[4], Charge(shared.number, 6400, "Deposit, paid on the telephone"))
    draft.add(days[9], Charge(everyone[1].number, 3150, "Repair, paid on the telephone"))
    draft.bill(old, draft.go_live - timedelta(days=12))
    before = sorted(working_days(first_day - timedelta(days=1), -OPENING // 2))
    for n, one in enumerate(turns(everyone[:-1], DOCUMENTS - 1)):
        later = n - OPENING
        draft.bill(one, before[n // 2] if later < 0 else days[later // 5 % len(days)])
    return draft, everyone


def fail_some(draft: Draft, ordinary: list[Party]) -> None:
    """Let collections end badly, of those who are neither special nor reliable.

    Three are refused by the bank, two fail after they were paid out, one is charged back.
    """
    unlucky = ordinary[RELIABLE:] or ordinary[-1:]
    endings: tuple[tuple[Literal["failed", "late_failure", "charged_back"], str], ...] = (
        ("failed", "refer_to_payer"),
        ("failed", "bank_account_closed"),
        ("late_failure", "refer_to_payer"),
        ("charged_back", "authorisation_disputed"),
        ("late_failure", "refer_to_payer"),
        ("failed", "refer_to_payer"),
    )
    for one, (kind, cause) in zip(unlucky, endings, strict=False):
        draft.opening.append(Fail(one.number, kind, cause))


def _ordinary(seed: int, n: int) -> Party:
    """Every fourth is an export customer, every sixth is known by e-mail only.

    Of every eight one pays in euros and one in dollars.
    """
    if n % 8 in FOREIGN:
        currency = FOREIGN[n % 8]
        one = party(seed, n, currency=currency, account_set=currency)
        return replace(one, terms=14, named=n % 6 != 0)
    one = party(seed, n, account_set="EXP" if n % 4 == 0 else "DOM")
    return replace(one, named=n % 6 != 0)
