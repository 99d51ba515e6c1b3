"""Reads what invoice batches say of posted documents: once each, and only of those that need it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, timedelta

from s300gc.flows.parts import Parts
from s300gc.model import Document, Entry

ASK_AGAIN = timedelta(days=7)
"""A batch that was not there is looked for again after so long."""

Place = tuple[str, str]
"""Customer and document number."""


def known(parts: Parts, documents: Iterable[Document]) -> dict[Place, Entry]:
    """Give what is known of these documents; what was missing a week ago counts as not asked."""
    batches = {(one.customer, one.number): one.batch for one in documents}
    if not batches:
        return {}
    found = parts.store.entries.some(batches)
    last = parts.clock.now().astimezone(UTC).date() - ASK_AGAIN
    lost = parts.store.entries.lost_before(found, last)
    return {
        place: entry
        for place, entry in found.items()
        if place not in lost and entry.batch == batches[place]
    }


def read(parts: Parts, documents: Iterable[Document]) -> bool:
    """Read the batches of documents, each once for all of its documents; tell whether any was."""
    by_batch: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        by_batch[document.batch].append(document)
    for batch, found in sorted(by_batch.items()):
        parts.store.entries.put(_of_batch(parts, batch, found))
    return bool(by_batch)


def _of_batch(parts: Parts, batch: str, documents: list[Document]) -> list[Entry]:
    """Give what a batch says of documents; of one that it does not show, that it was not found."""
    listed = parts.sage.entries(batch) if batch else None
    shown = {(one.customer, one.number, one.entry): one for one in listed or ()}
    return [
        shown.get(
            (one.customer, one.number, one.entry),
            Entry(one.customer, one.number, batch, one.entry, found=False),
        )
        for one in documents
    ]
