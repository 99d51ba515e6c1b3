"""What comes back after its receipt restores the debt, on X and never on revenue."""

from s300gc.model import Claim, NoteBatch, PayoutItem, Skip
from s300gc.rules.lines import Rate
from s300gc.rules.payouts import Credit
from s300gc.rules.returns import Received, returns
from s300gc.settings import BookSettings
from tests.rules.ledgers import read_notes
from tests.rules.make import BOOKS, PERIOD, gbp, item, payout


def part(amount: str, x: str = "1100", account_set: str = "DOM", document: str = "IN1") -> Credit:
    return Credit("C1", "Acme", Claim("C1", document), account_set, x, gbp(amount))


def plan(
    items: list[PayoutItem], received: dict[str, Received], books: BookSettings = BOOKS
) -> list[NoteBatch | Skip]:
    return returns(payout(0), items, received, books, Rate("GBP"), PERIOD)


FAILED = [item("payment_failed", "-10000.0", "PM1")]


def test_a_late_failure_after_its_receipt_is_a_debit_note_on_x() -> None:
    (batch,) = plan(FAILED, {"PM1": Received((part("100.00"),))})
    assert isinstance(batch, NoteBatch)
    assert read_notes(batch) == (
        "GC PO1 R1/1\n  PM1-R1 C1 DOM 100.00 line 1100 NOTAX: Returned PM1 IN1"
    )


def test_in_clearing_the_line_is_the_clearing_account() -> None:
    (batch,) = plan(FAILED, {"PM1": Received((part("100.00", "1190"),))})
    assert isinstance(batch, NoteBatch)
    assert batch.notes[0].x == "1190"


def test_a_second_return_of_the_same_payment_has_its_own_number() -> None:
    (batch,) = plan(FAILED, {"PM1": Received((part("100.00"),), returns=1)})
    assert isinstance(batch, NoteBatch)
    assert batch.notes[0].number == "PM1-R2"


def test_two_account_sets_are_two_notes() -> None:
    parts = (part("60.00"), part("40.00", "1110", "EXP", "IN2"))
    (batch,) = plan(FAILED, {"PM1": Received(parts)})
    assert isinstance(batch, NoteBatch)
    assert [(n.number, n.account_set, n.x) for n in batch.notes] == [
        ("PM1-R1", "DOM", "1100"), ("PM1-R1-2", "EXP", "1110"),
    ]  # fmt: skip


def test_without_a_receipt_nothing_is_done_for_the_customer_still_owes() -> None:
    assert plan(FAILED, {}) == []


def test_what_came_in_and_went_back_in_one_payout_restores_nothing() -> None:
    items = [item("payment_paid_out", "10000.0", "PM1"), *FAILED]
    assert plan(items, {"PM1": Received((part("100.00"),))}) == []


def test_an_unknown_payer_owes_nothing() -> None:
    unknown = Credit("", "", None, "", "2190", gbp("100.00"))
    assert plan(FAILED, {"PM1": Received((unknown,))}) == []


def test_a_worklist_is_a_choice() -> None:
    books = BOOKS.model_copy(update={"returns": "worklist"})
    (line,) = plan(FAILED, {"PM1": Received((part("100.00"),))}, books)
    assert isinstance(line, Skip)
    assert line.kind == "reverse"


def test_refunds_restore_no_debt() -> None:
    items = [item("payment_refunded", "-3000.0", "PM1", refund="RF1")]
    assert plan(items, {"PM1": Received((part("100.00"),))}) == []


def test_what_a_bank_takes_back_after_a_refund_is_shown_as_double_repayment() -> None:
    (line, batch) = returns(
        payout(0), FAILED, {"PM1": Received((part("100.00"),))}, BOOKS, Rate("GBP"), PERIOD,
        {"PM1": gbp("30.00")},
    )  # fmt: skip
    assert isinstance(line, Skip)
    assert line.kind == "repaid-twice"
    assert line.reason.startswith("double repayment: 100.00 GBP came back in PO1 although 30.00")
    assert isinstance(batch, NoteBatch)
    assert batch.notes[0].amount == gbp("100.00")
