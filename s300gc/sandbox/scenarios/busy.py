"""A big ledger in perfect order: everybody linked and current, thousands of documents due."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from s300gc.sandbox.scenarios.actions import Open, Sign
from s300gc.sandbox.scenarios.base import Draft, Plan, turns, working_days
from s300gc.sandbox.scenarios.cast import Party, party

if TYPE_CHECKING:
    from s300gc.sandbox.world import World

CUSTOMERS = 5000
DUE = 3200
"""Documents due within thirty days of the first day, however few the customers are."""
DAILY = 20
"""Documents posted on each working day of the first four weeks."""


@dataclass(frozen=True, slots=True)
class Current:
    """What the tool would have written into the optional fields of a customer stands there."""

    party: Party

    def happen(self, world: "World") -> None:
        """Write mandate, status, scheme and bank as they are."""
        who = self.party
        fields = {
            "GCMANDATE": world.story["mandates"][who.number],
            "GCSTATUS": "active",
            "GCSCHEME": who.scheme,
            "GCBANK": f"{who.bank} **{who.ending}",
        }
        world.sage300.set_optional_fields(who.number, fields)


def plan(seed: int, customers: int | None, first_day: date) -> Plan:
    """Plan it: the documents at the beginning are 1 to 13 days old and due after 14 days."""
    draft = Draft(seed, first_day, go_live=first_day - timedelta(days=28))
    count = customers or CUSTOMERS
    everyone = [replace(party(seed, n), terms=14) for n in range(1, count + 1)]
    for one in everyone:
        draft.opening += [Open(one), Sign(one), Current(one)]
    due = max(DUE, count * 64 // 100)
    billed = turns(everyone, due + DAILY * 20)
    for n, one in enumerate(billed[:due]):
        draft.bill(one, first_day - timedelta(days=13 - n * 13 // due))
    days = working_days(first_day, 20)
    for n, one in enumerate(billed[due:]):
        draft.bill(one, days[n // DAILY])
    return draft.plan()
