"""What is given back to payers reaches AR against open credit, each refund once."""

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from s300gc.flows import refunding
from s300gc.flows.parts import Parts
from tests.company import Company
from tests.flows.collectors import owe, settled
from tests.flows.givers import (
    account,
    carry,
    credit_note,
    entries,
    payment,
    post,
    received,
    twin,
    worklist,
    writes,
)
from tests.flows.test_fx_booking import booked, company

BOTH = pytest.mark.parametrize("given", ["ar-control", "1190"], indirect=True)


@pytest.fixture(scope="module")
def given(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A payment of 100 of which 30 went back in a payout that is booked; no credit is there."""
    credit = getattr(request, "param", "ar-control")
    one = received(tmp_path_factory.mktemp("given"), credit)
    one.world.gocardless.refund_payment(payment(one), 3000)
    carry(one)
    one.live(9)
    one.sync()
    return one


@pytest.fixture
def one(given: Company, tmp_path: Path) -> Company:
    return twin(given, tmp_path)


def unsettled(parts: Parts) -> int:
    """How many lines of refunds are not settled."""
    found = parts.store.database.value(
        "SELECT count(*) FROM booked_lines WHERE kind = 'payment_refunded' AND settled = 0"
    )
    return int(found)


def test_without_credit_it_waits_and_no_run_writes_anything_new(one: Company) -> None:
    (reason,) = worklist(one, "refund")
    assert reason.startswith("refund without credit note: 30.00 GBP went back to C1 in PO")
    assert entries(one) == []
    assert writes(one) == []
    assert worklist(one, "refund") == [reason]


@BOTH
def test_a_credit_note_that_appears_is_refunded_and_the_line_closes_itself(one: Company) -> None:
    credit_note(one, "CN1", "30.00")
    post(one)
    ((status, entry),) = entries(one)
    x = "1190" if one.credit == "1190" else "1100"
    assert (status, entry["CustomerNumber"], entry["CashGLAccount"]) == ("Posted", "C1", x)
    (line,) = entry["RefundDetails"]
    assert (line["DocumentNumber"], line["AmountCustomer"]) == ("CN1", 30)
    assert one.world.sage300.balance("C1", "CN1") == 0
    assert worklist(one, "refund") == []
    assert account(one, "1190") == 0
    settled(one)
    assert writes(one) == []
    with one.parts() as parts:
        assert parts.store.payouts.remainders() == []
        assert unsettled(parts) == 0


def test_refunds_are_never_made_of_what_is_too_little(one: Company) -> None:
    credit_note(one, "CN1", "29.99")
    post(one)
    assert entries(one) == []
    (reason,) = worklist(one, "refund")
    assert "he has 29.99 GBP of open credit" in reason


@pytest.mark.parametrize("when", ["before", "after", "late"])
@pytest.mark.parametrize("path", ["/AR/ARRefundBatches", "/AR/ARPostRefunds"])
def test_a_lost_answer_refunds_nothing_twice(one: Company, when: str, path: str) -> None:
    credit_note(one, "CN1", "80.00")
    one.fault(
        {
            "system": "sage300", "method": "POST", "path": path,
            "nth": 1, "when": when, "late_calls": 1, "what": "reset",
        }
    )  # fmt: skip
    for _ in range(3):
        post(one)
    assert [status for status, _ in entries(one)].count("Posted") == 1
    assert one.world.sage300.balance("C1", "CN1") == -50
    assert worklist(one, "refund") == []
    settled(one)


def test_left_open_it_waits_for_a_person_and_then_is_settled(one: Company) -> None:
    path = one.folder / "s300gc.toml"
    text = path.read_text("utf-8")
    path.write_text(text.replace('status = "posted"', 'status = "open"'), "utf-8")
    credit_note(one, "CN1", "30.00")
    post(one)
    post(one)
    ((status, entry),) = entries(one)
    assert status == "Open"
    assert worklist(one, "refund") != []
    (batch,) = [b for b in one.state["sage300"]["refund_batches"] if b["made_by"] == "tool"]
    assert batch["RefundEntries"] == [entry]
    one.world.sage300.post_refund_batch(int(batch["BatchNumber"]))
    post(one)
    assert worklist(one, "refund") == []
    assert len(entries(one)) == 1
    settled(one)


def test_credit_that_somebody_else_is_using_is_asked_for_once_a_day(one: Company) -> None:
    today = one.world.timeline.today
    credit_note(one, "CN1", "30.00")
    one.world.sage300.post_invoice("C1", "IN7", Decimal(30), today, today, made_by="person")
    one.world.sage300.enter_receipt(
        "C1", Decimal(0), today, "BANK", {"IN7": Decimal(30), "CN1": Decimal(-30)}
    )
    failed = [failure.error for failure in post(one).failures()]
    assert len(failed) == 1
    assert failed[0].startswith("Sage 300 refused its AR refund of 30.00 GBP")
    assert entries(one) == []
    assert writes(one) == []
    assert [reason.split(":")[0] for reason in worklist(one, "refund")] == [
        "Sage 300 refused its AR refund of 30.00 GBP"
    ]


@BOTH
def test_a_refund_that_comes_back_is_credit_of_its_payer(one: Company) -> None:
    refund = one.state["gocardless"]["refunds"][0]["id"]
    one.world.gocardless.bounce_refund(refund)
    carry(one, "IN901")
    one.live(9)
    one.sync()
    # The money that came back is the open credit for which the refund has waited.
    assert worklist(one, "refund") == []
    ((status, entry),) = entries(one)
    assert status == "Posted"
    assert [line["DocumentType"] for line in entry["RefundDetails"]] == ["UnappliedCash"]
    assert account(one, "1190") == 0
    settled(one)


def test_a_refund_for_a_credit_note_takes_that_note_and_no_other(tmp_path: Path) -> None:
    one = received(tmp_path)
    credit_note(one, "CN1", "30.00")
    credit_note(one, "CN2", "30.00")
    with one.parts() as parts:
        made = refunding.create(parts, payment(one), Decimal(30), "Ann", credit_note="CN2")
    assert made.failures() == []
    carry(one)
    one.live(9)
    one.sync()
    ((_, entry),) = entries(one)
    assert [line["DocumentNumber"] for line in entry["RefundDetails"]] == ["CN2"]
    assert one.world.sage300.balance("C1", "CN1") == -30
    settled(one)


def test_a_chargeback_after_a_refund_is_shown_as_double_repayment(one: Company) -> None:
    one.world.gocardless.charge_back(payment(one))
    carry(one, "IN902")
    one.live(9)
    one.sync()
    (reason,) = worklist(one, "repaid-twice")
    assert "double repayment: 100.00 GBP came back" in reason
    assert "30.00 GBP was refunded" in reason
    credit_note(one, "CN1", "30.00")
    one.sync()
    settled(one)


@pytest.mark.parametrize("credit", ["ar-control", "1190"])
def test_in_other_currencies_refunds_and_notes_carry_the_rate_of_their_payout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, credit: str
) -> None:
    one = company(tmp_path, monkeypatch, credit)
    sage, gocardless = one.world.sage300, one.world.gocardless
    gocardless.allow_refunds(one.config.gocardless.creditor)
    booked(one)
    day = one.world.timeline.today
    sage.set_rate("EUR", day + timedelta(days=1), Decimal("0.87"))
    owe(one, "IN2", "700.00", customer="E1")
    one.sync()
    credit_note(one, "CN1", "33.33", "E1")
    gocardless.refund_payment(payment(one), 3333)
    one.live(12)
    one.sync()
    ((status, entry),) = entries(one)
    rates = [
        line["rate"]
        for journal in requests_of(one, "journal")
        for line in journal["lines"]
        if line["source"]["currency"] == "EUR"
    ]
    assert rates[0] != rates[-1]
    assert (status, entry["ExchangeRate"]) == ("Posted", Decimal(rates[-1]))
    assert sage.balance("E1", "CN1") == 0
    gocardless.charge_back(payment(one))
    owe(one, "IN3", "1900.00", customer="E1")
    one.live(12)
    one.sync()
    assert sage.balance("E1", f"{payment(one)}-R1") == 1000
    assert account(one, "1190") == 0
    settled(one)


def requests_of(one: Company, kind: str) -> list[dict[str, Any]]:
    """What our batches of a kind were meant to hold, oldest first."""
    with one.parts() as parts:
        return [json.loads(intent.request) for intent in parts.store.intents.of_kind(kind)]
