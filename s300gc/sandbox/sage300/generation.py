"""``ARCreateRecurringCharge``: a batch of invoices of the recurring charges that are due.

Due is what is scheduled up to the run date, of active charges whose run date lies between
start and expiration and whose customers are active and not on hold; past a maximum amount
only what is left of it is invoiced (help of the Create Recurring Charge Batch screen).
A run makes one invoice of each charge [I].
"""

from decimal import Decimal

from s300gc.sandbox.sage300 import charges, invoices
from s300gc.sandbox.sage300.books import ZERO, Books, dec, money
from s300gc.sandbox.sage300.chargeentry import LINES
from s300gc.sandbox.sage300.errors import refused
from s300gc.sandbox.sage300.keys import key_text
from s300gc.sandbox.sage300.resources import INVOICE_BATCHES
from s300gc.sandbox.sage300.tables import TABLES, Row

_LINE = TABLES["InvoiceDetail"].properties
_WORKED_OUT = ("ExtendedAmountWithoutTIP", "TaxBase", "TaxRate", "TaxAmount", "LineNumber")
_COPIED = (
    *("AccountSet", "Terms", "TaxGroup", "InvoiceType", "InvoiceDescription", "OrderNumber"),
    *("PONumber", "SpecialInstructions", "ShipViaCode", "ShipViaDescription"),
    *(f"Salesperson{n}" for n in range(1, 6)),
    *(f"SalesSplitPercentage{n}" for n in range(1, 6)),
    *(f"TaxClass{n}" for n in range(1, 6)),
)


def run(books: Books, body: Row, maker: str) -> int:
    """Generate the invoices that are due and give the number of their batch, 0 without any."""
    day = body.get("RunDate") or books.today
    charges.recount(books)
    due = [
        row
        for row in books.shelf(charges.CHARGES.path).ordered
        if _in_range(books, row, body) and is_due(books, row, day)
    ]
    batch = _append_to(books, body) if _appends(body) else None
    if not due:
        return 0
    entries = [_entry(books, row, body, day) for row in due]
    if batch is None:
        text = f"Recurring charges, run date {day}"
        header: Row = {"BatchDate": day, "Description": text, "BatchType": "Recurring"}
        batch = invoices.create(books, {**header, "Invoices": entries}, maker)
    else:
        inserted = [{**entry, "UpdateOperation": "Insert"} for entry in entries]
        key = key_text([batch["BatchNumber"]])
        invoices.change(books, key, batch, {"Invoices": inserted})
    for row, entry in zip(due, batch["Invoices"][-len(due) :], strict=True):
        charges.note_generated(books, row, entry)
    return int(batch["BatchNumber"])


def process(books: Books, body: Row, maker: str) -> None:
    """Run the process; nothing due is no error."""
    run(books, body, maker)


# ---------------------------------------------------------------- which charges


def _in_range(books: Books, row: Row, body: Row) -> bool:
    """Say whether a run asks for a charge; an empty end of the range is no end."""
    kind = body.get("RangeType", "RecurringChargeCode")
    first, last = body.get("RangeFrom", ""), body.get("RangeThrough", "")
    owner: Row = books.find("AR/ARCustomers", row[charges.CUSTOMER]) or {}
    if kind == "ScheduleLink":
        return bool(row.get("Schedule", "") == body.get("ScheduleKey", ""))
    if kind == "SpecificRecurringChargeCode":
        return row[charges.CODE] == first and last in ("", row[charges.CUSTOMER])
    values = {
        "RecurringChargeCode": row[charges.CODE],
        "CustomerNumber": row[charges.CUSTOMER],
        "CustomerGroup": owner.get("GroupCode", ""),
        "NationalAccount": owner.get("NationalAccount", ""),
    }
    value = str(values[kind])
    return bool(first <= value and (not last or value <= last))


def is_due(books: Books, row: Row, day: str) -> bool:
    """Say whether a charge is to be invoiced on a run of this day."""
    owner = books.find("AR/ARCustomers", row[charges.CUSTOMER]) or {"Status": "Inactive"}
    if owner.get("Status", "Active") != "Active" or owner.get("OnHold", "No") == "Yes":
        return False
    expires = row.get("ExpirationDate") or day
    if row.get("Status", "Active") != "Active" or not row.get(LINES):
        return False
    if not row["EffectiveDate"] <= day <= expires:
        return False
    scheduled = row.get("NextScheduledDate")
    return bool(scheduled and scheduled <= day and left_of(row) != 0)


def left_of(row: Row) -> Decimal | None:
    """Give the total that may still be invoiced of a charge; None where nothing ends it."""
    count = int(row.get("PostedNumberOfInvoices", 0)) + int(row.get("UnpostedNumberOfInvoices", 0))
    most = int(row.get("MaximumNumberOfInvoices", 0))
    if row.get("ExpirationType") == "NumberOfInvoices" and count >= most:
        return ZERO
    if row.get("ExpirationType") != "MaximumAmount":
        return None
    made = dec(row.get("PostedTotalInvoiceAmount")) + dec(row.get("UnpostedTotalInvoiceAmount"))
    return max(ZERO, dec(row["MaximumTotalInvoiceAmount"]) - made)


# ---------------------------------------------------------------- which batch


def _appends(body: Row) -> bool:
    return bool(body.get("BatchGenerationMethod") == "AddtoanExistingBatch")


def _append_to(books: Books, body: Row) -> Row:
    number = int(body.get("AppendToBatchNumber", 0))
    batch = books.find(INVOICE_BATCHES.path, number)
    if batch is None or batch.get("BatchStatus", "Open") != "Open":
        raise refused(f"Batch {number} is not an existing open batch.")
    return batch


# ---------------------------------------------------------------- the invoice


def _entry(books: Books, row: Row, body: Row, day: str) -> Row:
    """Write a charge as an entry of an invoice batch, in the order in which values are put."""
    scheduled = body.get("DateGenerationMethod", "NextScheduleDate") == "NextScheduleDate"
    dated = body.get("ForcedInvoiceDate") or (row["NextScheduledDate"] if scheduled else day)
    entry: Row = {
        "CustomerNumber": row[charges.CUSTOMER],
        "DocumentNumber": _number(books, row[charges.CUSTOMER]),
        "TransactionType": "InvoiceRecurringCharge",
        "DocumentDate": dated,
        "RecurringChargeCode": row[charges.CODE],
        "DateGenerated": day,
    }
    entry.update({name: row[name] for name in _COPIED if row.get(name)})
    lines = [_line(line) for line in row.get(LINES, [])]
    left, total = left_of(row), dec(row.get("InvoiceTotalIncludingTax"))
    most = total if left is None else min(left, total)
    if most < total or row.get("TaxOverride") == "Yes":
        entry["DoNotCalculationTax"] = "Yes"
        lines = _cut_down(lines, row[LINES], most, total)
    entry["InvoiceDetails"] = lines
    entry["InvoiceOptionalFields"] = _fields(books, row)
    return entry


def _number(books: Books, customer: str) -> str:
    """Give the next free number of the invoices that come of recurring charges."""
    while True:
        number = f"RE{books.next_number('number Recurring'):013d}"
        if books.find("AR/ARPostedDocuments", customer, number) is None:
            return number


def _line(line: Row) -> Row:
    """Copy a line as far as invoices have the same properties; tax is worked out again."""
    return {
        name: line[name]
        for name, item in _LINE.items()
        if name in line and not item.nested and not name.startswith(_WORKED_OUT)
    }


def _cut_down(lines: list[Row], charged: list[Row], left: Decimal, total: Decimal) -> list[Row]:
    """Share what is left of a maximum over the lines; the last takes what rounding leaves."""
    made: list[Row] = []
    share = left / total if left != total else Decimal(1)
    for line, one in zip(lines, charged, strict=True):
        net = money(dec(one.get("ExtendedAmountWithoutTIP")) * share)
        due = {
            f"TaxAmount{n}": money(dec(one.get(f"TaxAmount{n}")) * share)
            for n in range(1, 6)
            if one.get(f"TaxAmount{n}")
        }
        made.append({**line, "ExtendedAmountWithTIP": net, **due})
    so_far = sum((dec(v) for one in made for n, v in one.items() if n in _AMOUNTS), ZERO)
    made[-1]["ExtendedAmountWithTIP"] += left - so_far
    return made


_AMOUNTS = {"ExtendedAmountWithTIP", *(f"TaxAmount{n}" for n in range(1, 6))}


def _fields(books: Books, row: Row) -> list[Row]:
    """Give the charge's optional fields, as far as invoices have them too."""
    known = books.data["optional_fields"].get("invoices", {})
    return [
        {"OptionalField": one["OptionalField"], "Value": one.get("Value", "")}
        for one in row.get("RecurringChargeOptionalFields", [])
        if one["OptionalField"] in known
    ]
