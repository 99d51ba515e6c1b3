"""The demo's ledger on a bad month: money comes back, people interfere, papers disagree."""

from datetime import date, timedelta

from s300gc.sandbox.scenarios import demo
from s300gc.sandbox.scenarios.actions import Cancel, Charge, Fail, Hold, Receive
from s300gc.sandbox.scenarios.base import CENT, Draft, Plan, working_days
from s300gc.sandbox.scenarios.cast import Party
from s300gc.sandbox.scenarios.returns import Agree, Dispute, Move, Refund, Replace, SendBack


def plan(seed: int, customers: int | None, first_day: date) -> Plan:
    """Plan it: the demo's first ten customers stay out of trouble."""
    draft, everyone = demo.outline(seed, max(40, customers or demo.CUSTOMERS), first_day)
    days = working_days(first_day, 40)
    _money_comes_back(draft, everyone)
    _mandates_change(draft, everyone, days)
    _money_goes_back(draft, everyone, days)
    _people_interfere(draft, everyone, days)
    _odd_papers(draft, everyone, days)
    return draft.plan()


def _money_comes_back(draft: Draft, everyone: list[Party]) -> None:
    """Two late failures, two chargebacks and two that fail twice."""
    draft.opening += [
        Fail(everyone[11].number, "late_failure"),
        Fail(everyone[15].number, "late_failure", "bank_account_closed"),
        Fail(everyone[12].number, "charged_back", "authorisation_disputed"),
        Fail(everyone[16].number, "charged_back", "authorisation_disputed", nth=2),
        Fail(everyone[13].number, "failed"),
        Fail(everyone[13].number, "failed", nth=2),
    ]


def _mandates_change(draft: Draft, everyone: list[Party], days: list[date]) -> None:
    """One mandate is replaced while it is collected from, one moves to another bank."""
    draft.add(days[7], Replace(everyone[27].number))
    draft.add(days[6], Move(everyone[10].number))


def _money_goes_back(draft: Draft, everyone: list[Party], days: list[date]) -> None:
    """Two refunds as soon as there is something to refund, one of which comes back.

    Returns cost a surcharge, and one of the chargebacks is taken back after some weeks.
    """
    kept, lost, disputed = everyone[28], everyone[29], everyone[12]
    draft.opening.append(Agree(refunds=True, surcharge=1500))
    for day in days[10:]:
        draft.add(day, Refund(kept.number, 100), Refund(lost.number, 25))
    for day in days[24:]:
        draft.add(day, SendBack(lost.number))
    draft.add(days[32], Dispute(disputed.number))


def _people_interfere(draft: Draft, everyone: list[Party], days: list[date]) -> None:
    """Holds, a cancelled mandate, a charge from the dashboard, money by bank transfer."""
    held, gone, charged = everyone[17], everyone[18], everyone[19]
    draft.add(days[3], Hold(held.number))
    draft.add(days[14], Hold(held.number, on_hold=False))
    draft.add(days[8], Cancel(gone.number))
    draft.add(days[5], Charge(charged.number, 4250, "Repair, agreed by telephone"))
    whole = draft.bill(everyone[-4], days[1])
    draft.add(days[4], Receive(whole.customer, whole.amount, whole.number, days[4]))
    part = draft.bill(everyone[20], days[2])
    half = (part.amount / 2).quantize(CENT)
    draft.add(days[2], Receive(part.customer, half, part.number, days[2]))
    twice = draft.bill(everyone[21], days[2])
    draft.add(days[9], Receive(twice.customer, twice.amount, twice.number, days[9]))


def _odd_papers(draft: Draft, everyone: list[Party], days: list[date]) -> None:
    """Credit notes and invoices in instalments."""
    for n, one in enumerate(everyone[22:25]):
        bill = draft.bill(one, days[3 + n])
        draft.credit(one, days[6 + n], (bill.amount / 4).quantize(CENT))
    for one in everyone[25:27]:
        draft.bill(one, days[0] - timedelta(days=3), parts=2)
