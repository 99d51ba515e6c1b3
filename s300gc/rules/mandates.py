"""Which GoCardless customer is which AR customer, and what Sage should know of his mandate."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from s300gc.model import ARCustomer, BankAccount, GCCustomer, Mandate, Skip, UpdateFields

VALUE_LENGTH = 60
"""Longest optional field value of Sage 300 (developer kit, receipt optional field)."""

ORDER = (
    "active", "submitted", "pending_submission", "pending_customer_approval",
    "suspended_by_payer", "blocked", "failed", "expired", "consumed", "cancelled",
)  # fmt: skip
"""Best first: of several mandates Sage is shown the one that can collect soonest."""


@dataclass(frozen=True, slots=True)
class Link:
    """A GoCardless customer and the AR customer he is, with the way it was found."""

    gc_customer: str
    customer: str
    how: str


def link(
    payers: Iterable[GCCustomer],
    customers: Mapping[str, ARCustomer],
    linked: Mapping[str, str],
    customer_key: str,
    match_email: bool,
) -> list[Link | Skip]:
    """Link those not yet linked: by the customer number in metadata, then by exact unique e-mail.

    ``payers`` are all GoCardless customers that have a mandate, ``linked`` maps
    the ids already linked to customer numbers. Nothing is guessed: whoever is
    not found, or found twice, is a Skip with the reason.
    """
    payers = list(payers)
    by_email: dict[str, list[ARCustomer]] = defaultdict(list)
    for customer in customers.values():
        for address in _addresses(customer.email):
            by_email[address].append(customer)
    shared = Counter(address for payer in payers for address in set(_addresses(payer.email)))
    results: list[Link | Skip] = []
    for payer in payers:
        if payer.id in linked:
            continue
        named = dict(payer.metadata).get(customer_key, "").strip().upper()
        if named:
            results.append(_by_metadata(payer, named, customers, customer_key))
        elif match_email:
            results.append(_by_email(payer, by_email, shared))
        else:
            results.append(_skip(payer, f"has no {customer_key} in its metadata", "unlinked"))
    return results


def _by_metadata(
    payer: GCCustomer, named: str, customers: Mapping[str, ARCustomer], customer_key: str
) -> Link | Skip:
    if named in customers:
        return Link(payer.id, named, "metadata")
    reason = f"its {customer_key} names {named}, which is no customer in Sage 300"
    return _skip(payer, reason, "unknown-customer")


def _by_email(
    payer: GCCustomer, by_email: Mapping[str, list[ARCustomer]], shared: Mapping[str, int]
) -> Link | Skip:
    addresses = _addresses(payer.email)
    if not addresses:
        return _skip(payer, "has neither a customer number nor an e-mail address", "unlinked")
    address = addresses[0]
    found = by_email.get(address, [])
    if len(found) == 1 and shared[address] == 1:
        return Link(payer.id, found[0].number, "email")
    if not found:
        return _skip(payer, f"no customer in Sage 300 has the e-mail {address}", "unlinked")
    if len(found) > 1:
        numbers = ", ".join(sorted(customer.number for customer in found))
        return _skip(payer, f"customers {numbers} share the e-mail {address}", "ambiguous")
    return _skip(payer, f"several GoCardless customers share the e-mail {address}", "ambiguous")


def _addresses(text: str) -> list[str]:
    """Split a Sage e-mail field, which may hold several addresses."""
    return [part.strip().casefold() for part in text.replace(",", ";").split(";") if part.strip()]


def _skip(payer: GCCustomer, reason: str, kind: str) -> Skip:
    return Skip(f"{payer.id} {payer.name}".strip(), reason, kind)


def best(mandates: Iterable[Mandate]) -> Mandate | None:
    """Choose the mandate that Sage is shown: by status, then the newest."""

    def rank(mandate: Mandate) -> tuple[int, float, str]:
        place = ORDER.index(mandate.status) if mandate.status in ORDER else len(ORDER)
        return (place, -mandate.created_at.timestamp(), mandate.id)

    return min(mandates, key=rank, default=None)


@dataclass(frozen=True, slots=True)
class FieldCodes:
    """The optional field codes that hold what is known of a mandate; empty: not kept."""

    mandate: str
    status: str
    scheme: str
    bank: str


def update(
    customer: ARCustomer,
    mandate: Mandate,
    accounts: Mapping[str, BankAccount],
    codes: FieldCodes,
) -> UpdateFields | None:
    """Give the fields of a customer that differ from what is known; None where all agree."""
    account = accounts.get(mandate.bank_account)
    bank = f"{account.bank_name} **{account.ending}" if account else ""
    wanted = {
        codes.mandate: mandate.id,
        codes.status: mandate.status,
        codes.scheme: mandate.scheme,
        codes.bank: bank[:VALUE_LENGTH],
    }
    present = dict(customer.fields)
    differing = tuple(
        (code, value)
        for code, value in wanted.items()
        if code and present.get(code, "").strip() != value.strip()
    )
    return UpdateFields(customer.number, differing) if differing else None
