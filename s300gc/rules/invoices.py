"""Which open documents become payments, for how much and when."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from s300gc.model import Claim, CreatePayment, Document, Skip
from s300gc.rules import keys, netting, references
from s300gc.rules.choosing import Terms, is_credit, needs_entry
from s300gc.rules.grouping import Draft, Part, group
from s300gc.rules.holdings import Holdings, View
from s300gc.rules.instalments import Item
from s300gc.rules.limits import settle
from s300gc.rules.looking import Chosen, chosen, look
from s300gc.rules.netting import UnderWay, order

__all__ = ["Holdings", "Terms", "misfits", "plan", "unread"]

Placed = tuple[tuple[object, ...], CreatePayment | Skip]
"""A result with its place in the order."""


def plan(
    documents: Iterable[Document], holdings: Holdings, terms: Terms, today: date
) -> list[CreatePayment | Skip]:
    """Decide for each open document to collect it or to say why not, in order of due date.

    What is due within the horizon has exactly one result: a payment that names it,
    or a Skip with the reason. A document of several payments is decided by each.
    """
    view = View(holdings, terms, today)
    placed: list[Placed] = []
    parts: list[Part] = []
    under_way: list[UnderWay] = []
    for document in sorted(documents, key=lambda d: (d.due, d.customer, d.number)):
        if document.fully_paid or not document.balance.minor:
            continue
        for found in look(document, view):
            if isinstance(found, Part):
                parts.append(found)
            elif isinstance(found, UnderWay):
                under_way.append(found)
                door = holdings.live[found.item.claim]
                reason = f"is being collected by {door}"
                placed.append(_skipped(found.item, reason, "under-way"))
            else:
                placed.append(((document.due, Claim(document.customer, document.number)), found))
    placed += _payments(parts, under_way, view)
    return [result for _, result in sorted(placed, key=lambda one: one[0])]


def unread(
    documents: Iterable[Document], holdings: Holdings, terms: Terms, today: date
) -> list[Document]:
    """Give the documents that would be collected but for what only their invoice batch says."""
    view = View(holdings, terms, today)
    return [
        document
        for document in documents
        if needs_entry(document, terms.settings)
        and (document.customer, document.number) not in holdings.entries
        and document.balance.minor
        and isinstance(chosen(document, view), Chosen)
    ]


def misfits(
    documents: Iterable[Document], holdings: Holdings, terms: Terms, today: date
) -> list[Document]:
    """Give the documents that are left alone because their balance does not fit our record."""
    view = View(holdings, terms, today)
    return [
        document
        for document in documents
        if any(isinstance(one, Skip) and one.kind == "balance" for one in look(document, view))
    ]


# ---------------------------------------------------------------- payments


def _payments(parts: list[Part], under_way: list[UnderWay], view: View) -> list[Placed]:
    """Net, group and limit what is to be collected."""
    holdings, settings = view.holdings, view.terms.settings
    wanted, placed = sorted(parts, key=lambda part: order(part.item)), []
    if settings.credits == "net":
        credits = {
            customer: tuple(one for one in found if is_credit(one))
            for customer, found in holdings.credits.items()
        }
        wanted, waiting = netting.net(wanted, under_way, credits)
        placed = [_skipped(item, reason, "credit") for item, reason in waiting]
        placed += [_covered(part) for part in wanted if not part.amount.minor]
        wanted = [part for part in wanted if part.amount.minor]
    drafts = group(wanted, settings.per_payment)
    for draft, verdict in settle(
        drafts, holdings.customers, holdings.totals, holdings.histories, view.terms, view.today
    ):
        if verdict.reason:
            placed += [_skipped(part.item, verdict.reason, verdict.kind) for part in draft.parts]
        else:
            step = _step(replace(draft, warnings=verdict.warnings), view)
            placed.append((order(draft.first.item), step))
    return placed


def _covered(part: Part) -> Placed:
    names = ", ".join(one.credit for one in part.netted)
    return _skipped(part.item, f"is covered by {names}: apply it in Sage 300", "credit")


def _skipped(item: Item, reason: str, kind: str) -> Placed:
    return order(item), Skip(item.subject, reason, kind)


def _step(draft: Draft, view: View) -> CreatePayment:
    terms, holdings = view.terms, view.holdings
    allocations = tuple(part.allocation for part in draft.parts)
    claims = [one.claim for one in allocations]
    attempt = max(holdings.attempts.get(claim, 0) for claim in claims) + 1
    reference = keys.payment_reference(terms.company, claims, attempt)
    key = keys.key(terms.installation, reference, draft.amount)
    items = [part.item for part in draft.parts]
    netted = tuple(one for part in draft.parts for one in part.netted)
    mandate = draft.first.mandate
    subjects = [item.subject for item in items]
    shown = terms.settings.bank_reference
    said = [one for part in draft.parts for one in part.warnings]
    return CreatePayment(
        reference=reference,
        key=key,
        customer=draft.customer,
        mandate=mandate.id,
        amount=draft.amount,
        charge_date=draft.first.charged,
        allocations=allocations,
        description=references.description(items, netted),
        metadata=keys.metadata(terms.company, key, draft.customer, allocations),
        due=draft.first.item.due,
        attempt=attempt,
        why="; ".join([draft.first.why, *(f"less {one.amount} of {one.credit}" for one in netted)]),
        bank_reference=references.bank_reference(mandate.scheme, subjects, attempt)
        if shown
        else "",
        netted=netted,
        warnings=tuple(dict.fromkeys([*said, *draft.warnings])),
    )
