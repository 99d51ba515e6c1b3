"""One invoice, debit note or credit note of a batch: defaults, lines, tax, totals, schedule."""

from typing import Any

from s300gc.sandbox.sage300 import accounts, optionalfields, periods, retainage, taxes, terms
from s300gc.sandbox.sage300.books import ZERO, Books, dec, money
from s300gc.sandbox.sage300.currencies import ONE, SPOT, at, check_rate, exact, rate_on
from s300gc.sandbox.sage300.customers import active_customer
from s300gc.sandbox.sage300.details import counted, insert_all, merge
from s300gc.sandbox.sage300.errors import SageError, bad_field, missing, refused
from s300gc.sandbox.sage300.puts import Effect, put_all
from s300gc.sandbox.sage300.tables import Row

Taken = set[tuple[str, str]]

LINES, SCHEDULE, FIELDS = "InvoiceDetails", "InvoicePaymentSchedules", "InvoiceOptionalFields"
_NESTED = (LINES, SCHEDULE, FIELDS)
_NOT_SET = ("BatchNumber", "ErrorBatch", "ErrorEntry", "UpdateOperation", *_NESTED)
_PREFIX = {"Invoice": "IN", "DebitNote": "DN", "CreditNote": "CN", "Interest": "INT"}
_PREFIX |= {"RetainageInvoice": "RI", "RetainageDebitNote": "RD", "RetainageCreditNote": "RC"}
DEFAULT_REVENUE = "4000"


def new_entry(books: Books, batch: Row, raw: Row, taken: Taken) -> Row:
    """Make an entry of what was sent; ``taken`` are the document numbers of unposted entries."""
    entry: Row = {}
    if not raw.get("DocumentDate"):
        entry["DocumentDate"] = batch["BatchDate"]
        _dated(books, entry, batch["BatchDate"])
    _put(books, entry, raw)
    entry[LINES] = [
        _line(books, {}, one)
        for one in insert_all(raw.get(LINES, []), "LineNumber", counted("LineNumber", 20))
    ]
    _take_schedule(entry, raw)
    _take_fields(books, entry, raw)
    return _finish(books, batch, entry, taken)


def change_entry(books: Books, batch: Row, entry: Row, changes: Row, taken: Taken) -> None:
    """Change an entry of an open batch; lines are found by ``LineNumber``."""
    _put(books, entry, changes)
    if LINES in changes:

        def update(line: Row, part: Row) -> None:
            _line(books, line, part)

        before = {id(line) for line in entry[LINES]}
        merged = merge(
            entry[LINES], changes[LINES], "LineNumber", counted("LineNumber", 20), update
        )
        entry[LINES] = [x if id(x) in before else _line(books, {}, x) for x in merged]
    _take_schedule(entry, changes)
    _take_fields(books, entry, changes)
    _finish(books, batch, entry, taken)


# ---------------------------------------------------------------- putting values


def _put(books: Books, entry: Row, raw: Row) -> None:
    values = {name: value for name, value in raw.items() if name not in _NOT_SET}
    put_all(books, entry, values, _EFFECTS)


def _customer(books: Books, entry: Row, number: str) -> None:
    """A customer brings his terms, tax group, account set and currency."""
    row = active_customer(books, number)
    for name in ("Terms", "TaxGroup", "AccountSet", "CurrencyCode", "RateType"):
        if row.get(name):
            entry[name] = row[name]
    entry.pop("ExchangeRate", None)
    _terms(books, entry, entry.get("Terms", ""))


def _dated(books: Books, entry: Row, day: str) -> None:
    entry["AsOfDate"] = day
    entry["PostingDate"] = day
    _posting(books, entry, day)
    if entry.get("Terms"):
        _terms(books, entry, entry["Terms"])


def _posting(books: Books, entry: Row, day: str) -> None:
    entry["FiscalYear"], entry["FiscalPeriod"] = periods.period_of(books, day)


def _terms(books: Books, entry: Row, code: str) -> None:
    if code:
        row = terms.terms_of(books, code)
        if entry.get("DocumentDate"):
            entry["DueDate"] = terms.due_date(row, entry["DocumentDate"])


def _tax_group(books: Books, _entry: Row, group: str) -> None:
    if group:
        taxes.taxes_of(books, group)


def _account_set(books: Books, entry: Row, key: str) -> None:
    accounts.check_account_set(books, key, entry.get("CurrencyCode", books.home))


def _currency(books: Books, entry: Row, code: str) -> None:
    own = active_customer(books, entry.get("CustomerNumber", "")).get("CurrencyCode", books.home)
    if code != own:
        raise bad_field(f"Customer {entry['CustomerNumber']} is billed in {own}, not in {code}.")


def _rate(books: Books, entry: Row, rate: Any) -> None:
    day = entry.get("DocumentDate") or books.today
    check_rate(books, dec(rate), entry.get("CurrencyCode", books.home), day)
    entry["RateOverridden"] = "Yes"


_EFFECTS: dict[str, Effect] = {
    "CustomerNumber": _customer,
    "DocumentDate": _dated,
    "PostingDate": _posting,
    "Terms": _terms,
    "TaxGroup": _tax_group,
    "AccountSet": _account_set,
    "CurrencyCode": _currency,
    "ExchangeRate": _rate,
}


# ---------------------------------------------------------------- lines and details


def _line(books: Books, line: Row, raw: Row) -> Row:
    """Put values into a distribution line; its account is that of its code, else 4000."""
    values = {name: value for name, value in raw.items() if name != "UpdateOperation"}
    put_all(books, line, values, {"DistributionCode": _code, "RevenueAccount": _revenue})
    if not line.get("RevenueAccount"):
        line["RevenueAccount"] = DEFAULT_REVENUE
    if "ExtendedAmountWithTIP" not in line and line.get("Quantity"):
        line["ExtendedAmountWithTIP"] = money(dec(line["Quantity"]) * dec(line.get("Price")))
    exact(line.get("ExtendedAmountWithTIP"), "ExtendedAmountWithTIP")
    return line


def _code(books: Books, line: Row, code: str) -> None:
    row = books.find("AR/ARDistributionCodes", code)
    if row is None:
        raise missing(f"distribution code {code}")
    line["RevenueAccount"] = row.get("RevenueAccount", "")


def _revenue(books: Books, _line: Row, number: str) -> None:
    if not number:
        return
    accounts.ar_account(books, number)
    if not books.switches.line_on_control_account and accounts.is_control(books, number):
        raise refused(f"Account {number} is a control account and cannot be distributed to.")


def _take_schedule(entry: Row, raw: Row) -> None:
    """Take a payment schedule that was sent; it then stays as it is."""
    if raw.get(SCHEDULE):
        rows = insert_all(raw[SCHEDULE], "PaymentNumber", counted("PaymentNumber"))
        entry[SCHEDULE] = sorted(rows, key=lambda row: int(row["PaymentNumber"]))
        entry["_own_schedule"] = True


def _take_fields(books: Books, entry: Row, raw: Row) -> None:
    if FIELDS in raw:
        made = [
            optionalfields.completed(books, "invoices", "InvoiceOptionalFieldType", one)
            for one in raw[FIELDS]
        ]
        entry[FIELDS] = merge(
            entry.get(FIELDS, []), made, "OptionalField", counted("OptionalField"), Row.update
        )


# ---------------------------------------------------------------- finishing


def _finish(books: Books, batch: Row, entry: Row, taken: Taken) -> Row:
    """Default what is still missing, work out tax and totals, and number the document."""
    if not entry.get("CustomerNumber"):
        raise bad_field("A customer number is required.")
    if not entry.get("DocumentDate"):
        entry["DocumentDate"] = batch["BatchDate"]
        _dated(books, entry, batch["BatchDate"])
    periods.check_at_entry(books, "AR", entry["FiscalYear"], entry["FiscalPeriod"])
    if not entry[LINES]:
        raise refused("A document must have at least one detail.")
    if entry.get("DocumentType") in retainage.KINDS:
        number = retainage.account(books, entry.get("AccountSet", ""))
        for line in entry[LINES]:
            line["RevenueAccount"] = number
    _check_apply_to(books, entry)
    if not dec(entry.get("ExchangeRate")):
        entry["ExchangeRate"] = rate_on(
            books,
            entry.get("CurrencyCode", books.home),
            entry["DocumentDate"],
            entry.get("RateType") or SPOT,
        )
    _total(books, entry)
    _schedule(books, entry)
    _number(books, entry, taken)
    entry["NumberOfDetails"] = len(entry[LINES])
    entry["EnteredBy"] = "WEBAPI"
    return entry


def _check_apply_to(books: Books, entry: Row) -> None:
    """Only a credit note can name the document it applies to; it must be posted."""
    number = entry.get("ApplytoDocument", "")
    if not number:
        return
    kind = entry.get("DocumentType", "Invoice")
    if kind == "DebitNote" and books.switches.debit_note_apply_to == "refuse":
        raise bad_field("A debit note cannot be applied to a document.")
    known = books.find("AR/ARPostedDocuments", entry["CustomerNumber"], number)
    if kind in ("CreditNote", "DebitNote") and known is None:
        raise missing(f"document {number}")


def _total(books: Books, entry: Row) -> None:
    # Interest bears no tax: so it stands in Sage's own sample of an invoice batch.
    group = entry.get("TaxGroup") if entry.get("DocumentType") != "Interest" else ""
    found = taxes.taxes_of(books, group, entry) if group else []
    manual = entry.get("DoNotCalculationTax") == "Yes"
    for line in entry[LINES]:
        taxes.tax_line(line, found, manual=manual)
    taxes.tax_entry(entry, found)
    total = dec(entry["DocumentTotalIncludingTax"])
    if total < 0:
        raise refused("The document total cannot be negative.")
    entry["RetainageAmount"] = kept = retainage.kept_back(entry)
    entry["AmountDue"] = total - kept
    entry["FunctionalAmountDue"] = at(total - kept, dec(entry.get("ExchangeRate", ONE)))


def _schedule(books: Books, entry: Row) -> None:
    """Keep the schedule that was sent, if it adds up, else make that of the terms."""
    total, dated = dec(entry.get("AmountDue")), entry["DocumentDate"]
    entry.setdefault("DueDate", dated)
    if entry.get("_own_schedule"):
        rows = entry[SCHEDULE]
        for row in rows:
            row["DueDate"] = row.get("DueDate") or entry["DueDate"]
        if sum((dec(row.get("AmountDue")) for row in rows), ZERO) != total:
            raise refused("The payment schedule must add up to what is due of the document.")
        entry["DueDate"] = min(str(row["DueDate"]) for row in rows)
    else:
        row = terms.terms_of(books, entry["Terms"]) if entry.get("Terms") else {}
        entry[SCHEDULE] = terms.schedule(row, dated, entry["DueDate"], total)
    entry["NumberOfScheduledPayments"] = len(entry[SCHEDULE])
    entry["TotalPaymentAmountScheduled"] = total


def _number(books: Books, entry: Row, taken: Taken) -> None:
    """Give the document the next number, or check that its own is free."""
    customer, kind = entry["CustomerNumber"], entry.get("DocumentType", "Invoice")
    if not entry.get("DocumentNumber"):
        entry["DocumentNumber"] = f"{_PREFIX[kind]}{books.next_number(f'number {kind}'):013d}"
    number = entry["DocumentNumber"]
    used = (customer, number) in taken
    used = used or books.find("AR/ARPostedDocuments", customer, number) is not None
    if books.switches.duplicate_documents == "company" and not used:
        used = any(number == other for _, other in taken) or any(
            row["DocumentNumber"] == number for row in books.shelf("AR/ARPostedDocuments").ordered
        )
    if used:
        raise SageError(
            "RecordDuplicate",
            f"Document number '{number}' for customer {customer} already exists.\n\n"
            "If you want to add this invoice, add characters to the document number to make it "
            "unique.",
        )
    taken.add((customer, number))
