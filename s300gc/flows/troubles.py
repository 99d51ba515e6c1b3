"""What a person has to look at, from the store alone: since when, and what settles it."""

from s300gc.flows import approval, payments
from s300gc.flows.parts import Parts
from s300gc.model import Intent, Money
from s300gc.model.reports import Trouble
from s300gc.rules.states import state

IN_WORDS = {
    "waiting": "waits",
    "half-posted": "is half-posted",
    "seen": "was read, and nothing was done with it yet",
}


def listing(parts: Parts, payout: str = "") -> tuple[Trouble, ...]:
    """Give all of them, what may go wrong first; of one payout only its own."""
    store = parts.store
    found = [*_unbooked(parts, payout), *store.reporting.worklist()]
    if payout:
        return tuple(one for one in found if one.payout == payout)
    found = [*_doubts(parts), *_events(parts), *found, *_surpluses(parts), *_failed(parts)]
    for one in approval.waiting(parts):
        found.append(Trouble("approval", one.subject, one.reason, "s300gc invoices approve"))
    return tuple(found)


def _doubts(parts: Parts) -> list[Trouble]:
    """Give the requests whose outcome is not known, and those that stopped."""
    return [
        *(_doubt(one, "request in doubt", "s300gc sync") for one in parts.store.intents.in_doubt()),
        *(_doubt(one, "stopped", "a person decides") for one in parts.store.intents.stopped()),
    ]


def _doubt(one: Intent, kind: str, settle: str) -> Trouble:
    what = f"{one.kind} {one.remote or '(no number yet)'}"
    return Trouble(
        kind, one.reference, f"{what}: {one.note or 'not finished'}", settle, one.begun_at
    )


def _events(parts: Parts) -> list[Trouble]:
    return [
        Trouble(
            kind="event set aside",
            subject=one.event.resource or one.event.id,
            reason=f"{one.event.resource_type} {one.event.action}: {one.error}",
            settle=f"s300gc events replay {one.event.id}",
            since=one.received_at,
        )
        for one in parts.store.inbox.set_aside()
    ]


def _unbooked(parts: Parts, only: str) -> list[Trouble]:
    """Give the payouts that were paid and are not booked; one still pending waits for nobody."""
    store = parts.store.payouts
    result = []
    for payout in store.unbooked():
        if only not in ("", payout.id) or payout.status != "paid":
            continue
        is_, reason = store.state(payout.id)
        said = f"{IN_WORDS.get(is_, is_)}" + (f": {reason}" if reason else "")
        since = store.since(payout.id) or payout.created_at
        result.append(
            Trouble(
                kind="payout not booked",
                subject=payout.id,
                reason=said,
                settle="post its batches in Sage 300" if is_ == "half-posted" else "s300gc sync",
                since=since,
                amount=payout.amount,
                payout=payout.id,
            )
        )
    return result


def _surpluses(parts: Parts) -> list[Trouble]:
    return [
        Trouble("collects too much", one.payment, one.reason, "s300gc payments show", None,
                Money(one.amount.minor, one.amount.currency))
        for one in parts.store.surpluses.open()
    ]  # fmt: skip


def _failed(parts: Parts) -> list[Trouble]:
    """Give the payments that ended and of which something has to be decided."""
    return [
        Trouble(
            kind="payment ended",
            subject=row.payment.id,
            reason=f"{row.customer} {' '.join(row.documents)}: {row.says or row.payment.status}",
            settle=row.next,
            amount=row.payment.amount,
        )
        for row in payments.listing(parts)
        if row.next and not state(row.payment.status).collects
    ]
