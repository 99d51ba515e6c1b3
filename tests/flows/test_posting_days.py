"""One posting date and one fiscal period for all parts of a payout, open in AR, BK and GL."""

from pathlib import Path

import pytest

from tests.company import Company
from tests.flows.correctors import POSTED, batches, copy_of, errors, paid, receipts, state

MOVING = {POSTED: f'{POSTED}\nclosed_period = "next-open"'}


def lock(one: Company, module: str, *periods: int, locked: bool = True) -> None:
    for period in periods:
        one.world.sage300.lock_period(2026, period, [module], locked)  # type: ignore[list-item]


@pytest.mark.parametrize("module", ["AR", "BK", "GL"])
def test_a_period_locked_in_one_module_is_named_and_the_payout_waits(
    before: Company, tmp_path: Path, module: str
) -> None:
    one = copy_of(before, tmp_path)
    payout = paid(one)[0]
    month = int(payout["arrival_date"][5:7])
    lock(one, module, month)
    (said,) = errors(one)
    assert (
        f"fiscal period 2026-{month:02} of {payout['arrival_date']} is locked for {module}" in said
    )
    assert state(one, payout["id"])[0] == "waiting"
    assert batches(one, payout["id"]) == {}
    lock(one, module, month, locked=False)
    assert errors(one) == []
    assert state(one, payout["id"]) == ("booked", "")


def test_next_open_moves_all_parts_of_a_payout_to_one_later_day(
    before: Company, tmp_path: Path
) -> None:
    one = copy_of(before, tmp_path, MOVING)
    payout = paid(one)[0]
    month = int(payout["arrival_date"][5:7])
    lock(one, "BK", month)
    lock(one, "AR", month + 1)
    assert errors(one) == []
    first = f"2026-{month + 2:02}-01"
    sage = one.state["sage300"]
    (journal,) = [b for b in sage["gl_batches"] if b["Description"] == f"GC {payout['id']}"]
    (header,) = journal["JournalHeaders"]
    assert (header["PostingDate"][:10], header["FiscalPeriod"]) == (first, f"{month + 2:02}")
    ours = [b for b in sage["receipt_batches"] if payout["id"] in b["Description"]]
    assert {b["DepositDate"][:10] for b in ours} == {first}
    entries = [entry for b in ours for entry in b["ReceiptsAdjustments"]]
    assert {e["PostingDate"][:10] for e in entries} == {first}
    assert {e["FiscalPeriod"][-1] for e in entries} == {str(month + 2)}
    assert receipts(one, payout["id"])
    with one.parts() as parts:
        (booking,) = parts.store.bookings.of(payout["id"])
    assert (booking.dated.isoformat(), booking.fiscal_period) == (first, f"{month + 2:02}")
    assert booking.arrival.isoformat() == payout["arrival_date"]
    assert one.posted_twice() == []


def test_next_open_never_crosses_a_year_end_by_itself(before: Company, tmp_path: Path) -> None:
    one = copy_of(before, tmp_path, MOVING)
    lock(one, "GL", *range(1, 13))
    (said,) = errors(one)
    assert "no payout is moved into another year" in said
    assert batches(one, paid(one)[0]["id"]) == {}
