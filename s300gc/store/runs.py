"""Runs of the command: when each began and how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from s300gc.model import canonical
from s300gc.store import sqlite
from s300gc.store.cells import instant, maybe_instant, stamp
from s300gc.store.database import Database


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run; without an end it was killed or is still going on."""

    id: int
    command: str
    started_at: datetime
    finished_at: datetime | None
    exit_code: int | None
    summary: str
    """Canonical JSON."""


class Runs:
    """The runs of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, command: str) -> int:
        """Record that a run begins; give its number."""
        with self._database.immediate(f"run {command} started"):
            self._database.write(
                "INSERT INTO runs (command, started_at) VALUES (?, ?)",
                (command, self._database.now),
            )
            return int(self._database.value("SELECT last_insert_rowid()"))

    def finish(self, id: int, exit_code: int, summary: Mapping[str, Any]) -> None:
        """Record how a run ended."""
        with self._database.immediate(f"run {id} finished"):
            self._database.write(
                "UPDATE runs SET finished_at = ?, exit_code = ?, summary = ? WHERE id = ?",
                (self._database.now, exit_code, canonical(dict(summary)), id),
            )

    def last(self, n: int) -> list[RunRow]:
        """Give the last runs, newest first."""
        rows = self._database.rows(
            "SELECT id, command, started_at, finished_at, exit_code, summary FROM runs"
            " WHERE id > 0 ORDER BY id DESC LIMIT ?",
            (n,),
        )
        return [_run(row) for row in rows]

    def prune(self, before: datetime, limit: int = 1000) -> int:
        """Delete up to ``limit`` of the oldest runs that began before an instant."""
        with self._database.immediate("runs pruned"):
            return self._database.write(
                "DELETE FROM runs WHERE id IN"
                " (SELECT id FROM runs WHERE started_at < ? ORDER BY started_at LIMIT ?)",
                (stamp(before), limit),
            )


def _run(row: sqlite.Row) -> RunRow:
    return RunRow(
        id=row["id"],
        command=row["command"],
        started_at=instant(row["started_at"]),
        finished_at=maybe_instant(row["finished_at"]),
        exit_code=row["exit_code"],
        summary=row["summary"],
    )
