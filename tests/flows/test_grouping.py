"""Several invoices in one payment: each is closed exactly, and comes back exactly."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from s300gc.model import Claim, Failed
from tests.company import Company
from tests.flows.collectors import (
    applied,
    balance,
    company_of,
    owe,
    said,
    settled,
    sign,
)
from tests.flows.failing import retry
from tests.flows.meddling import failures, run

TOGETHER = 'per_payment = "customer-and-date"'
BOTH = pytest.mark.parametrize("credit", ["ar-control", "1190"])
THREE = {"IN1": "12.34", "IN2": "50.00", "IN3": "0.60"}
TEXT = "IN1/1=12.34 IN2/1=50.00 IN3/1=0.60"


def owing(folder: Path, credit: str = "ar-control") -> Company:
    """A company to which one customer owes three invoices that are due today."""
    one = company_of(folder, credit=credit, invoices=TOGETHER)
    for number, amount in THREE.items():
        owe(one, number, amount)
    return one


@BOTH
def test_one_payment_closes_each_of_its_invoices_exactly(tmp_path: Path, credit: str) -> None:
    one = owing(tmp_path, credit)
    one.live(12)
    one.sync()
    (payment,) = said(one).values()
    assert payment["metadata"]["documents"] == TEXT
    assert (payment["amount"], payment["status"]) == (6294, "paid_out")
    assert payment["description"] == "Invoices IN1, IN2, IN3"
    assert sorted(applied(one)) == [
        ("IN1", 1, Decimal("12.34")), ("IN2", 1, Decimal("50.00")), ("IN3", 1, Decimal("0.60")),
    ]  # fmt: skip
    assert [balance(one, number) for number in THREE] == [0, 0, 0]
    (receipt,) = [
        entry
        for batch in one.state["sage300"]["receipt_batches"]
        for entry in batch["ReceiptsAdjustments"]
    ]
    assert receipt["CheckReceiptNumber"] == f"{payment['id']}-1"
    settled(one)


@BOTH
def test_a_payment_for_many_that_fails_late_is_one_debit_note_and_pays_it_when_retried(
    tmp_path: Path, credit: str
) -> None:
    one = owing(tmp_path, credit)
    another_pays_daily(one)
    payer = one.state["gocardless"]["mandates"][0]["links"]["customer"]
    one.world.gocardless.plan_failure(payer, kind="late_failure")
    one.live(18)
    payment = said(one)[TEXT]
    assert payment["status"] == "failed"
    note = f"{payment['id']}-R1"
    assert balance(one, note) == Decimal("62.94")
    assert [balance(one, number) for number in THREE] == [0, 0, 0]
    assert retry(one, payment["id"]).done()
    one.live(12)
    one.sync()
    assert balance(one, note) == 0
    settled(one)


def another_pays_daily(one: Company) -> None:
    """Let another customer pay every day: without income GoCardless makes no payout."""
    one.world.sage300.add_customer("C2", "Other", "c2@example.com")
    sign(one.world, "C2")
    for n in range(30):
        owe(one, f"DAY{n}", "20.00", days=n, customer="C2")


def test_an_invoice_that_a_person_settles_meanwhile_is_closed_by_him_and_the_rest_by_us(
    tmp_path: Path,
) -> None:
    one = owing(tmp_path)
    one.live(3)
    sage = one.world.sage300
    sage.post_receipt("C1", Decimal(50), one.world.timeline.today, "BANK", {"IN2": Decimal(50)})
    one.live(10)
    one.sync()
    assert [balance(one, number) for number in THREE] == [0, 0, 0]
    assert sorted(line[0] for line in applied(one)) == ["IN1", "IN3"]
    assert failures(one.sync()) == []
    assert one.gaps() == {}


def test_a_payment_that_is_refused_keeps_its_neighbours_and_none_of_its_documents_is_lost(
    tmp_path: Path,
) -> None:
    one = company_of(tmp_path, "C1", "C2", invoices=TOGETHER)
    for customer in ("C1", "C2"):
        for n in (1, 2):
            owe(one, f"{customer}IN{n}", "10.00", customer=customer)
    reason = {"reason": "forbidden", "message": "Forbidden request"}
    refused = {"error": {"type": "invalid_api_usage", "code": 403, "errors": [reason]}}
    asked: list[str] = []

    def words(method: str, path: str) -> tuple[int, str] | None:
        if method == "POST" and path.endswith("/payments") and not asked:
            asked.append(path)
            return 403, json.dumps(refused)
        return None

    (failure,) = failures(run(one, words))
    assert isinstance(failure, Failed)
    assert (failure.subject, failure.exit_code) == ("C1IN1/1 C1IN2/1", 3)
    assert "Forbidden request" in failure.error
    assert list(said(one)) == ["C2IN1/1=10.00 C2IN2/1=10.00"]
    assert failures(one.sync()) == []
    assert sorted(said(one)) == ["C1IN1/1=10.00 C1IN2/1=10.00", "C2IN1/1=10.00 C2IN2/1=10.00"]


def test_a_restored_database_knows_every_document_of_a_payment_again(tmp_path: Path) -> None:
    one = company_of(tmp_path, invoices=TOGETHER)
    one.sync()
    one.keep_database("before.db")
    for number, amount in THREE.items():
        owe(one, number, amount)
    one.sync()
    before = said(one)
    one.put_back("before.db")
    one.sync()
    assert said(one) == before
    with one.parts() as parts:
        doors = parts.store.claims.live([Claim("C1", number) for number in THREE])
    assert {str(claim): str(door) for claim, door in doors.items()} == {
        f"{number}/1": before[TEXT]["id"] for number in THREE
    }


def test_an_answer_that_is_lost_leads_to_no_second_payment_for_any_of_them(
    tmp_path: Path,
) -> None:
    one = owing(tmp_path)
    late = {"system": "gocardless", "method": "POST", "path": "/payments", "probability": 1.0}
    one.fault({**late, "when": "late", "late_calls": 3, "what": "timeout"})
    one.sync()
    one.fault()
    owe(one, "IN4", "5.00")
    one.sync()
    one.sync()
    assert sorted(said(one)) == [TEXT, "IN4/1=5.00"]
