"""The fee legs of a payout's journal: VAT, surcharge, app fee, revenue share, GoCardless fee."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from s300gc.errors import PersonNeeded
from s300gc.model import JournalLine, Money, Payout, PayoutItem
from s300gc.rules.lines import Rate, journal_line
from s300gc.rules.payouts import FEES
from s300gc.settings import BookSettings

HALF = Decimal("0.5")


def fee_lines(
    payout: Payout,
    items: Iterable[PayoutItem],
    books: BookSettings,
    rate: Rate,
    before: Iterable[JournalLine],
) -> list[JournalLine]:
    """Give the VAT, surcharge, app fee and revenue share legs, then the fee as what is left.

    ``before`` are the bank leg and the payment legs. What is left must be
    within half a unit per rounded leg of the exact net fee, else PersonNeeded.
    """
    fees = [item for item in items if item.type in FEES]
    split = books.fees_mode == "expense" and books.fees_tax_account != "not-recoverable"
    currency = payout.amount.currency
    lines = []
    taxes = _taxes(fees)
    if split and taxes:
        tax = _rounded(-taxes, currency)
        lines.append(journal_line(books.fees_tax_account, tax, payout.id, "VAT on fees", rate))
    for kind in FEES[1:]:
        net = -_net([item for item in fees if item.type == kind], split)
        if net:
            account, text = _own_account(kind, books), kind.replace("_", " ")
            lines.append(journal_line(account, _rounded(net, currency), payout.id, text, rate))
    own = [item for item in fees if item.type == FEES[0]]
    left = Money(-sum(line.source.minor for line in (*before, *lines)), currency)
    _residue(payout, left.minor, -_net(own, split), rounded=1 + len(lines), any_fee=bool(own))
    fee = journal_line(books.fees_account, left, payout.id, "GoCardless fees", rate)
    return [*lines, fee] if left.minor else lines


def _residue(payout: Payout, left: int, exact: Decimal, *, rounded: int, any_fee: bool) -> None:
    if abs(left - exact) > HALF * rounded:
        raise PersonNeeded(
            f"the fees of payout {payout.id} leave {left} minor units where {exact} were expected"
        )
    if left and not any_fee:
        raise PersonNeeded(
            f"payout {payout.id} does not balance by {left} minor units and has no fee to carry it"
        )


def _taxes(items: Iterable[PayoutItem]) -> Decimal:
    return sum((tax.amount for item in items for tax in item.taxes), Decimal(0))


def _net(items: list[PayoutItem], split: bool) -> Decimal:
    whole = sum((item.amount for item in items), Decimal(0))
    return whole - _taxes(items) if split else whole


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
