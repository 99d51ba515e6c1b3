"""What the GL journal of a payout says, proved to balance before it is sent."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from s300gc.errors import PersonNeeded
from s300gc.model import Journal, JournalLine, Money, Payout, PayoutItem, Period, total
from s300gc.rules import keys
from s300gc.rules.fees import fee_lines
from s300gc.rules.lines import TEXT, Rate, journal_line
from s300gc.rules.payouts import (
    BACK,
    FEES,
    IN,
    KNOWN,
    REFUNDS,
    Credit,
    arrival,
    net_by_payment,
    shared,
)
from s300gc.settings import BookSettings

HALF = Decimal("0.5")


def journal(
    payout: Payout,
    items: Iterable[PayoutItem],
    credits: Mapping[str, tuple[Credit, ...]],
    books: BookSettings,
    rate: Rate,
    period: Period,
) -> Journal:
    """Build the one GL entry of a payout: bank, each item against X, VAT, fees.

    ``credits`` are the credits of each payment by its id. The bank leg is the
    payout's amount, where GoCardless converted worth what landed; payment legs
    are exact; taxes are rounded as one sum; surcharge, app fee and revenue share
    each alone; the GoCardless fee is what is left and must be within half a unit
    for each rounded leg. A payout that comes to nothing has no bank leg, and one
    of which nothing is left has no lines. Raises PersonNeeded where the items are
    not complete or a type is unknown.
    """
    items = list(items)
    _complete(payout, items)
    bank = _bank_line(payout, books, rate)
    parts = _parts(payout, items, credits, rate)
    lines = [bank, *_payment_lines(payout, parts, books, rate)]
    fees = fee_lines(payout, items, books, rate, lines)
    lines = [line for line in [*lines, *fees] if line.source.minor or line.functional.minor]
    lines += _rounding(lines, _rounded(parts) + 1 + len(fees), books, rate)
    _proof(payout, bank, lines, books, {part.credit.x for part in parts})
    return Journal(
        reference=keys.journal_reference(payout.id),
        description=f"GoCardless {payout.reference} {payout.id}"[:TEXT],
        dated=arrival(payout),
        period=period,
        source_ledger=books.source_ledger,
        source_type=books.source_type,
        lines=tuple(lines),
    )


def _complete(payout: Payout, items: list[PayoutItem]) -> None:
    for item in items:
        if item.type not in KNOWN:
            raise PersonNeeded(f"payout {payout.id} has an item of unknown type {item.type!r}")
    gap = sum((item.amount for item in items), Decimal(0)) - payout.amount.minor
    if abs(gap) > HALF:
        raise PersonNeeded(
            f"the items of payout {payout.id} add up to {gap + payout.amount.minor} minor units,"
            f" the payout is {payout.amount.minor}: something is missing"
        )
    largest: dict[str, Decimal] = defaultdict(Decimal)
    for item in items:
        largest[item.payment] = max(largest[item.payment], abs(item.amount))
    for payment, net in net_by_payment(items).items():
        if abs(net) > largest[payment]:
            raise PersonNeeded(
                f"payment {payment} stands in payout {payout.id} more than once with nothing"
                " between: ask GoCardless which of its items is right"
            )


def unrounded(items: Iterable[PayoutItem]) -> dict[str, str]:
    """Add up the items by type, and the tax in them, in minor units with fractions, as text."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for item in items:
        sums[item.type] += item.amount
        for tax in item.taxes:
            sums["tax"] += tax.amount
    return {kind: format(amount, "f") for kind, amount in sorted(sums.items())}


# ---------------------------------------------------------------- bank


def _bank_line(payout: Payout, books: BookSettings, rate: Rate) -> JournalLine:
    """Give the bank leg: in the collected currency, where GoCardless converted worth what landed.

    What was collected in the company's own currency and landed in another stands in that
    one: the bank keeps it, and nothing else of the entry is foreign.
    """
    account, text = books.bank_account, f"Payout {payout.id}"
    if rate.landed is not None and payout.amount.currency == rate.home and rate.landed.minor:
        value = (payout.amount.decimal / rate.landed.decimal).quantize(Decimal("0.0000000001"))
        other = Rate(rate.home, value, rate.type)
        return journal_line(account, rate.landed, payout.reference, text, other, payout.amount)
    return journal_line(account, payout.amount, payout.reference, text, rate, rate.worth)


# ---------------------------------------------------------------- payments


@dataclass(frozen=True, slots=True)
class _Part:
    """What one item does to one credit: debit +, credit -, in the payout's currency and at home."""

    item: PayoutItem
    place: int
    credit: Credit
    source: Money
    worth: Money


def _parts(
    payout: Payout,
    items: list[PayoutItem],
    credits: Mapping[str, tuple[Credit, ...]],
    rate: Rate,
) -> list[_Part]:
    found = []
    for n, item in enumerate(items):
        if item.type in FEES:
            continue
        owners = credits.get(item.payment or item.refund, ())
        for credit, worth in shared(item, owners, payout.amount.currency, rate):
            # Money in credits X, money back debits it: the opposite of the item's own sign.
            came_in = item.amount > 0
            source = -credit.amount if came_in else credit.amount
            found.append(_Part(item, n, credit, source, -worth if came_in else worth))
    return found


def _payment_lines(
    payout: Payout, parts: list[_Part], books: BookSettings, rate: Rate
) -> list[JournalLine]:
    """Give each payment item's parts against X, added up as ``books.lines`` asks."""
    groups: dict[tuple[object, ...], list[_Part]] = defaultdict(list)
    for part in parts:
        credit = part.credit
        if books.lines == "payment":
            group: tuple[object, ...] = (part.place, credit.claim)
        else:
            group = (credit.customer,) if books.lines == "customer" else ()
        groups[(credit.x, *group)].append(part)
    return [_added_up(members, payout, rate) for members in groups.values()]


def _added_up(members: list[_Part], payout: Payout, rate: Rate) -> JournalLine:
    item, credit = members[0].item, members[0].credit
    whole = total([part.source for part in members], payout.amount.currency)
    worth = total([part.worth for part in members], rate.home)
    if len(members) == 1:
        return journal_line(
            credit.x, whole, _reference(item, credit), _text(item, credit), rate, worth
        )
    customers = {part.credit.customer for part in members}
    who = f" of {credit.customer} {credit.name}" if len(customers) == 1 else ""
    text = f"{len(members)} payments{who}"
    if not whole.minor:
        # Only what rounding each alone has left: there is nothing in the payout's currency.
        return journal_line(credit.x, worth, payout.id, text, rate, worth)
    return journal_line(credit.x, whole, payout.id, text, rate, worth)


def _reference(item: PayoutItem, part: Credit) -> str:
    document = part.claim.document if part.claim else ""
    return f"{item.payment or item.refund} {document}".strip()[:TEXT]


VERB = {
    IN: "",
    BACK[0]: "failed: ",
    BACK[1]: "charged back: ",
    REFUNDS[0]: "refunded: ",
    REFUNDS[1]: "refunded: ",
    REFUNDS[2]: "refund returned: ",
}


def _text(item: PayoutItem, part: Credit) -> str:
    document = str(part.claim) if part.claim else ""
    who = " ".join(word for word in (part.customer, part.name, document) if word)
    return f"{VERB[item.type]}{who}"[:TEXT]


# ---------------------------------------------------------------- rounding and proof


def _rounded(parts: list[_Part]) -> int:
    """Count the payment amounts that were rounded, each as its AR entry is."""
    return len({(p.place, p.credit.x, p.credit.customer, p.credit.account_set) for p in parts})


def _rounding(
    lines: list[JournalLine], rounded: int, books: BookSettings, rate: Rate
) -> list[JournalLine]:
    """Give what rounding each amount alone leaves in the company's currency, if anything.

    ``rounded`` is how many amounts were rounded, before any were added up to a line.
    """
    left = -sum(line.functional.minor for line in lines)
    if not left:
        return []
    what = f"rounding leaves {left} minor units of {rate.home}"
    if abs(left) > HALF * rounded:
        raise PersonNeeded(f"{what}: too much for {rounded} rounded amounts")
    if not books.fx_rounding_account:
        raise PersonNeeded(f"{what}: set books.fx_rounding_account")
    source = Money(left, rate.home)
    home = Rate(rate.home, Decimal(1), rate.type)
    return [journal_line(books.fx_rounding_account, source, "", "Rounding", home)]


def _proof(
    payout: Payout, bank: JournalLine, lines: list[JournalLine], books: BookSettings, x: set[str]
) -> None:
    """Prove what must hold before anything is sent: sum zero, bank leg, closed list of accounts."""
    if sum(line.functional.minor for line in lines):
        raise PersonNeeded(f"the journal of payout {payout.id} does not sum to zero")
    if payout.amount.minor and lines[:1] != [bank]:
        raise PersonNeeded(f"the bank leg of payout {payout.id} is not {payout.amount}")
    own = {
        books.bank_account, books.fees_account, books.fees_tax_account, books.surcharge_account,
        books.app_fee_account, books.revenue_share_account, books.fx_rounding_account,
    }  # fmt: skip
    others = {line.account for line in lines} - (own | x) | {
        "" for line in lines if not line.account
    }
    if others - {""}:
        names = ", ".join(sorted(others))
        raise PersonNeeded(f"payout {payout.id} would post to {names}, which no setting names")
    if others:
        raise PersonNeeded(f"a line of the journal of payout {payout.id} has no account")
