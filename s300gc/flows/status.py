"""What the store knows: last runs, what waits and why, money on its way."""

from dataclasses import dataclass
from datetime import date

from s300gc.flows import approval
from s300gc.flows.parts import Parts
from s300gc.model import DEAD, Intent, Money, Payment, Payout, Skip
from s300gc.store.runs import RunRow


@dataclass(frozen=True, slots=True)
class WaitingPayout:
    """A payout that is not booked, and why."""

    payout: Payout
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class Status:
    """One screen's worth of what the store knows; nothing is asked of either system."""

    today: date
    runs: tuple[RunRow, ...]
    on_its_way: tuple[tuple[str, int, Money], ...]
    """Payments by status: (status, how many, sum)."""
    failed: tuple[Payment, ...]
    """Those that failed, or ended otherwise, and keep their documents."""
    waiting: tuple[WaitingPayout, ...]
    in_doubt: tuple[Intent, ...]
    worklist: tuple[Skip, ...]
    audit_head: str


def run(parts: Parts) -> Status:
    """Gather the status from the store alone."""
    store = parts.store
    waiting = [WaitingPayout(one, *store.payouts.state(one.id)) for one in store.payouts.unbooked()]
    return Status(
        today=parts.today,
        runs=tuple(store.runs.last(5)),
        on_its_way=tuple(store.payments.totals()),
        failed=tuple(store.payments.keeping(sorted(DEAD))),
        waiting=tuple(waiting),
        in_doubt=(*store.intents.in_doubt(), *store.intents.stopped()),
        worklist=(*approval.waiting(parts), *store.payouts.worklist(), *store.surpluses.worklist()),
        audit_head=store.audit.head(),
    )
