"""Adjustments: what a document's balance is changed by, against accounts that are named.

A negative ``DistributionAmount`` lowers the balance, as in Sage's sample.
"""

from decimal import Decimal

from s300gc.sandbox.sage300 import accounts, periods
from s300gc.sandbox.sage300.books import ZERO, Books, dec
from s300gc.sandbox.sage300.currencies import exact
from s300gc.sandbox.sage300.customers import active_customer
from s300gc.sandbox.sage300.details import counted, insert_all
from s300gc.sandbox.sage300.documents import document
from s300gc.sandbox.sage300.errors import bad_field, missing
from s300gc.sandbox.sage300.tables import Row

LINES, PARTS = "AppliedReceiptsAdjustments", "AdjustmentGLDistributions"


def adjustment_entry(books: Books, batch: Row, entry: Row, raw: Row) -> Row:
    """Make or change one adjustment entry of an ``AD`` batch."""
    entry.update({name: value for name, value in raw.items() if name not in ("BatchNumber", LINES)})
    entry.pop("UpdateOperation", None)
    customer = active_customer(books, entry.get("CustomerNumber", ""))
    day = entry.get("ReceiptDateAdjustmentDate") or batch["BatchDate"]
    entry["ReceiptDateAdjustmentDate"] = day
    entry["PostingDate"] = entry.get("PostingDate") or day
    year, period = periods.period_of(books, entry["PostingDate"])
    entry.update(FiscalYear=year, FiscalPeriod=period, BatchType="AD")
    entry["CustomerCurrencyCode"] = customer.get("CurrencyCode", books.home)
    entry["AccountSet"] = customer["AccountSet"]
    periods.check_at_entry(books, "AR", year, period)
    if LINES in raw:
        rows = insert_all(raw[LINES], "LineNumber", counted("LineNumber", 20))
        entry[LINES] = [_line(books, entry, line) for line in rows]
    if not entry.get(LINES):
        raise bad_field("An adjustment must name a document.")
    if not entry.get("DocumentNumber"):
        entry["DocumentNumber"] = f"AD{books.next_number('number AD'):06d}"
    total = sum((dec(line["CustomerAdjustmentTotal"]) for line in entry[LINES]), ZERO)
    entry["CustomerAdjustmentAmount"] = total
    return entry


def _line(books: Books, entry: Row, line: Row) -> Row:
    """Check the document of a line and the accounts that its change goes to."""
    document(books, entry["CustomerNumber"], line.get("DocumentNumber", ""))
    line["PaymentNumber"] = int(line.get("PaymentNumber") or 1)
    parts = insert_all(line.get(PARTS, []), "SequenceNumber", counted("SequenceNumber"))
    if not parts:
        raise bad_field("An adjustment must have a distribution.")
    for part in parts:
        _part(books, part)
    line[PARTS] = parts
    line["CustomerAdjustmentTotal"] = line_change(line)
    return line


def _part(books: Books, part: Row) -> None:
    if not part.get("DistributionGLAccount") and part.get("DistributionCode"):
        code = books.find("AR/ARDistributionCodes", part["DistributionCode"])
        if code is None:
            raise missing(f"distribution code {part['DistributionCode']}")
        part["DistributionGLAccount"] = code.get("RevenueAccount", "")
    accounts.ar_account(books, part.get("DistributionGLAccount", ""))
    part["DistributionAmount"] = exact(part.get("DistributionAmount"), "DistributionAmount")
    if part["DistributionAmount"] == 0:
        raise bad_field("The distribution amount is required.")


def line_change(line: Row) -> Decimal:
    """Give what an adjustment line adds to its document's balance."""
    return sum((dec(part["DistributionAmount"]) for part in line.get(PARTS, [])), ZERO)
