"""GoCardless's side of a reconciliation: payments, payouts and balances against our record."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from s300gc.flows import events, mirror, proving_balances
from s300gc.flows.chart import Chart, tables
from s300gc.flows.parts import Parts
from s300gc.flows.proving import Scope
from s300gc.flows.proving_ledger import Ledger
from s300gc.model import Money, Payment
from s300gc.rules import accounts as account_rules
from s300gc.rules import collected_proved, keys
from s300gc.rules import payments_proved as rules
from s300gc.rules.differences import Line
from s300gc.rules.reconcile import Side

MARGIN = timedelta(days=60)
"""A payment is made at most so long before it is charged and paid out, as a rule."""


@dataclass(frozen=True, slots=True)
class GoCardlessSide:
    """What GoCardless has: lines, two balances for each currency, and payouts by month."""

    lines: list[Line]
    sides: list[Side]
    months: list[rules.Month]


def look(parts: Parts, scope: Scope, ledger: Ledger, told: set[str], setup: list[Line]) -> (
    GoCardlessSide
):  # fmt: skip
    """Compare payments and payouts one by one, and what GoCardless holds.

    ``told`` are payouts of which the ledger's lines tell already, ``setup`` lines about
    accounts and banks that payouts may wait for.
    """
    start = datetime.combine(scope.since, time(), UTC)
    states = _payouts(parts, scope, ledger, start)
    # What has a batch in Sage 300 is told by the ledger and AR, whatever our copy says of it.
    entered = {one.payout for one in ledger.meant if one.batch and not one.replaced}
    lines = rules.payouts(states, parts.today, _codes(parts, setup), told | entered)
    sides: list[Side] = []
    if scope.now:
        first = start - MARGIN
        seen = list(parts.gocardless.payments(first))
        count = proving_balances.settled(parts, [one.payout for one in states], seen, first)
        known = {one.id: one for one in parts.store.payments.some([o.id for o in seen])}
        differing = rules.payments(seen, known, _new(parts), count)
        lines += differing + _outsiders(parts, seen)
        sides, more = proving_balances.look(parts, list(known.values()), differing, count, first)
        lines += more
    return GoCardlessSide(lines, sides, rules.months(states))


# ---------------------------------------------------------------- payouts


def _payouts(
    parts: Parts, scope: Scope, ledger: Ledger, start: datetime
) -> list[rules.PayoutState]:
    """Give every payout made in the scope as GoCardless has it, and how far it is here."""
    store = parts.store
    posted = {o.payout for o in ledger.meant if o.reference in ledger.judged.posted and o.bank}
    bounced = _taken_back(parts, ledger)
    found = []
    for copy in parts.gocardless.payouts(start):
        payout = copy.payout
        day = payout.arrival_date or payout.created_at.date()
        if day > scope.until or payout.kind != "merchant":
            continue
        state, reason, since = "", "", None
        if store.payouts.get(payout.id) is not None:
            state, reason = store.payouts.state(payout.id)
            moment = store.payouts.since(payout.id)
            since = moment.date() if moment else None
        if state != "booked" and payout.arrival_date and payout.arrival_date < parts.config.go_live:
            state = "excluded"
        stands = payout.id in posted and payout.id not in bounced
        found.append(rules.PayoutState(payout, state, reason, since, stands))
    return found


def _taken_back(parts: Parts, ledger: Ledger) -> set[str]:
    """Give the payouts whose every posted journal has been taken back by another one."""
    count: Counter[str] = Counter()
    for one in ledger.meant:
        if one.reference in ledger.judged.posted and one.amount.minor:
            count[one.payout] += 1 if one.amount.minor > 0 else -1
    return {payout for payout, left in count.items() if left <= 0}


def _codes(parts: Parts, setup: list[Line]) -> dict[str, tuple[str, str]]:
    """Say of payouts that wait whether an account or a bank is the cause."""
    waiting = {
        one.id: parts.store.payouts.state(one.id)[1] for one in parts.store.payouts.unbooked()
    }
    if not any(waiting.values()):
        return {}
    misfits = _misfits(parts)
    misfits += [(line.code, line.subject) for line in setup]
    return {id: collected_proved.waits(reason, misfits) for id, reason in waiting.items()}


def _misfits(parts: Parts) -> list[tuple[str, str]]:
    """Give what is wrong with the accounts that payouts are booked on: code and text."""
    books = parts.config.books
    sets = mirror.account_sets(parts).values()
    chart = Chart(parts.sage, parts.config, sets)
    have = chart.accounts()
    wanted = {*account_rules.named(tables(parts.config)), *(one.control for one in sets)}
    source = f"{books.source_ledger}-{books.source_type}"
    found = []
    for number in sorted(wanted):
        account = have.get(number)
        wrong = account_rules.misfit(number, [source, account_rules.AR], account)
        if wrong is not None:
            usable = account is not None and account.active
            code = "control-refuses-source" if usable else "account-inactive"
            found.append((code, f"account {number} "))
    return found


# ---------------------------------------------------------------- payments


def _new(parts: Parts) -> set[str]:
    """Give the things with an event since the last poll: runs have not heard of them yet."""
    cursor = parts.store.cursors.get(events.CURSOR)
    if cursor is None:
        return set()
    start = datetime.fromisoformat(cursor)
    pages = parts.gocardless.events(start)
    fresh = [o for page in pages for o in page.events if parts.store.inbox.get(o.id) is None]
    waiting = parts.store.inbox.unapplied(500)
    return {one.resource for one in fresh if one.created_at > start} | {
        one.resource for one in waiting
    }


def _outsiders(parts: Parts, seen: list[Payment]) -> list[Line]:
    """List payments that nobody made through this tool and that are not settled in AR."""
    company = parts.config.company
    others = [one for one in seen if _other(keys.origin(one), company)]
    receipts: dict[str, str] = {}
    for one in others:
        if one.status == "paid_out":
            for line in parts.store.payouts.lines_of_payment(one.id):
                if line.receipt and line.claim is None:
                    receipts[line.receipt] = one.id
    left: dict[str, Money] = {}
    if receipts:
        for cash in parts.sage.unapplied(sorted(receipts)):
            left[receipts[cash.receipt]] = cash.left
    ours = {one.id for one in seen} - {one.id for one in others}
    return rules.outsiders(others, ours, left)


def _other(origin: keys.Origin | None, company: str) -> bool:
    return origin is None or origin.company != company
