"""One GL entry of a batch: its date and period, its lines in source and home currency."""

from decimal import Decimal
from typing import Any

from s300gc.sandbox.sage300 import accounts, optionalfields, periods
from s300gc.sandbox.sage300.books import ZERO, Books, dec
from s300gc.sandbox.sage300.currencies import ONE, SPOT, at, check_rate, exact, rate_on
from s300gc.sandbox.sage300.details import insert_all, merge, padded
from s300gc.sandbox.sage300.errors import bad_field, missing, refused
from s300gc.sandbox.sage300.puts import Effect, put_all
from s300gc.sandbox.sage300.tables import Row

LINES, FIELDS = "JournalDetails", "JournalDetailOptionalFields"
_NUMBER = padded("TransactionNumber", 10, 20)
_NOT_SET = (
    "BatchNumber",
    "ErrorBatch",
    "ErrorEntry",
    "UpdateOperation",
    "Warnings",
    "Debits",
    "Credits",
    "OutOfBalanceBy",
    LINES,
)


def new_header(books: Books, batch: Row, raw: Row) -> Row:
    """Make an entry of what was sent."""
    header: Row = {}
    _put(books, header, raw)
    _defaults(books, batch, header)
    rows = insert_all(raw.get(LINES, []), "TransactionNumber", _NUMBER)
    header[LINES] = [_line(books, header, {}, one) for one in rows]
    return _finish(books, header)


def change_header(books: Books, batch: Row, header: Row, changes: Row) -> None:
    """Change an entry of an open batch; lines are found by ``TransactionNumber``."""
    _put(books, header, changes)
    _defaults(books, batch, header)
    if LINES in changes:

        def update(line: Row, part: Row) -> None:
            _line(books, header, line, part)

        old = header.get(LINES, [])
        known = {id(line) for line in old}
        merged = merge(old, changes[LINES], "TransactionNumber", _NUMBER, update)
        header[LINES] = [
            one if id(one) in known else _line(books, header, {}, one) for one in merged
        ]
    _finish(books, header)


def _put(books: Books, header: Row, raw: Row) -> None:
    values = {name: value for name, value in raw.items() if name not in _NOT_SET}
    put_all(books, header, values, _EFFECTS)


def _dated(books: Books, header: Row, day: str) -> None:
    header["PostingDate"] = day
    _posting(books, header, day)


def _posting(books: Books, header: Row, day: str) -> None:
    header["FiscalYear"], header["FiscalPeriod"] = periods.period_of(books, day)


_EFFECTS: dict[str, Effect] = {"DocumentDate": _dated, "PostingDate": _posting}


def _defaults(books: Books, batch: Row, header: Row) -> None:
    """Default ledger, type and date, and check the source code and the period."""
    header["SourceLedger"] = header.get("SourceLedger") or batch.get("SourceLedger", "GL")
    header["SourceType"] = header.get("SourceType") or "JE"
    check_source(books, header)
    if not header.get("DocumentDate"):
        header["DocumentDate"] = books.today
        if not header.get("PostingDate"):
            _dated(books, header, books.today)
    year, period = header["FiscalYear"], header["FiscalPeriod"]
    if books.find(periods.CALENDARS, year) is None or period not in _PERIODS:
        raise bad_field(f"Fiscal period {period} of fiscal year {year} does not exist.")
    periods.check_at_entry(books, "GL", year, period)
    header["EnteredBy"] = "WEBAPI"


_PERIODS = {f"{n:02d}" for n in range(1, 14)}


def check_source(books: Books, row: Row) -> None:
    """Refuse a source code that is not defined."""
    if books.find("GL/GLSourceCodes", row["SourceLedger"], row["SourceType"]) is None:
        raise missing(f"source code {row['SourceLedger']}-{row['SourceType']}")


# ---------------------------------------------------------------- lines


def _line(books: Books, header: Row, line: Row, raw: Row) -> Row:
    """Put values into a line; what each sets besides itself follows the order of the body."""
    line.setdefault("HomeCurrency", books.home)
    line.setdefault("SourceCurrency", books.home)
    line.setdefault("CurrencyRate", ONE)
    line.setdefault("CurrencyRateDate", header["DocumentDate"])
    values = {n: v for n, v in raw.items() if n not in ("BatchNumber", "Warnings", FIELDS)}
    values.pop("UpdateOperation", None)
    put_all(books, line, values, _LINE_EFFECTS)
    if not line.get("AccountNumber"):
        raise bad_field("An account number is required.")
    line["SourceLedger"] = line.get("SourceLedger") or header["SourceLedger"]
    line["SourceType"] = line.get("SourceType") or header["SourceType"]
    check_source(books, line)
    line["JournalDate"] = line.get("JournalDate") or header["DocumentDate"]
    line["CurrencyRateTable"] = line.get("CurrencyRateTable") or SPOT
    if FIELDS in raw:
        line[FIELDS] = [
            optionalfields.completed(books, "journals", "JournalDetailOptionalFieldType", one)
            for one in raw[FIELDS]
        ]
    for name in ("Amount", "SourceCurrencyAmount"):
        line[name] = exact(line.get(name), name)
    if books.switches.control_check == "entry":
        check_control(books, line)
    return line


def _account(books: Books, line: Row, number: str) -> None:
    row = accounts.account(books, number)
    line["AccountNumber"] = row["UnformattedAccount"]
    line["AcctDescription"] = row.get("Description", "")


def _currency(books: Books, line: Row, code: str) -> None:
    if code != books.home:
        currency_allowed(books, line.get("AccountNumber", ""), code)
    _rate_date(books, line, line["CurrencyRateDate"])


def _rate_date(books: Books, line: Row, day: str) -> None:
    kind = line.get("CurrencyRateTable") or SPOT
    line["CurrencyRate"] = rate_on(books, line["SourceCurrency"], day, kind)
    _amount_at_rate(books, line, None)


def _rate_type(books: Books, line: Row, _kind: str) -> None:
    _rate_date(books, line, line["CurrencyRateDate"])


def _rate(books: Books, line: Row, rate: Any) -> None:
    check_rate(books, dec(rate), line["SourceCurrency"], line["CurrencyRateDate"])
    _amount_at_rate(books, line, None)


def _amount_at_rate(_books: Books, line: Row, _value: Any) -> None:
    """The functional amount is the source amount at the rate, rounded alone."""
    if "SourceCurrencyAmount" in line:
        source = exact(line["SourceCurrencyAmount"], "SourceCurrencyAmount")
        line["Amount"] = at(source, dec(line["CurrencyRate"]))


def _amount(books: Books, line: Row, amount: Any) -> None:
    """A functional amount that is put last stays; at home it is the source amount too."""
    if line["SourceCurrency"] == books.home:
        line["SourceCurrencyAmount"] = exact(amount, "Amount")


_LINE_EFFECTS: dict[str, Effect] = {
    "AccountNumber": _account,
    "SourceCurrency": _currency,
    "CurrencyRateTable": _rate_type,
    "CurrencyRateDate": _rate_date,
    "CurrencyRate": _rate,
    "SourceCurrencyAmount": _amount_at_rate,
    "Amount": _amount,
}


def currency_allowed(books: Books, number: str, code: str) -> None:
    """Refuse a foreign currency on an account that does not take it."""
    row = books.find(accounts.ACCOUNTS, number) or {}
    if number and row.get("Multicurrency", "No") == "No":
        raise refused(f"Account {number} is not a multicurrency account.")
    listed = [one.get("CurrencyCode") for one in row.get("AccountValidCurrencies", [])]
    if row.get("SpecificCurrency") == "SpecificCurrencies" and code not in listed:
        raise refused(f"Currency {code} is not valid for account {number}.")


def check_control(books: Books, line: Row) -> None:
    """Refuse a line on a control account that does not take its ledger."""
    ledger, kind = line["SourceLedger"], line["SourceType"]
    if not accounts.takes(books, line["AccountNumber"], ledger, kind):
        raise refused(
            f"Account {line['AccountNumber']} is a control account and does not accept entries "
            f"from {ledger}-{kind}."
        )


# ---------------------------------------------------------------- finishing


def _finish(books: Books, header: Row) -> Row:
    """Add up the entry; out of balance it is warned of or refused, by a switch."""
    lines: list[Row] = header.get(LINES, [])
    header[LINES] = lines
    amounts = [dec(line.get("Amount")) for line in lines]
    header["Debits"] = sum((amount for amount in amounts if amount > 0), ZERO)
    header["Credits"] = -sum((amount for amount in amounts if amount < 0), ZERO)
    header["OutOfBalanceBy"] = off = _difference(amounts)
    header["NumberOfDetails"] = len(lines)
    if off and books.switches.gl_unbalanced == "refuse":
        raise refused("The current entry is out of balance.")
    said = [f"The current entry is out of balance by {off}."] if off else []
    said += filter(None, [periods.warning(books, header["FiscalYear"], header["FiscalPeriod"])])
    header["Warnings"] = [
        {"Message": text, "Priority": "1", "PriorityString": "Warning"} for text in said
    ]
    return header


def _difference(amounts: list[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
