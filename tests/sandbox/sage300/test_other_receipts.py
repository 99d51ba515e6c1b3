"""Receipts of nobody, receipts of another office, money that comes back, history that goes."""

import json
from decimal import Decimal
from typing import Any

import pytest

from s300gc.sandbox.people import edit
from s300gc.sandbox.sage300.errors import SageError

from .office import Office, day, receipt

BATCHES = "AR/ARReceiptAndAdjustmentBatches"
RECEIPTS = "AR/ARPostedReceipts"


@pytest.fixture
def office() -> Office:
    """Two customers of one national account and one of none, an invoice of 120 each."""
    made = Office()
    made.customer("C1", NationalAccount="HEAD")
    made.customer("C2", account_set="EXP", NationalAccount="HEAD")
    made.customer("C3")
    for n in (1, 2, 3):
        made.invoice(f"IN{n}", customer=f"C{n}")
    return made


def misc(*lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    kind = {"ReceiptTransactionType": "MiscellaneousReceipt", "CheckReceiptNumber": "M1"}
    return {**kind, "MiscellaneousReceipts": list(lines), **more}


def test_a_miscellaneous_receipt_goes_to_the_accounts_it_names(office: Office) -> None:
    line = {"AccountNumber": "2190", "DistributionAmount": 30}
    code = {"DistributionCode": "SALES", "DistributionAmount": 10}
    batch = office.post_receipts(office.receipt_batch(misc(line, code), bank="BANK"))
    assert (batch["NumberOfErrors"], batch["BatchTotal"]) == (0, 40)
    row = office.rows(RECEIPTS)[0]
    assert (row["CustomerNumber"], row["BankReceiptAmount"]) == ("", 40)
    office.agrees()
    assert [office.balance(number) for number in ("1000", "2190", "4000")] == [40, -30, -370]
    office.sage.return_receipt("", "M1", day())
    office.agrees()
    assert [office.balance(number) for number in ("1000", "2190", "4000")] == [0, 0, -360]


@pytest.mark.parametrize(
    "entry",
    [
        misc(),
        misc({"AccountNumber": "NONE", "DistributionAmount": 5}),
        misc({"DistributionCode": "NONE", "DistributionAmount": 5}),
        misc({"AccountNumber": "2190", "DistributionAmount": -5}),
        misc({"AccountNumber": "2190", "DistributionAmount": 5}, BankReceiptAmount=6),
    ],
)
def test_a_distribution_must_be_whole(office: Office, entry: dict[str, Any]) -> None:
    body = {"BatchRecordType": "CA", "BankCode": "BANK", "ReceiptsAdjustments": [entry]}
    assert office.no("POST", BATCHES, body)[:2] == (409, "FieldInvalid")


def test_one_office_pays_for_another_of_its_national_account(office: Office) -> None:
    assert office.document("IN2", "C2")["NationalAccountNumber"] == "HEAD"
    entry = receipt("120", {"IN2": "120"})
    entry["AppliedReceiptsAdjustments"][0]["CustomerNumber"] = "C2"
    assert office.post_receipts(office.receipt_batch(entry))["NumberOfErrors"] == 0
    assert office.document("IN2", "C2")["FullyPaid"] == "Yes"
    assert office.document("IN1")["FullyPaid"] == "No"
    office.agrees()
    other = receipt("120", {"IN3": "120"})
    other["AppliedReceiptsAdjustments"][0]["CustomerNumber"] = "C3"
    body = {"BatchRecordType": "CA", "BankCode": "GC1190", "ReceiptsAdjustments": [other]}
    assert office.no("POST", BATCHES, body)[1] == "FieldInvalid"


def test_what_an_adjustment_or_refund_will_use_is_pending(office: Office) -> None:
    office.invoice("CN1", "50", kind="CreditNote")
    change = {"DistributionAmount": -100, "DistributionGLAccount": "6900"}
    line = {"DocumentNumber": "IN1", "AdjustmentGLDistributions": [change]}
    entry = {"CustomerNumber": "C1", "AppliedReceiptsAdjustments": [line]}
    office.ok("POST", BATCHES, {"BatchRecordType": "AD", "ReceiptsAdjustments": [entry]})
    body = {"BatchRecordType": "CA", "BankCode": "BANK"}
    for amount, status in (("21", 409), ("20", 201)):
        sent = {**body, "ReceiptsAdjustments": [receipt(amount, {"IN1": amount})]}
        assert office.send("POST", BATCHES, sent).status == status
    part = {"DocumentNumber": "CN1", "AmountCustomer": 30}
    refund = {"CustomerNumber": "C1", "CashGLAccount": "1190", "RefundDetails": [part]}
    office.ok("POST", "AR/ARRefundBatches", {"RefundEntries": [refund]})
    use = receipt("0", {"IN3": "25"}, CustomerNumber="C1")
    use |= {"ReceiptTransactionType": "ApplyDocument", "DocumentNumber": "CN1"}
    use["AppliedReceiptsAdjustments"] = [{"DocumentNumber": "CN1", "CustomerReceiptAmount": -25}]
    assert office.no("POST", BATCHES, {**body, "ReceiptsAdjustments": [use]})[1] == "General"


def test_a_returned_refund_opens_its_credits_again(office: Office) -> None:
    office.invoice("CN1", "50", kind="CreditNote")
    part = {"DocumentNumber": "CN1", "AmountCustomer": 30}
    refund = {"CustomerNumber": "C1", "CashGLAccount": "1190", "RefundDetails": [part]}
    body = {"BatchStatus": "ReadyToPost", "RefundEntries": [refund]}
    office.ok("POST", "AR/ARRefundBatches", body)
    office.ok("POST", "AR/ARPostRefunds('$process')", {"PostAllBatches": "Postallbatches"})
    assert office.document("CN1")["CustomerCurrencyAmountDue"] == -20
    office.sage.return_refund("C1", "RF000001", day(3), "Account closed")
    assert office.document("CN1")["CustomerCurrencyAmountDue"] == -50
    paid = office.rows("AR/ARPayments")[0]
    assert (paid["DateReversed"], paid["ReasonForReturn"], paid["PaymentStatus"]) == (
        "2026-01-08T00:00:00Z",
        "Account closed",
        "Reversed",
    )
    office.agrees()
    assert office.balance("1190") == 0
    with pytest.raises(KeyError):
        office.sage.return_refund("C1", "RF000001", day(3))


@pytest.mark.parametrize("module", ["AR", "BK"])
def test_nothing_comes_back_into_a_locked_period(office: Office, module: Any) -> None:
    office.sage.post_receipt("C1", Decimal(120), day(), "BANK", {"IN1": Decimal(120)}, check="K1")
    office.sage.lock_period(2026, 1, [module])
    before = office.sage.state()
    with pytest.raises(SageError, match="is locked for"):
        office.sage.return_receipt("C1", "K1", day())
    assert office.sage.state() == before


def test_clearing_history_takes_batches_and_receipts_but_no_documents(office: Office) -> None:
    office.sage.post_receipt("C1", Decimal(120), day(), "BANK", {"IN1": Decimal(120)}, check="K1")
    office.receipt_batch(receipt("10", CustomerNumber="C3"))
    documents = office.rows("AR/ARPostedDocuments")
    office.timeline.next_day()
    office.invoice("IN9", dated=day(1))
    assert office.sage.clear_history(day()) == 3 + 1 + 1
    assert [row["BatchNumber"] for row in office.rows("AR/ARInvoiceBatches")] == [4]
    assert [row["BatchStatus"] for row in office.rows(BATCHES)] == ["Open"]
    assert office.rows(RECEIPTS) == []
    assert [d for d in office.rows("AR/ARPostedDocuments") if d["DocumentNumber"] != "IN9"] == (
        documents
    )
    assert office.no("GET", "AR/ARInvoiceBatches(1)")[:2] == (404, "RecordNotFound")
    office.agrees()


def test_a_person_prints_and_deletes_batches(office: Office) -> None:
    number = office.receipt_batch(receipt("10"))
    office.sage.print_batch(number)
    found = office.ok("GET", f"{BATCHES}('CA',{number})")
    assert (found["BatchPrintedFlag"], found["DepositSlipPrinted"]) == ("Yes", "Yes")
    office.sage.delete_batch(number)
    assert office.ok("GET", f"{BATCHES}('CA',{number})")["BatchStatus"] == "Deleted"
    with pytest.raises(ValueError, match="is Deleted"):
        office.sage.delete_batch(number)
    with pytest.raises(KeyError):
        office.sage.print_batch(99, "refunds")


class Door:
    """What the control door needs of a World."""

    def __init__(self, office: Office) -> None:
        self.sage300 = office.sage
        self.gocardless = None


def test_what_comes_back_can_be_told_at_the_control_door(office: Office) -> None:
    office.sage.post_receipt("C1", Decimal(120), day(), "BANK", {"IN1": Decimal(120)}, check="K1")
    order = '{"do": "return_receipt", "customer": "C1", "check": "K1", "dated": "2026-01-09"}'
    edit(Door(office), json.loads(order))  # type: ignore[arg-type]
    row = office.rows(RECEIPTS)[0]
    assert (row["DateReturned"], row["CheckCleared"]) == ("2026-01-09T00:00:00Z", "Returned")
    gone = edit(Door(office), {"do": "clear_history", "through": "2026-01-05"})  # type: ignore[arg-type]
    assert gone == 5
    retained = {"do": "post_invoice", "customer": "C1", "number": "R1", "amount": "100"}
    retained |= {"dated": "2026-01-05", "due": "2026-02-05", "retained": "10"}
    edit(Door(office), retained)  # type: ignore[arg-type]
    assert office.document("R1")["CustomerCurrencyRetainageAmount"] == 10
    office.sage.post_receipt("C2", Decimal(10), day(), "BANK", check="K2")
    office.sage.lock_period(2026, 1, ["AR"])
    with pytest.raises(ValueError, match="is locked"):
        edit(Door(office), {**json.loads(order), "customer": "C2", "check": "K2"})  # type: ignore[arg-type]
