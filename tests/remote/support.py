"""What the tests of the remote side share: a clock that only counts, a gate that only notes."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import requests
import requests_mock

from s300gc.gate import Door, Gate
from s300gc.model import (
    Allocation,
    Application,
    Claim,
    CreatePayment,
    DebitNote,
    Journal,
    JournalLine,
    Money,
    NoteBatch,
    Period,
    Receipt,
    ReceiptBatch,
)
from s300gc.remote.gocardless import GoCardless
from s300gc.remote.http import Http
from s300gc.remote.sage300 import Sage300

TOKEN = "live_SECRETTOKEN0123456789"
PASSWORD = "Pa55WordThatNobodySees"
GC = "https://api.gocardless.test"
SAGE = "https://sage.test/Sage300WebApi"
AR = SAGE + "/v1.0/-/SAMLTD/AR/"
GL = SAGE + "/v1.0/-/SAMLTD/GL/"
CS = SAGE + "/v1.0/-/SAMLTD/CS/"
BK = SAGE + "/v1.0/-/SAMLTD/BK/"

JANUARY = Period("2026", "01", date(2026, 1, 1), date(2026, 1, 31))


class FakeClock:
    """A clock that stands at an instant and moves only by waiting."""

    def __init__(self, now: datetime = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)) -> None:
        self._now = now
        self.waits: list[float] = []

    def now(self) -> datetime:
        return self._now

    def today(self) -> date:
        return self._now.date()

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self._now += timedelta(seconds=seconds)


class NotingGate(Gate):
    """A gate that writes down what passes."""

    def __init__(self) -> None:
        self.points: list[tuple[Door, str]] = []

    def point(self, door: Door, what: str) -> None:
        self.points.append((door, what))


class Wire:
    """A session whose requests go nowhere, and what is needed around it."""

    def __init__(self) -> None:
        self.session = requests.Session()
        self.adapter = requests_mock.Adapter()
        self.session.mount("https://", self.adapter)
        self.clock = FakeClock()
        self.gate = NotingGate()

    def http(self, base: str = GC, system: str = "GoCardless", **more: Any) -> Http:
        return Http(self.session, base, system=system, clock=self.clock, gate=self.gate, **more)

    def gocardless(self, **more: Any) -> GoCardless:
        return GoCardless(self.http(**more), token=TOKEN, creditor="CR1")

    def sage(self, **more: Any) -> Sage300:
        self.feed(CS + "CSCompanyProfile", [{"FunctionalCurrency": "GBP", "Name": "Sample"}])
        settings = {"company": "SAMLTD", "user": "S300GC", "password": PASSWORD, **more}
        return Sage300(self.http(SAGE, "Sage 300"), **settings)

    def feed(self, url: str, rows: Sequence[Any], **more: Any) -> None:
        self.adapter.register_uri(
            "GET", url, json={"value": list(rows), "@odata.count": len(rows), **more}
        )

    @property
    def sent(self) -> list[Any]:
        """The requests that left, without the company profile."""
        history = self.adapter.request_history
        return [request for request in history if "CSCompanyProfile" not in request.url]


def gbp(text: str) -> Money:
    return Money.of(Decimal(text), "GBP")


def step(**more: Any) -> CreatePayment:
    values: dict[str, Any] = {
        "reference": "SAMLTD payment IN001/1 a1",
        "key": "key-of-IN001",
        "customer": "1200",
        "mandate": "MD1",
        "amount": gbp("12.34"),
        "charge_date": date(2026, 1, 12),
        "allocations": (Allocation(Claim("1200", "IN001"), gbp("12.34")),),
        "description": "Invoice IN001",
        "metadata": (("customer", "1200"), ("documents", "IN001/1=12.34")),
        "due": date(2026, 1, 12),
    }
    return CreatePayment(**{**values, **more})


def payment(**more: Any) -> dict[str, Any]:
    return {
        "id": "PM1",
        "created_at": "2026-01-05T09:00:00.000Z",
        "charge_date": "2026-01-12",
        "amount": 1234,
        "description": "Invoice IN001",
        "currency": "GBP",
        "status": "pending_submission",
        "amount_refunded": 0,
        "metadata": {"customer": "1200"},
        "links": {"mandate": "MD1", "creditor": "CR1"},
        **more,
    }


def journal(**more: Any) -> Journal:
    amount = gbp("1234567.10")
    home = Decimal(1)
    lines = (
        JournalLine("1000", amount, amount, home, "SP", "PO1", "payout"),
        JournalLine("1100", -amount, -amount, home, "SP", "PM1 IN001", "customer 1200"),
    )
    values: dict[str, Any] = {
        "reference": "GC PO1",
        "description": "GoCardless payout PO1",
        "dated": date(2026, 1, 9),
        "period": JANUARY,
        "source_ledger": "GL",
        "source_type": "GC",
        "lines": lines,
    }
    return Journal(**{**values, **more})


def receipts(**more: Any) -> ReceiptBatch:
    receipt = Receipt(
        number="PM1 -1",
        customer="1200",
        account_set="DOM",
        amount=gbp("1234567.10"),
        dated=date(2026, 1, 9),
        description="GoCardless payment PM1",
        reference="GC PO1",
        applied=(Application("IN001", 2, gbp("1000000.00")),),
    )
    values: dict[str, Any] = {
        "reference": "GC PO1 1/1",
        "bank": "GC1100",
        "x": "1100",
        "dated": date(2026, 1, 9),
        "period": JANUARY,
        "payment_code": "GC",
        "receipts": (receipt,),
    }
    return ReceiptBatch(**{**values, **more})


def notes(**more: Any) -> NoteBatch:
    note = DebitNote(
        number="PM1-R1",
        payment="PM1",
        customer="1200",
        account_set="DOM",
        x="1100-100",
        amount=gbp("1234567.10"),
        dated=date(2026, 1, 9),
        description="Returned PM1 IN001",
        reference="PO1",
        tax_group="NOTAX",
    )
    values: dict[str, Any] = {
        "reference": "GC PO1 returns",
        "dated": date(2026, 1, 9),
        "period": JANUARY,
        "notes": (note,),
    }
    return NoteBatch(**{**values, **more})
