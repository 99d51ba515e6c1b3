"""The settings in force: a change is an audit row with what was, what is, who and when."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from s300gc.model import canonical
from s300gc.store import sqlite
from s300gc.store.audit import Audit
from s300gc.store.cells import instant
from s300gc.store.database import Database

SELECT = "SELECT number, hash, body, at, seq FROM settings_in_force"
PROGRAM = "program."
"""Begins what stands beside the settings: version and user of the program that saw them."""
LAST = (1 << 63) - 1
"""The largest number that a row can have."""
NAME = "settings"
"""The subject of the audit row that has all settings of the first run."""


@dataclass(frozen=True, slots=True)
class SettingsRow:
    """All settings from an instant on, and which program was run by whom.

    ``hash`` is the SHA-256 of the canonical JSON of the settings, without what begins
    with ``program.``; ``seq`` is the audit row that says so.
    """

    number: int
    hash: str
    values: tuple[tuple[str, str], ...]
    at: datetime
    seq: int

    @property
    def text(self) -> str:
        """The canonical JSON of the settings, of which ``hash`` is the SHA-256."""
        return canonical({n: v for n, v in self.values if not n.startswith(PROGRAM)})


class InForce:
    """The settings in force of one database, oldest to newest; rows are only ever added."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    def latest(self) -> SettingsRow | None:
        """Give what the last run saw; None where no run has recorded any."""
        return self._one(f"{SELECT} WHERE seq <= ? ORDER BY seq DESC LIMIT 1", LAST)

    def at(self, seq: int) -> SettingsRow | None:
        """Give what was in force when an audit row was written; None where none was recorded."""
        return self._one(f"{SELECT} WHERE seq <= ? ORDER BY seq DESC LIMIT 1", seq)

    def record(self, values: Mapping[str, str]) -> None:
        """Record the settings of a run; as they were: no write.

        The first time one audit row has all of them, found under the name of each;
        later there is one for each that changed, with what was and what is, empty
        where it was or is not there.
        """
        body = canonical(dict(values))
        if self._is(body):
            return
        with self._database.immediate("settings in force"):
            if not self._is(body):
                self._insert(values, body)

    def _is(self, body: str) -> bool:
        found = self._database.value(
            "SELECT body FROM settings_in_force"
            " WHERE number = (SELECT max(number) FROM settings_in_force)"
        )
        return bool(found == body)

    def _insert(self, values: Mapping[str, str], body: str) -> None:
        last, digest = self.latest(), settings_hash(values)
        seq, said = 0, {"user": values.get(f"{PROGRAM}user", ""), "hash": digest}
        if last is None:
            all_of_them = {**said, "settings": dict(values)}
            seq = self._audit.append("settings.recorded", NAME, all_of_them, values)
        else:
            was = dict(last.values)
            for name in sorted(set(was) | set(values)):
                old, new = was.get(name, ""), values.get(name, "")
                if old != new:
                    change = {**said, "was": old, "is": new}
                    seq = self._audit.append("setting.changed", name, change, [NAME])
        self._database.write(
            "INSERT INTO settings_in_force (hash, body, at, seq) VALUES (?, ?, ?, ?)",
            (digest, body, self._database.now, seq),
        )

    def _one(self, sql: str, *values: int) -> SettingsRow | None:
        row = self._database.row(sql, values)
        return None if row is None else _row(row)


def settings_hash(values: Mapping[str, str]) -> str:
    """Give the hash of settings: SHA-256 of their canonical JSON without ``program.``."""
    own = {name: value for name, value in values.items() if not name.startswith(PROGRAM)}
    return hashlib.sha256(canonical(own).encode()).hexdigest()


def settings_hash_in_force(database: Database) -> str:
    """Give the hash of the settings of the last run that recorded any; empty before the first."""
    found = database.value(
        "SELECT hash FROM settings_in_force"
        " WHERE number = (SELECT max(number) FROM settings_in_force)"
    )
    return str(found or "")


def _row(row: sqlite.Row) -> SettingsRow:
    return SettingsRow(
        number=row["number"],
        hash=row["hash"],
        values=tuple(sorted(json.loads(row["body"]).items())),
        at=instant(row["at"]),
        seq=row["seq"],
    )
