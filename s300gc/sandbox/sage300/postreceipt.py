"""Posting one receipt, prepayment, applied document or adjustment."""

from decimal import Decimal

from s300gc.sandbox.sage300 import accounts, banks, customers, documents, miscreceipts, periods
from s300gc.sandbox.sage300.adjustments import PARTS, line_change
from s300gc.sandbox.sage300.books import ZERO, Books, dec
from s300gc.sandbox.sage300.currencies import ONE, at
from s300gc.sandbox.sage300.errors import refused
from s300gc.sandbox.sage300.receiptentry import check_number, next_document
from s300gc.sandbox.sage300.resources import RECEIPTS
from s300gc.sandbox.sage300.tables import Row
from s300gc.sandbox.sage300.vouchers import Leg, Voucher, exchange_leg, voucher

Part = tuple[Row, Decimal, int, Decimal]
"""A document, what is settled of it, which of its payments, and the functional share."""


def post_receipt(books: Books, batch: Row, entry: Row, sequence: int) -> list[Voucher]:
    """Post an entry of a ``CA`` batch, or refuse it before anything is changed."""
    year, period = entry["FiscalYear"], entry["FiscalPeriod"]
    why = periods.locked(books, "AR", year, period) or periods.locked(books, "BK", year, period)
    if why:
        raise refused(why)
    kind = entry.get("ReceiptTransactionType", "Receipt")
    if miscreceipts.is_misc(entry):
        return [_post_misc(books, batch, entry)]
    if kind != "ApplyDocument":
        check_number(books, entry)
    parts = _parts(books, entry)
    credit = _credit(books, entry, parts) if kind == "ApplyDocument" else None
    if credit is not None:
        parts.append(credit)
    legs = _receipt_legs(books, entry, parts)
    for leg in legs:
        accounts.account(books, leg.account)
    day = entry["ReceiptDateAdjustmentDate"]
    for row, amount, payment, functional in parts:
        documents.settle(books, row, amount, payment, day, functional)
    left = _left(entry)
    made = _keep_credit(books, batch, entry, sequence, left) if left else ""
    if kind != "ApplyDocument":
        _keep_receipt(books, batch, entry, parts, made)
    owner = books.shelf("AR/ARCustomers").rows[entry["CustomerNumber"]]
    received, functional = (
        dec(entry.get("CustomerReceiptAmount")),
        dec(entry.get("FunctionalReceiptAmount")),
    )
    customers.note_activity(owner, "Receipt", day, received, functional)
    text = entry.get("EntryDescription") or f"{kind} {entry['DocumentNumber']}"
    return [voucher("PI" if kind == "Prepayment" else "PY", entry, text, legs)]


def _post_misc(books: Books, batch: Row, entry: Row) -> Voucher:
    legs = miscreceipts.legs(books, entry)
    for leg in legs:
        accounts.account(books, leg.account)
    _keep_receipt(books, batch, entry, [], "")
    text = entry.get("EntryDescription") or f"Receipt {entry['DocumentNumber']}"
    return voucher("PY", {"CustomerNumber": "", **entry}, text, legs)


def _parts(books: Books, entry: Row) -> list[Part]:
    """Give what the applied lines settle; what is not open any more refuses the entry."""
    parts: list[Part] = []
    done: dict[documents.Claim, Decimal] = {}
    for line in entry.get("AppliedReceiptsAdjustments", []):
        owner = documents.line_customer(entry, line)
        row = documents.document(books, owner, line["DocumentNumber"])
        payment, amount = documents.line_payment(line), documents.line_total(line)
        claim = (owner, row["DocumentNumber"], payment)
        documents.check_settles(row, amount, payment, done.get(claim, ZERO))
        done[claim] = done.get(claim, ZERO) + amount
        parts.append((row, amount, payment, _share(parts, row, amount)))
    return parts


def _share(parts: list[Part], row: Row, amount: Decimal) -> Decimal:
    """Give the functional share of an amount; the one that closes the document takes the rest."""
    before = [part for part in parts if part[0] is row]
    if amount + sum((part[1] for part in before), ZERO) == row[documents.DUE]:
        return dec(row[documents.FUNCTIONAL]) - sum((part[3] for part in before), ZERO)
    return documents.share(row, amount) if not before else at(amount, dec(row["ExchangeRate"]))


def _credit(books: Books, entry: Row, parts: list[Part]) -> Part:
    """Give what is taken off the credit that an entry applies."""
    row = documents.document(books, entry["CustomerNumber"], entry["DocumentNumber"])
    amount = -sum((part[1] for part in parts), ZERO)
    documents.check_settles(row, amount, 1)
    return row, amount, 1, documents.share(row, amount)


def _left(entry: Row) -> Decimal:
    """Give what becomes a credit of the customer: unapplied cash, or the whole prepayment."""
    if entry.get("ReceiptTransactionType") == "Prepayment":
        return dec(entry["CustomerReceiptAmount"])
    return dec(entry.get("CustomerUnappliedAmount"))


def _receipt_legs(books: Books, entry: Row, parts: list[Part]) -> list[Leg]:
    """Debit the bank, credit the control accounts; what is left over is exchange difference."""
    header = accounts.account_set(books, entry["AccountSet"])
    rate = dec(entry.get("CustomerExchangeRate", ONE))
    currency = entry["CustomerCurrencyCode"]
    legs: list[Leg] = []
    received = dec(entry.get("BankReceiptAmount"))
    if received:
        bank = banks.receipts_bank(books, entry["BankCode"])
        legs.append(
            Leg(
                bank.get("BankAccount", ""),
                received,
                dec(entry["FunctionalReceiptAmount"]),
                entry["BankCurrencyCode"],
                dec(entry["BankExchangeRate"]),
            )
        )
    for row, amount, _, functional in parts:
        account = accounts.control_of(books, row)
        if books.switches.receipt_control == "header" and amount > 0:
            account = header.get("ReceivablesControlAccount", "")
        legs.append(Leg(account, -amount, -functional, currency, dec(row["ExchangeRate"])))
    for line in entry.get("AppliedReceiptsAdjustments", []):
        discount = dec(line.get("CustomerDiscountAmountTaken"))
        if discount:
            account = header.get("DiscountsAccount", "")
            legs.append(Leg(account, discount, at(discount, rate), currency, rate))
    left = _left(entry)
    if left:
        prepaid = entry.get("ReceiptTransactionType") == "Prepayment"
        name = "PrepaymentLiabilityAccount" if prepaid else "ReceivablesControlAccount"
        legs.append(Leg(header.get(name, ""), -left, -at(left, rate), currency, rate))
    return legs + exchange_leg(books, entry["AccountSet"], legs)


def _keep_credit(books: Books, batch: Row, entry: Row, sequence: int, left: Decimal) -> str:
    """Keep unapplied cash or a prepayment as a posted document, and give its number."""
    kind = entry.get("ReceiptTransactionType", "Receipt")
    prepaid = kind == "Prepayment"
    day = entry["ReceiptDateAdjustmentDate"]
    rate = dec(entry.get("CustomerExchangeRate", ONE))
    number = entry["DocumentNumber"]
    if kind == "Receipt":
        number = next_document(books, "UnappliedCash", entry["CustomerNumber"])
    row: Row = {
        "CustomerNumber": entry["CustomerNumber"],
        "DocumentNumber": number,
        "CheckReceiptNumber": entry.get("CheckReceiptNumber", ""),
        "DocumentType": "Prepayment" if prepaid else "UnappliedCash",
        "TransactionType": "PrepaymentPosted" if prepaid else "UnappliedCashPosted",
        "DueDate": day,
        "DocumentDate": day,
        "BatchDate": batch["BatchDate"],
        "BatchNumber": batch["BatchNumber"],
        "EntryNumber": entry["EntryNumber"],
        "DocumentDescription": entry.get("EntryDescription", ""),
        "CurrencyCode": entry["CustomerCurrencyCode"],
        "ExchangeRate": rate,
        "FunctionalCurrencyInvoiceAmount": -at(left, rate),
        "FunctionalCurrencyAmountDue": -at(left, rate),
        "CustomerCurrencyInvoiceAmount": -left,
        "CustomerCurrencyAmountDue": -left,
        "LastActivityDate": books.today if books.switches.last_activity == "today" else day,
        "NumberOfScheduledPayments": 1,
        "FiscalYear": entry["FiscalYear"],
        "FiscalPeriod": entry["FiscalPeriod"],
        "PostingDate": entry["PostingDate"],
        "PostingSequenceNumber": sequence,
        "AccountSet": entry["AccountSet"],
        "BankCode": entry["BankCode"],
        "DepositNumber": batch.get("DepositNumber", 0),
        "SourceApplication": "AR",
        "_made_by": batch["_made_by"],
    }
    documents.add(books, row)
    return str(number)


def _keep_receipt(books: Books, batch: Row, entry: Row, parts: list[Part], credit: str) -> None:
    """Keep the receipt itself; what it settled stays with it, for the day it comes back."""
    kind = entry.get("ReceiptTransactionType", "Receipt")
    row: Row = {
        "BankCode": entry["BankCode"],
        "CustomerNumber": entry.get("CustomerNumber", ""),
        "CheckReceiptNumber": entry.get("CheckReceiptNumber", ""),
        "DepositSerialNumber": batch.get("DepositSerialNumber", 0),
        "DepositLineNumber": int(entry["EntryNumber"]) * 20,
        "ReceiptDate": entry["ReceiptDateAdjustmentDate"],
        "DepositNumber": batch.get("DepositNumber", 0),
        "BatchDate": batch["BatchDate"],
        "CustomerReceiptAmount": dec(entry.get("CustomerReceiptAmount")),
        "BankReceiptAmount": dec(entry.get("BankReceiptAmount")),
        "FunctionalReceiptAmount": dec(entry.get("FunctionalReceiptAmount")),
        "PaymentCode": entry.get("PaymentCode", ""),
        "CurrencyCode": entry["BankCurrencyCode"],
        "BankExchangeRate": entry["BankExchangeRate"],
        "FiscalYear": entry["FiscalYear"],
        "FiscalPeriod": entry["FiscalPeriod"],
        "PostingDate": entry["PostingDate"],
        "Payer": entry.get("Payer", ""),
        "BatchNumber": batch["BatchNumber"],
        "EntryNumber": entry["EntryNumber"],
        "DocumentType": "Receipt" if kind in ("ApplyDocument", miscreceipts.KIND) else kind,
        "DocumentNumber": entry["DocumentNumber"],
        "_made_by": batch["_made_by"],
        "_settled": [
            [row["CustomerNumber"], row["DocumentNumber"], payment, amount, part]
            for row, amount, payment, part in parts
        ],
        "_credit": credit,
    }
    if miscreceipts.is_misc(entry):
        row["MiscellaneousReceiptFlag"] = 1
        row["_lines"] = [
            [
                line["AccountNumber"],
                line["DistributionAmount"],
                line["FunctionalDistributionAmount"],
            ]
            for line in entry[miscreceipts.LINES]
        ]
    books.keep(RECEIPTS, row)


def post_adjustment(books: Books, _batch: Row, entry: Row, _sequence: int) -> list[Voucher]:
    """Post an entry of an ``AD`` batch, or refuse it before anything is changed."""
    why = periods.locked(books, "AR", entry["FiscalYear"], entry["FiscalPeriod"])
    if why:
        raise refused(why)
    legs: list[Leg] = []
    parts: list[Part] = []
    for line in entry["AppliedReceiptsAdjustments"]:
        row = documents.document(books, entry["CustomerNumber"], line["DocumentNumber"])
        payment, change = documents.line_payment(line), line_change(line)
        if (row[documents.DUE] > 0) != (change > 0):
            documents.check_settles(row, -change, payment)
        functional = -_share(parts, row, -change)
        parts.append((row, -change, payment, -functional))
        rate, currency = dec(row["ExchangeRate"]), row["CurrencyCode"]
        legs.append(Leg(accounts.control_of(books, row), change, functional, currency, rate))
        for part in line[PARTS]:
            amount = -dec(part["DistributionAmount"])
            account = part["DistributionGLAccount"]
            legs.append(Leg(account, amount, at(amount, rate), currency, rate))
    legs += exchange_leg(books, entry["AccountSet"], legs)
    for leg in legs:
        accounts.account(books, leg.account)
    for row, amount, payment, functional in parts:
        documents.settle(
            books, row, amount, payment, entry["ReceiptDateAdjustmentDate"], functional
        )
    owner = books.shelf("AR/ARCustomers").rows[entry["CustomerNumber"]]
    day, total = entry["ReceiptDateAdjustmentDate"], dec(entry.get("CustomerAdjustmentAmount"))
    customers.note_activity(owner, "Adjustment", day, total, total)
    text = entry.get("EntryDescription") or f"Adjustment {entry['DocumentNumber']}"
    return [voucher("AD", entry, text, legs)]
