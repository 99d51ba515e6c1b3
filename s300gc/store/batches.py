"""Sage 300 batches of ours as they were last read: number, status, posting sequence number."""

from collections.abc import Iterable

from s300gc.model import Batch
from s300gc.model.bookings import ReadBatch
from s300gc.model.sage300 import BatchStatus
from s300gc.store import sqlite
from s300gc.store.audit import Audit
from s300gc.store.cells import instant, wanted
from s300gc.store.database import Database

KNOWN: dict[str, BatchStatus] = {
    "Open": "Open",
    "ReadyToPost": "ReadyToPost",
    "PostInProgress": "PostInProgress",
    "Posted": "Posted",
    "Deleted": "Deleted",
}
SELECT = "SELECT reference, number, status, entries, errors, posting_sequence, read_at FROM batches"


class ReadBatches:
    """The batches of one database, by the reference of their intent."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    def put(self, reference: str, found: Batch) -> None:
        """Record what a batch says of itself, with an audit row; as it is already: no write."""
        known = self.get(reference)
        if known is not None and _said(known.batch) == _said(found):
            return
        with self._database.immediate(f"batch of {reference} read"):
            self._database.write(
                "INSERT INTO batches (reference, number, status, entries, errors,"
                " posting_sequence, read_at) VALUES (?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (reference) DO UPDATE SET number = excluded.number,"
                " status = excluded.status, entries = excluded.entries, errors = excluded.errors,"
                " posting_sequence = excluded.posting_sequence, read_at = excluded.read_at",
                (reference, *_said(found), self._database.now),
            )
            body = {
                "number": found.number,
                "status": found.status,
                "entries": found.entries,
                "errors": found.errors,
                "posting_sequence": found.posting_sequence,
            }
            self._audit.append("batch.read", reference, body, [found.number])

    def get(self, reference: str) -> ReadBatch | None:
        """Give the batch of an intent as it was last read; None where it never was."""
        return self.some([reference]).get(reference)

    def some(self, references: Iterable[str]) -> dict[str, ReadBatch]:
        """Give the batches of these intents as far as they were read, by reference."""
        rows = self._database.rows(
            f"{SELECT} WHERE reference IN (SELECT value FROM json_each(?))",  # noqa: S608
            (wanted(list(references)),),
        )
        return {row["reference"]: _batch(row) for row in rows}


def _said(batch: Batch) -> tuple[str, str, int, int, int]:
    return batch.number, batch.status, batch.entries, batch.errors, batch.posting_sequence


def _batch(row: sqlite.Row) -> ReadBatch:
    batch = Batch(
        number=row["number"],
        description=row["reference"],
        status=KNOWN.get(row["status"], "Other"),
        entries=row["entries"],
        errors=row["errors"],
        posting_sequence=row["posting_sequence"],
    )
    return ReadBatch(row["reference"], batch, instant(row["read_at"]))
