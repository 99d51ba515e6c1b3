"""A report as XLSX, read back: sheets, amounts as numbers, texts as texts, sums."""

import io
from datetime import datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from s300gc.model import Money
from s300gc.rules import report as rules
from s300gc.show import report_xlsx
from s300gc.show.report_page import sheets
from s300gc.show.report_tables import Exact
from tests.reports import FORMULA, SCRIPT, report


@pytest.fixture(scope="module")
def book() -> Any:
    return openpyxl.load_workbook(io.BytesIO(report_xlsx.content(report())))


def rows(book: Any, name: str) -> list[dict[str, Any]]:
    head, *body = book[name].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in body]


def test_every_table_is_a_sheet_with_a_frozen_head_and_a_filter(book: Any) -> None:
    names = [table.sheet for table in sheets(report())]
    assert book.sheetnames == ["Summary", *names]
    assert len(names) == len(set(names))
    for name in names:
        assert book[name].freeze_panes == "B2"
        assert book[name]["A1"].font.bold


def test_the_sums_of_payouts_are_what_the_payouts_come_to(book: Any) -> None:
    found = rows(book, "Payouts")
    totals = rules.totals(rules.split(one.payout, one.items) for one in report().payouts)
    for total in totals:
        mine = [row for row in found if row["Currency"] == total.currency]
        (said,) = [row for row in mine if row["Payout"].startswith("Total")]
        assert Decimal(str(said["Paid out"])) == total.paid_out.decimal
        for column in ("Collected", "Came back", "Fees", "VAT", "Paid out"):
            added = sum(Decimal(str(row[column])) for row in mine if row is not said)
            assert added == Decimal(str(said[column])), column


def test_amounts_are_numbers_of_their_currency_and_days_are_days(book: Any) -> None:
    sheet = book["Payouts"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    amount = sheet.cell(2, columns["Paid out"])
    assert (amount.data_type, amount.value, amount.number_format) == ("n", 897.28, "#,##0.00")
    arrived = sheet.cell(2, columns["Arrived"])
    assert (arrived.value, arrived.number_format) == (datetime(2026, 1, 12), "yyyy-mm-dd")  # noqa: DTZ001
    assert report_xlsx.pattern(Money(1, "JPY")) == "#,##0"
    assert report_xlsx.pattern(Money(1, "KWD")) == "#,##0.000"
    assert report_xlsx.pattern(Exact(Decimal("0.1"), "GBP")) == "#,##0.000"


def test_nothing_that_came_from_elsewhere_is_a_formula_a_link_or_a_number(book: Any) -> None:
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"n", "s", "d"}
    texts = {cell.value for cell in cells if cell.data_type == "s"}
    assert {FORMULA, SCRIPT, "+1", "@A"} <= texts
    assert not [cell for cell in cells if cell.hyperlink]
    # Numbers of batches keep their noughts.
    assert {row["GL batch"] for row in rows(book, "Payouts") if row["GL batch"]} == {
        "000000", "000001", "000002",
    }  # fmt: skip


def test_an_amount_that_is_too_long_for_a_spreadsheet_is_a_text() -> None:
    from dataclasses import replace

    found = report()
    one = replace(found.owed[0], balance=Money(123_456_789_012_345_678, "GBP"))
    book = openpyxl.load_workbook(
        io.BytesIO(report_xlsx.content(replace(found, owed=(one, *found.owed[1:]))))
    )
    assert "1,234,567,890,123,456.78" in {row["Open"] for row in rows(book, "Open documents")}


def test_the_same_report_gives_the_same_bytes() -> None:
    assert report_xlsx.content(report()) == report_xlsx.content(report())
