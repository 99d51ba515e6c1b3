"""A company that collects one invoice whose payment ends badly, and what is done about it."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from s300gc.flows import retrying
from s300gc.model import Failed, Outcome
from s300gc.sandbox.sage300.company import SageSwitches
from s300gc.sandbox.world import World
from tests.company import Company


def collecting(
    folder: Path, fate: dict[str, Any] | None, changes: dict[str, str] | None = None,
    credit: str = "ar-control", others: bool = True,
) -> Company:  # fmt: skip
    """A company that has just begun to collect one invoice of 50.00 whose payment ends badly."""
    world = World.new("empty", sage_switches=SageSwitches(refuse_duplicate_checks=True))
    one = Company(world, folder, credit=credit, changes=changes or {})
    world.sage300.add_customer("C1", "Acme", "a@example.com")
    world.story["mandate"] = world.gocardless.sign_mandate(
        given_name="", family_name="", company_name="Acme", email="a@example.com",
        metadata={"sage300_customer": "C1"},
    )  # fmt: skip
    today = world.timeline.today
    world.sage300.post_invoice("C1", "IN1", Decimal(50), today, today)
    if others:
        _others(world)
    one.sync()
    if fate:
        world.gocardless.plan_failure(payer(one), **fate)
    return one


def _others(world: World) -> None:
    """Let another customer pay every day: without income GoCardless makes no payout."""
    world.sage300.add_customer("C2", "Busy", "b@example.com", account_set="EXP")
    world.gocardless.sign_mandate(
        given_name="", family_name="", company_name="Busy", email="b@example.com",
        metadata={"sage300_customer": "C2"},
    )  # fmt: skip
    today = world.timeline.today
    for n in range(30):
        due = today + timedelta(days=n)
        world.sage300.post_invoice("C2", f"INV{n}", Decimal(100), today, due)


def payer(one: Company) -> str:
    """The GoCardless customer who owes the invoice."""
    return str(one.state["gocardless"]["mandates"][0]["links"]["customer"])


def payment(one: Company) -> dict[str, Any]:
    """The payment for the invoice as GoCardless shows it."""
    (found,) = [p for p in one.state["gocardless"]["payments"] if stands_for(p) == "IN1/1"]
    return dict(found)


def stands_for(payment: dict[str, Any]) -> str:
    """What a payment collects, by its metadata."""
    return str(payment["metadata"].get("documents", "")).partition("=")[0]


def until(one: Company, status: str, most: int = 20) -> str:
    """Live day by day until the payment has a status that the tool has seen."""
    for _ in range(most):
        one.sync()
        if payment(one)["status"] == status:
            return str(payment(one)["id"])
        one.world.advance(1)
    raise AssertionError(f"the payment is still {payment(one)['status']}")


def retry(one: Company, id: str = "", **options: Any) -> Outcome:
    """Retry the payment for the invoice, or another."""
    with one.parts() as parts:
        return retrying.retry(parts, id or payment(one)["id"], **options)


def refused(outcome: Outcome) -> str:
    """Why the only thing that was asked for was not done."""
    (found,) = outcome.results
    assert isinstance(found, Failed)
    return found.error


def asked(one: Company) -> int:
    """How often GoCardless was asked to retry since the log was emptied."""
    return sum(1 for r in one.requests() if r["path"].endswith("/actions/retry"))


def settled(one: Company, revenue: int = 3050) -> None:
    """Nothing is open of the customer, nothing was done twice, and the books agree."""
    state = one.state["sage300"]
    assert Decimal(state["open_documents"]["1100"]) == 0
    assert Decimal(state["gl_balances"]["1100"]) == 0
    assert Decimal(state["gl_balances"].get("1190", 0)) == 0
    assert Decimal(state["gl_balances"]["4000"]) == -revenue
    assert one.gaps() == {}
    assert one.posted_twice() == []
    assert [check for check in one.reconcile().checks if not check.holds] == []


def retries(one: Company) -> int:
    """How often GoCardless has taken up a payment again."""
    return sum(e["action"] == "resubmission_requested" for e in one.state["gocardless"]["events"])
