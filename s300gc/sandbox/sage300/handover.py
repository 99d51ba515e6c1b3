"""From AR to GL: the vouchers of a posting run become a GL batch of the AR source ledger.

A/R G/L Integration knows two times (during posting, on request), three ways (a new batch,
an existing one, a new one that is posted), and lines that are added up by account or not;
each is a switch.
"""

from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from typing import Any

from s300gc.sandbox.sage300 import ledger
from s300gc.sandbox.sage300.accounts import unformatted
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
    if books.switches.ar_gl_lines == "account":
        vouchers = consolidated(vouchers)
    headers = [_header(books, one, place) for place, one in enumerate(vouchers, 1) if one.legs]
    if not headers:
        return
    if books.switches.ar_gl == "on-request":
        waiting: Row = {"kind": kind, "sequence": sequence, "maker": maker, "headers": headers}
        books.data["waiting"].append(waiting)
        return
    text = f"A/R {kind} posting sequence {sequence}"
    _into_gl(books, headers, text, maker)


_PLACE = attrgetter("ledger", "source_type", "year", "period")


def consolidated(vouchers: list[Voucher]) -> list[Voucher]:
    """Add up the vouchers of one source and period, and in them the legs of one account.

    Legs of different currencies or rates stay apart; what adds up to nothing is left out.
    """
    found = []
    for _, group in groupby(sorted(vouchers, key=_PLACE), key=_PLACE):
        members = list(group)
        last = max(members, key=attrgetter("posted"))
        sums: dict[tuple[Any, ...], Leg] = {}
        for leg in (leg for one in members for leg in one.legs):
            key = (leg.account, leg.currency, leg.rate)
            so_far = sums.get(key, replace(leg, amount=dec(0), functional=dec(0)))
            amount = so_far.amount + leg.amount
            sums[key] = replace(leg, amount=amount, functional=so_far.functional + leg.functional)
        legs = tuple(leg for leg in sums.values() if leg.amount or leg.functional)
        text = f"Consolidated, {len(members)} entries"
        found.append(replace(last, customer="", document="", description=text, legs=legs))
    return found


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
    ledger_code = headers[0]["SourceLedger"]
    batch = _open_batch(books, ledger_code) if books.switches.ar_gl_batch == "append" else None
    if batch is None:
        batch = _new_batch(books, ledger_code, text, maker)
    for header in headers:
        header["EntryNumber"] = f"{len(batch['JournalHeaders']) + 1:05d}"
        batch["JournalHeaders"].append(header)
        batch["Debits"] = dec(batch.get("Debits")) + header["Debits"]
        batch["Credits"] = dec(batch.get("Credits")) + header["Credits"]
    batch["NumberOfEntries"] = len(batch["JournalHeaders"])
    books.shelf(JOURNAL_BATCHES.path).touch()
    if books.switches.ar_gl_batch == "posted":
        ledger.post_batches(books, [batch])


def _open_batch(books: Books, ledger_code: str) -> Row | None:
    """Give the last open GL batch that a subledger made."""
    for row in reversed(books.draft_batches(JOURNAL_BATCHES)):
        mine = row.get("SourceLedger") == ledger_code and not holds_errors(row)
        if mine and row.get("Status", "Open") == "Open":
            return row
    return None


def _new_batch(books: Books, ledger_code: str, text: str, maker: str) -> Row:
    return books.keep(
        JOURNAL_BATCHES,
        {
            "BatchNumber": f"{books.next_number('gl batch'):06d}",
            "Description": text,
            "SourceLedger": ledger_code,
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
        "SourceLedger": one.ledger,
        "SourceType": one.source_type,
        "FiscalYear": one.year,
        "FiscalPeriod": one.period,
        "Description": one.description[:60],
        "Debits": debits,
        "Credits": credits,
        "PostingDate": one.posted,
        "DocumentDate": one.dated,
        "DrillDownApplicationSource": one.ledger,
        "CustomerVendorNumber": one.customer,
        "DocumentNumber": one.document,
        "NumberOfDetails": len(lines),
        "JournalDetails": lines,
    }


def _line(books: Books, one: Voucher, leg: Leg, n: int) -> Row:
    row: dict[str, Any] = {
        "TransactionNumber": f"{n * 20:010d}",
        "AccountNumber": unformatted(leg.account),
        "Amount": leg.functional,
        "SourceCurrencyAmount": leg.amount,
        "HomeCurrency": books.home,
        "SourceCurrency": leg.currency,
        "CurrencyRate": leg.rate,
        "CurrencyRateTable": SPOT,
        "CurrencyRateDate": one.dated,
        "Description": one.description[:60],
        "Reference": f"{one.customer} {one.document}".strip(),
        "JournalDate": one.dated,
        "SourceLedger": one.ledger,
        "SourceType": one.source_type,
    }
    return row
