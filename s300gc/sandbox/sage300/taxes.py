"""Sales tax: what the authorities of a tax group, up to five, add to the lines of a document.

The rate of an authority is that of the customer's class and the item's class, 1 unless they
are given. All authorities work on the same base; surtax on tax is not known here.
"""

from dataclasses import dataclass
from decimal import Decimal

from s300gc.sandbox.sage300.books import ZERO, Books, dec, money
from s300gc.sandbox.sage300.errors import missing
from s300gc.sandbox.sage300.tables import Row

MOST = 5
_LINE = ("TaxBase", "TaxRate", "TaxAmount")


@dataclass(frozen=True, slots=True)
class Tax:
    """An authority of a group: its rates in percent by item class, the account it is owed on."""

    authority: str
    rates: tuple[Decimal, ...]
    account: str

    def rate(self, item_class: int) -> Decimal:
        """Give the rate of an item class; one that is not known is free of tax."""
        return self.rates[item_class - 1] if 1 <= item_class <= len(self.rates) else ZERO


def taxes_of(books: Books, group: str, entry: Row | None = None) -> list[Tax]:
    """Give the taxes of a group; ``FieldInvalid`` where there is no such group.

    ``entry`` may carry the customer's class with each authority (``TaxClass1`` to 5).
    """
    row = books.find("TX/TXTaxGroups", group, "Sales")
    if row is None:
        raise missing(f"tax group {group}")
    found = []
    for n in range(1, MOST + 1):
        authority = row.get(f"TaxAuthority{n}", "")
        if authority:
            buyer = int((entry or {}).get(f"TaxClass{n}") or 1)
            listed = books.find("TX/TXTaxRates", authority, "Sales", buyer) or {}
            rates = tuple(dec(listed.get(f"ItemRate{k}")) for k in range(1, 11))
            account = books.data.get("tax_accounts", {}).get(authority, "")
            found.append(Tax(authority, rates, account))
    return found


def tax_line(line: Row, taxes: list[Tax], *, manual: bool) -> None:
    """Work out base and taxes of a line; included tax is taken out of its amount.

    ``manual`` leaves the taxes that were sent, as where tax is not calculated.
    """
    amount = money(dec(line.get("ExtendedAmountWithTIP")))
    places = range(1, max(len(taxes), 1 if manual else 0) + 1)
    rates = {n: tax.rate(int(line.get(f"TaxClass{n}") or 1)) for n, tax in enumerate(taxes, 1)}
    if manual:
        base = amount
        due = {n: money(dec(line.get(f"TaxAmount{n}"))) for n in places}
    else:
        inside = [n for n in places if line.get(f"TaxIncluded{n}") == "Yes" and rates[n]]
        base, due = _worked_out(amount, rates, inside)
    line["ExtendedAmountWithTIP"] = amount
    line["ExtendedAmountWithoutTIP"] = base
    for n in range(1, MOST + 1):
        if n in due and (taxes or due[n]):
            line.update({f"TaxBase{n}": base, f"TaxRate{n}": rates.get(n, ZERO)})
            line[f"TaxAmount{n}"] = due[n]
            line.setdefault(f"TaxClass{n}", 1)
        else:
            for name in _LINE:
                line.pop(f"{name}{n}", None)
    line["TaxTotal"] = sum(due.values(), ZERO)
    if not line["TaxTotal"] and not taxes:
        del line["TaxTotal"]


def _worked_out(
    amount: Decimal, rates: dict[int, Decimal], inside: list[int]
) -> tuple[Decimal, dict[int, Decimal]]:
    """Give the base and each tax; of several included ones the last takes what rounding leaves."""
    base = money(amount * 100 / (100 + sum((rates[n] for n in inside), ZERO)))
    due = {n: money(base * rate / 100) for n, rate in rates.items()}
    if inside:
        due[inside[-1]] = amount - base - sum((due[n] for n in inside[:-1]), ZERO)
    return base, due


def tax_entry(entry: Row, taxes: list[Tax]) -> None:
    """Add up the lines of an invoice into its totals."""
    lines: list[Row] = entry.get("InvoiceDetails", [])
    base = sum((dec(line["ExtendedAmountWithoutTIP"]) for line in lines), ZERO)
    due = sum((dec(line.get("TaxTotal")) for line in lines), ZERO)
    for n in range(1, MOST + 1):
        entry[f"TaxAuthority{n}"] = taxes[n - 1].authority if n <= len(taxes) else ""
        entry[f"TaxBase{n}"] = base if n <= len(taxes) else ZERO
        entry[f"TaxAmount{n}"] = sum((dec(line.get(f"TaxAmount{n}")) for line in lines), ZERO)
    taxed = any(dec(line.get(f"TaxRate{n}")) for line in lines for n in range(1, MOST + 1))
    entry["TaxTotal"] = due
    entry["TaxableAmount"] = base if taxed else ZERO
    entry["NonTaxableAmount"] = ZERO if taxed else base
    entry["DocumentTotalBeforeTax"] = base
    entry["DocumentTotalIncludingTax"] = base + due
