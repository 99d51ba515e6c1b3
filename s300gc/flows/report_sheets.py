"""Payouts as a report shows them: each amount with its payment, document and place in Sage 300."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from s300gc.flows import sending
from s300gc.flows.parts import Parts
from s300gc.model import Allocation, BookedLine, Money, Payout, PayoutItem
from s300gc.model.reports import Line, PayoutSheet, Place, Posted
from s300gc.rules.payouts import FEES
from s300gc.store.evidence import BookedBatch

MODULES = {"journal": "GL"}


@dataclass(slots=True)
class Names:
    """Customers' names, each looked up once."""

    parts: Parts
    known: dict[str, str] = field(default_factory=dict)

    def learn(self, numbers: Iterable[str]) -> None:
        """Look up the names of customers that are not known yet."""
        missing = sorted({one for one in numbers if one and one not in self.known})
        found = {one.number: one.name for one in self.parts.store.customers.some(missing)}
        self.known |= {number: found.get(number, "") for number in missing}

    def of(self, number: str) -> str:
        """Give the name of a customer; empty where there is none."""
        self.learn([number])
        return self.known.get(number, "")


def sheets(parts: Parts, ids: Iterable[str], names: Names) -> tuple[PayoutSheet, ...]:
    """Give payouts by arrival and id; those that have not arrived yet come last."""
    found = parts.store.payouts.some(list(ids))
    found.sort(key=lambda one: (one.arrival_date is None, str(one.arrival_date), one.id))
    return tuple(sheet(parts, one, names) for one in found)


def sheet(parts: Parts, payout: Payout, names: Names) -> PayoutSheet:
    """Give one payout with its items, its lines and its batches, from the store alone."""
    store = parts.store.payouts
    items = tuple(store.items_of(payout.id))
    batches = [one for one in parts.store.evidence.batches(payout.id) if not one.reversed]
    state, reason = store.state(payout.id)
    return PayoutSheet(
        payout=payout,
        state=state,
        reason=reason,
        items=items,
        lines=tuple(_lines(parts, payout, items, batches, names)),
        places=tuple(_place(one) for one in sorted(batches, key=_journal_first)),
        journal=tuple(_posted(batches)),
    )


def _journal_first(one: BookedBatch) -> tuple[bool, str]:
    return one.intent.kind != "journal", one.intent.reference


def _place(one: BookedBatch, entry: int = 0) -> Place:
    kind = one.intent.kind
    if kind == "journal":
        entry = 1
    return Place(
        module=MODULES.get(kind, "AR"),
        what=kind,
        batch=one.intent.remote,
        entry=entry,
        posting=one.posting_sequence,
        status=one.status or ("Posted" if one.intent.state == "done" else "Open"),
    )


def _posted(batches: Iterable[BookedBatch]) -> list[Posted]:
    """Give the lines of the journals as they were sent."""
    return [
        Posted(line.account, line.source, line.functional, line.reference, line.description)
        for one in batches
        if one.intent.kind == "journal"
        for line in sending.JOURNAL.validate_json(one.intent.request).lines
    ]


def _sides(batches: Iterable[BookedBatch]) -> dict[tuple[str, str], Place]:
    """Give the place of each receipt and debit note by its batch's reference and its number."""
    found: dict[tuple[str, str], Place] = {}
    for one in batches:
        request, numbers = one.intent.request, []
        if one.intent.kind == "receipts":
            numbers = [r.number for r in sending.RECEIPTS.validate_json(request).receipts]
        elif one.intent.kind == "notes":
            numbers = [n.number for n in sending.NOTES.validate_json(request).notes]
        for entry, number in enumerate(numbers, start=1):
            found[one.intent.reference, number] = _place(one, entry)
    return found


# ---------------------------------------------------------------- lines


def _lines(
    parts: Parts,
    payout: Payout,
    items: Iterable[PayoutItem],
    batches: Iterable[BookedBatch],
    names: Names,
) -> list[Line]:
    """Give each amount that belongs to a payment, divided as it was booked.

    What is not booked, or is booked as another amount than the item's, stands as one line
    without an account.
    """
    groups: dict[tuple[str, str], list[PayoutItem]] = {}
    for item in items:
        if item.type not in FEES:
            groups.setdefault((item.payment or item.refund, item.type), []).append(item)
    booked: dict[tuple[str, str], list[BookedLine]] = {}
    for line in parts.store.payouts.lines_of(payout.id):
        booked.setdefault((line.payment, line.kind), []).append(line)
    sides = _sides(batches)
    claims = parts.store.claims.of_payments(sorted({payment for payment, _ in groups if payment}))
    names.learn(line.customer for some in booked.values() for line in some)
    names.learn(part.claim.customer for some in claims.values() for part in some)
    result: list[Line] = []
    for (payment, kind), group in groups.items():
        amount = sum(item.amount for item in group)
        whole = Money(int(amount), payout.amount.currency)
        mine = booked.get((payment, kind), [])
        if mine and sum(line.amount.minor for line in mine) == abs(whole.minor):
            result += [_booked(line, whole.minor < 0, sides, names) for line in mine]
        else:
            result.append(_unbooked(kind, payment, whole, claims, names))
    return result


def _booked(
    line: BookedLine, out: bool, sides: Mapping[tuple[str, str], Place], names: Names
) -> Line:
    return Line(
        kind=line.kind,
        payment=line.payment,
        customer=line.customer,
        name=names.of(line.customer) if line.customer else "unknown payer",
        document=str(line.claim) if line.claim else "",
        amount=-line.amount if out else line.amount,
        x=line.x,
        receipt=line.receipt,
        side=sides.get((line.batch, line.receipt)),
    )


def _unbooked(
    kind: str,
    payment: str,
    amount: Money,
    claims: Mapping[str, list[Allocation]],
    names: Names,
) -> Line:
    parts = claims.get(payment, [])
    owners = sorted({part.claim.customer for part in parts})
    return Line(
        kind=kind,
        payment=payment,
        customer=" ".join(owners),
        name=", ".join(names.of(one) for one in owners),
        document=" ".join(str(part.claim) for part in parts),
        amount=amount,
    )
