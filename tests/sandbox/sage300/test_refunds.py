"""Refunds: open credits that are paid back, and what is refused."""

from decimal import Decimal
from typing import Any

import pytest

from .office import Office, day

BATCHES = "AR/ARRefundBatches"


@pytest.fixture
def office() -> Office:
    """Customer C1 with an open credit note of 50, a prepayment of 30 and an invoice."""
    made = Office()
    made.customer("C1")
    made.invoice("IN1")
    made.sage.post_invoice("C1", "CN1", Decimal(50), day(), day(), kind="CreditNote")
    made.sage.post_receipt("C1", Decimal(30), day(), "BANK", ReceiptTransactionType="Prepayment")
    return made


def refund(amount: str = "20", number: str = "CN1", **more: Any) -> dict[str, Any]:
    entry = {"CustomerNumber": "C1", "CashGLAccount": "1190", **more}
    entry["RefundDetails"] = [{"DocumentNumber": number, "AmountCustomer": Decimal(amount)}]
    return entry


def enter(office: Office, *entries: dict[str, Any]) -> int:
    body = {"BatchDescription": "GC PO1", "RefundEntries": list(entries)}
    return int(office.ok("POST", BATCHES, body)["BatchNumber"])


def post(office: Office, number: int) -> dict[str, Any]:
    office.ok("PATCH", f"{BATCHES}({number})", {"BatchStatus": "ReadyToPost"})
    names = {"PostBatchFrom": number, "PostBatchTo": number}
    office.ok("POST", "AR/ARPostRefunds('$process')", names)
    found: dict[str, Any] = office.ok("GET", f"{BATCHES}({number})")
    return found


def test_a_refund_takes_a_credit_down_and_the_named_account_pays(office: Office) -> None:
    batch = post(office, enter(office, refund("20")))
    assert (batch["BatchStatus"], batch["TotalOfEntries"]) == ("Posted", 20)
    assert batch["RefundEntries"][0]["DocumentNumber"] == "RF000001"
    assert office.document("CN1")["CustomerCurrencyAmountDue"] == -30
    paid = office.rows("AR/ARPayments")[0]
    assert (paid["PaymentAmount"], paid["GLAccountTobeCredited"]) == (20, "1190")
    office.agrees()
    assert office.balance("1190") == -20
    assert office.ok("GET", "AR/ARCustomers('C1')")["LastRefundAmountCustomerCurrency"] == 20


def test_a_prepayment_is_refunded_from_the_liability(office: Office) -> None:
    entry = refund("30", "PP000001", CashGLAccount="", CashBankAccount="BANK")
    post(office, enter(office, entry))
    assert office.document("PP000001")["FullyPaid"] == "Yes"
    office.agrees()
    assert office.balance("2050") == 0


@pytest.mark.parametrize(
    "entry",
    [
        refund("50.01"),
        refund("0"),
        refund("1.005"),
        refund("20", "IN1"),
        refund("20", "CN9"),
        refund(CustomerNumber="NOBODY"),
        refund(CashGLAccount=""),
        refund(CashGLAccount="9999"),
        refund(CashGLAccount="", CashBankAccount="NONE"),
        {"CustomerNumber": "C1", "CashGLAccount": "1190"},
        refund(ExchangeRate=2),
    ],
)
def test_what_is_no_open_credit_is_not_refunded(office: Office, entry: dict[str, Any]) -> None:
    assert office.no("POST", BATCHES, {"RefundEntries": [refund("1"), entry]})[0] == 409
    assert office.rows(BATCHES) == []


@pytest.mark.doubt("refund_cash_account")
def test_a_bank_can_be_needed_for_cash() -> None:
    office = Office(refund_cash_account=False)
    office.customer("C1")
    office.sage.post_invoice("C1", "CN1", Decimal(50), day(), day(), kind="CreditNote")
    assert office.no("POST", BATCHES, {"RefundEntries": [refund()]})[1] == "FieldInvalid"
    enter(office, refund(CashBankAccount="BANK"))


def test_an_open_refund_batch_can_be_changed(office: Office) -> None:
    number = enter(office, refund("20"))
    path = f"{BATCHES}({number})"
    office.ok("PATCH", path, {"BatchDescription": "DUPLICATE of 000001, do not post"})
    detail = [{"LineNumber": 1, "DocumentNumber": "CN1", "AmountCustomer": 25}]
    office.ok("PATCH", path, {"RefundEntries": [{"EntryNumber": 1, "RefundDetails": detail}]})
    found = office.ok("GET", path)
    assert (found["TotalOfEntries"], found["BatchDescription"][:9]) == (25, "DUPLICATE")


def test_a_refund_of_what_was_used_meanwhile_goes_to_an_error_batch(office: Office) -> None:
    number = enter(office, refund("40"))
    assert office.no("POST", BATCHES, {"RefundEntries": [refund("40")]})[1] == "General"
    taken = {"DistributionAmount": 30, "DistributionGLAccount": "6900"}
    line = {"DocumentNumber": "CN1", "AdjustmentGLDistributions": [taken]}
    entry = {"CustomerNumber": "C1", "AppliedReceiptsAdjustments": [line]}
    body = {"BatchRecordType": "AD", "ReceiptsAdjustments": [entry]}
    made = office.ok("POST", "AR/ARReceiptAndAdjustmentBatches", body)
    assert office.post_receipts(made["BatchNumber"], "AD")["NumberOfErrors"] == 0
    batch = post(office, number)
    assert batch["NumberOfErrors"] == 1
    copy = office.ok("GET", f"{BATCHES}({batch['RefundEntries'][0]['ErrorBatch']})")
    assert (copy["BatchDescription"], copy["TotalOfEntries"]) == (
        f"ERROR BATCH - Entries from batch '{number}'",
        40,
    )
    office.sage.lock_period(2026, 1, ["AR"])
    assert post(office, copy["BatchNumber"])["NumberOfErrors"] == 1


def test_one_credit_cannot_stand_twice_on_a_refund(office: Office) -> None:
    entry = refund("20")
    entry["RefundDetails"] *= 2
    assert post(office, enter(office, entry))["NumberOfErrors"] == 1
    assert office.document("CN1")["CustomerCurrencyAmountDue"] == -50
