"""Retainage: what an invoice keeps back, and the document that asks for it later.

What is kept back stands on the retainage account of the account set until a retainage
invoice, debit note or credit note brings it onto the control account.
"""

from decimal import Decimal

from s300gc.sandbox.sage300 import accounts, documents
from s300gc.sandbox.sage300.books import ZERO, Books, dec, money
from s300gc.sandbox.sage300.currencies import ONE, at
from s300gc.sandbox.sage300.errors import bad_field, refused
from s300gc.sandbox.sage300.resources import DOCUMENTS
from s300gc.sandbox.sage300.tables import Row
from s300gc.sandbox.sage300.vouchers import Leg

KINDS = ("RetainageInvoice", "RetainageDebitNote", "RetainageCreditNote")
KEPT, FUNCTIONAL = "CustomerCurrencyRetainageAmount", "FunctionalCurrencyRetainageAmount"


def account(books: Books, key: str) -> str:
    """Give the retainage account of an account set; a 409 where it has none."""
    number = str(accounts.account_set(books, key).get("RetainageAccount", ""))
    if not number:
        raise refused(f"Account set {key} has no retainage account.")
    return number


def kept_back(entry: Row) -> Decimal:
    """Work out what an entry keeps back of its total, as an amount or by percent."""
    if entry.get("HasRetainage", "No") == "No":
        return ZERO
    total = dec(entry["DocumentTotalIncludingTax"])
    kept = dec(entry.get("RetainageAmount"))
    if not kept:
        kept = money(total * dec(entry.get("PercentRetained")) / 100)
    if not ZERO <= kept <= total:
        raise bad_field("The retainage amount must lie between zero and the document total.")
    return kept


def keep(row: Row, entry: Row, sign: int) -> None:
    """Note on a posted document what it keeps back."""
    kept = sign * dec(entry.get("RetainageAmount"))
    if not kept:
        return
    rate = dec(entry.get("ExchangeRate", ONE))
    row.update({KEPT: kept, FUNCTIONAL: at(kept, rate), "RetainageOutstanding": "Yes"})
    row["CustomerCurrencyOriginalRetainageAmount"] = kept
    row["FunctionalCurrencyOriginalRetainageAmount"] = at(kept, rate)
    row["DateRetainageDue"] = entry.get("RetainageDueDate")


def original(books: Books, entry: Row, amount: Decimal) -> Row:
    """Give the document whose retainage is asked for; it must keep back at least that much."""
    number = entry.get("OriginalDocumentNumber", "")
    row = documents.document(books, entry["CustomerNumber"], number)
    kept = dec(row.get(KEPT))
    if not amount or abs(amount) > abs(kept) or (amount > 0) != (kept > 0):
        raise refused(f"Document {number} does not keep back {amount}.")
    return row


def released(row: Row, amount: Decimal) -> Leg:
    """Give the leg that takes an amount off the retainage account; its account is to be set."""
    kept = dec(row[KEPT])
    rate = dec(row["ExchangeRate"])
    functional = dec(row[FUNCTIONAL]) if amount == kept else at(amount, rate)
    return Leg("", -amount, -functional, row["CurrencyCode"], rate)


def release(books: Books, row: Row, leg: Leg) -> None:
    """Take off a document what is now asked for."""
    row[KEPT] = dec(row[KEPT]) + leg.amount
    row[FUNCTIONAL] = dec(row[FUNCTIONAL]) + leg.functional
    if not row[KEPT]:
        row.pop("RetainageOutstanding", None)
    books.shelf(DOCUMENTS.path).touch()
