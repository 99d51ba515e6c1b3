"""Mandates by hand: who holds which, who he might be, and what a person links or takes apart."""

from collections import defaultdict
from dataclasses import dataclass, replace

from s300gc.errors import Refused, UsageError
from s300gc.flows import present, sending
from s300gc.flows.parts import Parts
from s300gc.model import ARCustomer, Done, GCCustomer, Mandate, Outcome, Skip
from s300gc.rules import charging, inviting, mandates, remedies, suggestions
from s300gc.store.payments import OPEN
from s300gc.vault import os_user

# ---------------------------------------------------------------- looking


@dataclass(frozen=True, slots=True)
class Held:
    """A mandate with its bank as people may see it; ``used`` where it is collected under."""

    mandate: Mandate
    bank: str
    how: str = ""
    """How its holder was linked; empty where he is not."""
    used: bool = False


@dataclass(frozen=True, slots=True)
class Holder:
    """An AR customer with all his mandates, the best first.

    ``problem`` where none can collect, ``advice`` what then to do.
    """

    number: str
    name: str
    currency: str
    held: tuple[Held, ...]
    problem: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Unlinked:
    """A GoCardless customer with a mandate who is nobody in Sage 300, why, and who he might be."""

    payer: GCCustomer
    held: tuple[Held, ...]
    reason: str
    suggested: tuple[suggestions.Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """Who holds mandates of this creditor: the linked by number, the unlinked by id."""

    holders: tuple[Holder, ...]
    unlinked: tuple[Unlinked, ...]


def listing(parts: Parts, *, unlinked: bool = False, problems: bool = False) -> Listing:
    """List holders of mandates from the store alone; nothing is asked of either system.

    ``unlinked`` gives those who are not linked, ``problems`` those of the linked
    whose mandates cannot collect; without either all are given.
    """
    everyone = not unlinked and not problems
    linked = _linked(parts) if everyone or problems else []
    if not everyone:
        linked = [one for one in linked if one.problem]
    linked = remedied(parts, linked)
    return Listing(tuple(linked), tuple(_unlinked(parts) if everyone or unlinked else ()))


def _linked(parts: Parts) -> list[Holder]:
    held: dict[str, list[Held]] = defaultdict(list)
    by_payer = _by_payer(parts)
    for (payer, number), how in parts.store.links.pairs().items():
        held[number] += [Held(one.mandate, one.bank, how) for one in by_payer.get(payer, ())]
    known = {one.number: one for one in parts.store.customers.some(sorted(held))}
    return [_holder(number, known.get(number), found) for number, found in sorted(held.items())]


def _holder(number: str, customer: ARCustomer | None, held: list[Held]) -> Holder:
    if customer is None:
        return Holder(number, "", "", tuple(held), "is no customer in Sage 300 any more")
    used = charging.usable([one.mandate for one in held], customer.currency)
    ordered = mandates.ranked([one.mandate for one in held], customer.currency)
    shown = sorted(held, key=lambda one: ordered.index(one.mandate))
    marked = tuple(replace(one, used=one.mandate == used) for one in shown)
    problem = used if isinstance(used, str) else ""
    return Holder(number, customer.name, customer.currency, marked, problem)


def remedied(parts: Parts, holders: list[Holder]) -> list[Holder]:
    """Say what to do for each of those whose mandates cannot collect; from the store alone."""
    troubled = [one for one in holders if one.problem and one.currency]
    ids = sorted({held.mandate.id for one in troubled for held in one.held})
    told = parts.store.inbox.of_resources(ids) if ids else {}
    causes = {
        id: max(events, key=lambda one: one.created_at).cause
        for id, events in told.items()
        if events
    }
    asked = parts.store.invitations.last([one.number for one in troubled])
    waiting = {n for n, one in asked.items() if one.url and one.status not in inviting.ENDED}
    said = {
        one.number: remedies.advice(
            one.number,
            [held.mandate for held in one.held],
            one.currency,
            causes,
            invited=one.number in waiting,
        )
        for one in troubled
    }
    return [replace(one, advice=said.get(one.number, "")) for one in holders]


def _by_payer(parts: Parts) -> dict[str, tuple[Held, ...]]:
    accounts = {one.id: one for one in parts.store.bank_accounts.all()}
    found: dict[str, tuple[Held, ...]] = {}
    for mandate in parts.store.mandates.all():
        bank = mandates.bank_name(accounts.get(mandate.bank_account))
        found[mandate.customer] = (*found.get(mandate.customer, ()), Held(mandate, bank))
    return found


def _unlinked(parts: Parts) -> list[Unlinked]:
    store, settings = parts.store, parts.config.mandates
    linked, apart = store.links.all(), store.links.apart()
    payers = store.gc_customers.some(store.mandates.holders())
    known = {one.number: one for one in store.customers.all()}
    reasons: dict[str, str] = {}
    signed = mandates.signed_for(store.mandates.all(), settings.customer_key, linked)
    for result in mandates.link(
        payers, known, linked, settings.customer_key, settings.match_email, apart, signed
    ):
        if isinstance(result, Skip):
            reasons[result.subject.partition(" ")[0]] = result.reason
        else:
            reasons[result.gc_customer] = "the next 'mandates sync' links it"
    waiting = [payer for payer in payers if payer.id not in linked]
    found = suggestions.suggest(waiting, known.values(), apart)
    by_payer = _by_payer(parts)
    return [
        Unlinked(payer, by_payer.get(payer.id, ()), reasons[payer.id], found[payer.id])
        for payer in sorted(waiting, key=lambda one: one.id)
    ]


# ---------------------------------------------------------------- linking


def link(
    parts: Parts, gc_customer: str, number: str, *, also: bool = False, dry_run: bool = False
) -> Outcome:
    """Link a GoCardless customer to an AR customer by hand, instead of his links so far.

    With ``also`` he is this customer too, and his links stay. Sage 300 is brought
    up to date by the next ``mandates sync``. Raises UsageError where either does
    not exist, or the one has no mandate with this creditor.
    """
    outcome = Outcome("mandates", dry_run=dry_run)
    payer = _payer(parts, gc_customer.strip().upper())
    customer = _customer(parts, number.strip().upper())
    was = parts.store.links.of_gc(payer.id)
    stays = {*was, customer.number} if also else {customer.number}
    if was.get(customer.number) == "hand" and stays == set(was):
        reason = f"is linked to {customer.number} by hand already"
        outcome.results.append(Skip(_named(payer), reason, "linked-already"))
        return outcome
    action = f"linked to {customer.number} {customer.name} by hand{_before(was, also)}"
    outcome.results.append(Done(_named(payer), action, kind="linked"))
    outcome.results += _in_flight(parts, payer.id, set(was) - stays)
    if not dry_run and also:
        parts.store.links.add(payer.id, customer.number, os_user())
    elif not dry_run:
        parts.store.links.set(payer.id, customer.number, "hand", os_user())
    return outcome


def unlink(parts: Parts, gc_customer: str, number: str = "", *, dry_run: bool = False) -> Outcome:
    """Take a GoCardless customer's links away, or the one to ``number``, until a person links anew.

    Payments that are on their way go on and are named. Raises UsageError where
    there is no such link.
    """
    outcome = Outcome("mandates", dry_run=dry_run)
    id, number = gc_customer.strip().upper(), number.strip().upper()
    was = parts.store.links.of_gc(id)
    gone = {one: how for one, how in was.items() if number in ("", one)}
    if not gone:
        raise UsageError(f"{id} is not linked to {number or 'any customer of Sage 300'}")
    payer = parts.store.gc_customers.get(id)
    subject = _named(payer) if payer else id
    outcome.results.append(Done(subject, f"unlinked from {_links(gone)}", kind="unlinked"))
    outcome.results += _in_flight(parts, id, set(gone))
    if not dry_run:
        parts.store.links.unset(id, number, os_user())
    return outcome


def _payer(parts: Parts, id: str) -> GCCustomer:
    """Give a GoCardless customer with a mandate of ours; one not known yet is read once."""
    store, creditor = parts.store, parts.config.gocardless.creditor
    if not store.mandates.by_customer(id):
        try:
            read = list(parts.gocardless.mandates(customer=id))
        except Refused as error:
            raise UsageError(f"GoCardless has no customer {id} ({error})") from error
        ours = [one for one in read if one.creditor == creditor]
        if not ours:
            raise UsageError(f"{id} has no mandate with creditor {creditor}: nothing was linked")
        accounts = {one.bank_account for one in ours} - store.bank_accounts.known()
        present.holders(parts, {id} - store.gc_customers.known(), accounts)
        store.mandates.put(ours)
    found = store.gc_customers.get(id)
    if found is None:
        raise UsageError(f"GoCardless has no customer {id}")
    return found


def _customer(parts: Parts, number: str) -> ARCustomer:
    known = parts.store.customers.get(number)
    if known is not None:
        return known
    found = parts.sage.customer(number, parts.config.mandates.fields)
    if found is None:
        raise UsageError(f"Sage 300 has no customer {number}")
    parts.store.customers.put([found])
    return found


def _named(payer: GCCustomer) -> str:
    return f"{payer.id} {payer.name}".strip()


def _links(links: dict[str, str]) -> str:
    return " and ".join(f"{number} (by {how})" for number, how in links.items())


def _before(was: dict[str, str], also: bool) -> str:
    if not was:
        return ""
    return f", beside {_links(was)}" if also else f"; was linked to {_links(was)}"


def _in_flight(parts: Parts, payer: str, numbers: set[str]) -> list[Skip]:
    """Name what is being collected for these customers from a payer: it goes on as it is."""
    if not numbers:
        return []
    store = parts.store
    held = {mandate.id for mandate in store.mandates.by_customer(payer)}
    payments = [one for id in sorted(held) for one in store.payments.of_mandate(id)]
    waiting = [one for one in payments if one.status in OPEN]
    claims = store.claims.of_payments([one.id for one in waiting])
    found = []
    for payment in waiting:
        parts_of = claims.get(payment.id, [])
        if parts_of and not numbers & {part.claim.customer for part in parts_of}:
            continue
        what = " ".join(f"{part.claim} of {part.claim.customer}" for part in parts_of)
        reason = f"{payment.amount} {what}".strip() + f" is {payment.status} and goes on"
        found.append(Skip(payment.id, reason, "in-flight"))
    for intent in store.intents.in_doubt("payment"):
        step = sending.PAYMENT.validate_json(intent.request)
        if step.mandate in held and step.customer in numbers:
            found.append(Skip(intent.reference, "is in doubt and goes on", "in-flight"))
    return found
