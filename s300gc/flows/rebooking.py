"""Restores how payouts were booked from the batches that stand in Sage 300; sends nothing."""

from s300gc.errors import PersonNeeded, Refused, S300gcError
from s300gc.flows import matching, mirror, relinking, sending, singles
from s300gc.flows.parts import Parts
from s300gc.flows.shelf import Masters, Register, items_of, register, standing_of
from s300gc.model import (
    Allocation,
    BookedLine,
    Journal,
    NoteBatch,
    Payout,
    PayoutItem,
    ReceiptBatch,
    Skip,
)
from s300gc.model.bookings import attempt_of
from s300gc.rules import payouts as rules
from s300gc.rules import rebuilding
from s300gc.rules.rebuilding import Standing

Stands = dict[str, tuple[Allocation, ...]]
"""What payments stand for, by their id."""


def run(parts: Parts) -> None:
    """Restore every payout's booking, the oldest first: later ones rest on earlier ones."""
    waiting = parts.store.payouts.unbooked()
    if not waiting:
        return
    shelf = register(parts)
    masters = Masters(mirror.home_currency(parts), mirror.account_sets(parts), mirror.banks(parts))
    for n, payout in enumerate(waiting):
        parts.progress("bookings", n, len(waiting))
        if parts.store.payouts.intents_of(payout.id):
            _states(parts, payout, shelf)
            continue
        try:
            _restore(parts, payout, shelf, masters)
        except (PersonNeeded, Refused) as error:
            why = f"its booking could not be restored: {error}"
            parts.store.rebuilt.find(payout.id, "booking", why, 6)
    _others(parts, shelf)


def _restore(parts: Parts, payout: Payout, shelf: Register, masters: Masters) -> None:
    found = shelf.of(payout.id)
    if any(reference.endswith(" reversal") for reference in found):
        why = "its booking was reversed: whether it was booked anew, a person has to see"
        parts.store.payouts.set_state(payout.id, "excluded", why)
        parts.store.rebuilt.find(payout.id, "reversed", why, 6)
        return
    latest = max((attempt_of(one, payout.id) for one in found), default=1)
    current = {one: v for one, v in found.items() if attempt_of(one, payout.id) == latest}
    if len(current) < len(found):
        why = f"it was booked {latest} times: only the last booking is restored"
        parts.store.rebuilt.find(payout.id, "attempts", why)
    if not any(kind == "journal" for kind, _ in current.values()):
        _unbooked(parts, payout)
        return
    standing = standing_of(parts, current, masters)
    items = items_of(parts, payout, standing)
    lines, worklist = _planned(parts, payout, items, standing, masters)
    if _half_made(parts, payout, lines, items):
        why = "its batches were half made: the next run finds them and makes the others"
        parts.store.rebuilt.find(payout.id, "half-made", why)
        return
    _compare(parts, payout, lines, standing)
    steps: list[Journal | ReceiptBatch | NoteBatch] = [
        standing.journal,
        *standing.receipts,
        *standing.notes,
    ]
    intents = [sending.intent_of(parts, step) for step in steps]
    body = {"rebuilt": True}
    parts.store.payouts.book(payout.id, lines, intents, worklist, body)
    _states(parts, payout, shelf)


def _unbooked(parts: Parts, payout: Payout) -> None:
    """Leave a payout to the next run; one from before go-live is left out for good."""
    if payout.arrival_date and payout.arrival_date < parts.config.go_live:
        reason = f"arrived {payout.arrival_date}, before go-live {parts.config.go_live}"
        parts.store.payouts.set_state(payout.id, "excluded", reason)


# ---------------------------------------------------------------- deciding


def _planned(
    parts: Parts,
    payout: Payout,
    items: tuple[PayoutItem, ...],
    standing: Standing,
    masters: Masters,
) -> tuple[list[BookedLine], list[Skip]]:
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


def _half_made(
    parts: Parts, payout: Payout, lines: list[BookedLine], items: tuple[PayoutItem, ...]
) -> bool:
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


def _compare(
    parts: Parts,
    payout: Payout,
    lines: list[BookedLine],
    standing: Standing,
) -> None:
    """Tell of a journal that does not say what its items come to: somebody edited it."""
    for said in rebuilding.differences(payout, lines, standing):
        parts.store.rebuilt.find(payout.id, "edited", said, 3)


# ---------------------------------------------------------------- recording


def _states(parts: Parts, payout: Payout, shelf: Register) -> None:
    """Record the number of each batch and how it stands; then how far the payout is."""
    booked = True
    for intent in parts.store.payouts.intents_of(payout.id):
        kind, batch = shelf.batches[intent.reference]
        parts.store.rebuilt.batch(intent.reference, batch.number, posted=batch.status == "Posted")
        parts.store.batches.put(intent.reference, batch)
        booked = booked and batch.status == "Posted"
        if batch.status == "Deleted":
            why = f"its {kind} batch {batch.number} was deleted in Sage 300"
            parts.store.rebuilt.find(payout.id, "deleted", why, 6)
        elif batch.errors:
            why = f"its {kind} batch {batch.number} was posted with {batch.errors} errors"
            parts.store.rebuilt.find(payout.id, "errors", why, 3)
    status = parts.config.books_for(payout.amount.currency).status
    reason = "" if booked else f"its batches are {status}: a person posts them"
    parts.store.payouts.set_state(payout.id, "booked" if booked else "half-posted", reason)


def _others(parts: Parts, shelf: Register) -> None:
    """Record the batches of single payments: invoices made for them, and what was applied."""
    for reference, (kind, batch) in sorted(shelf.batches.items()):
        words = reference.split(" ")
        if len(words) != 3 or batch.status == "Deleted":
            continue
        try:
            if kind == "journal" and words[2] == "VAT":
                singles.vat(parts, words[1], batch)
            elif not words[1].startswith("PM"):
                continue
            elif kind == "journal" and words[2] == "assigned":
                singles.assigned(parts, words[1], batch)
            elif kind == "receipts" and words[2] == "apply":
                singles.applied(parts, words[1], batch)
            elif kind == "notes" and words[2] == "invoice":
                singles.invoiced(parts, words[1], batch)
        except S300gcError as error:
            parts.store.rebuilt.find(reference, "batch", str(error), 3)
