"""What an auditor is given of payouts: all that is stored of each, and the chain that proves it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from s300gc.errors import UsageError
from s300gc.flows.parts import Parts
from s300gc.model import Allocation, BookedLine, Payment, Payout, PayoutItem
from s300gc.store.audit import AuditRow
from s300gc.store.chain import Link, Verdict
from s300gc.store.evidence import BookedBatch
from s300gc.store.in_force import SettingsRow

PAGE = 500


@dataclass(frozen=True, slots=True)
class RawCopy:
    """What GoCardless sent, as it came; ``kind`` is ``payout`` or ``payout_items``."""

    kind: str
    at: datetime
    body: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is stored of one payout. ``booked_under`` goes by the number of the booking."""

    payout: Payout
    state: str
    reason: str
    raws: tuple[RawCopy, ...]
    items: tuple[PayoutItem, ...]
    batches: tuple[BookedBatch, ...]
    lines: tuple[tuple[bool, BookedLine], ...]
    payments: tuple[Payment, ...]
    claims: Mapping[str, list[Allocation]]
    booked_under: Mapping[int, SettingsRow]
    rows: tuple[AuditRow, ...]

    @property
    def finished_at(self) -> dict[str, datetime]:
        """When each batch was seen posted, by its reference."""
        return {row.subject: row.at for row in self.rows if row.kind == "intent.done"}


@dataclass(frozen=True, slots=True)
class Export:
    """What goes into one file: which payouts, and the state of the audit trail."""

    installation: str
    payouts: tuple[str, ...]
    verdict: Verdict
    numbers: tuple[int, ...]
    """The audit rows of all of them, ascending."""
    made_at: datetime
    version: str


def chosen(
    parts: Parts, ids: Iterable[str], since: date | None = None, until: date | None = None
) -> tuple[str, ...]:
    """Give the payouts that are meant: by their ids, or by the days on which they arrived.

    Raises UsageError where one is not known, or where there are none.
    """
    found = list(dict.fromkeys(one.strip().upper() for one in ids))
    known = {one.id for one in parts.store.payouts.some(found)}
    unknown = [one for one in found if one not in known]
    if unknown:
        raise UsageError(
            f"{', '.join(unknown)}: no such payout was ever read;"
            " 's300gc payouts post' reads what GoCardless has"
        )
    if since or until:
        arrived = parts.store.evidence.arrived(since or date.min, until or date.max)
        found = list(dict.fromkeys([*found, *arrived]))
    if not found:
        raise UsageError("name payouts with --payout, or their days with --since and --until")
    return tuple(sorted(found))


def export(parts: Parts, payouts: tuple[str, ...], version: str) -> Export:
    """Check the audit trail, and find the rows of these payouts in it."""
    numbers = {number for one in payouts for number in _numbers(parts, one)}
    return Export(
        installation=parts.config.installation,
        payouts=payouts,
        verdict=parts.store.audit.check(),
        numbers=tuple(sorted(numbers)),
        made_at=parts.clock.now(),
        version=version,
    )


def each(parts: Parts, payouts: Iterable[str]) -> Iterator[Evidence]:
    """Gather the evidence of one payout after the other."""
    for one in parts.store.payouts.some(payouts):
        yield _of(parts, one)


def chain(parts: Parts, found: Export) -> Iterator[Link]:
    """Give the links of the chain from the first of the rows up to the head that was checked."""
    if not found.numbers:
        return
    for link in parts.store.audit.links(found.numbers[0]):
        if link.seq > found.verdict.rows and not found.verdict.broken:
            return
        yield link


def _of(parts: Parts, payout: Payout) -> Evidence:
    store = parts.store
    items = store.payouts.items_of(payout.id)
    payments = sorted({item.payment for item in items if item.payment})
    rows = _rows(parts, _numbers(parts, payout.id))
    state, reason = store.payouts.state(payout.id)
    begun = [
        row.subject
        for row in rows
        if row.kind == "intent.begun" and payout.id in row.keys and row.subject.startswith("GC ")
    ]
    return Evidence(
        payout=payout,
        state=state,
        reason=reason,
        raws=tuple(_raws(parts, payout.id)),
        items=tuple(items),
        batches=tuple(store.evidence.batches(payout.id, dict.fromkeys(begun))),
        lines=tuple(store.evidence.lines(payout.id)),
        payments=tuple(store.payments.some(payments)),
        claims=store.claims.of_payments(payments),
        booked_under=_booked_under(parts, payout.id, rows),
        rows=tuple(rows),
    )


def _raws(parts: Parts, payout: str) -> Iterator[RawCopy]:
    for kind in ("payout", "payout_items"):
        for at, body in parts.store.raw.copies(kind, payout):
            yield RawCopy(kind, at, body)


def _numbers(parts: Parts, payout: str) -> list[int]:
    """Find the rows about a payout, its batches and its payments from their first day on."""
    audit = parts.store.audit
    payments = {item.payment for item in parts.store.payouts.items_of(payout) if item.payment}
    named = audit.numbers([payout, *sorted(payments)])
    # What was begun has no id yet: those rows are found by the reference of the intent.
    subjects = {row.subject for row in _rows(parts, named) if row.kind.startswith("intent.")}
    return sorted({*named, *audit.numbers(sorted(subjects))})


def _rows(parts: Parts, numbers: list[int]) -> list[AuditRow]:
    return [
        row
        for start in range(0, len(numbers), PAGE)
        for row in parts.store.audit.some(numbers[start : start + PAGE])
    ]


def _booked_under(parts: Parts, payout: str, rows: list[AuditRow]) -> dict[int, SettingsRow]:
    found = {}
    for row in rows:
        if row.kind == "payout.planned" and row.subject == payout:
            settings = parts.store.in_force.at(row.seq)
            if settings is not None:
                found[int(row.body["booking"])] = settings
    return found
