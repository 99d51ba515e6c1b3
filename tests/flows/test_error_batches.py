"""Entries that Sage moves to an error batch, and batches that hold only a part of what was sent."""

from pathlib import Path
from typing import Any

import pytest

from s300gc.sandbox.sage300.switches import SageSwitches
from s300gc.sandbox.world import World
from tests.company import Company
from tests.flows.meddling import failures

UNSEEN = ("CS/CSFiscalCalendars",)
"""A server that does not show its calendar: that a period is locked only the posting tells."""


def company(tmp_path: Path, scenario: str = "small", **switches: Any) -> Company:
    return Company(World.new(scenario, sage_switches=SageSwitches(**switches)), tmp_path)


def until_paid_out(one: Company) -> None:
    """Live until the next run has its first payout to book."""
    while not any(p["status"] == "paid" for p in one.state["gocardless"]["payouts"]):
        one.sync()
        one.world.advance(1)


def booked(one: Company) -> list[str]:
    with one.parts() as parts:
        return [payout.id for payout in parts.store.payouts.booked()]


def post_error_batches(one: Company) -> None:
    """A person has removed the cause and posts what was moved to error batches."""
    state, sage = one.state["sage300"], one.world.sage300
    for batch in state["gl_batches"]:
        if batch["Description"].startswith("ERROR BATCH") and batch["Status"] == "Open":
            sage.post_gl_batch(batch["BatchNumber"])
    for batch in state["receipt_batches"]:
        if batch["Description"].startswith("ERROR BATCH") and batch["BatchStatus"] == "Open":
            sage.post_receipt_batch(int(batch["BatchNumber"]))


@pytest.mark.parametrize(
    "switches", [{}, {"error_pointers": False}, {"post_errors": "refuse"}], ids=str
)
@pytest.mark.parametrize("module", ["GL", "BK"])
def test_a_payout_in_error_is_booked_once_the_error_batch_is_posted(
    tmp_path: Path, module: str, switches: dict[str, Any]
) -> None:
    one = company(tmp_path, absent=UNSEEN, **switches)
    until_paid_out(one)
    one.world.sage300.lock_period(2026, 1, [module])
    for _ in range(2):
        found = failures(one.sync())
        assert {failure.exit_code for failure in found} == {6}
        assert all("correct and post that one" in failure.error for failure in found)
        assert (booked(one), one.posted_twice()) == ([], [])
    one.world.sage300.lock_period(2026, 1, [module], locked=False)
    assert failures(one.sync()) != []
    post_error_batches(one)
    assert failures(one.sync()) == []
    assert booked(one) != []
    one.world.advance(1)
    post_error_batches(one)
    assert one.reconcile().differences == ()
    assert one.gaps() == {}
    assert one.posted_twice() == []


def test_a_person_who_posts_what_was_left_open_is_not_believed_where_it_is_in_error(
    tmp_path: Path,
) -> None:
    one = company(tmp_path)
    one.changes = {}
    path = one.folder / "s300gc.toml"
    path.write_text(path.read_text("utf-8").replace('status = "posted"', 'status = "open"'))
    until_paid_out(one)
    assert failures(one.sync()) == []
    sage = one.world.sage300
    journal = next(b for b in one.state["sage300"]["gl_batches"] if b["made_by"] == "tool")
    sage.lock_period(2026, 1, ["GL"])
    sage.post_gl_batch(journal["BatchNumber"])
    sage.lock_period(2026, 1, ["GL"], locked=False)
    found = failures(one.sync())
    assert [failure.exit_code for failure in found] == [6]
    assert booked(one) == []


def test_a_batch_of_which_a_part_was_refused_is_never_posted(tmp_path: Path) -> None:
    one = company(tmp_path, "demo", post_atomic=False)
    receipts = until_two_receipts(one)
    sage = one.world.sage300
    # Entries before the one in error stay in the batch.
    customer = receipts[-1]
    sage.edit_customer(customer, Status="Inactive")
    assert [failure.exit_code for failure in failures(one.sync())] == [3]
    sage.edit_customer(customer, Status="Active")
    for _ in range(2):
        found = failures(one.sync())
        assert {failure.exit_code for failure in found} == {6}
        part = f"holds {len(receipts) - 1} of {len(receipts)} entries"
        assert all("delete it in Sage 300, then run again" in one.error for one in found)
        assert any(part in one.error for one in found)
    assert nothing_posted(one, found[0].subject)
    for batch in one.state["sage300"]["receipt_batches"]:
        if batch["made_by"] == "tool" and batch["BatchStatus"] == "Open":
            sage.delete_batch(int(batch["BatchNumber"]))
    assert failures(one.sync()) == []
    one.world.advance(1)
    assert found[0].subject in booked(one)
    assert one.reconcile().differences == ()
    assert (one.gaps(), one.posted_twice()) == ({}, [])


def test_a_draft_that_a_person_has_changed_is_not_posted(tmp_path: Path) -> None:
    one = company(tmp_path, "demo")
    receipts = until_two_receipts(one)
    sage = one.world.sage300
    sage.set_rights("S300GC", ["AR", "GL", "BK", "CS", "TX"])
    assert failures(one.sync()) != []
    drafts = [b for b in one.state["sage300"]["receipt_batches"] if b["BatchStatus"] == "Open"]
    batch = max(drafts, key=lambda batch: batch["NumberOfEntries"])
    row = sage.books.find("AR/ARReceiptAndAdjustmentBatches", "CA", int(batch["BatchNumber"]))
    assert row is not None
    row["ReceiptsAdjustments"].pop()
    row["NumberOfEntries"] -= 1
    sage.set_rights("S300GC", ["AR", "GL", "BK", "CS", "TX", "ARPost", "GLPost"])
    found = failures(one.sync())
    part = f"holds {len(receipts) - 1} of {len(receipts)} entries"
    assert [failure.subject for failure in found if part in failure.error] != []
    assert {failure.subject for failure in found} & set(booked(one)) == set()


def until_two_receipts(one: Company) -> list[str]:
    """Live until the next run will make a batch of several receipts; give their customers."""
    until_paid_out(one)
    for _ in range(20):
        found = planned_receipts(one)
        if len(found) > 1:
            return found
        one.sync()
        one.world.advance(1)
    raise AssertionError("there was never a batch of several receipts")


def planned_receipts(one: Company) -> list[str]:
    """Give the customers of the largest batch of receipts that the next run will make."""
    twin = Company(one.world.copy(), one.folder / "twin")
    one.keep_database("before.db")
    (twin.folder / "s300gc.db").write_bytes((one.folder / "before.db").read_bytes())
    twin.sync()
    made = [b for b in twin.state["sage300"]["receipt_batches"] if b["made_by"] == "tool"]
    known = {b["BatchNumber"] for b in one.state["sage300"]["receipt_batches"]}
    new = [b["ReceiptsAdjustments"] for b in made if b["BatchNumber"] not in known]
    return [entry["CustomerNumber"] for entry in max(new, key=len, default=[])]


def nothing_posted(one: Company, payout: str) -> bool:
    state = one.state["sage300"]
    batches = [*state["receipt_batches"], *state["gl_batches"]]
    ours = [batch for batch in batches if payout in batch["Description"]]
    return {b.get("Status", b.get("BatchStatus")) for b in ours} == {"Open"}
