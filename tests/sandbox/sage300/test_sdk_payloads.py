"""Payloads as Sage's own SDK samples send them, taken as they are and read back.

Property names, their order, codes and figures are those of the samples (facts, section 4).
"""

from decimal import Decimal
from typing import Any

import pytest

from s300gc.sandbox.sage300.optionalfields import define

from . import samples
from .samples import SampleCompany


@pytest.fixture
def office() -> SampleCompany:
    return SampleCompany()


def same(found: Any, sent: Any, *but: str) -> None:
    """Check that all that was sent is read back, dates by their day; ``but`` names are Sage's."""
    if isinstance(sent, dict):
        for name, value in sent.items():
            if name not in but and name != "UpdateOperation":
                same(found[name], value, *but)
    elif isinstance(sent, list):
        assert len(found) == len(sent)
        for one, other in zip(found, sent, strict=True):
            same(one, other, *but)
    elif isinstance(sent, str) and isinstance(found, str) and found.endswith("T00:00:00Z"):
        assert found[:10] == sent[:10]
    elif isinstance(sent, float):
        assert found == Decimal(str(sent))
    else:
        assert found == sent


MASTERS = {
    "AR/ARCustomerGroups": (samples.GROUP, "('WHL2')"),
    "AR/ARCustomers": (samples.CUSTOMER, "('1501')"),
    "AR/ARNationalAccounts": (samples.NATIONAL_ACCOUNT, "('BARM2')"),
    "AR/ARTerms": (samples.TERMS, "('2N31')"),
    "BK/BKBanks": (samples.BANK, "('SEA3')"),
    "GL/GLSourceCodes": (
        {"SourceLedger": "GL", "SourceType": "01", "Description": "G/L 01"},
        "('GL','01')",
    ),
    "GL/GLAccounts": (samples.GL_ACCOUNT, "('9991')"),
    "CS/CSCurrencyRateTypes": ({"RateTypeKey": "01", "Description": "Daily spot rate"}, "('01')"),
    "CS/CSCurrencyCodes": (
        {
            "CurrencyCodeKey": "US2",
            "Description": "Dollars 2",
            "Symbol": "$",
            "DecimalPlaces": "Num2",
            "SymbolPosition": "Beforewithspace",
            "ThousandsSeparator": "Comma",
            "DecimalSeparator": "Period",
            "NegativeDisplay": "Brackets",
        },
        "('US2')",
    ),
    "CS/CSSchedules": (
        {
            "ScheduleCode": "30",
            "Description": "Monthly schedule",
            "Interval": "Monthly",
            "Frequency": "Every",
            "UserMode": "NoUsers",
            "UserID": "",
            "RunDate": "2019-07-01",
        },
        "('30')",
    ),
}


@pytest.mark.parametrize("path", MASTERS)
def test_a_master_is_taken_read_back_changed_and_deleted(office: SampleCompany, path: str) -> None:
    body, key = MASTERS[path]
    made = office.ok("POST", path, body)
    same(made, body)
    found = office.ok("GET", path + key)
    assert found.pop("@odata.context") == made.pop("@odata.context")
    assert found == made
    name = next(name for name in body if "Name" in name or name == "Description")
    office.ok("PATCH", path + key, {name: "Other"})
    assert office.ok("GET", path + key)[name] == "Other"
    same(office.ok("GET", path + key), body, name)
    office.ok("DELETE", path + key)
    assert office.no("GET", path + key)[1] == "RecordNotFound"


def test_an_account_with_its_currencies_is_taken(office: SampleCompany) -> None:
    office.ok("POST", "CS/CSCurrencyCodes", {"CurrencyCodeKey": "CAD"})
    body = samples.MULTICURRENCY_ACCOUNT
    same(office.ok("POST", "GL/GLAccounts", body), body)
    same(office.ok("GET", "GL/GLAccounts('9991')"), body)


def test_a_rate_table_is_taken_and_a_rate_added_by_its_day(office: SampleCompany) -> None:
    office.ok("POST", "CS/CSCurrencyCodes", {"CurrencyCodeKey": "CAD"})
    office.ok("POST", "CS/CSCurrencyRateTypes", {"RateTypeKey": "01"})
    detail = {
        "ToCurrency": "CAD",
        "RateType": "01",
        "FromCurrency": "USD",
        "RateDate": "2020-01-05",
        "Rate": 1.31,
    }
    body = {
        "ToCurrency": "CAD",
        "RateType": "01",
        "TableDescription": "Currency rate table",
        "DateMatching": "Earlier",
        "RateOperation": "Multiply",
        "SourceOfRates": "A newspaper",
        "CurrencyRateDetail": [detail],
    }
    same(office.ok("POST", "CS/CSCurrencyRates", body), body)
    table = "CS/CSCurrencyRates('CAD','01')"
    later = {"FromCurrency": "USD", "RateDate": "2020-01-06", "Rate": 1.32}
    corrected = {"FromCurrency": "USD", "RateDate": "2020-01-05", "Rate": 1.3}
    office.ok("PATCH", table, {"CurrencyRateDetail": [later, corrected]})
    found = office.ok("GET", table)["CurrencyRateDetail"]
    assert [(one["RateDate"][:10], str(one["Rate"])) for one in found] == [
        ("2020-01-05", "1.3"),
        ("2020-01-06", "1.32"),
    ]
    assert found[1]["ToCurrency"] == "CAD"


def test_a_partial_customer_is_made_by_his_group(office: SampleCompany) -> None:
    body = {
        "CustomerNumber": "SAM_CUSTOMER",
        "ShortName": "Old Name",
        "GroupCode": "WHL",
        "TaxGroup": "USDTAX",
        "CustomerName": "Sample",
        "City": "Here",
    }
    made = office.ok("POST", "AR/ARCustomers", body)
    same(made, body)
    assert (made["AccountSet"], made["Terms"], made["CurrencyCode"]) == ("USA", "N30", "USD")
    assert made["InterestProfile"] == "INTWHS"
    office.ok("PATCH", "AR/ARCustomers('SAM_CUSTOMER')", {"ShortName": "New Name"})
    assert office.ok("GET", "AR/ARCustomers('SAM_CUSTOMER')")["ShortName"] == "New Name"
    office.ok("DELETE", "AR/ARCustomers('SAM_CUSTOMER')")


# ---------------------------------------------------------------- invoices


def document(entry: int, kind: str, amount: float, due: float, **more: Any) -> dict[str, Any]:
    """Write a document as the samples do: all keys, one line, a schedule of one payment."""
    keys = {"BatchNumber": 75, "EntryNumber": entry}
    line = {**keys, "LineNumber": 20, "DistributionCode": "CACCSE"}
    payment = {**keys, "PaymentNumber": 1, "DueDate": "2020-01-15", "AmountDue": due}
    return {
        **keys,
        "CustomerNumber": "1400",
        "DocumentType": kind,
        **more,
        "DocumentDate": "2020-01-15",
        "DueDate": "2020-01-15",
        "InvoiceType": "Summary",
        "InvoiceDetails": [{**line, "ExtendedAmountWithTIP": amount}],
        "InvoicePaymentSchedules": [payment],
    }


def invoice_batch() -> dict[str, Any]:
    return {
        "BatchNumber": 75,
        "BatchDate": "2020-01-15",
        "BatchStatus": "Open",
        "Description": "TEST WEBAPI",
        "Invoices": [
            document(1, "Invoice", 200, 226),
            document(2, "DebitNote", 20, 22.6),
            document(3, "CreditNote", 30, 33.9),
            document(4, "4", 40, 40, TransactionType="InterestCharge"),
        ],
    }


def test_a_batch_of_every_kind_of_document_with_keys_and_schedules_is_taken(
    office: SampleCompany,
) -> None:
    sent = invoice_batch()
    made = office.ok("POST", "AR/ARInvoiceBatches", sent)
    same(made, sent, "BatchNumber", "DocumentType")
    assert made["BatchNumber"] == 1
    kinds = [one["DocumentType"] for one in made["Invoices"]]
    assert kinds == ["Invoice", "DebitNote", "CreditNote", "Interest"]
    for place, entry in enumerate(made["Invoices"], 1):
        assert entry["DocumentNumber"]
        for detail in (entry, *entry["InvoiceDetails"], *entry["InvoicePaymentSchedules"]):
            assert (detail["BatchNumber"], detail["EntryNumber"]) == (1, place)
    assert made["Invoices"][0]["InvoiceDetails"][0]["RevenueAccount"] == "4010-100-30"
    same(office.ok("GET", "AR/ARInvoiceBatches(1)"), sent, "BatchNumber", "DocumentType")


def test_that_batch_is_posted_and_reaches_gl_on_unformatted_accounts(
    office: SampleCompany,
) -> None:
    office.ok("POST", "AR/ARInvoiceBatches", invoice_batch())
    batch = office.post_invoices(1)
    assert (batch["BatchStatus"], batch["NumberOfErrors"]) == ("Posted", 0)
    office.sage.post_ar_gl_batches()
    assert office.balance("401010030") == -230
    assert office.balance("1100") == Decimal("254.70")
    found = office.rows("GL/GLPostedTransactions", filter="AccountNumber eq '401010030'")
    assert len(found) == 4


def test_several_invoices_without_keys_come_in_one_batch(office: SampleCompany) -> None:
    def invoice(customer: str, code: str, amount: int) -> dict[str, Any]:
        return {
            "CustomerNumber": customer,
            "DocumentType": "Invoice",
            "InvoiceType": "Summary",
            "DocumentDate": "2020-01-15",
            "DueDate": "2020-01-15",
            "InvoiceDetails": [{"DistributionCode": code, "ExtendedAmountWithTIP": amount}],
        }

    body = {
        "BatchDate": "2020-01-15",
        "BatchStatus": "Open",
        "Description": "Test Multi Entry",
        "Invoices": [invoice("1400", "CACCSE", 200), invoice("1200", "ITEM", 300)],
    }
    made = office.ok("POST", "AR/ARInvoiceBatches", body)
    same(made, body)
    assert [one["EntryNumber"] for one in made["Invoices"]] == [1, 2]
    assert [one["DocumentTotalIncludingTax"] for one in made["Invoices"]] == [226, 339]
    assert office.ok("POST", "AR/ARInvoiceBatches", body)["BatchNumber"] == 2


def test_an_invoice_of_an_item_dated_to_the_second_is_taken(office: SampleCompany) -> None:
    """As the sample client of the SDK writes ``DateTime.Now``, in its own time zone."""
    body = {
        "Description": "Sample Invoice Batch",
        "Invoices": [
            {
                "CustomerNumber": "1100",
                "DueDate": "2020-02-03T16:05:59.1234567-08:00",
                "InvoiceDetails": [{"ItemNumber": "BK-360", "Quantity": 2}],
            }
        ],
    }
    entry = office.ok("POST", "AR/ARInvoiceBatches", body)["Invoices"][0]
    assert entry["DueDate"] == "2020-02-03T00:00:00Z"
    assert entry["InvoiceDetails"][0]["ItemNumber"] == "BK-360"


# ---------------------------------------------------------------- receipts and adjustments


def test_a_prepayment_with_explicit_keys_is_taken_and_posted(office: SampleCompany) -> None:
    keys = {"BatchType": "CA", "BatchNumber": 146, "EntryNumber": 1}
    line = {**keys, "LineNumber": 20, "CustomerNumber": "1500", "PaymentNumber": 1}
    entry = {
        **keys,
        "CustomerNumber": "1500",
        "ReceiptDateAdjustmentDate": "2020-01-05",
        "EntryDescription": "1",
        "EntryReference": "",
        "BankReceiptAmount": 22,
        "CustomerReceiptAmount": 22,
        "TotalCustomerAmountApplied": 22,
        "ReceiptTransactionType": "Prepayment",
        "CustomerUnappliedAmount": 0,
        "AppliedReceiptsAdjustments": [{**line, "CustomerReceiptAmount": 22}],
    }
    body = {
        "BatchRecordType": "CA",
        "BatchNumber": 146,
        "BatchDate": "2020-01-05",
        "Description": "prepay",
        "NumberOfEntries": 1,
        "BankCode": "SEATAC",
        "DefaultBankCurrency": "USD",
        "ReceiptsAdjustments": [entry],
    }
    made = office.ok("POST", "AR/ARReceiptAndAdjustmentBatches", body)
    same(made, body, "BatchNumber", "AppliedReceiptsAdjustments")
    number = made["ReceiptsAdjustments"][0]["DocumentNumber"]
    assert number.startswith("PP")
    office.post_receipts(made["BatchNumber"])
    assert office.document(number, "1500")["CustomerCurrencyAmountDue"] == -22
    office.sage.post_ar_gl_batches()
    assert (office.balance("1020"), office.balance("2050")) == (22, -22)


def test_an_adjustment_with_explicit_keys_is_taken_and_posted(office: SampleCompany) -> None:
    office.invoice("TR-INV-003", "100", "1200", dated=office.timeline.today)
    keys = {"BatchType": "AD", "BatchNumber": 2, "EntryNumber": 1}
    part = {
        **keys,
        "LineNumber": 20,
        "SequenceNumber": 1,
        "TransactionType": 81,
        "DistributionAmount": -1,
        "DistributionCode": "DESK",
        "DistributionGLAccount": "4030",
    }
    line = {
        **keys,
        "LineNumber": 20,
        "CustomerNumber": "1200",
        "DocumentNumber": "TR-INV-003",
        "PaymentNumber": 1,
        "Description": "",
        "Reference": "",
        "AdjustmentGLDistributions": [part],
    }
    entry = {
        **keys,
        "CustomerNumber": "1200",
        "ReceiptDateAdjustmentDate": "2020-11-02",
        "EntryDescription": "webapi",
        "EntryReference": "",
        "AppliedReceiptsAdjustments": [line],
    }
    body = {
        "BatchRecordType": "AD",
        "BatchNumber": 2,
        "BatchDate": "2020-11-02",
        "Description": "test adjustment webapi",
        "ReceiptsAdjustments": [entry],
    }
    made = office.ok("POST", "AR/ARReceiptAndAdjustmentBatches", body)
    same(made, body, "BatchNumber")
    office.post_receipts(made["BatchNumber"], "AD")
    assert office.document("TR-INV-003", "1200")["CustomerCurrencyAmountDue"] == 99


def test_a_receipt_is_applied_to_an_invoice_and_takes_a_prepayment_with_it(
    office: SampleCompany,
) -> None:
    today = office.timeline.today
    office.invoice("INV-1", "150", "1200", dated=today)
    office.sage.post_receipt(
        "1200", Decimal(100), today, "SEATAC", ReceiptTransactionType="Prepayment"
    )
    prepaid = office.rows("AR/ARPostedDocuments", filter="DocumentType eq 'Prepayment'")[0]

    def line(number: str, amount: float) -> dict[str, Any]:
        return {
            "BatchType": "CA",
            "CustomerNumber": "1200",
            "DocumentNumber": number,
            "PaymentNumber": 1,
            "ReceiptTransactionType": "Receipt",
            "CustomerReceiptAmount": amount,
        }

    body = {
        "BatchRecordType": "CA",
        "BankCode": "SEATAC",
        "ReceiptsAdjustments": [
            {
                "BatchType": "CA",
                "CustomerNumber": "1200",
                "BankCode": "SEATAC",
                "ReceiptTransactionType": "Receipt",
                "AppliedReceiptsAdjustments": [
                    line("INV-1", 100.0),
                    line(prepaid["DocumentNumber"], -100.0),
                ],
            }
        ],
    }
    made = office.ok("POST", "AR/ARReceiptAndAdjustmentBatches", body)
    same(made, body)
    office.post_receipts(made["BatchNumber"])
    assert office.document("INV-1", "1200")["CustomerCurrencyAmountDue"] == 50
    assert office.document(prepaid["DocumentNumber"], "1200")["FullyPaid"] == "Yes"


# ---------------------------------------------------------------- recurring charges


def charge() -> dict[str, Any]:
    keys = {"RecurringChargeCode": "ONCALL", "CustomerNumber": "1400"}
    return {
        **keys,
        "Description": "Webapi",
        "EffectiveDate": "2020-01-01",
        "ExpirationDate": None,
        "InvoiceDescription": "Webapi",
        "Schedule": "MONTHLY",
        "RecurringChargeDetails": [
            {
                **keys,
                "LineNumber": n,
                "DistributionCode": code,
                "ExtendedAmountWithTIP": amount,
                "RevenueAccount": account,
            }
            for n, code, amount, account in (
                (1, "CACCSE", 100, "4010-100-30"),
                (2, "CACCSW", 200, "4010-100-40"),
            )
        ],
    }


def test_a_recurring_charge_is_taken_and_invoiced_as_the_sample_client_does(
    office: SampleCompany,
) -> None:
    schedule = {"ScheduleCode": "MONTHLY", "Interval": "Monthly", "RunDate": "2020-01-01"}
    office.ok("PUT", "CS/CSSchedules('MONTHLY')", schedule)
    made = office.ok("POST", "AR/ARRecurringCharges", charge())
    same(made, charge())
    assert (made["InvoiceSubtotal"], made["InvoiceTotalIncludingTax"]) == (300, 339)
    found = office.ok("GET", "AR/ARRecurringCharges('ONCALL', '1400')")
    assert found["NextScheduledDate"] == "2020-01-01T00:00:00Z"
    process = {
        "RangeType": "RecurringChargeCode",
        "RangeFrom": "ONCALL",
        "RangeThrough": "ONCALL",
        "RunDate": found["NextScheduledDate"],
        "DateGenerationMethod": "NextScheduleDate",
        "BatchGenerationMethod": "CreateaNewBatch",
    }
    answer = office.send("POST", "AR/ARCreateRecurringCharge('$process')", process)
    assert (answer.status, answer.body) == (204, b"")
    batch = office.ok("GET", "AR/ARInvoiceBatches(1)")
    assert batch["BatchType"] == "Recurring"
    (entry,) = batch["Invoices"]
    assert entry["RecurringChargeCode"] == "ONCALL"
    assert [one["ExtendedAmountWithTIP"] for one in entry["InvoiceDetails"]] == [100, 200]


# ---------------------------------------------------------------- general ledger and bank


def journal(*, keys: bool) -> dict[str, Any]:
    """Write the batch of the sample: two entries, with all their keys or with none."""

    def line(entry: str, n: int, account: str, amount: int, **texts: str) -> dict[str, Any]:
        own = {"EntryNumber": entry, "TransactionNumber": f"{n:010d}"} if keys else {}
        amounts = {"AccountNumber": account, "Amount": amount, "SourceCurrencyAmount": amount}
        return {**batch, **own, **amounts, **texts}

    def header(entry: str, text: str, *lines: dict[str, Any]) -> dict[str, Any]:
        own = {"EntryNumber": entry} if keys else {}
        source = {"SourceLedger": "GL", "SourceType": "JE"}
        dated = {"Description": text, "DocumentDate": "2020-01-05"}
        return {**batch, **own, **source, **dated, "JournalDetails": list(lines)}

    batch = {"BatchNumber": "000490"} if keys else {}
    first = header(
        "00001",
        "entry 1",
        line("00001", 20, "9999", 30, Description="desc", Reference="ref"),
        line("00001", 40, "1000", -10),
        line("00001", 60, "6000", -20),
    )
    second = header(
        "00002",
        "ENTRY 2",
        line("00002", 20, "6000100", 20),
        line("00002", 40, "9999", -20),
    )
    return {**batch, "Status": "Open", "Description": "gl", "JournalHeaders": [first, second]}


@pytest.mark.parametrize("keys", [True, False])
def test_a_journal_with_or_without_keys_is_taken_and_posted(
    office: SampleCompany, keys: bool
) -> None:
    sent = journal(keys=keys)
    made = office.ok("POST", "GL/GLJournalBatches", sent)
    same(made, sent, "BatchNumber")
    assert made["BatchNumber"] == made["JournalHeaders"][0]["BatchNumber"] == "000001"
    assert [one["EntryNumber"] for one in made["JournalHeaders"]] == ["00001", "00002"]
    lines = made["JournalHeaders"][0]["JournalDetails"]
    assert [one["TransactionNumber"][-2:] for one in lines] == ["20", "40", "60"]
    for line in lines:
        assert (line["BatchNumber"], line["EntryNumber"]) == ("000001", "00001")
    posted = office.post_journal("000001")
    assert (posted["Status"], posted["NumberOfErrors"]) == ("Posted", 0)
    assert office.balance("9999") == 10


def test_a_formatted_account_is_the_same_account(office: SampleCompany) -> None:
    sent = journal(keys=False)
    sent["JournalHeaders"][1]["JournalDetails"][0]["AccountNumber"] = "6000-100"
    made = office.ok("POST", "GL/GLJournalBatches", sent)
    line = made["JournalHeaders"][1]["JournalDetails"][0]
    assert line["AccountNumber"] == "6000100"


def test_a_bank_entry_with_its_number_sent_gets_the_next_one(office: SampleCompany) -> None:
    line = {
        "SequenceNumber": 29,
        "LineNumber": 1,
        "DistributionCode": "",
        "Reference": "",
        "Description": "",
        "SourceAmount": 1.15,
        "GLAccount": "4220",
    }
    body = {
        "SequenceNumber": 29,
        "BankCode": "SEATAC",
        "BankEntryDate": "2020-01-17",
        "BankEntryType": "Withdrawals",
        "EntryDescription": "Bank entries",
        "BankEntryDetail": [line],
    }
    made = office.ok("POST", "BK/BKBankEntries", body)
    same(made, body, "SequenceNumber")
    assert made["SequenceNumber"] == made["BankEntryDetail"][0]["SequenceNumber"] == 1


# ---------------------------------------------------------------- optional fields


def test_optional_fields_are_taken_as_integrators_send_them(office: SampleCompany) -> None:
    define(office.sage.books, "customers", "GSTIN")
    define(office.sage.books, "customers", "LIMIT", "Amount", 15)
    define(office.sage.books, "customers", "SINCE", "Date", 8)
    define(office.sage.books, "customers", "VIP", "YesNo", 1)
    whole = {
        "CustomerNumber": "1400",
        "OptionalField": "GSTIN",
        "Value": "29AAACB1234C1Z5",
        "CustomerOptionalFieldValueType": "Text",
        "Length": 60,
        "Decimals": 0,
        "AllowBlank": "true",
        "Validate": "false",
        "ValueSet": "Yes",
        "TextValue": "29AAACB1234C1Z5",
    }
    short = [
        {"OptionalField": "LIMIT", "Value": "1234.50"},
        {"OptionalField": "SINCE", "Value": "20200105"},
        {"OptionalField": "VIP", "Value": "1"},
    ]
    body = {"CustomerOptionalFieldValues": [whole, *short]}
    office.ok("PATCH", "AR/ARCustomers('1400')", body)
    found = office.ok("GET", "AR/ARCustomers('1400')")["CustomerOptionalFieldValues"]
    by_code = {one["OptionalField"]: one for one in found}
    assert by_code["GSTIN"]["AllowBlank"] is True
    assert by_code["GSTIN"]["CustomerNumber"] == "1400"
    assert by_code["LIMIT"]["AmountValue"] == Decimal("1234.50")
    assert by_code["SINCE"]["DateValue"] == "2020-01-05T00:00:00Z"
    assert by_code["VIP"]["YesNoValue"] is True
    number = {"OptionalField": "LIMIT", "Value": 1234.5}
    body = {"CustomerOptionalFieldValues": [number]}
    assert office.no("PATCH", "AR/ARCustomers('1400')", body)[1] == "InvalidPayload"
