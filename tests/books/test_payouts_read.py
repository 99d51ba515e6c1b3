"""A run that dies while payouts are read leaves none of them out for good."""

from contextlib import suppress
from pathlib import Path

from s300gc import wiring
from s300gc.flows import mirror
from tests.company import Company
from tests.flows.collectors import company_of, owe
from tests.flows.givers import twin
from tests.flows.overlapping import Crash, Points


def unread(folder: Path) -> Company:
    """Two payouts were made of which nobody has read."""
    one = company_of(folder, "C1")
    mandate = one.world.gocardless.data["rows"]["mandates"]
    owe(one, "IN1", "100.00")
    one.sync()
    for amount in (1000, 2000):
        one.world.gocardless.dashboard_payment(next(iter(mandate)), amount, "Repair")
        one.world.advance(8)
    assert len(one.state["gocardless"]["payouts"]) >= 2
    return one


def read(one: Company, gate: Points) -> None:
    outside = one.outside
    outside.gate = gate
    with wiring.parts(one.config, outside) as parts:
        mirror.payouts(parts)


def test_every_payout_is_known_after_a_run_that_died_at_any_point(tmp_path: Path) -> None:
    first = unread(tmp_path / "first")
    whole = Points()
    read(twin(first, tmp_path / "whole"), whole)
    for n in range(1, len(whole.passed) + 1):
        one = twin(first, tmp_path / f"{n}")
        with suppress(Crash):
            read(one, Points(n))
        read(one, Points())
        made = {payout["id"] for payout in one.state["gocardless"]["payouts"]}
        with one.parts() as parts:
            assert {id for id in made if parts.store.payouts.get(id) is None} == set(), n
