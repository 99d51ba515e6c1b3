"""Values for tests of the rules, each with only what the test is about."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from s300gc.model import (
    AccountSet,
    ARCustomer,
    Bank,
    Document,
    GCCustomer,
    Mandate,
    Money,
    Payout,
    PayoutItem,
    Period,
    Tax,
)
from s300gc.settings import BookSettings

DAY = date(2026, 1, 5)
AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
PERIOD = Period("2026", "01", date(2026, 1, 1), date(2026, 1, 31))
DOM = AccountSet("DOM", "1100", "2050", "GBP")
EXP = AccountSet("EXP", "1110", "2050", "GBP")
BANKS = {
    "GC1100": Bank("GC1100", "1100", "GBP"),
    "GC1110": Bank("GC1110", "1110", "GBP"),
    "GC1190": Bank("GC1190", "1190", "GBP"),
}
BOOKS = BookSettings(
    receipts_bank={"1100": "GC1100", "1110": "GC1110", "1190": "GC1190"},
    unmatched_account="2190",
    bank_account="1000",
    fees_account="7900",
    fees_tax_account="2201",
    surcharge_account="7901",
    app_fee_account="7902",
    revenue_share_account="7903",
    fx_rounding_account="7100",
)
CLEARING = BOOKS.model_copy(update={"credit": "1190"})


def gbp(text: str) -> Money:
    """Pounds from a decimal string."""
    return Money.of(Decimal(text), "GBP")


def customer(number: str = "C1", **changes: object) -> ARCustomer:
    """An active customer of the home account set."""
    one = ARCustomer(number, f"Customer {number}", f"{number.lower()}@example.com", "DOM", "GBP")
    return replace(one, **changes)  # type: ignore[arg-type]


def document(number: str = "IN1", amount: str = "100.00", **changes: object) -> Document:
    """An open invoice of customer C1, due on the tenth."""
    one = Document(
        customer="C1", number=number, kind="Invoice", dated=DAY, due=date(2026, 1, 10),
        original=gbp(amount), balance=gbp(amount), functional=gbp(amount), account_set="DOM",
    )  # fmt: skip
    return replace(one, **changes)  # type: ignore[arg-type]


def payer(id_: str = "CU1", email: str = "", **metadata: str) -> GCCustomer:
    """A GoCardless customer."""
    return GCCustomer(id_, AT, email, f"Payer {id_}", tuple(sorted(metadata.items())))


def mandate(id_: str = "MD1", **changes: object) -> Mandate:
    """An active Bacs mandate that can be charged from the eighth on."""
    one = Mandate(id_, AT, "CU1", "BA1", "CR1", "bacs", "active", "REF", date(2026, 1, 8))
    return replace(one, **changes)  # type: ignore[arg-type]


def item(
    kind: str,
    amount: str,
    payment: str = "",
    tax: str = "",
    refund: str = "",
    currency: str = "GBP",
) -> PayoutItem:
    """A payout item; ``amount`` and ``tax`` in minor units with fractions."""
    taxes = (Tax(Decimal(tax), currency, "GB_VAT_1"),) if tax else ()
    return PayoutItem(kind, Decimal(amount), payment=payment, refund=refund, taxes=taxes)


def payout(minor: int, **changes: object) -> Payout:
    """A payout that arrived on the fifth."""
    one = Payout(
        id="PO1", created_at=AT, amount=Money(minor, "GBP"), deducted_fees=0, status="paid",
        kind="merchant", reference="ACME-1", creditor="CR1", arrival_date=DAY,
    )  # fmt: skip
    return replace(one, **changes)  # type: ignore[arg-type]
