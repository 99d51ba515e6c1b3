"""The safety rules at work: what is read for them, and what the two systems then show."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from s300gc.flows import collecting
from s300gc.model import Outcome, Skip
from tests.company import Company
from tests.flows.collectors import (
    balance,
    collected,
    company_of,
    owe,
    said,
    settled,
    skips,
)
from tests.flows.meddling import failures


def reconfigure(one: Company, old: str, new: str) -> None:
    path = one.folder / "s300gc.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


# ---------------------------------------------------------------- credits


def test_an_open_credit_note_holds_its_customer_up_until_it_is_applied(tmp_path: Path) -> None:
    one = company_of(tmp_path, "C1", "C2")
    owe(one, "IN1", "50.00")
    owe(one, "IN2", "50.00", customer="C2")
    owe(one, "CN1", "20.00", kind="CreditNote")
    found = skips(one)["IN1"]
    assert found.kind == "unapplied-credit"
    assert "customer C1 has 20.00 GBP of unapplied credit (CN1)" in found.reason
    assert list(said(one)) == ["IN2/1=50.00"]
    apply(one, "CN1", "IN1", "20.00")
    one.sync()
    assert sorted(said(one)) == ["IN1/1=30.00", "IN2/1=50.00"]


def apply(one: Company, credit: str, document: str, amount: str) -> None:
    """Let a person apply a credit to a document."""
    kind = {"ReceiptTransactionType": "ApplyDocument", "DocumentNumber": credit}
    one.world.sage300.post_receipt(
        "C1", Decimal(0), one.world.timeline.today, "BANK", {document: Decimal(amount)}, **kind
    )


@pytest.mark.parametrize("kind", ["UnappliedCash", "Prepayment"])
def test_money_in_advance_holds_its_customer_up_too(tmp_path: Path, kind: str) -> None:
    one = company_of(tmp_path)
    owe(one, "IN1", "50.00")
    today = one.world.timeline.today
    how = {"ReceiptTransactionType": "Prepayment"} if kind == "Prepayment" else {}
    one.world.sage300.post_receipt("C1", Decimal(5), today, "BANK", **how)
    assert skips(one)["IN1"].kind == "unapplied-credit"
    assert said(one) == {}


def test_a_credit_that_sage_dates_in_the_past_is_seen_before_anything_is_collected(
    tmp_path: Path,
) -> None:
    one = company_of(tmp_path)
    assert one.world.sage300.switches.last_activity == "transaction"
    one.live(3)
    owe(one, "IN1", "50.00")
    past = one.world.timeline.today - timedelta(days=20)
    one.world.sage300.post_invoice("C1", "CN1", Decimal(20), past, past, kind="CreditNote")
    assert skips(one)["IN1"].kind == "unapplied-credit"
    assert said(one) == {}


def test_credits_are_not_read_where_nothing_is_to_be_collected_or_nobody_asks(
    tmp_path: Path,
) -> None:
    one = company_of(tmp_path)
    one.sync()
    asked = [r["query"] for r in one.requests() if "ARPostedDocuments" in r["path"]]
    assert not [query for query in asked if "DocumentType%20ne" in query]
    owe(one, "IN1", "50.00")
    one.sync()
    asked = [r["query"] for r in one.requests() if "ARPostedDocuments" in r["path"]]
    assert len([query for query in asked if "DocumentType%20ne" in query]) == 1
    reconfigure(one, "[books]", '[invoices.safety]\nunapplied_credit = "off"\n\n[books]')
    owe(one, "IN2", "50.00")
    one.sync()
    asked = [r["query"] for r in one.requests() if "ARPostedDocuments" in r["path"]]
    assert not [query for query in asked if "DocumentType%20ne" in query]


def test_a_netted_credit_is_itemised_and_used_once_until_a_person_applies_it(
    tmp_path: Path,
) -> None:
    one = company_of(tmp_path, invoices='credits = "net"')
    owe(one, "IN1", "50.00")
    owe(one, "CN1", "20.00", kind="CreditNote")
    one.live(2)
    (payment,) = said(one).values()
    assert payment["amount"] == 3000
    assert payment["description"] == "Invoice IN1 50.00 less CN1 20.00"
    owe(one, "IN2", "40.00")
    one.live(12)
    assert sorted(said(one)) == ["IN1/1=30.00", "IN2/1=40.00"]
    assert balance(one, "IN1") == 20
    assert skips(one)["IN1"].reason == "is covered by CN1: apply it in Sage 300"
    apply(one, "CN1", "IN1", "20.00")
    one.live(1)
    assert balance(one, "IN1") == 0
    assert len(said(one)) == 2
    settled(one)


# ---------------------------------------------------------------- optional fields, groups


def test_a_customer_who_is_opted_out_later_is_left_alone_from_then_on(tmp_path: Path) -> None:
    one = company_of(tmp_path, "C1", "C2")
    define_field(one, "GCNO")
    one.world.sage300.set_optional_fields("C2", {"GCNO": "1"})
    one.live(5)
    # Nobody's card has changed lately, but a field is looked at that was not read before.
    reconfigure(one, "horizon_days = 30", 'horizon_days = 30\nopt_out = "GCNO"')
    for customer in ("C1", "C2"):
        owe(one, f"IN{customer}", "10.00", customer=customer)
    found = skips(one)["INC2"]
    assert found.reason == "customer C2 is opted out by optional field GCNO"
    assert list(said(one)) == ["INC1/1=10.00"]
    one.requests()
    one.sync()
    asked = [r["query"] for r in one.requests() if r["path"].endswith("ARCustomers")]
    assert all("DateLastMaintained" in query for query in asked)


def define_field(one: Company, code: str) -> None:
    """Define a text field for customers, as an administrator does."""
    known = one.world.sage300.books.data["optional_fields"]["customers"]
    known[code] = dict(known["GCSTATUS"])


def test_an_invoice_is_opted_out_by_an_optional_field_of_its_own(tmp_path: Path) -> None:
    one = company_of(tmp_path, invoices='opt_out = "GCNO"')
    for number in ("IN1", "IN2", "IN3"):
        owe(one, number, "10.00")
    give_field(one, "IN1", "GCNO", "1")
    give_field(one, "IN2", "COLOUR", "RED")
    one.requests()
    assert skips(one)["IN1"].reason == "is opted out by optional field GCNO"
    assert sorted(said(one)) == ["IN2/1=10.00", "IN3/1=10.00"]
    assert batches_read(one) == 2
    one.sync()
    assert batches_read(one) == 0


def give_field(one: Company, number: str, code: str, value: str) -> None:
    """Write an optional field of a posted invoice, as entry would have."""
    books = one.world.sage300.books
    for batch in books.shelf("AR/ARInvoiceBatches").ordered:
        for entry in batch["Invoices"]:
            if entry["DocumentNumber"] == number:
                entry["InvoiceOptionalFields"] = [{"OptionalField": code, "Value": value}]
    one.world.sage300.mark_document("C1", number, NumberOfOptionalFields=1)


def batches_read(one: Company) -> int:
    return sum("/AR/ARInvoiceBatches(" in r["path"] for r in one.requests())


def test_terms_and_groups_choose_what_is_collected(tmp_path: Path) -> None:
    one = company_of(tmp_path, invoices='terms = ["NET30"]\nexclude_groups = ["WHL"]')
    owe(one, "IN1", "10.00")
    one.sync()
    assert list(said(one)) == ["IN1/1=10.00"]
    owe(one, "IN2", "10.00")
    one.world.sage300.mark_document("C1", "IN2", Terms="CASH")
    owe(one, "IN3", "10.00")
    reconfigure(one, '"WHL"', '"RETAIL"')
    found = skips(one)
    assert (found["IN2"].kind, found["IN3"].kind) == ("terms", "group")


def test_what_is_due_of_an_invoice_with_retainage_is_collected_where_that_is_switched_on(
    tmp_path: Path,
) -> None:
    rule = '\n[invoices.safety]\nretainage = "warn"\n'
    one = company_of(tmp_path, invoices=f'kinds = ["Invoice", "RetainageInvoice"]\n{rule}')
    owe(one, "IN1", "100.00", retained=Decimal(10))
    (done,) = collected(one)
    assert done.action.endswith("; warning: has retainage: see what of it is due")
    one.live(10)
    owe(one, "RI1", "10.00", kind="RetainageInvoice", original="IN1")
    one.live(12)
    one.sync()
    assert sorted(said(one)) == ["IN1/1=90.00", "RI1/1=10.00"]
    assert (balance(one, "IN1"), balance(one, "RI1")) == (0, 0)
    settled(one)


# ---------------------------------------------------------------- payments of others


def test_an_invoice_that_the_dashboard_collects_by_its_number_is_left_alone(
    tmp_path: Path,
) -> None:
    one = company_of(tmp_path, "C1", "C2")
    one.sync()
    mandate = one.state["gocardless"]["mandates"][0]["id"]
    one.world.gocardless.dashboard_payment(mandate, 1000, "For invoice IN0001, thank you")
    owe(one, "IN0001", "10.00")
    owe(one, "IN0002", "10.00")
    found = skips(one)["IN0001"]
    assert found.kind == "live-payment"
    assert "which others made" in found.reason
    assert list(said(one)) == ["IN0002/1=10.00"]


# ---------------------------------------------------------------- mandates


def test_a_new_mandate_warns_until_something_was_collected_under_it(tmp_path: Path) -> None:
    one = company_of(tmp_path, invoices='\n[invoices.safety]\nnew_mandate = "warn"\n')
    owe(one, "IN1", "10.00")
    (first,) = collected(one)
    assert "warning: would be the first collection under mandate MD" in first.action
    one.live(12)
    owe(one, "IN2", "10.00")
    (second,) = collected(one)
    assert "warning" not in second.action


def test_a_mandate_that_moved_to_another_account_waits_some_days(tmp_path: Path) -> None:
    rules = (
        '\n[invoices.safety]\nmandate_changed = "block"\n\n[invoices.limits]\nchanged_days = 5\n'
    )
    one = company_of(tmp_path, invoices=rules)
    owe(one, "IN1", "10.00")
    found = skips(one)["IN1"]
    assert found.kind == "mandate-changed"
    one.live(7)
    assert list(said(one)) == ["IN1/1=10.00"]
    mandate = one.state["gocardless"]["mandates"][0]["id"]
    one.world.gocardless.transfer_mandate(mandate)
    owe(one, "IN2", "10.00")
    assert f"mandate {mandate} or its bank details changed on" in skips(one)["IN2"].reason
    one.live(7)
    assert len(said(one)) == 2


def test_two_customers_under_one_mandate_are_each_collected_for_their_own(tmp_path: Path) -> None:
    one = company_of(tmp_path)
    one.world.sage300.add_customer("C2", "Branch", "branch@example.com", account_set="EXP")
    payer = one.state["gocardless"]["mandates"][0]["links"]["customer"]
    rows = one.world.gocardless.data["rows"]["customers"]
    rows[payer]["metadata"] = {"sage300_customer": "C1, C2"}
    owe(one, "IN1", "10.00")
    owe(one, "IN2", "20.00", customer="C2")
    one.live(12)
    one.sync()
    assert sorted(said(one)) == ["IN1/1=10.00", "IN2/1=20.00"]
    assert (balance(one, "IN1"), balance(one, "IN2", "C2")) == (0, 0)
    settled(one)


# ---------------------------------------------------------------- amounts


def test_a_days_limit_holds_over_several_runs(tmp_path: Path) -> None:
    rules = (
        '\n[invoices.safety]\namount_per_customer_and_day = "block"\n'
        "\n[invoices.limits]\ncustomer_and_day = { GBP = 100 }\n"
    )
    one = company_of(tmp_path, invoices=rules)
    owe(one, "IN1", "60.00", days=14)
    one.sync()
    owe(one, "IN2", "50.00", days=14)
    owe(one, "IN3", "40.00", days=14)
    owe(one, "IN4", "99.00", days=15)
    found = skips(one)["IN2"]
    assert found.kind == "amount-per-customer-and-day"
    assert "110.00 GBP is above the limit of 100.00 GBP for customer C1 on" in found.reason
    assert sorted(said(one)) == ["IN1/1=60.00", "IN3/1=40.00", "IN4/1=99.00"]


def test_a_run_above_its_limit_collects_nothing_and_says_why_of_each(tmp_path: Path) -> None:
    rules = '\n[invoices.safety]\namount_per_run = "block"\n\n[invoices.limits]\nrun = 100\n'
    one = company_of(tmp_path, invoices=rules)
    for n in range(3):
        owe(one, f"IN{n}", "40.00")
    found = skips(one)
    assert {found[f"IN{n}"].kind for n in range(3)} == {"amount-per-run"}
    assert said(one) == {}
    assert failures(one.sync()) == []


def test_an_unusual_amount_is_one_far_above_the_last_collections(tmp_path: Path) -> None:
    one = company_of(tmp_path, invoices='\n[invoices.safety]\nunusual_amount = "block"\n')
    for n in range(3):
        owe(one, f"IN{n}", "20.00")
    one.sync()
    owe(one, "IN8", "60.00")
    owe(one, "IN9", "60.01")
    found = skips(one)["IN9"]
    assert "60.01 GBP is more than 3 times the usual 20.00 GBP of customer C1" in found.reason
    assert "IN8/1=60.00" in said(one)


# ---------------------------------------------------------------- dates, references


def test_the_bank_statement_shows_the_invoice_number_cut_to_the_schemes_length(
    tmp_path: Path,
) -> None:
    one = company_of(tmp_path, invoices="bank_reference = true")
    owe(one, "IN-2026-000123", "10.00")
    one.sync()
    (payment,) = said(one).values()
    assert payment["reference"] == "026-000123"
    assert payment["description"] == "Invoice IN-2026-000123"


def test_own_notice_moves_the_charge_date(tmp_path: Path) -> None:
    one = company_of(tmp_path, invoices="minimum_advance_notice = 10")
    owe(one, "IN1", "10.00")
    (done,) = collected(one)
    (payment,) = said(one).values()
    # Ten days from Monday the fifth is Thursday the fifteenth.
    assert payment["charge_date"] == "2026-01-15"
    assert "earliest with 10 days' notice 2026-01-15" in done.action


def test_warnings_are_told_also_by_a_dry_run(tmp_path: Path) -> None:
    one = company_of(tmp_path, invoices='\n[invoices.safety]\non_hold = "warn"\n')
    one.world.sage300.set_on_hold("C1")
    one.sync()
    owe(one, "IN1", "10.00")
    with one.parts() as parts:
        outcome: Outcome = collecting.collect(parts, dry_run=True)
    assert not [r for r in outcome.results if isinstance(r, Skip)]
    (done,) = outcome.done()
    assert done.action.endswith("; warning: customer C1 is on hold")


def test_a_discount_that_may_be_taken_on_the_charge_date_waits_until_it_is_past(
    tmp_path: Path,
) -> None:
    one = company_of(tmp_path)
    owe(one, "IN1", "100.00")
    until = one.world.timeline.today + timedelta(days=5)
    one.world.sage300.mark_document(
        "C1", "IN1", DiscountDate=until.isoformat(), CustomerCurrencyDiscountAmount=Decimal(2)
    )
    found = skips(one)["IN1"]
    assert found.kind == "discount"
    assert "2.00 GBP of discount may be taken until 2026-01-10" in found.reason
    assert said(one) == {}
    one.live(7)
    assert list(said(one)) == ["IN1/1=100.00"]
    (payment,) = said(one).values()
    assert payment["charge_date"] > until.isoformat()
