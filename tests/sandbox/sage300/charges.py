"""Recurring charges to test with, and the process that invoices them."""

from datetime import date
from decimal import Decimal
from typing import Any

from .office import Office

PATH = "AR/ARRecurringCharges"
RENT = f"{PATH}('RENT','C1')"
PROCESS = "AR/ARCreateRecurringCharge('$process')"


def add(office: Office, amount: str = "100", code: str = "RENT", **more: Any) -> None:
    """Enter a charge of customer C1 from 1 January 2026 on."""
    customer, start = more.pop("customer", "C1"), more.pop("start", date(2026, 1, 1))
    office.sage.add_recurring_charge(code, customer, Decimal(amount), start, **more)


def run(office: Office, day: str = "2026-01-05", **payload: Any) -> list[dict[str, Any]]:
    """Run the process and give the entries of the last invoice batch."""
    assert office.send("POST", PROCESS, {"RunDate": day, **payload}).status == 204
    batches = office.rows("AR/ARInvoiceBatches")
    return batches[-1]["Invoices"] if batches else []


def nexts(office: Office, key: str = RENT) -> str | None:
    found: str | None = office.ok("GET", key)["NextScheduledDate"]
    return found and found[:10]
