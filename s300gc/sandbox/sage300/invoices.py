"""AR invoice batches: invoices, debit notes and credit notes before they are posted."""

from copy import deepcopy

from s300gc.sandbox.sage300 import batches
from s300gc.sandbox.sage300.books import ZERO, Books, dec
from s300gc.sandbox.sage300.details import counted, insert_all, merge
from s300gc.sandbox.sage300.invoiceentry import change_entry, new_entry
from s300gc.sandbox.sage300.masters import keep_sparse
from s300gc.sandbox.sage300.resources import INVOICE_BATCHES
from s300gc.sandbox.sage300.tables import Row

_HEADER = ("BatchDate", "Description", "DefaultInvoiceType", "BatchType", "SourceApplication")
"""What a client may set of the batch itself; the rest Sage computes and passes over."""


def create(books: Books, body: Row, maker: str) -> Row:
    """Insert a batch with its entries, all or none (a switch); its number is the next one.

    ``BatchStatus: ReadyToPost`` in the POST is done after the insertion (developer
    reference, 9.1).
    """
    batch = batches.header_values(body, _HEADER)
    batch["BatchDate"] = body.get("BatchDate") or books.today
    batch.setdefault("SourceApplication", "AR")
    batch["_made_by"] = maker
    taken = taken_numbers(books)
    numbered = insert_all(body.get("Invoices", []), "EntryNumber", counted("EntryNumber"))
    entries: list[Row] = []
    batch["Invoices"] = entries
    failure = batches.take_entries(
        books, numbered, lambda raw: entries.append(new_entry(books, batch, raw, taken))
    )
    batch["BatchNumber"] = 0
    _total(batch)
    wanted = "Open" if failure else body.get("BatchStatus", "Open")
    batches.set_status(batch, wanted, len(entries))
    batch["BatchNumber"] = books.next_number("invoice batch")
    batch["DateLastEdited"] = books.today
    keep_sparse(batch, INVOICE_BATCHES.table)
    books.keep(INVOICE_BATCHES, batch)
    if failure:
        raise failure
    return batch


def change(books: Books, key: str, row: Row, body: Row) -> None:
    """Change an open batch; entries are found by ``EntryNumber``."""
    batches.check_editable(books, row, body, ("BatchStatus",))
    batch = deepcopy(row)
    batch.update(batches.header_values(body, _HEADER))
    if "Invoices" in body:
        taken = taken_numbers(books)

        def update(entry: Row, changes: Row) -> None:
            taken.discard((entry["CustomerNumber"], entry["DocumentNumber"]))
            change_entry(books, batch, entry, changes, taken)

        before = {id(entry) for entry in batch.get("Invoices", [])}
        merged = merge(
            batch.get("Invoices", []),
            body["Invoices"],
            "EntryNumber",
            counted("EntryNumber"),
            update,
        )
        batch["Invoices"] = [
            entry if id(entry) in before else new_entry(books, batch, entry, taken)
            for entry in merged
        ]
    _total(batch)
    batches.set_status(batch, batches.wanted_status(row, body), len(batch["Invoices"]))
    keep_sparse(batch, INVOICE_BATCHES.table)
    batches.commit(books, INVOICE_BATCHES, key, row, batch)


def _total(batch: Row) -> None:
    """Count the entries and add up their totals."""
    entries = batch.setdefault("Invoices", [])
    batch["NumberOfEntries"] = len(entries)
    batch["LastEntryNumber"] = max((int(entry["EntryNumber"]) for entry in entries), default=0)
    batch["BatchTotal"] = sum((dec(e.get("DocumentTotalIncludingTax")) for e in entries), ZERO)


def taken_numbers(books: Books) -> set[tuple[str, str]]:
    """Give customer and number of every document in batches that are not posted."""
    taken: set[tuple[str, str]] = set()
    for batch in books.draft_batches(INVOICE_BATCHES):
        for entry in batch.get("Invoices", []):
            taken.add((entry["CustomerNumber"], entry["DocumentNumber"]))
    return taken
