"""Receipts that come back or name no document, adjustments, and what else a receipt may say."""

from decimal import Decimal
from typing import Any

import pytest

from s300gc.sandbox.sage300.optionalfields import define

from .office import Office, day, receipt

BATCHES = "AR/ARReceiptAndAdjustmentBatches"


@pytest.fixture
def office() -> Office:
    """Customer C1 with IN1 of 120 and IN2 of 80."""
    made = Office()
    made.customer("C1")
    made.invoice("IN1", "120.00")
    made.invoice("IN2", "80.00")
    return made


def body(*entries: dict[str, Any], **header: Any) -> dict[str, Any]:
    return {"BatchRecordType": "CA", "BankCode": "GC1190", **header} | {
        "ReceiptsAdjustments": list(entries)
    }


def test_a_returned_receipt_opens_its_documents_again(office: Office) -> None:
    raw = receipt("150", {"IN1": "120"}, CheckReceiptNumber="PM1")
    office.post_receipts(office.receipt_batch(raw))
    office.timeline.next_day()
    office.sage.return_receipt("C1", "PM1", day(1), "refused")
    found = office.rows("AR/ARPostedReceipts")[0]
    assert (found["DateReturned"], found["ReasonForReturn"]) == ("2026-01-06T00:00:00Z", "refused")
    assert office.document("IN1")["CustomerCurrencyAmountDue"] == 120
    assert office.document("UC000001")["CustomerCurrencyAmountDue"] == 0
    office.agrees()
    with pytest.raises(KeyError):
        office.sage.return_receipt("C1", "PM1", day(1))


def test_a_receipt_whose_rest_was_used_cannot_be_returned(office: Office) -> None:
    raw = receipt("150", {"IN1": "120"}, CheckReceiptNumber="PM1")
    office.post_receipts(office.receipt_batch(raw))
    office.post_receipts(office.receipt_batch(receipt("0", {"IN2": "30", "UC000001": "-30"})))
    with pytest.raises(ValueError, match="was used"):
        office.sage.return_receipt("C1", "PM1", day(1))


def adjustment(number: str, amount: str) -> dict[str, Any]:
    part = {
        "SequenceNumber": 1,
        "DistributionAmount": Decimal(amount),
        "DistributionGLAccount": "6900",
    }
    applied = {"DocumentNumber": number, "AdjustmentGLDistributions": [part]}
    return {"CustomerNumber": "C1", "AppliedReceiptsAdjustments": [applied]}


def enter_adjustment(office: Office, raw: dict[str, Any]) -> int:
    made = office.ok("POST", BATCHES, {"BatchRecordType": "AD", "ReceiptsAdjustments": [raw]})
    return int(made["BatchNumber"])


def test_an_adjustment_changes_a_balance_against_an_account(office: Office) -> None:
    batch = office.post_receipts(enter_adjustment(office, adjustment("IN1", "-20")), "AD")
    assert (batch["BatchStatus"], batch["NumberOfErrors"]) == ("Posted", 0)
    assert office.document("IN1")["CustomerCurrencyAmountDue"] == 100
    office.agrees()
    assert office.balance("6900") == 20
    assert office.post_receipts(enter_adjustment(office, adjustment("IN1", "-101")), "AD")[
        "NumberOfErrors"
    ]


def test_an_adjustment_names_document_and_account(office: Office) -> None:
    changes: list[dict[str, Any]] = [
        {"AppliedReceiptsAdjustments": []},
        {"AppliedReceiptsAdjustments": [{"DocumentNumber": "IN9"}]},
        {"AppliedReceiptsAdjustments": [{"DocumentNumber": "IN1"}]},
        {"CustomerNumber": "NOBODY"},
    ]
    for change in changes:
        wrong = {"BatchRecordType": "AD", "ReceiptsAdjustments": [adjustment("IN1", "-1") | change]}
        assert office.no("POST", BATCHES, wrong)[0] == 409
    number = enter_adjustment(office, adjustment("IN1", "-20"))
    path = f"{BATCHES}('AD',{number})"
    office.ok("PATCH", path, {"ReceiptsAdjustments": [{"EntryNumber": 1, "EntryReference": "why"}]})
    assert office.ok("GET", path)["ReceiptsAdjustments"][0]["EntryReference"] == "why"
    names = {"BatchType": "XX", "PostBatchFrom": 1, "PostBatchTo": 1}
    process = "AR/ARPostReceiptsAndAdjustments('$process')"
    assert office.no("POST", process, names)[1] == "InvalidPayload"


def test_a_distribution_code_names_the_account_of_an_adjustment(office: Office) -> None:
    raw = adjustment("IN1", "-20")
    part = raw["AppliedReceiptsAdjustments"][0]["AdjustmentGLDistributions"][0]
    part |= {"DistributionGLAccount": "", "DistributionCode": "SALES"}
    office.post_receipts(enter_adjustment(office, raw), "AD")
    office.agrees()
    assert office.balance("4000") == -200 + 20
    part["DistributionCode"] = "NONE"
    wrong = {"BatchRecordType": "AD", "ReceiptsAdjustments": [raw]}
    assert office.no("POST", BATCHES, wrong)[1] == "FieldInvalid"
    part |= {"DistributionCode": "SALES", "DistributionAmount": 0}
    assert office.no("POST", BATCHES, wrong)[1] == "FieldInvalid"


def test_an_adjustment_in_a_locked_period_goes_to_an_error_batch(office: Office) -> None:
    number = enter_adjustment(office, adjustment("IN1", "-20"))
    office.sage.lock_period(2026, 1, ["AR"])
    batch = office.post_receipts(number, "AD")
    assert batch["NumberOfErrors"] == 1
    copy = office.ok("GET", f"{BATCHES}('AD',{batch['ReceiptsAdjustments'][0]['ErrorBatch']})")
    assert copy["BatchRecordType"] == "AD"


def test_money_can_come_in_without_any_document(office: Office) -> None:
    raw = receipt("30", ReceiptTransactionType="UnappliedCash")
    office.post_receipts(office.receipt_batch(raw))
    assert office.document("UC000001")["CustomerCurrencyAmountDue"] == -30
    office.agrees()


def test_a_batch_without_bank_for_use_or_currency_is_refused(office: Office) -> None:
    office.sage.edit_master("BK/BKBanks", "BANK", Status="Inactive")
    inactive = body(receipt("10"), BankCode="BANK")
    assert office.no("POST", BATCHES, inactive)[1] == "General"
    nameless = {"BankReceiptAmount": 10}
    assert office.no("POST", BATCHES, body(nameless))[1] == "FieldInvalid"
    aimless = {**receipt("10"), "AppliedReceiptsAdjustments": [{"CustomerReceiptAmount": 10}]}
    assert office.no("POST", BATCHES, body(aimless))[1] == "FieldInvalid"
    paid = receipt("5", {"IN1": "5"}, ReceiptTransactionType="ApplyDocument", DocumentNumber="X")
    assert office.no("POST", BATCHES, body(paid))[1] == "FieldInvalid"


def test_a_rate_can_be_given_for_the_whole_batch(office: Office) -> None:
    made = office.ok("POST", BATCHES, body(receipt("10"), BankExchangeRate=1))
    assert made["BankRateOverridden"] == "Yes"
    assert office.no("POST", BATCHES, body(receipt("10"), BankExchangeRate=0))[1] == "FieldInvalid"


def test_optional_fields_of_a_receipt_must_be_defined(office: Office) -> None:
    raw = receipt("10", ReceiptAdjustmentOptionalField=[{"OptionalField": "GCPO", "Value": "PO1"}])
    assert office.no("POST", BATCHES, body(raw))[1] == "FieldInvalid"
    define(office.sage.books, "receipts", "GCPO")
    entry = office.ok("POST", BATCHES, body(raw))["ReceiptsAdjustments"][0]
    field = entry["ReceiptAdjustmentOptionalField"][0]
    assert (field["Value"], field["ReceiptAdjustmentOptionalFieldType"]) == ("PO1", "Text")
