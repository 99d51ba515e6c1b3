"""Two runs that book the same payout at once, although the lock should keep them apart."""

from collections.abc import Callable
from pathlib import Path

import pytest

from s300gc import wiring
from s300gc.errors import S300gcError
from s300gc.flows import payouts
from s300gc.gate import Door, Gate
from tests.company import Company
from tests.flows.correctors import batches, copy_of, paid, state


class Between(Gate):
    """Lets somebody else act right before one of the writes to Sage 300."""

    def __init__(self, at: int, act: Callable[[], None]) -> None:
        self.writes = 0
        self._at, self._act = at, act

    def point(self, door: Door, what: str) -> None:
        if door == "request" and not what.startswith("GET ") and "Sage300WebApi" in what:
            self.writes += 1
            if self.writes == self._at:
                self._act()


def post(one: Company, gate: Gate | None = None) -> None:
    outside = one.outside
    outside.gate = gate or Gate()
    with wiring.parts(one.config, outside) as parts:
        try:
            payouts.post(parts)
        except S300gcError:
            # What one of two finds in its way it says; the next run goes on.
            assert gate is not None


@pytest.mark.parametrize("at", range(1, 7))
def test_a_run_in_the_middle_of_another_books_nothing_twice(
    before: Company, tmp_path: Path, at: int
) -> None:
    one = copy_of(before, tmp_path)
    payout = paid(one)[0]["id"]
    gate = Between(at, lambda: post(one))
    post(one, gate)
    assert gate.writes >= at
    post(one)
    assert one.posted_twice() == []
    assert state(one, payout) == ("booked", "")
    made = batches(one, payout) | batches(one, payout, "receipt_batches")
    assert set(made.values()) == {"Posted"}
    ours = [
        batch
        for kind in ("gl_batches", "receipt_batches")
        for batch in one.state["sage300"][kind]
        if batch["made_by"] == "tool" and batch["Description"].startswith("DUPLICATE")
    ]
    assert all((batch.get("Status") or batch.get("BatchStatus")) == "Open" for batch in ours)
    with one.parts() as parts:
        said = [work for work in parts.store.payouts.worklist() if work.kind == "duplicate"]
    # The first write makes the journal's draft; receipts Sage takes once only.
    assert len(said) == len(ours) == (1 if at == 1 else 0)
    one.world.advance(1)
    assert one.gaps() == {}
