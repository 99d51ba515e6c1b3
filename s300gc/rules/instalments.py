"""What of a document may be collected by itself: the whole, or each of its scheduled payments.

The Web API tells one balance for each document and none for its instalments. So a document
of several payments is only collected where its schedule less what our posted receipts have
paid comes to exactly that balance, or where only one of them is left.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from s300gc.model import BookedLine, Claim, Document, Entry, Money, Skip, total
from s300gc.rules.payouts import BACK, IN


@dataclass(frozen=True, slots=True)
class Item:
    """A document, or one of its scheduled payments, with what is open of it.

    ``of`` is how many scheduled payments the document has; ``discount`` may be
    taken off where it is paid by ``discount_until``.
    """

    document: Document
    claim: Claim
    due: date
    amount: Money
    discount: Money | None = None
    discount_until: date | None = None
    of: int = 1

    @property
    def subject(self) -> str:
        """How a person calls it: ``IN1``, or ``IN1/2`` for a second instalment."""
        return self.document.number if self.of == 1 else str(self.claim)


def claims(document: Document) -> list[Claim]:
    """Give the claims of a document: one for each scheduled payment."""
    return [Claim(document.customer, document.number, n) for n in range(1, document.payments + 1)]


def items(
    document: Document, entry: Entry | None, received: Mapping[Claim, Money]
) -> list[Item] | Skip:
    """Divide what is open of a document into what is collected by itself, or say why not.

    ``entry`` is what its invoice batch says of it, needed for several payments;
    ``received`` is what our posted receipts have paid of each claim.
    """
    if document.payments > 1:
        return _parts(document, entry, received)
    claim = Claim(document.customer, document.number)
    paid = received.get(claim, Money(0, document.balance.currency))
    most = document.original - paid
    if document.balance.minor > most.minor:
        reason = (
            f"{document.balance} is open, but of {document.original} our receipts have paid"
            f" {paid}: see in Sage 300 which of them was reversed or what was added"
        )
        return Skip(document.number, reason, "balance")
    return [
        Item(
            document, claim, document.due, document.balance,
            document.discount, document.discount_until,
        )
    ]  # fmt: skip


def _parts(
    document: Document, entry: Entry | None, received: Mapping[Claim, Money]
) -> list[Item] | Skip:
    problem = _unknown(document, entry)
    if problem or entry is None:
        return Skip(document.number, problem, "no-schedule")
    zero = Money(0, document.balance.currency)
    found = []
    for part in entry.instalments:
        claim = Claim(document.customer, document.number, part.number)
        left = part.amount - received.get(claim, zero)
        found.append(
            Item(
                document, claim, part.due, left, part.discount, part.discount_until,
                document.payments,
            )
        )  # fmt: skip
    expected = total([one.amount for one in found], zero.currency)
    last = [one for one in found if one.amount.minor]
    if len(last) == 1 and document.balance.minor < expected.minor:
        # All others are paid by our receipts: what is open is open of this one.
        return [replace(last[0], amount=document.balance)]
    if expected != document.balance or any(one.amount.minor < 0 for one in found):
        reason = (
            f"{document.balance} is open, but its {document.payments} payments less our receipts"
            f" come to {expected}: which of them was paid otherwise Sage 300 does not tell,"
            " so the rest is collected by hand"
        )
        return Skip(document.number, reason, "balance")
    return last


def open_parts(
    document: Document, entry: Entry | None, received: Mapping[Claim, Money]
) -> dict[Claim, Money]:
    """Give what a receipt may be applied to each scheduled payment of a document.

    Nothing where that is not certain: Sage 300 refuses a receipt that is more than
    is open of one, and then the money is better kept as unapplied cash.
    """
    found = dict.fromkeys(claims(document), Money(0, document.balance.currency))
    known = items(document, entry, received)
    if not isinstance(known, Skip):
        found |= {one.claim: one.amount for one in known}
    return found


def _unknown(document: Document, entry: Entry | None) -> str:
    """Say why the schedule of a document is not known; empty where it is."""
    many = f"has {document.payments} scheduled payments"
    if entry is None:
        return f"{many}, which were not read yet"
    if not entry.found:
        return (
            f"{many}, and its invoice batch {entry.batch} is not in Sage 300 any more"
            " (clear history): collect it by hand"
        )
    numbers = [part.number for part in entry.instalments]
    currencies = {part.amount.currency for part in entry.instalments}
    if numbers != list(range(1, document.payments + 1)) or currencies != {
        document.balance.currency
    }:
        return f"{many}, but its invoice batch {entry.batch} shows another schedule"
    return ""


# ---------------------------------------------------------------- what was paid


def received(lines: Iterable[BookedLine]) -> dict[Claim, Money]:
    """Add up what receipts have paid of each claim.

    ``lines`` are what was booked of the claims, oldest first, without batches
    that are not posted. A payment that comes in again after its debit note pays
    the note; a return without a note is one whose receipt a person reverses.
    """
    stories: dict[tuple[str, Claim], _Story] = {}
    for line in lines:
        if line.claim is not None and (line.kind == IN or line.kind in BACK):
            place = (line.payment, line.claim)
            stories[place] = _told(stories.get(place, _Story()), line)
    found: dict[Claim, Money] = {}
    for (_, claim), story in stories.items():
        paid = Money(story.paid, story.currency)
        found[claim] = found.get(claim, Money(0, story.currency)) + paid
    return found


@dataclass(frozen=True, slots=True)
class _Story:
    """What one payment has done to a claim: paid of it, noted against it (minor units)."""

    paid: int = 0
    noted: int = 0
    last: str = ""
    """The payout of its last receipt."""
    currency: str = ""


def _told(story: _Story, line: BookedLine) -> _Story:
    amount = line.amount.minor
    story = replace(story, currency=line.amount.currency)
    if line.kind == IN:
        if not line.receipt:
            return story
        to_notes = min(amount, story.noted)
        return replace(
            story, paid=story.paid + amount - to_notes, noted=story.noted - to_notes,
            last=line.payout,
        )  # fmt: skip
    if line.receipt:
        return replace(story, noted=story.noted + amount)
    if line.payout != story.last:
        return replace(story, paid=max(0, story.paid - amount))
    return story
