"""Situations in which money comes in."""

from datetime import timedelta
from decimal import Decimal

from s300gc.flows import links
from tests.books.stage import (
    Story,
    bill,
    carry_on,
    mandate_of,
    paid_by_transfer,
    said,
    until_paid_out,
)
from tests.company import Company
from tests.flows.collectors import owe, owe_in_parts
from tests.flows.subscribers import month

ONE_PAYMENT = (("horizon_days = 30", 'horizon_days = 30\nper_payment = "customer-and-date"'),)
POSTED = 'status = "posted"'
RECEIPTS = 'receipts = "bank"'
ALL = (
    ("horizon_days = 30",
     'horizon_days = 30\ncreate = "all"\ncreate_distribution = "SALES"'),
)  # fmt: skip
RENT = (
    ("horizon_days = 30",
     'horizon_days = 30\ncreate = "subscriptions"\n\n[subscriptions]\ncharges = ["RENT"]'),
)  # fmt: skip


def fees_of(one: Company, net: int) -> None:
    """Let every fee be the same, in minor units before VAT."""
    one.world.gocardless.set_prices(one.config.gocardless.creditor, 0, net * 10, net * 10)


def worked(one: Company) -> list[str]:
    fees_of(one, 225)
    bill(one, "IN2", "1000.00")
    carry_on(one)
    return []


def two_controls(one: Company) -> list[str]:
    owe(one, "IN2", "600.00")
    one.world.sage300.edit_customer("C1", AccountSet="EXP")
    owe(one, "IN3", "370.00")
    carry_on(one)
    return []


def two_customers(one: Company) -> list[str]:
    bill(one, "IN2", "600.00", "C2")
    bill(one, "IN3", "370.00", "X1")
    bill(one, "IN4", "30.00", "C2")
    carry_on(one)
    return []


def by_telephone(one: Company) -> list[str]:
    one.sync()
    one.world.gocardless.dashboard_payment(mandate_of(one, "C2"), 10000, "Repair")
    carry_on(one)
    return []


def by_telephone_invoiced(one: Company) -> list[str]:
    one.world.sage300.edit_customer("C2", TaxGroup="NOTAX")
    one.sync()
    one.world.gocardless.dashboard_payment(mandate_of(one, "C2"), 10000, "Repair")
    one.live(9)
    one.sync()
    return []


def stranger(one: Company) -> list[str]:
    mandate = one.world.gocardless.sign_mandate(
        given_name="", family_name="", company_name="Somebody", email="who@example.com",
        metadata={}, creditor=one.config.gocardless.creditor,
    )  # fmt: skip
    one.sync()
    one.world.gocardless.dashboard_payment(mandate, 10000, "Repair")
    carry_on(one)
    return []


def stranger_named(one: Company) -> list[str]:
    stranger(one)
    (who,) = [
        row["id"]
        for row in one.state["gocardless"]["customers"]
        if row["company_name"] == "Somebody"
    ]
    with one.parts() as parts:
        links.link(parts, who, "C2")
    one.world.advance(1)
    one.sync()
    return []


def rent(one: Company) -> list[str]:
    one.world.sage300.add_recurring_charge(
        "RENT", "C2", Decimal(100), one.world.timeline.today, "MONTHLY", description="Rent"
    )
    for _ in range(60):
        month(one, 1, invoiced=False)
        if any(b["made_by"] == "tool" for b in one.state["sage300"]["receipt_batches"]):
            break
    return []


def rent_invoiced(one: Company) -> list[str]:
    rent(one)
    (draft,) = [b for b in one.state["sage300"]["invoice_batches"] if b["made_by"] == "tool"]
    one.world.sage300.post_invoice_batch(int(draft["BatchNumber"]))
    one.world.advance(1)
    one.sync()
    return []


def retainer(one: Company) -> list[str]:
    today = one.world.timeline.today
    one.world.sage300.post_receipt(
        "C2", Decimal(80), today, "BANK", {}, ReceiptTransactionType="Prepayment"
    )
    owe(one, "IN2", "100.00")
    carry_on(one)
    return []


def meanwhile(one: Company) -> list[str]:
    bill(one, "IN2", "100.00")
    until_paid_out(one)
    paid_by_transfer(one, "IN2", "30.00", "C2")
    one.sync()
    return []


def instalments(one: Company) -> list[str]:
    owe_in_parts(one, "IN2", "40.00", "35.00", "25.00", apart=21, customer="C2")
    carry_on(one, 9)
    return []


def locked(one: Company) -> list[str]:
    bill(one, "IN2", "100.00")
    until_paid_out(one)
    day = one.world.timeline.today
    one.world.sage300.lock_period(2026, day.month, ["GL"])
    found = said(one)
    made = [b for b in one.state["sage300"]["receipt_batches"] if b["made_by"] == "tool"]
    found.append(f"{day}: {len(made)} receipt batches of ours in AR, no journal")
    one.world.advance(1)
    one.world.sage300.lock_period(2026, day.month, ["GL"], locked=False)
    return [*found, *said(one)]


def left_open(one: Company) -> list[str]:
    bill(one, "IN2", "100.00")
    carry_on(one)
    return []


def by_customer(one: Company) -> list[str]:
    for n, (customer, amount) in enumerate((("C2", "60.00"), ("C2", "40.00"), ("X1", "70.00"))):
        bill(one, f"IN{n + 2}", amount, customer)
    carry_on(one)
    return []


def swept(one: Company) -> list[str]:
    """A bank entry is left for a person."""
    bill(one, "IN2", "100.00")
    carry_on(one)
    rows = one.world.sage300.books.shelf("BK/BKBankEntries").ordered
    return [
        f"bank entry at bank {row['BankCode']}: {row.get('Reference', '')}"
        f" {row.get('Description', '')}"
        for row in rows
    ]


def late_twins(one: Company) -> list[str]:
    """Two payouts of two days."""
    bill(one, "IN2", "100.00")
    one.live(1)
    today = one.world.timeline.today
    one.world.sage300.post_invoice("X1", "IN3", Decimal("50.00"), today, today + timedelta(days=1))
    carry_on(one)
    return []


STORIES = (
    Story("worked-example", "1,000.00 is collected and paid out less a fee of 2.70 of which 0.45 is"
          " VAT.", "books 3, worked number", worked),
    Story("two-control-accounts", "One payment of 970.00 pays IN2 (600.00, account set DOM, 1100)"
          " and IN3 (370.00, account set EXP, 1110).",
          "books 2: X per document; a receipts bank for each X", two_controls,
          changes=ONE_PAYMENT),
    Story("two-account-sets-in-a-payout", "One payout holds payments of customers of two account"
          " sets.", "books 2 and 4: receipts by bank", two_customers),
    Story("two-payouts", "Two collections of two days arrive with two payouts.",
          "books 3: one GL batch per payout", late_twins),
    Story("unapplied-cash", "A payment of 100.00 taken in the dashboard from customer C2, for no"
          " document.", "books 2 and 4: known customer without a document", by_telephone),
    Story("invoice-created", "100.00 taken in the dashboard from C2, who is outside of tax;"
          " invoices.create = all: an"
          " invoice for it waits in an open batch.", "books 4: a new AR invoice in an Open batch",
          by_telephone_invoiced, changes=ALL),
    Story("unknown-payer", "100.00 come in from somebody whom no customer is linked to.",
          "books 2: unmatched account, in both modes; the payout does not wait", stranger),
    Story("unknown-payer-named", "100.00 come in from somebody unknown, whom a person then links to"
          " C2.", "books 2: a second small journal 2190 -> X, and the receipt", stranger_named),
    Story("collected-before-its-invoice", "A subscription is collected; the invoice of it waits in"
          " an open batch.", "books 4: unapplied cash, to be applied later", rent, changes=RENT,
          ),
    Story("applied-later", "A subscription is collected before its invoice; a person posts the"
          " invoice afterwards.", "books 4: applied later by ApplyDocument", rent_invoiced,
          changes=RENT),
    Story("prepayment", "C2 has paid a retainer of 80.00 by bank transfer (a prepayment); 100.00"
          " are collected from C1.", "books 8: prepayment account = open prepayments", retainer),
    Story("part-paid-meanwhile", "IN2 of 100.00 is collected in full; before the payout arrives a"
          " clerk posts a transfer of 30.00 for it.",
          "books 4: applied to what is still open, the rest is unapplied cash", meanwhile),
    Story("instalments", "IN2 of 100.00 is due in instalments of 40.00, 35.00 and 25.00; the first"
          " is collected.", "books 4: applied with PaymentNumber", instalments),
    Story("gl-locked-ar-open", "The period is open in AR and Bank Services and locked in GL when"
          " the payout arrives; the next day it is opened.",
          "books 6: one period open in all three, nothing half-booked", locked),
    Story("left-open", "books.status = open: journal and receipts are left for a person to post.",
          "books 6: half-posted until a person posts", left_open,
          changes=((POSTED, 'status = "open"'),), apart="nothing of ours is posted yet"),
    Story("lines-customer", "Three payments of two customers, books.lines = customer.",
          "books 1: granularity", by_customer,
          changes=((POSTED, f'{POSTED}\nlines = "customer"'),)),
    Story("lines-total", "Three payments of two customers, books.lines = total.",
          "books 1: granularity", by_customer, changes=((POSTED, f'{POSTED}\nlines = "total"'),)),
    Story("receipts-none", "100.00 are collected with receipts = none in writing.",
          "books 4: control and subledger differ by what is listed", left_open,
          changes=((RECEIPTS, 'receipts = "none"'),), apart="no receipts, in writing"),
    Story("bank-entry", "bank_entry = open: the deposit waits in Bank Services for a person.",
          "books 6: optional open Bank Entry", swept,
          changes=((POSTED, f'{POSTED}\nbank_entry = "open"\nbank_entry_bank = "BANK"'),)),
)  # fmt: skip
