"""Reads subscriptions as they now stand, ours and those that others made under our mandates."""

from collections.abc import Iterable

from s300gc.flows import present
from s300gc.flows.parts import Parts
from s300gc.model import Intent, canonical
from s300gc.model.subscriptions import Subscription
from s300gc.rules import keys

SINGLY = 10
"""Up to so many changed subscriptions are read one by one, more of them by list pages."""
STOCK = "gocardless.subscriptions"
"""Cursor: when all subscriptions were read once; from then on events keep them current."""


def read(parts: Parts, ids: list[str]) -> list[str]:
    """Read subscriptions by their ids, adopting ours that the store does not know; give ours.

    A subscription does not say whose it is; its mandate does. What hangs on a mandate
    of another creditor is remembered by its id and never read again.
    """
    store = parts.store
    wanted = set(ids) - store.elsewhere.known(ids) - {""}
    if not wanted:
        return []
    if len(wanted) <= SINGLY:
        found = [parts.gocardless.subscription(one) for one in sorted(wanted)]
    else:
        found = [one for one in parts.gocardless.subscriptions() if one.id in wanted]
    # The event of a mandate may come after that of its subscription.
    mandates = {one.mandate for one in found}
    present.mandates(parts, sorted(mandates - {m.id for m in store.mandates.some(mandates)}))
    ours = keep(parts, found)
    store.elsewhere.add(wanted - {one.id for one in ours})
    return sorted(one.id for one in ours)


def take_stock(parts: Parts) -> None:
    """Read all subscriptions, once in the life of a database."""
    if parts.store.cursors.get(STOCK) is None:
        keep(parts, parts.gocardless.subscriptions())
        parts.store.cursors.set(STOCK, parts.clock.now().isoformat())


def follow(parts: Parts) -> None:
    """Read again what we hold under a mandate that was replaced: GoCardless moves it along.

    No event of the subscription itself tells of that.
    """
    held = [one.subscription for one in parts.store.charges.all() if one.subscription is not None]
    live = [one for one in held if one.status in ("active", "paused")]
    known = parts.store.mandates.some(sorted({one.mandate for one in live}))
    replaced = {one.id for one in known if one.replaced_by}
    read(parts, [one.id for one in live if one.mandate in replaced])


def keep(parts: Parts, found: Iterable[Subscription]) -> list[Subscription]:
    """Store those of our creditor's mandates and record those that our metadata names."""
    found = list(found)
    mandates = {one.id for one in parts.store.mandates.some({one.mandate for one in found})}
    ours = [one for one in found if one.mandate in mandates]
    for one in ours:
        _adopt(parts, one)
    parts.store.subscriptions.put(ours)
    return ours


def _adopt(parts: Parts, found: Subscription) -> None:
    """Record a subscription of ours that the store does not know: else it would be made twice."""
    origin = keys.subscription_origin(found)
    if origin is None or origin[0] != parts.config.company:
        return
    company, key, charge, number = origin
    reference = keys.subscription_reference(company, charge, number)
    intent = Intent(
        reference=reference,
        kind="subscription",
        key=key,
        request=canonical(found),
        begun_at=found.created_at,
        state="done",
        remote=found.id,
        note="found at GoCardless",
    )
    parts.store.charges.adopt(intent, charge, number, found)
