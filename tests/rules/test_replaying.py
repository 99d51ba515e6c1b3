"""The references of a payout's batches tell how often it was booked, and why once more."""

import pytest

from s300gc.rules.replaying import Turn, turns

FIRST = ["GC PO1", "GC PO1 1/2", "GC PO1 2/2", "GC PO1 R1/1"]
SIDE = tuple(FIRST[1:])
BACK = "GC PO1 reversal"


@pytest.mark.parametrize(
    ("references", "bounced", "expected"),
    [
        ([], False, []),
        (FIRST, False, [Turn("GC PO1", SIDE)]),
        ([*FIRST, BACK], False, [Turn("GC PO1", SIDE, BACK)]),
        ([*FIRST, BACK], True, [Turn("GC PO1", SIDE, BACK, keeps=True)]),
        (
            [*FIRST, BACK, "GC PO1 #2"],
            False,
            [Turn("GC PO1", SIDE, BACK, keeps=True), Turn("GC PO1 #2")],
        ),
        (
            [*FIRST, BACK, "GC PO1 #2", "GC PO1 #2 1/1"],
            False,
            [Turn("GC PO1", SIDE, BACK), Turn("GC PO1 #2", ("GC PO1 #2 1/1",))],
        ),
        # Nothing in AR at all: the same journal on another day is what bounced.
        (
            ["GC PO1", BACK, "GC PO1 #2"],
            False,
            [Turn("GC PO1", (), BACK, keeps=True), Turn("GC PO1 #2")],
        ),
        # Entered again because it was deleted: the receipts are those of the first attempt.
        ([*FIRST, "GC PO1 #2"], False, [Turn("GC PO1 #2", SIDE)]),
        (
            [*FIRST, "GC PO1 #2 1/2"],
            False,
            [Turn("GC PO1", ("GC PO1 #2 1/2", *SIDE[1:]))],
        ),
        (
            [*FIRST, BACK, "GC PO1 #2", "GC PO1 #2 reversal", "GC PO1 #3", "GC PO1 #3 1/1"],
            False,
            [
                Turn("GC PO1", SIDE, BACK, keeps=True),
                Turn("GC PO1 #2", (), "GC PO1 #2 reversal"),
                Turn("GC PO1 #3", ("GC PO1 #3 1/1",)),
            ],
        ),
    ],
)  # fmt: skip
def test_the_references_tell_each_booking_and_what_took_it_back(
    references: list[str], bounced: bool, expected: list[Turn]
) -> None:
    assert turns("PO1", references, bounced=bounced, moved=lambda *_: True) == expected


def test_another_journal_is_not_what_bounced() -> None:
    references = ["GC PO1", BACK, "GC PO1 #2"]
    found = turns("PO1", references, bounced=False, moved=lambda *_: False)
    assert found == [Turn("GC PO1", (), BACK), Turn("GC PO1 #2")]
