"""The fee legs of a payout's journal: VAT, surcharge, app fee, revenue share, GoCardless fee."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from s300gc.errors import PersonNeeded
from s300gc.model import Journal, JournalLine, Money, Payout, PayoutItem, Period, Tax, total
from s300gc.rules import keys
from s300gc.rules.lines import TEXT, Rate, functional, journal_line
from s300gc.rules.payouts import FEES
from s300gc.settings import BookSettings

HALF = Decimal("0.5")

VAT, FEE = "VAT on fees", "GoCardless fees"
TEXTS = (VAT, *(kind.replace("_", " ") for kind in FEES[1:]), FEE)
"""How the fee legs of a journal are called."""

Counts = Callable[[Tax], bool]
"""Which taxes are meant."""


def fee_lines(
    payout: Payout,
    items: Iterable[PayoutItem],
    books: BookSettings,
    rate: Rate,
    before: Iterable[JournalLine],
) -> list[JournalLine]:
    """Give the VAT, surcharge, app fee and revenue share legs, then the fee as what is left.

    ``before`` are the bank leg and the payment legs. What is left must be within half a unit
    per rounded leg of the exact net fee, else PersonNeeded. Tax whose rate is not final stays
    in the fee until ``vat_entry`` takes it out. A bank leg that stands in another currency
    than the payout counts by its functional amount, which is the payout's then.
    """
    fees = [item for item in items if item.type in FEES]
    currency = payout.amount.currency
    lines = []
    foreign = {tax.currency for item in fees for tax in item.taxes} - {currency}
    if foreign and splits(books):
        raise PersonNeeded(
            f"fees of payout {payout.id} hold tax in {', '.join(sorted(foreign))}, not {currency}"
        )
    taxes = _taxes(fees, final) if splits(books) else Decimal(0)
    if taxes:
        lines.append(_vat_line(fees, -taxes, payout, books, rate))
    for kind in FEES[1:]:
        net = -_net([item for item in fees if item.type == kind], books)
        if net:
            account, text = _own_account(kind, books), kind.replace("_", " ")
            lines.append(journal_line(account, _rounded(net, currency), payout.id, text, rate))
    own = [item for item in fees if item.type == FEES[0]]
    sources = [_in(currency, line) for line in (*before, *lines)]
    left = Money(-sum(source.minor for source in sources), currency)
    _residue(payout, left.minor, -_net(own, books), rounded=1 + len(lines))
    if not left.minor:
        return lines
    worth = functional(left, rate)
    if taxes:
        # Tax that has its own rate takes from the fee what it is worth more.
        worth -= lines[0].functional - functional(lines[0].source, rate)
    return [
        *lines,
        journal_line(books.fees_account, left, payout.id, FEE, rate, worth),
    ]


def splits(books: BookSettings) -> bool:
    """Tell whether the tax inside fees has a line of its own."""
    return books.fees_mode == "expense" and books.fees_tax_account != "not-recoverable"


def final(tax: Tax) -> bool:
    """Tell whether the amount of a tax is final: its rate to the tax authority's currency is known.

    That of a tax in its own currency needs none (GoCardless API reference, payout items).
    """
    own = tax.destination_currency in ("", tax.currency)
    return own or tax.destination_amount is not None


def pending(items: Iterable[PayoutItem], books: BookSettings) -> bool:
    """Tell whether the VAT leg of a payout must wait for the rate of a tax."""
    return splits(books) and any(not final(tax) for item in items for tax in item.taxes)


def _in(currency: str, line: JournalLine) -> Money:
    return line.source if line.source.currency == currency else line.functional


def _vat_line(
    fees: list[PayoutItem], minor: Decimal, payout: Payout, books: BookSettings, rate: Rate
) -> JournalLine:
    """Give the VAT leg: one rounded sum; at home what the tax authority is told, where known."""
    source = _rounded(minor, payout.amount.currency)
    taxes = [tax for item in fees for tax in item.taxes if final(tax)]
    told = [tax.destination_amount for tax in taxes if tax.destination_currency == rate.home]
    amounts = [amount for amount in told if amount is not None]
    worth = functional(source, rate)
    if source.currency != rate.home and len(amounts) == len(taxes):
        worth = _rounded(-sum(amounts, Decimal(0)), rate.home)
    return journal_line(_vat_account(payout, books), source, payout.id, VAT, rate, worth)


def _vat_account(payout: Payout, books: BookSettings) -> str:
    if not books.fees_tax_account:
        raise PersonNeeded(
            f"the fees of payout {payout.id} hold VAT, but books.fees_tax_account is not set:"
            ' name an account, or "not-recoverable"'
        )
    return books.fees_tax_account


def _residue(payout: Payout, left: int, exact: Decimal, *, rounded: int) -> None:
    if abs(left - exact) > HALF * rounded:
        raise PersonNeeded(
            f"the fees of payout {payout.id} leave {left} minor units where {exact} were expected"
        )


def _taxes(items: Iterable[PayoutItem], counts: Counts) -> Decimal:
    return sum((tax.amount for item in items for tax in item.taxes if counts(tax)), Decimal(0))


def _net(items: list[PayoutItem], books: BookSettings) -> Decimal:
    whole = sum((item.amount for item in items), Decimal(0))
    return whole - _taxes(items, final) if splits(books) else whole


def _own_account(kind: str, books: BookSettings) -> str:
    setting, account = {
        "surcharge_fee": ("surcharge_account", books.surcharge_account),
        "app_fee": ("app_fee_account", books.app_fee_account),
        "revenue_share": ("revenue_share_account", books.revenue_share_account),
    }[kind]
    if not account:
        raise PersonNeeded(f"there is a {kind}, but books.{setting} is not set")
    return account


def _rounded(minor: Decimal, currency: str) -> Money:
    return Money(int(minor.quantize(Decimal(1), ROUND_HALF_UP)), currency)


# ---------------------------------------------------------------- once the rates are final


def vat_entry(
    payout: Payout,
    items: Iterable[PayoutItem],
    books: BookSettings,
    rate: Rate,
    booked: Journal,
    dated: date,
    period: Period,
) -> Journal | None:
    """Build the second entry of a payout, which takes the VAT out of the fees it stayed in.

    It is what the fee legs of ``booked``, the payout's journal, lack to what they are with
    the final rates in ``items``, in the company's currency; on the accounts of that journal
    where it has them. None where they lack nothing.
    """
    own = {line.description: line for line in booked.lines if _is_fee(line, payout)}
    others = [one for one in booked.lines if not (_is_fee(one, payout) or _is_rounding(one, rate))]
    now = {line.description: line for line in fee_lines(payout, items, books, rate, others)}
    nothing = Money(0, rate.home)
    more = {
        text: (now[text].functional if text in now else nothing)
        - (own[text].functional if text in own else nothing)
        for text in TEXTS
    }
    more[FEE] = -total([amount for text, amount in more.items() if text != FEE], rate.home)
    home = Rate(rate.home, Decimal(1), rate.type)
    lines = []
    for text, amount in more.items():
        if amount.minor:
            known = own.get(text) or now.get(text)
            account = known.account if known else books.fees_account
            lines.append(journal_line(account, amount, payout.id, text, home))
    if not lines:
        return None
    return Journal(
        reference=keys.vat_reference(payout.id),
        description=f"VAT {payout.reference} {payout.id}"[:TEXT],
        dated=dated,
        period=period,
        source_ledger=books.source_ledger,
        source_type=books.source_type,
        lines=tuple(lines),
    )


def _is_fee(line: JournalLine, payout: Payout) -> bool:
    return line.reference == payout.id and line.description in TEXTS


def _is_rounding(line: JournalLine, rate: Rate) -> bool:
    return not line.reference and line.source.currency == rate.home
