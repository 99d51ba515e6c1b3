"""Who is asked for a mandate, in which scheme, and with what the page is filled in beforehand."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from s300gc.model import ARCustomer, Document, Mandate, Skip
from s300gc.model.invitations import Address, BillingRequest, Invitation, Invite
from s300gc.rules import keys
from s300gc.rules.choosing import Terms, customer_refusal, document_refusal
from s300gc.rules.mandates import CURRENCY_OF, ranked

SCHEME_OF = {
    "GBP": "bacs", "EUR": "sepa_core", "USD": "ach", "AUD": "becs", "NZD": "becs_nz",
    "CAD": "pad", "SEK": "autogiro", "DKK": "betalingsservice",
}  # fmt: skip
"""The direct debit scheme of each currency (GoCardless API reference, mandates)."""

LIVING = ("active", "submitted", "pending_submission", "pending_customer_approval")
"""Statuses of mandates that can collect, or will without the payer's doing anything more."""

ENDED = ("fulfilled", "cancelled", "refused")
"""Statuses of an invitation after which another may be made."""

FRESH = timedelta(days=1)
"""A link that holds for less than this is renewed before it is given out."""

TEXT_LENGTH = 255
"""Longest text of a prefilled detail (GoCardless API reference, customers)."""

COUNTRIES = {
    "united kingdom": "GB", "great britain": "GB", "england": "GB", "scotland": "GB",
    "wales": "GB", "northern ireland": "GB", "uk": "GB", "u.k.": "GB",
    "united states": "US", "united states of america": "US", "usa": "US", "u.s.a.": "US",
    "canada": "CA", "australia": "AU", "new zealand": "NZ", "ireland": "IE",
    "republic of ireland": "IE", "france": "FR", "germany": "DE", "deutschland": "DE",
    "spain": "ES", "italy": "IT", "netherlands": "NL", "the netherlands": "NL",
    "belgium": "BE", "austria": "AT", "portugal": "PT", "luxembourg": "LU", "finland": "FI",
    "greece": "GR", "sweden": "SE", "denmark": "DK", "norway": "NO", "switzerland": "CH",
}  # fmt: skip
"""ISO 3166 codes of names as they stand on customer cards; Sage 300 keeps a free text."""

CODES = frozenset(COUNTRIES.values())
HOME_OF = {
    "GBP": "GB", "USD": "US", "CAD": "CA", "AUD": "AU", "NZD": "NZ", "SEK": "SE", "DKK": "DK",
}  # fmt: skip
"""The one country of a currency, for a card without any; the euro has none."""


def decide(
    customer: ARCustomer,
    mandates: Iterable[Mandate],
    last: Invitation | None,
    owner: tuple[str, str],
    customer_key: str,
) -> Invite | Invitation | Skip:
    """Give the request to make, the open one that is to be answered still, or why there is none.

    ``mandates`` are all of the customer's, ``last`` his last invitation, ``owner``
    company and installation.
    """
    held = list(mandates)
    if not customer.active:
        return _skip(customer, "is inactive in Sage 300", "inactive")
    if customer.currency not in SCHEME_OF:
        why = f"GoCardless collects no {customer.currency}: no scheme has that currency"
        return _skip(customer, why, "currency")
    living = [m for m in held if collects(m, customer.currency)]
    if living:
        found = ranked(living, customer.currency)[0]
        return _skip(customer, f"has mandate {found.id} already, it is {found.status}", "has-one")
    if last is not None and last.status not in (*ENDED, "begun"):
        return last
    return step(customer, held, last, owner, customer_key)


def step(
    customer: ARCustomer,
    mandates: Iterable[Mandate],
    last: Invitation | None,
    owner: tuple[str, str],
    customer_key: str,
) -> Invite:
    """Give the request for a customer's next mandate; one that was begun keeps its number."""
    company, installation = owner
    number = 1 if last is None else last.number + (last.status in ("fulfilled", "cancelled"))
    reference = keys.invite_reference(company, customer.number, number)
    key = keys.invite_key(installation, reference)
    known = ranked(mandates, customer.currency)
    return Invite(
        reference=reference,
        key=key,
        customer=customer.number,
        number=number,
        currency=customer.currency,
        scheme=SCHEME_OF[customer.currency],
        metadata=keys.invite_metadata(company, key, customer_key, customer.number),
        payer=known[0].customer if known else "",
    )


def collects(mandate: Mandate, currency: str) -> bool:
    """Tell whether a mandate collects a currency, or will as soon as its bank has taken it."""
    right = CURRENCY_OF.get(mandate.scheme) == currency
    return right and mandate.status in LIVING and not mandate.replaced_by


def stale(invitation: Invitation, now: datetime) -> bool:
    """Tell whether a link is missing, or ends so soon that it is not worth giving out."""
    return invitation.expires_at is None or invitation.expires_at < now + FRESH


def whose(request: BillingRequest, company: str, customer_key: str) -> str:
    """Give the customer that a billing request of ours asks; empty where it is none of ours."""
    ours = keys.key_of(request.metadata, company)
    return dict(request.metadata).get(customer_key, "") if ours else ""


# ---------------------------------------------------------------- what the page begins with


def prefilled(customer: ARCustomer, address: Address) -> tuple[tuple[str, str], ...]:
    """Give name, e-mail and address as the page is to begin with; the payer may change them.

    The names are those of GoCardless's ``prefilled_customer``. What the card does
    not say, or says in a way that GoCardless would refuse, is left out.
    """
    first, second, third, *_ = (*address.lines, "", "", "")
    found = {
        "company_name": customer.name,
        "email": _email(customer.email),
        "address_line1": first,
        "address_line2": second,
        "address_line3": third,
        "city": address.city,
        "region": address.region,
        "postal_code": address.postal_code,
        "country_code": country(address.country, customer.currency),
    }
    return tuple((name, value[:TEXT_LENGTH]) for name, value in found.items() if value.strip())


def country(text: str, currency: str) -> str:
    """Give the ISO code of a country as a card names it; empty where it cannot be told."""
    told = text.strip().casefold()
    if not told:
        return HOME_OF.get(currency, "")
    if told.upper() in CODES:
        return told.upper()
    return COUNTRIES.get(told, "")


def _email(text: str) -> str:
    """Give the first e-mail address of a card that looks like one."""
    for part in text.replace(",", ";").split(";"):
        name, at, host = part.strip().partition("@")
        if name and at and "." in host and "@" not in host and " " not in part.strip():
            return part.strip()
    return ""


def _skip(customer: ARCustomer, reason: str, kind: str) -> Skip:
    return Skip(customer.number, reason, kind)


# ---------------------------------------------------------------- who has none


def missing(
    documents: Iterable[Document],
    customers: Mapping[str, ARCustomer],
    mandates: Mapping[str, Iterable[Mandate]],
    terms: Terms,
) -> list[str]:
    """Give the customers, by number, who owe what would be collected had they a mandate."""
    found = set()
    for document in documents:
        customer = customers.get(document.customer)
        if customer is None or document.balance.minor <= 0 or customer.currency not in SCHEME_OF:
            continue
        if document_refusal(document, terms) or customer_refusal(
            customer, document, terms.settings
        ):
            continue
        held = mandates.get(customer.number, ())
        if not any(collects(one, customer.currency) for one in held):
            found.add(customer.number)
    return sorted(found)
