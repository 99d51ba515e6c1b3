"""Reads refunds as they now stand, also those that were made elsewhere."""

from s300gc.flows import present
from s300gc.flows.parts import Parts


def read(parts: Parts, ids: list[str]) -> list[str]:
    """Read refunds by their ids, and what is left of their payments; give which are ours.

    A refund does not say whose it is; its mandate does. What hangs on a mandate of
    another creditor is remembered by its id and never read again.
    """
    store = parts.store
    wanted = set(ids) - store.elsewhere.known(ids) - {""}
    found = [parts.gocardless.refund(one) for one in sorted(wanted)]
    named = {one.mandate for one in found if one.mandate}
    # One may be told of before its mandate is, in a database that has just begun.
    unknown = named - {one.id for one in store.mandates.some(sorted(named))}
    present.mandates(parts, sorted(unknown))
    mandates = {one.id for one in store.mandates.some(sorted(named))}
    ours = [one for one in found if one.mandate in mandates]
    store.elsewhere.add(wanted - {one.id for one in ours})
    store.refunds.put(ours)
    present.payments(parts, sorted({one.payment for one in ours if one.payment}), {})
    return [one.id for one in ours]
