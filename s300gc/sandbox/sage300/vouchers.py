"""What AR hands to GL: vouchers of legs, each in its own currency and in the functional one."""

from dataclasses import dataclass
from decimal import Decimal

from s300gc.sandbox.sage300.accounts import account_set
from s300gc.sandbox.sage300.books import ZERO, Books
from s300gc.sandbox.sage300.tables import Row


@dataclass(frozen=True, slots=True)
class Leg:
    """One line; debit +, credit -. ``amount`` is in ``currency``, ``functional`` at home."""

    account: str
    amount: Decimal
    functional: Decimal
    currency: str
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Voucher:
    """One AR entry as GL sees it; its legs add up to zero in the functional currency."""

    source_type: str
    dated: str
    posted: str
    year: str
    period: str
    customer: str
    document: str
    description: str
    legs: tuple[Leg, ...]
    ledger: str = "AR"


def exchange_leg(books: Books, key: str, legs: list[Leg]) -> list[Leg]:
    """Give the leg that books the exchange difference which the other legs leave, if any.

    ``key`` is the account set whose gain or loss account takes it.
    """
    difference = -sum((leg.functional for leg in legs), ZERO)
    if not difference:
        return []
    name = "ExchangeGainAccount" if difference < 0 else "ExchangeLossAccount"
    number = str(account_set(books, key).get(name, ""))
    return [Leg(number, difference, difference, books.home, Decimal(1))]


def voucher(
    source_type: str, entry: Row, text: str, legs: list[Leg], ledger: str = "AR"
) -> Voucher:
    """Make the voucher of an AR entry; empty legs are left out."""
    dated = entry.get("DocumentDate") or entry.get("ReceiptDateAdjustmentDate")
    return Voucher(
        source_type=source_type,
        dated=str(dated),
        posted=str(entry["PostingDate"]),
        year=str(entry["FiscalYear"]),
        period=str(entry["FiscalPeriod"]),
        customer=str(entry["CustomerNumber"]),
        document=str(entry["DocumentNumber"]),
        description=text,
        legs=tuple(leg for leg in legs if leg.amount or leg.functional),
        ledger=ledger,
    )
