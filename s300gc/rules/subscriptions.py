"""Which recurring charges become subscriptions, and what changes about those that have one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from s300gc.model import ARCustomer, Mandate, Money, Skip
from s300gc.model.subscriptions import (
    Action,
    ChangeSubscription,
    ChargeKey,
    CreateSubscription,
    Hold,
    RecurringCharge,
    Schedule,
    Standing,
    Subscription,
    SubscriptionStep,
)
from s300gc.rules import keys
from s300gc.rules.cadence import cadence
from s300gc.rules.charging import too_small, usable
from s300gc.rules.wanting import Wanted, wanted
from s300gc.subscription_settings import SubscriptionSettings

LIVE = frozenset({"active", "paused", "pending_customer_approval"})
"""Statuses of subscriptions that go on collecting (GoCardless API reference, subscriptions)."""
AMENDMENTS = 10
"""So often an amount can be changed (GoCardless API reference, subscriptions)."""
NAME = 255

Decision = SubscriptionStep | Skip


@dataclass(frozen=True, slots=True)
class Case:
    """All that decides about one recurring charge.

    ``charge`` is None where Sage 300 has it no more; ``standing`` is the last
    subscription that we made for it, ``hold`` what was last said of it.
    """

    key: ChargeKey
    charge: RecurringCharge | None
    schedule: Schedule | None
    customer: ARCustomer | None
    mandates: tuple[Mandate, ...] = ()
    standing: Standing | None = None
    hold: Hold | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What the configuration says about subscriptions."""

    company: str
    installation: str
    settings: SubscriptionSettings


def plan(cases: Iterable[Case], terms: Terms, today: date) -> list[Decision]:
    """Decide for each charge, by code and customer; one that is as it should be gives nothing."""
    found = [decide(case, terms, today) for case in sorted(cases, key=lambda one: one.key)]
    return [one for one in found if one is not None]


def decide(case: Case, terms: Terms, today: date) -> Decision | None:
    """Decide what is to be done for one charge; None where nothing is."""
    held = case.standing
    if held is not None and not held.id:
        return _skip(case, f"{held.reference} is in doubt: the next run finishes it", "doubt")
    if held is not None and held.subscription is not None and held.subscription.status in LIVE:
        return _change(case, held, held.subscription, terms, today)
    return _create(case, terms, today)


# ---------------------------------------------------------------- what has none


def _create(case: Case, terms: Terms, today: date) -> CreateSubscription | Skip | None:
    why = _over(case, terms, today)
    if why:
        return _skip(case, why, "ended") if case.charge is not None else None
    if case.hold in ("paused", "cancelled"):
        return _skip(case, f"was {case.hold} by a person", case.hold)
    found = _wanted(case, today)
    if isinstance(found, str):
        return _skip(case, found, "cannot")
    why = _ended_elsewhere(case, found)
    return _skip(case, why, "elsewhere") if why else _step(case, found, terms)


def _wanted(case: Case, today: date) -> Wanted | str:
    if case.charge is None:
        return "the recurring charge was deleted"
    if case.customer is not None and case.customer.on_hold:
        return f"customer {case.key.customer} is on hold"
    return wanted(case.charge, case.schedule, case.mandates, today)


def _ended_elsewhere(case: Case, found: Wanted) -> str:
    """Say that somebody else ended the last one: what a person has stopped stays stopped."""
    held = case.standing
    if held is None or held.ended or held.subscription is None or case.hold == "released":
        return ""
    if held.subscription.status == "finished" or held.subscription.mandate != found.mandate.id:
        return ""
    return (
        f"{held.id} is {held.subscription.status}, which was not done by this tool:"
        f" 's300gc subscriptions resume {case.key.code} {case.key.customer}' makes a new one"
    )


def _step(case: Case, found: Wanted, terms: Terms) -> CreateSubscription:
    number = case.standing.number + 1 if case.standing else 1
    reference = keys.subscription_reference(terms.company, case.key, number)
    key = keys.key(terms.installation, reference, found.amount)
    named = case.charge.description if case.charge else ""
    return CreateSubscription(
        reference=reference,
        key=key,
        charge=case.key,
        number=number,
        mandate=found.mandate.id,
        amount=found.amount,
        name=(named or case.key.code)[:NAME],
        cadence=found.cadence,
        start=found.start,
        count=found.count,
        metadata=keys.subscription_metadata(terms.company, key, case.key, number),
    )


# ---------------------------------------------------------------- what has one


def _change(
    case: Case, held: Standing, live: Subscription, terms: Terms, today: date
) -> ChangeSubscription | Skip | None:
    """Compare a live subscription with its charge; the first difference is dealt with."""
    why = _over(case, terms, today) or _none_left(case, live)
    if why:
        return _act("cancel", case, held, live, terms, why)
    if case.hold == "cancelled":
        return _act("cancel", case, held, live, terms, "was cancelled by a person")
    mandate = usable(case.mandates, live.amount.currency)
    if isinstance(mandate, str):
        return _act("cancel", case, held, live, terms, mandate)
    paused = _paused(case, held, live, terms)
    if paused is not None or live.status == "paused":
        return paused
    return _differs(case, held, live, mandate, terms)


def _paused(
    case: Case, held: Standing, live: Subscription, terms: Terms
) -> ChangeSubscription | Skip | None:
    """Pause what a person, or Sage 300, holds; resume only what was paused by us."""
    on_hold = case.customer is not None and case.customer.on_hold
    why = f"customer {case.key.customer} is on hold" if on_hold else ""
    if live.status != "paused":
        why = "was paused by a person" if case.hold == "paused" else why
        return _act("pause", case, held, live, terms, why) if why else None
    if case.hold == "paused" or why:
        return _skip(case, why or "was paused by a person", "paused")
    if case.hold == "on-hold":
        return _act("resume", case, held, live, terms, "the customer is on hold no more")
    if case.hold == "released":
        return _act("resume", case, held, live, terms, "was resumed by a person")
    return _skip(case, f"{live.id} is paused, which was not done by this tool", "elsewhere")


def _differs(
    case: Case, held: Standing, live: Subscription, mandate: Mandate, terms: Terms
) -> ChangeSubscription | Skip | None:
    charge = case.charge
    if charge is None:
        return None
    if live.mandate not in {one.id for one in case.mandates}:
        why = f"its mandate {live.mandate} is not the customer's any more: made anew"
        return _act("cancel", case, held, live, terms, why)
    if live.mandate != mandate.id and not _still(case, live.mandate):
        why = f"mandate {mandate.id} took the place of {live.mandate}: made anew"
        return _act("cancel", case, held, live, terms, why)
    if charge.next_date is not None and case.schedule is not None:
        rhythm = cadence(case.schedule, charge.next_date)
        if isinstance(rhythm, str):
            return _act("cancel", case, held, live, terms, rhythm)
        if rhythm != live.cadence:
            why = "its schedule has changed, which GoCardless cannot amend: made anew"
            return _act("cancel", case, held, live, terms, why)
    return _amount(case, held, live, charge.amount, terms)


def _amount(
    case: Case, held: Standing, live: Subscription, amount: Money, terms: Terms
) -> ChangeSubscription | None:
    if amount == live.amount:
        return None
    small = too_small(amount)
    if small:
        return _act("cancel", case, held, live, terms, small)
    if amount.currency != live.amount.currency:
        return _act("cancel", case, held, live, terms, "its currency has changed: made anew")
    why = f"{live.amount} becomes {amount}"
    if held.amendments < AMENDMENTS:
        return _act("amend", case, held, live, terms, why)
    why += f", and {AMENDMENTS} amendments are all that GoCardless takes: made anew"
    return _act("cancel", case, held, live, terms, why)


def _still(case: Case, mandate: str) -> bool:
    """Tell whether one of the customer's mandates can still be collected under."""
    return any(one.id == mandate and one.status == "active" for one in case.mandates)


def _over(case: Case, terms: Terms, today: date) -> str:
    """Say why a charge is not to be collected (any more); empty where it is."""
    charge, settings = case.charge, terms.settings
    if case.key.code not in settings.charges:
        return f"charge {case.key.code} is not in subscriptions.charges"
    if charge is None:
        return "the recurring charge was deleted"
    if not charge.active:
        return "the recurring charge is inactive"
    if charge.expires is not None and charge.expires < today:
        return f"the recurring charge expired on {charge.expires}"
    if case.customer is None or not case.customer.active:
        state = "not in Sage 300" if case.customer is None else "inactive"
        return f"customer {case.key.customer} is {state}"
    if settings.groups and case.customer.group not in settings.groups:
        group = case.customer.group
        return f"is in customer group {group}, which subscriptions.groups leaves out"
    return ""


def _none_left(case: Case, live: Subscription) -> str:
    """Say that all invoices were made; one that counts its payments ends by itself."""
    charge = case.charge
    if charge is None or live.count is not None:
        return ""
    if charge.most_invoices is not None and charge.invoices >= charge.most_invoices:
        return f"all {charge.most_invoices} invoices of the recurring charge were made"
    if charge.most_total and charge.invoiced and charge.invoiced.minor >= charge.most_total.minor:
        return f"the recurring charge has reached its maximum of {charge.most_total}"
    return ""


def _act(
    action: Action, case: Case, held: Standing, live: Subscription, terms: Terms, why: str
) -> ChangeSubscription:
    amount = case.charge.amount if action == "amend" and case.charge else live.amount
    reference = keys.change_reference(terms.company, action, live.id, held.changes + 1)
    return ChangeSubscription(reference, action, case.key, live.id, amount, why)


def _skip(case: Case, why: str, kind: str) -> Skip:
    return Skip(str(case.key), why, kind)
