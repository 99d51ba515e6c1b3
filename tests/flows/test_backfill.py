"""What was made before this tool was installed: recorded, booked once, or left out with a name."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from s300gc import wiring
from s300gc.errors import UsageError
from s300gc.flows import backfill, collecting, mandates, payouts
from s300gc.flows.backfill import Wish
from s300gc.model import LedgerLine, Money, Outcome, Payout
from s300gc.rules import backfill as rules
from tests.company import Company, company
from tests.flows.overlapping import Crash, Points

ARRIVED = date(2026, 1, 20)
PAYOUT = Payout(
    id="PO1", created_at=datetime(2026, 1, 18, tzinfo=UTC), amount=Money(9730, "GBP"),
    deducted_fees=270, status="paid", kind="merchant", reference="SAMPLE-1", creditor="CR1",
    arrival_date=ARRIVED, landed=None, rate=None,
)  # fmt: skip


def run(one: Company, **wish: object) -> Outcome:
    """Backfill once."""
    with one.parts() as parts:
        return backfill.run(parts, Wish(**wish))  # type: ignore[arg-type]


def states(one: Company) -> dict[str, tuple[str, str]]:
    """Give the state of each payout, and why."""
    with one.parts() as parts:
        store = parts.store.payouts
        found = [*store.unbooked(), *store.booked(), *store.excluded()]
        return {payout.id: store.state(payout.id) for payout in found}


@pytest.fixture(scope="module")
def early(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A company that has collected for some weeks and booked nothing yet of its payouts."""
    one = company(tmp_path_factory.mktemp("early"))
    for _ in range(18):
        with one.parts() as parts:
            mandates.sync(parts)
            collecting.collect(parts)
        one.world.advance(1)
    return one


def later(early: Company, folder: Path) -> Company:
    """The same company, gone live only today."""
    today = early.world.timeline.today
    line = f"go_live = {early.config.go_live}"
    twin = Company(
        early.world.copy(), folder, changes={line: f"go_live = {today + timedelta(days=1)}"}
    )
    twin.config.database.write_bytes(early.config.database.read_bytes())
    return twin


def test_payouts_from_before_go_live_are_recorded_and_left_alone(
    early: Company, tmp_path: Path
) -> None:
    one = later(early, tmp_path)
    found = run(one)
    assert any(skip.kind == "before-go-live" for skip in found.skips())
    assert states(one) and not [s for s, _ in states(one).values() if s == "booked"]
    assert not one.posted_twice() and not one.state["sage300"]["receipt_batches"]


def test_what_is_marked_as_booked_elsewhere_is_left_out_with_who_and_why(
    early: Company, tmp_path: Path
) -> None:
    one = later(early, tmp_path)
    with pytest.raises(UsageError, match="--why"):
        run(one, choice="elsewhere", by="Ann")
    run(one, choice="elsewhere", by="Ann", why="in the old ledger")
    assert set(states(one).values()) == {
        ("excluded", "booked elsewhere, says Ann: in the old ledger")
    }


def test_payouts_from_before_go_live_are_booked_once_and_only_when_agreed(
    early: Company, tmp_path: Path
) -> None:
    one, shown = later(early, tmp_path), list[str]()

    def declined(plan: list[str]) -> bool:
        shown.extend(plan)
        return False

    run(one, choice="book", by="Ann", agree=declined)
    assert shown and not [s for s, _ in states(one).values() if s == "booked"]
    for _ in range(2):
        run(one, choice="book", by="Ann")
        with one.parts() as parts:
            payouts.post(parts)
    assert {state for state, _ in states(one).values()} == {"booked"}
    assert one.posted_twice() == []


def test_nothing_is_kept_twice_by_a_second_backfill(early: Company, tmp_path: Path) -> None:
    one = later(early, tmp_path)
    run(one)
    before = states(one)
    one.requests()
    run(one)
    assert states(one) == before
    assert {r["method"] for r in one.requests()} == {"GET"}


@pytest.mark.parametrize("at", [9, 24, 45])
def test_a_backfill_that_was_killed_goes_on_and_counts_nothing_twice(
    early: Company, tmp_path: Path, at: int
) -> None:
    one, whole = later(early, tmp_path / "one"), later(early, tmp_path / "whole")
    outside = one.outside
    outside.gate = Points(at)
    with pytest.raises(Crash), wiring.parts(one.config, outside) as parts:
        backfill.run(parts, Wish())
    found, expected = run(one), run(whole)
    assert [r for r in found.done() if r.kind == "opening"] == [
        r for r in expected.done() if r.kind == "opening"
    ]
    assert states(one) == states(whole) != {}
    for table in ("payments", "allocations", "payouts", "refunds"):
        with one.parts() as parts, whole.parts() as others:
            count = f"SELECT count(*) FROM {table}"  # noqa: S608
            assert parts.store.database.value(count) == others.store.database.value(count)


def line(amount: int, dated: date, reference: str = "") -> LedgerLine:
    """A posting on the account of the bank leg."""
    return LedgerLine("1195", Money(amount, "GBP"), "GL-JE", "000007", "00001", dated, reference,
                      "", 1)  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        ([], None),
        ([line(9730, ARRIVED + timedelta(days=3))], "posted"),
        ([line(9730, ARRIVED + timedelta(days=60))], None),
        ([line(1, ARRIVED + timedelta(days=60), "received SAMPLE-1")], "posted"),
    ],
)
def test_a_payout_that_people_have_posted_is_not_booked(
    lines: list[LedgerLine], kind: str | None
) -> None:
    found = rules.decide(PAYOUT, [], lines, PAYOUT.amount, date(2026, 2, 1))
    assert (found.kind if found else None) == kind


def test_a_payout_whose_items_are_served_no_more_is_not_booked() -> None:
    old = replace(PAYOUT, created_at=datetime(2025, 6, 1, tzinfo=UTC))
    found = rules.decide(old, [], [], old.amount, date(2026, 2, 1))
    assert found is not None and found.kind == "too-old"
