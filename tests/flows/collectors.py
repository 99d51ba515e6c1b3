"""Companies with one customer and his mandate, for tests of what is collected."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from s300gc.model import CreatePayment, Done, Skip
from s300gc.sandbox.world import World
from tests.company import Company


def company_of(
    folder: Path,
    *numbers: str,
    credit: str = "ar-control",
    invoices: str = "",
) -> Company:
    """A company with these customers, each with an active mandate; ``invoices`` are settings."""
    world = World.new("empty")
    wanted = {"horizon_days = 30\n": f"horizon_days = 30\n{invoices}\n"} if invoices else {}
    one = Company(world, folder, credit=credit, changes=wanted)
    for number in numbers or ("C1",):
        world.sage300.add_customer(number, f"Customer {number}", f"{number}@example.com")
        sign(world, number)
    return one


def sign(world: World, number: str, **options: Any) -> str:
    """Let a customer sign a mandate; give its id."""
    return world.gocardless.sign_mandate(
        given_name="", family_name="", company_name=f"Customer {number}",
        email=f"{number}@example.com", metadata={"sage300_customer": number}, **options,
    )  # fmt: skip


def owe(
    one: Company, number: str, amount: str, days: int = 0, customer: str = "C1", **more: Any
) -> None:
    """Post a document that is due in so many days."""
    today = one.world.timeline.today
    due = today + timedelta(days=days)
    one.world.sage300.post_invoice(customer, number, Decimal(amount), today, due, **more)


def owe_in_parts(
    one: Company, number: str, *amounts: str, apart: int = 21, customer: str = "C1"
) -> None:
    """Post an invoice of several payments, the first due today and the others days apart."""
    today = one.world.timeline.today
    parts = [
        (today + timedelta(days=apart * n), Decimal(amount)) for n, amount in enumerate(amounts)
    ]
    whole = sum(amount for _, amount in parts)
    one.world.sage300.post_invoice(
        customer, number, Decimal(whole), today, today, instalments=parts
    )


def skips(one: Company) -> dict[str, Skip]:
    """What one run leaves alone, by subject."""
    return {s.subject: s for outcome in one.sync() for s in outcome.skips()}


def collected(one: Company) -> list[Done]:
    """What one run collects."""
    return [done for outcome in one.sync() if outcome.flow == "invoices" for done in outcome.done()]


def said(one: Company) -> dict[str, dict[str, Any]]:
    """Payments of ours by what their metadata says they stand for."""
    return {
        payment["metadata"]["documents"]: payment
        for payment in one.state["gocardless"]["payments"]
        if "documents" in payment["metadata"]
    }


def applied(one: Company) -> list[tuple[str, int, Decimal]]:
    """What our receipts were applied to: document, payment number, amount."""
    return [
        (line["DocumentNumber"], line["PaymentNumber"], line["CustomerReceiptAmount"])
        for batch in one.state["sage300"]["receipt_batches"]
        if batch["made_by"] == "tool"
        for entry in batch["ReceiptsAdjustments"]
        for line in entry["AppliedReceiptsAdjustments"]
    ]


def balance(one: Company, number: str, customer: str = "C1") -> Decimal:
    """What is open of a document in Sage 300."""
    return one.world.sage300.balance(customer, number)


def settled(one: Company) -> None:
    """Nothing was done twice and, once AR's own GL batches are posted, the books agree."""
    one.world.sage300.post_ar_gl_batches()
    assert one.gaps() == {}
    assert one.posted_twice() == []
    assert [check for check in one.reconcile().checks if not check.holds] == []


def steps(one: Company) -> list[CreatePayment]:
    """What a run would collect now."""
    from s300gc.flows import invoices
    from s300gc.model import Outcome

    with one.parts() as parts:
        plan = invoices.gather(parts, Outcome("invoices"))
    return [step for step in plan if isinstance(step, CreatePayment)]


def today(one: Company) -> date:
    """The World's day."""
    return one.world.timeline.today
