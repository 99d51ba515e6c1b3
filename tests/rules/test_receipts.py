"""The AR side of a payout: what was received, on the bank of its own account."""

import pytest

from s300gc.errors import PersonNeeded
from s300gc.model import Bank, Claim, Money, PayoutItem, ReceiptBatch
from s300gc.rules.lines import Rate
from s300gc.rules.payouts import Credit
from s300gc.rules.receipts import CHUNK, left_over, receipts
from s300gc.settings import BookSettings
from tests.rules.ledgers import read_receipts
from tests.rules.make import BANKS, BOOKS, PERIOD, gbp, item, payout


def credit(
    amount: str, x: str = "1100", account_set: str = "DOM", document: str | None = "IN1"
) -> Credit:
    claim = Claim("C1", document) if document else None
    return Credit("C1", "Acme", claim, account_set, x, gbp(amount))


def plan(
    items: list[PayoutItem],
    credits: dict[str, tuple[Credit, ...]],
    balances: dict[tuple[str, str], Money] | None = None,
    banks: dict[str, Bank] = BANKS,
    books: BookSettings = BOOKS,
    notes: dict[str, tuple[str, ...]] | None = None,
) -> list[ReceiptBatch]:
    open_now = {("C1", "IN1"): gbp("100.00"), ("C1", "IN2"): gbp("50.00")}
    return receipts(
        payout(1),
        items,
        credits,
        balances or open_now,
        notes or {},
        banks,
        books,
        Rate("GBP"),
        PERIOD,
    )


PAID = [item("payment_paid_out", "10000.0", "PM1")]
CREDITED: dict[str, tuple[Credit, ...]] = {"PM1": (credit("100.00"),)}


def test_a_receipt_closes_the_document_that_was_collected() -> None:
    (batch,) = plan(PAID, {"PM1": (credit("100.00"),)})
    assert read_receipts(batch) == (
        "GC PO1 1/1 bank GC1100 on 1100\n  PM1-1 C1 DOM 100.00 -> IN1/1 100.00"
    )


def test_two_control_accounts_are_two_banks_and_never_one() -> None:
    parts = (credit("60.00"), credit("40.00", "1110", "EXP", "IN2"))
    first, second = plan(PAID, {"PM1": parts})
    assert read_receipts(first) == (
        "GC PO1 1/2 bank GC1100 on 1100\n  PM1-1 C1 DOM 60.00 -> IN1/1 60.00"
    )
    assert read_receipts(second) == (
        "GC PO1 2/2 bank GC1110 on 1110\n  PM1-2 C1 EXP 40.00 -> IN2/1 40.00"
    )


def test_what_is_no_longer_open_stays_unapplied_cash() -> None:
    (batch,) = plan(PAID, {"PM1": (credit("100.00"),)}, {("C1", "IN1"): gbp("30.00")})
    (receipt,) = batch.receipts
    assert receipt.amount == gbp("100.00")
    assert [one.amount for one in receipt.applied] == [gbp("30.00")]


def test_two_payments_for_one_document_apply_no_more_than_is_open() -> None:
    items = [*PAID, item("payment_paid_out", "10000.0", "PM2")]
    (batch,) = plan(items, {"PM1": (credit("100.00"),), "PM2": (credit("100.00"),)})
    assert [len(one.applied) for one in batch.receipts] == [1, 0]


def test_unknown_payers_have_no_receipt() -> None:
    assert plan(PAID, {"PM1": (Credit("", "", None, "", "2190", gbp("100.00")),)}) == []


def test_a_payment_that_failed_before_it_was_paid_out_never_was_a_receipt() -> None:
    items = [*PAID, item("payment_failed", "-10000.0", "PM1")]
    assert plan(items, {"PM1": (credit("100.00"),)}) == []


def test_a_payment_that_came_back_before_settles_its_debit_note() -> None:
    open_now = {("C1", "PM1-R1"): gbp("100.00")}
    (batch,) = plan(PAID, {"PM1": (credit("100.00"),)}, open_now, notes={"PM1": ("PM1-R1",)})
    assert read_receipts(batch).endswith("PM1-1 C1 DOM 100.00 -> PM1-R1/1 100.00")


def test_a_bank_whose_account_is_not_x_stops_the_payout() -> None:
    banks = {**BANKS, "GC1100": Bank("GC1100", "1000", "GBP")}
    with pytest.raises(PersonNeeded, match="posts to 1000, but the payments are credited to 1100"):
        plan(PAID, {"PM1": (credit("100.00"),)}, banks=banks)


def test_receipts_are_posted_in_batches_of_at_most_five_hundred() -> None:
    items = [item("payment_paid_out", "100.0", f"PM{n:04}") for n in range(CHUNK + 1)]
    batches = plan(items, {one.payment: (credit("1.00", document=None),) for one in items})
    assert [len(one.receipts) for one in batches] == [CHUNK, 1]
    assert [one.reference for one in batches] == [
        "GC PO1 1/2", "GC PO1 2/2",
    ]  # fmt: skip


def test_a_refund_that_came_back_is_unapplied_cash_on_x() -> None:
    items = [item("refund_funds_returned", "3000.0", "PM1", refund="RF1")]
    known = CREDITED
    (batch,) = receipts(
        payout(1), items, known, {("C1", "IN1"): gbp("100.00")}, {}, BANKS, BOOKS, Rate("GBP"),
        PERIOD, received={"PM1"},
    )  # fmt: skip
    assert read_receipts(batch) == (
        "GC PO1 1/1 bank GC1100 on 1100\n  RF1-1 C1 DOM 30.00 -> unapplied"
    )


def test_without_a_receipt_a_refund_that_came_back_is_nothing_in_ar() -> None:
    items = [item("refund_funds_returned", "3000.0", "PM1", refund="RF1")]
    assert plan(items, {"PM1": (credit("100.00"),)}) == []


def test_a_note_that_was_settled_otherwise_says_that_the_customer_paid_twice() -> None:
    known = CREDITED
    closed = {("C1", "IN1"): gbp("0.00"), ("C1", "PM1-R1"): gbp("40.00")}
    (line,) = left_over(
        plan(PAID, known, closed, notes={"PM1": ("PM1-R1",)}), known, {"PM1": ("PM1-R1",)}
    )
    assert (line.subject, line.kind) == ("PM1", "paid-twice")
    assert (
        "PM1-R1 was settled otherwise meanwhile, so 60.00 GBP of PM1-1 is unapplied" in line.reason
    )


def test_a_document_that_another_receipt_waits_for_is_named_with_its_batch() -> None:
    known = CREDITED
    batches = plan(PAID, known, {("C1", "IN1"): gbp("70.00")})
    (line,) = left_over(batches, known, {}, {("C1", "IN1"): "17"})
    assert line.kind == "pending-receipt"
    assert "(batch 17 for IN1)" in line.reason
    assert "30.00 GBP of it is unapplied cash" in line.reason


def test_what_is_applied_in_full_leaves_no_work() -> None:
    known = CREDITED
    assert left_over(plan(PAID, known), known, {}, {("C1", "IN1"): "17"}) == []
