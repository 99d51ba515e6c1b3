"""What people do in Sage 300 behind the tool's back is found and named, nobody else accused."""

from decimal import Decimal
from pathlib import Path

import pytest

from s300gc.flows import reversing
from tests import clerk, sabotage
from tests.company import Company, company
from tests.sabotage import amount_of, found, journal_of, live, person, receipts_of, row_of

OPEN = {'status = "posted"': 'status = "open"'}
LOCKED = ("GL",)
TODAY = "2026-01-31"


@pytest.fixture(scope="module", params=["ar-control", "1190"])
def settled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A company in either booking after four weeks: five payouts booked, two payments under way."""
    one = company(tmp_path_factory.mktemp("settled"), credit=request.param)
    live(one, 26)
    return one


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """The same four weeks where a person posts the batches, and has not yet."""
    one = company(tmp_path_factory.mktemp("drafted"), changes=OPEN)
    live(one, 26)
    return one


@pytest.fixture
def one(settled: Company, tmp_path: Path) -> Company:
    """A copy to be sabotaged."""
    return sabotage.settled_copy(settled, tmp_path)


@pytest.fixture
def draft(drafted: Company, tmp_path: Path) -> Company:
    """A copy whose batches are open."""
    return sabotage.settled_copy(drafted, tmp_path)


def under_way(one: Company) -> tuple[str, str, str]:
    """A payment that is submitted: its id, customer and document."""
    payment = next(p for p in one.state["gocardless"]["payments"] if p["status"] == "submitted")
    document = payment["metadata"]["documents"].partition("/")[0]
    return payment["id"], payment["metadata"]["customer"], document


def everybody_posts(one: Company) -> None:
    """Our drafts are posted by a person, receipts first, then what AR gave to GL."""
    sage = one.world.sage300
    for batch in one.state["sage300"]["receipt_batches"]:
        if batch["BatchStatus"] == "Open":
            sage.post_receipt_batch(int(batch["BatchNumber"]))
    for batch in one.state["sage300"]["gl_batches"]:
        if batch["Status"] == "Open" and batch["made_by"] == "tool":
            sage.post_gl_batch(batch["BatchNumber"])
    sage.post_ar_gl_batches()


# ---------------------------------------------------------------- receipts and documents


def test_a_receipt_entered_by_hand_for_what_is_being_collected(one: Company) -> None:
    payment, customer, document = under_way(one)
    person(one, "post_receipt", customer=customer, amount="839.78", dated=TODAY, bank="BANK",
           applied={document: "839.78"})  # fmt: skip
    live(one, 1)
    assert found(one) == {("settled-otherwise", payment, "839.78")}


def test_money_of_ours_that_is_received_again_at_another_bank(one: Company) -> None:
    payment, customer, document = under_way(one)
    person(one, "post_receipt", customer=customer, amount="839.78", dated=TODAY, bank="BANK",
           applied={document: "839.78"}, check=payment)  # fmt: skip
    live(one, 1)
    assert found(one) == {("closed-through-other-bank", payment, "839.78")}


def test_a_receipt_entered_by_hand_through_our_bank(one: Company) -> None:
    bank = "GC1100" if one.credit == "ar-control" else "GC1190"
    person(one, "post_receipt", customer="C1012", amount="86.73", dated=TODAY, bank=bank,
           applied={"IN000012": "86.73"}, check="CHQ7")  # fmt: skip
    person(one, "post_ar_gl_batches")
    assert found(one) == {("receipt-by-hand", "CHQ7", "86.73")}


@pytest.mark.parametrize(
    ("amount", "code"), [("839.78", "settled-otherwise"), ("100.00", "document-smaller")]
)
def test_an_invoice_is_credited_while_it_is_collected(one: Company, amount: str, code: str) -> None:
    payment, customer, document = under_way(one)
    person(one, "post_invoice", customer=customer, number="CN900", amount=amount, dated=TODAY,
           due=TODAY, kind="CreditNote")  # fmt: skip
    person(one, "post_receipt", customer=customer, amount="0.00", dated=TODAY, bank="BANK",
           applied={document: amount, "CN900": f"-{amount}"})  # fmt: skip
    live(one, 1)
    assert found(one) == {(code, payment, amount)}


def test_a_receipt_is_reversed_although_nothing_came_back(one: Company) -> None:
    person(one, "return_receipt", customer="C1001", check="PMVAZDKEOWT2EW-1", dated=TODAY)
    person(one, "post_ar_gl_batches")
    assert found(one) == {("receipt-reversed", "PMVAZDKEOWT2EW", "-684.66")}


def test_who_reverses_the_receipts_of_a_reversed_payout_is_not_accused(one: Company) -> None:
    payout, _ = journal_of(one)
    with one.parts() as parts:
        assert reversing.reverse(parts, payout, "entered twice", "A. Clerk").failures() == []
    waits = {line.code for line in one.reconcile().waiting}
    assert "half-booked" in waits
    person(one, "return_receipt", customer="C1001", check="PMVAZDKEOWT2EW-1", dated=TODAY)
    person(one, "post_ar_gl_batches")
    proof = one.reconcile()
    assert proof.differences == ()
    assert "half-booked" not in {line.code for line in proof.waiting}


def test_a_customer_is_renumbered(one: Company) -> None:
    # He has paid one invoice, and another is being collected.
    person(one, "renumber_customer", customer="C1001", number="C9999")
    assert found(one) == {("customer-renumbered", "C1001", "428.86")}


def test_a_receipt_is_applied_to_another_invoice(draft: Company) -> None:
    payout, _ = journal_of(draft)
    batch = row_of(draft, "AR/ARReceiptAndAdjustmentBatches", "CA", receipts_of(draft, payout))
    (line,) = batch["ReceiptsAdjustments"][0]["AppliedReceiptsAdjustments"]
    line.update(DocumentNumber="IN000013", CustomerReceiptAmount=Decimal("428.86"))
    batch["ReceiptsAdjustments"][0]["CustomerUnappliedAmount"] = Decimal("255.80")
    everybody_posts(draft)
    assert found(draft) >= {("receipt-applied-elsewhere", "IN000001", "684.66")}
    codes = {line.code for line in draft.reconcile().differences}
    assert codes == {"receipt-applied-elsewhere"}


# ---------------------------------------------------------------- batches


def test_a_journal_is_left_open(draft: Company) -> None:
    payout, batch = journal_of(draft)
    before = found(draft)
    assert ("batch-not-posted", payout, amount_of(draft, payout)) in before
    draft.world.sage300.post_gl_batch(batch)
    after = found(draft)
    assert after - before == {("half-booked", payout, "-684.66")}
    assert before - after == {("batch-not-posted", payout, amount_of(draft, payout))}
    everybody_posts(draft)
    assert found(draft) == set()


def test_a_line_of_a_journal_is_edited_before_it_is_posted(draft: Company) -> None:
    payout, number = journal_of(draft)
    lines = row_of(draft, "GL/GLJournalBatches", number)["JournalHeaders"][0]["JournalDetails"]
    (fee,) = [line for line in lines if line["AccountNumber"] == "7900"]
    fee["AccountNumber"] = "4000"
    everybody_posts(draft)
    assert found(draft) == {("batch-edited", payout, str(fee["Amount"]))}


def test_a_receipt_is_taken_out_of_its_batch_before_it_is_posted(draft: Company) -> None:
    payout, _ = journal_of(draft)
    number = receipts_of(draft, payout)
    batch = row_of(draft, "AR/ARReceiptAndAdjustmentBatches", "CA", number)
    entry = batch["ReceiptsAdjustments"][0]
    (line,) = entry["AppliedReceiptsAdjustments"]
    for name in ("BankReceiptAmount", "CustomerReceiptAmount", "FunctionalReceiptAmount"):
        entry[name] = Decimal("600.00")
    line["CustomerReceiptAmount"] = Decimal("600.00")
    everybody_posts(draft)
    assert found(draft) == {("batch-edited", payout, "-84.66")}


@pytest.mark.parametrize("kind", ["journals", "receipts"])
def test_a_batch_is_deleted(draft: Company, kind: str) -> None:
    payout, number = journal_of(draft)
    batch = int(number) if kind == "journals" else receipts_of(draft, payout)
    person(draft, "delete_batch", number=batch, kind=kind)
    everybody_posts(draft)
    assert {(code, subject) for code, subject, _ in found(draft)} == {("batch-deleted", payout)}


def test_a_batch_is_posted_with_errors(draft: Company) -> None:
    payout, number = journal_of(draft)
    draft.world.sage300.lock_period(2026, 1, LOCKED)
    draft.world.sage300.post_gl_batch(number)
    draft.world.sage300.lock_period(2026, 1, LOCKED, locked=False)
    before = {line for line in found(draft) if line[1] != payout}
    assert found(draft) - before == {("error-batch", payout, amount_of(draft, payout))}
    assert {code for code, _, _ in before} == {"batch-not-posted"}


def test_sage_is_restored_to_yesterday(tmp_path: Path) -> None:
    one = company(tmp_path)
    live(one, 24)
    older = sabotage.settled_copy(one, tmp_path / "older")
    live(one, 1)
    assert one.reconcile().differences == ()
    payout, _ = journal_of(one, -1)
    assert payout != journal_of(older, -1)[0]
    sabotage.restored(one, older)
    differences = one.reconcile().differences
    assert [(o.code, o.subject, str(o.amount.decimal)) for o in differences if o.where != "AR"] == [
        ("sage-restored", payout, amount_of(one, payout))
    ]
    assert "payouts post --again" in differences[-1].settle


def test_a_payout_is_entered_by_hand_a_second_time(one: Company) -> None:
    payout, number = journal_of(one)
    rows = row_of(one, "GL/GLJournalBatches", number)["JournalHeaders"][0]["JournalDetails"]
    lines = [(row["AccountNumber"], float(row["Amount"])) for row in rows]
    clerk.journal(one.world, "GC", *lines)  # type: ignore[arg-type]
    gross = str(-min(row["Amount"] for row in rows))
    assert found(one) == {("journal-twice", payout, gross)}


# ---------------------------------------------------------------- set-up


def test_the_gl_account_of_a_receipts_bank_is_changed(one: Company) -> None:
    account = "1100" if one.credit == "ar-control" else "1190"
    one.world.sage300.edit_master("BK/BKBanks", f"GC{account}", BankAccount="1000")
    assert found(one) == {("bank-account-changed", f"GC{account}", "0.00")}


def test_the_control_account_of_an_account_set_is_changed(one: Company) -> None:
    if one.credit != "ar-control":
        pytest.skip("clearing: payments are not booked on the control account")
    one.world.sage300.edit_master("AR/ARAccountSets", "DOM", ReceivablesControlAccount="1110")
    assert ("account-set-changed", "DOM", "0.00") in found(one)


def test_a_stray_draft_under_the_name_of_a_batch_of_ours(one: Company) -> None:
    payout, _ = journal_of(one)
    lines = [{"AccountNumber": "1195", "Amount": 5}, {"AccountNumber": "1000", "Amount": -5}]
    header = {"SourceLedger": "GL", "SourceType": "GC", "JournalDetails": lines}
    body = {"Description": f"GC {payout}", "JournalHeaders": [header]}
    made = clerk.ask(one.world, "POST", "GL/GLJournalBatches", body)
    assert found(one) == {("stray-draft", f"GL {made['BatchNumber']}", "0.00")}
