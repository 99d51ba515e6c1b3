"""A debit note of ours is known from the day on which it is posted, however it is dated."""

from pathlib import Path

from tests.flows.failing import collecting, until


def test_a_note_dated_before_the_last_read_is_known_at_once(tmp_path: Path) -> None:
    one = collecting(tmp_path, {"kind": "late_failure"})
    id = until(one, "failed")
    one.world.advance(4)
    # The payout is booked days after it arrived; the documents were read in the meantime.
    with one.parts() as parts:
        for name in ("sage.documents", "sage.documents.full"):
            parts.store.cursors.set(name, parts.today.isoformat())
    one.sync()
    assert one.world.sage300.balance("C1", f"{id}-R1") == 50
    with one.parts() as parts:
        known = [note.number for note in parts.store.documents.some([("C1", f"{id}-R1")])]
    assert known == [f"{id}-R1"]
