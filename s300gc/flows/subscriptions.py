"""Recurring charges of Sage 300 as GoCardless subscriptions: made, changed, held and listed."""

from collections.abc import Collection
from dataclasses import dataclass

from s300gc.errors import PersonNeeded, Temporary, UsageError
from s300gc.flows import drafting, events, matching, mirror, subscribed, subscribing
from s300gc.flows.parts import Parts
from s300gc.model import Done, Failed, Outcome, Skip
from s300gc.model.subscriptions import (
    ChargeKey,
    Hold,
    RecurringCharge,
    Schedule,
    Standing,
    Subscription,
)
from s300gc.rules import subscriptions as rules

ROUNDS = 2
"""What is made anew is cancelled in the first and created in the second."""


def sync(
    parts: Parts, *, only: Collection[ChargeKey] | None = None, dry_run: bool = False
) -> Outcome:
    """Make every configured recurring charge the subscription that it asks for.

    Then each payment of a subscription gets its invoice. Without a charge in the
    configuration, and without a subscription of ours, nothing is asked of anybody, but
    for payments that others made where ``invoices.create`` is ``all``.
    """
    outcome = Outcome("subscriptions", dry_run=dry_run)
    events.first(parts, outcome)
    drafting.loose(parts, outcome)
    if not parts.config.subscriptions.charges and not parts.store.charges.all():
        return outcome
    if not dry_run:
        outcome.results += subscribing.finish(parts)
    subscribed.take_stock(parts)
    subscribed.follow(parts)
    mirror.customers(parts)
    mirror.documents(parts)
    if not dry_run:
        _forget_stale(parts)
    found = _read(parts)
    if isinstance(found, Failed):
        outcome.results.append(found)
    else:
        _decide(parts, found, only, outcome)
    matching.run(parts, outcome)
    drafting.run(parts, {} if isinstance(found, Failed) else found.charges, outcome)
    return outcome


@dataclass(frozen=True, slots=True)
class _Charges:
    """What Sage 300 says of recurring charges and their schedules."""

    charges: dict[ChargeKey, RecurringCharge]
    schedules: dict[str, Schedule]


def _decide(
    parts: Parts, found: _Charges, only: Collection[ChargeKey] | None, outcome: Outcome
) -> None:
    for _ in range(1 if outcome.dry_run else ROUNDS):
        cases = [one for one in _cases(parts, found) if only is None or one.key in only]
        plan = rules.plan(cases, _terms(parts), parts.today)
        told = {one.subject for one in outcome.skips()}
        outcome.results += [s for s in plan if isinstance(s, Skip) and s.subject not in told]
        steps = [step for step in plan if not isinstance(step, Skip)]
        if outcome.dry_run:
            outcome.results += [subscribing.would(step) for step in steps]
            return
        for step in steps:
            result = subscribing.carry_out(parts, step)
            outcome.results.append(result)
            if isinstance(result, Failed) and result.exit_code == Temporary.exit_code:
                return
        ended = {s.charge for s in steps if getattr(s, "action", "") == "cancel"}
        if not ended:
            return
        only = ended


def _read(parts: Parts) -> _Charges | Failed:
    """Read the charges and schedules; no charge at all, where some had a subscription, is odd."""
    codes = parts.config.subscriptions.charges
    listed = parts.sage.recurring_charges(codes) if codes else []
    live = [one for one in latest(parts).values() if _live(one) and one.key.code in codes]
    if live and not listed and not parts.sage.reach("AR/ARRecurringCharges"):
        why = (
            "Sage 300 lists no recurring charge, but had some before: nothing was cancelled;"
            " check the company and the API user's rights, then run again"
        )
        return Failed("subscriptions", why, PersonNeeded.exit_code)
    named = {one.schedule for one in listed if one.schedule}
    schedules = parts.sage.schedules(named) if named else []
    return _Charges({one.key: one for one in listed}, {one.code: one for one in schedules})


def _cases(parts: Parts, found: _Charges) -> list[rules.Case]:
    """Put together what is known of each charge, and of those that are there no more."""
    standings, holds = latest(parts), parts.store.charges.holds()
    keys = {*found.charges, *(key for key, one in standings.items() if _live(one))}
    customers = {
        one.number: one for one in parts.store.customers.some({key.customer for key in keys})
    }
    mandates = parts.store.mandates.of_customers(customers)
    cases = []
    for key in sorted(keys):
        charge = found.charges.get(key)
        cases.append(
            rules.Case(
                key=key,
                charge=charge,
                schedule=found.schedules.get(charge.schedule) if charge else None,
                customer=customers.get(key.customer),
                mandates=mandates.get(key.customer, ()),
                standing=standings.get(key),
                hold=holds.get(key),
            )
        )
    return cases


def _forget_stale(parts: Parts) -> None:
    """Forget why something was paused that goes on: else a later pause would be undone."""
    standings = latest(parts)
    for key, hold in parts.store.charges.holds().items():
        last = standings.get(key)
        live = last.subscription if last else None
        if live is not None and live.status == "active" and hold in ("on-hold", "released"):
            parts.store.charges.hold(key, None)


def latest(parts: Parts) -> dict[ChargeKey, Standing]:
    """Give the last subscription that we made for each charge."""
    return {one.key: one for one in parts.store.charges.all()}


def _live(one: Standing) -> bool:
    return one.subscription is None or one.subscription.status in rules.LIVE


def _terms(parts: Parts) -> rules.Terms:
    config = parts.config
    return rules.Terms(config.company, config.installation, config.subscriptions)


# ---------------------------------------------------------------- by hand


def pause(parts: Parts, code: str, customer: str, *, dry_run: bool = False) -> Outcome:
    """Pause the subscription of a charge until a person resumes it."""
    return _say(parts, code, customer, "paused", dry_run=dry_run)


def cancel(parts: Parts, code: str, customer: str, *, dry_run: bool = False) -> Outcome:
    """Cancel the subscription of a charge; no run makes a new one until a person says so."""
    return _say(parts, code, customer, "cancelled", dry_run=dry_run)


def resume(parts: Parts, code: str, customer: str, *, dry_run: bool = False) -> Outcome:
    """Let a charge be collected again: its paused subscription goes on, or a new one is made."""
    return _say(parts, code, customer, "released", dry_run=dry_run)


def _say(parts: Parts, code: str, customer: str, hold: Hold, *, dry_run: bool) -> Outcome:
    """Write down what a person says of a charge and do what follows from it.

    Raises UsageError where nothing is known of such a charge.
    """
    outcome = Outcome("subscriptions", dry_run=dry_run)
    events.first(parts, outcome)
    key = ChargeKey(code.strip().upper(), customer.strip().upper())
    known = key in latest(parts) or key in parts.store.charges.holds()
    if not known and key.code not in parts.config.subscriptions.charges:
        raise UsageError(
            f"recurring charge {key} has no subscription, and subscriptions.charges does not"
            f" name {key.code}"
        )
    if dry_run:
        outcome.results.append(Done(str(key), f"is {hold}", kind=hold))
        return outcome
    parts.store.charges.hold(key, hold)
    outcome.results += sync(parts, only=[key]).results
    return outcome


# ---------------------------------------------------------------- looking


@dataclass(frozen=True, slots=True)
class Row:
    """A subscription, the charge that it collects, and what is to be said of it.

    ``key`` is None where others made it.
    """

    subscription: Subscription
    key: ChargeKey | None
    customer: str
    number: int = 0
    hold: Hold | None = None
    waiting: int = 0
    """How many of its payments stand for no invoice yet."""

    @property
    def live(self) -> bool:
        """Tell whether it goes on collecting."""
        return self.subscription.status in rules.LIVE


def listing(
    parts: Parts, *, customer: str = "", charge: str = "", everything: bool = False
) -> list[Row]:
    """List subscriptions by charge and customer, from the store alone.

    Without ``everything`` only those that go on collecting, or whose payments still
    wait for an invoice.
    """
    store = parts.store
    held = {one.id: one for one in store.charges.all() if one.id}
    holds = store.charges.holds()
    waiting = [one.subscription for one in store.charges.unmatched()]
    found = store.subscriptions.all()
    owners = store.links.of_mandates(sorted({one.mandate for one in found}))
    rows = []
    for one in found:
        ours = held.get(one.id)
        whose = ours.key.customer if ours else " or ".join(owners.get(one.mandate, ()))
        key = ours.key if ours else None
        rows.append(
            Row(
                subscription=one,
                key=key,
                customer=whose,
                number=ours.number if ours else 0,
                hold=holds.get(key) if key else None,
                waiting=waiting.count(one.id),
            )
        )
    chosen = [
        row
        for row in rows
        if (everything or row.live or row.waiting)
        and (not customer or row.customer == customer.strip().upper())
        and (not charge or (row.key is not None and row.key.code == charge.strip().upper()))
    ]
    return sorted(chosen, key=lambda row: (row.customer, str(row.key or ""), row.number))
