"""Invoices of several scheduled payments: each instalment is collected and closed by itself."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.company import Company
from tests.flows.collectors import (
    applied,
    balance,
    company_of,
    owe,
    owe_in_parts,
    said,
    settled,
    skips,
)
from tests.flows.failing import retry
from tests.flows.meddling import failures

BOTH = pytest.mark.parametrize("credit", ["ar-control", "1190"])
BATCHES = "/AR/ARInvoiceBatches("


def reads(one: Company) -> int:
    """How often an invoice batch was read since the log was emptied."""
    return sum(r["method"] == "GET" and BATCHES in r["path"] for r in one.requests())


@BOTH
def test_three_instalments_over_two_months_are_collected_paid_out_and_closed_one_by_one(
    tmp_path: Path, credit: str
) -> None:
    one = company_of(tmp_path, credit=credit)
    owe_in_parts(one, "IN1", "40.00", "35.00", "25.50")
    seen = []
    for _ in range(62):
        one.sync()
        seen.append(balance(one, "IN1"))
        one.world.advance(1)
    one.sync()
    assert sorted(set(seen), reverse=True) == [
        Decimal("100.50"), Decimal("60.50"), Decimal("25.50"), Decimal(0),
    ]  # fmt: skip
    assert list(said(one)) == ["IN1/1=40.00", "IN1/2=35.00", "IN1/3=25.50"]
    assert applied(one) == [
        ("IN1", 1, Decimal("40.00")), ("IN1", 2, Decimal("35.00")), ("IN1", 3, Decimal("25.50")),
    ]  # fmt: skip
    assert all(payment["status"] == "paid_out" for payment in said(one).values())
    settled(one)


def test_a_schedule_is_read_once_for_all_documents_of_its_batch(tmp_path: Path) -> None:
    one = company_of(tmp_path, "C1", "C2")
    owe_in_parts(one, "IN1", "40.00", "60.00")
    owe_in_parts(one, "IN2", "40.00", "60.00", customer="C2")
    owe(one, "IN3", "10.00")
    one.requests()
    one.sync()
    assert reads(one) == 2
    for _ in range(10):
        one.world.advance(1)
        one.sync()
    assert reads(one) == 0
    assert len(said(one)) == 5


def test_a_batch_that_clear_history_removed_is_said_and_asked_for_weekly(tmp_path: Path) -> None:
    one = company_of(tmp_path)
    owe_in_parts(one, "IN1", "40.00", "60.00")
    shelf = one.world.sage300.books.shelf("AR/ARInvoiceBatches")
    for key in list(shelf.rows):
        shelf.remove(key)
    found = skips(one)["IN1"]
    assert found.kind == "no-schedule"
    assert "not in Sage 300 any more (clear history): collect it by hand" in found.reason
    one.requests()
    one.world.advance(3)
    assert skips(one)["IN1"].kind == "no-schedule"
    assert reads(one) == 0
    one.world.advance(6)
    one.sync()
    assert reads(one) == 1
    assert said(one) == {}


def test_what_a_person_receives_of_an_instalment_leaves_the_rest_to_a_person(
    tmp_path: Path,
) -> None:
    one = company_of(tmp_path)
    owe_in_parts(one, "IN1", "40.00", "60.00", "50.00", apart=7)
    sage = one.world.sage300
    sage.post_receipt("C1", Decimal(15), one.world.timeline.today, "BANK", {"IN1/2": Decimal(15)})
    found = skips(one)["IN1"]
    assert found.kind == "balance"
    assert "135.00 GBP is open, but its 3 payments less our receipts come to 150.00" in found.reason
    assert said(one) == {}


def test_an_unposted_receipt_of_a_person_is_taken_off_its_own_instalment(tmp_path: Path) -> None:
    one = company_of(tmp_path)
    owe_in_parts(one, "IN1", "40.00", "60.00", apart=1)
    sage = one.world.sage300
    sage.enter_receipt("C1", Decimal(15), one.world.timeline.today, "BANK", {"IN1/2": Decimal(15)})
    one.sync()
    assert sorted(said(one)) == ["IN1/1=40.00", "IN1/2=45.00"]


@BOTH
def test_an_instalment_that_fails_late_is_restored_and_the_others_go_on(
    tmp_path: Path, credit: str
) -> None:
    one = company_of(tmp_path, "C1", "C2", credit=credit)
    owe_in_parts(one, "IN1", "40.00", "60.00", apart=25)
    for n in range(40):
        owe(one, f"INV{n}", "20.00", days=n, customer="C2")
    mandates = one.state["gocardless"]["mandates"]
    payer = mandates[0]["links"]["customer"]
    one.world.gocardless.plan_failure(payer, kind="late_failure")
    one.live(24)
    (first,) = [p for text, p in said(one).items() if text.startswith("IN1/1")]
    assert first["status"] == "failed"
    assert balance(one, "IN1") == 60
    assert balance(one, f"{first['id']}-R1") == 40
    one.live(14)
    retry(one, first["id"])
    one.live(14)
    one.sync()
    assert balance(one, "IN1") == 0
    assert balance(one, f"{first['id']}-R1") == 0
    numbers = [line[:2] for line in applied(one) if line[0].startswith(("IN1", "PM"))]
    assert sorted(numbers) == sorted([("IN1", 1), ("IN1", 2), (f"{first['id']}-R1", 1)])
    settled(one)


def test_instalments_that_fall_on_one_day_share_a_payment_where_that_is_set(
    tmp_path: Path,
) -> None:
    one = company_of(tmp_path, invoices='per_payment = "customer-and-date"')
    owe_in_parts(one, "IN1", "40.00", "35.00", "25.00", apart=1)
    owe(one, "IN2", "10.00")
    one.live(12)
    one.sync()
    (text,) = said(one)
    assert text == "IN1/1=40.00 IN2/1=10.00 IN1/2=35.00 IN1/3=25.00"
    assert balance(one, "IN1") == 0
    assert balance(one, "IN2") == 0
    settled(one)


@BOTH
def test_money_for_an_instalment_that_was_paid_otherwise_meanwhile_is_unapplied_cash(
    tmp_path: Path, credit: str
) -> None:
    one = company_of(tmp_path, credit=credit)
    owe_in_parts(one, "IN1", "40.00", "60.00", apart=40)
    one.sync()
    sage = one.world.sage300
    sage.post_receipt("C1", Decimal(15), one.world.timeline.today, "BANK", {"IN1/1": Decimal(15)})
    one.live(14)
    assert balance(one, "IN1") == 85
    assert applied(one) == []
    open_cash = [
        d["CustomerCurrencyAmountDue"]
        for d in one.state["sage300"]["documents"]
        if d["DocumentType"] == "UnappliedCash"
    ]
    assert open_cash == [-40]
    assert failures(one.sync()) == []
    settled(one)


def test_a_database_that_has_forgotten_the_schedule_reads_it_for_the_receipt(
    tmp_path: Path,
) -> None:
    one = company_of(tmp_path)
    one.sync()
    one.keep_database("before.db")
    owe_in_parts(one, "IN1", "40.00", "60.00", apart=40)
    one.live(3)
    one.put_back("before.db")
    one.live(12)
    one.sync()
    assert applied(one) == [("IN1", 1, Decimal("40.00"))]
    settled(one)


def test_where_a_person_posts_the_batches_each_instalment_is_still_closed(tmp_path: Path) -> None:
    one = company_of(tmp_path)
    text = (tmp_path / "s300gc.toml").read_text().replace('status = "posted"', 'status = "open"')
    (tmp_path / "s300gc.toml").write_text(text)
    owe_in_parts(one, "IN1", "40.00", "35.00", "25.00", apart=10)
    for n in range(45):
        one.sync()
        one.world.advance(1)
        if n % 4 == 3:
            post_all(one)
    one.sync()
    assert list(said(one)) == ["IN1/1=40.00", "IN1/2=35.00", "IN1/3=25.00"]
    assert [line[:2] for line in applied(one)] == [("IN1", 1), ("IN1", 2), ("IN1", 3)]
    assert balance(one, "IN1") == 0
    settled(one)


def test_our_copy_is_right_where_it_was_read_after_a_person_has_posted(tmp_path: Path) -> None:
    one = company_of(tmp_path)
    text = (tmp_path / "s300gc.toml").read_text().replace('status = "posted"', 'status = "open"')
    (tmp_path / "s300gc.toml").write_text(text)
    owe_in_parts(one, "IN1", "40.00", "60.00", apart=60)
    one.live(8)
    one.sync()
    assert applied(one) == [("IN1", 1, Decimal("40.00"))]
    post_all(one)
    today = one.world.timeline.today.isoformat()
    one.world.sage300.mark_document("C1", "IN1", LastActivityDate=today)
    one.sync()
    with one.parts() as parts:
        copy = parts.store.documents.get("C1", "IN1")
        assert copy is not None
        assert copy.balance.decimal == balance(one, "IN1") == 60


def post_all(one: Company) -> None:
    """Let a person post what the tool has left open."""
    state = one.state["sage300"]
    for batch in state["gl_batches"]:
        if batch["Status"] == "Open":
            one.world.sage300.post_gl_batch(batch["BatchNumber"])
    for batch in state["receipt_batches"]:
        if batch["BatchStatus"] == "Open":
            one.world.sage300.post_receipt_batch(int(batch["BatchNumber"]))
    one.world.sage300.post_ar_gl_batches()


def test_a_change_that_sage_dates_in_the_past_frees_what_was_left_alone_the_next_day(
    tmp_path: Path,
) -> None:
    one = company_of(tmp_path)
    owe_in_parts(one, "IN1", "40.00", "60.00", apart=60)
    sage, first = one.world.sage300, one.world.timeline.today
    sage.post_receipt("C1", Decimal(15), first, "BANK", {"IN1/1": Decimal(15)}, check="CHQ1")
    one.live(3)
    assert skips(one)["IN1"].kind == "balance"
    sage.return_receipt("C1", "CHQ1", first)
    one.world.advance(1)
    one.sync()
    assert list(said(one)) == ["IN1/1=40.00"]
    # It is asked for once a day, not each time.
    sage.post_receipt("C1", Decimal(15), first, "BANK", {"IN1/2": Decimal(15)})
    one.live(2)
    one.sync()
    one.requests()
    one.sync()
    asked = [r for r in one.requests() if "IN1" in r["query"]]
    assert asked == []
