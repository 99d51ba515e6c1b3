"""A company with a paid-out payment of 100 and what persons do to give it back."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from s300gc.flows import refunding, refunds
from s300gc.flows.refunds import Row
from s300gc.model import Outcome
from tests.company import NOWHERE, Company
from tests.flows.collectors import company_of, owe

SETTINGS = '\n[refunds]\nallowed = true\nlimit = "50.00"\n'


def paid(folder: Path, settings: str = SETTINGS, days: int = 10) -> Company:
    """Collect an invoice of 100 and live on until the money has arrived."""
    one = company_of(folder, invoices=settings)
    for creditor in one.state["gocardless"].get("creditors", []) or [_creditor(one)]:
        id = creditor if isinstance(creditor, str) else creditor["id"]
        one.world.gocardless.allow_refunds(id)
    owe(one, "IN1", "100.00")
    one.live(days)
    one.sync()
    return one


def _creditor(one: Company) -> str:
    return one.config.gocardless.creditor


def payment_of(one: Company) -> str:
    """The id of the payment of the invoice."""
    (payment,) = one.state["gocardless"]["payments"]
    return str(payment["id"])


def refund(one: Company, amount: str, by: str = "Ann", **options: Any) -> Outcome:
    """Ask for a refund of the payment."""
    options = {"reason": "paid by mistake", **options}
    with one.parts() as parts:
        return refunding.create(parts, payment_of(one), Decimal(amount), by, **options)


def approve(one: Company, number: str, by: str) -> Outcome:
    with one.parts() as parts:
        return refunding.approve(parts, number, by)


def listed(one: Company, **filters: Any) -> list[Row]:
    with one.parts() as parts:
        return refunds.listing(parts, **filters)


def made(one: Company) -> list[int]:
    """The amounts of all refunds at GoCardless."""
    found = sorted(one.state["gocardless"]["refunds"], key=lambda row: row["created_at"])
    return [row["amount"] for row in found]


def in_dashboard(one: Company, amount: int, total: int) -> str:
    """Refund as somebody would in the dashboard."""
    headers = {
        "Authorization": f"Bearer {one.world.gocardless.access_token}",
        "GoCardless-Version": "2015-07-06",
        "Content-Type": "application/json",
    }
    body = {
        "amount": amount, "total_amount_confirmation": total,
        "links": {"payment": payment_of(one)},
    }  # fmt: skip
    session = one.outside.gocardless_session
    assert session is not None
    answer = session.post(f"{NOWHERE}/refunds", json={"refunds": body}, headers=headers)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["refunds"]["id"])
