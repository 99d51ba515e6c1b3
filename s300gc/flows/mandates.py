"""Writes what is known of each customer's mandate into Sage 300 AR customers."""

from collections import defaultdict
from dataclasses import replace

from s300gc.errors import Forbidden, Refused
from s300gc.flows import events, mirror
from s300gc.flows.parts import Parts
from s300gc.model import Done, Failed, Mandate, Outcome, Skip, UpdateFields
from s300gc.rules import mandates as rules


def sync(parts: Parts, *, dry_run: bool = False) -> Outcome:
    """Link customers that have a mandate and PATCH the optional fields that differ.

    Only customers are compared of whom something changed on either side since
    they were compared last: his card, a mandate, a bank account, or his link.
    """
    outcome = Outcome("mandates", dry_run=dry_run)
    events.first(parts, outcome)
    mirror.customers(parts)
    links, new = _link(parts, outcome, dry_run)
    changed = _Changed(parts, links, new)
    steps = _plan(parts, links, changed.numbers)
    if dry_run:
        outcome.results += [_done(step) for step in steps]
        return outcome
    failed = set()
    for n, step in enumerate(steps):
        parts.progress("mandates", n, len(steps))
        if not _write(parts, step, outcome):
            failed.add(step.customer)
    changed.dealt_with(except_for=failed)
    return outcome


Owners = dict[str, tuple[str, ...]]
"""GoCardless customers, and the AR customers that each of them is."""


def _link(parts: Parts, outcome: Outcome, dry_run: bool) -> tuple[Owners, set[str]]:
    """Link whom the rules can; gives all links and the customers linked just now."""
    store, settings = parts.store, parts.config.mandates
    linked = store.links.all()
    holders = store.mandates.holders()
    if set(holders) <= set(linked):
        return linked, set()
    # All e-mail addresses count for uniqueness, also those of customers already linked.
    known = {one.number: one for one in store.customers.all()}
    payers = store.gc_customers.some(holders)
    signed = rules.signed_for(store.mandates.all(), settings.customer_key, linked)
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for result in rules.link(
        payers,
        known,
        linked,
        settings.customer_key,
        settings.match_email,
        store.links.apart(),
        signed,
    ):
        if isinstance(result, Skip):
            outcome.results.append(result)
        else:
            who = (result.gc_customer, result.how)
            found[who] = (*found.get(who, ()), result.customer)
    for (payer, how), numbers in found.items():
        linked[payer] = numbers
        action = f"linked to {' and '.join(numbers)} by {how}"
        outcome.results.append(Done(payer, action, kind="linked"))
        if dry_run:
            parts.planned_links[payer] = numbers
        else:
            store.links.put(payer, numbers, how)
    return linked, {number for numbers in found.values() for number in numbers}


class _Changed:
    """What changed on either side since customers were compared last."""

    def __init__(self, parts: Parts, links: Owners, new: set[str]) -> None:
        self._store = parts.store
        self._links = links
        self._mandates = parts.store.mandates.dirty()
        self._accounts = parts.store.bank_accounts.dirty()
        self._customers = parts.store.customers.dirty()
        payers = {one.customer for one in self._mandates}
        payers |= {one.customer for one in self._accounts}
        known = {number for numbers in links.values() for number in numbers}
        known |= {number for _, number in parts.store.links.apart()}
        self.numbers = new | {number for payer in payers for number in links.get(payer, ())}
        self.numbers |= {one.number for one in self._customers} & known

    def dealt_with(self, except_for: set[str]) -> None:
        """Forget what was compared, but for customers whose write failed."""
        store, links = self._store, self._links
        failed = {payer for payer, numbers in links.items() if except_for & set(numbers)}
        store.mandates.clean(m for m in self._mandates if m.customer not in failed)
        store.bank_accounts.clean(a for a in self._accounts if a.customer not in failed)
        store.customers.clean(c for c in self._customers if c.number not in except_for)


def _plan(parts: Parts, links: Owners, numbers: set[str]) -> list[UpdateFields]:
    """Compare each of these customers with his best mandate; the store has both sides."""
    store, settings = parts.store, parts.config.mandates
    codes = rules.FieldCodes(
        settings.field_mandate, settings.field_status, settings.field_scheme, settings.field_bank
    )
    payers: dict[str, list[str]] = defaultdict(list)
    for payer, owners in links.items():
        for number in owners:
            payers[number].append(payer)
    apart: dict[str, list[str]] = defaultdict(list)
    for payer, number in store.links.apart():
        apart[number].append(payer)
    steps = []
    for customer in store.customers.some(sorted(numbers)):
        shown = rules.best(_held(parts, payers[customer.number]), customer.currency)
        if shown is None:
            lost = {mandate.id for mandate in _held(parts, apart[customer.number])}
            step = rules.emptied(customer, lost, codes)
        else:
            accounts = {one.id: one for one in store.bank_accounts.some([shown.bank_account])}
            step = rules.update(customer, shown, accounts, codes)
        if step is not None:
            steps.append(step)
    return steps


def _held(parts: Parts, payers: list[str]) -> list[Mandate]:
    return [mandate for payer in payers for mandate in parts.store.mandates.by_customer(payer)]


def _write(parts: Parts, step: UpdateFields, outcome: Outcome) -> bool:
    """Write the fields of one customer; sending the same values twice changes nothing."""
    try:
        parts.sage.update_fields(step.customer, step.fields)
    except Forbidden:
        raise
    except Refused as error:
        outcome.results.append(Failed(step.customer, str(error)))
        return False
    parts.store.audit.record(
        "customer.fields", step.customer, {"fields": dict(step.fields)}, [dict(step.fields).get(
            parts.config.mandates.field_mandate, "")]
    )  # fmt: skip
    for customer in parts.store.customers.some([step.customer]):
        fields = {**dict(customer.fields), **dict(step.fields)}
        parts.store.customers.put([replace(customer, fields=tuple(sorted(fields.items())))])
    outcome.results.append(_done(step))
    return True


def _done(step: UpdateFields) -> Done:
    names = ", ".join(f"{code}={value}" for code, value in step.fields)
    return Done(step.customer, f"fields {names}", kind="updated")
