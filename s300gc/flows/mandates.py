"""Writes what is known of each customer's mandate into Sage 300 AR customers."""

from collections import defaultdict
from dataclasses import replace

from s300gc.errors import Refused
from s300gc.flows import mirror
from s300gc.flows.parts import Parts
from s300gc.model import Done, Failed, Outcome, Skip, UpdateFields
from s300gc.rules import mandates as rules


def sync(parts: Parts, *, dry_run: bool = False) -> Outcome:
    """Link customers that have a mandate and PATCH the optional fields that differ.

    Only customers are compared of whom something changed on either side since
    they were compared last: his card, a mandate, a bank account, or his link.
    """
    outcome = Outcome("mandates", dry_run=dry_run)
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


def _link(parts: Parts, outcome: Outcome, dry_run: bool) -> tuple[dict[str, str], set[str]]:
    """Link whom the rules can; gives all links and the customers linked just now."""
    store, settings = parts.store, parts.config.mandates
    linked = store.links.all()
    holders = store.mandates.holders()
    if set(holders) <= set(linked):
        return linked, set()
    # All e-mail addresses count for uniqueness, also those of customers already linked.
    known = {one.number: one for one in store.customers.all()}
    payers = store.gc_customers.some(holders)
    new = set()
    for result in rules.link(payers, known, linked, settings.customer_key, settings.match_email):
        if isinstance(result, Skip):
            outcome.results.append(result)
            continue
        linked[result.gc_customer] = result.customer
        new.add(result.customer)
        action = f"linked to {result.customer} by {result.how}"
        outcome.results.append(Done(result.gc_customer, action, kind="linked"))
        if dry_run:
            parts.planned_links[result.gc_customer] = result.customer
        else:
            store.links.set(result.gc_customer, result.customer, result.how)
    return linked, new


class _Changed:
    """What changed on either side since customers were compared last."""

    def __init__(self, parts: Parts, links: dict[str, str], new: set[str]) -> None:
        self._store = parts.store
        self._links = links
        self._mandates = parts.store.mandates.dirty()
        self._accounts = parts.store.bank_accounts.dirty()
        self._customers = parts.store.customers.dirty()
        payers = {one.customer for one in self._mandates}
        payers |= {one.customer for one in self._accounts}
        known = set(links.values())
        self.numbers = new | {links[payer] for payer in payers if payer in links}
        self.numbers |= {one.number for one in self._customers} & known

    def dealt_with(self, except_for: set[str]) -> None:
        """Forget what was compared, but for customers whose write failed."""
        store, links = self._store, self._links
        store.mandates.clean(m for m in self._mandates if links.get(m.customer) not in except_for)
        store.bank_accounts.clean(
            a for a in self._accounts if links.get(a.customer) not in except_for
        )
        store.customers.clean(c for c in self._customers if c.number not in except_for)


def _plan(parts: Parts, links: dict[str, str], numbers: set[str]) -> list[UpdateFields]:
    """Compare each of these customers with his best mandate; the store has both sides."""
    store, settings = parts.store, parts.config.mandates
    codes = rules.FieldCodes(
        settings.field_mandate, settings.field_status, settings.field_scheme, settings.field_bank
    )
    payers: dict[str, list[str]] = defaultdict(list)
    for payer, number in links.items():
        payers[number].append(payer)
    steps = []
    for customer in store.customers.some(sorted(numbers)):
        held = [m for payer in payers[customer.number] for m in store.mandates.by_customer(payer)]
        shown = rules.best(held)
        if shown is None:
            continue
        accounts = {one.id: one for one in store.bank_accounts.some([shown.bank_account])}
        step = rules.update(customer, shown, accounts, codes)
        if step is not None:
            steps.append(step)
    return steps


def _write(parts: Parts, step: UpdateFields, outcome: Outcome) -> bool:
    """Write the fields of one customer; sending the same values twice changes nothing."""
    try:
        parts.sage.update_fields(step.customer, step.fields)
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
