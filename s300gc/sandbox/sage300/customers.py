"""AR customers: what a record must refer to, its optional fields, and the balances it carries."""

from decimal import Decimal
from typing import Any

from s300gc.sandbox.sage300 import masters, optionalfields
from s300gc.sandbox.sage300.books import ZERO, Books, dec
from s300gc.sandbox.sage300.details import counted, merge
from s300gc.sandbox.sage300.errors import bad_field, bad_payload, missing, refused
from s300gc.sandbox.sage300.puts import put_all
from s300gc.sandbox.sage300.resources import CUSTOMERS, RESOURCES
from s300gc.sandbox.sage300.tables import Row

FIELDS = "CustomerOptionalFieldValues"
_TYPE = "CustomerOptionalFieldValueType"

_FROM_GROUP = (
    *("AccountSet", "Terms", "TaxGroup", "BillingCycle", "InterestProfile", "RateType"),
    *("AutocashProfile", "AccountType", "PrintStatements", "CheckCreditLimit"),
    *("CheckOverdueAmounts", "DaysOverdue"),
    *(f"{name}{n}" for name in ("TaxClassCode", "Salesperson") for n in range(1, 6)),
    *(f"SalesSplitPercentage{n}" for n in range(1, 6)),
)
_REFERENCES = {
    "GroupCode": ("AR/ARCustomerGroups", "customer group"),
    "AccountSet": ("AR/ARAccountSets", "account set"),
    "Terms": ("AR/ARTerms", "terms code"),
    "PaymentCode": ("AR/ARPaymentCodes", "payment code"),
    "CurrencyCode": ("CS/CSCurrencyCodes", "currency code"),
}
_ENTRIES = {
    "AR/ARInvoiceBatches": "Invoices",
    "AR/ARReceiptAndAdjustmentBatches": "ReceiptsAdjustments",
    "AR/ARRefundBatches": "RefundEntries",
}
_COMPUTED = frozenset(
    name
    for name in CUSTOMERS.table.properties
    if name.startswith(("DateOf", "Last", "Largest", "High", "NumberOf", "BalanceDue"))
    or name in ("DateLastMaintained", "AverageDaysToPay", "AmountPastDue", "BeginningBalance")
)
"""What Sage keeps by itself; a value sent for it is passed over."""


def create(books: Books, body: Row, maker: str) -> Row:
    """Insert a customer; the group supplies what the body leaves out or puts before it."""
    taken = {name: value for name, value in body.items() if name not in _COMPUTED}
    if not taken.get("GroupCode"):
        raise bad_field("A customer group is required.")
    row: Row = {}
    put_all(books, row, taken, {"GroupCode": _group, "AccountSet": _account_set})
    for name, value in _of_group(books, row["GroupCode"]).items():
        row[name] = row.get(name) or value
    _check(books, row)
    row[FIELDS] = _with_fields(books, [], row.get(FIELDS, []))
    return masters.create(books, CUSTOMERS, row, maker)


def _of_group(books: Books, code: str) -> Row:
    """Give what a customer group has for its customers."""
    group = _reference(books, "GroupCode", code)
    return {name: group[name] for name in _FROM_GROUP if group.get(name)}


def _group(books: Books, row: Row, code: str) -> None:
    row.update(_of_group(books, code))
    _account_set(books, row, row.get("AccountSet", ""))


def _account_set(books: Books, row: Row, key: str) -> None:
    """An account set brings its currency."""
    if key:
        row["CurrencyCode"] = _reference(books, "AccountSet", key).get("CurrencyCode", "")


def _reference(books: Books, name: str, code: str) -> Row:
    path, word = _REFERENCES[name]
    row = books.find(path, code)
    if row is None:
        raise missing(f"{word} {code}")
    return row


def _check(books: Books, row: Row) -> None:
    """Check what the record refers to; the currency is that of its account set."""
    for name in _REFERENCES:
        if row.get(name):
            _reference(books, name, row[name])
    if not row.get("AccountSet"):
        raise bad_field("An account set is required.")
    currency = _reference(books, "AccountSet", row["AccountSet"]).get("CurrencyCode", "")
    if row.setdefault("CurrencyCode", currency) != currency:
        raise bad_field(
            f"The currency of account set {row['AccountSet']} is {currency}, "
            f"not {row['CurrencyCode']}."
        )
    group = row.get("TaxGroup")
    if group and books.find("TX/TXTaxGroups", group, "Sales") is None:
        raise missing(f"tax group {group}")


def change(books: Books, key: str, row: Row, body: Row, *, replace: bool) -> None:
    """Change a customer; under PUT what the body leaves out is purged, details included.

    Any change moves ``DateLastMaintained`` to today; whether optional fields alone do is a
    switch.
    """
    taken = {name: value for name, value in body.items() if name not in _COMPUTED}
    taken.pop("UpdateOperation", None)
    if taken.get("CustomerNumber", row["CustomerNumber"]) != row["CustomerNumber"]:
        raise bad_payload("The customer number in the body is not that of the address.")
    kept = {name: value for name, value in row.items() if _survives(name, replace)}
    fields = _with_fields(books, kept.get(FIELDS, []), taken.get(FIELDS, []))
    changed = {**kept, **taken, FIELDS: fields}
    _check(books, changed)
    if row.get("NumberOfOpenDocuments") and changed["CurrencyCode"] != row["CurrencyCode"]:
        raise refused("The currency of a customer with open documents cannot change.")
    row.clear()
    row.update(changed)
    masters.keep_sparse(row, CUSTOMERS.table)
    more_than_fields = replace or set(taken) - {"CustomerNumber", FIELDS}
    if more_than_fields or books.switches.optional_fields_touch_date:
        row["DateLastMaintained"] = books.today
    books.shelf(CUSTOMERS.path).touch()


def _survives(name: str, replace: bool) -> bool:
    """Say whether a property stays what it is: all do, but for PUT only what Sage computes."""
    if not replace:
        return True
    return name in _COMPUTED or name == "CustomerNumber" or name.startswith("_")


def _with_fields(books: Books, rows: list[Row], incoming: list[Row]) -> list[Row]:
    """Give the optional fields after insertions, updates and deletions, sorted by code."""

    def update(row: Row, changes: Row) -> None:
        row.update(optionalfields.completed(books, "customers", _TYPE, changes))

    made = [
        one
        if one.get("UpdateOperation") == "Delete"
        else optionalfields.completed(books, "customers", _TYPE, one)
        for one in incoming
    ]
    copies = [dict(row) for row in rows]
    merged = merge(copies, made, "OptionalField", counted("OptionalField"), update)
    for row in merged:
        row.pop("CustomerNumber", None)
    return sorted(merged, key=lambda row: str(row["OptionalField"]))


def check_unused(books: Books, row: Row) -> None:
    """Refuse to delete a customer who has documents, posted or not."""
    number = row["CustomerNumber"]
    used = bool(books.shelf("AR/ARPostedDocuments").under(number))
    for path, entries in _ENTRIES.items():
        for batch in books.draft_batches(RESOURCES[path]):
            used = used or any(e.get("CustomerNumber") == number for e in batch.get(entries, []))
    if used:
        raise refused(f"Customer {row['CustomerNumber']} has transactions and cannot be deleted.")


def active_customer(books: Books, number: str) -> Row:
    """Give a customer to whom a transaction can be entered."""
    row = books.find(CUSTOMERS.path, number)
    if row is None:
        raise missing(f"customer {number}")
    if row.get("Status", "Active") != "Active":
        raise refused(f"Customer {number} is inactive.")
    return row


def same_office(books: Books, one: str, other: str) -> bool:
    """Say whether two customers stand under one national account."""
    rows = [books.find(CUSTOMERS.path, number) or {} for number in (one, other)]
    offices = {row.get("NationalAccount", "") for row in rows}
    return len(offices) == 1 and offices != {""}


def book(books: Books, number: str, amount: Decimal, functional: Decimal, opened: int) -> Row:
    """Add to what a customer owes, and to the number of his open documents."""
    row = books.shelf(CUSTOMERS.path).rows[number]
    for name, change in (
        ("BalanceDueInCustomerCurrency", amount),
        ("BalanceDueInFunctionalCurrency", functional),
    ):
        row[name] = dec(row.get(name)) + change
    row["NumberOfOpenDocuments"] = int(row.get("NumberOfOpenDocuments", 0)) + opened
    if books.switches.posting_touches_date:
        row["DateLastMaintained"] = books.today
    books.shelf(CUSTOMERS.path).touch()
    return row


_LAST = {
    "Invoice": ("Invoice", "InvoiceAmount"),
    "DebitNote": ("DebitNote", "DebitNoteAmount"),
    "CreditNote": ("CreditNote", "CreditNoteAmount"),
    "Receipt": ("Receipt", "Receipt"),
    "Adjustment": ("Adjustment", "AdjustmentAmount"),
    "Refund": ("Refund", "RefundAmount"),
    "ReturnedCheck": ("ReturnedCheck", ""),
}


def note_activity(row: Row, kind: str, day: str, amount: Decimal, functional: Decimal) -> None:
    """Note the last transaction of a kind on the customer, unless a later one is there."""
    row["DateOfLastActivity"] = max(day, row.get("DateOfLastActivity") or "")
    date_name, amount_name = _LAST.get(kind, ("", ""))
    if not date_name or day < (row.get(f"DateOfLast{date_name}") or ""):
        return
    row[f"DateOfLast{date_name}"] = day
    if amount_name:
        values: dict[str, Any] = {
            f"Last{amount_name}CustomerCurrency": abs(amount),
            f"Last{amount_name}FunctionalCurrency": abs(functional),
        }
        row.update({name: value for name, value in values.items() if value != ZERO})
