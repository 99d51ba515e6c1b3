"""Finds the invoices that subscriptions pay, and gives each of their payments its invoice."""

from collections.abc import Iterable

from s300gc.flows import entries
from s300gc.flows.parts import Parts
from s300gc.model import Claim, Document, Done, Outcome, Skip
from s300gc.model.subscriptions import ChargeKey, Standing
from s300gc.rules import keys
from s300gc.rules import matching as rules
from s300gc.rules.subscriptions import LIVE

Place = tuple[str, str]
"""Customer and document number."""


def run(parts: Parts, outcome: Outcome) -> None:
    """Match the payments of our subscriptions that stand for nothing yet; tell which wait.

    From then on a payment holds its invoice as one that we created would: it is not
    collected otherwise, and its receipt closes it. The documents must be current.
    """
    held = parts.store.charges.all()
    if not held:
        return
    learn(parts)
    payments = parts.store.charges.unmatched()
    if not payments:
        return
    owners = {one.id: one for one in held if one.id}
    invoices = _invoices(parts, held)
    for payment in payments:
        key = owners[payment.subscription].key
        place = (key.customer, keys.invoice_number(payment.id))
        invoices[key] += parts.store.documents.some([place])
    claims = [Claim(d.customer, d.number) for found in invoices.values() for d in found]
    taken = {*parts.store.claims.live(claims), *parts.store.claims.attempts(claims)}
    for found in rules.match(payments, owners, invoices, taken):
        if isinstance(found, Skip):
            outcome.results.append(found)
            continue
        if not outcome.dry_run:
            _record(parts, found)
        claim = found.allocation.claim
        outcome.results.append(
            Done(
                f"{claim.customer} {claim}",
                f"paid by {found.payment.id} of subscription {found.payment.subscription}",
                found.payment.id,
                kind="matched",
            )
        )


def first(parts: Parts, *, dry_run: bool) -> None:
    """Match before another flow decides; what waits is told by the flow of subscriptions."""
    run(parts, Outcome("subscriptions", dry_run=dry_run))


def _invoices(parts: Parts, held: list[Standing]) -> dict[ChargeKey, list[Document]]:
    since = {one.key: one.covers_from for one in reversed(held)}
    return {key: parts.store.charges.documents(key, day) for key, day in since.items()}


def _record(parts: Parts, found: rules.Match) -> None:
    """Record what a payment stands for, with a live door unless it is dead."""
    company = parts.config.sage300.company.upper()
    reference = keys.payment_reference(company, [found.allocation.claim], 1)
    parts.store.claims.adopt(found.payment, reference, "", [found.allocation], 1)


# ---------------------------------------------------------------- what is covered


def learn(parts: Parts) -> bool:
    """Read the batches of invoices that a subscription may pay, each once; tell whether any was.

    Only their entries say which recurring charge they were made of.
    """
    return entries.read(parts, parts.store.charges.unread())


def covered(parts: Parts, documents: Iterable[Document]) -> dict[Place, str]:
    """Give the documents that a live subscription pays, and that one's id."""
    held = parts.store.charges.all()
    customers = {one.key.customer for one in held}
    wanted = [one for one in documents if one.customer in customers and one.kind == "Invoice"]
    if not wanted:
        return {}
    known = entries.known(parts, wanted)
    charges = {place: entry.recurring_charge for place, entry in known.items()
               if entry.recurring_charge or not entry.found}  # fmt: skip
    matched = parts.store.charges.paid([(one.customer, one.number) for one in wanted])
    return rules.covered(wanted, charges, held, LIVE, matched)
