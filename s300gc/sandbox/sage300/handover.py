"""From AR to GL: the vouchers of a posting run become a GL batch of the AR source ledger.

A/R G/L Integration knows two times (during posting, on request) and three ways (a new
batch, an existing one, a new one that is posted); each is a switch.
"""

from typing import Any

from s300gc.sandbox.sage300 import ledger
from s300gc.sandbox.sage300.batches import holds_errors
from s300gc.sandbox.sage300.books import Books, dec
from s300gc.sandbox.sage300.currencies import SPOT
from s300gc.sandbox.sage300.resources import JOURNAL_BATCHES
from s300gc.sandbox.sage300.tables import Row
from s300gc.sandbox.sage300.vouchers import Leg, Voucher

_SEQUENCES = {
    "receipt": ("ProcessReceiptBatch", "ReceiptThroughPostingSequenceNumber"),
    "invoice": ("ProcessInvoiceBatch", "InvoiceThroughPostingSequenceNumber"),
    "adjustment": ("ProcessAdjustmentBatch", "AdjustmentThroughPostingSequenceNumber"),
    "refund": ("ProcessRefundBatch", "RefundThroughPostingSequenceNumber"),
}


def hand_over(books: Books, kind: str, sequence: int, vouchers: list[Voucher], maker: str) -> None:
    """Give the vouchers of a run to GL, now or when it is asked for."""
    headers = [_header(books, one, place) for place, one in enumerate(vouchers, 1) if one.legs]
    if not headers:
        return
    if books.switches.ar_gl == "on-request":
        waiting: Row = {"kind": kind, "sequence": sequence, "maker": maker, "headers": headers}
        books.data["waiting"].append(waiting)
        return
    text = f"A/R {kind} posting sequence {sequence}"
    _into_gl(books, headers, text, maker)


def create_gl_batch(books: Books, body: Row, maker: str) -> None:
    """Run ``ARCreateGLBatch``: the kinds that are asked for, through their sequence numbers."""
    chosen: list[Row] = []
    left: list[Row] = []
    for one in books.data["waiting"]:
        switch, through = _SEQUENCES[one["kind"]]
        wanted = str(body.get(switch, "Donot")).startswith("Post")
        mine = wanted and one["sequence"] <= dec(body.get(through))
        (chosen if mine else left).append(one)
    _take_waiting(books, chosen, left, maker)


def create_all(books: Books, maker: str) -> None:
    """Make GL batches of all that waits."""
    _take_waiting(books, list(books.data["waiting"]), [], maker)


def _take_waiting(books: Books, chosen: list[Row], left: list[Row], maker: str) -> None:
    books.data["waiting"][:] = left
    for one in chosen:
        text = f"A/R {one['kind']} posting sequence {one['sequence']}"
        _into_gl(books, one["headers"], text, maker)


def _into_gl(books: Books, headers: list[Row], text: str, maker: str) -> None:
    """Put entries into a GL batch, in the way that is set."""
    batch = _open_batch(books) if books.switches.ar_gl_batch == "append" else None
    if batch is None:
        batch = _new_batch(books, text, maker)
    for header in headers:
        header["EntryNumber"] = f"{len(batch['JournalHeaders']) + 1:05d}"
        batch["JournalHeaders"].append(header)
        batch["Debits"] = dec(batch.get("Debits")) + header["Debits"]
        batch["Credits"] = dec(batch.get("Credits")) + header["Credits"]
    batch["NumberOfEntries"] = len(batch["JournalHeaders"])
    books.shelf(JOURNAL_BATCHES.path).touch()
    if books.switches.ar_gl_batch == "posted":
        ledger.post_batches(books, [batch])


def _open_batch(books: Books) -> Row | None:
    """Give the last open GL batch that AR made."""
    for row in reversed(books.draft_batches(JOURNAL_BATCHES)):
        mine = row.get("SourceLedger") == "AR" and not holds_errors(row)
        if mine and row.get("Status", "Open") == "Open":
            return row
    return None


def _new_batch(books: Books, text: str, maker: str) -> Row:
    return books.keep(
        JOURNAL_BATCHES,
        {
            "BatchNumber": f"{books.next_number('gl batch'):06d}",
            "Description": text,
            "SourceLedger": "AR",
            "JournalBatchType": "Subledger",
            "DateCreated": books.today,
            "DateLastEdited": books.today,
            "JournalHeaders": [],
            "_made_by": maker,
        },
    )


def _header(books: Books, one: Voucher, place: int) -> Row:
    """Write a voucher as a journal entry."""
    lines = [_line(books, one, leg, n) for n, leg in enumerate(one.legs, 1)]
    debits = sum((leg.functional for leg in one.legs if leg.functional > 0), dec(0))
    credits = -sum((leg.functional for leg in one.legs if leg.functional < 0), dec(0))
    return {
        "EntryNumber": f"{place:05d}",
        "SourceLedger": "AR",
        "SourceType": one.source_type,
        "FiscalYear": one.year,
        "FiscalPeriod": one.period,
        "Description": one.description[:60],
        "Debits": debits,
        "Credits": credits,
        "PostingDate": one.posted,
        "DocumentDate": one.dated,
        "DrillDownApplicationSource": "AR",
        "CustomerVendorNumber": one.customer,
        "DocumentNumber": one.document,
        "NumberOfDetails": len(lines),
        "JournalDetails": lines,
    }


def _line(books: Books, one: Voucher, leg: Leg, n: int) -> Row:
    row: dict[str, Any] = {
        "TransactionNumber": f"{n * 20:010d}",
        "AccountNumber": leg.account,
        "Amount": leg.functional,
        "SourceCurrencyAmount": leg.amount,
        "HomeCurrency": books.home,
        "SourceCurrency": leg.currency,
        "CurrencyRate": leg.rate,
        "CurrencyRateTable": SPOT,
        "CurrencyRateDate": one.dated,
        "Description": one.description[:60],
        "Reference": f"{one.customer} {one.document}",
        "JournalDate": one.dated,
        "SourceLedger": "AR",
        "SourceType": one.source_type,
    }
    return row
