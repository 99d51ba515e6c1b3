"""Money of unknown payers: into the unmatched account, and out of it once somebody says whose."""

from decimal import Decimal
from pathlib import Path

import pytest

from s300gc.errors import UsageError
from s300gc.flows import assigning, links
from s300gc.sandbox.world import World
from tests.company import Company
from tests.flows.collectors import settled
from tests.flows.test_fx_booking import posted


def stranger(folder: Path, credit: str) -> tuple[Company, str]:
    """A company in which 100.00 of somebody unknown are booked; gives the payment too."""
    world = World.new("empty")
    one = Company(world, folder, credit=credit)
    world.sage300.add_customer("C1", "Customer C1", "c1@example.com")
    mandate = world.gocardless.sign_mandate(
        given_name="", family_name="", company_name="Somebody", email="who@example.com",
        metadata={},
    )  # fmt: skip
    one.sync()
    payment = world.gocardless.dashboard_payment(mandate, 10000, "Repair")
    while not world.gocardless.data["rows"]["payouts"]:
        world.advance(1)
    one.sync()
    assert posted(world)["2190"] == Decimal("-100.00")
    return one, payment


def moved(one: Company, payment: str, x: str) -> None:
    """Its money stands on X and in AR, once, and the books agree."""
    assert posted(one.world) | {"1195": Decimal(0), "2201": Decimal(0), "7900": Decimal(0)} == {
        "1195": 0, "2201": 0, "7900": 0, "2190": 0, x: Decimal("-100.00"),
    }  # fmt: skip
    (receipt,) = [
        entry
        for batch in one.state["sage300"]["receipt_batches"]
        if batch["Description"] == f"GC {payment} receipt"
        for entry in batch["ReceiptsAdjustments"]
    ]
    assert (receipt["CheckReceiptNumber"], receipt["CustomerNumber"]) == (f"{payment}-1", "C1")
    with one.parts() as parts:
        (line,) = parts.store.payouts.lines_of_payment(payment)
        assert (line.customer, line.x, line.receipt) == ("C1", x, f"{payment}-1")
        assert parts.store.payouts.remainders() == []
    settled(one)


@pytest.mark.parametrize("credit", ["ar-control", "1190"])
def test_a_linked_mandate_brings_the_money_to_its_customer_and_later_returns_find_it(
    tmp_path: Path, credit: str
) -> None:
    one, payment = stranger(tmp_path, credit)
    x = "1100" if credit == "ar-control" else credit
    with one.parts() as parts:
        mandate = parts.store.payments.some([payment])[0].mandate
        (found,) = parts.store.mandates.some([mandate])
        links.link(parts, found.customer, "C1")
    one.fault(
        {"system": "sage300", "method": "POST", "path": "/Sage300WebApi", "nth": 1,
         "when": "after", "what": "reset"}
    )  # fmt: skip
    for _ in range(3):
        one.sync()
    one.fault()
    moved(one, payment, x)
    one.requests()
    one.sync()
    assert [r["path"] for r in one.requests() if r["method"] not in ("GET", "HEAD")] == []
    one.world.gocardless.dashboard_payment(mandate, 50000, "Works")
    one.world.gocardless.charge_back(payment)
    one.live(8)
    (note,) = [
        entry
        for batch in one.state["sage300"]["invoice_batches"]
        if batch["made_by"] == "tool"
        for entry in batch["Invoices"]
    ]
    assert [detail["RevenueAccount"] for detail in note["InvoiceDetails"]] == [x]
    settled(one)


def test_a_person_says_whose_one_payment_is(tmp_path: Path) -> None:
    one, payment = stranger(tmp_path, "ar-control")
    with one.parts() as parts:
        with pytest.raises(UsageError, match="no customer C9"):
            assigning.assign(parts, payment, "C9")
        with pytest.raises(UsageError, match="no money of PM0"):
            assigning.assign(parts, "PM0", "C1")
        assert assigning.assign(parts, payment, "C1").failures() == []
        with pytest.raises(UsageError, match="no money"):
            assigning.assign(parts, payment, "C1")
    moved(one, payment, "1100")
