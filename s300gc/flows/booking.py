"""Gathers what one payout is booked from and plans its journal, receipts and debit notes."""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from s300gc.errors import PersonNeeded
from s300gc.flows import ar_side, crediting, matching
from s300gc.flows.chart import Chart
from s300gc.flows.parts import Parts
from s300gc.model import (
    AccountSet,
    Bank,
    BookedLine,
    Journal,
    NoteBatch,
    Payout,
    PayoutItem,
    ReceiptBatch,
    Skip,
)
from s300gc.rules import accounts, exchange
from s300gc.rules import payouts as rules
from s300gc.rules.fees import pending
from s300gc.rules.journal import journal, unrounded
from s300gc.rules.lines import Rate
from s300gc.rules.periods import posting_day
from s300gc.rules.receipts import stem

BookStep = Journal | ReceiptBatch | NoteBatch


@dataclass(frozen=True, slots=True)
class Masters:
    """What Sage 300 says of account sets, banks and accounts, read once for all of a run."""

    home: str
    account_sets: dict[str, AccountSet]
    banks: dict[str, Bank]
    chart: Chart


@dataclass(frozen=True, slots=True)
class Booking:
    """How one payout is to be booked: steps in their order, lines to keep, work for a person."""

    steps: tuple[BookStep, ...]
    lines: tuple[BookedLine, ...]
    worklist: tuple[Skip, ...]
    unrounded: dict[str, str] = field(default_factory=dict)
    """What its items come to before any rounding, for the audit."""


def plan(parts: Parts, payout: Payout, masters: Masters, *, sparing: bool = False) -> Booking:
    """Plan one payout from its items, what was collected, and what was booked before.

    ``sparing`` leaves documents alone that other people's unposted receipts pay. Raises
    PersonNeeded where a rule stops it; nothing has been sent then.
    """
    books = parts.config.books_for(payout.amount.currency)
    rate = _rate(parts, payout, masters.home)
    dated, period = posting_day(
        rules.arrival(payout), lambda day: parts.sage.period(day).period, books.closed_period
    )
    # Journal, receipts and notes share one posting date, also where that is a later one.
    payout = replace(payout, arrival_date=dated)
    found = crediting.gather(parts, payout, masters.account_sets)
    entry = journal(payout, found.items, found.credits, books, rate, period)
    # Of an empty payout, or one of which nothing is left, there is nothing to enter.
    steps: list[BookStep] = [entry] if entry.lines else []
    new = {one: owners for one, owners in found.payers.items() if not found.before[one]}
    worklist = rules.whose(found.credits, new) + rules.without_invoice(
        found.credits, new, matching.expected(parts, found.payments)
    )
    if pending(found.items, books):
        reason = "the VAT in its fees waits for its exchange rate: until then it stands in the fees"
        worklist.append(Skip(payout.id, reason, rules.VAT_LATER))
    if books.receipts == "bank":
        basis = ar_side.Basis(payout, found, masters.banks, books, rate, period)
        side = ar_side.plan(parts, basis, sparing=sparing)
        steps += side.steps
        worklist += side.worklist
    _taken(steps, masters.chart)
    lines = _booked_lines(payout, found.items, found.credits, rate, steps)
    return Booking(tuple(steps), tuple(lines), tuple(worklist), unrounded(found.items))


def _taken(steps: list[BookStep], chart: Chart) -> None:
    """Stop a payout before anything of it is sent where an account would refuse its entries.

    Sage 300 itself says so only when the batch is posted, and then half of the payout stands.
    """
    known = chart.accounts(accounts.demands(steps))
    misfits = accounts.misfits(steps, known, chart.settings)
    if misfits:
        raise PersonNeeded("; ".join(str(one) for one in misfits))


def _rate(parts: Parts, payout: Payout, home: str) -> Rate:
    """Give the payout's rate: read once, and as stored where the payout is booked already."""
    kind = parts.config.sage300.rate_type
    asked, value = exchange.quoted(payout, home), None
    if asked and parts.store.payouts.intents_of(payout.id):
        booked = parts.store.bookings.of(payout.id)
        if booked and payout.landed is None:
            return Rate(home, booked[-1].rate, booked[-1].rate_type)
    if asked:
        value = parts.sage.currency_rate(asked, home, kind, rules.arrival(payout))
    return exchange.rate_of(payout, home, kind, value)


def _booked_lines(
    payout: Payout,
    items: tuple[PayoutItem, ...],
    credits: dict[str, tuple[rules.Credit, ...]],
    rate: Rate,
    steps: list[BookStep],
) -> list[BookedLine]:
    """Give what is kept of a booking: where each payment's money went, its receipt or note."""
    numbers, carrying = _numbers(steps), _carrying(items)
    lines = []
    for n, item in enumerate(items):
        if item.type in rules.FEES:
            continue
        owners = credits.get(item.payment or item.refund, ())
        for part, worth in rules.shared(item, owners, payout.amount.currency, rate):
            place = (_number_stem(item), part.customer, part.account_set)
            number, batch = numbers.get(place, ("", "")) if n in carrying else ("", "")
            lines.append(
                BookedLine(
                    payout=payout.id,
                    payment=item.payment or item.refund,
                    kind=item.type,
                    customer=part.customer,
                    claim=part.claim,
                    account_set=part.account_set,
                    x=part.x,
                    amount=part.amount,
                    functional=worth,
                    receipt=number,
                    batch=batch,
                )
            )
    return lines


def _number_stem(item: PayoutItem) -> str:
    """Give what the number of an item's receipt, or of its debit note, begins with."""
    return f"{item.payment}-R" if item.type in rules.BACK else stem(item)


def _carrying(items: tuple[PayoutItem, ...]) -> set[int]:
    """Find the items that receipts and debit notes stand for: of each payment the last.

    What a payment brought in and took back before in the same payout nets out. A refund
    that came back stands for itself.
    """
    nets, found = rules.net_by_payment(items), {}
    for n, item in enumerate(items):
        net = nets.get(item.payment, Decimal(0))
        if (item.type == rules.IN and net > 0) or (item.type in rules.BACK and net < 0):
            found[item.payment] = n
    came_back = {n for n, item in enumerate(items) if item.type == rules.RETURNED}
    return came_back | set(found.values())


def _numbers(steps: list[BookStep]) -> dict[tuple[str, str, str], tuple[str, str]]:
    """Find receipts and debit notes by what their number begins with, customer, account set."""
    found = {}
    for step in steps:
        if isinstance(step, ReceiptBatch):
            for receipt in step.receipts:
                begins = receipt.number.rpartition("-")[0]
                place = (begins, receipt.customer, receipt.account_set)
                found[place] = (receipt.number, step.reference)
        elif isinstance(step, NoteBatch):
            for note in step.notes:
                place = (f"{note.payment}-R", note.customer, note.account_set)
                found[place] = (note.number, step.reference)
    return found
