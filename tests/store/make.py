"""Values for tests of the store, each with only what the test is about."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from s300gc.model import (
    Allocation,
    ARCustomer,
    BankAccount,
    BookedLine,
    Claim,
    Document,
    Event,
    GCCustomer,
    Intent,
    Journal,
    JournalLine,
    Mandate,
    Money,
    Payment,
    Payout,
    PayoutItem,
    Period,
    Tax,
    canonical,
)

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
DAY = date(2026, 1, 5)


def gbp(minor: int) -> Money:
    return Money(minor, "GBP")


def claim(document: str = "IN1", customer: str = "1200", instalment: int = 1) -> Claim:
    return Claim(customer, document, instalment)


def allocation(document: str = "IN1", minor: int = 1000, customer: str = "1200") -> Allocation:
    return Allocation(claim(document, customer), gbp(minor))


def intent(reference: str = "SAM payment 1200 IN1/1 #1", **other: Any) -> Intent:
    return replace(Intent(reference, "payment", "key1", '{"amount":1000}', AT), **other)


def customer(number: str = "1200", **other: Any) -> ARCustomer:
    made = ARCustomer(number, "Ronald Black", "r@example.com", "DOM", "GBP")
    return replace(made, **other)


def document(number: str = "IN1", customer: str = "1200", **other: Any) -> Document:
    made = Document(
        customer=customer,
        number=number,
        kind="Invoice",
        dated=DAY,
        due=date(2026, 2, 4),
        original=gbp(1000),
        balance=gbp(1000),
        functional=gbp(1000),
        account_set="DOM",
    )
    return replace(made, **other)


def gc_customer(id: str = "CU1", **other: Any) -> GCCustomer:
    return replace(GCCustomer(id, AT, "r@example.com", "Ronald Black"), **other)


def bank_account(id: str = "BA1", **other: Any) -> BankAccount:
    return replace(BankAccount(id, "CU1", "BARCLAYS", "11", "GBP"), **other)


def mandate(id: str = "MD1", **other: Any) -> Mandate:
    made = Mandate(id, AT, "CU1", "BA1", "CR1", "bacs", "active", "REF1", date(2026, 1, 9))
    return replace(made, **other)


def payment(id: str = "PM1", **other: Any) -> Payment:
    made = Payment(id, AT, gbp(1000), date(2026, 1, 9), "pending_submission", "MD1", "CR1")
    return replace(made, **other)


def payout(id: str = "PO1", **other: Any) -> Payout:
    made = Payout(id, AT, gbp(980), 20, "paid", "merchant", "REF-1", "CR1", date(2026, 1, 12))
    return replace(made, **other)


def event(id: str = "EV1", **other: Any) -> Event:
    return replace(Event(id, AT, "payments", "confirmed", "PM1"), **other)


def line(payment: str = "PM1", document: str = "IN1", **other: Any) -> BookedLine:
    made = BookedLine(
        payout="PO1",
        payment=payment,
        kind="payment_paid_out",
        customer="1200",
        claim=claim(document),
        account_set="DOM",
        x="1100",
        amount=gbp(1000),
        functional=gbp(1000),
        receipt=f"{payment}-1",
        batch="GC PO1 1/1",
    )
    return replace(made, **other)


def journal_intent(payout: str = "PO1") -> Intent:
    """An intent whose request is a journal of 980 to the bank, 20 fees, 1,000 from X."""
    lines = tuple(
        JournalLine(account, gbp(minor), gbp(minor), Decimal(1), "SP", "", "")
        for account, minor in (("1195", 980), ("1100", -1000), ("7900", 20))
    )
    period = Period("2026", "01", date(2026, 1, 1), date(2026, 1, 31))
    made = Journal(f"GC {payout}", "", date(2026, 1, 12), period, "GL", "GC", lines)
    return intent(f"GC {payout}", kind="journal", key="", request=canonical(made))


def receipts_intent(payout: str = "PO1") -> Intent:
    return intent(f"GC {payout} 1/1", kind="receipts", key="", request="{}")


ITEMS = [
    PayoutItem("payment_paid_out", Decimal(1000), payment="PM1", mandate="MD1"),
    PayoutItem(
        "gocardless_fee",
        Decimal("-20.4"),
        payment="PM1",
        taxes=(
            Tax(Decimal("-3.4"), "GBP", "GB_VAT_1", Decimal("-3.40"), "GBP"),
            Tax(Decimal("-0.1"), "EUR", "IE_VAT_1"),
        ),
    ),
]
