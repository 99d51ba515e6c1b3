"""Unapplied cash goes to what it was paid for, never further than that is open."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s300gc.model import Allocation, ApplyDocument, BookedLine, Claim, Money, Skip, Unapplied
from s300gc.rules import applying
from tests.rules import make

LINE = BookedLine(
    payout="PO1", payment="PM1", kind="payment_paid_out", customer="C1", claim=None,
    account_set="DOM", x="1100", amount=make.gbp("100"), functional=make.gbp("100"),
    receipt="PM1-1", batch="GC PO1 1/1",
)  # fmt: skip
CASH = Unapplied("C1", "PM1-1", "UC1", "DOM", make.gbp("100"))
PART = Allocation(Claim("C1", "IN1"), make.gbp("100"))


def decided(
    cash: Unapplied | None = CASH, part: Allocation = PART, **document: object
) -> ApplyDocument | Skip:
    one = make.document("IN1", **document)  # type: ignore[arg-type]
    documents = {(one.customer, one.number): one}
    return applying.apply(LINE, [part], cash, documents, "B", make.DAY, make.PERIOD)


def test_all_of_it_closes_the_document() -> None:
    found = decided()
    assert isinstance(found, ApplyDocument)
    assert (found.reference, found.credit, found.bank) == ("GC PM1 apply", "UC1", "B")
    (one,) = found.applied
    assert (one.document, one.instalment, one.amount) == ("IN1", 1, make.gbp("100"))


minor = st.integers(min_value=0, max_value=30_000)


@given(cash=minor, opened=minor, collected=minor)
def test_never_more_than_is_left_open_or_collected(cash: int, opened: int, collected: int) -> None:
    found = decided(
        replace(CASH, left=Money(cash, "GBP")),
        replace(PART, amount=Money(collected, "GBP")),
        balance=Money(opened, "GBP"),
    )
    most = min(cash, opened, collected, LINE.amount.minor)
    if isinstance(found, Skip):
        assert most == 0
    else:
        assert sum(one.amount.minor for one in found.applied) == most > 0


@given(amounts=st.lists(minor, min_size=1, max_size=4), left=minor)
def test_several_documents_share_one_receipt(amounts: list[int], left: int) -> None:
    documents = {
        ("C1", f"IN{n}"): make.document(f"IN{n}", balance=Money(amount, "GBP"))
        for n, amount in enumerate(amounts)
    }
    parts = [Allocation(Claim(*place), one.balance) for place, one in documents.items()]
    cash = replace(CASH, left=Money(left, "GBP"))
    found = applying.apply(LINE, parts, cash, documents, "B", make.DAY, make.PERIOD)
    applied = found.applied if isinstance(found, ApplyDocument) else ()
    spent = sum(one.amount.minor for one in applied)
    assert spent == min(left, LINE.amount.minor, sum(amounts))
    assert all(one.amount.minor <= documents["C1", one.document].balance.minor for one in applied)


@pytest.mark.parametrize(
    ("cash", "document", "why"),
    [
        (None, {}, "no unapplied cash left"),
        (replace(CASH, customer="C2"), {}, "not what receipt"),
        (replace(CASH, account_set="EXP"), {}, "not what receipt"),
        (replace(CASH, left=Money(1, "EUR")), {}, "not what receipt"),
        (CASH, {"account_set": "EXP"}, "account set is EXP"),
        (CASH, {"balance": Money(1, "EUR"), "original": Money(1, "EUR")}, "it is in EUR"),
        (CASH, {"payments": 3}, "3 scheduled payments"),
        (CASH, {"balance": make.gbp("0")}, "nothing is open"),
    ],
)
def test_what_needs_a_judgement_is_left_to_a_person(
    cash: Unapplied | None, document: dict[str, object], why: str
) -> None:
    found = decided(cash, **document)
    assert isinstance(found, Skip)
    assert why in found.reason


def test_a_document_of_another_customer_is_left_to_a_person() -> None:
    part = replace(PART, claim=Claim("C2", "IN1"))
    found = decided(part=part, customer="C2")
    assert isinstance(found, Skip)
    assert "C2" in found.reason
