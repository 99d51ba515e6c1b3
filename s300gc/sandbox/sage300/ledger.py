"""Posting GL batches: transactions, balances of accounts, error batches."""

from collections import defaultdict
from copy import deepcopy
from decimal import Decimal

from s300gc.sandbox.sage300 import accounts, periods
from s300gc.sandbox.sage300.batches import ERROR
from s300gc.sandbox.sage300.books import ZERO, Books, dec
from s300gc.sandbox.sage300.currencies import ONE
from s300gc.sandbox.sage300.errors import SageError, refused
from s300gc.sandbox.sage300.journalentry import check_control, currency_allowed
from s300gc.sandbox.sage300.resources import JOURNAL_BATCHES, TRANSACTIONS
from s300gc.sandbox.sage300.tables import Row

Counts = defaultdict[tuple[str, ...], int]


def post_batches(books: Books, chosen: list[Row]) -> int:
    """Post batches as one run and give its posting sequence number."""
    sequence = books.next_number("posting gl")
    counts: Counts = defaultdict(int)
    for batch in chosen:
        _post_batch(books, batch, sequence, counts)
    return sequence


def _post_batch(books: Books, batch: Row, sequence: int, counts: Counts) -> None:
    """Post the entries of one batch; those in error are copied into an error batch."""
    failed: list[Row] = []
    for header in batch["JournalHeaders"]:
        try:
            check_entry(books, header)
        except SageError as error:
            header["_error"] = error.message
            failed.append(header)
        else:
            for line in header["JournalDetails"]:
                _post_line(books, batch, header, line, sequence, counts)
    batch["Status"] = "Posted"
    batch["PostingSequence"] = sequence
    batch["DateLastEdited"] = books.today
    batch.pop("ReadyToPost", None)
    if failed:
        batch["NumberOfErrors"] = len(failed)
        _error_batch(books, batch, failed)
    books.refile(JOURNAL_BATCHES, batch["BatchNumber"], batch)


def check_entry(books: Books, header: Row) -> None:
    """Refuse an entry that cannot be posted: out of balance, locked period, wrong account."""
    lines: list[Row] = header.get("JournalDetails", [])
    if not lines:
        raise refused("The entry has no details.")
    off = sum((dec(line.get("Amount")) for line in lines), ZERO)
    if off:
        raise refused(f"The entry is out of balance by {off}.")
    periods.check_ledger(books, header["FiscalYear"], header["FiscalPeriod"])
    for line in lines:
        accounts.account(books, line["AccountNumber"])
        if line["SourceCurrency"] != books.home:
            currency_allowed(books, line["AccountNumber"], line["SourceCurrency"])
        check_control(books, line)


def _post_line(
    books: Books, batch: Row, header: Row, line: Row, sequence: int, counts: Counts
) -> None:
    """Keep a posted transaction and move the account's balance."""
    account, amount = line["AccountNumber"], dec(line.get("Amount"))
    year, period = header["FiscalYear"], header["FiscalPeriod"]
    place = (
        account,
        year,
        period,
        line["SourceCurrency"],
        line["SourceLedger"],
        line["SourceType"],
    )
    counts[place] += 1
    books.keep(
        TRANSACTIONS,
        {
            "AccountNumber": account,
            "FiscalYear": year,
            "FiscalPeriod": period,
            "SourceCurrencyCode": line["SourceCurrency"],
            "SourceLedgerCode": line["SourceLedger"],
            "SourceTypeCode": line["SourceType"],
            "PostingSequenceNumber": sequence,
            "DetailCount": counts[place],
            "JournalDate": header.get("PostingDate") or line["JournalDate"],
            "BatchNumber": batch["BatchNumber"],
            "JournalEntryNumber": header["EntryNumber"],
            "JournalTransactionNumber": int(line["TransactionNumber"]),
            "JournalDetailDescription": line.get("Description", ""),
            "JournalDetailReference": line.get("Reference", ""),
            "JournalTransactionAmount": amount,
            "SourceCurrencyAmount": dec(line.get("SourceCurrencyAmount")),
            "HomeCurrencyCode": line["HomeCurrency"],
            "CurrencyRateForConversion": dec(line.get("CurrencyRate", ONE)),
            "DocumentDate": header["DocumentDate"],
        },
    )
    balances: dict[str, Decimal] = books.data["gl_balances"]
    balances[account] = dec(balances.get(account)) + amount


def _error_batch(books: Books, batch: Row, failed: list[Row]) -> None:
    """Copy entries into a new open batch, and let the old ones point to their copies."""
    number = f"{books.next_number('gl batch'):06d}"
    copy: Row = {
        "BatchNumber": number,
        "Description": f"{ERROR} - Entries from batch '{batch['BatchNumber']}'",
        "SourceLedger": batch.get("SourceLedger", "GL"),
        "DateCreated": books.today,
        "DateLastEdited": books.today,
        "NumberOfEntries": len(failed),
        "JournalHeaders": [],
        "_made_by": batch["_made_by"],
    }
    if batch.get("JournalBatchType"):
        copy["JournalBatchType"] = batch["JournalBatchType"]
    for place, header in enumerate(failed, start=1):
        twin = {name: v for name, v in deepcopy(header).items() if name != "_error"}
        twin["BatchNumber"], twin["EntryNumber"] = number, f"{place:05d}"
        copy["JournalHeaders"].append(twin)
        if books.switches.error_pointers:
            header["ErrorBatch"], header["ErrorEntry"] = int(number), place
    for name in ("Debits", "Credits"):
        copy[name] = sum((dec(one.get(name)) for one in failed), ZERO)
    books.keep(JOURNAL_BATCHES, copy)
