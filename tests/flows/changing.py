"""A company that collects an invoice, and what people do to that invoice meanwhile."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from s300gc.flows import status
from s300gc.model import Outcome
from tests.company import Company
from tests.flows.collectors import company_of, owe, today


def collecting_one(folder: Path, *documents: tuple[str, str], invoices: str = "") -> Company:
    """A company that has begun to collect some invoices, all due in ten days."""
    one = company_of(folder, invoices=invoices)
    for number, amount in documents or (("IN1", "100.00"),):
        owe(one, number, amount, days=10)
    one.sync()
    return one


def pay(one: Company, amount: str, **applied: str) -> None:
    """The customer pays by cheque; a person posts the receipt."""
    one.world.sage300.post_receipt(
        "C1", Decimal(amount), today(one), "BANK",
        {number: Decimal(part) for number, part in applied.items()},
    )  # fmt: skip


def statuses(one: Company) -> dict[str, list[str]]:
    """The statuses of all payments by the documents that they name."""
    found: dict[str, list[str]] = {}
    for payment in one.state["gocardless"]["payments"]:
        found.setdefault(payment["metadata"]["documents"], []).append(payment["status"])
    return found


def exceptions(one: Company) -> list[str]:
    """What status and reconcile show of payments that collect too much."""
    with one.parts() as parts:
        shown = [f"{s.subject}: {s.reason}" for s in status.run(parts).worklist]
    assert tuple(shown) == one.reconcile().worklist
    return shown


def outcome_of(outcomes: list[Outcome]) -> Outcome:
    return next(one for one in outcomes if one.flow == "invoices")


def until(one: Company, status: str, most: int = 20) -> None:
    """Live until every payment has this status."""
    for _ in range(most):
        if {p["status"] for p in one.state["gocardless"]["payments"]} == {status}:
            return
        one.world.advance(1)
        one.sync()
    raise AssertionError(statuses(one))


def until_submitted(one: Company) -> None:
    """Let days go by without a run."""
    while one.state["gocardless"]["payments"][0]["status"] == "pending_submission":
        one.world.advance(1)


def left_open(folder: Path) -> Company:
    """A company whose batches are posted by a person; it collects one invoice."""
    one = company_of(folder)
    config = one.folder / "s300gc.toml"
    config.write_text(config.read_text().replace('status = "posted"', 'status = "open"'))
    owe(one, "IN1", "100.00", days=3)
    one.sync()
    return one


def post_ours(one: Company) -> None:
    """A person posts our receipts."""
    (batch,) = [b for b in one.state["sage300"]["receipt_batches"] if b["made_by"] == "tool"]
    assert batch["BatchStatus"] == "Open"
    one.world.sage300.post_receipt_batch(batch["BatchNumber"])


def retried(one: Company) -> None:
    """Somebody tries the payment again in the GoCardless dashboard."""
    (payment,) = one.state["gocardless"]["payments"]
    in_the_dashboard(one, f"/payments/{payment['id']}/actions/retry", {"data": {}})


def refunded(one: Company, minor: int) -> None:
    """Somebody refunds the payment in the GoCardless dashboard."""
    (payment,) = one.state["gocardless"]["payments"]
    one.world.gocardless.allow_refunds(payment["links"]["creditor"])
    body = {
        "amount": minor, "total_amount_confirmation": minor, "links": {"payment": payment["id"]},
    }  # fmt: skip
    in_the_dashboard(one, "/refunds", {"refunds": body})


def in_the_dashboard(one: Company, path: str, body: dict[str, Any]) -> None:
    """Somebody else writes to GoCardless."""
    headers = {
        "Authorization": f"Bearer {one.world.gocardless.access_token}",
        "GoCardless-Version": "2015-07-06",
        "Content-Type": "application/json",
    }
    answer = one.world.answer("gocardless", "POST", path, headers, json.dumps(body).encode())
    assert answer.status < 300, answer.body
