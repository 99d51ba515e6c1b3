"""Raw copies of what GoCardless sent, which it serves for a limited time only."""

import hashlib
import zlib
from datetime import datetime

from s300gc.store.cells import instant, stamp
from s300gc.store.database import Database


class Raw:
    """Compressed bodies by kind and id; a later body that differs is kept beside the first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, kind: str, id: str, body: str) -> None:
        """Keep a body; equal to the newest copy: no write."""
        packed = pack(body)
        if self._newest(kind, id) == packed[0]:
            return
        with self._database.immediate(f"raw {kind} {id}"):
            self.keep_inside(kind, id, packed)

    def keep_inside(self, kind: str, id: str, packed: tuple[bytes, bytes]) -> None:
        """Keep what ``pack`` gave, within the transaction that is open."""
        if self._newest(kind, id) == packed[0]:
            return
        self._database.write(
            "INSERT INTO raw (kind, id, copy, at, digest, body) VALUES (?, ?,"
            " (SELECT coalesce(max(copy), 0) + 1 FROM raw WHERE kind = ? AND id = ?), ?, ?, ?)",
            (kind, id, kind, id, self._database.now, *packed),
        )

    def get(self, kind: str, id: str) -> str | None:
        """Give the newest copy; None where there is none."""
        found = self._database.row(
            "SELECT body FROM raw WHERE kind = ? AND id = ? ORDER BY copy DESC LIMIT 1", (kind, id)
        )
        return None if found is None else _unpack(found["body"])

    def copies(self, kind: str, id: str) -> list[tuple[datetime, str]]:
        """Give every copy with the instant it came, oldest first."""
        rows = self._database.rows(
            "SELECT at, body FROM raw WHERE kind = ? AND id = ? ORDER BY copy", (kind, id)
        )
        return [(instant(row["at"]), _unpack(row["body"])) for row in rows]

    def prune(self, before: datetime, limit: int = 1000) -> int:
        """Delete up to ``limit`` copies older than an instant; give how many went."""
        with self._database.immediate("raw pruned"):
            return self._database.write(
                "DELETE FROM raw WHERE rowid IN"
                " (SELECT rowid FROM raw WHERE at < ? ORDER BY at LIMIT ?)",
                (stamp(before), limit),
            )

    def _newest(self, kind: str, id: str) -> bytes | None:
        found = self._database.value(
            "SELECT digest FROM raw WHERE kind = ? AND id = ? ORDER BY copy DESC LIMIT 1",
            (kind, id),
        )
        return None if found is None else bytes(found)


def raw_digests(database: Database, payout: str) -> dict[str, str]:
    """Give the SHA-256 of the newest raw copies of a payout and of its items, by their kind.

    They stand in the audit row of a booking, so that the copies are proved with it.
    """
    found = {}
    for kind in ("payout", "payout_items"):
        digest = database.value(
            "SELECT digest FROM raw WHERE kind = ? AND id = ? ORDER BY copy DESC LIMIT 1",
            (kind, payout),
        )
        if digest is not None:
            found[kind] = bytes(digest).hex()
    return found


def pack(body: str) -> tuple[bytes, bytes]:
    """Give the digest and the compressed form of a body, outside of any transaction."""
    plain = body.encode()
    return hashlib.sha256(plain).digest(), zlib.compress(plain)


def _unpack(body: bytes) -> str:
    return zlib.decompress(body).decode()
