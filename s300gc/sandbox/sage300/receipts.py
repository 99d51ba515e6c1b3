"""AR receipt and adjustment batches (``CA`` and ``AD``) before they are posted."""

from collections import defaultdict
from copy import deepcopy
from decimal import Decimal

from s300gc.sandbox.sage300 import batches, documents
from s300gc.sandbox.sage300.adjustments import adjustment_entry
from s300gc.sandbox.sage300.banks import receipts_bank
from s300gc.sandbox.sage300.books import ZERO, Books, dec
from s300gc.sandbox.sage300.currencies import SPOT, check_rate, rate_on
from s300gc.sandbox.sage300.details import counted, insert_all, merge
from s300gc.sandbox.sage300.documents import Claim
from s300gc.sandbox.sage300.errors import SageError, bad_field, bad_payload, refused
from s300gc.sandbox.sage300.masters import keep_sparse
from s300gc.sandbox.sage300.receiptentry import receipt_entry
from s300gc.sandbox.sage300.resources import RECEIPT_BATCHES, RECEIPTS
from s300gc.sandbox.sage300.tables import Row

ENTRIES = "ReceiptsAdjustments"
_HEADER = (
    "BatchDate",
    "Description",
    "BankCode",
    "DefaultBankCurrency",
    "BankRateDate",
    "BankRateType",
    "BankExchangeRate",
    "DepositNumber",
    "DepositDate",
    "DepositComment",
    "SourceApplication",
)

Waiting = defaultdict[Claim, Decimal]


def create(books: Books, body: Row, maker: str) -> Row:
    """Insert a batch with its entries, all or none (a switch); it must tell its kind."""
    kind = body.get("BatchRecordType", "")
    if kind not in ("CA", "AD"):
        raise bad_payload("BatchRecordType must be CA (receipts) or AD (adjustments).")
    batch: Row = {"BatchRecordType": kind, "BatchNumber": 0, "_made_by": maker}
    batch.update(batches.header_values(body, _HEADER))
    batch["BatchDate"] = body.get("BatchDate") or books.today
    batch.setdefault("SourceApplication", "AR")
    _bank(books, batch, body)
    waiting = documents.pending(books)
    numbered = insert_all(body.get(ENTRIES, []), "EntryNumber", counted("EntryNumber"))
    batch[ENTRIES] = []
    failure = batches.take_entries(
        books, numbered, lambda raw: _add_entry(books, batch, raw, waiting)
    )
    _total(batch)
    wanted = "Open" if failure else body.get("BatchStatus", "Open")
    batches.set_status(batch, wanted, len(batch[ENTRIES]))
    _deposit(books, batch)
    batch["BatchNumber"] = books.next_number(f"receipt batch {kind}")
    batch["DateLastEdited"] = books.today
    keep_sparse(batch, RECEIPT_BATCHES.table)
    books.keep(RECEIPT_BATCHES, batch)
    if failure:
        raise failure
    return batch


def _bank(books: Books, batch: Row, body: Row) -> None:
    """Check the bank of a receipt batch, and take its currency and rate unless one is sent."""
    if batch["BatchRecordType"] != "CA":
        return
    if not batch.get("BankCode"):
        raise bad_field("A bank code is required.")
    own = receipts_bank(books, batch["BankCode"]).get("StatementCurrency") or books.home
    if batch.setdefault("DefaultBankCurrency", own) != own:
        raise bad_field(f"Bank {batch['BankCode']} takes {own} only.")
    if "BankExchangeRate" in body:
        check_rate(books, dec(body["BankExchangeRate"]), own, batch["BatchDate"])
        batch["BankRateOverridden"] = "Yes"
    elif not batch.get("BankExchangeRate"):
        batch["BankExchangeRate"] = rate_on(
            books, own, batch["BatchDate"], batch.get("BankRateType") or SPOT
        )


def _deposit(books: Books, batch: Row) -> None:
    """Give a receipt batch its deposit; a switch asks for a number of the client's own."""
    if batch["BatchRecordType"] != "CA":
        return
    if books.switches.deposit_number_required and not batch.get("DepositNumber"):
        raise bad_field("A deposit number is required.")
    batch["DepositSerialNumber"] = books.next_number("deposit")
    batch["DepositNumber"] = batch.get("DepositNumber") or batch["DepositSerialNumber"]
    batch["DepositDate"] = batch.get("DepositDate") or batch["BatchDate"]


def _add_entry(books: Books, batch: Row, raw: Row, waiting: Waiting) -> None:
    """Make one entry, check it against what is open and pending, and add it."""
    if batch["BatchRecordType"] == "AD":
        batch[ENTRIES].append(adjustment_entry(books, batch, {}, raw))
        return
    _place_receipt(books, batch, {}, raw, waiting)


def _place_receipt(books: Books, batch: Row, entry: Row, raw: Row, waiting: Waiting) -> None:
    receipt_entry(books, batch, entry, raw)
    check_applied(books, entry, waiting)
    if books.switches.refuse_duplicate_checks:
        _check_duplicate(books, batch, entry)
    documents.add_pending(waiting, entry)
    batch[ENTRIES].append(entry)


def check_applied(books: Books, entry: Row, waiting: Waiting) -> None:
    """Refuse what exceeds a document's balance less what is pending on it."""
    here: Waiting = defaultdict(Decimal)
    for line in entry.get("AppliedReceiptsAdjustments", []):
        owner = documents.line_customer(entry, line)
        row = documents.document(books, owner, line["DocumentNumber"])
        payment = documents.line_payment(line)
        claim = (owner, line["DocumentNumber"], payment)
        before = waiting[claim] + here[claim]
        documents.check_settles(row, documents.line_total(line), payment, before)
        line["DocumentAmountDue"] = row[documents.DUE]
        line["PendingReceiptAmount"] = before
        line["DocumentNetBalance"] = documents.payment_balance(row, payment) - before
        here[claim] += documents.line_total(line)
    if entry.get("ReceiptTransactionType") == "ApplyDocument":
        source = documents.document(books, entry["CustomerNumber"], entry["DocumentNumber"])
        used = waiting[entry["CustomerNumber"], entry["DocumentNumber"], 1]
        documents.check_settles(source, -sum(here.values(), ZERO), 1, used)


def _check_duplicate(books: Books, batch: Row, entry: Row) -> None:
    """Refuse a check number that the customer's receipts of this bank have already."""
    check, customer = entry.get("CheckReceiptNumber", ""), entry.get("CustomerNumber", "")
    if not check:
        return
    used = bool(books.shelf(RECEIPTS.path).under(batch["BankCode"], customer, check))
    for other in (*books.draft_batches(RECEIPT_BATCHES), batch):
        if used or other.get("BankCode") != batch["BankCode"]:
            continue
        used = any(
            (one.get("CustomerNumber", ""), one.get("CheckReceiptNumber")) == (customer, check)
            and (other["BatchNumber"], one["EntryNumber"])
            != (batch["BatchNumber"], entry["EntryNumber"])
            for one in other.get(ENTRIES, [])
        )
    if used:
        raise SageError(
            "RecordDuplicate",
            f"Check/receipt number {check} of customer {customer} already exists for bank "
            f"{batch['BankCode']}.",
        )


def change(books: Books, key: str, row: Row, body: Row) -> None:
    """Change an open batch; entries are found by ``EntryNumber``."""
    batches.check_editable(books, row, body, ("BatchStatus",))
    batch = deepcopy(row)
    batch.update(batches.header_values(body, _HEADER))
    if batch.get("BankCode") != row.get("BankCode") and batch.get(ENTRIES):
        raise refused("The bank of a batch with entries cannot change.")
    _bank(books, batch, body)
    if ENTRIES in body:
        _change_entries(books, row, batch, body[ENTRIES])
    _total(batch)
    batches.set_status(batch, batches.wanted_status(row, body), len(batch[ENTRIES]))
    keep_sparse(batch, RECEIPT_BATCHES.table)
    batches.commit(books, RECEIPT_BATCHES, key, row, batch)


def _change_entries(books: Books, row: Row, batch: Row, incoming: list[Row]) -> None:
    """Merge the entries that were sent, and check all of them again one after the other."""
    changes: dict[int, Row] = {}

    def update(entry: Row, part: Row) -> None:
        changes[id(entry)] = part

    old = batch.get(ENTRIES, [])
    known = {id(entry) for entry in old}
    merged = merge(old, incoming, "EntryNumber", counted("EntryNumber"), update)
    waiting = documents.pending(books, besides=row)
    batch[ENTRIES] = []
    for entry in merged:
        if id(entry) not in known:
            _add_entry(books, batch, entry, waiting)
        elif batch["BatchRecordType"] == "AD":
            batch[ENTRIES].append(adjustment_entry(books, batch, entry, changes.get(id(entry), {})))
        else:
            _place_receipt(books, batch, entry, changes.get(id(entry), {}), waiting)


def _total(batch: Row) -> None:
    """Count the entries and add up their amounts."""
    entries = batch.setdefault(ENTRIES, [])
    batch["NumberOfEntries"] = len(entries)
    batch["LastEntryNumber"] = max((int(entry["EntryNumber"]) for entry in entries), default=0)
    batch["BatchTotal"] = sum((dec(e.get("BankReceiptAmount")) for e in entries), ZERO)
    batch["FunctionalBatchTotal"] = sum(
        (dec(e.get("FunctionalReceiptAmount")) for e in entries), ZERO
    )
