"""Which open documents become payments, for how much and when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from s300gc.model import (
    Allocation,
    ARCustomer,
    Claim,
    CreatePayment,
    Document,
    Mandate,
    Money,
    Skip,
)
from s300gc.rules import keys
from s300gc.rules.mandates import CURRENCY_OF, best

SUBMITTED_WITH_FIRST_PAYMENT = {"ach", "becs", "becs_nz", "sepa_core", "sepa_cor1"}
"""Mandates of these schemes stay pending until they are first used (GoCardless simulators)."""

MINIMUM = {"GBP": 100, "EUR": 100, "AUD": 200, "NZD": 200, "CAD": 200, "SEK": 1000, "DKK": 1000}
"""Smallest payment in minor units by currency (GoCardless support, default limits)."""

DESCRIPTION = 100
"""Longest payment description that the payer's e-mail shows whole."""

NOTICE_DAYS = 12
"""A due date at least this many days ahead is after every scheme's earliest charge date."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the configuration says about collecting."""

    company: str
    installation: str
    go_live: date
    horizon_days: int
    kinds: tuple[str, ...] = ("Invoice",)


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is known when deciding: one snapshot of both systems and of our record.

    ``mandates`` are the mandates of each AR customer, ``live`` the claims with a
    live door, ``pending`` other people's unposted receipts by claim, ``attempts``
    the highest attempt made so far for a claim.
    """

    customers: Mapping[str, ARCustomer]
    mandates: Mapping[str, tuple[Mandate, ...]]
    live: Mapping[Claim, str] = field(default_factory=dict)
    pending: Mapping[Claim, Money] = field(default_factory=dict)
    attempts: Mapping[Claim, int] = field(default_factory=dict)


def plan(
    documents: Iterable[Document], holdings: Holdings, terms: Terms, today: date
) -> list[CreatePayment | Skip]:
    """Decide for each open document to collect it or to say why not, in order of due date."""
    horizon = today + timedelta(days=terms.horizon_days)
    due = [d for d in documents if d.due <= horizon and not d.fully_paid and d.balance.minor]
    ordered = sorted(due, key=lambda d: (d.due, d.customer, d.number))
    return [_decide(document, holdings, terms, today) for document in ordered]


def _decide(
    document: Document, holdings: Holdings, terms: Terms, today: date
) -> CreatePayment | Skip:
    refusal = _document_refusal(document, terms) or _customer_refusal(
        holdings.customers.get(document.customer), document
    )
    if refusal:
        return Skip(document.number, *refusal)
    claim = Claim(document.customer, document.number)
    if claim in holdings.live:
        return Skip(document.number, f"is being collected by {holdings.live[claim]}", "under-way")
    found = usable(holdings.mandates.get(document.customer, ()), document.balance.currency)
    if isinstance(found, str):
        return Skip(document.number, found, "no-mandate")
    amount = document.balance
    pending = holdings.pending.get(claim)
    if pending is not None:
        amount -= pending
        if amount.minor <= 0:
            return Skip(document.number, "a receipt not yet posted settles it", "pending-receipt")
    least = MINIMUM.get(amount.currency, 1)
    if amount.minor < least:
        reason = f"{amount} is less than the smallest payment of {Money(least, amount.currency)}"
        return Skip(document.number, reason, "too-small")
    return _step(document, claim, amount, found, holdings, terms, today)


def _document_refusal(document: Document, terms: Terms) -> tuple[str, str] | None:
    if document.kind not in terms.kinds:
        return f"is a {document.kind}, which invoices.kinds leaves out", "kind"
    if document.dated < terms.go_live:
        return f"is dated {document.dated}, before go-live {terms.go_live}", "before-go-live"
    if document.payments > 1:
        return f"has {document.payments} scheduled payments", "instalments"
    if document.job_related:
        return "is job-related", "job-related"
    if document.retainage:
        return "has retainage", "retainage"
    if document.balance.minor < 0:
        return "is a credit", "credit"
    return None


def _customer_refusal(customer: ARCustomer | None, document: Document) -> tuple[str, str] | None:
    if customer is None:
        return f"customer {document.customer} was not found in Sage 300", "unknown-customer"
    if not customer.active:
        return f"customer {customer.number} is inactive", "inactive"
    if customer.on_hold:
        return f"customer {customer.number} is on hold", "on-hold"
    if customer.balance_forward:
        return f"customer {customer.number} is a balance-forward account", "balance-forward"
    if customer.national_account:
        return f"customer {customer.number} belongs to a national account", "national-account"
    return None


def usable(mandates: Iterable[Mandate], currency: str) -> Mandate | str:
    """Choose the mandate to collect under, or say why there is none.

    Active ones are usable; of schemes whose mandates are submitted with their
    first payment also pending ones. Of several it is the one that Sage is shown.
    """
    if currency not in CURRENCY_OF.values():
        return f"GoCardless collects no {currency}: no scheme has that currency"
    mandates = list(mandates)
    if not mandates:
        return "the customer has no mandate"
    able = [m for m in mandates if _able(m)]
    if not able:
        states = ", ".join(sorted({f"{m.id} is {m.status}" for m in mandates}))
        return f"no active mandate: {states}"
    found = best(m for m in able if CURRENCY_OF.get(m.scheme) == currency)
    if found is None:
        schemes = ", ".join(sorted({m.scheme for m in able}))
        return f"no mandate collects {currency} (there is {schemes})"
    return found


def _able(mandate: Mandate) -> bool:
    if mandate.status == "active":
        return True
    waiting = mandate.status in {"pending_submission", "submitted"}
    return waiting and mandate.scheme in SUBMITTED_WITH_FIRST_PAYMENT


def charge_date(due: date, earliest: date | None, today: date) -> tuple[date, str]:
    """Give the later of the due date and the mandate's earliest charge date, and why."""
    first = max(earliest or today, today)
    if first > due:
        return first, f"due {due}; earliest for the mandate {first}"
    return due, f"due {due}"


def needs_fresh_mandate(due: date, today: date) -> bool:
    """Tell whether a due date is so near that the mandate's earliest charge date matters."""
    return due < today + timedelta(days=NOTICE_DAYS)


def _step(
    document: Document,
    claim: Claim,
    amount: Money,
    mandate: Mandate,
    holdings: Holdings,
    terms: Terms,
    today: date,
) -> CreatePayment:
    attempt = holdings.attempts.get(claim, 0) + 1
    reference = keys.payment_reference(terms.company, [claim], attempt)
    key = keys.key(terms.installation, reference, amount)
    allocations = (Allocation(claim, amount),)
    charge, why = charge_date(document.due, mandate.next_charge_date, today)
    return CreatePayment(
        reference=reference,
        key=key,
        customer=document.customer,
        mandate=mandate.id,
        amount=amount,
        charge_date=charge,
        allocations=allocations,
        description=f"Invoice {document.number}"[:DESCRIPTION],
        metadata=keys.metadata(terms.company, key, document.customer, allocations),
        due=document.due,
        attempt=attempt,
        why=why,
    )
