"""Who an unlinked GoCardless customer might be: suggestions for a person, never a link."""

import difflib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from s300gc.model import ARCustomer, GCCustomer

MOST = 3
LIKE_NAME = 75
"""Names less alike than this, of a hundred, are chance."""
LIKE_EMAIL = 85
"""Addresses share much by their form alone, so they must be more alike than names."""
LOOKED_AT = 10
LEGAL_FORMS = frozenset(
    [
        *("ag", "bv", "co", "company", "corp", "corporation", "gmbh", "inc", "incorporated"),
        *("limited", "llc", "llp", "ltd", "nv", "plc", "sa", "sarl", "sas", "srl", "the"),
    ]
)
"""Words that say nothing about who a company is."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An AR customer that a GoCardless customer might be; ``score`` is 0 to 100."""

    customer: str
    name: str
    score: int
    reason: str


def suggest(
    payers: Iterable[GCCustomer],
    customers: Iterable[ARCustomer],
    apart: Collection[tuple[str, str]] = (),
) -> dict[str, tuple[Suggestion, ...]]:
    """Suggest up to three customers for each payer, the likeliest first, with score and reason.

    Compared are names without their legal form, in any order of words, and e-mail
    addresses. ``apart`` are the pairs that a person took apart: they are not
    suggested again.
    """
    known = _Known(customers)
    return {payer.id: _for(payer, known, apart) for payer in payers}


def likeness(one: str, other: str) -> int:
    """Tell how alike two texts are, of a hundred."""
    return round(difflib.SequenceMatcher(None, one, other).ratio() * 100)


def plain(name: str) -> str:
    """Give a name in the form in which names are compared: its words sorted, no legal form."""
    words = re.findall(r"\w+", name.casefold().replace("&", " and "))
    telling = [word for word in words if word not in LEGAL_FORMS]
    return " ".join(sorted(telling or words))


class _Known:
    """The customers by what they are compared by."""

    def __init__(self, customers: Iterable[ARCustomer]) -> None:
        self.names: dict[str, list[ARCustomer]] = defaultdict(list)
        self.addresses: dict[str, list[ARCustomer]] = defaultdict(list)
        for customer in customers:
            self.names[plain(customer.name)].append(customer)
            for address in re.split(r"[;,\s]+", customer.email.casefold()):
                if address:
                    self.addresses[address].append(customer)

    def like_name(self, name: str) -> list[str]:
        """Give the names that are most alike."""
        return difflib.get_close_matches(name, self.names, LOOKED_AT, LIKE_NAME / 100)

    def like_address(self, address: str) -> list[str]:
        """Give the e-mail addresses that are most alike."""
        return difflib.get_close_matches(address, self.addresses, LOOKED_AT, LIKE_EMAIL / 100)


def _for(
    payer: GCCustomer, known: _Known, apart: Collection[tuple[str, str]]
) -> tuple[Suggestion, ...]:
    found: dict[str, list[Suggestion]] = defaultdict(list)
    name, address = plain(payer.name), payer.email.strip().casefold()
    for other in known.like_name(name) if name else ():
        for one in known.names[other]:
            score = likeness(name, other)
            how = "the same name" if score == 100 else f"a name {score} % alike"
            found[one.number].append(Suggestion(one.number, one.name, score, how))
    for other in known.like_address(address) if address else ():
        for one in known.addresses[other]:
            score = likeness(address, other)
            how = "the same e-mail" if score == 100 else f"an e-mail {score} % alike ({other})"
            found[one.number].append(Suggestion(one.number, one.name, score, how))
    merged = [_merged(hints) for number, hints in found.items() if (payer.id, number) not in apart]
    return tuple(sorted(merged, key=_order)[:MOST])


def _merged(hints: list[Suggestion]) -> Suggestion:
    """Give one suggestion for all that speaks for a customer, by what speaks most."""
    ordered = sorted(hints, key=_order)
    reason = ", ".join(dict.fromkeys(hint.reason for hint in ordered))
    return Suggestion(ordered[0].customer, ordered[0].name, ordered[0].score, reason)


def _order(one: Suggestion) -> tuple[int, int, str, str]:
    return (-one.score, -len(one.reason.split(", ")), one.customer, one.reason)
