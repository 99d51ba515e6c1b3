"""A report of a period or of one payout: what was collected, paid out, kept, failed, is open."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from s300gc import __version__
from s300gc.errors import UsageError
from s300gc.flows import open_items, reconcile, troubles
from s300gc.flows.parts import Parts
from s300gc.flows.reconcile import Reconciliation
from s300gc.flows.report_sheets import Names, sheet, sheets
from s300gc.model import DEAD, Payment
from s300gc.model.reports import (
    Charged,
    Ending,
    Owed,
    PayoutSheet,
    Scope,
    Trouble,
    Unmatched,
)
from s300gc.store.payments import OPEN

LOOKED_THROUGH = 400
"""How many of the last runs are looked through for the last one that read both systems."""
MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Report:
    """What a report says. Sums are made of it by ``rules``; amounts of two currencies never add.

    ``payouts`` arrived in the period; ``made`` were made in it, whenever they arrive. ``owed``,
    ``on_its_way``, ``unmatched`` and ``troubles`` are as they stand when the report is made,
    whatever the period; they are empty in a report of one payout, but for its own troubles.
    """

    company: str
    creditor: str
    version: str
    scope: Scope
    made_at: datetime
    day: date
    """The company's calendar day on which it was made."""
    read_at: datetime | None
    """When ``sync`` last ended; None where no run is recorded."""
    payouts: tuple[PayoutSheet, ...]
    made: tuple[PayoutSheet, ...] = ()
    charged: tuple[Charged, ...] = ()
    endings: tuple[Ending, ...] = ()
    owed: tuple[Owed, ...] = ()
    on_its_way: tuple[Charged, ...] = ()
    unmatched: tuple[Unmatched, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    proof: Reconciliation | None = None


def scope(
    parts: Parts,
    *,
    month: str = "",
    payout: str = "",
    since: date | None = None,
    until: date | None = None,
) -> Scope:
    """Give what is meant: a month, a payout, or days; of none of them the last whole month.

    ``since`` alone goes up to today. Raises UsageError where it is not clear, or where there
    is no such payout.
    """
    if sum((bool(month), bool(payout), since is not None or until is not None)) > 1:
        raise UsageError("a report is of --month, of --payout, or of --since and --until: of one")
    if payout:
        found = parts.store.payouts.get(payout.strip().upper())
        if found is None:
            raise UsageError(
                f"{payout}: no such payout was ever read; 's300gc sync' reads what is new"
            )
        arrived = found.arrival_date or found.created_at.date()
        return Scope(arrived, arrived, found.id)
    if until is not None and since is None:
        raise UsageError("--until needs --since")
    if since is not None:
        last = until or parts.today
        if last < since:
            raise UsageError(f"--until {last} is before --since {since}")
        return Scope(since, last)
    first = _first_of(month, parts.today)
    return Scope(first, _next_month(first) - timedelta(days=1))


def _first_of(month: str, today: date) -> date:
    if not month:
        return (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    found = MONTH.fullmatch(month.strip())
    if found is None or int(found[1]) == 0 or (found[1], found[2]) == ("9999", "12"):
        raise UsageError(f"--month {month} is no month: write it as 2026-01")
    return date(int(found[1]), int(found[2]), 1)


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def run(parts: Parts, wanted: Scope, *, prove: bool = False) -> Report:
    """Gather a report from the store alone; with ``prove`` both systems are read and compared."""
    names = Names(parts)
    read_at = _read_at(parts)
    proof = reconcile.run(parts) if prove else None
    if wanted.payout:
        return _of_payout(parts, wanted, names, read_at, proof)
    store = parts.store
    start, end = _span(parts, wanted)
    arrived = store.evidence.arrived(wanted.since, wanted.until)
    payouts = sheets(parts, arrived, names)
    known = {one.payout.id: one for one in payouts}
    made = store.reporting.made(start, end)
    later = {o.payout.id: o for o in sheets(parts, [i for i in made if i not in known], names)}
    return Report(
        company=parts.config.company,
        creditor=parts.config.gocardless.creditor,
        version=__version__,
        scope=wanted,
        made_at=parts.clock.now(),
        day=parts.today,
        read_at=read_at,
        payouts=payouts,
        made=tuple((known | later)[id] for id in made),
        charged=_charged(parts, store.reporting.charged(wanted.since, wanted.until), names),
        endings=_endings(parts, store.reporting.endings(start, end, DEAD), names),
        owed=_owed(parts, names),
        on_its_way=_charged(parts, store.payments.by_status(OPEN), names),
        unmatched=tuple(store.reporting.unmatched()),
        troubles=troubles.listing(parts),
        proof=proof,
    )


def _of_payout(
    parts: Parts,
    wanted: Scope,
    names: Names,
    read_at: datetime | None,
    proof: Reconciliation | None,
) -> Report:
    found = parts.store.payouts.get(wanted.payout)
    if found is None:
        raise UsageError(f"{wanted.payout}: no such payout was ever read")
    return Report(
        company=parts.config.company,
        creditor=parts.config.gocardless.creditor,
        version=__version__,
        scope=wanted,
        made_at=parts.clock.now(),
        day=parts.today,
        read_at=read_at,
        payouts=(sheet(parts, found, names),),
        unmatched=tuple(o for o in parts.store.reporting.unmatched() if o.payout == found.id),
        troubles=troubles.listing(parts, payout=found.id),
        proof=proof,
    )


def _read_at(parts: Parts) -> datetime | None:
    runs = parts.store.runs.last(LOOKED_THROUGH)
    ended = [one.finished_at for one in runs if one.command == "sync"]
    return next((one for one in ended if one is not None), None)


def _span(parts: Parts, wanted: Scope) -> tuple[datetime, datetime]:
    """Give the instants between which the days of a period lie, in the company's time zone."""
    zone = ZoneInfo(parts.config.file.time_zone)
    after = wanted.until + timedelta(days=1)
    return (
        datetime.combine(wanted.since, time.min, zone),
        datetime.combine(after, time.min, zone),
    )


# ---------------------------------------------------------------- whose it is


def _charged(parts: Parts, payments: Iterable[Payment], names: Names) -> tuple[Charged, ...]:
    payments = sorted(payments, key=lambda one: (one.charge_date or date.max, one.id))
    claims = parts.store.claims.of_payments([one.id for one in payments])
    owners = parts.store.links.of_mandates(sorted({one.mandate for one in payments}))
    result = []
    for one in payments:
        mine = claims.get(one.id, [])
        customers = tuple(sorted({part.claim.customer for part in mine}))
        customers = customers or owners.get(one.mandate, ())
        names.learn(customers)
        result.append(
            Charged(
                payment=one,
                customer=" or ".join(customers),
                name=" or ".join(names.of(number) for number in customers),
                documents=tuple(str(part.claim) for part in mine),
            )
        )
    return tuple(result)


def _endings(parts: Parts, found: list[Ending], names: Names) -> tuple[Ending, ...]:
    ids = sorted({one.payment for one in found})
    payments = parts.store.payments.some(ids)
    whose = {one.payment.id: one for one in _charged(parts, payments, names)}
    return tuple(
        Ending(
            at=one.at,
            action=one.action,
            cause=one.cause,
            payment=one.payment,
            amount=one.amount,
            status=one.status,
            customer=whose[one.payment].customer if one.payment in whose else "",
            name=whose[one.payment].name if one.payment in whose else "",
            documents=whose[one.payment].documents if one.payment in whose else (),
            payout=one.payout,
        )
        for one in found
    )


def _owed(parts: Parts, names: Names) -> tuple[Owed, ...]:
    """Give the open documents as last read, each with what is done about it."""
    documents = parts.store.documents.due_until(date.max)
    stands: dict[tuple[str, str], str] = {}
    for item in open_items.listing(parts):
        said = f"{item.state}: {item.reason}"
        for number in (item.document, item.document.rpartition("/")[0]):
            stands.setdefault((item.customer, number), said)
    names.learn(one.customer for one in documents)
    return tuple(
        Owed(
            customer=one.customer,
            name=names.of(one.customer),
            document=one.number,
            kind=one.kind,
            due=one.due,
            balance=one.balance,
            stands=stands.get((one.customer, one.number), ""),
        )
        for one in documents
    )
