"""Plans a booking of the past again, from its items and from what stands in Sage 300."""

from s300gc.flows import matching, relinking
from s300gc.flows.parts import Parts
from s300gc.flows.shelf import Masters
from s300gc.model import Allocation, BookedLine, Payout, PayoutItem, Skip
from s300gc.rules import payouts as rules
from s300gc.rules import rebuilding
from s300gc.rules.rebuilding import Standing

Stands = dict[str, tuple[Allocation, ...]]
"""What payments stand for, by their id."""


def planned(
    parts: Parts,
    payout: Payout,
    items: tuple[PayoutItem, ...],
    standing: Standing,
    masters: Masters,
) -> tuple[list[BookedLine], list[Skip]]:
    """Give the lines of a booking as its batches tell them, and its lines of work."""
    store, currency = parts.store, payout.amount.currency
    books = parts.config.books_for(currency)
    payments = sorted({one.payment for one in items if one.payment})
    known = {one.id: one for one in store.payments.some(payments)}
    store.payments.put([parts.gocardless.payment(one) for one in payments if one not in known])
    allocations = _allocations(parts, payments, standing)
    owners = _owners(parts, payments, standing)
    ledger = _ledger(parts, allocations, masters)
    credits: dict[str, tuple[rules.Credit, ...]] = {}
    new: dict[str, tuple[str, ...]] = {}
    for item in items:
        subject = item.payment or item.refund
        if item.type in rules.FEES or subject in credits:
            continue
        booked = _first(store.payouts.lines_of_payment(subject)) if item.payment else []
        if booked:
            credits[subject] = tuple(_credit(line, ledger) for line in booked)
            continue
        new[subject] = owners.get(subject, ())
        own = [one for one in items if subject in (one.payment, one.refund)]
        gross = max((rules.gross(one, currency) for one in own if one.type not in rules.FEES),
                    key=lambda money: money.minor)  # fmt: skip
        credits[subject] = rebuilding.credits_of(
            subject, gross, allocations.get(subject, ()), new[subject], standing, ledger, books
        )
    lines = rebuilding.lines(payout, items, credits, standing, masters.home)
    worklist = rules.whose(credits, {k: v for k, v in new.items() if k in payments})
    worklist += rules.without_invoice(credits, new, matching.expected(parts, payments))
    worklist += rebuilding.vat_later(payout, items, standing, books)
    return list(lines), worklist


def _allocations(parts: Parts, payments: list[str], standing: Standing) -> Stands:
    """Give what payments stand for: as recorded, else as their journal names it."""
    known = parts.store.claims.of_payments(payments)
    found: Stands = {}
    for payment in payments:
        if payment not in known:
            told = rebuilding.named(payment, standing)
            if told:
                relinking.of_journal(parts, payment, told)
            found[payment] = told
        else:
            found[payment] = tuple(known[payment])
    return found


def _owners(parts: Parts, payments: list[str], standing: Standing) -> dict[str, tuple[str, ...]]:
    """Give the customers of payments, none where it was unknown whose they are.

    Where the journal adds payments up it does not name them: then a payment without a
    receipt beside others that have one was of an unknown payer.
    """
    known = {one.id: one for one in parts.store.payments.some(payments)}
    customers = parts.store.links.of_mandates(sorted({one.mandate for one in known.values()}))
    found = {}
    for payment, one in known.items():
        told = standing.lines_of(payment) or standing.receipts_of(payment)
        unknown = bool(standing.receipts) and not told
        found[payment] = () if unknown else customers.get(one.mandate, ())
    return found


def _ledger(parts: Parts, allocations: Stands, masters: Masters) -> rules.Ledger:
    places = {(a.claim.customer, a.claim.document) for found in allocations.values() for a in found}
    documents = {(d.customer, d.number): d for d in parts.store.documents.some(sorted(places))}
    customers = {one.number: one for one in parts.store.customers.all()}
    return rules.Ledger(documents, customers, masters.account_sets)


def _first(lines: list[BookedLine]) -> list[BookedLine]:
    came = [line for line in lines if line.kind == rules.IN]
    first = [line for line in came if line.payout == came[0].payout]
    return list({(one.customer, one.claim, one.account_set): one for one in first}.values())


def _credit(line: BookedLine, ledger: rules.Ledger) -> rules.Credit:
    known = ledger.customers.get(line.customer)
    name = known.name if known else ""
    return rules.Credit(line.customer, name, line.claim, line.account_set, line.x, line.amount)


def half_made(
    parts: Parts, payout: Payout, lines: list[BookedLine], items: tuple[PayoutItem, ...]
) -> bool:
    """Tell whether a receipt or a note of a booking is missing that should stand in AR."""
    books = parts.config.books_for(payout.amount.currency)
    if books.receipts != "bank":
        return False
    received = [
        one.payment
        for one in lines
        if books.returns == "debit-note"
        and any(b.kind == rules.IN and b.receipt
                for b in parts.store.payouts.lines_of_payment(one.payment))
    ]  # fmt: skip
    return bool(rebuilding.missing(lines, items, received))


def compare(
    parts: Parts,
    payout: Payout,
    lines: list[BookedLine],
    standing: Standing,
) -> None:
    """Tell of a journal that does not say what its items come to: somebody edited it."""
    for said in rebuilding.differences(payout, lines, standing):
        parts.store.rebuilt.find(payout.id, "edited", said, 3)
