"""What payments come to, one by one and together: the rules about amounts and mandates."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from statistics import median

from s300gc.model import ARCustomer, Money
from s300gc.rules.charging import too_small
from s300gc.rules.choosing import Terms
from s300gc.rules.grouping import Draft
from s300gc.rules.reasons import History, Situation
from s300gc.rules.safety import Verdict, judge

USUAL_OF = 12
"""So many of a customer's last payments tell what is usual for him."""
USUAL_FROM = 3
"""With fewer payments nothing is usual yet."""

Day = tuple[str, str, date]
"""Customer, currency and charge date."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What limits are compared with, from payments made before.

    ``on_day`` is what a customer is charged on a day already, ``last`` his last
    payments that were not refused, newest first; both by currency.
    """

    on_day: Mapping[Day, Money] = field(default_factory=dict)
    last: Mapping[tuple[str, str], Sequence[Money]] = field(default_factory=dict)

    def usual(self, customer: str, currency: str) -> Money | None:
        """Give the median of a customer's last payments; None where they are too few."""
        found = [one.minor for one in self.last.get((customer, currency), ())][:USUAL_OF]
        return Money(int(median(found)), currency) if len(found) >= USUAL_FROM else None


def settle(
    drafts: Sequence[Draft],
    customers: Mapping[str, ARCustomer],
    totals: Totals,
    histories: Mapping[tuple[str, str], History],
    terms: Terms,
    today: date,
) -> list[tuple[Draft, Verdict]]:
    """Give for each payment what the rules about payments come to, in their order.

    What a customer is charged on one day grows with each payment that is let
    through; what the run collects is the sum of all that are.
    """
    modes, limits = terms.settings.safety, terms.settings.limits
    on_day = dict(totals.on_day)
    found: list[tuple[Draft, Situation, Verdict]] = []
    for draft in drafts:
        amount, charged = draft.amount, draft.first.charged
        place = (draft.customer, amount.currency, charged)
        so_far = on_day.get(place, Money(0, amount.currency))
        situation = Situation(
            customer=customers[draft.customer],
            today=today,
            mandate=draft.first.mandate,
            history=histories.get((draft.customer, draft.first.mandate.id), History(used=True)),
            amount=amount,
            charged=charged,
            usual=totals.usual(draft.customer, amount.currency),
            on_day=so_far + amount,
            limits=limits,
        )
        small = too_small(amount)
        verdict = Verdict(small, "too-small") if small else judge("payment", situation, modes)
        if not verdict.reason:
            on_day[place] = so_far + amount
        found.append((draft, situation, verdict))
    return _in_run(found, terms)


def _in_run(
    found: Sequence[tuple[Draft, Situation, Verdict]], terms: Terms
) -> list[tuple[Draft, Verdict]]:
    """Look at the sum of the run in each currency."""
    sums: dict[str, int] = defaultdict(int)
    for draft, _, verdict in found:
        if not verdict.reason:
            sums[draft.amount.currency] += draft.amount.minor
    settled = []
    for draft, situation, verdict in found:
        if not verdict.reason:
            currency = draft.amount.currency
            whole = replace(situation, in_run=Money(sums[currency], currency))
            last = judge("run", whole, terms.settings.safety)
            verdict = replace(last, warnings=(*verdict.warnings, *last.warnings))
        settled.append((draft, verdict))
    return settled
