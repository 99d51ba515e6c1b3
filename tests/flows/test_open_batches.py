"""Batches left open, as is the default: a person posts them, and the next run sees it."""

from pathlib import Path

from tests import clerk
from tests.company import Company, company

LEFT_OPEN = {'status = "posted"': 'status = "open"'}


def ours(one: Company, kind: str) -> list[dict[str, object]]:
    """Give the batches of a kind that the tool made, by number."""
    found = [b for b in one.state["sage300"][kind] if b["made_by"] == "tool"]
    return sorted(found, key=lambda batch: int(batch["BatchNumber"]))


def test_nothing_is_posted_and_what_a_person_posts_is_recorded_as_booked(tmp_path: Path) -> None:
    one = company(tmp_path, changes=LEFT_OPEN)
    one.live(26)
    one.sync()
    journals = [b for b in ours(one, "gl_batches") if str(b["Description"]).startswith("GC PO")]
    receipts = ours(one, "receipt_batches")
    assert {batch["Status"] for batch in journals} == {"Open"}
    assert {batch["BatchStatus"] for batch in receipts} == {"Open"}
    with one.parts() as parts:
        assert parts.store.payouts.booked() == []
        waiting = len(parts.store.payouts.unbooked())
    assert one.reconcile().differences == ()
    for batch in journals:
        clerk.post_journal(one.world, str(batch["BatchNumber"]))
    for batch in receipts:
        number = int(str(batch["BatchNumber"]))
        clerk.ask(
            one.world, "PATCH",
            f"AR/ARReceiptAndAdjustmentBatches(BatchRecordType='CA',BatchNumber={number})",
            {"BatchStatus": "ReadyToPost"},
        )  # fmt: skip
        one.world.sage300.post_receipt_batch(number)
    one.sync()
    one.world.advance(1)
    with one.parts() as parts:
        assert len(parts.store.payouts.booked()) >= waiting - 1 > 0
        assert parts.store.payouts.remainders() == []
    assert one.reconcile().differences == ()
    assert one.gaps() == {}


def test_a_batch_that_a_person_deleted_is_said_and_never_made_again(tmp_path: Path) -> None:
    one = company(tmp_path, changes=LEFT_OPEN)
    one.live(20)
    one.sync()
    first = next(b for b in ours(one, "gl_batches") if str(b["Description"]).startswith("GC PO"))
    number = str(first["BatchNumber"])
    one.world.sage300.edit_master("GL/GLJournalBatches", number, Status="Deleted")
    before = len(ours(one, "gl_batches"))
    failures = [failure for outcome in one.sync() for failure in outcome.failures()]
    assert any("deleted" in failure.error for failure in failures)
    assert {failure.exit_code for failure in failures} == {6}
    assert len(ours(one, "gl_batches")) == before
