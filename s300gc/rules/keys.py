"""References, idempotency keys and the metadata that leads a payment back to its documents."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from s300gc.model import Allocation, Claim, Money, Payment, digits
from s300gc.model.subscriptions import ChargeKey, Subscription

CONTRACT = "1"
"""Version of the metadata's meaning; a reader refuses one that it does not know."""
METADATA_VALUE = 500
"""Longest metadata value GoCardless takes (API reference, metadata)."""
MOST_ATTEMPTS = 50
KEY_LENGTH = 36
"""Characters of a key: as many as the official clients send, for the longest is not documented."""

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
    return hashlib.sha256(text.encode()).hexdigest()[:KEY_LENGTH]


def metadata(
    company: str, key: str, customer: str, allocations: Iterable[Allocation]
) -> tuple[tuple[str, str], ...]:
    """Write the three keys that a payment carries, sorted by key.

    ``s300gc`` = contract version, company, key; ``customer``; ``documents`` =
    ``IN001/1=12.34`` for each claim, separated by spaces. Raises ValueError
    where the documents do not fit.
    """
    documents = documents_text(allocations)
    if len(documents) > METADATA_VALUE:
        raise ValueError("too many documents for one payment")
    return (
        ("customer", customer),
        ("documents", documents),
        ("s300gc", f"{CONTRACT} {company} {key}"),
    )


def documents_text(allocations: Iterable[Allocation]) -> str:
    """Write what a payment stands for as its metadata does: ``IN001/1=12.34 IN002/1=50.00``."""
    return " ".join(f"{part.claim}={part.amount.decimal}" for part in allocations)


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


def cancel_reference(company: str, payment: str) -> str:
    """Name the cancellation of a payment: company, payment; it can be cancelled only once."""
    return f"{company} cancel {payment}"


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


def vat_reference(payout: str, turn: int = 1) -> str:
    """Name the GL batch that takes the VAT out of a payout's fees once its rates are final.

    ``turn`` is 2 where the payout was reversed once, and so on.
    """
    return in_turn(f"GC {payout} VAT", turn)


def in_turn(reference: str, turn: int) -> str:
    """Name what is entered beside a payout's own batches once more, after a reversal."""
    return f"{reference} #{turn}" if turn > 1 else reference


def receipts_reference(payout: str, number: int, of: int) -> str:
    """Name one AR receipt batch of a payout; it stands in the batch's description."""
    return f"GC {payout} {number}/{of}"


def notes_reference(payout: str, number: int, of: int) -> str:
    """Name one batch of debit notes of a payout; it stands in the batch's description."""
    return f"GC {payout} R{number}/{of}"


def ar_refund_reference(payout: str, position: int, booking: int) -> str:
    """Name the AR refund batch of one line of a payout's booking, the first or a later one."""
    again = f".{booking}" if booking > 1 else ""
    return f"GC {payout} F{position}{again}"


def ar_refund_place(reference: str) -> tuple[int, int] | None:
    """Read position and booking from the reference of an AR refund batch; None for any other."""
    found = re.fullmatch(r"GC \S+ F(\d+)(?:\.(\d+))?", reference)
    return (int(found[1]), int(found[2] or 1)) if found else None


def apply_reference(payment: str) -> str:
    """Name the batch that applies a payment's unapplied cash; it stands in its description."""
    return f"GC {payment} apply"


# ---------------------------------------------------------------- subscriptions


def subscription_reference(company: str, charge: ChargeKey, number: int) -> str:
    """Name a subscription by what it collects: company, customer, charge, which one it is."""
    return f"{company} subscription {charge.customer} {charge.code} #{number}"


def change_reference(company: str, action: str, subscription: str, number: int) -> str:
    """Name one change of a subscription: company, what, which change of it."""
    return f"{company} {action} {subscription} #{number}"


def subscription_metadata(
    company: str, key: str, charge: ChargeKey, number: int
) -> tuple[tuple[str, str], ...]:
    """Write the three keys of a subscription: ``charge`` is code and number, ``RENT #1``."""
    return (
        ("charge", f"{charge.code} #{number}"),
        ("customer", charge.customer),
        ("s300gc", f"{CONTRACT} {company} {key}"),
    )


def subscription_origin(found: Subscription) -> tuple[str, str, ChargeKey, int] | None:
    """Read company, key, charge and number back; None where it is none of this tool's."""
    values = dict(found.metadata)
    words = values.get("s300gc", "").split(" ")
    code, _, number = values.get("charge", "").rpartition(" #")
    if len(words) != 3 or words[0] != CONTRACT or not code or not number.isdecimal():
        return None
    return words[1], words[2], ChargeKey(code, values.get("customer", "")), int(number)


def invoice_reference(payment: str) -> str:
    """Name the AR invoice batch for a payment; it stands in the batch's description."""
    return f"GC {payment} invoice"


def invoice_number(payment: str) -> str:
    """Name the AR invoice for a payment; at most 22 characters."""
    return f"{payment}-I"


# ---------------------------------------------------------------- invitations


def invite_reference(company: str, customer: str, number: int) -> str:
    """Name an invitation to sign a mandate: company, customer, which one it is."""
    return f"{company} invite {customer} #{number}"


def invite_key(installation: str, reference: str) -> str:
    """Give the idempotency key of an invitation; there is no amount in it."""
    text = "\n".join((installation, reference))
    return hashlib.sha256(text.encode()).hexdigest()[:KEY_LENGTH]


def invite_metadata(
    company: str, key: str, customer_key: str, customer: str
) -> tuple[tuple[str, str], ...]:
    """Write what a billing request and its mandate carry: whose they are, sorted by key."""
    return tuple(sorted({customer_key: customer, "s300gc": f"{CONTRACT} {company} {key}"}.items()))


# ---------------------------------------------------------------- refunds


def refund_reference(company: str, payment: str, number: int) -> str:
    """Name a refund: company, payment, number of the request."""
    return f"{company} refund {payment} #{number}"


def refund_metadata(company: str, key: str, customer: str, why: str) -> tuple[tuple[str, str], ...]:
    """Write the three keys of a refund: ``refund`` is its credit note or its reason."""
    return (
        ("customer", customer),
        ("refund", why[:METADATA_VALUE]),
        ("s300gc", f"{CONTRACT} {company} {key}"),
    )


def key_of(metadata: Iterable[tuple[str, str]], company: str) -> str:
    """Give the key that metadata of ours names; empty where it is none of this company's."""
    words = dict(metadata).get("s300gc", "").split(" ")
    ours = len(words) == 3 and words[0] == CONTRACT and words[1] == company
    return words[2] if ours else ""
