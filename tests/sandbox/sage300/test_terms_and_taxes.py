"""When documents of each kind of terms are due, and what several tax authorities add."""

from decimal import Decimal
from typing import Any

import pytest

from s300gc.sandbox.sage300.install import keep
from s300gc.sandbox.sage300.terms import due_date, schedule

from .office import Office

TABLE = {
    "DueDateTableStartingDay1": 1,
    "DueDateTableEndingDay1": 15,
    "DueDateTableMonthsAdded1": 1,
    "DueDateTableDayOfMonth1": 10,
    "DueDateTableStartingDay2": 16,
    "DueDateTableEndingDay2": 31,
    "DueDateTableMonthsAdded2": 2,
    "DueDateTableDayOfMonth2": 31,
}


@pytest.mark.parametrize(
    ("kind", "payment", "dated", "due"),
    [
        ("DaysFromInvoiceDate", {"DueNumberOfDays": 30}, "2026-01-05", "2026-02-04"),
        ("EndofNextMonth", {}, "2026-01-31", "2026-02-28"),
        ("DayofNextMonth", {"DueDayOfMonth": 15}, "2026-12-20", "2027-01-15"),
        ("DayofNextMonth", {"DueDayOfMonth": 31}, "2026-01-05", "2026-02-28"),
        (
            "DaysFromDayofNextMonth",
            {"DueDayOfMonth": 15, "DueNumberOfDays": 10},
            "2026-01-05",
            "2026-02-25",
        ),
        ("DueDateTable", {}, "2026-01-15", "2026-02-10"),
        ("DueDateTable", {}, "2026-01-16", "2026-03-31"),
    ],
)
def test_terms_count_days_in_their_own_way(
    kind: str, payment: dict[str, int], dated: str, due: str
) -> None:
    terms: dict[str, Any] = {"DueDateType": kind, "TermsPaymentSchedules": [payment], **TABLE}
    assert due_date(terms, dated) == due


def test_payments_share_the_total_and_the_last_takes_the_rest() -> None:
    parts = [{"PaymentNumber": n, "PercentDue": Decimal("33.33")} for n in (1, 2, 3)]
    for n, part in enumerate(parts):
        part["DueNumberOfDays"] = 30 * n
    found = schedule({"TermsPaymentSchedules": parts}, "2026-01-05", "2026-01-05", Decimal(100))
    assert [(one["AmountDue"], one["DueDate"]) for one in found] == [
        (Decimal("33.33"), "2026-01-05"),
        (Decimal("33.33"), "2026-02-04"),
        (Decimal("33.34"), "2026-03-06"),
    ]


@pytest.fixture
def office() -> Office:
    """A company with a group of two authorities, of 5 and 8 percent."""
    made = Office()
    for name, rate in (("STATE", 5), ("CITY", 8)):
        keep(
            made.sage.books,
            "TX/TXTaxRates",
            {"TaxAuthority": name, "BuyerClass": 1, "ItemRate1": rate, "ItemRate2": 0},
        )
    names = {"TaxAuthority1": "STATE", "TaxAuthority2": "CITY"}
    keep(made.sage.books, "TX/TXTaxGroups", {"TaxGroupKey": "BOTH", **names})
    made.sage.data["tax_accounts"] |= {"STATE": "2200", "CITY": "2190"}
    made.customer("C1", TaxGroup="BOTH")
    return made


def test_each_authority_adds_its_own_tax(office: Office) -> None:
    entry = {"CustomerNumber": "C1", "DocumentNumber": "A"}
    entry["InvoiceDetails"] = [  # type: ignore[assignment]
        {"ExtendedAmountWithTIP": 100},
        {"ExtendedAmountWithTIP": 50, "TaxClass2": 2},
    ]
    made = office.ok("POST", "AR/ARInvoiceBatches", {"Invoices": [entry]})
    found = made["Invoices"][0]
    assert (found["TaxAmount1"], found["TaxAmount2"], found["TaxTotal"]) == (7.5, 8, 15.5)
    assert found["DocumentTotalIncludingTax"] == 165.5
    office.post_invoices(made["BatchNumber"])
    posted = office.document("A")
    assert (posted["TaxAuthority1"], posted["TaxAuthority2"]) == ("STATE", "CITY")
    assert (posted["CustomerTaxAmount1"], posted["CustomerTaxAmount2"]) == (7.5, 8)
    office.agrees()
    assert (office.balance("2200"), office.balance("2190")) == (-7.5, -8)


def test_included_taxes_are_taken_out_together(office: Office) -> None:
    line = {"ExtendedAmountWithTIP": 113, "TaxIncluded1": "Yes", "TaxIncluded2": "Yes"}
    entry = {"CustomerNumber": "C1", "InvoiceDetails": [line]}
    found = office.ok("POST", "AR/ARInvoiceBatches", {"Invoices": [entry]})["Invoices"][0]
    assert (found["DocumentTotalBeforeTax"], found["DocumentTotalIncludingTax"]) == (100, 113)
    assert (found["TaxAmount1"], found["TaxAmount2"]) == (5, 8)
