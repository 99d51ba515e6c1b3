"""Reversals, VAT entries and assignments whose answer is lost or late are posted once."""

from decimal import Decimal
from pathlib import Path

import pytest

from s300gc.flows import assigning, reversing
from s300gc.sandbox.gocardless import fx
from tests.company import Company
from tests.flows.correctors import WHO, WHY, copy_of, paid, receipts
from tests.flows.test_fx_booking import booked, company
from tests.flows.test_reversing_beside import HUNDRED, live_on, without_zeros
from tests.flows.test_unknown_payers import stranger

LATE = pytest.mark.parametrize("path", ["/GL/GLJournalBatches", "/GL/GLPostJournal"])
WHEN = pytest.mark.parametrize("when", ["before", "after", "late"])


def lose_answer(one: Company, path: str, when: str) -> None:
    """Lose the next answer to a write; ``late``: it takes effect after the next look."""
    late = {"late_calls": 1} if when == "late" else {}
    rule = {"system": "sage300", "method": "POST", "path": path, "nth": 1, "when": when}
    one.fault(rule | {"what": "timeout"} | late)


def named_strays(one: Company) -> None:
    """No batch of ours is open but one that says of itself that it is a duplicate."""
    for batch in one.state["sage300"]["gl_batches"]:
        if batch["made_by"] == "tool" and batch["Status"] != "Posted":
            assert batch["Description"].startswith("DUPLICATE of")


@LATE
@WHEN
def test_a_reversal_whose_answer_is_lost_is_posted_once(
    untaxed: Company, tmp_path: Path, path: str, when: str
) -> None:
    one = copy_of(untaxed, tmp_path)
    lose_answer(one, path, when)
    with one.parts() as parts:
        reversing.reverse(parts, paid(one)[0]["id"], WHY, WHO)
    live_on(one, 2)
    assert without_zeros(one) == {}
    assert one.posted_twice() == []
    named_strays(one)


@pytest.fixture(scope="module")
def untaxed(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A booked payout in euros on the day before the rate of its VAT is final."""
    with pytest.MonkeyPatch.context() as patch:
        one = company(tmp_path_factory.mktemp("untaxed"), patch, "ar-control", into="GBP")
        booked(one)
    return one


@LATE
@WHEN
def test_a_vat_entry_whose_answer_is_lost_is_posted_once(
    untaxed: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, when: str
) -> None:
    monkeypatch.setattr(fx, "SPREAD", 0)
    one = copy_of(untaxed, tmp_path)
    lose_answer(one, path, when)
    live_on(one, 4)
    assert without_zeros(one)["2201"] == Decimal("1.72")
    assert one.posted_twice() == []
    named_strays(one)


@pytest.fixture(scope="module")
def unmatched(tmp_path_factory: pytest.TempPathFactory) -> tuple[Company, str]:
    """A payment of somebody unknown that stands in the unmatched account."""
    return stranger(tmp_path_factory.mktemp("unmatched"), "ar-control")


@WHEN
@pytest.mark.parametrize(
    "path",
    ["/GL/GLJournalBatches", "/GL/GLPostJournal", "/AR/ARReceiptAndAdjustmentBatches",
     "/AR/ARPostReceiptsAndAdjustments"],
)  # fmt: skip
def test_an_assignment_whose_answer_is_lost_moves_the_money_once(
    unmatched: tuple[Company, str], tmp_path: Path, path: str, when: str
) -> None:
    first, payment = unmatched
    one = copy_of(first, tmp_path)
    lose_answer(one, path, when)
    with one.parts() as parts:
        assigning.assign(parts, payment, "C1")
    live_on(one, 2)
    assert without_zeros(one)["1100"] == -HUNDRED
    assert "2190" not in without_zeros(one)
    posted_receipts = [name for _, name in receipts(one, payment)]
    assert posted_receipts == [f"{payment}-1"]
    named_strays(one)
