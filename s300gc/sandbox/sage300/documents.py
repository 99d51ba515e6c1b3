"""Posted documents: what is open, and what a receipt, a return or a refund changes of it.

Credits (credit notes, unapplied cash, prepayments) carry negative amounts. The functional
balance is kept at the document's own rate, so that what is settled takes its share, and the
last settlement all that is left.
"""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from s300gc.sandbox.sage300 import customers
from s300gc.sandbox.sage300.accounts import control_of, unformatted
from s300gc.sandbox.sage300.books import ZERO, Books, dec
from s300gc.sandbox.sage300.currencies import ONE, at
from s300gc.sandbox.sage300.errors import missing, refused
from s300gc.sandbox.sage300.keys import key_text
from s300gc.sandbox.sage300.resources import DOCUMENTS, RECEIPT_BATCHES, REFUND_BATCHES
from s300gc.sandbox.sage300.tables import Row

DUE, FUNCTIONAL = "CustomerCurrencyAmountDue", "FunctionalCurrencyAmountDue"

Claim = tuple[str, str, int]
"""Customer, document number, payment number."""


def document(books: Books, customer: str, number: str) -> Row:
    """Give a posted document; ``FieldInvalid`` where there is none."""
    row = books.find(DOCUMENTS.path, customer, number)
    if row is None:
        raise missing(f"document {number}")
    return row


def add(books: Books, row: Row) -> Row:
    """Keep a document that was just posted, and book it to its customer."""
    if not row[DUE]:
        row["FullyPaid"] = "Yes"
    books.keep(DOCUMENTS, row)
    customers.book(books, row["CustomerNumber"], row[DUE], row[FUNCTIONAL], 1 if row[DUE] else 0)
    return row


def payment_balance(row: Row, payment: int) -> Decimal:
    """Give what is open of one payment of a document; a 409 where it has no such payment."""
    schedule: list[Any] = row.get("_schedule", [])
    if not schedule:
        if payment != 1:
            raise refused(f"Document {row['DocumentNumber']} has no payment {payment}.")
        return dec(row[DUE])
    for number, _, balance in schedule:
        if number == payment:
            return dec(balance)
    raise refused(f"Document {row['DocumentNumber']} has no payment {payment}.")


def share(row: Row, amount: Decimal) -> Decimal:
    """Give the functional share of an amount that settles part of a document, or the rest."""
    if amount == row[DUE]:
        return dec(row[FUNCTIONAL])
    return at(amount, dec(row.get("ExchangeRate", ONE)))


def settle(
    books: Books, row: Row, amount: Decimal, payment: int, day: str, functional: Decimal
) -> None:
    """Take an amount off a document's balance; a negative one of an invoice opens it again."""
    before = dec(row[DUE])
    row[DUE] = before - amount
    row[FUNCTIONAL] = dec(row[FUNCTIONAL]) - functional
    for item in row.get("_schedule", []):
        if item[0] == payment:
            item[2] = dec(item[2]) - amount
    noted = books.today if books.switches.last_activity == "today" else day
    row["LastActivityDate"] = max(noted, row.get("LastActivityDate") or "")
    _mark(row, day)
    opened = int(row[DUE] != 0) - int(before != 0)
    customers.book(books, row["CustomerNumber"], -amount, -functional, opened)
    books.shelf(DOCUMENTS.path).touch(key_text([row["CustomerNumber"], row["DocumentNumber"]]))


def _mark(row: Row, day: str) -> None:
    """Mark a document as fully paid or not."""
    if row[DUE] == 0:
        row["FullyPaid"] = "Yes"
        row["DatePaid"] = day
    else:
        row.pop("FullyPaid", None)
        row.pop("DatePaid", None)


def pending(books: Books, besides: Row | None = None) -> defaultdict[Claim, Decimal]:
    """Give what is not posted yet and would settle part of each payment.

    Receipts count, adjustments that lower a balance, and refunds. The entries of batch
    ``besides`` are left out.
    """
    found: defaultdict[Claim, Decimal] = defaultdict(Decimal)
    for batch in books.draft_batches(RECEIPT_BATCHES):
        for entry in batch.get("ReceiptsAdjustments", []) if batch is not besides else ():
            if batch["BatchRecordType"] == "CA":
                add_pending(found, entry)
            else:
                _add_adjustment(books, found, entry)
    for batch in books.draft_batches(REFUND_BATCHES):
        for entry in batch.get("RefundEntries", []) if batch is not besides else ():
            add_refund(found, entry)
    return found


def _add_adjustment(books: Books, found: defaultdict[Claim, Decimal], entry: Row) -> None:
    """Add what an adjustment takes off a balance; what it adds is not there before it is posted."""
    customer = entry["CustomerNumber"]
    for line in entry.get("AppliedReceiptsAdjustments", []):
        row = books.find(DOCUMENTS.path, customer, line["DocumentNumber"])
        change = dec(line.get("CustomerAdjustmentTotal"))
        if row is not None and change and (row[DUE] > 0) != (change > 0):
            found[customer, line["DocumentNumber"], line_payment(line)] -= change


def add_refund(found: defaultdict[Claim, Decimal], entry: Row) -> None:
    """Add the credits that a refund entry would use up."""
    for line in entry.get("RefundDetails", []):
        claim = (entry["CustomerNumber"], line["DocumentNumber"], line_payment(line))
        found[claim] -= dec(line["AmountCustomer"])


def add_pending(found: defaultdict[Claim, Decimal], entry: Row) -> None:
    """Add what one receipt entry would settle; a credit that is applied counts too."""
    total = ZERO
    for line in entry.get("AppliedReceiptsAdjustments", []):
        amount = line_total(line)
        total += amount
        if line.get("DocumentNumber"):
            found[line_customer(entry, line), line["DocumentNumber"], line_payment(line)] += amount
    if entry.get("ReceiptTransactionType", "Receipt") == "ApplyDocument":
        found[entry["CustomerNumber"], entry["DocumentNumber"], 1] -= total


def line_customer(entry: Row, line: Row) -> str:
    """Give whose document an applied line names: another's only under one national account."""
    return str(line.get("CustomerNumber") or entry["CustomerNumber"])


def line_payment(line: Row) -> int:
    """Give the payment number of an applied line; without one it is the first."""
    return int(line.get("PaymentNumber") or 1)


def line_total(line: Row) -> Decimal:
    """Give what an applied line settles: the amount applied and the discount taken."""
    return dec(line.get("CustomerReceiptAmount")) + dec(line.get("CustomerDiscountAmountTaken"))


def check_settles(row: Row, amount: Decimal, payment: int, waiting: Decimal = ZERO) -> None:
    """Refuse to settle more than is open, or in the wrong direction.

    ``waiting`` is what is pending already.
    """
    balance = payment_balance(row, payment) - waiting
    number = row["DocumentNumber"]
    if amount == 0:
        raise refused(f"The amount applied to document {number} is zero.")
    if amount > 0 >= balance or amount < 0 <= balance or abs(amount) > abs(balance):
        raise refused(
            f"The amount {amount} applied to document {number} exceeds its balance of {balance}."
        )


def open_documents(books: Books) -> dict[str, Decimal]:
    """Give the functional sum of the open documents on each control account.

    Prepayments stand on their liability account, what is kept back on the retainage account.
    """
    sets = books.shelf("AR/ARAccountSets").ordered
    accounts_of = {row["AccountSetKey"]: row for row in sets}
    found: dict[str, Decimal] = {}
    for name in ("ReceivablesControlAccount", "PrepaymentLiabilityAccount", "RetainageAccount"):
        for row in sets:
            if row.get(name):
                found.setdefault(unformatted(row[name]), ZERO)
    for row in books.shelf(DOCUMENTS.path).ordered:
        if row[FUNCTIONAL]:
            account = control_of(books, row)
            found[account] = found.get(account, ZERO) + row[FUNCTIONAL]
        if row.get("FunctionalCurrencyRetainageAmount"):
            account = unformatted(accounts_of[row["AccountSet"]].get("RetainageAccount", ""))
            found[account] += row["FunctionalCurrencyRetainageAmount"]
    return found
