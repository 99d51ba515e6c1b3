"""A report made by hand, with names that somebody chose to do harm, and amounts of every kind."""

from datetime import UTC, date, datetime
from decimal import Decimal

from s300gc.flows.reconcile import Reconciliation
from s300gc.flows.report import Report
from s300gc.model import Money, Payment, Payout, PayoutItem, Tax
from s300gc.model.reports import (
    Charged,
    Ending,
    Line,
    Owed,
    PayoutSheet,
    Place,
    Posted,
    Scope,
    Trouble,
    Unmatched,
)
from s300gc.rules.differences import Line as Difference
from s300gc.rules.reconcile import Check

AT = datetime(2026, 2, 2, 9, 30, tzinfo=UTC)
SCRIPT = "<script>document.title='taken'</script>"
FORMULA = '=HYPERLINK("http://127.0.0.1:1/","click")'
LONG = "A" * 90
"""A name without a blank, which no screen is wide enough for."""
JANUARY = Scope(date(2026, 1, 1), date(2026, 1, 31))


def gbp(minor: int) -> Money:
    return Money(minor, "GBP")


def payout(n: int, minor: int, currency: str = "GBP") -> Payout:
    made = datetime(2026, 1, 10 + n, 9, tzinfo=UTC)
    return Payout(
        f"PO0000000000{n:02}", made, Money(minor, currency), 270, "paid", "merchant",
        f"MERCHANT-{n:05}", "CR123", date(2026, 1, 12 + n),
    )  # fmt: skip


def fee() -> PayoutItem:
    tax = Tax(Decimal("-45.5"), "GBP", "GB_VAT_1", Decimal("-45.5"), "GBP")
    return PayoutItem("gocardless_fee", Decimal("-272.5"), "PM1", taxes=(tax,))


def sheet(n: int, name: str) -> PayoutSheet:
    """1,000.00 collected, 100.00 charged back, a fee of 2.725."""
    side = Place("AR", "receipts", f"{n}", 1, 40 + n, "Posted")
    lines = (
        Line("payment_paid_out", f"PM{n:012}", "C1001", name, f"IN{n:06}/1", gbp(100_000), "1100",
             f"PM{n:012}-1", side),
        Line("payment_charged_back", f"PM9{n:011}", "C1002", LONG, f"IN9{n:05}/1", gbp(-10_000)),
    )  # fmt: skip
    items = (
        PayoutItem("payment_paid_out", Decimal(100_000), lines[0].payment),
        PayoutItem("payment_charged_back", Decimal(-10_000), lines[1].payment),
        fee(),
    )
    one = payout(n, 89_728)
    journal = (
        Posted("1195", gbp(89_728), gbp(89_728), one.reference, f"Payout {one.id}"),
        Posted("7900", gbp(226), gbp(226), "", "GoCardless fees"),
        Posted("2201", gbp(46), gbp(46), "", "VAT on fees"),
        Posted("1100", gbp(-90_000), gbp(-90_000), lines[0].payment, f"C1001 {name}"),
    )
    places = (Place("GL", "journal", f"{n:06}", 1, 70 + n, "Posted"), side)
    return PayoutSheet(one, "booked", "", items, lines, places, journal)


def charged(n: int, status: str, currency: str = "GBP") -> Charged:
    one = Payment(f"PM{n:012}", AT, Money(12_345, currency), date(2026, 1, 9), status, "MD1", "CR1")
    return Charged(one, "C1001", FORMULA, ("IN000001/1", "IN000002/1"))


def report(payouts: int = 3) -> Report:
    """A report in which every section has something."""
    unread = PayoutSheet(payout(15, 5_000, "EUR"), "waiting", "its items are not read", ())
    sheets = (*(sheet(n, (SCRIPT, FORMULA, LONG)[n % 3]) for n in range(payouts)), unread)
    return Report(
        company="SAMLTD",
        creditor="CR123",
        version="0.0.0",
        scope=JANUARY,
        made_at=AT,
        day=AT.date(),
        read_at=AT,
        payouts=sheets,
        made=sheets,
        charged=(charged(1, "paid_out"), charged(2, "failed"), charged(3, "failed", "EUR")),
        endings=(
            Ending(AT, "failed", "insufficient_funds", "PM000000000002", gbp(12_345), "failed",
                   "C1001", SCRIPT, ("IN000001/1",)),
            Ending(AT, "charged_back", "<b>new</b>", "PM000000000004", gbp(10_000), "charged_back",
                   "C1002", LONG, ("IN000004/1",)),
        ),
        owed=(
            Owed("C1001", SCRIPT, "IN000007", "Invoice", date(2026, 1, 1), gbp(200_000),
                 "skipped: the customer is on hold"),
            Owed("C1002", "+1", "IN000008", "Invoice", date(2026, 3, 1), gbp(70_001)),
            Owed("C1003", "@A", "CN000001", "CreditNote", date(2026, 1, 5), gbp(-2_500)),
        ),
        on_its_way=(charged(5, "confirmed"), charged(6, "submitted", "EUR")),
        unmatched=(
            Unmatched(sheets[0].payout.id, "PM777", "payment_paid_out", "2190", date(2025, 12, 1),
                      gbp(6_400)),
        ),
        troubles=(
            Trouble("by hand", "PM000000000009", f"{SCRIPT} gave no credit note", FORMULA, AT,
                    gbp(15_910), sheets[0].payout.id),
        ),
        proof=Reconciliation(
            (Check("control account = open documents", "1100", gbp(500), "GL", gbp(200), "AR"),),
            lines=(
                Difference("unexplained", "1100", gbp(300), "GL", None, SCRIPT, "s300gc reconcile"),
            ),
        ),
    )  # fmt: skip
