"""GL batches: numbers, property order, balance, readiness, posting, error batches."""

from decimal import Decimal
from typing import Any

import pytest

from .office import Office, day, journal

BATCHES = "GL/GLJournalBatches"
PAYOUT = (("1195", "97.30"), ("7900", "2.25"), ("2201", "0.45"), ("1190", "-100"))


@pytest.fixture
def office() -> Office:
    return Office()


def enter(office: Office, body: dict[str, Any] | None = None) -> dict[str, Any]:
    made: dict[str, Any] = office.ok("POST", BATCHES, body or journal(*PAYOUT))
    return made


def lines(office: Office, *details: dict[str, Any], **header: Any) -> list[dict[str, Any]]:
    body = journal(**header)
    body["JournalHeaders"][0]["JournalDetails"] = list(details)
    made = enter(office, body)["JournalHeaders"][0]
    found: list[dict[str, Any]] = made["JournalDetails"]
    return found


def test_numbers_are_digits_in_text_and_given_by_the_server(office: Office) -> None:
    made = enter(office, {**journal(*PAYOUT), "BatchNumber": "000490"})
    assert made["BatchNumber"] == "000001"
    header = made["JournalHeaders"][0]
    assert (header["BatchNumber"], header["EntryNumber"]) == ("000001", "00001")
    assert [one["TransactionNumber"] for one in header["JournalDetails"][:2]] == [
        "0000000020",
        "0000000040",
    ]
    assert (made["Debits"], made["Credits"], made["NumberOfEntries"]) == (100, 100, 1)
    assert (made["Status"], made["JournalBatchType"]) == ("Open", "Entered")
    assert office.ok("GET", f"{BATCHES}('1')")["BatchNumber"] == "000001"
    assert enter(office)["BatchNumber"] == "000002"


def test_numbers_may_be_sent_and_stay(office: Office) -> None:
    body = journal(*PAYOUT, EntryNumber="00001")
    for n, one in enumerate(body["JournalHeaders"][0]["JournalDetails"], 1):
        one["TransactionNumber"] = f"{n * 20:010d}"
    made = enter(office, body)
    assert made["JournalHeaders"][0]["JournalDetails"][3]["TransactionNumber"] == "0000000080"
    body["JournalHeaders"][0]["JournalDetails"][1]["TransactionNumber"] = "0000000020"
    assert office.no("POST", BATCHES, body)[1] == "RecordDuplicate"


def test_dates_and_period_follow_the_order_of_the_body(office: Office) -> None:
    body = journal(*PAYOUT, PostingDate="2026-02-03")
    header = enter(office, body)["JournalHeaders"][0]
    assert (header["FiscalYear"], header["FiscalPeriod"]) == ("2026", "02")
    explicit = journal(*PAYOUT, FiscalPeriod="03")
    assert enter(office, explicit)["JournalHeaders"][0]["FiscalPeriod"] == "03"
    early = journal(*PAYOUT)
    early["JournalHeaders"][0] = {"FiscalPeriod": "03", **early["JournalHeaders"][0]}
    assert enter(office, early)["JournalHeaders"][0]["FiscalPeriod"] == "01"
    plain = {"JournalHeaders": [{"JournalDetails": [{"AccountNumber": "1000", "Amount": 0}]}]}
    header = enter(office, plain)["JournalHeaders"][0]
    assert header["DocumentDate"] == header["PostingDate"] == "2026-01-05T00:00:00Z"
    assert (header["SourceLedger"], header["SourceType"]) == ("GL", "JE")


def test_at_home_one_amount_is_enough(office: Office) -> None:
    first, second = lines(
        office,
        {"AccountNumber": "1000", "SourceCurrencyAmount": 5},
        {"AccountNumber": "4000", "Amount": -5},
    )
    assert (first["Amount"], second["SourceCurrencyAmount"]) == (5, -5)
    assert (first["CurrencyRate"], first["SourceCurrency"]) == (1, "GBP")


def euro(account: str, **values: Any) -> dict[str, Any]:
    return {"AccountNumber": account, "SourceCurrency": "EUR", **values}


def test_a_foreign_line_is_worth_its_source_amount_at_the_rate(office: Office) -> None:
    found = lines(
        office,
        euro("1120", SourceCurrencyAmount=Decimal("-10.01")),
        euro("1001", CurrencyRate=Decimal("0.86"), SourceCurrencyAmount=10),
        euro("7100", SourceCurrencyAmount=0, Amount=Decimal("-0.09")),
        {"AccountNumber": "1001", "SourceCurrencyAmount": 10, "SourceCurrency": "USD"},
    )
    assert [one["Amount"] for one in found] == [
        Decimal("-8.51"),
        Decimal("8.60"),
        Decimal("-0.09"),
        Decimal("8.00"),
    ]


def test_a_rate_of_another_day_can_be_asked_for(office: Office) -> None:
    office.sage.set_rate("EUR", day(10), Decimal("0.90"))
    found = lines(
        office,
        euro("1001", SourceCurrencyAmount=10, CurrencyRateDate="2026-01-20"),
    )
    assert found[0]["Amount"] == 9
    assert found[0]["CurrencyRateDate"] == "2026-01-20T00:00:00Z"


@pytest.mark.parametrize(
    ("detail", "code"),
    [
        ({"AccountNumber": "9999"}, "FieldInvalid"),
        ({}, "FieldInvalid"),
        ({"AccountNumber": "1000", "Amount": Decimal("1.005")}, "FieldInvalid"),
        ({"AccountNumber": "1000", "CurrencyRate": 2}, "FieldInvalid"),
        ({"AccountNumber": "1000", "SourceCurrency": "JPY"}, "General"),
        ({"AccountNumber": "1000", "SourceType": "XX"}, "FieldInvalid"),
    ],
)
def test_a_line_that_breaks_a_rule_leaves_no_batch(
    office: Office, detail: dict[str, Any], code: str
) -> None:
    body = journal(*PAYOUT)
    body["JournalHeaders"][0]["JournalDetails"].append(detail)
    assert office.no("POST", BATCHES, body)[1] == code
    assert office.rows(BATCHES) == []


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({"SourceType": "XX"}, "FieldInvalid"),
        ({"FiscalPeriod": "14"}, "FieldInvalid"),
        ({"FiscalYear": "1999"}, "FieldInvalid"),
        ({"DocumentDate": "1999-01-01"}, "General"),
    ],
)
def test_an_entry_needs_a_source_code_and_a_period(
    office: Office, header: dict[str, Any], code: str
) -> None:
    assert office.no("POST", BATCHES, journal(*PAYOUT, **header))[1] == code


def test_an_inactive_account_takes_no_line(office: Office) -> None:
    office.sage.edit_master("GL/GLAccounts", "7900", Status="Inactive")
    assert office.no("POST", BATCHES, journal(*PAYOUT))[1] == "General"


def test_an_account_that_knows_one_currency_takes_no_other(office: Office) -> None:
    euro = {"AccountNumber": "1001", "SourceCurrency": "EUR", "SourceCurrencyAmount": 10}
    body = journal()
    body["JournalHeaders"][0]["JournalDetails"] = [euro]
    office.sage.edit_master("GL/GLAccounts", "1001", Multicurrency="No")
    assert office.no("POST", BATCHES, body)[1] == "General"
    listed = [{"AccountNumber": "1001", "CurrencyCode": "USD"}]
    office.sage.edit_master(
        "GL/GLAccounts",
        "1001",
        Multicurrency="Yes",
        SpecificCurrency="SpecificCurrencies",
        AccountValidCurrencies=listed,
    )
    assert office.no("POST", BATCHES, body)[1] == "General"


@pytest.mark.doubt("gl_unbalanced")
def test_out_of_balance_is_warned_of_and_fails_at_posting(office: Office) -> None:
    made = enter(office, journal(("1000", "10"), ("4000", "-9")))
    header = made["JournalHeaders"][0]
    assert header["OutOfBalanceBy"] == 1
    assert "out of balance" in header["Warnings"][0]["Message"]
    batch = office.post_journal(made["BatchNumber"])
    assert (batch["Status"], batch["NumberOfErrors"]) == ("Posted", 1)
    error = batch["JournalHeaders"][0]["ErrorBatch"]
    copy = office.ok("GET", f"{BATCHES}('{error:06d}')")
    assert copy["Description"] == "ERROR BATCH - Entries from batch '000001'"
    assert copy["Status"] == "Open"
    assert office.rows("GL/GLPostedTransactions") == []
    strict = Office(gl_unbalanced="refuse")
    assert strict.no("POST", BATCHES, journal(("1000", "10")))[1] == "General"


@pytest.mark.doubt("gl_ready")
@pytest.mark.parametrize(
    ("switch", "by_field", "by_status"), [("both", 1, 1), ("ReadyToPost", 1, 0), ("Status", 0, 1)]
)
def test_what_makes_a_batch_ready_is_a_switch(switch: str, by_field: int, by_status: int) -> None:
    office = Office(gl_ready=switch)
    for body, works in (({"ReadyToPost": "Yes"}, by_field), ({"Status": "ReadyToPost"}, by_status)):
        path = f"{BATCHES}('{enter(office)['BatchNumber']}')"
        assert office.send("PATCH", path, body).status == (204 if works else 409)
        found = office.ok("GET", path)
        wanted = ("ReadyToPost", "Yes") if works else ("Open", "No")
        assert (found["Status"], found["ReadyToPost"]) == wanted


def test_a_batch_that_is_ready_keeps_its_contents_until_it_is_open_again(office: Office) -> None:
    path = f"{BATCHES}('{enter(office)['BatchNumber']}')"
    office.ok("PATCH", path, {"ReadyToPost": "Yes"})
    assert office.no("PATCH", path, {"Description": "x"})[:2] == (409, "General")
    office.ok("PATCH", path, {"ReadyToPost": "No"})
    office.ok("PATCH", path, {"Description": "x"})
    assert office.no("PATCH", path, {"Status": "Posted"})[1] == "FieldInvalid"
    empty = enter(office, {"Description": "none"})["BatchNumber"]
    assert office.no("PATCH", f"{BATCHES}('{empty}')", {"ReadyToPost": "Yes"})[1] == "General"


def test_entries_of_an_open_batch_are_changed_by_their_numbers(office: Office) -> None:
    path = f"{BATCHES}('{enter(office)['BatchNumber']}')"
    more = {"TransactionNumber": "0000000020", "Amount": Decimal("98.30"), "Reference": "PO1"}
    less = {"TransactionNumber": "0000000040", "Amount": Decimal("1.25")}
    header = {"EntryNumber": "00001", "Description": "new", "JournalDetails": [more, less]}
    second = {**journal(("1000", "5"), ("4000", "-5"))["JournalHeaders"][0]}
    office.ok("PATCH", path, {"JournalHeaders": [header, second | {"UpdateOperation": "Insert"}]})
    found = office.ok("GET", path)
    assert [one["EntryNumber"] for one in found["JournalHeaders"]] == ["00001", "00002"]
    changed = found["JournalHeaders"][0]
    assert (changed["Description"], changed["OutOfBalanceBy"]) == ("new", 0)
    assert changed["JournalDetails"][0]["SourceCurrencyAmount"] == Decimal("98.30")
    assert found["Debits"] == 105
    gone = {"TransactionNumber": "0000000080", "UpdateOperation": "Delete"}
    added = {"AccountNumber": "1190", "Amount": -100, "UpdateOperation": "Insert"}
    header = {"EntryNumber": "00001", "JournalDetails": [gone, added]}
    office.ok("PATCH", path, {"JournalHeaders": [header]})
    kept = office.ok("GET", path)["JournalHeaders"][0]["JournalDetails"]
    assert [one["TransactionNumber"] for one in kept][-1] == "0000000080"


def test_posting_makes_transactions_and_balances(office: Office) -> None:
    body = journal(*PAYOUT)
    body["JournalHeaders"][0]["JournalDetails"][3]["Reference"] = "PM1 IN1"
    batch = office.post_journal(enter(office, body)["BatchNumber"])
    assert (batch["Status"], batch["PostingSequence"], batch["ReadyToPost"]) == ("Posted", 1, "No")
    row = office.rows("GL/GLPostedTransactions", filter="AccountNumber eq '1190'")[0]
    assert row["JournalTransactionAmount"] == -100
    assert (row["SourceLedgerCode"], row["SourceTypeCode"]) == ("GL", "GC")
    assert (row["BatchNumber"], row["JournalEntryNumber"]) == ("000001", "00001")
    assert (row["JournalDetailReference"], row["FiscalPeriod"]) == ("PM1 IN1", "01")
    assert row["JournalDate"] == "2026-01-05T00:00:00Z"
    assert office.balance("1195") == Decimal("97.30")
    assert office.no("PATCH", f"{BATCHES}('000001')", {"Description": "x"})[1] == "General"


@pytest.mark.doubt("posted_range")
def test_an_unposted_batch_moves_no_balance(office: Office) -> None:
    enter(office)
    process = "GL/GLPostJournal('$process')"
    office.ok("POST", process, {"PostBatchFrom": "000001", "PostBatchTo": "000001"})
    office.ok("POST", process, {"PostAllBatches": "Postallbatches"})
    assert office.balance("1195") == 0
    assert office.ok("GET", f"{BATCHES}('000001')")["Status"] == "Open"
    assert office.no("POST", process, {"PostBatchFrom": "2", "PostBatchTo": "1"})[0] == 409
    strict = Office(posted_range="refuse")
    assert strict.no("POST", process, {"PostAllBatches": "Postallbatches"})[1] == "General"


@pytest.mark.doubt("gl_post_names")
def test_the_range_may_be_named_otherwise() -> None:
    office = Office(gl_post_names="BatchIdFrom")
    number = enter(office)["BatchNumber"]
    office.ok("PATCH", f"{BATCHES}('{number}')", {"ReadyToPost": "Yes"})
    process = "GL/GLPostJournal('$process')"
    assert office.no("POST", process, {"PostBatchFrom": number})[1] == "InvalidPayload"
    office.ok("POST", process, {"BatchIdFrom": number, "BatchIdTo": number})
    assert office.ok("GET", f"{BATCHES}('{number}')")["Status"] == "Posted"


def test_a_locked_period_sends_the_entry_to_an_error_batch(office: Office) -> None:
    number = enter(office)["BatchNumber"]
    office.sage.lock_period(2026, 1, ["GL"])
    assert office.post_journal(number)["NumberOfErrors"] == 1
    assert office.balance("1195") == 0
    early = Office(locked_period_at_entry=True)
    early.sage.lock_period(2026, 1, ["GL"])
    assert early.no("POST", BATCHES, journal(*PAYOUT))[1] == "General"


CONTROL = (("1195", "100"), ("1100", "-100"))


@pytest.mark.doubt("control_sources", "control_check")
def test_a_control_account_takes_only_the_ledgers_it_lists() -> None:
    open_office = Office()
    made = enter(open_office, journal(*CONTROL))
    assert open_office.post_journal(made["BatchNumber"])["NumberOfErrors"] == 0
    closed = Office(control_sources=("AR",))
    made = enter(closed, journal(*CONTROL))
    assert closed.post_journal(made["BatchNumber"])["NumberOfErrors"] == 1
    at_once = Office(control_sources=("AR",), control_check="entry")
    assert at_once.no("POST", BATCHES, journal(*CONTROL))[1] == "General"


def test_bank_entries_are_taken_and_change_nothing(office: Office) -> None:
    body = {
        "BankCode": "BANK",
        "BankEntryDate": "2026-01-05",
        "BankEntryType": "Deposits",
        "EntryDescription": "GC PO1",
        "BankEntryDetail": [{"SourceAmount": Decimal("97.30"), "GLAccount": "1195"}],
    }
    made = office.ok("POST", "BK/BKBankEntries", body)
    assert (made["SequenceNumber"], made["BankEntryNumber"]) == (1, "000000000001")
    assert office.rows("BK/BKBankEntries", filter="EntryDescription eq 'GC PO1'")
    assert office.balance("1000") == 0
    changes: list[dict[str, Any]] = [
        {"BankCode": "NONE"},
        {"BankEntryDetail": []},
        {"BankEntryDetail": [{"SourceAmount": 1, "GLAccount": "9999"}]},
        {"BankEntryDetail": [{"SourceAmount": 0, "GLAccount": "1195"}]},
        {"BankEntryDate": "1999-01-01"},
    ]
    for change in changes:
        assert office.no("POST", "BK/BKBankEntries", body | change)[0] == 409
