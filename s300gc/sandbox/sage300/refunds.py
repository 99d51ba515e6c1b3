"""AR refund batches: open credits of a customer that are paid back."""

from collections import defaultdict
from copy import deepcopy
from decimal import Decimal

from s300gc.sandbox.sage300 import accounts, banks, batches, documents, optionalfields, periods
from s300gc.sandbox.sage300.books import ZERO, Books, dec
from s300gc.sandbox.sage300.currencies import SPOT, check_rate, exact, rate_on
from s300gc.sandbox.sage300.customers import active_customer
from s300gc.sandbox.sage300.details import counted, insert_all, merge, plain_update
from s300gc.sandbox.sage300.errors import bad_field, refused
from s300gc.sandbox.sage300.masters import keep_sparse
from s300gc.sandbox.sage300.resources import REFUND_BATCHES
from s300gc.sandbox.sage300.tables import Row

Waiting = defaultdict[documents.Claim, Decimal]

ENTRIES, LINES, FIELDS = "RefundEntries", "RefundDetails", "RefundOptionalFields"
_HEADER = ("BatchDate", "BatchDescription", "SourceApplication")


def create(books: Books, body: Row, maker: str) -> Row:
    """Insert a batch with its entries, all or none (a switch)."""
    batch = batches.header_values(body, _HEADER)
    batch.update(BatchNumber=0, _made_by=maker, DateCreated=books.today)
    batch["BatchDate"] = body.get("BatchDate") or books.today
    batch.setdefault("SourceApplication", "AR")
    numbered = insert_all(body.get(ENTRIES, []), "EntryNumber", counted("EntryNumber"))
    entries: list[Row] = []
    batch[ENTRIES] = entries
    waiting = documents.pending(books)
    failure = batches.take_entries(
        books, numbered, lambda raw: entries.append(_entry(books, batch, raw, waiting))
    )
    _total(batch)
    wanted = "Open" if failure else body.get("BatchStatus", "Open")
    batches.set_status(batch, wanted, len(entries))
    batch["BatchNumber"] = books.next_number("refund batch")
    batch["DateLastEdited"] = books.today
    books.keep(REFUND_BATCHES, keep_sparse(batch, REFUND_BATCHES.table))
    if failure:
        raise failure
    return batch


def change(books: Books, key: str, row: Row, body: Row) -> None:
    """Change an open batch; entries are found by ``EntryNumber``, whole details replace details."""
    batches.check_editable(books, row, body, ("BatchStatus",))
    batch = deepcopy(row)
    batch.update(batches.header_values(body, _HEADER))
    if ENTRIES in body:
        numbering = counted("EntryNumber")
        old = batch.get(ENTRIES, [])
        merged = merge(old, body[ENTRIES], "EntryNumber", numbering, plain_update)
        waiting = documents.pending(books, besides=row)
        batch[ENTRIES] = [_entry(books, batch, entry, waiting) for entry in merged]
    _total(batch)
    batches.set_status(batch, batches.wanted_status(row, body), len(batch[ENTRIES]))
    keep_sparse(batch, REFUND_BATCHES.table)
    batches.commit(books, REFUND_BATCHES, key, row, batch)


def _total(batch: Row) -> None:
    entries = batch.setdefault(ENTRIES, [])
    batch["NumberOfEntries"] = len(entries)
    batch["LastEntryNumber"] = max((int(entry["EntryNumber"]) for entry in entries), default=0)
    batch["TotalOfEntries"] = sum((dec(e["RefundAmountCustomer"]) for e in entries), ZERO)


def _entry(books: Books, batch: Row, entry: Row, waiting: Waiting) -> Row:
    """Check and complete one refund: dates, rate, the account that pays, the credits.

    ``waiting`` is what is pending on each payment, and takes up what this one will use.
    """
    for name in ("ErrorBatch", "ErrorEntry", "UpdateOperation"):
        entry.pop(name, None)
    customer = active_customer(books, entry.get("CustomerNumber", ""))
    entry["DocumentDate"] = entry.get("DocumentDate") or batch["BatchDate"]
    entry["PostingDate"] = entry.get("PostingDate") or entry["DocumentDate"]
    year, period = periods.period_of(books, entry["PostingDate"])
    entry.update(FiscalYear=year, FiscalPeriod=period)
    periods.check_at_entry(books, "AR", year, period)
    currency = customer.get("CurrencyCode", books.home)
    entry["CustomerCurrency"] = currency
    if dec(entry.get("ExchangeRate")):
        check_rate(books, dec(entry["ExchangeRate"]), currency, entry["DocumentDate"])
    else:
        entry["ExchangeRate"] = rate_on(
            books, currency, entry["DocumentDate"], entry.get("RateType") or SPOT
        )
    paying_account(books, entry)
    if not entry.get("DocumentNumber"):
        entry["DocumentNumber"] = f"RF{books.next_number('number RF'):06d}"
    _lines(books, entry, waiting)
    documents.add_refund(waiting, entry)
    if FIELDS in entry:
        entry[FIELDS] = [
            optionalfields.completed(books, "refunds", "RefundOptionalFieldType", one)
            for one in entry[FIELDS]
        ]
    return entry


def paying_account(books: Books, entry: Row) -> str:
    """Give the account that a refund credits: ``CashGLAccount``, else that of its bank."""
    if entry.get("CashGLAccount"):
        if not entry.get("CashBankAccount") and not books.switches.refund_cash_account:
            raise bad_field("A bank is required for a cash refund.")
        accounts.ar_account(books, entry["CashGLAccount"])
        return str(entry["CashGLAccount"])
    code = entry.get("CashBankAccount") or entry.get("CheckBankAccount")
    if not code:
        raise bad_field("A refund needs a bank or a cash account.")
    return str(banks.bank(books, code).get("BankAccount", ""))


def _lines(books: Books, entry: Row, waiting: Waiting) -> None:
    """Check the credits that are paid out; each must be open for at least that much."""
    rows = insert_all(entry.get(LINES, []), "LineNumber", counted("LineNumber"))
    if not rows:
        raise bad_field("A refund must name a credit.")
    for line in rows:
        amount = exact(line.get("AmountCustomer") or line.get("AmountPayment"), "AmountCustomer")
        line["AmountCustomer"] = line["AmountPayment"] = amount
        line["PaymentNumber"] = int(line.get("PaymentNumber") or 1)
        row = documents.document(books, entry["CustomerNumber"], line.get("DocumentNumber", ""))
        claim = (entry["CustomerNumber"], line["DocumentNumber"], line["PaymentNumber"])
        check_refundable(row, line, waiting[claim])
        line["DocumentType"] = row.get("DocumentType", "Invoice")
        line["CurrentBalance"] = row[documents.DUE]
        line["PendingBalance"] = waiting[claim]
    entry[LINES] = rows
    entry["NumberOfDetails"] = len(rows)
    entry["RefundAmountCustomer"] = sum((line["AmountCustomer"] for line in rows), ZERO)


def check_refundable(row: Row, line: Row, waiting: Decimal = ZERO) -> None:
    """Refuse to pay out what is no open credit, or more than is open of it and not pending."""
    if row[documents.DUE] >= 0:
        raise refused(f"Document {row['DocumentNumber']} has no credit to refund.")
    amount = dec(line["AmountCustomer"])
    if amount <= 0:
        raise bad_field("The refund amount is required.")
    documents.check_settles(row, -amount, int(line["PaymentNumber"]), waiting)
