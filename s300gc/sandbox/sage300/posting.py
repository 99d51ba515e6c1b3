"""Posting AR batches: a sequence number per run, error batches, and the way to GL.

Entries that cannot be posted do not stop the run: they go to a new, open error batch, and
the batch they came from is Posted with ``NumberOfErrors`` (help of A/R Posting Errors).
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass

from s300gc.sandbox.sage300.batches import ERROR, in_range
from s300gc.sandbox.sage300.books import Books, dec
from s300gc.sandbox.sage300.errors import SageError, bad_payload, refused
from s300gc.sandbox.sage300.handover import hand_over
from s300gc.sandbox.sage300.keys import row_key
from s300gc.sandbox.sage300.postinvoice import post_invoice
from s300gc.sandbox.sage300.postreceipt import post_adjustment, post_receipt
from s300gc.sandbox.sage300.postrefund import post_refund
from s300gc.sandbox.sage300.resources import (
    INVOICE_BATCHES,
    RECEIPT_BATCHES,
    REFUND_BATCHES,
    Resource,
)
from s300gc.sandbox.sage300.tables import Row
from s300gc.sandbox.sage300.vouchers import Voucher

PostEntry = Callable[[Books, Row, Row, int], list[Voucher]]


@dataclass(frozen=True, slots=True)
class Kind:
    """How batches of one kind are posted; ``name`` is the word of its sequence numbers."""

    name: str
    resource: Resource
    entries: str
    total: str
    text: str
    post: PostEntry


INVOICES = Kind(
    "invoice", INVOICE_BATCHES, "Invoices", "DocumentTotalIncludingTax", "Description", post_invoice
)
RECEIPTS = Kind(
    "receipt",
    RECEIPT_BATCHES,
    "ReceiptsAdjustments",
    "BankReceiptAmount",
    "Description",
    post_receipt,
)
ADJUSTMENTS = Kind(
    "adjustment",
    RECEIPT_BATCHES,
    "ReceiptsAdjustments",
    "BankReceiptAmount",
    "Description",
    post_adjustment,
)
REFUNDS = Kind(
    "refund",
    REFUND_BATCHES,
    "RefundEntries",
    "RefundAmountCustomer",
    "BatchDescription",
    post_refund,
)


def post_invoices(books: Books, body: Row, maker: str) -> None:
    """Run ``ARPostInvoices``."""
    _process(books, INVOICES, books.draft_batches(INVOICE_BATCHES), body, maker)


def post_receipts(books: Books, body: Row, maker: str) -> None:
    """Run ``ARPostReceiptsAndAdjustments``; ``BatchType`` is CA or AD."""
    wanted = body.get("BatchType") or "CA"
    if wanted not in ("CA", "AD"):
        raise bad_payload("BatchType must be CA or AD.")
    drafts = [
        row for row in books.draft_batches(RECEIPT_BATCHES) if row["BatchRecordType"] == wanted
    ]
    _process(books, RECEIPTS if wanted == "CA" else ADJUSTMENTS, drafts, body, maker)


def post_refunds(books: Books, body: Row, maker: str) -> None:
    """Run ``ARPostRefunds``."""
    _process(books, REFUNDS, books.draft_batches(REFUND_BATCHES), body, maker)


def _process(books: Books, kind: Kind, drafts: list[Row], body: Row, maker: str) -> None:
    """Post the batches that are ready and in the range; none is no error, unless a switch says."""
    low, high = body.get("PostBatchFrom", 0), body.get("PostBatchTo", 0)
    chosen = in_range(drafts, body, low, high)
    if not chosen:
        if books.switches.posted_range == "refuse":
            raise refused("There are no batches to post in the range.")
        return
    _check_printed(books, chosen)
    run(books, kind, chosen, maker)
    tell_errors(books, chosen)


def _check_printed(books: Books, chosen: list[Row]) -> None:
    """Refuse batches whose listing or deposit slip must be printed first, by two AR options."""
    for row in chosen:
        number = row["BatchNumber"]
        if books.switches.listing_forced and row.get("BatchPrintedFlag", "No") == "No":
            raise refused(f"Batch {number} must be printed before it can be posted.")
        slip = row.get("BatchRecordType") == "CA" and row.get("DepositSlipPrinted", "No") == "No"
        if books.switches.deposit_slip_forced and slip:
            raise refused(f"The deposit slip of batch {number} must be printed first.")


def tell_errors(books: Books, chosen: list[Row]) -> None:
    """Say after a posting that entries were in error, where the switch wants it said at all."""
    failed = [row for row in chosen if row.get("NumberOfErrors")]
    if failed and books.switches.post_errors == "refuse":
        raise refused(f"Batch {failed[0]['BatchNumber']} was posted with errors.")


def run(books: Books, kind: Kind, chosen: list[Row], maker: str) -> int:
    """Post batches as one run and give its posting sequence number.

    ``maker`` is who posts: the GL batch that comes of it is marked with him, while batches
    and documents keep the mark of who made them.
    """
    sequence = books.next_number(f"posting {kind.name}")
    vouchers: list[Voucher] = []
    for batch in chosen:
        vouchers += _post_batch(books, kind, batch, sequence)
    hand_over(books, kind.name, sequence, vouchers, maker)
    return sequence


def _post_batch(books: Books, kind: Kind, batch: Row, sequence: int) -> list[Voucher]:
    """Post the entries of one batch; those in error are copied into an error batch."""
    vouchers: list[Voucher] = []
    failed: list[Row] = []
    for entry in batch.get(kind.entries, []):
        try:
            vouchers += kind.post(books, batch, entry, sequence)
        except SageError as error:
            entry["_error"] = error.message
            failed.append(entry)
    batch["BatchStatus"] = "Posted"
    batch["PostingSequenceNumber"] = sequence
    batch["DateLastEdited"] = books.today
    if failed:
        batch["NumberOfErrors"] = len(failed)
        _error_batch(books, kind, batch, failed)
    books.refile(kind.resource, row_key(kind.resource.table, kind.resource.keys, batch), batch)
    return vouchers


def _error_batch(books: Books, kind: Kind, batch: Row, failed: list[Row]) -> None:
    """Copy entries into a new open batch, and let the old ones point to their copies."""
    series = f"{kind.name} batch"
    copy: Row = {
        name: value
        for name, value in batch.items()
        if name
        in (
            "BatchRecordType",
            "BatchDate",
            "BankCode",
            "DefaultBankCurrency",
            "BankExchangeRate",
            "SourceApplication",
            "DepositDate",
            "_made_by",
        )
    }
    if kind.resource is RECEIPT_BATCHES:
        series = f"receipt batch {batch['BatchRecordType']}"
        copy["DepositSerialNumber"] = copy["DepositNumber"] = books.next_number("deposit")
    copy["BatchNumber"] = number = books.next_number(series)
    copy[kind.text] = f"{ERROR} - Entries from batch '{batch['BatchNumber']}'"
    copy["DateLastEdited"] = books.today
    copy[kind.entries] = []
    for place, entry in enumerate(failed, start=1):
        twin = {name: v for name, v in deepcopy(entry).items() if name != "_error"}
        twin["EntryNumber"] = place
        copy[kind.entries].append(twin)
        if books.switches.error_pointers:
            entry["ErrorBatch"], entry["ErrorEntry"] = number, place
    copy["NumberOfEntries"] = copy["LastEntryNumber"] = len(failed)
    total = "TotalOfEntries" if kind is REFUNDS else "BatchTotal"
    copy[total] = sum(dec(entry.get(kind.total)) for entry in failed)
    books.keep(kind.resource, copy)
