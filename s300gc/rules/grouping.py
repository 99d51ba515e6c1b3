"""Which documents share one payment."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from s300gc.model import Allocation, Mandate, Money, Netted, total
from s300gc.rules.instalments import Item
from s300gc.rules.keys import METADATA_VALUE, documents_text


@dataclass(frozen=True, slots=True)
class Part:
    """What a payment is to take of one item, under which mandate and on which day."""

    item: Item
    mandate: Mandate
    amount: Money
    charged: date
    why: str
    """Why on that day."""
    netted: tuple[Netted, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def allocation(self) -> Allocation:
        """The part as a payment keeps it."""
        return Allocation(self.item.claim, self.amount)


@dataclass(frozen=True, slots=True)
class Draft:
    """A payment in the making: parts of one customer, mandate, day and currency, in order."""

    parts: tuple[Part, ...]
    amount: Money
    """The whole payment."""
    warnings: tuple[str, ...] = ()

    @property
    def first(self) -> Part:
        """The part that is due first."""
        return self.parts[0]

    @property
    def customer(self) -> str:
        """Number of the AR customer."""
        return self.first.item.document.customer


def group(parts: Sequence[Part], per_payment: str) -> list[Draft]:
    """Put parts into payments: one each, or one for a customer, mandate, day and currency.

    ``parts`` stand in their order, which stays. A payment takes no more documents
    than its metadata can name (500 characters); what does not fit begins the next.
    """
    if per_payment == "document":
        return [Draft((part,), part.amount) for part in parts]
    together: dict[tuple[str, str, str, date], list[Part]] = defaultdict(list)
    for part in parts:
        place = (
            part.item.document.customer,
            part.amount.currency,
            part.mandate.id,
            part.charged,
        )
        together[place].append(part)
    return [_draft(chunk) for found in together.values() for chunk in _chunks(found)]


def _draft(parts: tuple[Part, ...]) -> Draft:
    return Draft(parts, total([part.amount for part in parts], parts[0].amount.currency))


def _chunks(parts: Iterable[Part]) -> list[tuple[Part, ...]]:
    chunks: list[list[Part]] = []
    for part in parts:
        held = chunks[-1] if chunks else []
        longer = documents_text(one.allocation for one in (*held, part))
        if held and len(longer) <= METADATA_VALUE:
            held.append(part)
        else:
            chunks.append([part])
    return [tuple(chunk) for chunk in chunks]
