"""Sales tax: what a tax group adds to the lines of a document.

A group of the sandbox has one authority or none; its rate is that of item class 1.
"""

from dataclasses import dataclass
from decimal import Decimal

from s300gc.sandbox.sage300.books import ZERO, Books, dec, money
from s300gc.sandbox.sage300.errors import missing
from s300gc.sandbox.sage300.tables import Row


@dataclass(frozen=True, slots=True)
class Tax:
    """The authority of a group, its rate in percent, and the account it is owed on."""

    authority: str = ""
    rate: Decimal = ZERO
    account: str = ""


def tax_of(books: Books, group: str) -> Tax:
    """Give the tax of a group; ``FieldInvalid`` where there is no such group."""
    row = books.find("TX/TXTaxGroups", group, "Sales")
    if row is None:
        raise missing(f"tax group {group}")
    authority = row.get("TaxAuthority1", "")
    if not authority:
        return Tax()
    rate = books.find("TX/TXTaxRates", authority, "Sales", 1) or {}
    account = books.data.get("tax_accounts", {}).get(authority, "")
    return Tax(authority, dec(rate.get("ItemRate1")), account)


def tax_line(line: Row, tax: Tax, *, manual: bool) -> None:
    """Work out base and tax of a line; included tax is taken out of its amount.

    ``manual`` leaves the tax that was sent, as where tax is not calculated.
    """
    amount = money(dec(line.get("ExtendedAmountWithTIP")))
    if manual:
        base, due = amount, money(dec(line.get("TaxAmount1")))
    elif line.get("TaxIncluded1") == "Yes" and tax.rate:
        base = money(amount * 100 / (100 + tax.rate))
        due = amount - base
    else:
        base, due = amount, money(amount * tax.rate / 100)
    line["ExtendedAmountWithTIP"] = amount
    line["ExtendedAmountWithoutTIP"] = base
    if tax.authority or due:
        line.update(TaxBase1=base, TaxRate1=tax.rate, TaxAmount1=due, TaxTotal=due)
        line.setdefault("TaxClass1", 1)
    else:
        for name in ("TaxBase1", "TaxRate1", "TaxAmount1", "TaxTotal"):
            line.pop(name, None)


def tax_entry(entry: Row, tax: Tax) -> None:
    """Add up the lines of an invoice into its totals."""
    lines: list[Row] = entry.get("InvoiceDetails", [])
    base = sum((dec(line["ExtendedAmountWithoutTIP"]) for line in lines), ZERO)
    due = sum((dec(line.get("TaxTotal")) for line in lines), ZERO)
    entry["TaxAuthority1"] = tax.authority
    entry["TaxBase1"] = base if tax.authority else ZERO
    entry["TaxAmount1"] = due
    entry["TaxTotal"] = due
    entry["TaxableAmount"] = base if tax.rate else ZERO
    entry["NonTaxableAmount"] = ZERO if tax.rate else base
    entry["DocumentTotalBeforeTax"] = base
    entry["DocumentTotalIncludingTax"] = base + due
