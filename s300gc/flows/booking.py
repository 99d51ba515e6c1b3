"""Gathers what one payout is booked from and plans its journal, receipts and debit notes."""

import json
from dataclasses import dataclass
from decimal import Decimal

from s300gc.errors import PersonNeeded
from s300gc.flows import entries, matching
from s300gc.flows.chart import Chart
from s300gc.flows.parts import Parts
from s300gc.model import (
    AccountSet,
    Bank,
    BookedLine,
    Claim,
    Journal,
    Money,
    NoteBatch,
    Payment,
    Payout,
    PayoutItem,
    ReceiptBatch,
    Skip,
)
from s300gc.rules import accounts, instalments
from s300gc.rules import payouts as rules
from s300gc.rules.journal import journal
from s300gc.rules.lines import Rate, functional
from s300gc.rules.periods import posting_period
from s300gc.rules.receipts import receipts
from s300gc.rules.returns import Received, returns

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


def plan(parts: Parts, payout: Payout, masters: Masters) -> Booking:
    """Plan one payout from its items, what was collected, and what was booked before.

    Raises PersonNeeded where a rule stops it; nothing has been sent then.
    """
    books = parts.config.books_for(payout.amount.currency)
    day = rules.arrival(payout)
    period = posting_period(day, parts.sage.period(day).period)
    rate = _rate(parts, payout, masters.home)
    items = _items(parts, payout)
    payments = sorted({item.payment for item in items if item.payment})
    before = {one: parts.store.payouts.lines_of_payment(one) for one in payments}
    ledger = _ledger(parts, payments, before, masters)
    payers = _payers(parts, payments)
    credits = _credits(parts, payout, items, before, ledger, payers)
    steps: list[BookStep] = [journal(payout, items, credits, books, rate, period)]
    new = {one: owners for one, owners in payers.items() if not before[one]}
    worklist = rules.whose(credits, new) + rules.without_invoice(
        credits, new, matching.expected(parts, payments)
    )
    if books.receipts == "bank":
        notes = {one: tuple(n.receipt for n in _back(lines)) for one, lines in before.items()}
        balances = {place: document.balance for place, document in ledger.documents.items()}
        earlier = {one: _receipts_before(payout, lines) for one, lines in before.items()}
        open_parts = _open_parts(parts, ledger)
        steps += receipts(
            payout, items, credits, balances, notes, masters.banks, books, rate, period, earlier,
            open_parts,
        )  # fmt: skip
        received = {
            one: found for one, lines in before.items() if (found := _received(lines, ledger))
        }
        for planned in returns(payout, items, received, books, rate, period):
            if isinstance(planned, Skip):
                worklist.append(planned)
            else:
                steps.append(planned)
    _taken(steps, masters.chart)
    lines = _booked_lines(payout, items, credits, rate, steps)
    return Booking(tuple(steps), tuple(lines), tuple(worklist))


def _taken(steps: list[BookStep], chart: Chart) -> None:
    """Stop a payout before anything of it is sent where an account would refuse its entries.

    Sage 300 itself says so only when the batch is posted, and then half of the payout stands.
    """
    known = chart.accounts(accounts.demands(steps))
    misfits = accounts.misfits(steps, known, chart.settings)
    if misfits:
        raise PersonNeeded("; ".join(str(one) for one in misfits))


def _items(parts: Parts, payout: Payout) -> tuple[PayoutItem, ...]:
    """Give a payout's items: as kept, for GoCardless serves them for six months only."""
    kept = parts.store.payouts.items_of(payout.id)
    if kept:
        return tuple(kept)
    found = parts.gocardless.payout_items(payout.id)
    parts.store.raw.keep("payout_items", payout.id, json.dumps(list(found.raws)))
    parts.store.payouts.items(payout.id, list(found.items))
    return found.items


def _rate(parts: Parts, payout: Payout, home: str) -> Rate:
    currency, kind = payout.amount.currency, parts.config.sage300.rate_type
    if currency == home:
        return Rate(home, Decimal(1), kind)
    if payout.landed is not None:
        raise PersonNeeded(f"payout {payout.id} was converted by GoCardless: book it by hand")
    day = rules.arrival(payout)
    value = parts.sage.currency_rate(currency, home, kind, day)
    if value is None:
        raise PersonNeeded(
            f"Sage 300 has no {kind} rate from {currency} to {home} for {day}: enter it,"
            " then run again"
        )
    return Rate(home, value, kind)


def _ledger(
    parts: Parts, payments: list[str], before: dict[str, list[BookedLine]], masters: Masters
) -> rules.Ledger:
    store = parts.store
    collected = store.claims.of_payments(payments).values()
    places = {(a.claim.customer, a.claim.document) for found in collected for a in found}
    places |= {(line.customer, line.receipt) for lines in before.values() for line in _back(lines)}
    documents = {(d.customer, d.number): d for d in store.documents.some(sorted(places))}
    customers = {one.number: one for one in store.customers.all()}
    return rules.Ledger(documents, customers, masters.account_sets)


def _open_parts(parts: Parts, ledger: rules.Ledger) -> dict[Claim, Money]:
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


def _back(lines: list[BookedLine]) -> list[BookedLine]:
    """Give the earlier returns of a payment that made a debit note, oldest first."""
    return [line for line in lines if line.kind in rules.BACK and line.receipt]


def _receipts_before(payout: Payout, lines: list[BookedLine]) -> int:
    """Count the receipts that a payment has had in other payouts."""
    came = (one for one in lines if one.kind == rules.IN and one.payout != payout.id)
    return len({line.receipt for line in came if line.receipt})


def _received(lines: list[BookedLine], ledger: rules.Ledger) -> Received | None:
    """Give what a payment's latest receipt stood for; None where it never had a receipt."""
    came = [line for line in lines if line.kind == rules.IN and line.receipt]
    if not came:
        return None
    latest = [_credit(line, ledger) for line in came if line.payout == came[-1].payout]
    return Received(tuple(latest), len({line.payout for line in _back(lines)}))


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
    result: dict[str, tuple[rules.Credit, ...]] = {}
    for payment, lines in before.items():
        booked = _first_booking(lines)
        if booked:
            result[payment] = tuple(_credit(line, ledger) for line in booked)
            continue
        amount = _gross(payment, items, payout.amount.currency)
        result[payment] = rules.credits(
            amount, allocations.get(payment, ()), payers.get(payment, ()), ledger, books
        )
    for item in items:
        if item.refund and not item.payment:
            whole = rules.gross(item, payout.amount.currency)
            result[item.refund] = rules.credits(whole, (), (), ledger, books)
    return result


def _first_booking(lines: list[BookedLine]) -> list[BookedLine]:
    """Give the lines by which a payment first came in: they fixed its X for good.

    It may stand in that payout more than once, where it failed and was retried.
    """
    came = [line for line in lines if line.kind == rules.IN]
    first = [line for line in came if line.payout == came[0].payout]
    return list({(one.customer, one.claim, one.account_set): one for one in first}.values())


def _gross(payment: str, items: tuple[PayoutItem, ...], currency: str) -> Money:
    """Give the largest amount that this payment brings in or takes back here."""
    amounts = [
        rules.gross(item, currency)
        for item in items
        if item.payment == payment and item.type not in rules.FEES
    ]
    return max(amounts, key=lambda money: money.minor, default=Money(0, currency))


def _payers(parts: Parts, payments: list[str]) -> dict[str, tuple[str, ...]]:
    """Find the AR customers of each payment through its mandate; unknown ones are read once."""
    store = parts.store
    known = {one.id: one for one in store.payments.some(payments)}
    missing = [one for one in payments if one not in known]
    found: list[Payment] = [parts.gocardless.payment(one) for one in missing]
    store.payments.put(found)
    known |= {one.id: one for one in found}
    customers = store.links.of_mandates(sorted({one.mandate for one in known.values()}))
    return {one.id: customers.get(one.mandate, ()) for one in known.values()}


def _credit(line: BookedLine, ledger: rules.Ledger) -> rules.Credit:
    known = ledger.customers.get(line.customer)
    name = known.name if known else ""
    return rules.Credit(line.customer, name, line.claim, line.account_set, line.x, line.amount)


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
        whole = rules.gross(item, payout.amount.currency)
        for part in rules.share(whole, credits.get(item.payment or item.refund, ())):
            place = (item.type == rules.IN, item.payment, part.customer, part.account_set)
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
                    functional=functional(part.amount, rate),
                    receipt=number,
                    batch=batch,
                )
            )
    return lines


def _carrying(items: tuple[PayoutItem, ...]) -> set[int]:
    """Find the items that receipts and debit notes stand for: of each payment the last.

    What a payment brought in and took back before in the same payout nets out.
    """
    nets, found = rules.net_by_payment(items), {}
    for n, item in enumerate(items):
        net = nets.get(item.payment, Decimal(0))
        if (item.type == rules.IN and net > 0) or (item.type in rules.BACK and net < 0):
            found[item.payment] = n
    return set(found.values())


def _numbers(steps: list[BookStep]) -> dict[tuple[bool, str, str, str], tuple[str, str]]:
    """Find the receipt (True) or debit note (False) of a payment, customer and account set."""
    found = {}
    for step in steps:
        if isinstance(step, ReceiptBatch):
            for receipt in step.receipts:
                payment = receipt.number.rpartition("-")[0]
                place = (True, payment, receipt.customer, receipt.account_set)
                found[place] = (receipt.number, step.reference)
        elif isinstance(step, NoteBatch):
            for note in step.notes:
                place = (False, note.payment, note.customer, note.account_set)
                found[place] = (note.number, step.reference)
    return found
