"""An AR refund takes down open credit of its customer, in full or not at all."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from s300gc.model import Document, Skip
from s300gc.model.ar_refunds import ARRefund, OwedRefund
from s300gc.model.refunds import RefundRequest
from s300gc.rules.ar_refunds import Basis, last_day, named_note, refund
from tests.rules.make import PERIOD, document, gbp

OWED = OwedRefund("PO1", 1, 7, "PM1", "C1", "DOM", "1100", gbp("30.00"))
BASIS = Basis(date(2026, 1, 20), PERIOD, Decimal("0.86"), "SP")


def open_credit(number: str, amount: str, kind: str = "CreditNote", **more: object) -> Document:
    balance = -gbp(amount)
    values: dict[str, object] = {"kind": kind, "original": balance, "balance": balance, **more}
    return document(number, amount, **values)


def plan(*credits: Document, named: str = "", owed: OwedRefund = OWED) -> ARRefund | Skip:
    return refund(owed, credits, named, BASIS, "GBP")


def taken(*credits: Document, named: str = "") -> list[tuple[str, str]]:
    found = plan(*credits, named=named)
    assert isinstance(found, ARRefund)
    assert sum(one.amount.minor for one in found.credits) == OWED.amount.minor
    return [(one.document, str(one.amount.decimal)) for one in found.credits]


NOTE = open_credit("CN1", "30.00")
CASH = open_credit("UC1", "30.00", "UnappliedCash")


@pytest.mark.parametrize(
    ("credits", "named", "expected"),
    [
        ((CASH, NOTE), "", [("CN1", "30.00")]),
        ((CASH, open_credit("CN1", "50.00")), "", [("UC1", "30.00")]),
        ((open_credit("CN1", "20.00"), open_credit("UC1", "20.00", "UnappliedCash")), "",
         [("CN1", "20.00"), ("UC1", "10.00")]),
        ((open_credit("PP1", "99.00", "Prepayment"),), "", [("PP1", "30.00")]),
        ((CASH, open_credit("CN1", "50.00")), "CN1", [("CN1", "30.00")]),
    ],
)  # fmt: skip
def test_which_credit_is_taken(
    credits: tuple[Document, ...], named: str, expected: list[tuple[str, str]]
) -> None:
    assert taken(*credits, named=named) == expected


def test_the_refund_pays_out_of_x_on_the_day_of_the_payout() -> None:
    found = plan(NOTE)
    assert isinstance(found, ARRefund)
    assert (found.reference, found.number) == ("GC PO1 F7", "PO1-F7")
    assert (found.x, found.amount, found.dated) == ("1100", gbp("30.00"), BASIS.dated)
    assert found.rate == 1
    again = plan(NOTE, owed=replace(OWED, booking=2))
    assert isinstance(again, ARRefund)
    assert (again.reference, again.number) == ("GC PO1 F7.2", "PO1-F7.2")


@pytest.mark.parametrize(
    ("credit", "named"),
    [
        (open_credit("CN1", "29.99"), ""),
        (open_credit("CN1", "30.00", customer="C2"), ""),
        (open_credit("CN1", "30.00", job_related=True), ""),
        (open_credit("CN1", "30.00", retainage=True), ""),
        (open_credit("RC1", "30.00", "Receipt"), ""),
        (CASH, "CN1"),
        (document("IN1", "30.00"), ""),
    ],
)
def test_without_credit_it_waits_in_the_worklist(credit: Document, named: str) -> None:
    found = plan(credit, named=named)
    assert isinstance(found, Skip)
    assert (found.subject, found.kind) == ("PM1", "refund")
    assert found.reason.startswith("refund without credit note: 30.00 GBP went back to C1 in PO1")


def test_a_refund_is_linked_to_the_note_it_was_made_for() -> None:
    def made(number: int, note: str, amount: str) -> RefundRequest:
        return RefundRequest(
            "PM1", gbp(amount), note, "", "Ann", "done", number, refund=f"RF{number}"
        )

    asked = [made(1, "CN1", "10.00"), made(2, "CN2", "30.00")]
    assert named_note(OWED, ["RF1", "RF2"], asked) == "CN2"
    assert named_note(OWED, ["RF1"], asked) == "CN1"
    assert named_note(OWED, ["RF9"], asked) == ""


def test_it_is_dated_as_the_payout_or_today_where_its_credit_came_later() -> None:
    day, today = date(2026, 1, 20), date(2026, 2, 3)
    assert last_day(day, [open_credit("CN1", "1.00", dated=day)], today) == day
    assert last_day(day, [open_credit("CN1", "1.00", dated=date(2026, 1, 21))], today) == today
