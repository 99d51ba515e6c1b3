"""A company whose payments came in and are given back: by refund, by the bank, by chargeback."""

import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

from s300gc.flows import payouts
from s300gc.model import Outcome
from tests.company import Company
from tests.flows.collectors import company_of, owe

SETTINGS = '\n[refunds]\nallowed = true\nlimit = "50.00"\n'
SCALE = "500.00"
"""Of the other customer: what comes in of him carries a payout from which money goes back."""


def received(folder: Path, credit: str = "ar-control", days: int = 9) -> Company:
    """Collect an invoice of 100 from one customer; its receipt is posted."""
    one = company_of(folder, "C1", "C2", credit=credit, invoices=SETTINGS)
    one.world.gocardless.allow_refunds(one.config.gocardless.creditor)
    owe(one, "IN1", "100.00")
    one.live(days)
    one.sync()
    assert one.world.sage300.balance("C1", "IN1") == 0
    return one


def twin(one: Company, folder: Path) -> Company:
    """Give a company like this one, with a World and a database of its own."""
    other = Company(one.world.copy(), folder, one.credit, one.changes)
    for path in one.folder.iterdir():
        if path.suffix != ".toml" and path.is_file():
            shutil.copy(path, folder)
    return other


def carry(one: Company, number: str = "IN900", customer: str = "C2") -> None:
    """Let somebody owe so much that the next payout is one, whatever goes back."""
    owe(one, number, SCALE, customer=customer)


def payment(one: Company, document: str = "IN1") -> str:
    """The id of the payment of a document."""
    (found,) = [
        row["id"] for row in one.state["gocardless"]["payments"]
        if row["metadata"].get("documents", "").startswith(f"{document}/")
    ]  # fmt: skip
    return str(found)


def credit_note(one: Company, number: str, amount: str, customer: str = "C1") -> None:
    """A person posts a credit note today."""
    today = one.world.timeline.today
    one.world.sage300.post_invoice(
        customer, number, Decimal(amount), today, today, kind="CreditNote", made_by="person"
    )


def post(one: Company) -> Outcome:
    """Book payouts and what hangs on them, once."""
    with one.parts() as parts:
        return payouts.post(parts)


def worklist(one: Company, kind: str = "") -> list[str]:
    """The reasons of what waits for a person, of one kind or of all."""
    with one.parts() as parts:
        found = parts.store.payouts.worklist()
    return [line.reason for line in found if not kind or line.kind == kind]


def entries(one: Company) -> list[Any]:
    """The entries of our AR refund batches, with the status of their batch."""
    return [
        (batch["BatchStatus"], entry)
        for batch in one.state["sage300"]["refund_batches"]
        if batch["made_by"] == "tool" and not batch["BatchDescription"].startswith("DUPLICATE")
        for entry in batch["RefundEntries"]
    ]


def account(one: Company, number: str) -> Decimal:
    """The balance of a GL account, AR's own batches posted."""
    one.world.sage300.post_ar_gl_batches()
    return Decimal(one.state["sage300"]["gl_balances"].get(number, "0"))


def writes(one: Company) -> list[str]:
    """What the next booking sends to Sage 300 besides questions."""
    one.requests()
    post(one)
    return [
        row["path"] for row in one.requests()
        if row["method"] not in ("GET", "HEAD") and row["system"] == "sage300"
    ]  # fmt: skip
