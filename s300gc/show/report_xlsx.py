"""A report as a workbook: a summary, then a sheet for each table, ready to be filtered."""

import io
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from s300gc.flows.report import Report
from s300gc.model import Money, digits
from s300gc.show.report_page import page, sheets
from s300gc.show.report_tables import Cell, Column, Exact, Ref, Table, written

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST = 10**15
"""Minor units; a spreadsheet keeps 15 digits, and a longer amount is written as text."""
WIDEST, NARROWEST = 60, 9
"""Widths of columns, in characters."""
OPTIONS = {
    "in_memory": True,
    # Nothing that came from elsewhere becomes a formula, a link or a number.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class Formats:
    """The formats of one workbook, each made once."""

    def __init__(self, book: "Workbook") -> None:
        self._book = book
        self._known: dict[tuple[str, bool], Any] = {}

    def of(self, pattern: str = "", *, bold: bool = False) -> Any:
        """Give the format with a number pattern; empty: as it is."""
        if (pattern, bold) not in self._known:
            wanted = {"num_format": pattern or "General", "bold": bold, "valign": "top"}
            if pattern == HEAD:
                wanted = {"bold": True, "bottom": 2, "valign": "top", "text_wrap": True}
            self._known[pattern, bold] = self._book.add_format(wanted)
        return self._known[pattern, bold]


HEAD = "head"


def content(found: Report) -> bytes:
    """Write a report as XLSX; the same report gives the same bytes.

    Raises ImportError where the extra ``report`` is not installed.
    """
    from xlsxwriter import Workbook

    target = io.BytesIO()
    book = Workbook(target, OPTIONS)
    book.set_properties(
        {
            "title": page(found).title,
            "author": f"s300gc {found.version}",
            "created": found.made_at.replace(tzinfo=None),
        }
    )
    formats = Formats(book)
    _summary(book.add_worksheet("Summary"), found, formats)
    for table in sheets(found):
        _table(book.add_worksheet(table.sheet), table, formats)
    book.close()
    return target.getvalue()


def _summary(sheet: "Worksheet", found: Report, formats: Formats) -> None:
    laid_out = page(found)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 8, 18)
    sheet.write_string(0, 0, laid_out.title, formats.of(bold=True))
    row = 2
    for name, value in laid_out.about:
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value)
        row += 1
    row += 1
    for word in laid_out.words:
        sheet.write_string(row, 0, word.label)
        row += 1
    for currency, cards in laid_out.headlines:
        row += 1
        sheet.write_string(row, 0, currency, formats.of(HEAD))
        sheet.write_blank(row, 1, None, formats.of(HEAD))
        for card in cards:
            row += 1
            sheet.write_string(row, 0, card.label)
            _write(sheet, row, 1, card.figure, Column("", "money"), formats, bold=False)
        row += 1


def _table(sheet: "Worksheet", table: Table, formats: Formats) -> None:
    for n, column in enumerate(table.columns):
        sheet.write_string(0, n, column.label, formats.of(HEAD))
    body = (*table.rows, *table.sums)
    for row, cells in enumerate(body, start=1):
        for n, (cell, column) in enumerate(zip(cells, table.columns, strict=True)):
            _write(sheet, row, n, cell, column, formats, bold=row > len(table.rows))
    for n, column in enumerate(table.columns):
        longest = max((len(written(cells[n])) for cells in body), default=0)
        width = max(NARROWEST, min(WIDEST, max(longest, len(column.label)) + 2))
        sheet.set_column(n, n, width)
    sheet.freeze_panes(1, 1)
    if table.rows:
        # Sums stay outside of the filter, so that filtering does not count them as rows.
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def _write(
    sheet: "Worksheet", row: int, n: int, cell: Cell, column: Column, formats: Formats, *,
    bold: bool,
) -> None:  # fmt: skip
    """Write one cell by what it is; a text stays a text, whatever it begins with."""
    if cell is None or cell == "":
        sheet.write_blank(row, n, None, formats.of(bold=bold))
    elif isinstance(cell, (Money, Exact)) and abs(Decimal(cell.minor)) < MOST:
        sheet.write_number(row, n, cell.decimal, formats.of(pattern(cell), bold=bold))
    elif isinstance(cell, datetime):
        naive = cell.replace(tzinfo=None)
        sheet.write_datetime(row, n, naive, formats.of("yyyy-mm-dd hh:mm", bold=bold))
    elif isinstance(cell, date):
        sheet.write_datetime(row, n, cell, formats.of("yyyy-mm-dd", bold=bold))
    elif isinstance(cell, int):
        sheet.write_number(row, n, cell, formats.of("#,##0", bold=bold))
    else:
        text = cell.text if isinstance(cell, Ref) else written(cell)
        sheet.write_string(row, n, text, formats.of("@", bold=bold))


def pattern(amount: Money | Exact) -> str:
    """Give the number format of an amount: the digits of its currency, negative ones with -."""
    places = digits(amount.currency) + (1 if isinstance(amount, Exact) else 0)
    return "#,##0" + ("." + "0" * places if places else "")
