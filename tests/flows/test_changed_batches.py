"""Batches that somebody changed before they were posted, and deposits in Bank Services."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from s300gc.flows import payouts
from tests.company import Company
from tests.flows.correctors import (
    LEFT_OPEN,
    POSTED,
    batches,
    booked,
    copy_of,
    errors,
    number,
    paid,
    state,
)


def drafted(before: Company, folder: Path) -> tuple[Company, str]:
    """A copy of it whose first payout stands in open batches that are to be posted next."""
    one, payout = booked(before, folder, LEFT_OPEN)
    path = one.folder / "s300gc.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(LEFT_OPEN[POSTED], POSTED), "utf-8")
    return one, payout


def journal(row: dict[str, Any]) -> None:
    """Move a penny from one line to another: the totals stay as they were."""
    lines = row["JournalHeaders"][0]["JournalDetails"]
    debits = [line for line in lines if line["Amount"] > 0]
    debits[0]["Amount"] -= Decimal("0.01")
    debits[1]["Amount"] += Decimal("0.01")


def account(row: dict[str, Any]) -> None:
    row["JournalHeaders"][0]["JournalDetails"][0]["AccountNumber"] = "1000"


def period(row: dict[str, Any]) -> None:
    row["JournalHeaders"][0]["FiscalPeriod"] = "02"


def applied(row: dict[str, Any]) -> None:
    entry = row["ReceiptsAdjustments"][0]
    entry["AppliedReceiptsAdjustments"][0]["DocumentNumber"] = "IN999999"


@pytest.mark.parametrize("change", [journal, account, period])
def test_a_journal_that_was_changed_is_named_and_not_posted(
    before: Company, tmp_path: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    one, payout = drafted(before, tmp_path)
    row = one.world.sage300.books.find("GL/GLJournalBatches", number(one, f"GC {payout}"))
    assert row is not None
    change(row)
    (said,) = errors(one)
    assert f"of GC {payout} was changed in Sage 300" in said
    assert f"payouts post --again {payout}" in said
    assert set(batches(one, payout).values()) == {"Open"}
    assert state(one, payout)[0] == "half-posted"


def test_receipts_that_were_changed_are_named_and_not_posted(
    before: Company, tmp_path: Path
) -> None:
    one, payout = drafted(before, tmp_path)
    (reference,) = batches(one, payout, "receipt_batches")
    held = int(number(one, reference, "receipt_batches"))
    row = one.world.sage300.books.find("AR/ARReceiptAndAdjustmentBatches", "CA", held)
    assert row is not None
    applied(row)
    (said,) = errors(one)
    assert f"of {reference} was changed in Sage 300 (receipt PM" in said
    assert batches(one, payout, "receipt_batches") == {reference: "Open"}


def test_an_unchanged_draft_is_posted_and_its_posting_sequence_is_kept(
    before: Company, tmp_path: Path
) -> None:
    one, payout = drafted(before, tmp_path)
    assert errors(one) == []
    assert state(one, payout) == ("booked", "")
    with one.parts() as parts:
        references = [intent.reference for intent in parts.store.payouts.intents_of(payout)]
        read = parts.store.batches.some(references)
    assert set(read) == set(references)
    assert {found.batch.status for found in read.values()} == {"Posted"}
    assert all(found.batch.posting_sequence > 0 for found in read.values())
    held = one.state["sage300"]["gl_batches"]
    (made,) = [batch for batch in held if batch["Description"] == f"GC {payout}"]
    assert read[f"GC {payout}"].batch.posting_sequence == made["PostingSequence"]


# ---------------------------------------------------------------- no answer, late answers


@pytest.mark.parametrize("path", ["/GL/GLJournalBatches", "/AR/ARReceiptAndAdjustmentBatches"])
@pytest.mark.parametrize("late", [1, 3, 9])
def test_a_batch_that_sage_makes_after_the_time_out_is_posted_once(
    before: Company, tmp_path: Path, path: str, late: int
) -> None:
    one = copy_of(before, tmp_path)
    one.fault(
        {"system": "sage300", "method": "POST", "path": path, "nth": 1, "when": "late",
         "late_calls": late, "what": "timeout"},
    )  # fmt: skip
    payout = paid(one)[0]["id"]
    for _ in range(4):
        with one.parts() as parts:
            payouts.post(parts)
    assert one.posted_twice() == []
    assert state(one, payout) == ("booked", "")
    kind = "gl_batches" if "GL" in path else "receipt_batches"
    name = {"gl_batches": "Status", "receipt_batches": "BatchStatus"}[kind]
    ours = [b for b in one.state["sage300"][kind] if b["made_by"] == "tool"]
    posted = [b for b in ours if payout in b["Description"] and b[name] == "Posted"]
    assert len(posted) == 1
    # What AR has handed over to GL is open too: that a person posts.
    strays = [b for b in ours if b[name] == "Open" and b.get("SourceLedger", "GL") == "GL"]
    assert all(b["Description"].startswith("DUPLICATE of ") for b in strays)
    with one.parts() as parts:
        said = [work.reason for work in parts.store.payouts.worklist() if work.kind == "duplicate"]
    assert len([why for why in said if "do not post it" in why]) == len(strays) <= 1


def test_sage_that_goes_down_between_journal_and_receipts_leaves_a_named_half(
    before: Company, tmp_path: Path
) -> None:
    one = copy_of(before, tmp_path)
    payout = paid(one)[0]["id"]
    down = {"system": "sage300", "path": "/AR/ARPostReceipts", "what": "reset", "probability": 1}
    one.fault(down)
    with one.parts() as parts:
        (failure,) = payouts.post(parts).failures()
    assert (failure.subject, failure.exit_code) == (payout, 5)
    assert state(one, payout)[0] == "half-posted"
    assert batches(one, payout) == {f"GC {payout}": "Posted"}
    one.fault()
    assert errors(one) == []
    assert state(one, payout) == ("booked", "")
    assert one.posted_twice() == []


# ---------------------------------------------------------------- deposits

DEPOSITS = {
    POSTED: f'{POSTED}\nbank_entry_bank = "BANK"',
    "unmatched_account": 'bank_entry = "open"\nunmatched_account',
}


def entries(one: Company) -> list[dict[str, Any]]:
    return list(one.world.sage300.books.shelf("BK/BKBankEntries").ordered)


@pytest.mark.parametrize("when", ["none", "before", "after", "late"])
def test_the_deposit_of_a_payout_is_entered_once_and_left_open(
    before: Company, tmp_path: Path, when: str
) -> None:
    one = copy_of(before, tmp_path, DEPOSITS)
    if when != "none":
        one.fault(
            {"system": "sage300", "method": "POST", "path": "/BK/BKBankEntries", "nth": 1,
             "when": when, "what": "timeout", **({"late_calls": 1} if when == "late" else {})},
        )  # fmt: skip
    payout = paid(one)[0]
    for _ in range(3):
        with one.parts() as parts:
            payouts.post(parts)
    (entry,) = entries(one)
    assert (entry["Reference"], entry["BankCode"]) == (payout["reference"], "BANK")
    assert entry["BankEntryDate"] == payout["arrival_date"]
    assert entry.get("BankEntryType", "Deposits") == "Deposits"
    (line,) = entry["BankEntryDetail"]
    assert (line["GLAccount"], line["SourceAmount"] * 100) == ("1195", payout["amount"])
    assert state(one, payout["id"]) == ("booked", "")


def test_a_bank_that_is_not_there_holds_up_the_payout_and_says_so(
    before: Company, tmp_path: Path
) -> None:
    changes = {**DEPOSITS, POSTED: f'{POSTED}\nbank_entry_bank = "NOBANK"'}
    one = copy_of(before, tmp_path, changes)
    with one.parts() as parts:
        (failure,) = payouts.post(parts).failures()
    assert (failure.exit_code, "NOBANK of books.bank_entry_bank" in failure.error) == (6, True)
    assert entries(one) == []
    payout = paid(one)[0]["id"]
    assert (state(one, payout)[0], batches(one, payout)) == ("waiting", {})


def test_a_server_without_bank_entries_is_said_before_anything_is_sent(
    before: Company, tmp_path: Path
) -> None:
    one = copy_of(before, tmp_path, DEPOSITS)
    with one.parts() as parts:
        absent = replace(parts.sage._link.dialect, absent=frozenset({"BK/BKBankEntries"}))
        parts.sage._link.dialect = absent
        (failure,) = payouts.post(parts).failures()
    assert "has no BK/BKBankEntries in its Web API" in failure.error
    assert batches(one, paid(one)[0]["id"]) == {}


def test_a_bank_that_posts_elsewhere_holds_up_only_its_payouts_and_says_so(
    before: Company, tmp_path: Path
) -> None:
    one = copy_of(before, tmp_path)
    one.world.sage300.edit_master("BK/BKBanks", "GC1100", BankAccount="1000")
    (said,) = errors(one)
    assert "bank GC1100 posts to 1000, but the payments are credited to 1100" in said
    payout = paid(one)[0]["id"]
    assert (state(one, payout)[0], batches(one, payout)) == ("waiting", {})
    one.world.sage300.edit_master("BK/BKBanks", "GC1100", BankAccount="1100")
    assert errors(one) == []
    assert state(one, payout) == ("booked", "")
