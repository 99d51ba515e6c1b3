"""Which GoCardless customer is which AR customer, and what Sage should know of his mandate."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from s300gc.model import ARCustomer, BankAccount, GCCustomer, Mandate, Skip, UpdateFields

VALUE_LENGTH = 60
"""Longest optional field value of Sage 300 (developer kit, receipt optional field)."""

ORDER = (
    "active", "submitted", "pending_submission", "pending_customer_approval",
    "suspended_by_payer", "blocked", "failed", "expired", "consumed", "cancelled",
)  # fmt: skip
"""Best first: of several mandates the one that can collect soonest is used, and shown in Sage."""

CURRENCY_OF = {
    "bacs": "GBP", "faster_payments": "GBP", "sepa_core": "EUR", "sepa_cor1": "EUR",
    "ach": "USD", "becs": "AUD", "pay_to": "AUD", "becs_nz": "NZD", "pad": "CAD",
    "autogiro": "SEK", "betalingsservice": "DKK",
}  # fmt: skip
"""The one currency of each scheme (GoCardless API reference)."""


@dataclass(frozen=True, slots=True)
class Link:
    """A GoCardless customer and the AR customer he is, with the way it was found."""

    gc_customer: str
    customer: str
    how: str


def link(
    payers: Iterable[GCCustomer],
    customers: Mapping[str, ARCustomer],
    linked: Collection[str],
    customer_key: str,
    match_email: bool,
    apart: Collection[tuple[str, str]] = (),
    signed: Mapping[str, str] | None = None,
) -> list[Link | Skip]:
    """Link those not yet linked: by the customer numbers in metadata, else by exact unique e-mail.

    ``payers`` are all GoCardless customers that have a mandate, ``linked`` the
    ids of those already linked, ``apart`` the pairs of id and customer number
    that a person took apart: they stay apart. Metadata may name several numbers,
    separated by commas: then he is all of them. Where his own says nothing it is what
    his mandates say, ``signed`` by his id (see ``signed_for``). Nothing is guessed:
    whoever is not found, or found twice, is a Skip with the reason.
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
        told = dict(payer.metadata).get(customer_key, "") or (signed or {}).get(payer.id, "")
        named = _numbers(told)
        found: list[Link | Skip]
        if named:
            found = _by_metadata(payer, named, customers, customer_key)
        elif match_email:
            found = [_by_email(payer, by_email, shared)]
        else:
            found = [_skip(payer, f"has no {customer_key} in its metadata", "unlinked")]
        results += _not_apart(payer, found, apart)
    return results


def signed_for(
    mandates: Iterable[Mandate], customer_key: str, linked: Mapping[str, Collection[str]]
) -> dict[str, str]:
    """Tell of GoCardless customers for whom they signed, by the metadata of their mandates.

    An invitation puts the number there. A mandate that took the place of another is
    for whom that one was, also where GoCardless made a new customer for it.
    """
    held = list(mandates)
    found: dict[str, list[str]] = defaultdict(list)
    holders = {one.id: one.customer for one in held}
    for one in held:
        found[one.customer] += _numbers(dict(one.metadata).get(customer_key, ""))
        heir = holders.get(one.replaced_by, one.customer)
        if heir != one.customer:
            found[heir] += linked.get(one.customer, ())
    return {payer: ", ".join(dict.fromkeys(numbers)) for payer, numbers in found.items() if numbers}


def _numbers(text: str) -> list[str]:
    """Split what metadata says into customer numbers, each once, in their order."""
    parts = [part.strip().upper() for part in text.replace(";", ",").split(",")]
    return list(dict.fromkeys(part for part in parts if part))


def _by_metadata(
    payer: GCCustomer, named: list[str], customers: Mapping[str, ARCustomer], customer_key: str
) -> list[Link | Skip]:
    """Link to every customer that metadata names; where one is unknown, to none of them."""
    unknown = [number for number in named if number not in customers]
    if unknown:
        what = f"{', '.join(unknown)}, which is no customer in Sage 300"
        return [_skip(payer, f"its {customer_key} names {what}", "unknown-customer")]
    return [Link(payer.id, number, "metadata") for number in named]


def _not_apart(
    payer: GCCustomer, found: list[Link | Skip], apart: Collection[tuple[str, str]]
) -> list[Link | Skip]:
    """Leave out what a person took apart; where nothing else is left, say so."""
    together = [
        one for one in found if isinstance(one, Skip) or (payer.id, one.customer) not in apart
    ]
    if together:
        return together
    numbers = ", ".join(one.customer for one in found if isinstance(one, Link))
    return [_skip(payer, f"was unlinked from {numbers} by hand", "unlinked-by-hand")]


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


def best(mandates: Iterable[Mandate], currency: str = "") -> Mandate | None:
    """Choose the mandate that is used and that Sage is shown; see ``ranked``."""
    return next(iter(ranked(mandates, currency)), None)


def ranked(mandates: Iterable[Mandate], currency: str = "") -> list[Mandate]:
    """Order mandates by how soon they can collect: by status, then the newest first.

    With ``currency`` those that collect it come before all others; one in whose
    place GoCardless put another comes after all that stand.
    """

    def rank(mandate: Mandate) -> tuple[bool, bool, int, float, str]:
        foreign = bool(currency) and CURRENCY_OF.get(mandate.scheme) != currency
        place = ORDER.index(mandate.status) if mandate.status in ORDER else len(ORDER)
        replaced = bool(mandate.replaced_by)
        return (replaced, foreign, place, -mandate.created_at.timestamp(), mandate.id)

    return sorted(mandates, key=rank)


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
    bank = bank_name(accounts.get(mandate.bank_account))
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


def bank_name(account: BankAccount | None) -> str:
    """Name a bank account as people may see it: the bank and the last digits."""
    return f"{account.bank_name} **{account.ending}" if account else ""


def emptied(customer: ARCustomer, lost: Collection[str], codes: FieldCodes) -> UpdateFields | None:
    """Empty the fields of a customer without a mandate where they still show one of ``lost``.

    ``lost`` are the mandates that a person took away from him; what else stands
    there was written by somebody else and stays.
    """
    present = dict(customer.fields)
    if not codes.mandate or present.get(codes.mandate, "").strip() not in lost:
        return None
    kept = (codes.mandate, codes.status, codes.scheme, codes.bank)
    filled = tuple((code, "") for code in kept if code and present.get(code, "").strip())
    return UpdateFields(customer.number, filled)
