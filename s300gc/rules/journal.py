"""What the GL journal of a payout says, proved to balance before it is sent."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from s300gc.errors import PersonNeeded
from s300gc.model import Journal, JournalLine, Money, Payout, PayoutItem, Period, total
from s300gc.rules import keys
from s300gc.rules.fees import fee_lines
from s300gc.rules.lines import TEXT, Rate, journal_line
from s300gc.rules.payouts import BACK, FEES, IN, KNOWN, REFUNDS, Credit, arrival, gross, share
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
    payout's amount; payment legs are exact; taxes are rounded as one sum;
    surcharge, app fee and revenue share each alone; the GoCardless fee is what
    is left and must be within half a unit for each rounded leg. Raises
    PersonNeeded where the items are not complete or a type is unknown.
    """
    items = list(items)
    _complete(payout, items)
    lines = [
        journal_line(
            books.bank_account, payout.amount, payout.reference, f"Payout {payout.id}", rate
        )
    ]
    lines += _payment_lines(payout, items, credits, books, rate)
    lines += fee_lines(payout, items, books, rate, lines)
    lines = [line for line in lines if line.source.minor or line.functional.minor]
    lines += _rounding(lines, books, rate)
    _proof(payout, lines, books)
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


def _payment_lines(
    payout: Payout,
    items: list[PayoutItem],
    credits: Mapping[str, tuple[Credit, ...]],
    books: BookSettings,
    rate: Rate,
) -> list[JournalLine]:
    """Give each payment item's parts against X, added up as ``books.lines`` asks."""
    groups: dict[tuple[str, str], list[tuple[PayoutItem, Credit, Money]]] = defaultdict(list)
    for n, item in enumerate(items):
        if item.type in FEES:
            continue
        amount = gross(item, payout.amount.currency)
        # Money in credits X, money back debits it: the opposite of the item's own sign.
        sign = -1 if item.amount > 0 else 1
        for part in share(amount, credits.get(item.payment or item.refund, ())):
            group = {"payment": f"{n} {part.claim}", "customer": part.customer, "total": ""}
            source = Money(sign * part.amount.minor, part.amount.currency)
            groups[(part.x, group[books.lines])].append((item, part, source))
    return [_added_up(x, members, payout, rate) for (x, _), members in groups.items()]


def _added_up(
    x: str, members: list[tuple[PayoutItem, Credit, Money]], payout: Payout, rate: Rate
) -> JournalLine:
    item, part, source = members[0]
    if len(members) == 1:
        return journal_line(x, source, _reference(item, part), _text(item, part), rate)
    whole = total([amount for _, _, amount in members], payout.amount.currency)
    customers = {credit.customer for _, credit, _ in members}
    who = f" of {part.customer} {part.name}" if len(customers) == 1 else ""
    return journal_line(x, whole, payout.id, f"{len(members)} payments{who}", rate)


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


def _rounding(lines: list[JournalLine], books: BookSettings, rate: Rate) -> list[JournalLine]:
    """Give what rounding each line alone leaves in the company's currency, if anything."""
    left = -sum(line.functional.minor for line in lines)
    if not left:
        return []
    what = f"rounding leaves {left} minor units of {rate.home}"
    if abs(left) > HALF * len(lines):
        raise PersonNeeded(f"{what}: too much for {len(lines)} lines")
    if not books.fx_rounding_account:
        raise PersonNeeded(f"{what}: set books.fx_rounding_account")
    source = Money(left, rate.home)
    home = Rate(rate.home, Decimal(1), rate.type)
    return [journal_line(books.fx_rounding_account, source, "", "Rounding", home)]


def _proof(payout: Payout, lines: list[JournalLine], books: BookSettings) -> None:
    if sum(line.functional.minor for line in lines):
        raise PersonNeeded(f"the journal of payout {payout.id} does not sum to zero")
    # A fee account may be the bank's own only by mistake of the configuration: compare the leg.
    bank = [line.source for line in lines if line.account == books.bank_account]
    if payout.amount.minor and bank[:1] != [payout.amount]:
        raise PersonNeeded(f"the bank leg of payout {payout.id} is not {payout.amount}")
