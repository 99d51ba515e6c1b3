"""References, idempotency keys and the metadata that leads a payment back to its documents."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from s300gc.model import Allocation, Claim, Money, Payment, digits

CONTRACT = "1"
"""Version of the metadata's meaning; a reader refuses one that it does not know."""
METADATA_VALUE = 500
"""Longest metadata value GoCardless takes (API reference, metadata)."""
MOST_ATTEMPTS = 50

_PART = re.compile(r"^(?P<document>\S+)/(?P<instalment>\d+)=(?P<amount>\d+(?:\.\d+)?)$")


def payment_reference(company: str, claims: Iterable[Claim], attempt: int) -> str:
    """Name a collection by what it collects, never by its amount: company, documents, attempt."""
    first, *rest = sorted(claims)
    more = "".join(f" {claim}" for claim in rest)
    return f"{company} payment {first.customer} {first}{more} #{attempt}"


def key(installation: str, reference: str, amount: Money) -> str:
    """Give the idempotency key: the same for the same collection, also from an empty database.

    Dates and the mandate are left out because they move between two tries.
    """
    text = "\n".join((installation, reference, str(amount.minor), amount.currency))
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def metadata(
    company: str, key: str, customer: str, allocations: Iterable[Allocation]
) -> tuple[tuple[str, str], ...]:
    """Write the three keys that a payment carries, sorted by key.

    ``s300gc`` = contract version, company, key; ``customer``; ``documents`` =
    ``IN001/1=12.34`` for each claim, separated by spaces. Raises ValueError
    where the documents do not fit.
    """
    documents = " ".join(f"{part.claim}={part.amount.decimal}" for part in allocations)
    if len(documents) > METADATA_VALUE:
        raise ValueError("too many documents for one payment")
    return (
        ("customer", customer),
        ("documents", documents),
        ("s300gc", f"{CONTRACT} {company} {key}"),
    )


@dataclass(frozen=True, slots=True)
class Origin:
    """What the metadata of a payment of ours says."""

    company: str
    key: str
    customer: str
    allocations: tuple[Allocation, ...]


def origin(payment: Payment) -> Origin | None:
    """Read a payment's metadata back; None where it is not a payment of this tool."""
    values = dict(payment.metadata)
    words = values.get("s300gc", "").split(" ")
    if len(words) != 3 or words[0] != CONTRACT:
        return None
    customer = values.get("customer", "")
    parts = [_PART.match(part) for part in values.get("documents", "").split(" ")]
    allocations = tuple(
        Allocation(
            Claim(customer, part["document"], int(part["instalment"])),
            _money(part["amount"], payment.amount.currency),
        )
        for part in parts
        if part
    )
    if not customer or not allocations or len(allocations) != len(parts):
        return None
    return Origin(words[1], words[2], customer, allocations)


def _money(text: str, currency: str) -> Money:
    whole, _, fraction = text.partition(".")
    return Money(int(whole + fraction.ljust(digits(currency), "0")), currency)


def attempt_of(installation: str, found: Origin, amount: Money) -> int | None:
    """Find which attempt at these claims made the key; None where none of ours did."""
    claims = [part.claim for part in found.allocations]
    for attempt in range(1, MOST_ATTEMPTS + 1):
        reference = payment_reference(found.company, claims, attempt)
        if key(installation, reference, amount) == found.key:
            return attempt
    return None


def retry_reference(company: str, payment: str, number: int) -> str:
    """Name one retry of a payment: company, payment, which retry it is."""
    return f"{company} retry {payment} #{number}"


def note_number(payment: str, returned: int, part: int) -> str:
    """Name the debit note for a payment's ``returned``-th return; at most 22 characters."""
    return f"{payment}-R{returned}" if part == 1 else f"{payment}-R{returned}-{part}"


def noted(number: str) -> str:
    """Give the payment that a debit note's number names; empty where it is none of ours."""
    payment, found, _ = number.partition("-R")
    return payment if found and payment.startswith("PM") else ""


def journal_reference(payout: str) -> str:
    """Name the GL batch of a payout; it stands in the batch's description."""
    return f"GC {payout}"


def receipts_reference(payout: str, number: int, of: int) -> str:
    """Name one AR receipt batch of a payout; it stands in the batch's description."""
    return f"GC {payout} {number}/{of}"


def notes_reference(payout: str, number: int, of: int) -> str:
    """Name one batch of debit notes of a payout; it stands in the batch's description."""
    return f"GC {payout} R{number}/{of}"
