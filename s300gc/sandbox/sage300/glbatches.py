"""GL journal batches: entered, made ready, posted.

Batch, entry and transaction numbers are digits in text, padded with zeros: ``"000490"``,
``"00001"``, ``"0000000020"`` in steps of 20; all of them may be left out.
"""

from copy import deepcopy

from s300gc.sandbox.sage300 import batches, ledger
from s300gc.sandbox.sage300.books import ZERO, Books
from s300gc.sandbox.sage300.details import insert_all, merge, padded
from s300gc.sandbox.sage300.errors import bad_field, refused
from s300gc.sandbox.sage300.journalentry import change_header, new_header
from s300gc.sandbox.sage300.masters import keep_sparse
from s300gc.sandbox.sage300.posting import tell_errors
from s300gc.sandbox.sage300.resources import JOURNAL_BATCHES
from s300gc.sandbox.sage300.tables import Row

HEADERS = "JournalHeaders"
_HEADER = ("Description", "SourceLedger")
_STATUS = ("Status", "ReadyToPost")
_NUMBER = padded("EntryNumber", 5)


def create(books: Books, body: Row, maker: str) -> Row:
    """Insert a batch with its entries, all or none (a switch); a number sent counts for nothing."""
    batch = batches.header_values(body, _HEADER)
    batch.setdefault("SourceLedger", "GL")
    batch.update(BatchNumber="", DateCreated=books.today, _made_by=maker)
    numbered = insert_all(body.get(HEADERS, []), "EntryNumber", _NUMBER)
    headers: list[Row] = []
    batch[HEADERS] = headers
    failure = batches.take_entries(
        books, numbered, lambda raw: headers.append(new_header(books, batch, raw))
    )
    _total(batch)
    if not failure:
        _set_status(books, batch, body)
    batch["BatchNumber"] = f"{books.next_number('gl batch'):06d}"
    for header in batch[HEADERS]:
        header["BatchNumber"] = batch["BatchNumber"]
    batch["DateLastEdited"] = books.today
    books.keep(JOURNAL_BATCHES, keep_sparse(batch, JOURNAL_BATCHES.table))
    if failure:
        raise failure
    return batch


def change(books: Books, key: str, row: Row, body: Row) -> None:
    """Change an open batch; entries are found by ``EntryNumber``."""
    batches.check_editable(books, row, body, _STATUS)
    batch = deepcopy(row)
    batch.update(batches.header_values(body, _HEADER))
    if HEADERS in body:

        def update(header: Row, changes: Row) -> None:
            change_header(books, batch, header, changes)

        old = batch.get(HEADERS, [])
        known = {id(header) for header in old}
        merged = merge(old, body[HEADERS], "EntryNumber", _NUMBER, update)
        batch[HEADERS] = [
            one if id(one) in known else new_header(books, batch, one) for one in merged
        ]
        for header in batch[HEADERS]:
            header["BatchNumber"] = batch["BatchNumber"]
    _total(batch)
    _set_status(books, batch, body)
    keep_sparse(batch, JOURNAL_BATCHES.table)
    batches.commit(books, JOURNAL_BATCHES, key, row, batch)


def _total(batch: Row) -> None:
    """Count the entries and add up their debits and credits."""
    headers = batch.setdefault(HEADERS, [])
    batch["NumberOfEntries"] = len(headers)
    batch["NextEntryNumber"] = max((int(one["EntryNumber"]) for one in headers), default=0) + 1
    for name in ("Debits", "Credits"):
        batch[name] = sum((one.get(name, ZERO) for one in headers), ZERO)


def _set_status(books: Books, batch: Row, body: Row) -> None:
    """Make a batch ready by the property that the switch allows, or open again."""
    for name, ready, back in (
        ("ReadyToPost", "Yes", "No"),
        ("Status", "ReadyToPost", "Open"),
    ):
        if name not in body or body[name] == batch.get(name, back):
            continue
        if books.switches.gl_ready not in (name, "both"):
            raise bad_field(f"{name} cannot be set.")
        if body[name] not in (ready, back):
            raise bad_field(f"{name} cannot be set to {body[name]}.")
        if body[name] == ready:
            make_ready(batch)
        else:
            batch.pop("Status", None)
            batch.pop("ReadyToPost", None)


def make_ready(batch: Row) -> None:
    """Set a batch ready to post; it must have an entry."""
    if not batch[HEADERS]:
        raise refused(f"Batch {batch['BatchNumber']} has no entries and cannot be posted.")
    batch["Status"] = "ReadyToPost"
    batch["ReadyToPost"] = "Yes"


def post(books: Books, body: Row, _maker: str) -> None:
    """Run ``GLPostJournal`` over the batches that are ready and in the range."""
    low = body.get("PostBatchFrom", body.get("BatchIdFrom", ""))
    high = body.get("PostBatchTo", body.get("BatchIdTo", ""))
    chosen = batches.in_range(books.draft_batches(JOURNAL_BATCHES), body, low, high)
    if chosen:
        ledger.post_batches(books, chosen)
        tell_errors(books, chosen)
    elif books.switches.posted_range == "refuse":
        raise refused("There are no batches to post in the range.")
