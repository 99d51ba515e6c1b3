"""A company whose first payout has just arrived, and what people do to what was booked."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.company import Company, company
from tests.flows.meddling import failures

WHO, WHY = "ann", "wrong fee account"


POSTED = 'status = "posted"'
LEFT_OPEN = {POSTED: 'status = "open"'}
"""A change of the configuration: batches are left open."""


def arrived(folder: Path) -> Company:
    """A company that lived until its first payout is paid and not booked yet."""
    one = company(folder)
    while not paid(one):
        one.sync()
        one.world.advance(1)
    return one


def copy_of(one: Company, folder: Path, changes: dict[str, str] | None = None) -> Company:
    """The same company once more, with a world and a database of its own, and other settings."""
    other = Company(one.world.copy(), folder, changes=changes or {})
    with one.parts() as parts:
        parts.store.backup(other.config.database)
    return other


def booked(
    before: Company, folder: Path, changes: dict[str, str] | None = None
) -> tuple[Company, str]:
    """A copy of it with the first payout booked; gives the payout too."""
    one = copy_of(before, folder, changes)
    assert failures(one.sync()) == []
    return one, paid(one)[0]["id"]


def paid(one: Company) -> list[dict[str, Any]]:
    return [p for p in one.state["gocardless"]["payouts"] if p["status"] == "paid"]


def state(one: Company, payout: str) -> tuple[str, str]:
    with one.parts() as parts:
        return parts.store.payouts.state(payout)


def batches(one: Company, payout: str, kind: str = "gl_batches") -> dict[str, str]:
    """Give the status of the batches of a payout by their description."""
    found = {}
    for batch in one.state["sage300"][kind]:
        if f"GC {payout}" in batch["Description"]:
            assert batch["Description"] not in found
            status = batch.get("Status") or batch["BatchStatus"]
            found[batch["Description"]] = status
    return found


def number(one: Company, reference: str, kind: str = "gl_batches") -> str:
    (found,) = [b for b in one.state["sage300"][kind] if b["Description"] == reference]
    return str(found["BatchNumber"])


def receipts(one: Company, payout: str) -> list[tuple[str, str]]:
    """Give customer and number of the receipts in a payout's posted batches."""
    return [
        (entry["CustomerNumber"], entry["CheckReceiptNumber"])
        for batch in one.state["sage300"]["receipt_batches"]
        if f"GC {payout}" in batch["Description"] and batch["BatchStatus"] == "Posted"
        for entry in batch["ReceiptsAdjustments"]
    ]


def balance(one: Company, account: str) -> Decimal:
    return Decimal(one.state["sage300"]["gl_balances"].get(account, "0"))


def errors(one: Company) -> list[str]:
    """Run once; every failure needs a person."""
    found = failures(one.sync())
    assert {failure.exit_code for failure in found} <= {6}
    return [failure.error for failure in found]
