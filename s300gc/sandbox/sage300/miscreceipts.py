"""Miscellaneous receipts: money of no customer, straight to the accounts that are named."""

from typing import Any

from s300gc.sandbox.sage300 import accounts, banks
from s300gc.sandbox.sage300.books import ZERO, Books, dec
from s300gc.sandbox.sage300.currencies import ONE, at, exact
from s300gc.sandbox.sage300.details import counted, insert_all
from s300gc.sandbox.sage300.errors import bad_field, missing
from s300gc.sandbox.sage300.tables import Row
from s300gc.sandbox.sage300.vouchers import Leg

KIND = "MiscellaneousReceipt"
LINES = "MiscellaneousReceipts"


def is_misc(entry: Row) -> bool:
    """Say whether an entry is a receipt of no customer."""
    return bool(entry.get("ReceiptTransactionType") == KIND)


def take_lines(books: Books, entry: Row, raw: Row) -> None:
    """Check the lines that were sent; together they are what came to the bank.

    The functional amount of the entry is that of its lines, each rounded alone.
    """
    if raw.get(LINES):
        entry[LINES] = insert_all(raw[LINES], "LineNumber", counted("LineNumber", 20))
    if not entry.get(LINES):
        raise bad_field("A miscellaneous receipt must have a distribution.")
    rate = dec(entry.get("BankExchangeRate") or ONE)
    for line in entry[LINES]:
        _account(books, line)
        amount = exact(line.get("DistributionAmount"), "DistributionAmount")
        line.update(DistributionAmount=amount, DistributionAmountNetOfTaxes=amount)
        line["FunctionalDistributionAmount"] = at(amount, rate)
    total = sum((dec(line["DistributionAmount"]) for line in entry[LINES]), ZERO)
    if total <= 0:
        raise bad_field("The receipt amount is required.")
    if dec(entry.get("BankReceiptAmount")) not in (ZERO, total):
        raise bad_field("The distribution does not add up to the receipt amount.")
    entry["BankReceiptAmount"] = entry["CustomerReceiptAmount"] = total
    functional = sum((dec(line["FunctionalDistributionAmount"]) for line in entry[LINES]), ZERO)
    entry["FunctionalReceiptAmount"] = functional


def _account(books: Books, line: Row) -> None:
    if not line.get("AccountNumber") and line.get("DistributionCode"):
        code = books.find("AR/ARDistributionCodes", line["DistributionCode"])
        if code is None:
            raise missing(f"distribution code {line['DistributionCode']}")
        line["AccountNumber"] = code.get("RevenueAccount", "")
    accounts.ar_account(books, line.get("AccountNumber", ""))


def legs(books: Books, entry: Row) -> list[Leg]:
    """Debit the bank and credit the accounts of the lines."""
    account = banks.receipts_bank(books, entry["BankCode"]).get("BankAccount", "")
    rate = dec(entry["BankExchangeRate"])
    currency: Any = entry["BankCurrencyCode"]
    received, functional = entry["BankReceiptAmount"], entry["FunctionalReceiptAmount"]
    found = [Leg(account, dec(received), dec(functional), currency, rate)]
    for line in entry[LINES]:
        amount, part = dec(line["DistributionAmount"]), dec(line["FunctionalDistributionAmount"])
        found.append(Leg(line["AccountNumber"], -amount, -part, currency, rate))
    return found
