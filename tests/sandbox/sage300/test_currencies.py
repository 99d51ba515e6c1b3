"""Documents and receipts in other currencies: rates, exchange differences, three amounts."""

from decimal import Decimal
from typing import Any

import pytest

from s300gc.sandbox.sage300.company import SageCompany
from s300gc.sandbox.timeline import Timeline

from .office import Office, day, journal, receipt


@pytest.fixture
def office() -> Office:
    """A euro customer with an invoice of EUR 1,000 at 0.85."""
    made = Office()
    made.customer("C1", account_set="EUR", currency="EUR")
    made.invoice("IN1", "1000.00")
    return made


def rated(amount: str, rate: str, applied: dict[str, str] | None = None) -> dict[str, Any]:
    entry = receipt(amount, applied)
    return {
        "CustomerNumber": "C1",
        "BankExchangeRate": Decimal(rate),
        "BankRateOverridden": "Yes",
        "CustomerExchangeRate": Decimal(rate),
        **entry,
    }


def test_a_document_carries_both_currencies_at_the_rate_of_its_day(office: Office) -> None:
    office.sage.set_rate("EUR", day(3), Decimal("0.90"))
    office.invoice("IN2", "100.00", dated=day(4))
    found = office.document("IN2")
    assert (found["CurrencyCode"], found["ExchangeRate"]) == ("EUR", Decimal("0.90"))
    assert (found["CustomerCurrencyAmountDue"], found["FunctionalCurrencyAmountDue"]) == (100, 90)
    assert office.document("IN1")["FunctionalCurrencyAmountDue"] == 850


def test_the_worked_example_leaves_nothing_on_x(office: Office) -> None:
    """Invoice EUR 1,000 at 0.85, payout at 0.86: X 0, exchange gain 10 in AR."""
    euro = {"SourceCurrency": "EUR", "CurrencyRate": Decimal("0.86")}
    details = [
        {"AccountNumber": number, **euro, "SourceCurrencyAmount": Decimal(amount)}
        for number, amount in (("1000", "988"), ("2201", "2"), ("7900", "10"), ("1120", "-1000"))
    ]
    body = journal()
    body["JournalHeaders"][0]["JournalDetails"] = details
    office.post_journal(office.ok("POST", "GL/GLJournalBatches", body)["BatchNumber"])
    number = office.receipt_batch(rated("1000", "0.86", {"IN1": "1000"}), bank="GC1120")
    assert office.post_receipts(number)["FunctionalBatchTotal"] == 860
    office.agrees()
    assert office.balance("1000") == Decimal("849.68")
    assert (office.balance("1120"), office.balance("7100")) == (0, -10)


def test_a_loss_is_booked_on_the_other_side(office: Office) -> None:
    raw = rated("500", "0.80", {"IN1": "500"})
    office.post_receipts(office.receipt_batch(raw, bank="BANKEUR"))
    office.agrees()
    assert office.balance("7100") == 25
    assert office.document("IN1")["FunctionalCurrencyAmountDue"] == 425


def test_the_last_receipt_takes_the_functional_rest(office: Office) -> None:
    office.invoice("IN2", "0.07")
    for amount in ("0.02", "0.02", "0.03"):
        raw = rated(amount, "0.85", {"IN2": amount})
        office.post_receipts(office.receipt_batch(raw, bank="BANKEUR"))
    found = office.document("IN2")
    assert (found["FullyPaid"], found["FunctionalCurrencyAmountDue"]) == ("Yes", 0)
    office.agrees()


def test_one_rate_is_enough_where_bank_and_customer_have_one_currency(office: Office) -> None:
    for name in ("BankExchangeRate", "CustomerExchangeRate"):
        entry = {"CustomerNumber": "C1", name: Decimal("0.9"), "BankReceiptAmount": 10}
        number = office.receipt_batch(entry, bank="BANKEUR")
        path = f"AR/ARReceiptAndAdjustmentBatches('CA',{number})"
        made = office.ok("GET", path)["ReceiptsAdjustments"][0]
        assert made["BankExchangeRate"] == made["CustomerExchangeRate"] == Decimal("0.9")
    two = {**entry, "BankExchangeRate": Decimal("0.8")}
    body = {"BatchRecordType": "CA", "BankCode": "BANKEUR", "ReceiptsAdjustments": [two]}
    assert office.no("POST", "AR/ARReceiptAndAdjustmentBatches", body)[1] == "FieldInvalid"


def test_a_bank_of_the_home_currency_takes_a_foreign_customer_s_money(office: Office) -> None:
    raw = {"CustomerNumber": "C1", "CustomerExchangeRate": Decimal("0.86"), **receipt("860")}
    raw |= receipt("860", {"IN1": "1000"})
    number = office.receipt_batch(raw, bank="BANK")
    batch = office.post_receipts(number)
    entry = batch["ReceiptsAdjustments"][0]
    assert (entry["BankReceiptAmount"], entry["CustomerReceiptAmount"]) == (860, 1000)
    office.agrees()
    assert office.document("IN1")["FullyPaid"] == "Yes"
    assert office.balance("7100") == -10
    back = {"CustomerNumber": "C1", "CustomerReceiptAmount": 100}
    number = office.receipt_batch(back, bank="BANK")
    found = office.ok("GET", f"AR/ARReceiptAndAdjustmentBatches('CA',{number})")
    assert found["ReceiptsAdjustments"][0]["BankReceiptAmount"] == 85


@pytest.mark.doubt("rate_spread")
def test_a_rate_beyond_the_spread_can_be_refused() -> None:
    office = Office(rate_spread=Decimal("0.02"))
    office.customer("C1", account_set="EUR", currency="EUR")
    body = {"BatchRecordType": "CA", "BankCode": "BANKEUR"}
    for rate, status in (("0.86", 201), ("0.88", 409)):
        sent = {**body, "ReceiptsAdjustments": [rated("10", rate)]}
        assert office.send("POST", "AR/ARReceiptAndAdjustmentBatches", sent).status == status


def test_a_currency_without_a_rate_is_refused(office: Office) -> None:
    table = office.ok("GET", "CS/CSCurrencyRates('GBP','SP')")
    assert {row["FromCurrency"] for row in table["CurrencyRateDetail"]} == {"EUR", "USD"}
    office.ok("PUT", "CS/CSCurrencyRates('GBP','SP')", {"CurrencyRateDetail": []})
    entry = {"CustomerNumber": "C1", "InvoiceDetails": [{"ExtendedAmountWithTIP": 1}]}
    assert office.no("POST", "AR/ARInvoiceBatches", {"Invoices": [entry]})[1] == "General"


def test_prepayments_refunds_and_returns_carry_their_own_rates(office: Office) -> None:
    raw = rated("100", "0.90") | {"ReceiptTransactionType": "Prepayment"}
    office.post_receipts(office.receipt_batch(raw, bank="BANKEUR"))
    applied = {
        "CustomerNumber": "C1",
        "ReceiptTransactionType": "ApplyDocument",
        "DocumentNumber": "PP000001",
        "AppliedReceiptsAdjustments": [{"DocumentNumber": "IN1", "CustomerReceiptAmount": 60}],
    }
    office.post_receipts(office.receipt_batch(applied, bank="BANKEUR"))
    office.agrees()
    assert office.balance("7100") == -3
    entry = {
        "CustomerNumber": "C1",
        "CashBankAccount": "BANKEUR",
        "ExchangeRate": Decimal("0.80"),
        "RefundDetails": [{"DocumentNumber": "PP000001", "AmountCustomer": 40}],
    }
    batch = office.ok("POST", "AR/ARRefundBatches", {"RefundEntries": [entry]})
    office.ok(
        "PATCH", f"AR/ARRefundBatches({batch['BatchNumber']})", {"BatchStatus": "ReadyToPost"}
    )
    office.ok("POST", "AR/ARPostRefunds('$process')", {"PostAllBatches": "Postallbatches"})
    raw = rated("200", "0.87", {"IN1": "200"}) | {"CheckReceiptNumber": "PM1"}
    office.post_receipts(office.receipt_batch(raw, bank="BANKEUR"))
    office.sage.return_receipt("C1", "PM1", day(), "refused")
    office.agrees()
    assert office.document("PP000001")["FunctionalCurrencyAmountDue"] == 0
    assert office.document("IN1")["FunctionalCurrencyAmountDue"] == 799


def test_a_company_can_have_another_home_currency() -> None:
    sage = SageCompany(Timeline(day()), company="EUROLT")
    sage.install(home="EUR", account_sets={"DOM": ("1100", "EUR"), "GBP": ("1130", "USD")})
    sage.add_customer("C1", "One", "one@example.com", currency="EUR")
    sage.post_invoice("C1", "IN1", Decimal(100), day(), day(30))
    sage.post_ar_gl_batches()
    assert sage.state()["gl_balances"]["1100"] == "100.00"
