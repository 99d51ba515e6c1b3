"""The clients against the simulated systems: what one side writes the other understands."""

from dataclasses import replace
from decimal import Decimal

import requests

from s300gc.model import (
    Application,
    DebitNote,
    Document,
    Money,
    NoteBatch,
    Receipt,
    ReceiptBatch,
)
from s300gc.sandbox.world import World
from tests.remote.both import Both, connect, first_document


def batch_for(both: Both, document: Document, number: str = "PM0001 -1") -> ReceiptBatch:
    period = both.sage.period(both.today).period
    receipt = Receipt(
        number=number,
        customer=document.customer,
        account_set=document.account_set,
        amount=document.balance,
        dated=both.today,
        description="GoCardless payment PM0001",
        reference="GC PO0001",
        applied=(Application(document.number, 1, document.balance),),
    )
    return ReceiptBatch("GC PO0001 1/1", "GC1100", "1100", both.today, period, "GC", (receipt,))


def test_a_receipt_waits_then_closes_its_document(small: Both) -> None:
    document = first_document(small)
    number = small.sage.create_receipt_batch(batch_for(small, document))
    (draft,) = small.sage.find_receipt_batches("GC PO0001 1/1")
    assert draft == small.sage.receipt_batch(number)
    assert (draft.status, draft.entries, draft.total) == ("Open", 1, document.balance.decimal)
    (pending,) = small.sage.pending_receipts()
    assert (pending.document, pending.amount) == (document.number, document.balance)
    small.sage.ready_receipt_batch(number)
    assert len(small.sage.pending_receipts()) == 1
    small.sage.post_receipt_batch(number)
    posted = small.sage.receipt_batch(number)
    assert posted is not None
    assert (posted.status, posted.errors) == ("Posted", 0)
    assert small.sage.pending_receipts() == []
    (closed,) = small.sage.documents([(document.customer, document.number)])
    assert closed.fully_paid
    assert closed.balance.minor == 0


def test_what_is_not_applied_becomes_unapplied_cash_with_a_negative_balance(small: Both) -> None:
    document = first_document(small)
    batch = batch_for(small, document)
    (receipt,) = batch.receipts
    more = replace(receipt, amount=document.balance + Money(500, "GBP"))
    number = small.sage.create_receipt_batch(replace(batch, receipts=(more,)))
    small.sage.ready_receipt_batch(number)
    small.sage.post_receipt_batch(number)
    credits = [each for each in small.sage.open_documents() if each.balance.minor < 0]
    assert [(each.kind, each.balance) for each in credits] == [
        ("UnappliedCash", Money(-500, "GBP"))
    ]


def test_a_debit_note_is_drafted_compared_and_posted_and_leaves_the_control_account(
    small: Both,
) -> None:
    document = first_document(small)
    note = DebitNote(
        number="PM0001-R1",
        payment="PM0001",
        customer=document.customer,
        account_set=document.account_set,
        x="1100",
        amount=Money(10000, "GBP"),
        dated=small.today,
        description=f"Returned PM0001 {document.number}",
        reference="PO0002",
        tax_group="NOTAX",
    )
    period = small.sage.period(small.today).period
    batch = NoteBatch("GC PO0002 returns", small.today, period, (note,))
    number = small.sage.create_note_batch(batch)
    assert [each.number for each in small.sage.find_note_batches("GC PO0002 returns")] == [number]
    (draft,) = small.sage.draft_notes(number)
    assert (draft.number, draft.customer) == (note.number, note.customer)
    assert (draft.total, draft.tax, draft.accounts) == (note.amount, Money(0, "GBP"), ("1100",))
    small.sage.ready_note_batch(number)
    small.sage.post_note_batch(number)
    posted = small.sage.note_batch(number)
    assert posted is not None
    assert (posted.status, posted.errors) == ("Posted", 0)
    (found,) = small.sage.documents([(note.customer, note.number)])
    assert (found.kind, found.balance, found.due) == ("DebitNote", note.amount, note.dated)
    waiting = [line for each in small.sage.open_subledger_batches() for line in each.on("1100")]
    assert sorted(line.amount.minor for line in waiting) == [-10000, 10000]


def test_a_receipt_in_euros_takes_the_rate_that_was_sent(session: requests.Session) -> None:
    both = connect(World.new("fx"), session)
    both.world.advance(5)
    documents = [each for each in both.sage.open_documents() if each.balance.currency == "EUR"]
    document = documents[0]
    batch = batch_for(both, document)
    (receipt,) = batch.receipts
    dear = replace(receipt, rate=Decimal("0.9"), rate_type="SP")
    number = both.sage.create_receipt_batch(
        replace(batch, bank="GC1120", x="1120", receipts=(dear,))
    )
    both.sage.ready_receipt_batch(number)
    both.sage.post_receipt_batch(number)
    posted = both.sage.receipt_batch(number)
    assert posted is not None
    assert (posted.status, posted.errors) == ("Posted", 0)
    waiting = [line for each in both.sage.open_subledger_batches() for line in each.on("1120")]
    bank = (document.balance.decimal * Decimal("0.9")).quantize(Decimal("0.01"))
    assert Money.of(bank, "GBP") in [line.amount for line in waiting]
