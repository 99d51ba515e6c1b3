"""A payout of many payments is booked in a number of requests that a formula tells."""

from pathlib import Path

import pytest

from s300gc.flows import payouts
from tests.bench.payout import CHUNK, PAGE, is_page
from tests.large_payouts import paid_out

PAYMENTS = CHUNK + 10


@pytest.mark.parametrize(("status", "base", "each"), [("posted", 14, 6), ("open", 8, 3)])
def test_requests_are_bounded_by_pages_and_chunks_and_not_by_payments(
    tmp_path: Path, status: str, base: int, each: int
) -> None:
    one = paid_out(tmp_path, PAYMENTS if status == "posted" else 20, status)
    count = len(one.state["gocardless"]["payments"])
    with one.parts() as parts:
        assert payouts.post(parts).failures() == []
    requests = one.requests()
    gocardless = [r["path"] for r in requests if r["system"] == "gocardless"]
    assert gocardless.count("/payout_items") == -(-2 * count // PAGE)
    assert len(gocardless) <= 5 + -(-2 * count // PAGE)
    sage = [r for r in requests if r["system"] == "sage300" and not is_page(r)]
    assert len(sage) <= base + each * (-(-count // CHUNK) - 1)
    batches = one.state["sage300"]["receipt_batches"]
    assert [len(b["ReceiptsAdjustments"]) for b in batches] == [
        min(CHUNK, count - start) for start in range(0, count, CHUNK)
    ]
