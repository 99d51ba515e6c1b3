"""Which documents a payment or a subscription names that others made."""

import re
from collections.abc import Iterable, Mapping

from s300gc.model import Document, Payment

SHORTEST = 4
"""A document number with fewer characters may stand for anything in a text."""

Place = tuple[str, str]
"""Customer and document number."""


def named(
    documents: Iterable[Document],
    payments: Iterable[Payment],
    owners: Mapping[str, tuple[str, ...]],
) -> dict[Place, Payment]:
    """Find the documents whose number stands in the text or metadata of a payment.

    ``owners`` are the AR customers of each mandate; a number counts as a word of its
    own, in capitals or small letters.
    """
    texts: dict[str, list[tuple[Payment, set[str]]]] = {}
    for payment in payments:
        said = " ".join([payment.description, *(value for _, value in payment.metadata)])
        for customer in owners.get(payment.mandate, ()):
            texts.setdefault(customer, []).append((payment, _words(said)))
    found: dict[Place, Payment] = {}
    for document in documents:
        number = document.number.upper()
        for payment, words in texts.get(document.customer, ()):
            if len(number) >= SHORTEST and number in words:
                found.setdefault((document.customer, document.number), payment)
    return found


def _words(text: str) -> set[str]:
    """Split a text into what may be document numbers: with and without signs inside."""
    parts = text.upper().split()
    bare = (part.strip(".,;:!?()[]\"'#") for part in parts)
    inside = (word for part in parts for word in re.split(r"[^A-Z0-9-]+", part))
    return {word for word in (*bare, *inside) if word}
