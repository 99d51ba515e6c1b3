"""Recurring charges as records, and what they tell of the invoices made of them.

The numbers of unposted invoices follow what becomes of them in their batches (help of the
recurring charge batches); those of posted ones are added to when an invoice is posted.
"""

from collections.abc import Iterator

from s300gc.sandbox.sage300 import masters
from s300gc.sandbox.sage300.books import ZERO, Books, dec
from s300gc.sandbox.sage300.chargeentry import next_date
from s300gc.sandbox.sage300.errors import missing
from s300gc.sandbox.sage300.keys import key_text
from s300gc.sandbox.sage300.puts import put_all
from s300gc.sandbox.sage300.resources import CUSTOMERS, INVOICE_BATCHES, RESOURCES
from s300gc.sandbox.sage300.tables import Row

CHARGES = RESOURCES["AR/ARRecurringCharges"]
CODE, CUSTOMER = "RecurringChargeCode", "CustomerNumber"
_WAITING = ("UnpostedNumberOfInvoices", "UnpostedTotalInvoiceAmount")
_COMPUTED = frozenset(
    {
        *_WAITING,
        *("DateLastMaintained", "LastInvoiceDateGenerated", "LastInvoiceAmountPosted"),
        *("LastInvoiceDatePosted", "LastInvoiceNumberPosted", "LastBatchNumberPosted"),
        *("LastEntryNumberPosted", "LastPostingSequenceNumber", "LastLineNumber"),
        *("PostedNumberOfInvoices", "PostedTotalInvoiceAmount", "YTDNumberOfInvoices"),
        *("YTDTotalInvoiceAmount", "NextScheduledDate", "InvoiceSubtotal", "TotalTaxAmount"),
        *("InvoiceTotalBeforeTax", "InvoiceTotalIncludingTax", "NumberOfOptionalFields"),
    }
)
"""What Sage keeps by itself; a value sent for it is passed over."""


def create(books: Books, body: Row, maker: str) -> Row:
    """Insert a charge; its customer brings terms, tax group, account set and currency."""
    row: Row = {}
    taken = {name: value for name, value in body.items() if name not in _COMPUTED}
    put_all(books, row, taken, {CUSTOMER: _customer})
    return masters.create(books, CHARGES, row, maker)


def _customer(books: Books, row: Row, number: str) -> None:
    owner = books.find(CUSTOMERS.path, number)
    if owner is None:
        raise missing(f"customer {number}")
    for name in ("Terms", "TaxGroup", "AccountSet", "CurrencyCode", "RateType"):
        if owner.get(name):
            row[name] = owner[name]


def change(books: Books, key: str, row: Row, body: Row, *, replace: bool) -> None:
    """Change a charge; its next date follows, and what it tells of its invoices stays."""
    taken = {name: value for name, value in body.items() if name not in _COMPUTED}
    if replace:
        kept = {name: value for name, value in row.items() if name in _COMPUTED}
        taken = {**kept, **taken}
    masters.change(books, CHARGES, row, taken, replace=replace)


# ---------------------------------------------------------------- its invoices


def charge_of(books: Books, entry: Row) -> Row | None:
    """Give the charge that an entry of an invoice batch was made of."""
    code = entry.get(CODE, "")
    return books.find(CHARGES.path, code, entry[CUSTOMER]) if code else None


def recount(books: Books) -> None:
    """Count the invoices of each charge that wait in batches."""
    for row in books.shelf(CHARGES.path).ordered:
        for name in _WAITING:
            row.pop(name, None)
    for batch in books.draft_batches(INVOICE_BATCHES):
        for row, entry in _made_of_charges(books, batch):
            _wait(row, 1, dec(entry.get("DocumentTotalIncludingTax")))
    books.shelf(CHARGES.path).touch()


def _made_of_charges(books: Books, batch: Row) -> Iterator[tuple[Row, Row]]:
    for entry in batch.get("Invoices", []):
        row = charge_of(books, entry)
        if row is not None:
            yield row, entry


def _wait(row: Row, count: int, amount: object) -> None:
    """Add to what waits of a charge; nothing is kept where nothing waits."""
    number, total = _WAITING
    row[number] = int(row.get(number, 0)) + count
    row[total] = dec(row.get(total)) + dec(amount)
    for name in _WAITING:
        if not row[name]:
            del row[name]


def note_generated(books: Books, row: Row, entry: Row) -> None:
    """Note an invoice that was generated for the day that was next."""
    row["_generated"] = row["NextScheduledDate"]
    row["LastInvoiceDateGenerated"] = entry["DocumentDate"]
    row["NextScheduledDate"] = next_date(books, row)
    if row["NextScheduledDate"] is None:
        del row["NextScheduledDate"]
    _wait(row, 1, dec(entry.get("DocumentTotalIncludingTax")))
    books.shelf(CHARGES.path).touch(key_text([row[CODE], row[CUSTOMER]]))


def note_posted(books: Books, batch: Row, entry: Row, sequence: int) -> None:
    """Note that an invoice was posted, if it was made of a charge."""
    row = charge_of(books, entry)
    if row is None:
        return
    amount = dec(entry.get("DocumentTotalIncludingTax"))
    _wait(row, -1, -amount)
    year = row.get("_year") == entry["FiscalYear"]
    row["_year"] = entry["FiscalYear"]
    for name, so_far in (("YTD", year), ("Posted", True)):
        count, total = f"{name}NumberOfInvoices", f"{name}TotalInvoiceAmount"
        row[count] = (int(row.get(count, 0)) if so_far else 0) + 1
        row[total] = (dec(row.get(total)) if so_far else ZERO) + amount
    row.update(
        LastInvoiceDatePosted=entry["DocumentDate"],
        LastInvoiceAmountPosted=amount,
        LastInvoiceNumberPosted=entry["DocumentNumber"],
        LastBatchNumberPosted=batch["BatchNumber"],
        LastEntryNumberPosted=entry["EntryNumber"],
        LastPostingSequenceNumber=sequence,
    )
    books.shelf(CHARGES.path).touch(key_text([row[CODE], row[CUSTOMER]]))
