"""Posting one refund: its credits are taken down, and the bank or cash account pays."""

from decimal import Decimal

from s300gc.sandbox.sage300 import accounts, customers, documents, periods
from s300gc.sandbox.sage300.books import Books, dec
from s300gc.sandbox.sage300.currencies import at
from s300gc.sandbox.sage300.errors import refused
from s300gc.sandbox.sage300.refunds import LINES, check_refundable, paying_account
from s300gc.sandbox.sage300.resources import RESOURCES
from s300gc.sandbox.sage300.tables import Row
from s300gc.sandbox.sage300.vouchers import Leg, Voucher, exchange_leg, voucher

PAYMENTS = RESOURCES["AR/ARPayments"]


def post_refund(books: Books, batch: Row, entry: Row, sequence: int) -> list[Voucher]:
    """Post an entry, or refuse it before anything is changed."""
    why = periods.locked(books, "AR", entry["FiscalYear"], entry["FiscalPeriod"])
    if why:
        raise refused(why)
    account, rate = paying_account(books, entry), dec(entry["ExchangeRate"])
    currency, day = entry["CustomerCurrency"], entry["DocumentDate"]
    legs: list[Leg] = []
    parts: list[tuple[Row, Decimal, int, Decimal]] = []
    for line in entry[LINES]:
        row = documents.document(books, entry["CustomerNumber"], line["DocumentNumber"])
        check_refundable(row, line)
        amount = -dec(line["AmountCustomer"])
        functional = documents.share(row, amount)
        if any(part[0] is row for part in parts):
            raise refused(f"Document {row['DocumentNumber']} stands twice on the refund.")
        parts.append((row, amount, int(line["PaymentNumber"]), functional))
        own = dec(row["ExchangeRate"])
        legs.append(Leg(accounts.control_of(books, row), -amount, -functional, currency, own))
    total = dec(entry["RefundAmountCustomer"])
    legs.append(Leg(account, -total, -at(total, rate), currency, rate))
    owner = books.shelf("AR/ARCustomers").rows[entry["CustomerNumber"]]
    legs += exchange_leg(books, owner["AccountSet"], legs)
    for leg in legs:
        accounts.account(books, leg.account)
    for row, amount, payment, functional in parts:
        documents.settle(books, row, amount, payment, day, functional)
    customers.note_activity(owner, "Refund", day, total, at(total, rate))
    entry["RefundAmountFunctional"] = at(total, rate)
    kept = _keep_payment(books, batch, entry, account, sequence)
    kept["_settled"] = [[p[0]["DocumentNumber"], p[2], p[1], p[3]] for p in parts]
    text = entry.get("DocumentDescription") or f"Refund {entry['DocumentNumber']}"
    return [voucher("RF", entry, text, legs)]


def _keep_payment(books: Books, batch: Row, entry: Row, account: str, sequence: int) -> Row:
    """Keep the payment that ``ARPayments`` shows."""
    total, rate = dec(entry["RefundAmountCustomer"]), dec(entry["ExchangeRate"])
    row: Row = {
        "CustomerNumber": entry["CustomerNumber"],
        "DocumentNumber": entry["DocumentNumber"],
        "SequenceNumber": 1,
        "DocumentDate": entry["DocumentDate"],
        "FiscalYear": entry["FiscalYear"],
        "FiscalPeriod": entry["FiscalPeriod"],
        "BankCode": entry.get("CashBankAccount", ""),
        "GLAccountTobeCredited": account,
        "PaymentCurrency": entry["CustomerCurrency"],
        "ExchangeRate": rate,
        "PaymentAmount": total,
        "CustomerAmount": total,
        "FunctionalAmount": at(total, rate),
        "PostingSequenceNumber": sequence,
        "BatchNumber": batch["BatchNumber"],
        "EntryNumber": entry["EntryNumber"],
        "DocumentType": "Refund",
        "PostingDate": entry["PostingDate"],
        "_made_by": batch["_made_by"],
    }
    return books.keep(PAYMENTS, row)
