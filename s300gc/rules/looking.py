"""Whether one document is collected: what of it, under which mandate and on which day."""

from dataclasses import dataclass, replace

from s300gc.model import ARCustomer, Claim, Document, Mandate, Skip
from s300gc.rules import instalments
from s300gc.rules.charging import charge_date, usable
from s300gc.rules.choosing import (
    customer_refusal,
    document_refusal,
    entry_refusal,
    is_credit,
)
from s300gc.rules.grouping import Part
from s300gc.rules.holdings import View
from s300gc.rules.instalments import Item
from s300gc.rules.netting import UnderWay
from s300gc.rules.reasons import Situation
from s300gc.rules.safety import judge


def look(document: Document, view: View) -> list[Part | UnderWay | Skip]:
    """Decide about one document: what of it is to be collected, is so already, or is left."""
    if not _due(document, view):
        return []
    found = chosen(document, view)
    if isinstance(found, Skip | UnderWay):
        return [found]
    entry = view.holdings.entries.get((document.customer, document.number))
    refusal = entry_refusal(document, found.customer, entry, view.terms.settings)
    if refusal:
        return [Skip(document.number, *refusal)]
    items = instalments.items(document, entry, view.holdings.received)
    if isinstance(items, Skip):
        return [items]
    return _within(document, [one for item in items for one in _item(item, found, view)])


def _due(document: Document, view: View) -> bool:
    """Tell whether anything of a document is due within the horizon."""
    entry = view.holdings.entries.get((document.customer, document.number))
    if entry is None or not entry.instalments:
        return document.due <= view.last
    return any(part.due <= view.last for part in entry.instalments)


def _item(item: Item, found: "Chosen", view: View) -> list[Part | UnderWay | Skip]:
    holdings = view.holdings
    if item.claim in holdings.live:
        return [_under_way(item, view)]
    return [_part(item, found, view)] if item.due <= view.last else []


def _under_way(item: Item, view: View) -> UnderWay:
    """Give what is being collected of an item; what a receipt not yet posted pays of it is gone."""
    collecting = view.holdings.collecting.get(item.claim, item.amount)
    pending = view.holdings.pending.get(item.claim)
    left = item.amount - pending if pending is not None else item.amount
    return UnderWay(replace(item, amount=left), collecting)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A document that may be collected as far as its customer goes."""

    customer: ARCustomer
    mandate: Mandate
    warnings: tuple[str, ...]


def chosen(document: Document, view: View) -> Chosen | UnderWay | Skip:
    """Look at a document as a whole, with what is known of its customer."""
    holdings, settings = view.holdings, view.terms.settings
    refusal = document_refusal(document, view.terms)
    if refusal:
        return Skip(document.number, *refusal)
    claim = Claim(document.customer, document.number)
    if document.payments == 1 and claim in holdings.live:
        return _under_way(Item(document, claim, document.due, document.balance), view)
    customer = holdings.customers.get(document.customer)
    refusal = customer_refusal(customer, document, settings)
    if refusal or customer is None:
        return Skip(document.number, *(refusal or ("", "")))
    verdict = judge("document", _situation(document, customer, view), settings.safety)
    if verdict.reason:
        return Skip(document.number, verdict.reason, verdict.kind)
    found = usable(holdings.mandates.get(document.customer, ()), document.balance.currency)
    if isinstance(found, str):
        return Skip(document.number, found, "no-mandate")
    return Chosen(customer, found, verdict.warnings)


def _situation(document: Document, customer: ARCustomer, view: View) -> Situation:
    holdings, place = view.holdings, (document.customer, document.number)
    netted = view.terms.settings.credits == "net"
    credits = () if netted else holdings.credits.get(document.customer, ())
    return Situation(
        customer=customer,
        today=view.today,
        document=document,
        credits=tuple(
            one
            for one in credits
            if is_credit(one) and one.balance.currency == document.balance.currency
        ),
        named_by=holdings.named_by.get(place, ""),
        subscription=holdings.subscriptions.get(place, ""),
    )


def _part(item: Item, chosen: Chosen, view: View) -> Part | Skip:
    """Work out for how much and on which day an item is collected."""
    amount = item.amount
    pending = view.holdings.pending.get(item.claim)
    if pending is not None:
        amount -= pending
        if amount.minor <= 0:
            return Skip(item.subject, "a receipt not yet posted settles it", "pending-receipt")
    notice = view.terms.settings.minimum_advance_notice
    charged, why = charge_date(item.due, chosen.mandate.next_charge_date, view.today, notice)
    if item.discount and item.discount_until and charged <= item.discount_until:
        reason = (
            f"would be charged on {charged}, while {item.discount} of discount may be taken until"
            f" {item.discount_until}: enter the discount in Sage 300, or it is collected in full"
            " after that day"
        )
        return Skip(item.subject, reason, "discount")
    return Part(item, chosen.mandate, amount, charged, why, warnings=chosen.warnings)


def _within(
    document: Document, found: list[Part | UnderWay | Skip]
) -> list[Part | UnderWay | Skip]:
    """Leave all parts alone where with what is under way they come to more than is open."""
    parts = [one.amount.minor for one in found if isinstance(one, Part)]
    running = [one.collecting.minor for one in found if isinstance(one, UnderWay)]
    if sum(parts) + sum(running) <= document.balance.minor:
        return found
    reason = f"of {document.balance} that is open, more is being collected already"
    return [
        Skip(one.item.subject, reason, "balance") if isinstance(one, Part) else one for one in found
    ]
