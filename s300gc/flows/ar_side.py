"""Gathers what the AR side of one payout is planned from: receipts, debit notes, work."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from s300gc.errors import PersonNeeded
from s300gc.flows import crediting
from s300gc.flows.crediting import Gathered
from s300gc.flows.parts import Parts
from s300gc.model import (
    Bank,
    BookedLine,
    Claim,
    Money,
    NoteBatch,
    Payout,
    Period,
    ReceiptBatch,
    Skip,
)
from s300gc.remote.values import PendingReceipt
from s300gc.rules import payouts as rules
from s300gc.rules.kinds import by_hand
from s300gc.rules.lines import Rate
from s300gc.rules.receipts import left_over, receipts
from s300gc.rules.returns import returns
from s300gc.settings import BookSettings

Place = tuple[str, str]
"""Customer and document number."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a payout is booked by: the same for its journal and its AR side."""

    payout: Payout
    found: Gathered
    banks: Mapping[str, Bank]
    books: BookSettings
    rate: Rate
    period: Period


@dataclass(frozen=True, slots=True)
class Side:
    """The AR side of a payout: batches in their order, and work for a person."""

    steps: tuple[ReceiptBatch | NoteBatch, ...]
    worklist: tuple[Skip, ...]


@dataclass(frozen=True, slots=True)
class _Open:
    """What is open of documents and of each payment of those that have several.

    ``waiting`` names the batches of receipts that are not posted and would take it,
    ``by_hand`` why a person has to apply money; such documents have no balance here.
    """

    balances: dict[Place, Money]
    parts: dict[Claim, Money]
    waiting: dict[Place, str]
    by_hand: dict[Place, str]


def plan(parts: Parts, of: Basis, *, sparing: bool = False) -> Side:
    """Plan receipts and debit notes; ``sparing`` leaves alone what waits in other receipts.

    Sage 300 refuses a whole batch where one of its entries takes what somebody's unposted
    receipt has already; that is asked after only then. Raises PersonNeeded.
    """
    found, bookings = of.found, parts.store.bookings
    before = {one: _before(of.payout, lines) for one, lines in found.before.items()}
    notes = {one: _notes(parts, of, one, lines) for one, lines in before.items()}
    open_ = _spared(parts, of) if sparing else _open(parts, found.ledger)
    earlier = {
        one: crediting.receipts_before(of.payout, lines) + bookings.receipts_taken_back(one)
        for one, lines in before.items()
    }
    received = {
        one: replace(came, returns=came.returns + bookings.returns_taken_back(one))
        for one, lines in before.items()
        if (came := crediting.received(lines, found.ledger))
    }
    batches = receipts(
        of.payout, found.items, found.credits, open_.balances, notes, of.banks, of.books, of.rate,
        of.period, earlier, open_.parts, received,
    )  # fmt: skip
    refunded = _refunded(of, before)
    planned = returns(of.payout, found.items, received, of.books, of.rate, of.period, refunded)
    made = tuple(one for one in planned if isinstance(one, NoteBatch))
    work = left_over(batches, found.credits, notes, open_.waiting, open_.by_hand)
    work += [one for one in planned if isinstance(one, Skip)]
    return Side((*batches, *made), tuple(work))


# ---------------------------------------------------------------- what was before


def _before(payout: Payout, lines: list[BookedLine]) -> list[BookedLine]:
    """Give what was booked of a payment before this payout.

    A payout whose batch was refused is planned once more when later ones are booked already.
    """
    own = (n for n, line in enumerate(lines) if line.payout == payout.id)
    return lines[: next(own, len(lines))]


def _notes(parts: Parts, of: Basis, payment: str, lines: list[BookedLine]) -> tuple[str, ...]:
    """Give the debit notes that a payment's money settles first.

    Raises PersonNeeded where one is not posted: its receipt would pay a debt that AR does
    not know, and the debt would come after it.
    """
    found = crediting.back(lines)
    if found and rules.net_by_payment(of.found.items).get(payment, 0) > 0:
        for line in found:
            intent = parts.store.intents.get(line.batch)
            if intent is not None and intent.state != "done":
                where = f"batch {intent.remote}" if intent.remote else "its batch"
                raise PersonNeeded(
                    f"{payment} is paid out again, but its debit note {line.receipt} is not posted"
                    f" yet: post {where}, then run again; no receipt was made"
                )
    return tuple(one.receipt for one in found)


def _refunded(of: Basis, before: Mapping[str, list[BookedLine]]) -> dict[str, Money]:
    """Add up what payers were given back of payments, less what came back of that."""
    currency, sums = of.payout.amount.currency, dict[str, int]()
    for payment, lines in before.items():
        for line in lines:
            if line.kind in rules.REFUNDS:
                sign = -1 if line.kind == rules.RETURNED else 1
                sums[payment] = sums.get(payment, 0) + sign * line.amount.minor
    for item in of.found.items:
        if item.type in rules.REFUNDS and item.payment:
            sums[item.payment] = sums.get(item.payment, 0) - int(item.amount)
    return {payment: Money(minor, currency) for payment, minor in sums.items() if minor > 0}


# ---------------------------------------------------------------- what is open


def _open(parts: Parts, ledger: rules.Ledger) -> _Open:
    why = {place: text for place, one in ledger.documents.items() if (text := by_hand(one))}
    balances = {place: one.balance for place, one in ledger.documents.items() if place not in why}
    return _Open(balances, crediting.open_parts(parts, ledger), {}, why)


def _spared(parts: Parts, of: Basis) -> _Open:
    """Read the documents afresh, and take off what waits in receipts that are not this payout's."""
    ledger = of.found.ledger
    fresh = parts.sage.documents(sorted(ledger.documents))
    parts.store.documents.put(fresh)
    documents = {(one.customer, one.number): one for one in fresh}
    open_ = _open(parts, replace(ledger, documents=documents))
    for one in parts.sage.pending_receipts():
        if one.description.split(" ")[:2] != ["GC", of.payout.id]:
            _take_off(open_, one)
    return open_


def _take_off(open_: _Open, one: PendingReceipt) -> None:
    place, claim = (one.customer, one.document), Claim(one.customer, one.document, one.instalment)
    balance = open_.balances.get(place)
    if balance is None or balance.currency != one.amount.currency or one.amount.minor <= 0:
        return
    open_.balances[place] = balance - one.amount
    if claim in open_.parts:
        open_.parts[claim] -= one.amount
    open_.waiting[place] = one.batch
