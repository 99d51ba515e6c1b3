"""What `/_sandbox/state` alone tells of collecting: nothing here asks our store or our rules."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

Claim = tuple[str, str, int]
"""Customer, document and instalment."""
Place = tuple[str, str]
"""Customer and document."""
Payer = tuple[str, str]
"""Customer and currency."""

ON_ITS_WAY = ("pending_customer_approval", "pending_submission", "submitted", "confirmed")
ALIVE = (*ON_ITS_WAY, "paid_out")
OWED = ("Invoice", "DebitNote")
CURRENCIES = {"bacs": "GBP", "sepa_core": "EUR"}
_PART = re.compile(r"(?P<document>\S+)/(?P<number>\d+)=(?P<amount>\d+\.\d\d)")


def minor(value: object) -> int:
    """An amount of Sage in minor units."""
    return int(Decimal(str(value)) * 100)


@dataclass(frozen=True)
class Taken:
    """A payment of the tool and what its metadata says that it takes, in minor units."""

    id: str
    status: str
    customer: str
    currency: str
    amount: int
    mandate: str
    parts: tuple[tuple[Claim, int], ...]
    refunded: int

    @property
    def alive(self) -> bool:
        return self.status in ALIVE

    @property
    def on_its_way(self) -> bool:
        return self.status in ON_ITS_WAY


@dataclass(frozen=True)
class Paper:
    """A posted document; ``schedule`` is due date and amount of each instalment."""

    kind: str
    currency: str
    original: int
    balance: int
    schedule: dict[int, tuple[date, int]]


class Seen:
    """One look at both systems."""

    def __init__(self, state: dict[str, Any]) -> None:
        self._sage, self._gocardless = state["sage300"], state["gocardless"]
        self.today = date.fromisoformat(state["now"][:10])

    # ------------------------------------------------------------ GoCardless

    @cached_property
    def taken(self) -> list[Taken]:
        """The payments that the tool made, oldest first."""
        return [_taken(row) for row in self._gocardless["payments"] if row["made_by"] == "tool"]

    @cached_property
    def mandates(self) -> dict[str, tuple[str, str, str]]:
        """Customer of Sage, currency and status of each mandate."""
        owners = {
            row["id"]: row["metadata"].get("sage300_customer", "")
            for row in self._gocardless["customers"]
        }
        return {
            row["id"]: (
                owners[row["links"]["customer"]], CURRENCIES[row["scheme"]], row["status"],
            )
            for row in self._gocardless["mandates"]
        }  # fmt: skip

    @property
    def able(self) -> set[Payer]:
        """Customers from whom a currency can be collected."""
        return {(who, money) for who, money, status in self.mandates.values() if status == "active"}

    # ------------------------------------------------------------ Sage

    @cached_property
    def papers(self) -> dict[Place, Paper]:
        """The posted documents, receipts left out."""
        schedules = self._schedules()
        found = {}
        for row in self._sage["documents"]:
            place = (row["CustomerNumber"], row["DocumentNumber"])
            found[place] = Paper(
                row["DocumentType"],
                row["CurrencyCode"],
                minor(row["CustomerCurrencyInvoiceAmount"]),
                minor(row["CustomerCurrencyAmountDue"]),
                schedules.get(place, {}),
            )
        return found

    def _schedules(self) -> dict[Place, dict[int, tuple[date, int]]]:
        return {
            (entry["CustomerNumber"], entry["DocumentNumber"]): {
                part["PaymentNumber"]: (
                    date.fromisoformat(part["DueDate"][:10]), minor(part["AmountDue"]),
                )
                for part in entry["InvoicePaymentSchedules"]
            }
            for batch in self._sage["invoice_batches"]
            for entry in batch["Invoices"]
        }  # fmt: skip

    @property
    def on_hold(self) -> set[str]:
        """Customers on hold."""
        rows = self._sage["customers"]
        return {row["CustomerNumber"] for row in rows if row.get("OnHold") == "Yes"}

    @cached_property
    def credited(self) -> Counter[Payer]:
        """What each customer is owed."""
        found: Counter[Payer] = Counter()
        for (customer, _), paper in self.papers.items():
            if paper.balance < 0:
                found[(customer, paper.currency)] -= paper.balance
        return found

    @cached_property
    def pending(self) -> Counter[Place]:
        """What other people's receipts will pay of each document once they are posted."""
        found: Counter[Place] = Counter()
        for batch in self._sage["receipt_batches"]:
            if batch["made_by"] != "tool" and batch["BatchStatus"] == "Open":
                for (customer, document, _), amount in _applied(batch).items():
                    found[(customer, document)] += amount
        return found

    @cached_property
    def received(self) -> Counter[Claim]:
        """What the tool's posted receipts have paid of each claim."""
        found: Counter[Claim] = Counter()
        for batch in self._ours():
            found += _applied(batch)
        return found

    @cached_property
    def _receipts(self) -> Counter[str]:
        """How many posted receipts there are for each payment."""
        names = {
            entry["CheckReceiptNumber"]
            for batch in self._ours()
            for entry in batch["ReceiptsAdjustments"]
        }
        return Counter(name.partition("-")[0] for name in names)

    def _ours(self) -> list[dict[str, Any]]:
        return [
            batch
            for batch in self._sage["receipt_batches"]
            if batch["made_by"] == "tool" and batch["BatchStatus"] == "Posted"
        ]

    # ------------------------------------------------------------ both

    @cached_property
    def notes(self) -> dict[str, list[Place]]:
        """The debit notes that stand for each payment that came back."""
        found: dict[str, list[Place]] = {}
        for place, paper in self.papers.items():
            if paper.kind == "DebitNote" and place[1].startswith("PM"):
                found.setdefault(place[1].partition("-")[0], []).append(place)
        return found

    def takes(self, one: Taken) -> Counter[Place]:
        """What a living payment takes beyond what Sage knows: of documents, or of its notes."""
        found: Counter[Place] = Counter()
        notes = self.notes.get(one.id, [])
        if not one.alive or self._receipts[one.id] > len(notes):
            return found
        if notes:
            last = max(notes, key=lambda place: place[1])
            found[last] += self.papers[last].original
            return found
        for (customer, document, _), amount in one.parts:
            found[(customer, document)] += amount
        return found

    @cached_property
    def outstanding(self) -> Counter[Place]:
        """What living payments take of each document beyond what Sage knows."""
        found: Counter[Place] = Counter()
        for one in self.taken:
            found += self.takes(one)
        return found

    @cached_property
    def left(self) -> Counter[Payer]:
        """What of each customer's open documents nothing takes and nobody else will pay."""
        found: Counter[Payer] = Counter()
        for place, paper in self.papers.items():
            left = paper.balance - self.pending[place] - self.outstanding[place]
            found[(place[0], paper.currency)] += max(0, left)
        return found

    @cached_property
    def effective(self) -> dict[str, str]:
        """Payments whose money is there or on its way, and which payment brings it.

        A payment that came back lives on in the one that collects its debit note.
        """
        found = {one.id: one.id for one in self.taken if one.alive}
        for one in reversed(self.taken):
            for (_, document, _), _ in one.parts:
                former, dash, _ = document.partition("-R")
                if dash and one.id in found:
                    assert former not in found, f"{former} and {one.id} take the same money"
                    found[former] = one.id
        return found


def _taken(row: dict[str, Any]) -> Taken:
    said = row["metadata"]
    assert set(said) == {"customer", "documents", "s300gc"}, said
    parts = []
    for part in said["documents"].split(" "):
        match = _PART.fullmatch(part)
        assert match, said
        claim = (said["customer"], match["document"], int(match["number"]))
        parts.append((claim, minor(match["amount"])))
    return Taken(
        row["id"], row["status"], said["customer"], row["currency"], row["amount"],
        row["links"]["mandate"], tuple(parts), row["amount_refunded"],
    )  # fmt: skip


def _applied(batch: dict[str, Any]) -> Counter[Claim]:
    found: Counter[Claim] = Counter()
    for entry in batch["ReceiptsAdjustments"]:
        for line in entry["AppliedReceiptsAdjustments"]:
            claim = (entry["CustomerNumber"], line["DocumentNumber"], line["PaymentNumber"])
            found[claim] += minor(line["CustomerReceiptAmount"])
    return found
