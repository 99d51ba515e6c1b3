"""What Sage works out of a recurring charge: its lines' tax, its totals, when it is due next."""

from s300gc.sandbox.sage300 import accounts, schedules, taxes
from s300gc.sandbox.sage300.books import ZERO, Books, dec
from s300gc.sandbox.sage300.currencies import exact
from s300gc.sandbox.sage300.errors import bad_field, missing
from s300gc.sandbox.sage300.tables import Row

LINES = "RecurringChargeDetails"
_TOTALS = [f"{name}{n}" for name in ("TaxAuthority", "TaxBase", "TaxAmount") for n in range(1, 6)]


def finished(books: Books, row: Row) -> Row:
    """Give a charge with everything that follows from what was put into it."""
    made = dict(row)
    made["EffectiveDate"] = made.get("EffectiveDate") or books.today
    made[LINES] = [_line(books, line) for line in made.get(LINES, [])]
    _check_set(books, made)
    _total(books, made)
    _expire(made)
    made["LastLineNumber"] = max((int(line["LineNumber"]) for line in made[LINES]), default=0)
    made["NumberOfOptionalFields"] = len(made.get("RecurringChargeOptionalFields", []))
    made["NextScheduledDate"] = next_date(books, made)
    return made


def _check_set(books: Books, row: Row) -> None:
    if row.get("AccountSet"):
        accounts.check_account_set(books, row["AccountSet"], row.get("CurrencyCode", books.home))


def _line(books: Books, raw: Row) -> Row:
    """Check one line; without an account it takes that of its distribution code."""
    line = dict(raw)
    if line.get("DistributionCode"):
        code = books.find("AR/ARDistributionCodes", line["DistributionCode"])
        if code is None:
            raise missing(f"distribution code {line['DistributionCode']}")
        line["RevenueAccount"] = line.get("RevenueAccount") or code.get("RevenueAccount", "")
    if line.get("RevenueAccount"):
        accounts.account(books, line["RevenueAccount"])
    if "ExtendedAmountWithTIP" not in line and line.get("Quantity"):
        line["ExtendedAmountWithTIP"] = dec(line["Quantity"]) * dec(line.get("Price"))
    exact(line.get("ExtendedAmountWithTIP"), "ExtendedAmountWithTIP")
    return line


def _total(books: Books, row: Row) -> None:
    """Work out the tax of the lines and add them up, as an invoice of them would."""
    group = row.get("TaxGroup")
    found = taxes.taxes_of(books, group, row) if group else []
    lines: list[Row] = row[LINES]
    for line in lines:
        taxes.tax_line(line, found, manual=row.get("TaxOverride") == "Yes")
    entry: Row = {"InvoiceDetails": lines}
    taxes.tax_entry(entry, found)
    row.update({name: entry[name] for name in _TOTALS})
    for line in lines:
        line["TotalTaxAmount"] = line.pop("TaxTotal", ZERO)
        line["DistributedAmountBeforeTax"] = line["ExtendedAmountWithoutTIP"]
    row["InvoiceSubtotal"] = sum((line["ExtendedAmountWithTIP"] for line in lines), ZERO)
    row["InvoiceTotalBeforeTax"] = entry["DocumentTotalBeforeTax"]
    row["TotalTaxAmount"] = entry["TaxTotal"]
    row["InvoiceTotalIncludingTax"] = entry["DocumentTotalIncludingTax"]


def _expire(row: Row) -> None:
    """Check that what ends the charge is told; a date alone means that date."""
    if row.get("ExpirationDate") and row.get("ExpirationType", "NoExpiration") == "NoExpiration":
        row["ExpirationType"] = "SpecificDate"
    kind = row.get("ExpirationType", "NoExpiration")
    if kind == "SpecificDate":
        if not row.get("ExpirationDate"):
            raise bad_field("The expiration date is required.")
        if row["ExpirationDate"] < row["EffectiveDate"]:
            raise bad_field("The expiration date is before the start date.")
    if kind == "MaximumAmount" and dec(row.get("MaximumTotalInvoiceAmount")) <= 0:
        raise bad_field("The maximum amount is required.")
    if kind == "NumberOfInvoices" and int(row.get("MaximumNumberOfInvoices", 0)) <= 0:
        raise bad_field("The maximum number of invoices is required.")


def next_date(books: Books, row: Row) -> str | None:
    """Give the day on which the next invoice is due; None where there is no schedule.

    It is the first day of the schedule from the start date on, or after the last one for
    which an invoice was generated.
    """
    if not row.get("Schedule"):
        return None
    schedule = schedules.schedule(books, row["Schedule"])
    after = schedules.due_after(schedule, row["_generated"]) if "_generated" in row else ""
    if after is None:
        return None
    return schedules.due_from(schedule, max(row["EffectiveDate"], after))
