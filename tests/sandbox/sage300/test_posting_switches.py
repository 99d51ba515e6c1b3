"""What each switch changes in entering and posting: AR, and the way from AR to GL."""

from decimal import Decimal
from typing import Any

import pytest

from .office import Office, day, journal, receipt
from .office import three_invoices as office

RECEIPTS = "AR/ARReceiptAndAdjustmentBatches"
JOURNALS = "GL/GLJournalBatches"


# ---------------------------------------------------------------- AR


@pytest.mark.doubt("ready_frozen")
def test_a_ready_batch_may_be_changed() -> None:
    made = office(ready_frozen=False)
    number = made.receipt_batch(receipt("10"), BatchStatus="ReadyToPost")
    path = f"{RECEIPTS}('CA',{number})"
    made.ok("PATCH", path, {"Description": "Changed"})
    found = made.ok("GET", path)
    assert (found["Description"], found["BatchStatus"]) == ("Changed", "ReadyToPost")


@pytest.mark.doubt("debit_note_apply_to")
def test_a_debit_note_may_name_a_document() -> None:
    entry = {
        "CustomerNumber": "C1",
        "DocumentType": "DebitNote",
        "ApplytoDocument": "IN1",
        "InvoiceDetails": [{"ExtendedAmountWithTIP": 10}],
    }
    body = {"Invoices": [entry]}
    assert office().no("POST", "AR/ARInvoiceBatches", body)[1] == "FieldInvalid"
    made = office(debit_note_apply_to="accept")
    number = made.ok("POST", "AR/ARInvoiceBatches", body)["BatchNumber"]
    assert made.post_invoices(number)["NumberOfErrors"] == 0
    # A debit note adds to what is owed: naming an invoice settles nothing of it.
    assert made.document("IN1")["CustomerCurrencyAmountDue"] == 120
    made.agrees()


@pytest.mark.doubt("return_source")
def test_returns_may_come_from_bank_services() -> None:
    for source, sources in (("AR-PY", ("AR",)), ("BK-RT", ("AR", "BK"))):
        made = office(return_source=source, control_sources=sources)
        applied = {"IN1": Decimal(120)}
        made.sage.post_receipt("C1", Decimal(120), day(), "BANK", applied, check="K1")
        made.sage.return_receipt("C1", "K1", day())
        batch = made.rows(JOURNALS)[-1]
        header = batch["JournalHeaders"][0]
        assert f"{header['SourceLedger']}-{header['SourceType']}" == source
        assert batch["SourceLedger"] == source[:2]
        made.agrees()
        lines = made.rows("GL/GLPostedTransactions", filter="AccountNumber eq '1000'")
        assert {f"{x['SourceLedgerCode']}-{x['SourceTypeCode']}" for x in lines} == {
            "AR-PY",
            source,
        }


@pytest.mark.doubt("return_source")
def test_a_control_account_that_does_not_know_bank_services_refuses_its_returns() -> None:
    made = office(return_source="BK-RT", control_sources=("AR",))
    made.sage.post_receipt("C1", Decimal(120), day(), "BANK", {"IN1": Decimal(120)}, check="K1")
    made.sage.return_receipt("C1", "K1", day())
    made.sage.post_ar_gl_batches()
    assert made.balance("1100") == 240
    assert made.rows(JOURNALS)[-1]["Description"].startswith("ERROR BATCH")


def spoilt(made: Office) -> tuple[int, dict[str, Any]]:
    """Give a ready receipt batch of two entries, of which one cannot be posted any more."""
    made.receipt_batch(receipt("120", {"IN1": "120"}), receipt("120", {"IN2": "120"}))
    adjustment = {"DistributionAmount": -20, "DistributionGLAccount": "6900"}
    line = {"DocumentNumber": "IN2", "AdjustmentGLDistributions": [adjustment]}
    entry = {"CustomerNumber": "C1", "AppliedReceiptsAdjustments": [line]}
    body = {"BatchRecordType": "AD", "ReceiptsAdjustments": [entry]}
    made.ok("POST", RECEIPTS, body)
    assert made.post_receipts(1, "AD")["NumberOfErrors"] == 0
    made.ok("PATCH", f"{RECEIPTS}('CA',1)", {"BatchStatus": "ReadyToPost"})
    return 1, {"BatchType": "CA", "PostBatchFrom": 1, "PostBatchTo": 1}


@pytest.mark.doubt("post_errors")
def test_a_process_may_say_that_entries_were_in_error() -> None:
    process = "AR/ARPostReceiptsAndAdjustments('$process')"
    for form, status in (("silent", 204), ("refuse", 409)):
        made = office(post_errors=form)
        _, names = spoilt(made)
        assert made.send("POST", process, names).status == status
        found = made.ok("GET", f"{RECEIPTS}('CA',1)")
        assert (found["BatchStatus"], found["NumberOfErrors"]) == ("Posted", 1)
        made.agrees()


@pytest.mark.doubt("post_errors")
def test_the_posting_of_journals_may_say_so_too() -> None:
    made = office(post_errors="refuse")
    number = made.ok("POST", JOURNALS, journal(("1000", "5"), ("4000", "-4")))["BatchNumber"]
    made.ok("PATCH", f"{JOURNALS}('{number}')", {"ReadyToPost": "Yes"})
    names = {"PostBatchFrom": number, "PostBatchTo": number}
    assert made.no("POST", "GL/GLPostJournal('$process')", names)[0] == 409
    assert made.ok("GET", f"{JOURNALS}('{number}')")["Status"] == "Posted"


@pytest.mark.doubt("error_pointers")
def test_entries_in_error_may_not_say_where_their_copies_are() -> None:
    process = "AR/ARPostReceiptsAndAdjustments('$process')"
    for points, pair in ((True, (2, 1)), (False, (0, 0))):
        made = office(error_pointers=points)
        _, names = spoilt(made)
        made.ok("POST", process, names)
        entry = made.ok("GET", f"{RECEIPTS}('CA',1)")["ReceiptsAdjustments"][1]
        assert (entry["ErrorBatch"], entry["ErrorEntry"]) == pair
        number = made.ok("POST", JOURNALS, journal(("1000", "5")))["BatchNumber"]
        header = made.post_journal(number)["JournalHeaders"][0]
        assert bool(header["ErrorBatch"]) is points


@pytest.mark.doubt("ar_gl_lines")
def test_lines_of_one_account_may_be_added_up() -> None:
    made = office(ar_gl_lines="account")
    made.customer("E1", account_set="EUR", currency="EUR")
    entries = [
        {
            "CustomerNumber": who,
            "TaxGroup": "NOTAX",
            "InvoiceDetails": [{"ExtendedAmountWithTIP": n}],
        }
        for who, n in (("C1", 10), ("C1", 20), ("E1", 100))
    ]
    number = made.ok("POST", "AR/ARInvoiceBatches", {"Invoices": entries})["BatchNumber"]
    made.post_invoices(number)
    headers = made.rows(JOURNALS)[-1]["JournalHeaders"]
    assert len(headers) == 1
    lines = {
        (line["AccountNumber"], line["SourceCurrency"]): line["Amount"]
        for line in headers[0]["JournalDetails"]
    }
    assert lines == {
        ("1100", "GBP"): 30,
        ("4000", "GBP"): -30,
        ("1120", "EUR"): 85,
        ("4000", "EUR"): -85,
    }
    made.agrees()


# ---------------------------------------------------------------- GL


@pytest.mark.doubt("gl_reply_number")
def test_the_answer_may_hold_the_number_in_its_entries_only() -> None:
    made = Office(gl_reply_number="sent")
    body = journal(("1000", "5"), ("4000", "-5")) | {"BatchNumber": "000490"}
    reply = made.ok("POST", JOURNALS, body)
    assert reply["BatchNumber"] == "000490"
    assert reply["JournalHeaders"][0]["BatchNumber"] == "000001"
    assert made.rows(JOURNALS)[0]["BatchNumber"] == "000001"


@pytest.mark.doubt("gl_locked_periods")
@pytest.mark.parametrize(
    ("form", "warnings", "errors"), [("error", 0, 1), ("warning", 1, 0), ("okay", 0, 0)]
)
def test_gl_may_post_into_a_locked_period(form: str, warnings: int, errors: int) -> None:
    made = Office(gl_locked_periods=form)
    made.sage.lock_period(2026, 1, ["GL"])
    reply = made.ok("POST", JOURNALS, journal(("1000", "5"), ("4000", "-5")))
    assert len(reply["JournalHeaders"][0]["Warnings"]) == warnings
    assert made.post_journal(reply["BatchNumber"])["NumberOfErrors"] == errors
    assert made.balance("1000") == (0 if errors else 5)


@pytest.mark.doubt("gl_previous_years")
def test_gl_may_refuse_to_post_to_an_earlier_year() -> None:
    for allowed, errors in ((True, 0), (False, 1)):
        made = Office(gl_previous_years=allowed)
        body = journal(("1000", "5"), ("4000", "-5"), DocumentDate="2025-12-31")
        number = made.ok("POST", JOURNALS, body)["BatchNumber"]
        assert made.post_journal(number)["NumberOfErrors"] == errors


@pytest.mark.doubt("control_sources")
def test_a_control_account_may_list_single_source_codes() -> None:
    made = Office(control_sources=("AR", "GL-JE"))
    made.customer("C1")
    listed = made.ok("GET", "GL/GLAccounts('1100')")["ControlAccountSubledgers"]
    assert [(x["SourceLedger"], x["SourceType"]) for x in listed] == [("AR", ""), ("GL", "JE")]
    for source, errors in (("JE", 0), ("GC", 1)):
        body = journal(("1100", "5"), ("4000", "-5"), SourceType=source)
        number = made.ok("POST", JOURNALS, body)["BatchNumber"]
        assert made.post_journal(number)["NumberOfErrors"] == errors


@pytest.mark.doubt("ar_accounts")
def test_ar_may_take_accounts_only_as_it_writes_them() -> None:
    made = office(ar_accounts="formatted")
    assert made.ok("GET", "AR/ARAccountSets('DOM')")["ReceivablesControlAccount"] == "11-00"
    assert made.ok("GET", "BK/BKBanks('BANK')")["BankAccount"] == "10-00"
    account = made.ok("GET", "GL/GLAccounts('1100')")
    assert (account["UnformattedAccount"], account["AccountNumber"]) == ("1100", "11-00")
    for number, status in (("40-00", 201), ("4000", 409)):
        line = {"RevenueAccount": number, "ExtendedAmountWithTIP": 10}
        body = {"Invoices": [{"CustomerNumber": "C1", "InvoiceDetails": [line]}]}
        assert made.send("POST", "AR/ARInvoiceBatches", body).status == status
    made.post_invoices(4)
    made.sage.post_receipt("C1", Decimal(120), day(), "BANK", {"IN1": Decimal(120)})
    number = made.ok("POST", JOURNALS, journal(("1000", "5"), ("4000", "-5")))["BatchNumber"]
    assert made.post_journal(number)["NumberOfErrors"] == 0
    made.agrees()
    assert made.balance("1100") == 240 + 12
