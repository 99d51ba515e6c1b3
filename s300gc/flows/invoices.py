"""Which open AR documents are collected: reads both systems and decides."""

from collections.abc import Collection
from datetime import UTC, datetime, time

from s300gc.flows import entries, matching, mirror
from s300gc.flows.holdings import holdings, terms
from s300gc.flows.parts import Parts
from s300gc.model import Claim, CreatePayment, Document, Money, Outcome, Skip
from s300gc.rules import invoices as rules
from s300gc.rules.charging import needs_fresh_mandate
from s300gc.rules.choosing import needs_entry
from s300gc.rules.safety import in_force

__all__ = ["gather", "known", "pending", "terms"]


def gather(
    parts: Parts, outcome: Outcome, only: Collection[tuple[str, str]] | None = None
) -> list[CreatePayment | Skip]:
    """Bring the copies up to date and decide what is open, due within the horizon and allowed.

    With ``only`` (customer and number) about these documents and no others. What
    Sage no longer shows is told to the outcome.
    """
    mirror.customers(parts)
    mirror.documents(parts)
    matching.first(parts, dry_run=outcome.dry_run)
    _misfits(parts, only)
    asked: set[str] = set()
    plan = known(parts, only=only)
    while _entries(parts, only) or _refresh(parts, _steps(plan), outcome, asked):
        plan = known(parts, only=only)
    waiting = pending(parts) if _steps(plan) else {}
    return known(parts, only=only, pending=waiting) if waiting else plan


def known(
    parts: Parts,
    *,
    only: Collection[tuple[str, str]] | None = None,
    pending: dict[Claim, Money] | None = None,
) -> list[CreatePayment | Skip]:
    """Decide from the store alone; ``pending`` are other people's unposted receipts by claim."""
    documents = _documents(parts, only)
    return rules.plan(documents, holdings(parts, documents, pending), terms(parts), parts.today)


def _documents(parts: Parts, only: Collection[tuple[str, str]] | None) -> list[Document]:
    found = parts.store.documents.collectable(parts.today, parts.config.invoices.horizon_days)
    if only is None:
        return found
    return [one for one in found if (one.customer, one.number) in only]


def _steps(plan: list[CreatePayment | Skip]) -> list[CreatePayment]:
    return [step for step in plan if isinstance(step, CreatePayment)]


# ---------------------------------------------------------------- reading what decides


def _entries(parts: Parts, only: Collection[tuple[str, str]] | None) -> bool:
    """Read the invoice batches of documents that hang on nothing else; tell whether any was."""
    settings = parts.config.invoices
    documents = [one for one in _documents(parts, only) if needs_entry(one, settings)]
    if not documents:
        return False
    wanted = rules.unread(documents, holdings(parts, documents), terms(parts), parts.today)
    return entries.read(parts, wanted)


def _misfits(parts: Parts, only: Collection[tuple[str, str]] | None) -> None:
    """Read again, once a day, what is left alone because its balance does not fit our record.

    Sage may have dated a change in the past; then our copy is wrong, and not the balance.
    """
    everything = _documents(parts, only)
    lines = parts.store.payouts.lines_of_documents((d.customer, d.number) for d in everything)
    ours = {(line.claim.customer, line.claim.document) for line in lines if line.claim}
    documents = [d for d in everything if d.payments > 1 or (d.customer, d.number) in ours]
    if not documents:
        return
    found = rules.misfits(documents, holdings(parts, documents), terms(parts), parts.today)
    today = datetime.combine(parts.today, time(), UTC)
    places = [(one.customer, one.number) for one in found]
    stale = parts.store.documents.not_read_since(places, today)
    if stale:
        mirror.absent(parts, stale)


def _refresh(parts: Parts, steps: list[CreatePayment], outcome: Outcome, asked: set[str]) -> bool:
    """Read again what decides about these steps and was not read in this run.

    Documents, because Sage may date a change in the past; open credits, which
    take something off or hold everything up; mandates of near due dates, because
    the earliest charge date moves every day. ``asked`` are the mandates that this
    run has asked for. True where anything was read.
    """
    if not steps:
        return False
    store = parts.store
    keys = sorted({(p.claim.customer, p.claim.document) for s in steps for p in s.allocations})
    stale = store.documents.not_read_since(keys, parts.started_at)
    if stale:
        outcome.results += [
            Skip(number, "Sage 300 no longer shows it, so it is not collected", "gone")
            for _, number in mirror.absent(parts, stale)
        ]
    return any((stale, _credits(parts), _mandates(parts, steps, asked)))


def _credits(parts: Parts) -> bool:
    """Read all open credits once in a run, where they matter; they are few beside invoices."""
    settings = parts.config.invoices
    matter = settings.credits == "net" or in_force("unapplied_credit", settings.safety)
    if not matter or "credits" in parts.fresh:
        return False
    parts.fresh.add("credits")
    return bool(parts.store.documents.put(list(parts.sage.open_credits())))


def _mandates(parts: Parts, steps: list[CreatePayment], asked: set[str]) -> bool:
    store = parts.store
    near = {s.mandate for s in steps if needs_fresh_mandate(s.due, parts.today)} - asked
    old = store.mandates.not_read_since(sorted(near), parts.started_at)
    if len(old) > len(near) // 2 and len(old) > 20:
        store.mandates.put(list(parts.gocardless.mandates()))
    else:
        store.mandates.put([parts.gocardless.mandate(one) for one in old])
    asked |= near
    return bool(old)


def pending(parts: Parts) -> dict[Claim, Money]:
    """Add up the unposted receipts of other people; our own are already behind a door."""
    ours = {n for kind in ("receipts", "apply") for n in parts.store.intents.numbers(kind)}
    found: dict[Claim, Money] = {}
    for receipt in parts.sage.pending_receipts():
        if receipt.batch in ours:
            continue
        claim = Claim(receipt.customer, receipt.document, receipt.instalment)
        zero = Money(0, receipt.amount.currency)
        found[claim] = found.get(claim, zero) + receipt.amount
    return found
