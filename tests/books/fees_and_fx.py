"""Situations with fees of all kinds, partners, and currencies."""

from tests.books.coming_in import fees_of
from tests.books.stage import (
    Story,
    bill,
    carry_on,
    credit_note,
    edit_payout,
    items_of_payout,
    payment_of,
    said,
    until_paid_out,
)
from tests.company import Company

TAX = 'fees_tax_account = "2201"'
POSTED = 'status = "posted"'


def credited(one: Company) -> list[str]:
    bill(one, "IN2", "100.00")
    until_paid_out(one)
    tax = {
        "amount": "10.0", "currency": "GBP", "destination_amount": "10.0",
        "destination_currency": "GBP", "exchange_rate": None, "tax_rate_id": "GB_VAT_1",
    }  # fmt: skip
    back = {"amount": "60.0", "links": {}, "taxes": [tax], "type": "gocardless_fee"}
    items = items_of_payout(one)
    edit_payout(one, [*items, back], 9856 + 60)
    return said(one)


def invoiced(one: Company) -> list[str]:
    one.world.gocardless.invoice_fees(one.config.gocardless.creditor)
    bill(one, "IN2", "100.00")
    carry_on(one)
    return []


def plain(one: Company) -> list[str]:
    bill(one, "IN2", "100.00")
    carry_on(one)
    return []


def app_fee(one: Company) -> list[str]:
    bill(one, "IN2", "100.00")
    one.sync()
    one.world.gocardless.take_app_fee(payment_of(one, "IN2"), 150)
    carry_on(one)
    return []


def partner(one: Company) -> list[str]:
    one.world.gocardless.make_partner(one.config.gocardless.creditor, 100)
    bill(one, "IN2", "100.00")
    one.sync()
    one.world.gocardless.take_app_fee(payment_of(one, "IN2"), 150)
    carry_on(one, 14)
    return []


def netted(one: Company) -> list[str]:
    bill(one, "IN2", "100.00")
    until_paid_out(one, 2)
    first = payment_of(one, "IN1")
    came = [item for item in items_of_payout(one) if item["type"] == "payment_paid_out"]
    back = {"amount": "-10000.0", "links": {"payment": first}, "taxes": []}
    edit_payout(one, [*came, {**back, "type": "payment_charged_back"}], 0)
    return said(one)


def empty(one: Company) -> list[str]:
    rows = one.world.gocardless.data["rows"]["payouts"]
    (first,) = rows.values()
    day = one.world.timeline.today.isoformat()
    one.world.gocardless.data["payout_items"]["PO000000000000"] = []
    rows["PO000000000000"] = {
        **first, "id": "PO000000000000", "amount": 0, "deducted_fees": 0, "reference": "SAMP-EMPTY",
        "arrival_date": day, "created_at": f"{day}T09:00:00.000Z",
    }  # fmt: skip
    found = said(one)
    with one.parts() as parts:
        state, reason = parts.store.payouts.state("PO000000000000")
    return [*found, f"PO000000000000 is {state} {reason}".strip()]


def missing(one: Company) -> list[str]:
    bill(one, "IN2", "100.00")
    until_paid_out(one)
    items = items_of_payout(one)
    edit_payout(one, items, 9855)
    return said(one)


def same_twice(one: Company) -> list[str]:
    bill(one, "IN2", "100.00")
    until_paid_out(one)
    items = items_of_payout(one)
    edit_payout(one, [*items, *items], 2 * 9856)
    return said(one)


def foreign(one: Company, into: str = "") -> list[str]:
    creditor = one.config.gocardless.creditor
    fees_of(one, 1000)
    links = one.world.gocardless.data["rows"]["creditors"][creditor]["links"]
    for currency in {into or "EUR"} - {"GBP"}:
        links[f"default_{currency.lower()}_payout_account"] = "BA000FOREIGN"
    if into:
        one.world.gocardless.convert(creditor, "EUR", into)
    bill(one, "IN2", "1000.00", "E1")
    one.live(12)
    one.sync()
    return []


def converted(one: Company) -> list[str]:
    return foreign(one, "GBP")


def three(one: Company) -> list[str]:
    return foreign(one, "USD")


def converted_back(one: Company) -> list[str]:
    foreign(one, "GBP")
    one.world.gocardless.take_back(payment_of(one, "IN2"))
    bill(one, "IN3", "2000.00", "E1")
    carry_on(one, 14)
    return []


def converted_refund(one: Company) -> list[str]:
    foreign(one, "GBP")
    bill(one, "IN3", "2000.00", "E1")
    one.sync()
    credit_note(one, "CN1", "100.00", "E1")
    one.world.gocardless.refund_payment(payment_of(one, "IN2"), 10000)
    carry_on(one, 14)
    return []


def rounding(one: Company) -> list[str]:
    creditor = one.config.gocardless.creditor
    one.world.gocardless.invoice_fees(creditor)
    one.world.gocardless.convert(creditor, "EUR", "GBP")
    for n in range(3):
        bill(one, f"IN{n + 2}", "10.02", "E1")
    carry_on(one, 12)
    return []


def wrong_bank(one: Company) -> list[str]:
    bill(one, "IN2", "100.00")
    until_paid_out(one)
    return said(one)


STORIES = (
    Story("fee-credit", "A payout of 98.56 with a fee credit of 0.60 on top, of which 0.10 is VAT.",
          "books 3: fees given back", credited),
    Story("fees-invoiced-separately", "GoCardless invoices its fees: none is deducted.",
          "books 3: no fee and no VAT line", invoiced),
    Story("vat-not-recoverable", "fees_tax_account = not-recoverable.", "books 1: VAT in the fee",
          plain, changes=((TAX, 'fees_tax_account = "not-recoverable"'),)),
    Story("fees-control", "fees_mode = control: fees gross, cleared by the monthly VAT invoice.",
          "books 1: fees_mode", plain, changes=((POSTED, f'{POSTED}\nfees_mode = "control"'),)),
    Story("vat-account-missing", "There is VAT in the fees and fees_tax_account is empty.",
          "books 3: a named error, that payout waits", plain,
          changes=((TAX, 'fees_tax_account = ""'),),
          differences=("fee-vat-without-account",)),
    Story("app-fee", "An app takes 1.50 of a payment of 100.00.", "books 3: own account", app_fee),
    Story("partner-payout", "The creditor is a partner: app fees and a share of the fees reach him"
          " in a payout of their own.", "books 3: revenue share and app fees", partner),
    Story("netted-payout", "A payout of 0.00: 100.00 paid out, 100.00 of an earlier payment charged"
          " back.", "books 3: no zero lines, no bank leg", netted, "received"),
    Story("empty-payout", "A payout of 0.00 without any item.", "books 3: no zero lines", empty,
          "received"),
    Story("item-missing", "The items of a payout come to one penny more than the payout.",
          "books 3: something is missing, the payout stops", missing),
    Story("payment-twice-in-a-payout", "The same payment stands twice in one payout, with nothing"
          " between.", "books 4: a named stop", same_twice),
    Story("fx-not-converted", "EUR 1,000.00 invoiced at 0.85 are paid out as EUR 988.00 into a"
          " bank in euros.", "books 5: Sage's own rate for journal, receipts and notes", foreign),
    Story("fx-converted", "EUR 1,000.00 invoiced at 0.85 are converted at 0.86 and land as 849.68.",
          "books 5, worked number: X = 0, AR books the gain of 10.00", converted),
    Story("fx-converted-late-failure", "A converted payment of EUR 1,000.00 comes back after its"
          " receipt.", "books 5: the debit note carries the payout's rate", converted_back),
    Story("fx-converted-refund", "EUR 100.00 of a converted payment of EUR 1,000.00 are refunded"
          " against a credit note.", "books 5: the refund carries the payout's rate",
          converted_refund),
    Story("fx-rounding", "Three payments of EUR 10.02 are converted at 0.86: 8.62 each, 25.85"
          " landed.", "books 5: each rounded alone, the rest to the rounding account", rounding),
    Story("fx-own-bank", "The payouts in euros have a bank account of their own in [books.EUR].",
          "books 1: accounts by currency", foreign,
          changes=(("[database]", '[books.EUR]\nbank_account = "1001"\n\n[database]'),)),
    Story("receipts-bank-not-x", "The receipts bank's GL account is the real bank's, not X.",
          "books 2: checked when planned, that payout waits", wrong_bank,
          changes=(('"GC1100"', '"BANK"'), ('"GC1190"', '"BANK"')),
          differences=("bank-account-changed", "bank-account-changed")),
    Story("fx-three-currencies", "Euros are converted to dollars, the company keeps pounds.",
          "books 5: a draft only, and say so", three, apart=""),
)  # fmt: skip
