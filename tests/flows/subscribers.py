"""Companies with one customer, his mandate and a recurring charge, for tests of subscriptions."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from s300gc.model import Outcome
from tests.company import NOWHERE, Company
from tests.flows.collectors import company_of

SETTINGS = '\n[subscriptions]\ncharges = ["RENT"]\n'


def landlord(
    folder: Path, *numbers: str, settings: str = SETTINGS, schedule: str = "MONTHLY", **more: Any
) -> Company:
    """A company whose customers owe a rent of 100 and 20 of tax on the first of every month."""
    one = company_of(folder, *numbers, invoices=settings)
    for number in numbers or ("C1",):
        one.world.sage300.add_recurring_charge(
            "RENT", number, Decimal(100), one.world.timeline.today, schedule,
            description="Rent", **more,
        )  # fmt: skip
    return one


def month(one: Company, days: int = 31, *, invoiced: bool = True) -> None:
    """Live some days; what is due of recurring charges is invoiced and posted every morning."""
    for _ in range(days):
        if invoiced:
            one.world.sage300.generate_recurring()
        one.live(1)


def cancelled_by_hand(one: Company, id: str) -> None:
    """Cancel a subscription as somebody would in the dashboard."""
    headers = {
        "Authorization": f"Bearer {one.world.gocardless.access_token}",
        "GoCardless-Version": "2015-07-06",
        "Content-Type": "application/json",
    }
    session = one.outside.gocardless_session
    assert session is not None
    url = f"{NOWHERE}/subscriptions/{id}/actions/cancel"
    assert session.post(url, json={"data": {}}, headers=headers).status_code == 200


def subscriptions(one: Company) -> list[dict[str, Any]]:
    """The subscriptions at GoCardless, the oldest first."""
    found = one.state["gocardless"]["subscriptions"]
    return sorted(found, key=lambda row: row["created_at"])


def paid(one: Company) -> list[dict[str, Any]]:
    """The payments of subscriptions, by charge date."""
    found = [p for p in one.state["gocardless"]["payments"] if p["links"].get("subscription")]
    return sorted(found, key=lambda row: row["charge_date"])


def one_off(one: Company) -> list[dict[str, Any]]:
    """The payments that were created one by one."""
    return [
        p for p in one.state["gocardless"]["payments"]
        if p["made_by"] == "tool" and not p["links"].get("subscription")
    ]  # fmt: skip


def balances(one: Company) -> dict[str, Decimal]:
    """What is open of each invoice that a recurring charge has made."""
    return {
        d["DocumentNumber"]: d["CustomerCurrencyAmountDue"]
        for d in one.state["sage300"]["documents"]
        if d["DocumentNumber"].startswith("RE")
    }


def of_subscriptions(outcomes: list[Outcome]) -> Outcome:
    """What a run of everything did about subscriptions."""
    return next(one for one in outcomes if one.flow == "subscriptions")
