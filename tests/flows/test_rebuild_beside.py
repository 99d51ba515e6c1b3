"""What was entered beside a payout's batches is known again after it was reversed or bounced."""

from pathlib import Path

import pytest

from s300gc.errors import PersonNeeded
from s300gc.flows import again, assigning
from tests.company import Company
from tests.flows.collectors import settled
from tests.flows.correctors import WHO, copy_of, paid, state
from tests.flows.test_rebuild import lose, rebuilt
from tests.flows.test_reversing_beside import (
    book_again,
    live_on,
    reverse,
    take_back,
    without_zeros,
)
from tests.flows.test_unknown_payers import stranger


@pytest.fixture(scope="module")
def assigned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Company, str]:
    """A payment of somebody unknown that was booked and then moved to its customer."""
    one, payment = stranger(tmp_path_factory.mktemp("assigned"), "ar-control")
    with one.parts() as parts:
        assert assigning.assign(parts, payment, "C1").failures() == []
    return one, payment


def test_the_receipt_of_an_assignment_is_to_be_taken_back_after_a_rebuild_too(
    assigned: tuple[Company, str], tmp_path: Path
) -> None:
    first, payment = assigned
    one = copy_of(first, tmp_path)
    payout, right = paid(one)[0]["id"], without_zeros(one)
    reverse(one, payout)
    lose(one)
    rebuilt(one)
    with one.parts() as parts, pytest.raises(PersonNeeded, match=f"{payment}-1 still stands"):
        again.book(parts, payout, WHO)
    take_back(one, payout, payment)
    book_again(one, payout)
    lose(one)
    assert rebuilt(one).failures() == []
    with one.parts() as parts:
        assert assigning.assign(parts, payment, "C1").failures() == []
    one.sync()
    assert without_zeros(one) == right
    settled(one)


def test_a_payout_that_bounced_keeps_its_assignment_in_a_rebuild(
    assigned: tuple[Company, str], tmp_path: Path
) -> None:
    first, _ = assigned
    one = copy_of(first, tmp_path)
    payout, right = paid(one)[0]["id"], without_zeros(one)
    one.world.gocardless.bounce_payout(payout)
    one.sync()
    live_on(one, 6)
    lose(one)
    assert rebuilt(one).failures() == []
    one.sync()
    assert (state(one, payout), without_zeros(one)) == (("booked", ""), right)
    with one.parts() as parts:
        assert parts.store.payouts.unmatched() == []
    settled(one)
