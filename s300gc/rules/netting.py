"""Takes what a customer is owed off what is collected from him, each credit once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from s300gc.model import Document, Money, Netted
from s300gc.rules.grouping import Part
from s300gc.rules.instalments import Item

Purse = tuple[str, str]
"""Customer and currency."""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """Something that is being collected, and for how much: the rest of it a credit has covered."""

    item: Item
    collecting: Money


def net(
    parts: Sequence[Part],
    under_way: Iterable[UnderWay],
    credits: Mapping[str, tuple[Document, ...]],
) -> tuple[list[Part], list[tuple[Item, str]]]:
    """Take the credits of each customer off his parts, the oldest off the earliest due.

    What is under way for less than is open of it was reduced by a credit that
    Sage 300 still shows until somebody applies it, so that it is not taken again.
    A part of which nothing is left has the amount zero. Instalments wait while
    their customer has a credit left, with the reason: once it is applied to one
    of them, Sage 300 does not tell which.
    """
    left = _purses(credits)
    wants: list[UnderWay | Part] = sorted([*under_way, *parts], key=lambda one: order(one.item))
    whole: list[Part] = []
    instalments: list[Part] = []
    for want in wants:
        purse = left[_purse(want.item)]
        if isinstance(want, UnderWay):
            if want.item.of == 1:
                _take(purse, want.item.amount.minor - want.collecting.minor)
        elif want.item.of > 1:
            instalments.append(want)
        else:
            whole.append(_reduced(want, _take(purse, want.amount.minor)))
    waiting = []
    for part in instalments:
        reason = _left_over(part, left[_purse(part.item)])
        if reason:
            waiting.append((part.item, reason))
        else:
            whole.append(part)
    return sorted(whole, key=lambda part: order(part.item)), waiting


def _purses(credits: Mapping[str, tuple[Document, ...]]) -> dict[Purse, list["_Left"]]:
    left: dict[Purse, list[_Left]] = defaultdict(list)
    for customer, documents in credits.items():
        for credit in sorted(documents, key=lambda one: (one.dated, one.number)):
            purse = (customer, credit.balance.currency)
            left[purse].append(_Left(credit.number, -credit.balance.minor))
    return left


def _purse(item: Item) -> Purse:
    return item.document.customer, item.amount.currency


def _reduced(part: Part, taken: list[tuple[str, int]]) -> Part:
    currency = part.amount.currency
    netted = [Netted(part.item.claim, number, Money(n, currency)) for number, n in taken]
    rest = Money(part.amount.minor - sum(n for _, n in taken), currency)
    return replace(part, amount=rest, netted=tuple(netted))


def _left_over(part: Part, purse: list["_Left"]) -> str:
    found = [credit for credit in purse if credit.minor]
    if not found:
        return ""
    amount = Money(sum(credit.minor for credit in found), part.amount.currency)
    names = ", ".join(credit.number for credit in found)
    return (
        f"customer {part.item.document.customer} has {amount} of credit left ({names}), which is"
        " not taken off instalments: apply or refund it in Sage 300"
    )


def order(item: Item) -> tuple[object, ...]:
    """Put items in order: by due date, customer, document, instalment."""
    return (item.due, item.claim)


@dataclass(slots=True)
class _Left:
    """What is left of a credit, in minor units."""

    number: str
    minor: int


def _take(purse: list[_Left], wanted: int) -> list[tuple[str, int]]:
    taken = []
    for credit in purse:
        part = min(wanted, credit.minor)
        if part > 0:
            credit.minor -= part
            wanted -= part
            taken.append((credit.number, part))
    return taken
