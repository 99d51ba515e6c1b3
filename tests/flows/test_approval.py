"""Where approval is required: nothing without it, and a scheduler that makes one plan and waits."""

from decimal import Decimal
from pathlib import Path

from s300gc.flows import collecting, status
from tests.flows.collectors import company_of, owe, said, today
from tests.flows.planning import (
    REQUIRED,
    approve,
    collect,
    failures,
    make,
    scheduled,
    state,
    two_invoices,
)


def test_without_an_approved_plan_nothing_is_collected(tmp_path: Path) -> None:
    one = two_invoices(tmp_path, REQUIRED)
    ((subject, why),) = failures(collect(one))
    assert subject == "invoices"
    assert why.startswith("no plan is approved, and invoices.approval requires it")
    make(one)
    for number in (None, 1):
        ((subject, why),) = failures(collect(one, number))
        assert subject == "plan 1"
        assert why.startswith("waits for approval: 2 payments, 150.00 GBP")
    assert said(one) == {}


def test_the_approved_plan_is_collected_with_and_without_its_number(tmp_path: Path) -> None:
    one = two_invoices(tmp_path, REQUIRED)
    make(one)
    approve(one, 1)
    assert len(collect(one).done()) == 2
    owe(one, "IN3", "70.00", days=11)
    make(one)
    approve(one, 2)
    assert len(collect(one, 2).done()) == 1


def test_the_scheduler_makes_one_plan_and_says_each_time_that_it_waits(tmp_path: Path) -> None:
    one = company_of(tmp_path, invoices=REQUIRED)
    owe(one, "IN1", "100.00", days=10)
    for _ in range(3):
        ((subject, why),) = failures(scheduled(one))
        assert subject == "plan 1"
        assert "invoices approve 1" in why
    one.requests()
    scheduled(one)
    assert len(one.requests()) <= 6
    assert said(one) == {}
    approve(one, 1)
    assert len(scheduled(one).done()) == 1
    assert failures(scheduled(one)) == []


def test_status_shows_the_plan_that_waits(tmp_path: Path) -> None:
    one = company_of(tmp_path, invoices=REQUIRED)
    owe(one, "IN1", "100.00", days=10)
    scheduled(one)
    with one.parts() as parts:
        (shown,) = status.run(parts).worklist
    assert (shown.subject, shown.kind) == ("plan 1", "approval")
    assert "1 payment, 100.00 GBP" in shown.reason
    approve(one, 1)
    with one.parts() as parts:
        assert status.run(parts).worklist == ()


def test_who_looks_at_a_plan_is_not_overtaken_on_the_same_day(tmp_path: Path) -> None:
    one = company_of(tmp_path, invoices=REQUIRED)
    owe(one, "IN1", "100.00", days=10)
    scheduled(one)
    owe(one, "IN2", "50.00", days=11)
    for _ in range(2):
        assert failures(scheduled(one))[0][0] == "plan 1"
    one.world.advance(1)
    ((subject, why),) = failures(scheduled(one))
    assert subject == "plan 2"
    assert "2 payments, 150.00 GBP" in why


def test_a_waiting_plan_that_does_not_hold_any_more_is_replaced_at_once(tmp_path: Path) -> None:
    one = company_of(tmp_path, invoices=REQUIRED)
    owe(one, "IN1", "100.00", days=10)
    owe(one, "IN2", "50.00", days=11)
    scheduled(one)
    one.world.sage300.post_receipt("C1", Decimal(50), today(one), "BANK", {"IN2": Decimal(50)})
    assert failures(scheduled(one))[0][0] == "plan 2"
    one.world.sage300.post_receipt("C1", Decimal(100), today(one), "BANK", {"IN1": Decimal(100)})
    assert failures(scheduled(one)) == []
    assert state(one, 2) == "superseded"


def test_an_approved_plan_that_does_not_hold_is_planned_anew_by_the_scheduler(
    tmp_path: Path,
) -> None:
    one = company_of(tmp_path, invoices=REQUIRED)
    owe(one, "IN1", "100.00", days=10)
    owe(one, "IN2", "50.00", days=11)
    scheduled(one)
    approve(one, 1)
    one.world.sage300.post_receipt("C1", Decimal(20), today(one), "BANK", {"IN2": Decimal(20)})
    told = failures(scheduled(one))
    assert [subject for subject, _ in told] == ["IN2/1", "plan 1", "plan 2"]
    assert said(one) == {}
    assert state(one, 1) == "superseded"
    approve(one, 2)
    assert len(scheduled(one).done()) == 2


def test_a_dry_run_shows_what_would_be_collected_once_it_is_approved(tmp_path: Path) -> None:
    one = two_invoices(tmp_path, REQUIRED)
    with one.parts() as parts:
        found = collecting.run(parts, dry_run=True)
    assert len(found.done()) == 2
    assert len(failures(found)) == 1
