"""Money that was booked before its invoice was posted is applied to it afterwards, once."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.company import Company
from tests.flows.collectors import applied, balance, company_of, settled
from tests.flows.subscribers import month, one_off

CREATE = 'create = "subscriptions"\n\n[subscriptions]\ncharges = ["RENT"]\n'
BOTH = pytest.mark.parametrize("credit", ["ar-control", "1190"])


def landlord(folder: Path, credit: str = "ar-control", *others: str) -> Company:
    """A company whose one customer pays a rent that nobody invoices but us."""
    one = company_of(folder, "C1", *others, credit=credit, invoices=CREATE)
    one.world.sage300.add_recurring_charge(
        "RENT", "C1", Decimal(100), one.world.timeline.today, "MONTHLY", description="Rent"
    )
    return one


def ours(one: Company, kind: str) -> list[Any]:
    """The batches that we made and did not mark as duplicates."""
    return [
        b for b in one.state["sage300"][kind]
        if b["made_by"] == "tool" and not b["Description"].startswith("DUPLICATE")
    ]  # fmt: skip


def applications(one: Company) -> list[Any]:
    return [b for b in ours(one, "receipt_batches") if b["Description"].endswith(" apply")]


def booked_first(one: Company) -> str:
    """Live until the payout is booked while our invoice still waits; then a person posts it."""
    for _ in range(60):
        month(one, 1, invoiced=False)
        if ours(one, "receipt_batches"):
            break
    (draft,) = ours(one, "invoice_batches")
    assert draft["BatchStatus"] == "Open"
    one.world.sage300.post_invoice_batch(int(draft["BatchNumber"]))
    (entry,) = draft["Invoices"]
    number: str = entry["DocumentNumber"]
    assert balance(one, number) == 120
    return number


def received(one: Company, number: str, amount: int) -> None:
    """A clerk enters and posts a receipt for the invoice."""
    one.world.sage300.post_receipt(
        "C1", Decimal(amount), one.world.timeline.today, "BANK", {number: Decimal(amount)}
    )


def worklist(one: Company) -> list[str]:
    with one.parts() as parts:
        return [str(item) for item in parts.store.payouts.worklist()]


@BOTH
def test_what_came_before_its_invoice_is_applied_when_that_is_posted(
    tmp_path: Path, credit: str
) -> None:
    one = landlord(tmp_path, credit)
    number = booked_first(one)
    assert any("unapplied cash" in item for item in worklist(one))
    one.sync()
    assert balance(one, number) == 0
    assert applied(one) == [(number, 1, Decimal(120))]
    assert worklist(one) == []
    assert one_off(one) == []
    settled(one)


def test_a_second_run_writes_nothing(tmp_path: Path) -> None:
    one = landlord(tmp_path)
    booked_first(one)
    one.sync()
    one.requests()
    one.sync()
    assert [r["path"] for r in one.requests() if r["method"] not in ("GET", "HEAD")] == []
    assert len(applications(one)) == 1


@BOTH
@pytest.mark.parametrize("when", ["before", "after", "late"])
@pytest.mark.parametrize("path", ["/AR/ARReceiptAndAdjustmentBatches", "/AR/ARPostReceipts"])
def test_a_lost_answer_applies_nothing_twice(
    tmp_path: Path, credit: str, when: str, path: str
) -> None:
    one = landlord(tmp_path, credit)
    number = booked_first(one)
    one.fault(
        {
            "system": "sage300", "method": "POST", "path": path,
            "nth": 1, "when": when, "late_calls": 1, "what": "reset",
        }
    )  # fmt: skip
    for _ in range(3):
        one.sync()
    assert balance(one, number) == 0
    posted = [b for b in applications(one) if b["BatchStatus"] == "Posted"]
    assert len(posted) == 1
    assert worklist(one) == []
    settled(one)


def test_never_more_is_applied_than_is_open(tmp_path: Path) -> None:
    one = landlord(tmp_path)
    number = booked_first(one)
    received(one, number, 50)
    one.sync()
    assert applied(one) == [(number, 1, Decimal(70))]
    assert balance(one, number) == 0
    settled(one)


def test_an_invoice_that_somebody_else_closed_is_left_to_a_person(tmp_path: Path) -> None:
    one = landlord(tmp_path)
    number = booked_first(one)
    received(one, number, 120)
    told = [s.reason for outcome in one.sync() for s in outcome.skips() if s.kind == "unapplied"]
    assert len(told) == 1
    assert "nothing is open" in told[0]
    assert applications(one) == []
    assert worklist(one) != []


def test_a_dry_run_says_what_it_would_apply(tmp_path: Path) -> None:
    one = landlord(tmp_path)
    number = booked_first(one)
    one.sync(dry_run=True)
    assert balance(one, number) == 120
    assert applications(one) == []


def test_an_open_batch_waits_for_a_person_and_then_closes_the_line_of_work(
    tmp_path: Path,
) -> None:
    one = landlord(tmp_path)
    number = booked_first(one)
    settings = tmp_path / "s300gc.toml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace('status = "posted"', 'status = "open"'), "utf-8")
    one.sync()
    one.sync()
    (batch,) = applications(one)
    assert batch["BatchStatus"] == "Open"
    assert worklist(one) != []
    one.world.sage300.post_receipt_batch(int(batch["BatchNumber"]))
    one.sync()
    assert balance(one, number) == 0
    assert worklist(one) == []
    assert len(applications(one)) == 1
    settled(one)


def test_what_came_back_meanwhile_is_left_to_a_person(tmp_path: Path) -> None:
    one = landlord(tmp_path, "ar-control", "C2")
    for _ in range(40):
        if ours(one, "receipt_batches"):
            break
        month(one, 1, invoiced=False)
    (draft,) = ours(one, "invoice_batches")
    (payment,) = [p["id"] for p in one.state["gocardless"]["payments"]]
    one.world.gocardless.charge_back(payment)
    other = one.state["gocardless"]["mandates"][1]["id"]
    one.world.gocardless.dashboard_payment(other, 50000, "Something else")
    month(one, 14, invoiced=False)
    one.world.sage300.post_invoice_batch(int(draft["BatchNumber"]))
    told = [s.reason for outcome in one.sync() for s in outcome.skips() if s.kind == "unapplied"]
    assert any("came back" in reason for reason in told)
    assert applications(one) == []
