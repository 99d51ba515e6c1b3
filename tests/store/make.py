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
from s300gc.model.bookings import Reversal
from s300gc.model.invitations import BillingRequest, Flow, Invite
from s300gc.model.refunds import CreateRefund, Refund, RefundRequest
from s300gc.model.subscriptions import (
    Cadence,
    ChangeSubscription,
    ChargeKey,
    CreateSubscription,
    Subscription,
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


def reversal(payout: str = "PO1", **other: Any) -> Reversal:
    """What takes the journal of a payout back, by a person."""
    made = Reversal(
        f"GC {payout} reversal", payout, f"GC {payout}", date(2026, 1, 12), False, "why", "ann", AT
    )
    return replace(made, **other)


def reversal_intent(payout: str = "PO1") -> Intent:
    request = journal_intent(payout).request
    return intent(f"GC {payout} reversal", kind="reversal", key="", request=request)


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


def subscription(id: str = "SB1", **other: Any) -> Subscription:
    made = Subscription(
        id, AT, gbp(12000), "active", "MD1", "Rent", Cadence("monthly", 1, 1), date(2026, 2, 1)
    )
    return replace(made, **other)


def create_subscription(**other: Any) -> CreateSubscription:
    made = CreateSubscription(
        "SAM subscription 1200 RENT #1", "key2", ChargeKey("RENT", "1200"), 1, "MD1", gbp(12000),
        "Rent", Cadence("monthly", 1, 1), date(2026, 2, 1), None, (),
    )  # fmt: skip
    return replace(made, **other)


def change_subscription(**other: Any) -> ChangeSubscription:
    made = ChangeSubscription(
        "SAM pause SB1 #1", "pause", ChargeKey("RENT", "1200"), "SB1", gbp(12000), "on hold"
    )
    return replace(made, **other)


def invite(number: int = 1) -> Invite:
    return Invite(f"SAM invite 1200 #{number}", "k", "1200", number, "GBP", "bacs", ())


def billing_request(id: str = "BRQ1", **other: Any) -> BillingRequest:
    return replace(BillingRequest(id, AT, "pending", "CR1", "CU1"), **other)


def flow(id: str = "BRF1") -> Flow:
    return Flow(id, f"https://pay.example/{id}", AT)


def refund(id: str = "RF1", **other: Any) -> Refund:
    return replace(Refund(id, AT, gbp(100), "created", "PM1", "MD1"), **other)


def refund_request(**other: Any) -> RefundRequest:
    return replace(RefundRequest("PM1", gbp(100), "CN1", "", "Ann"), **other)


def create_refund(request: int = 1) -> CreateRefund:
    reference = f"SAM refund PM1 #{request}"
    return CreateRefund(reference, "k", request, "PM1", "1200", gbp(100), 100, "why", ())
