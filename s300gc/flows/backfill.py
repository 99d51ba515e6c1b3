"""Reads what happened before this tool was installed, and deals with payouts of that time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from s300gc.errors import PersonNeeded
from s300gc.flows import booked_before, events, history, mirror, present
from s300gc.flows.parts import Parts
from s300gc.model import Done, Outcome, Payment
from s300gc.model.refunds import Refund
from s300gc.remote.gocardless_history import Page
from s300gc.remote.values import PayoutCopy
from s300gc.rules import keys

LISTS = ("backfill.payments", "backfill.refunds", "backfill.payouts")
SINCE = "backfill.since"
"""Cursor: from which day on the lists are being read."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants of payouts from before go-live.

    ``choice`` is ``record``, ``book`` or ``elsewhere``; ``by`` and ``why`` say who booked them
    elsewhere, or wants them booked; ``agree`` is shown the plan before anything is booked.
    """

    since: date | None = None
    choice: str = "record"
    by: str = ""
    why: str = ""
    agree: Callable[[list[str]], bool] = lambda plan: True


def run(parts: Parts, wish: Wish, *, dry_run: bool = False) -> Outcome:
    """Record history from a day on, then do with payouts from before go-live as is wished.

    Broken off it goes on where it was. Raises PersonNeeded for an empty database whose
    creditor has payments of ours: that one is to be rebuilt.
    """
    outcome = Outcome("backfill", dry_run=dry_run)
    events.first(parts, outcome)
    mirror.customers(parts)
    if dry_run:
        _counted(parts, wish, outcome)
    else:
        _read(parts, wish, outcome)
    booked_before.run(parts, wish.since, wish.choice, (wish.by, wish.why), wish.agree, outcome)
    return outcome


def start(since: date | None) -> datetime | None:
    """Give the instant from which lists are read; None: all that GoCardless has."""
    return datetime.combine(since, time(), UTC) if since else None


# ---------------------------------------------------------------- reading


def _read(parts: Parts, wish: Wish, outcome: Outcome) -> None:
    cursors, gocardless, since = parts.store.cursors, parts.gocardless, start(wish.since)
    asked = wish.since.isoformat() if wish.since else "all"
    if cursors.get(SINCE) not in (None, "", asked):
        raise PersonNeeded(
            f"a backfill since {cursors.get(SINCE)} was broken off: run it again as it was,"
            " then another one"
        )
    if not cursors.get(SINCE):
        history.again(parts, LISTS)
        cursors.set(SINCE, asked)

    def payments(found: tuple[Payment, ...]) -> None:
        for one in found:
            present.adopt(parts, one)
        parts.store.payments.put(found)

    def refunds(found: tuple[Refund, ...]) -> None:
        mandates = {one.id for one in parts.store.mandates.some({r.mandate for r in found})}
        parts.store.refunds.put([one for one in found if one.mandate in mandates])

    def payouts(found: tuple[PayoutCopy, ...]) -> None:
        for one in found:
            parts.store.raw.keep("payout", one.payout.id, one.raw)
        parts.store.payouts.put([one.payout for one in found])

    pages = (
        lambda after: gocardless.payment_page(after, since),
        lambda after: gocardless.refund_page(after, since),
        lambda after: gocardless.payout_page(after, since),
    )
    history.walk(parts, LISTS[0], pages[0], payments)
    history.walk(parts, LISTS[1], pages[1], refunds)
    history.walk(parts, LISTS[2], pages[2], payouts)
    _opening(parts, outcome)
    cursors.set(SINCE, "")


def _opening(parts: Parts, outcome: Outcome) -> None:
    """Record what was collected and not paid out at go-live: later payouts will hold it."""
    go_live, said = parts.config.go_live, {}
    for many, amount, whose in parts.store.backfilled.opening(go_live):
        said[f"{whose} {amount.currency}"] = {"payments": many, "minor": amount.minor}
        action = f"{many} payments of {whose} were collected and not paid out on {go_live}"
        outcome.results.append(Done(f"opening {amount.currency}", action, "", amount, "opening"))
    parts.store.audit.record("opening.position", parts.config.company, {"at": go_live, **said})


# ---------------------------------------------------------------- dry run


def _counted(parts: Parts, wish: Wish, outcome: Outcome) -> None:
    """Count what a list holds, page by page, without keeping it."""
    since, after = start(wish.since), ""
    counts = {"ours": 0, "of known customers": 0, "of unknown payers": 0}
    while True:
        page: Page[Payment] = parts.gocardless.payment_page(after, since)
        linked = parts.store.links.of_mandates({one.mandate for one in page.values})
        for one in page.values:
            origin = keys.origin(one)
            ours = origin is not None and origin.company == parts.config.company
            known = "of known customers" if one.mandate in linked else "of unknown payers"
            counts["ours" if ours else known] += 1
        after = page.after
        if not after:
            break
    for name, many in counts.items():
        outcome.results.append(Done("payments", f"{many} {name}", kind="found"))
