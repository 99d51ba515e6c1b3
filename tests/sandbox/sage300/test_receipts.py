"""Receipts: only against posted documents, never above their balance; credits; returns."""

from decimal import Decimal
from typing import Any

import pytest

from .office import Office, day, receipt

BATCHES = "AR/ARReceiptAndAdjustmentBatches"


@pytest.fixture
def office() -> Office:
    """Customer C1 with IN1 of 120 and IN2 of 80; C2 on the export control account."""
    made = Office()
    made.customer("C1")
    made.customer("C2", account_set="EXP")
    made.invoice("IN1", "120.00")
    made.invoice("IN2", "80.00")
    made.invoice("EX1", "50.00", "C2")
    return made


def body(*entries: dict[str, Any], **header: Any) -> dict[str, Any]:
    return {"BatchRecordType": "CA", "BankCode": "GC1190", **header} | {
        "ReceiptsAdjustments": list(entries)
    }


def test_a_receipt_closes_what_it_is_applied_to(office: Office) -> None:
    number = office.receipt_batch(
        receipt("150", {"IN1": "120", "IN2": "30"}, CheckReceiptNumber="pm1")
    )
    batch = office.post_receipts(number)
    assert (batch["BatchStatus"], batch["NumberOfErrors"], batch["BatchTotal"]) == (
        "Posted",
        0,
        150,
    )
    paid = office.document("IN1")
    assert (paid["FullyPaid"], paid["CustomerCurrencyAmountDue"]) == ("Yes", 0)
    assert paid["DatePaid"] == paid["LastActivityDate"] == "2026-01-05T00:00:00Z"
    assert office.document("IN2")["CustomerCurrencyAmountDue"] == 50
    kept = office.rows("AR/ARPostedReceipts", filter="CheckReceiptNumber eq 'PM1'")
    assert (kept[0]["BankReceiptAmount"], kept[0]["DateReturned"]) == (150, None)
    office.agrees()


def test_the_answer_tells_numbers_and_what_is_left(office: Office) -> None:
    made = office.ok("POST", BATCHES, body(receipt("150", {"IN1": "120"}), Description="GC PO1"))
    first = made["ReceiptsAdjustments"][0]
    assert (made["BatchNumber"], made["DepositNumber"], made["DefaultBankCurrency"]) == (
        1,
        1,
        "GBP",
    )
    assert (first["EntryNumber"], first["DocumentNumber"], first["BankCode"]) == (
        1,
        "PY000001",
        "GC1190",
    )
    assert (first["TotalCustomerAmountApplied"], first["CustomerUnappliedAmount"]) == (120, 30)
    applied = first["AppliedReceiptsAdjustments"][0]
    assert (applied["LineNumber"], applied["DocumentAmountDue"], applied["PaymentNumber"]) == (
        20,
        120,
        1,
    )


def test_what_is_not_applied_is_unapplied_cash(office: Office) -> None:
    office.post_receipts(
        office.receipt_batch(receipt("150", {"IN1": "120"}, CheckReceiptNumber="PM1"))
    )
    credit = office.document("UC000001")
    assert (credit["DocumentType"], credit["CustomerCurrencyAmountDue"]) == ("UnappliedCash", -30)
    assert (credit["CheckReceiptNumber"], credit["BankCode"]) == ("PM1", "GC1190")
    office.agrees()


def test_a_prepayment_is_a_liability(office: Office) -> None:
    raw = receipt("40", ReceiptTransactionType="Prepayment")
    raw["AppliedReceiptsAdjustments"] = [{"PaymentNumber": 1, "CustomerReceiptAmount": 40}]
    office.post_receipts(office.receipt_batch(raw))
    found = office.document("PP000001")
    assert (found["DocumentType"], found["CustomerCurrencyAmountDue"]) == ("Prepayment", -40)
    office.agrees()
    assert office.balance("2050") == -40


def test_a_credit_is_applied_by_name_or_by_a_negative_line(office: Office) -> None:
    office.post_receipts(office.receipt_batch(receipt("40", ReceiptTransactionType="Prepayment")))
    office.sage.post_receipt("C1", Decimal(30), day(), "BANK")
    named = receipt(
        "0",
        {"IN1": "25"},
        ReceiptTransactionType="ApplyDocument",
        DocumentType="Prepayment",
        DocumentNumber="PP000001",
    )
    del named["BankReceiptAmount"]
    office.post_receipts(office.receipt_batch(named))
    assert office.document("PP000001")["CustomerCurrencyAmountDue"] == -15
    office.post_receipts(office.receipt_batch(receipt("0", {"IN1": "30", "UC000001": "-30"})))
    assert office.document("UC000001")["FullyPaid"] == "Yes"
    assert office.document("IN1")["CustomerCurrencyAmountDue"] == 65
    office.agrees()


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (receipt("10", {"IN9": "10"}), "FieldInvalid"),
        (receipt("10", {"EX1": "10"}), "FieldInvalid"),
        (receipt("130", {"IN1": "120.01"}), "General"),
        (receipt("10", {"IN1": "20"}), "General"),
        (receipt("10", {"IN1": "-5"}), "General"),
        (receipt("10", {"IN1": "0"}), "General"),
        (receipt("10", {"IN1/2": "5"}), "General"),
        (receipt("0"), "General"),
        (receipt("-5"), "FieldInvalid"),
        (receipt("1.005"), "FieldInvalid"),
        (receipt("10", CustomerReceiptAmount=9), "FieldInvalid"),
        (receipt("10", CustomerNumber="NOBODY"), "FieldInvalid"),
        (receipt("10", BankCode="BANK"), "FieldInvalid"),
        (receipt("10", PaymentCode="NONE"), "FieldInvalid"),
        (receipt("10", AccountSet="NONE"), "FieldInvalid"),
        (receipt("10", AccountSet="USD"), "General"),
        (receipt("10", ReceiptTransactionType="MiscellaneousReceipt"), "FieldInvalid"),
        (receipt("10", {"IN1": "5"}, ReceiptTransactionType="UnappliedCash"), "General"),
        (receipt("10", {"IN1": "5"}, ReceiptTransactionType="ApplyDocument"), "FieldInvalid"),
        (receipt("0", ReceiptTransactionType="Prepayment"), "FieldInvalid"),
        (receipt("10", ReceiptDateAdjustmentDate="2040-01-01"), "General"),
        (receipt("10", BankExchangeRate=2), "FieldInvalid"),
    ],
)
def test_an_entry_that_breaks_a_rule_leaves_no_batch(
    office: Office, raw: dict[str, Any], code: str
) -> None:
    good = receipt("10", {"IN1": "10"})
    assert office.no("POST", BATCHES, body(good, raw))[1] == code
    assert office.rows(BATCHES) == []
    office.receipt_batch(receipt("120", {"IN1": "120"}))


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({"BatchRecordType": ""}, "InvalidPayload"),
        ({"BankCode": ""}, "FieldInvalid"),
        ({"BankCode": "NONE"}, "FieldInvalid"),
        ({"DefaultBankCurrency": "EUR"}, "FieldInvalid"),
        ({"BatchStatus": "Posted"}, "FieldInvalid"),
    ],
)
def test_a_batch_needs_its_type_and_an_existing_bank(
    office: Office, header: dict[str, Any], code: str
) -> None:
    assert office.no("POST", BATCHES, body(receipt("10"), **header))[1] == code


def test_receipts_that_wait_are_taken_off_what_is_open(office: Office) -> None:
    waiting = office.sage.enter_receipt("C1", Decimal(100), day(), "BANK", {"IN1": Decimal(100)})
    assert office.no("POST", BATCHES, body(receipt("30", {"IN1": "30"})))[1] == "General"
    made = office.ok("POST", BATCHES, body(receipt("20", {"IN1": "20"})))
    applied = made["ReceiptsAdjustments"][0]["AppliedReceiptsAdjustments"][0]
    assert (applied["PendingReceiptAmount"], applied["DocumentNetBalance"]) == (100, 20)
    entries = [receipt("50", {"IN2": "50"}), receipt("50", {"IN2": "50"})]
    assert office.no("POST", BATCHES, body(*entries))[1] == "General"
    office.sage.post_receipt_batch(waiting)
    assert office.document("IN1")["CustomerCurrencyAmountDue"] == 20


def test_instalments_are_paid_by_their_number(office: Office) -> None:
    parts = [(day(10), Decimal(60)), (day(40), Decimal(40))]
    office.invoice("IN3", "100.00", instalments=parts)
    assert office.document("IN3")["NumberOfScheduledPayments"] == 2
    assert office.no("POST", BATCHES, body(receipt("50", {"IN3/2": "50"})))[1] == "General"
    office.post_receipts(office.receipt_batch(receipt("50", {"IN3/2": "40", "IN3/1": "10"})))
    assert office.document("IN3")["CustomerCurrencyAmountDue"] == 50
    assert office.no("POST", BATCHES, body(receipt("1", {"IN3/2": "1"})))[1] == "General"
    office.post_receipts(office.receipt_batch(receipt("50", {"IN3/1": "50"})))
    assert office.document("IN3")["FullyPaid"] == "Yes"
    office.agrees()


def resized(entry: int, amount: int) -> dict[str, Any]:
    """Give the change of an entry and its first applied line to another amount."""
    applied = [{"LineNumber": 20, "CustomerReceiptAmount": amount}]
    changes = {"EntryNumber": entry, "BankReceiptAmount": amount}
    return {**changes, "AppliedReceiptsAdjustments": applied}


def test_entries_of_an_open_batch_are_changed_and_checked_again(office: Office) -> None:
    number = office.receipt_batch(receipt("100", {"IN1": "100"}), receipt("10", {"IN2": "10"}))
    path = f"{BATCHES}('CA',{number})"
    more = resized(2, 20)
    gone = {"EntryNumber": 1, "UpdateOperation": "Delete"}
    added = {**receipt("120", {"IN1": "120"}), "UpdateOperation": "Insert"}
    office.ok("PATCH", path, {"Description": "New", "ReceiptsAdjustments": [more, gone, added]})
    found = office.ok("GET", path)
    assert (found["BatchTotal"], found["NumberOfEntries"], found["Description"]) == (140, 2, "New")
    too_much = {"ReceiptsAdjustments": [resized(2, 90)]}
    assert office.no("PATCH", path, too_much)[1] == "General"
    assert office.no("PATCH", path, {"BankCode": "BANK"})[1] == "General"
    assert office.ok("GET", path) == found
    office.ok("PATCH", path, {"BatchStatus": "ReadyToPost"})
    assert office.no("PATCH", path, {"ReceiptsAdjustments": [gone]})[1] == "General"


@pytest.mark.doubt("refuse_duplicate_checks")
def test_a_check_number_can_be_used_once_only_by_a_switch() -> None:
    office = Office(refuse_duplicate_checks=True)
    office.customer("C1")
    first = receipt("10", CheckReceiptNumber="PM1")
    office.post_receipts(office.receipt_batch(first))
    assert office.no("POST", BATCHES, body(first))[1] == "RecordDuplicate"
    other = receipt("10", CheckReceiptNumber="PM2")
    assert office.no("POST", BATCHES, body(other, other))[1] == "RecordDuplicate"
    number = office.receipt_batch(other)
    assert office.no("POST", BATCHES, body(other))[1] == "RecordDuplicate"
    office.ok("PATCH", f"{BATCHES}('CA',{number})", {"Description": "same"})
    lenient = Office()
    lenient.customer("C1")
    lenient.receipt_batch(first, first)


@pytest.mark.doubt("deposit_number_required", "deposit_slip_forced")
def test_a_deposit_number_can_be_asked_for() -> None:
    office = Office(deposit_number_required=True)
    office.customer("C1")
    assert office.no("POST", BATCHES, body(receipt("10")))[1] == "FieldInvalid"
    assert office.ok("POST", BATCHES, body(receipt("10"), DepositNumber=77))["DepositNumber"] == 77
    slip = Office(deposit_slip_forced=True)
    slip.customer("C1")
    number = slip.receipt_batch(receipt("10"), BatchStatus="ReadyToPost")
    names = {"PostBatchFrom": number, "PostBatchTo": number}
    assert slip.no("POST", "AR/ARPostReceiptsAndAdjustments('$process')", names)[0] == 409


@pytest.mark.doubt("control_account_as_bank")
def test_a_bank_on_a_control_account_can_be_refused() -> None:
    office = Office(control_account_as_bank=False)
    office.customer("C1")
    on_control = body(receipt("10"), BankCode="GC1100")
    assert office.no("POST", BATCHES, on_control)[1] == "General"
    office.receipt_batch(receipt("10"), bank="BANK")


@pytest.mark.doubt("receipt_control")
@pytest.mark.parametrize(("switch", "credited"), [("document", "1110"), ("header", "1100")])
def test_whose_control_account_is_credited_is_a_switch(switch: str, credited: str) -> None:
    office = Office(receipt_control=switch)
    office.customer("C1", account_set="EXP")
    office.invoice("IN1", "100.00")
    raw = receipt("100", {"IN1": "100"}, AccountSet="DOM")
    office.post_receipts(office.receipt_batch(raw, bank="BANK"))
    gl = office.rows("GL/GLJournalBatches")[-1]["JournalHeaders"][0]["JournalDetails"]
    assert [(one["AccountNumber"], one["Amount"]) for one in gl] == [
        ("1000", 100),
        (credited, -100),
    ]


def test_a_receipt_that_cannot_be_posted_any_more_goes_to_an_error_batch(office: Office) -> None:
    number = office.receipt_batch(receipt("120", {"IN1": "120"}), receipt("80", {"IN2": "80"}))
    office.sage.mark_document("C1", "IN1", CustomerCurrencyAmountDue=Decimal(100))
    batch = office.post_receipts(number)
    assert (batch["BatchStatus"], batch["NumberOfErrors"]) == ("Posted", 1)
    error = batch["ReceiptsAdjustments"][0]["ErrorBatch"]
    copy = office.ok("GET", f"{BATCHES}('CA',{error})")
    assert (copy["BatchStatus"], copy["NumberOfEntries"], copy["BatchTotal"]) == ("Open", 1, 120)
    assert copy["Description"].startswith("ERROR BATCH")
    assert office.document("IN2")["FullyPaid"] == "Yes"
    assert "_error" not in batch["ReceiptsAdjustments"][0]


@pytest.mark.parametrize("module", ["AR", "BK"])
def test_a_period_locked_in_ar_or_bank_services_stops_receipts(office: Office, module: Any) -> None:
    number = office.receipt_batch(receipt("120", {"IN1": "120"}))
    office.sage.lock_period(2026, 1, [module])
    assert office.post_receipts(number)["NumberOfErrors"] == 1
    assert office.document("IN1")["FullyPaid"] == "No"


def test_a_discount_closes_the_document_too(office: Office) -> None:
    raw = receipt("118", {"IN1": "118"})
    raw["AppliedReceiptsAdjustments"][0]["CustomerDiscountAmountTaken"] = 2
    office.post_receipts(office.receipt_batch(raw))
    assert office.document("IN1")["FullyPaid"] == "Yes"
    office.agrees()
    assert office.balance("4900") == 2
