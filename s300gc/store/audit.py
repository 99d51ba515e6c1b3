"""The audit trail: rows that are only ever added, chained by their hashes.

Triggers stop accidents, the chain shows edits, and a head kept elsewhere (a
run's summary, an e-mail) shows a file that was rewritten as a whole.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from s300gc.errors import CredentialError
from s300gc.model import canonical
from s300gc.store import sqlite
from s300gc.store.cells import instant
from s300gc.store.database import Database

PLAIN, KEYED = "sha256", "hmac-sha256"
PAGE = 2000
COLUMNS = "seq, at, kind, subject, keys, body, seal, prev, hash"


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One row of the audit trail; ``body`` says what was done, by name."""

    seq: int
    at: datetime
    kind: str
    subject: str
    keys: tuple[str, ...]
    body: dict[str, Any]
    hash: str


class Audit:
    """Writes and reads the audit trail of one database.

    With a ``chain_key`` new rows are sealed with HMAC instead of a bare hash, so
    that someone who can write the file still cannot forge a row. A chain may
    change from bare to keyed, never back.
    """

    def __init__(self, database: Database, chain_key: bytes | None = None) -> None:
        self._database = database
        self._chain_key = chain_key

    def append(
        self, kind: str, subject: str, body: Mapping[str, Any], keys: Iterable[str] = ()
    ) -> int:
        """Add a row inside the transaction that is open; gives its number.

        ``keys`` are the numbers and ids by which a person will look for it; the
        subject is always one of them. Raises RuntimeError outside a transaction:
        what is done and the row that says so are committed together or not at all.
        """
        at, database = self._database.now, self._database
        last = database.row(
            "SELECT seq, seal, hash FROM audit WHERE seq = (SELECT max(seq) FROM audit)"
        )
        seq, prev = (last["seq"] + 1, last["hash"]) if last else (1, "")
        if last and last["seal"] == KEYED:
            self._needed_key()
        seal = PLAIN if self._chain_key is None else KEYED
        found = sorted({subject, *keys} - {""})
        cells = (seq, at, kind, subject, json.dumps(found), canonical(dict(body)), seal, prev)
        database.write(
            "INSERT INTO audit (seq, at, kind, subject, keys, body, seal, prev, hash)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*cells, self._hash(seal, cells)),
        )
        database.write_many(
            "INSERT INTO audit_keys (key, seq) VALUES (?, ?)", [(key, seq) for key in found]
        )
        return int(seq)

    def record(
        self, kind: str, subject: str, body: Mapping[str, Any], keys: Iterable[str] = ()
    ) -> None:
        """Add a row in a transaction of its own."""
        with self._database.immediate(f"audit {kind}"):
            self.append(kind, subject, body, keys)

    def of_subject(self, key: str) -> list[AuditRow]:
        """Give all rows that name a document, payment, payout, batch or reference, oldest first."""
        rows = self._database.rows(
            "SELECT a.seq, a.at, a.kind, a.subject, a.keys, a.body, a.hash"
            " FROM audit_keys AS k CROSS JOIN audit AS a ON a.seq = k.seq"
            " WHERE k.key = ? ORDER BY k.seq",
            (key,),
        )
        return [_row(row) for row in rows]

    def keys_of(self, key: str) -> set[str]:
        """Give every key under which a thing was ever mentioned together with ``key``."""
        return {found for row in self.of_subject(key) for found in row.keys}

    def page(self, after: int = 0, limit: int = 500) -> list[AuditRow]:
        """Give rows after a number, oldest first."""
        rows = self._database.rows(
            "SELECT seq, at, kind, subject, keys, body, hash FROM audit"
            " WHERE seq > ? ORDER BY seq LIMIT ?",
            (after, limit),
        )
        return [_row(row) for row in rows]

    def head(self) -> str:
        """Give the hash of the last row; empty before the first. Keep it elsewhere as a witness."""
        found = self._database.value(
            "SELECT hash FROM audit WHERE seq = (SELECT max(seq) FROM audit)"
        )
        return str(found or "")

    def holds(self, head: str) -> bool:
        """Tell whether an earlier head is still in the chain: nothing up to it was cut off."""
        return not head or bool(
            self._database.value("SELECT count(*) FROM audit WHERE hash = ?", (head,))
        )

    def verify(self) -> int | None:
        """Check the whole chain; give the number of the first broken row, or None.

        Broken is a row whose content, place or predecessor is not what was
        sealed. Raises CredentialError where rows are keyed and no key was given.
        """
        seq, prev, keyed = 0, "", False
        while page := self._database.rows(
            f"SELECT {COLUMNS} FROM audit WHERE seq > ? ORDER BY seq LIMIT ?",  # noqa: S608
            (seq, PAGE),
        ):
            for row in page:
                seq += 1
                if row["seal"] == KEYED:
                    self._needed_key()
                    keyed = True
                sound = row["seq"] == seq and row["prev"] == prev
                sound = sound and (row["seal"] == KEYED or not keyed)
                if not sound or not hmac.compare_digest(
                    row["hash"], self._hash(row["seal"], tuple(row)[:-1])
                ):
                    return seq
                prev = row["hash"]
        return None

    def _needed_key(self) -> bytes:
        if self._chain_key is None:
            raise CredentialError(
                "The audit trail is sealed with a key that was not given; set the audit key again."
            )
        return self._chain_key

    def _hash(self, seal: str, cells: tuple[Any, ...]) -> str:
        content = json.dumps(cells, separators=(",", ":")).encode()
        if seal == KEYED:
            return hmac.new(self._needed_key(), content, hashlib.sha256).hexdigest()
        return hashlib.sha256(content).hexdigest()


def _row(row: sqlite.Row) -> AuditRow:
    return AuditRow(
        seq=row["seq"],
        at=instant(row["at"]),
        kind=row["kind"],
        subject=row["subject"],
        keys=tuple(json.loads(row["keys"])),
        body=json.loads(row["body"]),
        hash=row["hash"],
    )
