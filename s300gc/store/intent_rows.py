"""The intents table: reading it, and the three ways in which a row is written."""

import hashlib

from s300gc.errors import PersonNeeded
from s300gc.model import Intent
from s300gc.store import sqlite
from s300gc.store.cells import instant, stamp
from s300gc.store.database import Database

SELECT = (
    "SELECT reference, kind, key, request, request_hash, begun_at, state, remote, note FROM intents"
)


class IntentRows:
    """Reads intents; what writes does so in the caller's transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # ------------------------------------------------------------ reading

    def get(self, reference: str) -> Intent | None:
        """Give the intent of a reference as it is stored."""
        found = self._read("WHERE reference = ?", reference)
        return found[0] if found else None

    def in_doubt(self, kind: str | None = None) -> list[Intent]:
        """Give what was begun and whose outcome is not known, oldest first."""
        if kind is None:
            return self.of_state("begun")
        return self.of_kind(kind, "begun")

    def of_kind(self, kind: str, state: str | None = None) -> list[Intent]:
        """Give the intents of a kind, oldest first; without a state they grow without end."""
        if state is None:
            return self._read("WHERE kind = ? ORDER BY id", kind)
        return self._read("WHERE kind = ? AND state = ? ORDER BY id", kind, state)

    def of_state(self, state: str) -> list[Intent]:
        """Give the intents in a state, oldest first."""
        return self._read("WHERE state = ? ORDER BY id", state)

    def stopped(self) -> list[Intent]:
        """Give the intents that wait for a person, oldest first."""
        return self.of_state("stopped")

    def by_remote(self, remote: str) -> list[Intent]:
        """Give the intents with a remote id; batch numbers of two ledgers may be equal."""
        return self._read("WHERE remote = ? AND remote <> '' ORDER BY id", remote)

    def starting_with(self, reference: str) -> list[Intent]:
        """Give the intents of a reference and of its parts (``GC PO1``, ``GC PO1 1/2``)."""
        # A blank sets off the parts; "!" is the character after it.
        return self._read(
            "WHERE reference = ? OR (reference >= ? AND reference < ?) ORDER BY reference",
            reference,
            f"{reference} ",
            f"{reference}!",
        )

    def numbers(self, kind: str) -> set[str]:
        """Give the batch numbers of a kind that were made and are not done: not posted yet."""
        return {
            intent.remote
            for state in ("begun", "stopped", "failed")
            for intent in self.of_kind(kind, state)
            if intent.remote
        }

    def _read(self, where: str, *values: str) -> list[Intent]:
        return [_intent(row) for row in self._database.rows(f"{SELECT} {where}", values)]

    # ------------------------------------------------------------ writing

    def insert(self, intent: Intent) -> None:
        """Write a new row."""
        self._database.write(
            "INSERT INTO intents (reference, kind, key, request, request_hash, begun_at, state,"
            " remote, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(intent.reference, intent.kind, intent.key, intent.request),
                *(request_hash(intent.request), stamp(intent.begun_at)),
                *(intent.state, intent.remote, intent.note),
            ),
        )

    def renew(self, intent: Intent) -> None:
        """Give the row of a refused intent its new request; it is begun again."""
        self._database.write(
            "UPDATE intents SET kind = ?, key = ?, request = ?, request_hash = ?, begun_at = ?,"
            " state = 'begun', remote = '', note = '' WHERE reference = ?",
            (
                *(intent.kind, intent.key, intent.request, request_hash(intent.request)),
                *(stamp(intent.begun_at), intent.reference),
            ),
        )

    def move(self, intent: Intent) -> None:
        """Write the state, the remote id and the note of an intent."""
        self._database.write(
            "UPDATE intents SET state = ?, remote = ?, note = ? WHERE reference = ?",
            (intent.state, intent.remote, intent.note, intent.reference),
        )


def request_hash(request: str) -> str:
    """Give the SHA-256 of a canonical request."""
    return hashlib.sha256(request.encode()).hexdigest()


def _intent(row: sqlite.Row) -> Intent:
    if request_hash(row["request"]) != row["request_hash"]:
        raise PersonNeeded(
            f"The stored request of {row['reference']} was changed outside this program; "
            "it is not sent. Restore a backup."
        )
    return Intent(
        reference=row["reference"],
        kind=row["kind"],
        key=row["key"],
        request=row["request"],
        begun_at=instant(row["begun_at"]),
        state=row["state"],
        remote=row["remote"],
        note=row["note"],
    )
