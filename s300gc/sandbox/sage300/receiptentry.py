"""One receipt of a batch: amounts in bank, customer and functional currency, applied lines."""

from decimal import Decimal
from typing import Any

from s300gc.sandbox.sage300 import accounts, miscreceipts, optionalfields, periods
from s300gc.sandbox.sage300.books import ZERO, Books, dec, money
from s300gc.sandbox.sage300.currencies import SPOT, at, check_rate, exact, rate_on
from s300gc.sandbox.sage300.customers import active_customer, same_office
from s300gc.sandbox.sage300.details import counted, merge
from s300gc.sandbox.sage300.documents import document, line_customer
from s300gc.sandbox.sage300.enums import CHOICES
from s300gc.sandbox.sage300.errors import SageError, bad_field, missing, refused
from s300gc.sandbox.sage300.puts import Effect, put_all
from s300gc.sandbox.sage300.tables import Row

LINES, FIELDS = "AppliedReceiptsAdjustments", "ReceiptAdjustmentOptionalField"
_NOT_SET = (
    "BatchNumber",
    "ErrorBatch",
    "ErrorEntry",
    "UpdateOperation",
    LINES,
    FIELDS,
    "MiscellaneousReceipts",
    "AdvanceCredits",
    "TotalCustomerAmountApplied",
    "CustomerUnappliedAmount",
    "BankUnappliedAmount",
    "FunctionalReceiptAmount",
)
_SAME = (
    ("BankReceiptAmount", "CustomerReceiptAmount"),
    ("CustomerReceiptAmount", "BankReceiptAmount"),
)
"""Changing one of the two lets the other follow."""
_TYPES = ("Receipt", "Prepayment", "UnappliedCash", "ApplyDocument", miscreceipts.KIND)
_PREFIX = {"Receipt": "PY", "Prepayment": "PP", "UnappliedCash": "UC", miscreceipts.KIND: "MR"}


def receipt_entry(books: Books, batch: Row, entry: Row, raw: Row) -> Row:
    """Put what was sent into an entry, new or old, and work out its amounts.

    ``CustomerReceiptAmount`` and ``BankReceiptAmount`` are the same where the bank has the
    customer's currency; one of them is enough.
    """
    values = {name: value for name, value in raw.items() if name not in _NOT_SET}
    for name, other in _SAME:
        if name in values and other not in values:
            entry.pop(other, None)
    put_all(books, entry, values, _EFFECTS)
    _defaults(books, batch, entry)
    if LINES in raw:
        numbering = counted("LineNumber", 20)
        rows = merge(entry.get(LINES, []), raw[LINES], "LineNumber", numbering, Row.update)
        entry[LINES] = [line for line in rows if _is_applied(entry, line)]
    if FIELDS in raw:
        entry[FIELDS] = [
            optionalfields.completed(books, "receipts", "ReceiptAdjustmentOptionalFieldType", one)
            for one in raw[FIELDS]
        ]
    _rates(books, batch, entry, raw)
    if miscreceipts.is_misc(entry):
        miscreceipts.take_lines(books, entry, raw)
        return entry
    _amounts(books, batch, entry)
    _apply(books, entry)
    return entry


# ---------------------------------------------------------------- putting values


def _customer(books: Books, entry: Row, number: str) -> None:
    """A customer brings his account set and currency."""
    row = active_customer(books, number)
    entry["AccountSet"] = row["AccountSet"]
    entry["CustomerCurrencyCode"] = row.get("CurrencyCode", books.home)
    entry["Payer"] = entry.get("Payer") or row.get("CustomerName", "")


def _dated(books: Books, entry: Row, day: str) -> None:
    entry["PostingDate"] = day
    entry["CustomerRateDate"] = day
    _posting(books, entry, day)


def _posting(books: Books, entry: Row, day: str) -> None:
    entry["FiscalYear"], entry["FiscalPeriod"] = periods.period_of(books, day)


def _account_set(books: Books, entry: Row, key: str) -> None:
    accounts.check_account_set(books, key, entry.get("CustomerCurrencyCode", books.home))


def _payment_code(books: Books, _entry: Row, code: str) -> None:
    if code and books.find("AR/ARPaymentCodes", code) is None:
        raise missing(f"payment code {code}")


def _type(_books: Books, _entry: Row, name: str) -> None:
    if name not in _TYPES:
        raise bad_field(f"ReceiptTransactionType {name} is not possible in this batch.")


_EFFECTS: dict[str, Effect] = {
    "CustomerNumber": _customer,
    "ReceiptDateAdjustmentDate": _dated,
    "PostingDate": _posting,
    "AccountSet": _account_set,
    "PaymentCode": _payment_code,
    "ReceiptTransactionType": _type,
}


# ---------------------------------------------------------------- finishing


def _defaults(books: Books, batch: Row, entry: Row) -> None:
    """Default what was not sent, and check what must be as in the batch."""
    misc = miscreceipts.is_misc(entry)
    if not entry.get("CustomerNumber") and not misc:
        raise bad_field("A customer number is required.")
    if not entry.get("ReceiptDateAdjustmentDate"):
        entry["ReceiptDateAdjustmentDate"] = batch["BatchDate"]
        _dated(books, entry, batch["BatchDate"])
    periods.check_at_entry(books, "AR", entry["FiscalYear"], entry["FiscalPeriod"])
    if entry.setdefault("BankCode", batch["BankCode"]) != batch["BankCode"]:
        raise bad_field("The bank code is not that of the batch.")
    entry["BatchType"] = "CA"
    entry["BankCurrencyCode"] = batch["DefaultBankCurrency"]
    if misc:
        entry.update(CustomerNumber="", CustomerCurrencyCode=entry["BankCurrencyCode"])
    kind = entry.get("ReceiptTransactionType", "Receipt")
    if kind == "ApplyDocument":
        if not entry.get("DocumentNumber"):
            raise bad_field("The document to apply must be named in DocumentNumber.")
    elif entry.get("DocumentNumber"):
        check_number(books, entry)
    else:
        entry["DocumentNumber"] = next_document(books, kind, entry["CustomerNumber"])
    entry["EnteredBy"] = "WEBAPI"


def check_number(books: Books, entry: Row) -> None:
    """Refuse a receipt whose own number is that of a posted document."""
    customer, number = entry["CustomerNumber"], entry["DocumentNumber"]
    if books.find("AR/ARPostedDocuments", customer, number) is not None:
        raise SageError("RecordDuplicate", f"Document number '{number}' already exists.")


def next_document(books: Books, kind: str, customer: str) -> str:
    """Give the next free number of a receipt, prepayment or unapplied cash document."""
    while True:
        number = f"{_PREFIX[kind]}{books.next_number(f'number {kind}'):06d}"
        if books.find("AR/ARPostedDocuments", customer, number) is None:
            return number


def _is_applied(entry: Row, line: Row) -> bool:
    """Pass over the line without a document that Sage's prepayment sample sends."""
    if line.get("DocumentNumber"):
        return True
    if entry.get("ReceiptTransactionType", "Receipt") in ("Prepayment", "UnappliedCash"):
        return False
    raise bad_field("An applied line must name its DocumentNumber.")


def _rates(books: Books, batch: Row, entry: Row, raw: Row) -> None:
    """Take the rates that were sent, else the batch's and the table's."""
    own, bank = entry["CustomerCurrencyCode"], entry["BankCurrencyCode"]
    day = entry["ReceiptDateAdjustmentDate"]
    for name, currency in (("BankExchangeRate", bank), ("CustomerExchangeRate", own)):
        if name in raw:
            check_rate(books, dec(raw[name]), currency, day)
            entry[name.replace("ExchangeRate", "RateOverridden")] = "Yes"
    if own == bank:
        _same_rate(batch, entry, raw)
    entry.setdefault("BankExchangeRate", batch["BankExchangeRate"])
    if not dec(entry.get("CustomerExchangeRate")):
        entry["CustomerExchangeRate"] = rate_on(
            books, own, day, entry.get("CustomerRateType") or SPOT
        )


def _same_rate(batch: Row, entry: Row, raw: Row) -> None:
    """Use one rate where bank and customer have the same currency."""
    names = [n for n in ("CustomerExchangeRate", "BankExchangeRate") if n in raw]
    if len(names) == 2 and raw[names[0]] != raw[names[1]]:
        raise bad_field("Bank and customer have one currency but two exchange rates.")
    rate = raw[names[0]] if names else entry.get("CustomerExchangeRate")
    rate = rate or batch["BankExchangeRate"]
    entry["BankExchangeRate"] = entry["CustomerExchangeRate"] = dec(rate)


def _amounts(books: Books, batch: Row, entry: Row) -> None:
    """Work out the receipt in the bank's, the customer's and the functional currency."""
    bank = exact(entry.get("BankReceiptAmount"), "BankReceiptAmount")
    own = exact(entry.get("CustomerReceiptAmount"), "CustomerReceiptAmount")
    rate, own_rate = dec(entry["BankExchangeRate"]), dec(entry["CustomerExchangeRate"])
    if entry["CustomerCurrencyCode"] == entry["BankCurrencyCode"]:
        if bank and own and bank != own:
            raise bad_field("BankReceiptAmount and CustomerReceiptAmount are not the same.")
        bank = own = bank or own
    elif bank and not own:
        own = money(bank * rate / own_rate)
    elif own and not bank:
        bank = money(own * own_rate / rate)
    if bank < 0 or own < 0:
        raise bad_field("The receipt amount cannot be negative.")
    kind = entry.get("ReceiptTransactionType", "Receipt")
    if kind == "ApplyDocument" and bank:
        raise bad_field("Applying a document brings no money to the bank.")
    if kind in ("Prepayment", "UnappliedCash") and not bank:
        raise bad_field("The receipt amount is required.")
    entry["BankReceiptAmount"], entry["CustomerReceiptAmount"] = bank, own
    entry["FunctionalReceiptAmount"] = at(bank, rate)


def _apply(books: Books, entry: Row) -> None:
    """Add up the applied lines; what is left is unapplied, or all of a prepayment."""
    lines: list[Row] = entry.setdefault(LINES, [])
    kind = entry.get("ReceiptTransactionType", "Receipt")
    if lines and kind in ("Prepayment", "UnappliedCash"):
        raise refused(f"A receipt of type {kind} is not applied to documents.")
    for line in lines:
        _apply_line(books, entry, line)
    applied = sum((dec(line.get("CustomerReceiptAmount")) for line in lines), ZERO)
    received: Decimal = entry["CustomerReceiptAmount"]
    if kind == "Receipt" and applied > received:
        raise refused(f"The amount applied, {applied}, exceeds the receipt amount, {received}.")
    if kind != "Prepayment" and not received and not lines:
        raise refused("The receipt has no amount and is applied to nothing.")
    if kind == "Receipt" and applied < 0:
        raise refused("The amount applied cannot be negative.")
    entry["TotalCustomerAmountApplied"] = received if kind == "Prepayment" else applied
    left = ZERO if kind in ("Prepayment", "ApplyDocument") else received - applied
    entry["CustomerUnappliedAmount"] = left
    entry["NumberOfDocumentsAppliedto"] = len(lines)


def _apply_line(books: Books, entry: Row, line: Row) -> None:
    """Check one applied line; its document must be posted, and be the customer's own."""
    owner = line_customer(entry, line)
    line["CustomerNumber"] = owner
    if owner != entry["CustomerNumber"] and not same_office(books, owner, entry["CustomerNumber"]):
        raise bad_field("The applied document is not the customer's.")
    row = document(books, owner, line["DocumentNumber"])
    for name in ("CustomerReceiptAmount", "CustomerDiscountAmountTaken"):
        line[name] = exact(line.get(name), name)
    line["PaymentNumber"] = int(line.get("PaymentNumber") or 1)
    numbers: dict[str, Any] = CHOICES["DocumentType"].numbers
    line["DocumentType"] = numbers[row.get("DocumentType", "Invoice")]
    line["DocumentDate"] = row["DocumentDate"]
    line["CustomerCurrencyCode"] = row["CurrencyCode"]
