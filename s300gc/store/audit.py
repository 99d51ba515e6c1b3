"""The audit trail: rows that are only ever added, chained by their hashes.

Triggers stop accidents, the chain shows edits, and a head kept elsewhere (an
export, a sign-off, an e-mail) shows a file that was cut or rewritten as a whole.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from s300gc.model import canonical
from s300gc.store import sqlite
from s300gc.store.cells import instant, wanted
from s300gc.store.chain import KEYED, PLAIN, Chain


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


class Audit(Chain):
    """Writes and reads the audit trail of one database."""

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
        # A look-up that was added by hand leads to a row that does not name the key.
        return [row for row in map(_row, rows) if key in row.keys]

    def numbers(self, keys: Iterable[str]) -> list[int]:
        """Give the numbers of all rows that name one of these, oldest first."""
        rows = self._database.rows(
            "SELECT DISTINCT k.seq FROM json_each(?) AS w"
            " CROSS JOIN audit_keys AS k ON k.key = w.value ORDER BY k.seq",
            (wanted(keys),),
        )
        return [row["seq"] for row in rows]

    def some(self, numbers: Iterable[int]) -> list[AuditRow]:
        """Give rows by their numbers, oldest first."""
        rows = self._database.rows(
            "SELECT seq, at, kind, subject, keys, body, hash FROM json_each(?) AS w"
            " CROSS JOIN audit ON seq = w.value ORDER BY seq",
            (wanted(numbers),),
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
