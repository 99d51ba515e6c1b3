"""Whose money a payout is: which account (X) each of its payments is credited to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from s300gc.errors import PersonNeeded
from s300gc.model import (
    AccountSet,
    Allocation,
    ARCustomer,
    Claim,
    Document,
    Money,
    Payout,
    PayoutItem,
    Skip,
)
from s300gc.rules.lines import Rate, functionals
from s300gc.settings import BookSettings

IN = "payment_paid_out"
BACK = ("payment_failed", "payment_charged_back")
RETURNED = "refund_funds_returned"
REFUNDS = ("payment_refunded", "refund", RETURNED)
FEES = ("gocardless_fee", "app_fee", "revenue_share", "surcharge_fee")
LATER = "apply-later"
"""The kind of the lines of work for unapplied cash that waits for its invoice."""
VAT_LATER = "vat-later"
"""The kind of the line of work for VAT that waits in the fees for its exchange rate."""
KNOWN = {IN, *BACK, *REFUNDS, *FEES}
"""The ten item types of a payout (GoCardless API reference, payout items)."""


@dataclass(frozen=True, slots=True)
class Credit:
    """The part of a payment that is credited to one account for one reason.

    ``customer`` is empty for an unknown payer; ``claim`` is None where no
    document was collected (unapplied cash).
    """

    customer: str
    name: str
    claim: Claim | None
    account_set: str
    x: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Ledger:
    """What X is decided from: documents, customers and account sets of Sage 300."""

    documents: Mapping[tuple[str, str], Document]
    customers: Mapping[str, ARCustomer]
    account_sets: Mapping[str, AccountSet]


def arrival(payout: Payout) -> date:
    """Give the day the money arrived, which dates the journal and the receipts."""
    if payout.arrival_date is None:
        raise PersonNeeded(f"payout {payout.id} has no arrival date")
    return payout.arrival_date


def credits(
    amount: Money,
    allocations: Iterable[Allocation],
    payers: tuple[str, ...],
    ledger: Ledger,
    books: BookSettings,
) -> tuple[Credit, ...]:
    """Decide where a payment's money goes: each document's X, the rest to its customer.

    ``amount`` is the gross of the payment, ``payers`` the AR customers of its
    mandate. What no allocation covers is the customer's own (unapplied cash), or
    unmatched where the payer is unknown or may be one of several; the unmatched
    account takes it in both ways of booking, so that a payout never waits for a name.
    """
    parts: list[Credit] = []
    for part in allocations:
        document = ledger.documents.get((part.claim.customer, part.claim.document))
        account_set = part.account_set or (document.account_set if document else "")
        known = ledger.customers.get(part.claim.customer)
        account_set = account_set or (known.account_set if known else "")
        x = part.x or _x(account_set, ledger, books)
        name = known.name if known else ""
        parts.append(Credit(part.claim.customer, name, part.claim, account_set, x, part.amount))
    left = amount.minor - sum(part.amount.minor for part in parts)
    if left > 0:
        parts.append(_rest(Money(left, amount.currency), payers, ledger, books))
    elif left < 0:
        raise PersonNeeded(f"its documents claim more than the {amount} that were collected")
    return tuple(parts)


def _rest(amount: Money, payers: tuple[str, ...], ledger: Ledger, books: BookSettings) -> Credit:
    known = ledger.customers.get(payers[0]) if len(payers) == 1 else None
    if known is None:
        return Credit("", "unknown payer", None, "", books.unmatched_account, amount)
    x = _x(known.account_set, ledger, books)
    return Credit(known.number, known.name, None, known.account_set, x, amount)


def whose(
    credits: Mapping[str, tuple[Credit, ...]], payers: Mapping[str, tuple[str, ...]]
) -> list[Skip]:
    """Give a line of work for each payment that may be of several customers and names none."""
    return [
        Skip(
            payment,
            f"{part.amount} may be of {' or '.join(owners)}, who share its mandate:"
            f" it stands in {part.x} until a person says whose it is",
            "worklist",
        )
        for payment, owners in sorted(payers.items())
        for part in credits.get(payment, ())
        if len(owners) > 1 and not part.customer
    ]


def without_invoice(
    credits: Mapping[str, tuple[Credit, ...]],
    payments: Iterable[str],
    charges: Mapping[str, str],
) -> list[Skip]:
    """Give a line of work for each payment whose invoice is not posted yet.

    ``charges`` is what such payments are for. Its receipt is unapplied cash, which is
    applied later; the line closes with that.
    """
    return [
        Skip(
            payment,
            f"{part.amount} of {charges[payment]} came before an invoice of it was posted:"
            " the receipt is unapplied cash, applied once that invoice is posted",
            LATER,
        )
        for payment in sorted(payments)
        if payment in charges
        for part in credits.get(payment, ())
        if part.customer and part.claim is None
    ]


def _x(account_set: str, ledger: Ledger, books: BookSettings) -> str:
    if books.credit != "ar-control":
        return books.credit
    known = ledger.account_sets.get(account_set)
    if known is None or not known.control:
        raise PersonNeeded(
            f"account set {account_set or '(none)'} has no receivables control account"
        )
    return known.control


def share(amount: Money, parts: tuple[Credit, ...]) -> list[Credit]:
    """Spread an amount over a payment's credits in their order, each at most in full.

    Used for what comes back: in full it meets every part, of a partial refund
    the first parts. Raises PersonNeeded where more comes back than went in.
    """
    left = amount.minor
    result: list[Credit] = []
    for part in parts:
        taken = min(left, part.amount.minor)
        if taken > 0:
            result.append(replace(part, amount=Money(taken, amount.currency)))
            left -= taken
    if left:
        raise PersonNeeded(f"more comes back ({amount}) than its payment brought in")
    return result


def shared(
    item: PayoutItem, parts: tuple[Credit, ...], currency: str, rate: Rate
) -> list[tuple[Credit, Money]]:
    """Spread a payment item over its payment's credits; give each with its worth at home.

    What becomes one AR entry (a customer's part in one account set) is rounded as one.
    """
    found = share(gross(item, currency), parts)
    worth = functionals((((p.x, p.customer, p.account_set), p.amount) for p in found), rate)
    return list(zip(found, worth, strict=True))


def gross(item: PayoutItem, currency: str) -> Money:
    """Give a payment item's amount, which is exact; a fraction of a unit stops the payout."""
    if item.amount != item.amount.to_integral_value():
        raise PersonNeeded(f"{item.type} of {item.payment or item.refund} has a fraction of a unit")
    return Money(int(abs(item.amount)), currency)


def net_by_payment(items: Iterable[PayoutItem]) -> dict[str, Decimal]:
    """Add up what came in and went back of each payment in one payout, in minor units.

    A payment that failed before it was paid out stands there twice and nets to
    zero: it never was a receipt. Refunds are never netted.
    """
    nets: dict[str, Decimal] = defaultdict(Decimal)
    for item in items:
        if item.type == IN or item.type in BACK:
            nets[item.payment] += item.amount
    return dict(nets)
