"""A company about to book a payout of very many payments, each of an invoice of its own."""

import sys
from decimal import Decimal
from pathlib import Path

from s300gc.sandbox.sage300.people import Paper
from s300gc.sandbox.world import World
from tests.company import Company

CUSTOMERS = 50


def paid_out(folder: Path, payments: int, status: str = "posted") -> Company:
    """Collect so many invoices of customers in turn, and let GoCardless pay them out at once."""
    one = Company(World.new("empty"), folder, changes={'status = "posted"': f'status = "{status}"'})
    world, today = one.world, one.world.timeline.today
    for n in range(CUSTOMERS):
        number = f"C{n:03d}"
        world.sage300.add_customer(number, f"Customer {n}", f"{number}@example.com")
        world.gocardless.sign_mandate(
            given_name="", family_name="", company_name=f"Customer {n}",
            email=f"{number}@example.com", metadata={"sage300_customer": number},
        )  # fmt: skip
    world.sage300.post_documents(
        [
            Paper(
                customer=f"C{n % CUSTOMERS:03d}",
                number=f"IN{n:06d}",
                amount=Decimal(1000 + n % 9000) / 100,
                tax=Decimal(0),
                dated=today,
                due=today,
            )
            for n in range(payments)
        ]
    )
    one.sync()
    while not world.gocardless.data["rows"]["payouts"]:
        world.advance(1)
    one.requests()
    return one


def save(folder: Path, payments: int, status: str) -> None:
    """Leave such a company in a folder, for ``sandbox serve`` to go on from."""
    one = paid_out(folder, payments, status)
    (folder / "world.json").write_text(one.world.save(), "utf-8")


if __name__ == "__main__":
    save(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
