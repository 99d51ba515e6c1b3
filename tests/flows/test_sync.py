"""The whole job, in process: what must hold after any history."""

from pathlib import Path

import pytest

from s300gc.errors import PersonNeeded
from tests.company import Company, company


@pytest.mark.parametrize("credit", ["ar-control", "1190"])
def test_the_books_agree_in_both_ways_of_booking(tmp_path: Path, credit: str) -> None:
    one = company(tmp_path, credit=credit)
    one.live(26)
    one.sync()
    found = one.reconcile()
    assert [check for check in found.checks if not check.holds] == []
    assert one.posted_twice() == []
    booked = [p for p in one.state["gocardless"]["payouts"] if p["status"] == "paid"]
    assert booked


def test_each_document_is_collected_once_for_its_open_balance(tmp_path: Path) -> None:
    one = company(tmp_path)
    originals = {
        doc["DocumentNumber"]: int(doc["CustomerCurrencyInvoiceAmount"] * 100)
        for doc in one.state["sage300"]["documents"]
    }
    one.live(20)
    collected = one.collections()
    assert collected
    assert all(len(amounts) == 1 for amounts in collected.values())
    for document, amounts in collected.items():
        name = document.rpartition("/")[0]
        if name in originals:
            assert amounts == [originals[name]]


def test_receipts_close_the_documents_that_were_paid_for(tmp_path: Path) -> None:
    one = company(tmp_path)
    one.live(26)
    one.sync()
    state = one.state
    paid = {
        p["metadata"]["documents"].split("/")[0]
        for p in state["gocardless"]["payments"]
        if p["status"] == "paid_out" and "documents" in p["metadata"]
    }
    settled = {d["DocumentNumber"]: d["FullyPaid"] for d in state["sage300"]["documents"]}
    assert paid
    assert {settled[number] for number in paid} == {"Yes"}


def test_revenue_and_output_tax_are_never_touched_by_our_journals(tmp_path: Path) -> None:
    one = company(tmp_path)
    one.live(26)
    accounts = {
        line["AccountNumber"]
        for batch in one.state["sage300"]["gl_batches"]
        if batch["made_by"] == "tool" and batch["Description"].startswith("GC PO")
        for header in batch["JournalHeaders"]
        for line in header["JournalDetails"]
    }
    assert accounts <= {"1195", "1100", "1110", "2190", "2201", "7900", "7901"}


def test_a_second_run_writes_nothing_and_asks_little(tmp_path: Path) -> None:
    one = company(tmp_path, "demo")
    one.live(9)
    one.sync()
    one.requests()
    before = one.world.sage300.data, one.world.gocardless.data
    one.sync()
    made = one.requests()
    assert {request["method"] for request in made} == {"GET"}
    assert len(made) <= 6, [(r["system"], r["path"], r["query"]) for r in made]
    assert before == (one.world.sage300.data, one.world.gocardless.data)


def test_a_dry_run_writes_nothing_anywhere(tmp_path: Path) -> None:
    one = company(tmp_path, "demo")
    outcomes = one.sync(dry_run=True)
    assert {request["method"] for request in one.requests()} == {"GET"}
    planned = {outcome.flow: len(outcome.done()) for outcome in outcomes}
    assert planned["mandates"] > 0
    assert planned["invoices"] > 0
    with one.parts() as parts:
        assert parts.store.intents.in_doubt() == []
        assert parts.store.links.all() == {}


# ---------------------------------------------------------------- lost databases


def test_an_empty_database_beside_payments_of_ours_collects_nothing(tmp_path: Path) -> None:
    one = company(tmp_path)
    one.live(3)
    before = one.collections()
    for path in one.folder.glob("s300gc.db*"):
        path.unlink()
    with pytest.raises(PersonNeeded, match="backfill --rebuild"):
        one.sync()
    with pytest.raises(PersonNeeded):
        one.sync()
    assert one.collections() == before


def test_yesterdays_copy_heals_from_the_events_and_collects_nothing_twice(tmp_path: Path) -> None:
    one = company(tmp_path)
    one.sync()
    one.keep_database("yesterday.db")
    one.world.advance(1)
    one.sync()
    one.world.advance(1)
    one.sync()
    before = one.collections()
    one.put_back("yesterday.db")
    one.sync()
    assert one.collections() == before
    one.live(24)
    one.sync()
    assert all(len(amounts) == 1 for amounts in one.collections().values())
    assert one.posted_twice() == []


def test_a_copy_from_before_the_bookings_posts_no_batch_twice(tmp_path: Path) -> None:
    one = company(tmp_path)
    one.live(12)
    one.keep_database("before.db")
    one.live(10)
    one.put_back("before.db")
    one.live(4)
    one.sync()
    assert one.posted_twice() == []
    assert [check for check in one.reconcile().checks if not check.holds] == []


# ---------------------------------------------------------------- late effects


LATE = [
    {"system": "gocardless", "method": "POST", "path": "/payments"},
    {"system": "sage300", "method": "POST", "path": "/Sage300WebApi/v1.0/-/SAMLTD/GL"},
    {"system": "sage300", "method": "POST", "path": "/Sage300WebApi/v1.0/-/SAMLTD/AR"},
    {"system": "sage300", "method": "PATCH", "path": "/Sage300WebApi/v1.0/-/SAMLTD/"},
]


@pytest.mark.parametrize("late_calls", [1, 2, 4, 9])
@pytest.mark.parametrize("what", ["timeout", "reset"])
def test_a_write_that_takes_effect_after_its_client_gave_up_is_not_done_twice(
    tmp_path: Path, late_calls: int, what: str
) -> None:
    one = company(tmp_path)
    one.fault(
        *(
            {**where, "probability": 0.3, "when": "late", "late_calls": late_calls, "what": what}
            for where in LATE
        )
    )
    live_through(one, 22)
    one.fault()
    one.live(3)
    one.sync()
    one.sync()
    assert one.posted_twice() == []
    assert all(len(amounts) == 1 for amounts in one.collections().values())
    assert [check for check in one.reconcile().checks if not check.holds] == []


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("what", ["timeout", "reset", "500", "html", "cut", "429"])
def test_any_broken_answer_is_survived(tmp_path: Path, when: str, what: str) -> None:
    one = company(tmp_path)
    one.fault(
        *(
            {"system": system, "path": "/", "probability": 0.1, "when": when, "what": what}
            for system in ("gocardless", "sage300")
        )
    )
    live_through(one, 20)
    one.fault()
    one.live(5)
    one.sync()
    one.sync()
    assert one.posted_twice() == []
    assert all(len(amounts) == 1 for amounts in one.collections().values())
    assert [check for check in one.reconcile().checks if not check.holds] == []


def live_through(one: Company, days: int) -> None:
    """Live days on which a run may end early with an error of ours, never with another."""
    from s300gc.errors import S300gcError

    for _ in range(days):
        try:
            one.sync()
        except S300gcError as error:
            assert error.exit_code == 5, error
        one.world.advance(1)
