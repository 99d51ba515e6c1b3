"""Gathers whose money a payout is: its items, what is known of its payments, X of each."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from s300gc.errors import Refused
from s300gc.flows import entries, present, refunded
from s300gc.flows.parts import Parts
from s300gc.model import AccountSet, BookedLine, Claim, Money, Payout, PayoutItem
from s300gc.rules import instalments
from s300gc.rules import payouts as rules
from s300gc.rules.returns import Received

HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one payout is booked from. Payments are those whose money it is, not those of fees."""

    items: tuple[PayoutItem, ...]
    payments: list[str]
    before: dict[str, list[BookedLine]]
    """What was booked of each payment, oldest first."""
    ledger: rules.Ledger
    payers: dict[str, tuple[str, ...]]
    credits: dict[str, tuple[rules.Credit, ...]]


def gather(parts: Parts, payout: Payout, account_sets: Mapping[str, AccountSet]) -> Gathered:
    """Read what is known of a payout, in bulk; what GoCardless alone knows is asked once."""
    found = items(parts, payout)
    payments = sorted({one.payment for one in found if one.payment and one.type not in rules.FEES})
    before = parts.store.payouts.lines_of_payments(payments)
    payers = _payers(parts, payments)
    ledger = _ledger(parts, payments, before, account_sets)
    credits = _credits(parts, payout, found, before, ledger, payers)
    return Gathered(found, payments, before, ledger, payers, credits)


def items(parts: Parts, payout: Payout) -> tuple[PayoutItem, ...]:
    """Give a payout's items: as kept, for GoCardless serves them for six months only.

    Items that do not come to the payout are asked for again.
    """
    kept = parts.store.payouts.items_of(payout.id)
    whole = sum((one.amount for one in kept), Decimal(0))
    if kept and abs(whole - payout.amount.minor) <= HALF:
        return tuple(kept)
    return read_items(parts, payout.id)


def read_items(parts: Parts, payout: str) -> tuple[PayoutItem, ...]:
    """Read a payout's items from GoCardless and keep them, raw copies too."""
    found = parts.gocardless.payout_items(payout)
    parts.store.raw.keep("payout_items", payout, json.dumps(list(found.raws)))
    parts.store.payouts.items(payout, list(found.items))
    return found.items


def told(parts: Parts) -> bool:
    """Tell whether the payouts that wait can be booked from what the store knows already.

    The proof of a payout are its items: where every payment in them is known, the events
    of thousands of payments need not be read first. False where none waits.
    """
    waiting = [one for one in parts.store.payouts.unbooked() if one.status == "paid"]
    since = [one for one in waiting if (one.arrival_date or date.min) >= parts.config.go_live]
    try:
        return bool(since) and all(_known(parts, one) for one in since)
    except Refused:
        return False


def _known(parts: Parts, payout: Payout) -> bool:
    found = {one.payment for one in items(parts, payout) if one.type not in rules.FEES} - {""}
    return len(parts.store.payments.some(sorted(found))) == len(found)


def _ledger(
    parts: Parts,
    payments: list[str],
    before: dict[str, list[BookedLine]],
    account_sets: Mapping[str, AccountSet],
) -> rules.Ledger:
    store = parts.store
    collected = store.claims.of_payments(payments).values()
    places = {(a.claim.customer, a.claim.document) for found in collected for a in found}
    places |= {(line.customer, line.receipt) for lines in before.values() for line in back(lines)}
    documents = {(d.customer, d.number): d for d in store.documents.some(sorted(places))}
    customers = {one.number: one for one in store.customers.all()}
    return rules.Ledger(documents, customers, account_sets)


def open_parts(parts: Parts, ledger: rules.Ledger) -> dict[Claim, Money]:
    """Give what is open of each payment of the documents that have several."""
    several = [one for one in ledger.documents.values() if one.payments > 1]
    if not several:
        return {}
    known = entries.known(parts, several)
    if entries.read(parts, [d for d in several if (d.customer, d.number) not in known]):
        known = entries.known(parts, several)
    places = [(one.customer, one.number) for one in several]
    received = instalments.received(parts.store.payouts.lines_of_documents(places))
    found: dict[Claim, Money] = {}
    for one in several:
        found |= instalments.open_parts(one, known.get((one.customer, one.number)), received)
    return found


# ---------------------------------------------------------------- what was booked before


def back(lines: list[BookedLine]) -> list[BookedLine]:
    """Give the earlier returns of a payment that made a debit note, oldest first."""
    return [line for line in lines if line.kind in rules.BACK and line.receipt]


def receipts_before(payout: Payout, lines: list[BookedLine]) -> int:
    """Count the receipts that a payment has had in other payouts."""
    came = (one for one in lines if one.kind == rules.IN and one.payout != payout.id)
    return len({line.receipt for line in came if line.receipt})


def received(lines: list[BookedLine], ledger: rules.Ledger) -> Received | None:
    """Give what a payment's latest receipt stood for; None where it never had a receipt."""
    came = [line for line in lines if line.kind == rules.IN and line.receipt]
    if not came:
        return None
    latest = [_credit(line, ledger) for line in came if line.payout == came[-1].payout]
    return Received(tuple(latest), len({line.payout for line in back(lines)}))


def _credit(line: BookedLine, ledger: rules.Ledger) -> rules.Credit:
    known = ledger.customers.get(line.customer)
    name = known.name if known else ""
    return rules.Credit(line.customer, name, line.claim, line.account_set, line.x, line.amount)


# ---------------------------------------------------------------- X


def _credits(
    parts: Parts,
    payout: Payout,
    items: tuple[PayoutItem, ...],
    before: dict[str, list[BookedLine]],
    ledger: rules.Ledger,
    payers: dict[str, tuple[str, ...]],
) -> dict[str, tuple[rules.Credit, ...]]:
    """Decide X for each payment of the payout; what was booked before keeps its X."""
    books = parts.config.books_for(payout.amount.currency)
    allocations = parts.store.claims.of_payments(sorted(before))
    amounts = _gross(items, payout.amount.currency)
    result: dict[str, tuple[rules.Credit, ...]] = {}
    for payment, lines in before.items():
        booked = _first_booking(lines)
        if booked:
            result[payment] = tuple(_credit(line, ledger) for line in booked)
            continue
        result[payment] = rules.credits(
            amounts[payment],
            allocations.get(payment, ()),
            payers.get(payment, ()),
            ledger,
            books,
        )
    alone = {item.refund: item for item in items if item.refund and not item.payment}
    earlier = parts.store.payouts.lines_of_payments(sorted(alone))
    owners = _payees(parts, sorted(alone))
    for refund, item in alone.items():
        # One that comes back goes where it was booked when it went out.
        went = [line for line in earlier.get(refund, ()) if line.kind != rules.RETURNED]
        whole = rules.gross(item, payout.amount.currency)
        result[refund] = (
            tuple(_credit(line, ledger) for line in went if line.payout == went[0].payout)
            if went
            else rules.credits(whole, (), owners.get(refund, ()), ledger, books)
        )
    return result


def _first_booking(lines: list[BookedLine]) -> list[BookedLine]:
    """Give the lines by which a payment first came in: they fixed its X for good.

    It may stand in that payout more than once, where it failed and was retried.
    """
    came = [line for line in lines if line.kind == rules.IN]
    first = [line for line in came if line.payout == came[0].payout]
    return list({(one.customer, one.claim, one.account_set): one for one in first}.values())


def _gross(items: tuple[PayoutItem, ...], currency: str) -> dict[str, Money]:
    """Give the largest amount that each payment brings in or takes back here."""
    largest: dict[str, Money] = {}
    for item in items:
        if item.payment and item.type not in rules.FEES:
            amount = rules.gross(item, currency)
            known = largest.get(item.payment, Money(0, currency))
            largest[item.payment] = max(known, amount, key=lambda money: money.minor)
    return largest


def _payees(parts: Parts, refunds: list[str]) -> dict[str, tuple[str, ...]]:
    """Find the AR customers of refunds that are of no payment, through their mandate.

    A refund of which no event has come yet is read.
    """
    store = parts.store
    known = store.refunds.some(refunds)
    missing = set(refunds) - {one.id for one in known}
    if missing:
        refunded.read(parts, sorted(missing))
        known = store.refunds.some(refunds)
    customers = store.links.of_mandates(sorted({one.mandate for one in known}))
    return {one.id: customers.get(one.mandate, ()) for one in known}


def _payers(parts: Parts, payments: list[str]) -> dict[str, tuple[str, ...]]:
    """Find the AR customers of each payment through its mandate.

    Payments that the store does not know are read, many of them by list pages; one of
    ours among them is recorded as such, as after a restored database.
    """
    store = parts.store
    known = {one.id: one for one in store.payments.some(payments)}
    missing = [one for one in payments if one not in known]
    if missing:
        present.payments(parts, missing, {})
        known |= {one.id: one for one in store.payments.some(missing)}
    customers = store.links.of_mandates(sorted({one.mandate for one in known.values()}))
    return {one.id: customers.get(one.mandate, ()) for one in known.values()}
