"""What happens in the office without the Web API: the story's documents, a clerk's edits.

All of it goes the way of ordinary entry and posting, only from values instead of JSON.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from s300gc.sandbox.sage300 import handover, ledger, masters, optionalfields, periods, posting
from s300gc.sandbox.sage300.batches import holds_errors
from s300gc.sandbox.sage300.books import Books, dec
from s300gc.sandbox.sage300.currencies import at, rate_on
from s300gc.sandbox.sage300.customers import FIELDS
from s300gc.sandbox.sage300.details import tidy
from s300gc.sandbox.sage300.keys import key_text
from s300gc.sandbox.sage300.resources import (
    CUSTOMERS,
    DOCUMENTS,
    INVOICE_BATCHES,
    JOURNAL_BATCHES,
    RECEIPT_BATCHES,
    REFUND_BATCHES,
    Resource,
)
from s300gc.sandbox.sage300.tables import Row

DocumentKind = Literal["Invoice", "CreditNote", "DebitNote", "RetainageInvoice"]
BatchKind = Literal["invoices", "receipts", "adjustments", "refunds", "journals"]

_BATCHES: dict[BatchKind, tuple[Resource, str]] = {
    "invoices": (INVOICE_BATCHES, ""),
    "receipts": (RECEIPT_BATCHES, "CA"),
    "adjustments": (RECEIPT_BATCHES, "AD"),
    "refunds": (REFUND_BATCHES, ""),
    "journals": (JOURNAL_BATCHES, ""),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as the office has it; ``amount`` is its total, the tax inside.

    ``retained`` is kept back of it; ``original`` is what a retainage invoice asks for.
    """

    customer: str
    number: str
    amount: Decimal
    dated: date
    due: date
    kind: DocumentKind = "Invoice"
    tax: Decimal = Decimal(0)
    instalments: Sequence[tuple[date, Decimal]] = ()
    description: str = ""
    job_related: bool = False
    retained: Decimal = Decimal(0)
    original: str = ""


def customer_row(books: Books, number: str) -> Row:
    """Give a customer; ``KeyError`` where there is none."""
    row = books.find(CUSTOMERS.path, number.upper())
    if row is None:
        raise KeyError(f"there is no customer {number}")
    return row


def add_customer(books: Books, values: Row, made_by: str) -> None:
    """Enter a customer; values are properties of ``ARCustomers``."""
    row: Row = {"ShortName": values["CustomerNumber"][:10], "StartDate": books.today, **values}
    row.update(DateLastMaintained=books.today, _made_by=made_by)
    if row["CustomerNumber"] in books.shelf(CUSTOMERS.path):
        raise ValueError(f"customer {row['CustomerNumber']} exists already")
    for path, name in (("AR/ARCustomerGroups", "GroupCode"), ("AR/ARAccountSets", "AccountSet")):
        if books.find(path, row[name]) is None:
            raise KeyError(f"there is no {name} {row[name]}")
    books.keep(CUSTOMERS, tidy(row, CUSTOMERS.table))


def edit_customer(books: Books, number: str, values: Row) -> None:
    """Change properties of a customer by hand, today."""
    row = customer_row(books, number)
    row.update(values)
    row["DateLastMaintained"] = books.today
    masters.keep_sparse(row, CUSTOMERS.table)
    books.shelf(CUSTOMERS.path).touch()


def set_optional_fields(books: Books, number: str, fields: Mapping[str, str]) -> None:
    """Write optional fields of a customer; an empty value takes the field away."""
    row = customer_row(books, number)
    kept = {one["OptionalField"]: one for one in row.get(FIELDS, [])}
    for code, value in fields.items():
        given = {"OptionalField": code.upper(), "Value": value}
        kept[code.upper()] = optionalfields.completed(
            books, "customers", "CustomerOptionalFieldValueType", given
        )
        if not value:
            del kept[code.upper()]
    edit_customer(books, number, {FIELDS: [kept[code] for code in sorted(kept)]})


# ---------------------------------------------------------------- documents


def post_documents(books: Books, papers: Sequence[Paper], made_by: str) -> None:
    """Enter documents in one batch and post it."""
    if not papers:
        return
    batch: Row = {
        "BatchNumber": books.next_number("invoice batch"),
        "BatchDate": papers[0].dated.isoformat(),
        "BatchStatus": "ReadyToPost",
        "DateLastEdited": books.today,
        "SourceApplication": "AR",
        "NumberOfEntries": len(papers),
        "LastEntryNumber": len(papers),
        "BatchTotal": sum(paper.amount for paper in papers),
        "Invoices": [_entry(books, paper, n) for n, paper in enumerate(papers, start=1)],
        "_made_by": made_by,
    }
    books.keep(INVOICE_BATCHES, batch)
    posting.run(books, posting.INVOICES, [batch], made_by)
    failed = next((one for one in batch["Invoices"] if "_error" in one), None)
    if failed is not None:
        raise ValueError(failed["_error"])


def _entry(books: Books, paper: Paper, place: int) -> Row:
    """Write a document as an entry of an invoice batch, kept sparse."""
    owner, dated = customer_row(books, paper.customer), paper.dated.isoformat()
    year, period = periods.period_of(books, dated)
    currency = owner.get("CurrencyCode", books.home)
    rate, net = rate_on(books, currency, dated), paper.amount - paper.tax
    line: Row = {"LineNumber": 20, "DistributionCode": "SALES", "RevenueAccount": "4000"}
    line.update(ExtendedAmountWithTIP=net, ExtendedAmountWithoutTIP=net)
    entry: Row = {
        "EntryNumber": place,
        "CustomerNumber": owner["CustomerNumber"],
        "DocumentNumber": paper.number.upper(),
        "AccountSet": owner["AccountSet"],
        "DocumentDate": dated,
        "AsOfDate": dated,
        "PostingDate": dated,
        "FiscalYear": year,
        "FiscalPeriod": period,
        "CurrencyCode": currency,
        "ExchangeRate": rate,
        "Terms": owner.get("Terms", ""),
        "DueDate": paper.due.isoformat(),
        "TaxGroup": "VAT20" if paper.tax else "NOTAX",
        "DocumentTotalBeforeTax": net,
        "DocumentTotalIncludingTax": paper.amount,
        "AmountDue": paper.amount - paper.retained,
        "FunctionalAmountDue": at(paper.amount - paper.retained, rate),
        "NumberOfDetails": 1,
        "InvoiceDetails": [line],
        "InvoicePaymentSchedules": _schedule(paper),
    }
    entry["NumberOfScheduledPayments"] = len(entry["InvoicePaymentSchedules"])
    if paper.kind != "Invoice":
        entry["DocumentType"] = paper.kind
    if paper.tax:
        line.update(TaxBase1=net, TaxAmount1=paper.tax, TaxTotal=paper.tax, TaxClass1=1)
        entry.update(TaxAuthority1="VAT", TaxBase1=net, TaxAmount1=paper.tax, TaxTotal=paper.tax)
    if paper.retained:
        entry.update(HasRetainage="Yes", RetainageAmount=paper.retained)
    if paper.original:
        entry["OriginalDocumentNumber"] = paper.original.upper()
    if paper.description:
        entry["InvoiceDescription"] = paper.description
    if paper.job_related:
        entry["JobRelated"] = "Yes"
    return entry


def _schedule(paper: Paper) -> list[Row]:
    """Write the instalments, or the one payment that is due on the document's own day."""
    left = paper.amount - paper.retained
    payments = paper.instalments or ((paper.due, left),)
    if sum(amount for _, amount in payments) != left:
        raise ValueError(f"the instalments of {paper.number} do not add up to {left}")
    return [
        {"PaymentNumber": n, "DueDate": due.isoformat(), "AmountDue": amount}
        for n, (due, amount) in enumerate(payments, start=1)
    ]


# ---------------------------------------------------------------- batches


def _batch(books: Books, kind: BatchKind, number: int) -> tuple[Resource, str, Row]:
    """Give a batch with its resource and key; ``KeyError`` where there is none."""
    resource, record = _BATCHES[kind]
    place: Any = f"{int(number):06d}" if kind == "journals" else int(number)
    key = key_text([record, place] if record else [place])
    row = books.shelf(resource.path).get(key)
    if row is None:
        raise KeyError(f"there is no batch {number} of {kind}")
    return resource, key, row


def print_batch(books: Books, kind: BatchKind, number: int) -> None:
    """Print a batch's listing, and the deposit slip where it has one."""
    resource, key, row = _batch(books, kind, number)
    row["Printed" if kind == "journals" else "BatchPrintedFlag"] = "Yes"
    if kind == "receipts":
        row["DepositSlipPrinted"] = "Yes"
    books.refile(resource, key, row)


def delete_batch(books: Books, kind: BatchKind, number: int) -> None:
    """Delete a batch that is open or ready; it stays in the list as Deleted."""
    resource, key, row = _batch(books, kind, number)
    name = "Status" if kind == "journals" else "BatchStatus"
    if row.get(name, "Open") not in ("Open", "ReadyToPost"):
        raise ValueError(f"batch {number} is {row[name]}")
    row[name] = "Deleted"
    row.pop("ReadyToPost", None)
    books.refile(resource, key, row)


def make_ready(books: Books, resource_path: str, *key: Any) -> Row:
    """Set an open batch ready to post, and give it; ``KeyError`` where there is none."""
    row = books.find(resource_path, *key)
    if row is None:
        raise KeyError(f"there is no batch {key}")
    name = "Status" if resource_path == JOURNAL_BATCHES.path else "BatchStatus"
    if row.get(name, "Open") not in ("Open", "ReadyToPost"):
        raise ValueError(f"batch {key} is {row[name]}")
    row[name] = "ReadyToPost"
    return row


def post_batch(books: Books, kind: posting.Kind, number: int, made_by: str) -> None:
    """Post one AR batch that somebody left open or ready."""
    key: tuple[Any, ...] = (number,)
    if kind.resource is RECEIPT_BATCHES:
        key = ("AD" if kind is posting.ADJUSTMENTS else "CA", number)
    posting.run(books, kind, [make_ready(books, kind.resource.path, *key)], made_by)


def post_ar_gl_batches(books: Books) -> None:
    """Post every open GL batch that came from AR, as a person does at the end of the day.

    What AR has not handed over yet is asked for first. What Bank Services returned counts too.
    """
    handover.create_all(books, "person")
    drafts = books.draft_batches(JOURNAL_BATCHES)
    subledgers = ("AR", "BK")
    mine = [
        row for row in drafts if row.get("SourceLedger") in subledgers and not holds_errors(row)
    ]
    if mine:
        ledger.post_batches(books, mine)


def mark_document(books: Books, customer: str, number: str, values: Row) -> None:
    """Set properties of a posted document that come about in other modules (jobs, retainage)."""
    row = books.find(DOCUMENTS.path, customer.upper(), number.upper())
    if row is None:
        raise KeyError(f"there is no document {number}")
    row.update(values)
    books.shelf(DOCUMENTS.path).touch()


def balance(books: Books, customer: str, number: str) -> Decimal:
    """Give what is open of a document in the customer's currency; 0 where it is not posted."""
    row = books.find(DOCUMENTS.path, customer.upper(), number.upper())
    return dec(row["CustomerCurrencyAmountDue"]) if row else Decimal(0)
