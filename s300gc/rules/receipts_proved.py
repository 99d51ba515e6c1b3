"""Our AR receipts as they were sent against what AR has posted, and what others received."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from s300gc.model import Document, Money
from s300gc.model.proofs import MeantReceipt, PostedReceipt
from s300gc.rules.differences import Line

Place = tuple[str, str]
"""Customer and number."""


def receipts(
    meant: Sequence[MeantReceipt],
    posted: Iterable[PostedReceipt],
    accounts: Mapping[str, str],
    came_back: Collection[str],
) -> list[Line]:
    """Compare receipts, one by one.

    ``accounts`` are the GL accounts of our receipts banks; ``came_back`` payments whose money
    went back: then a person reverses their receipt, and rightly so. Only batches that are
    posted are ``meant`` here.
    """
    left = {(one.customer, one.number): one for one in posted}
    named = {one.number: place for place, one in left.items()}
    found: list[Line] = []
    for one in meant:
        # A customer who was renumbered took his receipts along: their numbers are ours alone.
        place = (one.customer, one.number)
        have = left.pop(place if place in left else named.get(one.number, place), None)
        if have is None:
            found.append(_missing(one))
        elif have.returned is not None:
            if one.payment not in came_back:
                found.append(_reversed(one, have))
        elif have.functional != one.functional:
            found.append(_changed(one, have))
    strange = [one for one in left.values() if one.returned is None]
    return found + [_strange(one, accounts) for one in strange if one.bank in accounts]


def _missing(one: MeantReceipt) -> Line:
    return Line(
        "batch-edited", one.payout, -one.amount, f"AR {one.batch}", one.dated,
        f"receipt {one.number} of {one.customer} is not in AR batch {one.batch} any more",
        f"enter receipt {one.number} of {one.amount} in AR, bank {one.bank}",
        ((one.x, -one.functional),),
    )  # fmt: skip


def _changed(one: MeantReceipt, have: PostedReceipt) -> Line:
    more = have.functional - one.functional
    return Line(
        "batch-edited", one.payout, more, f"AR {one.batch}", one.dated,
        f"receipt {one.number} of {one.customer} was posted at {have.amount}, not {one.amount}",
        f"reverse receipt {one.number} in Bank Services and enter it anew at {one.amount}",
        ((one.x, more),),
    )  # fmt: skip


def _reversed(one: MeantReceipt, have: PostedReceipt) -> Line:
    return Line(
        "receipt-reversed", one.payment, -one.functional, f"BK {one.bank}", have.returned,
        f"receipt {one.number} of {one.customer} was reversed in Bank Services, but"
        f" {one.payment} has not come back",
        f"enter receipt {one.number} of {one.amount} again in AR, bank {one.bank}",
        ((one.x, -one.functional),),
    )  # fmt: skip


def _strange(one: PostedReceipt, accounts: Mapping[str, str]) -> Line:
    account = accounts[one.bank]
    return Line(
        "receipt-by-hand", one.number or one.customer, one.functional, f"BK {one.bank}", one.dated,
        f"a receipt of {one.customer} through {one.bank}, which only this tool uses",
        "reverse it in Bank Services; enter it at the bank that really received it",
        ((account, one.functional),),
    )  # fmt: skip


def elsewhere(
    meant: Iterable[MeantReceipt],
    documents: Mapping[Place, Document],
    standing: Collection[str],
) -> list[Line]:
    """Find documents that are open although receipts of ours were to close them.

    ``documents`` are the open ones; ``standing`` the receipts that are posted as they were
    sent: what was reversed or changed is told elsewhere.
    """
    paid: dict[Place, list[tuple[MeantReceipt, Money]]] = {}
    for one in meant:
        for document, amount in one.applied:
            if one.number in standing and (one.customer, document) in documents:
                paid.setdefault((one.customer, document), []).append((one, amount))
    found = []
    for place, parts in sorted(paid.items()):
        held = documents[place]
        sums = sum(amount.minor for _, amount in parts)
        too_much = held.balance.minor - (held.original.minor - sums)
        if too_much > 0:
            amount = Money(too_much, held.balance.currency)
            found.append(_elsewhere(held, parts[-1][0], amount))
    return found


def _elsewhere(document: Document, one: MeantReceipt, amount: Money) -> Line:
    return Line(
        "receipt-applied-elsewhere", document.number, amount, f"AR {one.batch}", one.dated,
        f"{document.balance} of {document.number} of {document.customer} is open, but receipt"
        f" {one.number} was to pay it: it was applied to something else",
        f"reverse receipt {one.number} in Bank Services and enter it for {document.number}",
    )  # fmt: skip


def cash_twice(
    others: Iterable[PostedReceipt],
    banks: Collection[str],
    ours: Mapping[str, str],
    unreceived: Collection[Place],
) -> list[Line]:
    """Find money of ours that somebody received again through another bank.

    ``banks`` are our receipts banks; ``ours`` payments and payouts, each with its payout, and
    the payouts' bank references; ``unreceived`` is (customer, amount as text) of payments that
    have no receipt (receipts = "none"): the same amount through the real bank is that payment.
    """
    found = []
    for one in others:
        if one.bank in banks or one.returned is not None:
            continue
        name = next((name for name in ours if name and name in one.number), "")
        if not name and (one.customer, str(one.amount)) not in unreceived:
            continue
        found.append(
            Line(
                "closed-through-other-bank",
                name or one.number or one.customer,
                one.functional,
                f"BK {one.bank}",
                one.dated,
                f"receipt {one.number} of {one.customer} through {one.bank} is money that this"
                " tool books: the cash is in the books twice",
                "reverse it in Bank Services; the receipt belongs to the receipts bank",
            )
        )
    return found
