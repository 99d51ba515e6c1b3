"""Companies as they stand when a story begins, each lived once for each way of booking."""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from s300gc.flows import sync
from s300gc.sandbox.world import World
from tests.company import Company
from tests.flows.collectors import owe, sign

BOOKINGS = ("ar-control", "1190")
EURO = {"scheme": "sepa_core", "currency": "EUR", "country_code": "FR"}
PEOPLE = (("C1", "DOM"), ("C2", "DOM"), ("X1", "EXP"))
Play = Callable[[Company], Iterable[str]]


@dataclass(frozen=True)
class Story:
    """A situation: what it is in one sentence, which rule it proves, and how it is played."""

    name: str
    sentence: str
    rule: str
    play: Play
    begins: str = "new"
    """``new``, or ``received``: IN1 of C1 over 100.00 is collected and its receipt posted."""
    changes: tuple[tuple[str, str], ...] = ()
    apart: str = ""
    """Why control and documents differ at the end; empty: they must agree."""
    differences: tuple[str, ...] = ()
    """The codes of the differences that reconcile must find."""


@dataclass
class Stage:
    """Gives each story a company of its own."""

    folder: Path
    _begun: dict[tuple[str, str], Company] = field(default_factory=dict)

    def company(self, story: Story, credit: str) -> Company:
        """Give the company with which a story begins."""
        first = self._begun.get((story.begins, credit))
        if first is None:
            first = _begun(self.folder / f"{story.begins} {credit}", story.begins, credit)
            self._begun[(story.begins, credit)] = first
        folder = self.folder / f"{story.name} {credit}"
        one = Company(first.world.copy(), folder, credit, dict(story.changes))
        if first.config.database.exists():
            shutil.copy(first.config.database, one.config.database)
        return one


def _begun(folder: Path, begins: str, credit: str) -> Company:
    world = World.new("empty")
    creditor = world.gocardless.creditor("Sample Ltd", ("GBP", "EUR"))
    world.story["creditor"] = creditor
    world.gocardless.allow_refunds(creditor)
    one = Company(world, folder, credit)
    for number, account_set in PEOPLE:
        mail = f"{number}@example.com"
        world.sage300.add_customer(number, f"Customer {number}", mail, account_set=account_set)
        sign(world, number, creditor=creditor)
    world.sage300.add_customer(
        "E1", "Customer E1", "E1@example.com", account_set="EUR", currency="EUR"
    )
    sign(world, "E1", creditor=creditor, **EURO)
    if begins == "received":
        owe(one, "IN1", "100.00")
        carry_on(one)
    return one


def carry_on(one: Company, days: int = 9) -> None:
    """Collect, let so many days pass, and book what arrived and what follows from it."""
    one.sync()
    one.world.advance(days - 1)
    one.sync()
    one.world.advance(1)
    one.sync()


def said(one: Company) -> list[str]:
    """Run once, and give what it could not do."""
    found = []
    with one.parts() as parts:
        for outcome in sync.run(parts):
            found += [f"{one.world.timeline.today}: {f.error}" for f in outcome.failures()]
    return found


def payment_of(one: Company, document: str) -> str:
    """Give the id of the only payment of a document."""
    (found,) = [
        row["id"] for row in one.state["gocardless"]["payments"]
        if f"{document}/" in row["metadata"].get("documents", "")
    ]  # fmt: skip
    return str(found)


def mandate_of(one: Company, customer: str) -> str:
    """Give the mandate of a customer."""
    people = {
        row["id"]: row["metadata"].get("sage300_customer")
        for row in one.state["gocardless"]["customers"]
    }
    (found,) = [
        row["id"] for row in one.state["gocardless"]["mandates"]
        if people[row["links"]["customer"]] == customer
    ]  # fmt: skip
    return str(found)


def bill(one: Company, number: str, amount: str, customer: str = "C2") -> None:
    """Post an invoice that is due today."""
    owe(one, number, amount, customer=customer)


def credit_note(one: Company, number: str, amount: str, customer: str = "C1") -> None:
    """A person posts a credit note today."""
    today = one.world.timeline.today
    one.world.sage300.post_invoice(
        customer, number, Decimal(amount), today, today, kind="CreditNote", made_by="person"
    )


def paid_by_transfer(one: Company, document: str, amount: str, customer: str = "C1") -> None:
    """A clerk posts a receipt of money that came to the real bank."""
    today, value = one.world.timeline.today, Decimal(amount)
    one.world.sage300.post_receipt(customer, value, today, "BANK", {document: value})


def edit_payout(one: Company, items: list[dict[str, object]], amount: int) -> str:
    """Let GoCardless's newest payout consist of something else; give its id."""
    rows = one.world.gocardless.data["rows"]["payouts"]
    identity = max(rows, key=lambda id: rows[id]["created_at"])
    one.world.gocardless.data["payout_items"][identity] = items
    rows[identity]["amount"] = amount
    return str(identity)


def items_of_payout(one: Company) -> list[dict[str, object]]:
    """Give the items of the newest payout."""
    rows = one.world.gocardless.data["rows"]["payouts"]
    identity = max(rows, key=lambda id: rows[id]["created_at"])
    return [dict(item) for item in one.world.gocardless.data["payout_items"][identity]]


def until_paid_out(one: Company, count: int = 1, most: int = 20) -> None:
    """Live until so many payouts are paid; the last one has not been read."""
    for _ in range(most):
        one.sync()
        one.world.advance(1)
        if sum(row["status"] == "paid" for row in one.state["gocardless"]["payouts"]) >= count:
            return
    raise AssertionError("nothing was paid out")
