"""Payouts with a second journal, refunds or a deposit: reversed whole, booked anew exactly once."""

from decimal import Decimal
from pathlib import Path

import pytest

from s300gc.errors import PersonNeeded
from s300gc.flows import again, assigning, reversing
from tests.company import Company
from tests.flows import givers
from tests.flows.collectors import settled
from tests.flows.correctors import WHO, WHY, copy_of, number, paid, receipts, state
from tests.flows.givers import carry, credit_note, entries, payment, post, received
from tests.flows.test_changed_batches import DEPOSITS
from tests.flows.test_changed_batches import entries as deposits
from tests.flows.test_fx_booking import booked, company, posted
from tests.flows.test_rebuild import lose, rebuilt
from tests.flows.test_unknown_payers import stranger

HUNDRED = Decimal("100.00")


def reverse(one: Company, payout: str) -> None:
    with one.parts() as parts:
        assert reversing.reverse(parts, payout, WHY, WHO).failures() == []


def take_back(one: Company, payout: str, *more: str) -> None:
    """A person reverses in Bank Services the receipts of a payout, and of these payments."""
    for subject in (payout, *more):
        for customer, name in receipts(one, subject):
            one.world.sage300.return_receipt(customer, name, one.world.timeline.today, WHY)


def book_again(one: Company, payout: str) -> None:
    with one.parts() as parts:
        assert again.book(parts, payout, WHO).failures() == []


def without_zeros(one: Company) -> dict[str, Decimal]:
    return {account: amount for account, amount in posted(one.world).items() if amount}


def by_hand(one: Company, payout: str) -> dict[str, str]:
    with one.parts() as parts:
        return {line.subject: line.kind for line in parts.store.payouts.by_hand(payout)}


def explained(one: Company) -> None:
    """Every account is explained to the penny, with the receipts that are to be taken back."""
    one.world.sage300.post_ar_gl_batches()
    assert [check for check in one.reconcile().checks if not check.holds] == []


def live_on(one: Company, days: int = 3) -> None:
    for _ in range(days):
        one.world.advance(1)
        one.sync()


# ---------------------------------------------------------------- VAT that came later


@pytest.fixture(scope="module")
def taxed(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A payout in euros whose VAT was entered two days after it was booked."""
    with pytest.MonkeyPatch.context() as patch:
        one = company(tmp_path_factory.mktemp("taxed"), patch, "ar-control", into="GBP")
        booked(one)
        live_on(one)
    return one


def test_a_reversal_takes_the_vat_entry_back_and_booking_anew_counts_it_once(
    taxed: Company, tmp_path: Path
) -> None:
    one = copy_of(taxed, tmp_path)
    payout, right = paid(one)[0]["id"], without_zeros(one)
    assert right["2201"] == Decimal("1.72")
    reverse(one, payout)
    assert without_zeros(one) == {}
    explained(one)
    take_back(one, payout)
    book_again(one, payout)
    live_on(one)
    assert without_zeros(one) == right
    settled(one)


def test_a_payout_that_bounces_keeps_its_vat_entry_and_enters_no_other(
    taxed: Company, tmp_path: Path
) -> None:
    one = copy_of(taxed, tmp_path)
    payout, right = paid(one)[0]["id"], without_zeros(one)
    one.world.gocardless.bounce_payout(payout)
    one.sync()
    assert without_zeros(one) == {"2201": Decimal("1.72"), "7900": Decimal("-1.72")}
    live_on(one, 6)
    assert (state(one, payout), without_zeros(one)) == (("booked", ""), right)


# ---------------------------------------------------------------- money of an unknown payer


@pytest.fixture(scope="module")
def assigned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Company, str]:
    """A payment of somebody unknown that was booked and then moved to its customer."""
    one, payment = stranger(tmp_path_factory.mktemp("assigned"), "ar-control")
    with one.parts() as parts:
        assert assigning.assign(parts, payment, "C1").failures() == []
    return one, payment


def test_a_reversal_takes_the_assignment_back_and_it_is_made_anew_once(
    assigned: tuple[Company, str], tmp_path: Path
) -> None:
    first, payment = assigned
    one = copy_of(first, tmp_path)
    payout, right = paid(one)[0]["id"], without_zeros(one)
    assert right["1100"] == -HUNDRED
    reverse(one, payout)
    assert without_zeros(one) == {}
    assert by_hand(one, payout) == {f"{payment}-1": "reverse-receipt"}
    explained(one)
    with one.parts() as parts, pytest.raises(PersonNeeded, match=f"{payment}-1 still stands"):
        again.book(parts, payout, WHO)
    take_back(one, payout, payment)
    book_again(one, payout)
    assert without_zeros(one)["2190"] == -HUNDRED
    with one.parts() as parts:
        assert assigning.assign(parts, payment, "C1").failures() == []
    one.sync()
    assert without_zeros(one) == right
    assert [name for _, name in receipts(one, payment)] == [f"{payment}-1", f"{payment}-2"]
    settled(one)


def test_a_payout_that_bounces_leaves_the_assignment_where_it_is(
    assigned: tuple[Company, str], tmp_path: Path
) -> None:
    first, payment = assigned
    one = copy_of(first, tmp_path)
    payout, right = paid(one)[0]["id"], without_zeros(one)
    one.world.gocardless.bounce_payout(payout)
    one.sync()
    live_on(one, 6)
    assert (state(one, payout), without_zeros(one)) == (("booked", ""), right)
    assert [name for _, name in receipts(one, payment)] == [f"{payment}-1"]
    settled(one)


def test_a_payout_with_an_open_assignment_is_not_reversed_before_that_is_gone(
    tmp_path: Path,
) -> None:
    one, payment = stranger(tmp_path, "ar-control")
    payout = paid(one)[0]["id"]
    text = (one.folder / "s300gc.toml").read_text("utf-8")
    drafts = text.replace('status = "posted"', 'status = "open"')
    (one.folder / "s300gc.toml").write_text(drafts, "utf-8")
    with one.parts() as parts:
        assigning.assign(parts, payment, "C1")
    with pytest.raises(PersonNeeded, match=r"assigned' of payout PO.* is Open: post it or delete"):
        reverse(one, payout)
    assert without_zeros(one)["2190"] == -HUNDRED
    one.world.sage300.delete_batch(int(number(one, f"GC {payment} assigned")), "journals")
    (one.folder / "s300gc.toml").write_text(text, "utf-8")
    reverse(one, payout)
    assert without_zeros(one) == {}


def test_a_lost_database_finds_an_assignment_again_and_moves_nothing_twice(
    assigned: tuple[Company, str], tmp_path: Path
) -> None:
    first, payment = assigned
    one = copy_of(first, tmp_path)
    right = without_zeros(one)
    lose(one)
    assert rebuilt(one).failures() == []
    one.requests()
    one.sync()
    assert [r["path"] for r in one.requests() if r["method"] == "POST"] == []
    assert without_zeros(one) == right
    with one.parts() as parts:
        (line,) = parts.store.payouts.lines_of_payment(payment)
        assert (line.customer, line.x, line.receipt) == ("C1", "1100", f"{payment}-1")
        assert parts.store.payouts.unmatched() == []
        assert parts.store.payouts.remainders() == []
    settled(one)


# ---------------------------------------------------------------- refunds in AR


@pytest.fixture(scope="module")
def refunded(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A payment of 100 of which 30 went back; its AR refund against a credit note is posted."""
    one = received(tmp_path_factory.mktemp("refunded"))
    one.world.gocardless.refund_payment(payment(one), 3000)
    carry(one)
    one.live(9)
    one.sync()
    credit_note(one, "CN1", "30.00")
    post(one)
    assert [status for status, _ in entries(one)] == ["Posted"]
    return one


def _of_refund(one: Company) -> str:
    with one.parts() as parts:
        (found,) = {
            line.payout
            for line in parts.store.payouts.lines_of_payment(payment(one))
            if line.kind == "payment_refunded"
        }
    return found


def test_an_ar_refund_stays_when_its_payout_is_reversed_and_none_is_entered_again(
    refunded: Company, tmp_path: Path
) -> None:
    one = givers.twin(refunded, tmp_path)
    payout, right = _of_refund(one), without_zeros(one)
    reverse(one, payout)
    explained(one)
    # The worst case: there is credit again that a second refund could be taken from.
    credit_note(one, "CN2", "30.00")
    take_back(one, payout)
    one.sync()
    book_again(one, payout)
    live_on(one, 2)
    assert [status for status, _ in entries(one)] == ["Posted"]
    assert one.world.sage300.balance("C1", "CN2") == -30
    assert without_zeros(one) == right
    settled(one)
    with one.parts() as parts:
        assert parts.store.payouts.remainders() == []


# ---------------------------------------------------------------- the deposit


def test_the_deposit_of_a_reversed_payout_is_entered_once_in_all(
    before: Company, tmp_path: Path
) -> None:
    one = copy_of(before, tmp_path, DEPOSITS)
    post(one)
    payout = paid(one)[0]["id"]
    with one.parts() as parts:
        said = reversing.reverse(parts, payout, WHY, WHO)
    assert [s.reason[:10] for s in said.skips() if s.subject.startswith("bank entry")] == [
        "stays as i"
    ]
    take_back(one, payout)
    book_again(one, payout)
    assert state(one, payout) == ("booked", "")
    assert len(deposits(one)) == 1


def test_a_payout_that_bounces_keeps_its_one_deposit_and_says_so(
    before: Company, tmp_path: Path
) -> None:
    one = copy_of(before, tmp_path, DEPOSITS)
    post(one)
    one.world.gocardless.bounce_payout(paid(one)[0]["id"])
    told = [skip.reason for flow in one.sync() for skip in flow.skips()]
    assert any("give it the day on which it arrives" in reason for reason in told)
    one.world.advance(5)
    post(one)
    references = [entry["Reference"] for entry in deposits(one)]
    assert len(references) == len(set(references))
