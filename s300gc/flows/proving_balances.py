"""GoCardless's balances against what our record says that it holds."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from s300gc.flows.parts import Parts
from s300gc.model import Money, Payment, Payout, PayoutItem
from s300gc.rules import balances_proved as rules
from s300gc.rules.differences import Line
from s300gc.rules.reconcile import Side

HELD = ("confirmed", "failed", "charged_back")
"""Statuses of payments that may wait for a payout, or be taken out of one."""


def settled(
    parts: Parts, payouts: Iterable[Payout], seen: Iterable[Payment], since: datetime
) -> Counter[str]:
    """Count how often payouts have settled each payment and refund; ``seen`` are payments.

    The items of payouts that are not planned yet are read and not kept.
    """
    store = parts.store
    items: list[PayoutItem] = []
    for payout in payouts:
        early = payout.arrival_date is not None and payout.arrival_date < parts.config.go_live
        if not early and not store.payouts.items_of(payout.id):
            items += parts.gocardless.payout_items(payout.id).items
    payments = {one.id for one in store.payments.by_status(HELD)}
    payments |= {one.id for one in seen if one.status in HELD}
    refunds = [one.id for one in store.refunds.made_since(since)]
    return rules.settled([*items, *store.half_booked.items(sorted(payments), refunds)])


def look(
    parts: Parts,
    seen: Sequence[Payment],
    differing: Sequence[Line],
    count: Counter[str],
    since: datetime,
) -> tuple[list[Side], list[Line]]:
    """Compare the balances of each currency; ``seen`` are payments as our record has them.

    Lines of payments that stand otherwise at GoCardless explain their part.
    """
    store = parts.store
    known = {one.id: one for one in store.payments.by_status([*HELD, "submitted"])}
    known |= {one.id: one for one in seen}
    mine = [one for one in known.values() if one.creditor == parts.gocardless.creditor_id]
    waiting = [rules.waits(one, count) for one in mine]
    waiting += [rules.refunded(one, count) for one in store.refunds.made_since(since)]
    sides, lines = [], []
    for balance in parts.gocardless.balances():
        currency = balance.amount.currency
        if balance.kind == "confirmed_funds":
            key, name = rules.held(currency), "GoCardless holds: collected, not paid out"
            amounts = [one for one in waiting if one.currency == currency and one.minor]
            record = Money(sum(one.minor for one in amounts), currency)
            moved = [m for one in differing for at, m in one.moves if at == key]
            now = Money(record.minor + sum(one.minor for one in moved), currency)
            line = rules.gap(balance.amount, now, [*amounts, *moved])
            lines += [line] if line else []
        elif balance.kind == "pending_payments_submitted":
            key, name = rules.submitted(currency), "GoCardless collects"
            record = rules.collecting(mine, currency)
        else:
            continue
        if balance.amount.minor or record.minor:
            sides.append(Side(name, key, balance.amount, "GoCardless", record, "our record"))
    return sides, lines
