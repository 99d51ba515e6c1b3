"""From collected to paid out, and what GoCardless kept: sums of payouts, by currency. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_UP, Decimal

from s300gc.model import Money, Payout, PayoutItem
from s300gc.model.reports import PayoutSheet, TaxDue
from s300gc.rules.payouts import BACK, FEES, IN, REFUNDS

HALF = Decimal("0.5")
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Split:
    """Where the money of payouts went; each amount is + for us, - against us, in one currency.

    All but ``paid_out`` add up to ``paid_out``. ``fees`` is without tax and, with ``vat``, what
    rounding leaves: as the journals have it (each payout's VAT is rounded alone). ``unread``
    are payouts whose items are not there yet; ``unexplained`` is by how much a payout is not
    what its items come to.
    """

    collected: Money
    returned: Money
    refunded: Money
    refunds_returned: Money
    other: Money
    fees: Money
    vat: Money
    unread: Money
    unexplained: Money
    paid_out: Money

    @property
    def currency(self) -> str:
        """The currency of every amount."""
        return self.paid_out.currency

    @property
    def parts(self) -> tuple[tuple[str, Money], ...]:
        """Everything that adds up to what was paid out, by name."""
        return tuple((one.name, getattr(self, one.name)) for one in fields(self)[:-1])

    def __add__(self, more: "Split") -> "Split":
        return Split(*(getattr(self, f.name) + getattr(more, f.name) for f in fields(self)))


@dataclass(frozen=True, slots=True)
class Fee:
    """What fee items of one type come to, exactly: minor units with fractions, + for us."""

    kind: str
    currency: str
    count: int
    gross: Decimal
    tax: Decimal
    """Inside of ``gross``."""

    @property
    def net(self) -> Decimal:
        """Without the tax."""
        return self.gross - self.tax


def split(payout: Payout, items: Sequence[PayoutItem]) -> Split:
    """Divide a payout by what its items are; amounts are whole minor units.

    The fees take what rounding leaves, at most half a unit, as the journal does; more than
    that is unexplained.
    """
    currency = payout.amount.currency

    def of(kinds: Iterable[str]) -> Decimal:
        wanted = set(kinds)
        return sum((one.amount for one in items if one.type in wanted), NOTHING)

    known = {IN, *BACK, *REFUNDS, *FEES}
    exact = {
        "collected": of([IN]),
        "returned": of(BACK),
        "refunded": of(REFUNDS[:2]),
        "refunds_returned": of(REFUNDS[2:]),
        "other": of({one.type for one in items} - known),
    }
    amounts = {name: _whole(amount, currency) for name, amount in exact.items()}
    gross = payout.amount.minor - sum(one.minor for one in amounts.values()) if items else 0
    asked = of(FEES)
    unexplained = 0
    if items and abs(gross - asked) > HALF:
        unexplained = gross - _whole(asked, currency).minor
    tax = _whole(-_tax(items), currency).minor
    return Split(
        **amounts,
        fees=Money(gross - unexplained + tax, currency),
        vat=Money(-tax, currency),
        unread=payout.amount if not items else Money(0, currency),
        unexplained=Money(unexplained, currency),
        paid_out=payout.amount,
    )


def _whole(minor: Decimal, currency: str) -> Money:
    """Round to whole minor units; a half goes away from zero, as in the journal's fee legs."""
    return Money(int(minor.quantize(Decimal(1), ROUND_HALF_UP)), currency)


def _tax(items: Iterable[PayoutItem]) -> Decimal:
    """Add up the tax in fee items with the sign of the items: - against us."""
    return sum((t.amount for i in items if i.type in FEES for t in i.taxes), NOTHING)


def totals(splits: Iterable[Split]) -> tuple[Split, ...]:
    """Add up by currency; two currencies are never added."""
    sums: dict[str, Split] = {}
    for one in splits:
        sums[one.currency] = sums[one.currency] + one if one.currency in sums else one
    return tuple(sums[currency] for currency in sorted(sums))


# ---------------------------------------------------------------- fees and their tax


def fees(sheets: Iterable[PayoutSheet]) -> tuple[Fee, ...]:
    """Add up fee items exactly, by type and currency of the payout."""
    found: dict[tuple[str, str], Fee] = {}
    for sheet in sheets:
        currency = sheet.payout.amount.currency
        for item in sheet.items:
            if item.type not in FEES:
                continue
            key = (currency, item.type)
            was = found.get(key, Fee(item.type, currency, 0, NOTHING, NOTHING))
            tax = sum((one.amount for one in item.taxes), NOTHING)
            found[key] = Fee(
                item.type, currency, was.count + 1, was.gross + item.amount, was.tax + tax
            )
    return tuple(found[key] for key in sorted(found, key=lambda k: (k[0], FEES.index(k[1]))))


def taxes_due(sheets: Iterable[PayoutSheet]) -> tuple[TaxDue, ...]:
    """Add up the tax on fees in the currency in which it is owed, as the VAT invoice has it."""
    found: dict[str, TaxDue] = {}
    for sheet in sheets:
        for tax in (t for i in sheet.items if i.type in FEES for t in i.taxes):
            currency = tax.destination_currency or tax.currency
            amount = tax.destination_amount
            if amount is None and currency == tax.currency:
                amount = tax.amount
            was = found.get(currency, TaxDue(currency, NOTHING))
            pending = was.pending + (1 if amount is None else 0)
            found[currency] = TaxDue(currency, was.amount + (amount or NOTHING), pending)
    return tuple(found[currency] for currency in sorted(found))
