"""How AR's postings reach GL: when, into what, and whose they are."""

from decimal import Decimal

import pytest

from s300gc.sandbox.sage300.company import Paper

from .office import Office, day, receipt

ALL = {
    "ProcessReceiptBatch": "PostCashbatches",
    "ReceiptThroughPostingSequenceNumber": 999999,
    "ProcessInvoiceBatch": "PostInvoicebatches",
    "InvoiceThroughPostingSequenceNumber": 999999,
}


@pytest.fixture
def office() -> Office:
    made = Office()
    made.customer("C1")
    return made


def batches(office: Office) -> list[tuple[str, str, int]]:
    rows = office.rows("GL/GLJournalBatches")
    return [(row["BatchNumber"], row["Status"], row["NumberOfEntries"]) for row in rows]


def test_each_posting_leaves_an_open_subledger_batch(office: Office) -> None:
    office.invoice("IN1")
    office.invoice("IN2")
    assert batches(office) == [("000001", "Open", 1), ("000002", "Open", 1)]
    row = office.rows("GL/GLJournalBatches")[0]
    assert (row["SourceLedger"], row["JournalBatchType"]) == ("AR", "Subledger")
    header = row["JournalHeaders"][0]
    assert (header["SourceLedger"], header["SourceType"]) == ("AR", "IN")
    assert (header["CustomerVendorNumber"], header["DocumentNumber"]) == ("C1", "IN1")
    assert office.balance("1100") == 0
    office.sage.post_ar_gl_batches()
    assert office.balance("1100") == 240


def test_many_documents_can_come_in_one_batch(office: Office) -> None:
    papers = [Paper("C1", f"IN{n}", Decimal(10), day(), day(30)) for n in range(3)]
    office.sage.post_documents(papers)
    assert batches(office) == [("000001", "Open", 3)]
    office.sage.post_documents([])
    office.agrees()


@pytest.mark.doubt("ar_gl")
def test_on_request_nothing_reaches_gl_before_it_is_asked_for() -> None:
    office = Office(ar_gl="on-request")
    office.customer("C1")
    office.invoice("IN1")
    office.sage.post_receipt("C1", Decimal(20), day(), "BANK", {"IN1": Decimal(20)})
    assert batches(office) == []
    process = "AR/ARCreateGLBatch('$process')"
    office.ok("POST", process, {"ProcessReceiptBatch": "PostCashbatches"})
    assert batches(office) == []
    office.ok("POST", process, {k: v for k, v in ALL.items() if "Invoice" in k})
    assert len(batches(office)) == 1
    office.ok("POST", process, ALL)
    assert len(batches(office)) == 2
    office.invoice("IN2")
    office.agrees()


@pytest.mark.doubt("ar_gl_batch")
def test_entries_can_be_added_to_an_open_batch() -> None:
    office = Office(ar_gl_batch="append")
    office.customer("C1")
    office.invoice("IN1")
    office.invoice("IN2")
    assert batches(office) == [("000001", "Open", 2)]
    office.agrees()
    office.invoice("IN3")
    assert batches(office)[-1] == ("000002", "Open", 1)


@pytest.mark.doubt("ar_gl_batch")
def test_a_new_batch_can_be_posted_at_once() -> None:
    office = Office(ar_gl_batch="posted")
    office.customer("C1")
    office.invoice("IN1")
    assert batches(office) == [("000001", "Posted", 1)]
    assert office.balance("1100") == 120


def test_batches_are_marked_with_who_made_them(office: Office) -> None:
    office.invoice("IN1")
    office.sage.post_receipt("C1", Decimal(20), day(), "BANK", {"IN1": Decimal(20)})
    office.post_receipts(office.receipt_batch(receipt("30", {"IN1": "20"})))
    state = office.sage.state()
    assert [row["made_by"] for row in state["receipt_batches"]] == ["person", "tool"]
    assert [row["made_by"] for row in state["gl_batches"]] == ["story", "person", "tool"]
    made = {row["DocumentNumber"]: row["made_by"] for row in state["documents"]}
    assert made == {"IN1": "story", "UC000001": "tool"}
    body = {"BatchRecordType": "CA", "BankCode": "BANK", "ReceiptsAdjustments": [receipt("5")]}
    office.ok(
        "POST", "AR/ARReceiptAndAdjustmentBatches", body, user="CLERK", password="CLERK-PASS1"
    )
    assert office.sage.state()["receipt_batches"][-1]["made_by"] == "person"


def test_a_batch_that_a_person_posts_stays_its_maker_s(office: Office) -> None:
    number = office.receipt_batch(receipt("30"))
    office.sage.post_receipt_batch(number)
    state = office.sage.state()
    assert state["receipt_batches"][0]["made_by"] == "tool"
    assert state["gl_batches"][0]["made_by"] == "person"


def test_error_batches_are_left_alone_at_the_end_of_the_day(office: Office) -> None:
    office.invoice("IN1")
    office.sage.lock_period(2026, 1, ["GL"])
    office.sage.post_ar_gl_batches()
    office.sage.post_ar_gl_batches()
    assert batches(office) == [("000001", "Posted", 1), ("000002", "Open", 1)]
    office.sage.lock_period(2026, 1, ["GL"], locked=False)
    office.sage.post_gl_batch("000002")
    office.agrees()
