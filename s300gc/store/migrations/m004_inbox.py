"""Events, raw copies, cursors, settings and runs."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite_utils

TABLES = (
    """
    CREATE TABLE events (
        id TEXT PRIMARY KEY,
        created_at TEXT NOT NULL,
        resource_type TEXT NOT NULL,
        action TEXT NOT NULL,
        resource TEXT NOT NULL,
        cause TEXT NOT NULL,
        description TEXT NOT NULL,
        links TEXT NOT NULL,
        will_attempt_retry INTEGER,
        received_at TEXT NOT NULL,
        by_webhook INTEGER NOT NULL CHECK (by_webhook IN (0, 1)),
        by_poll INTEGER NOT NULL CHECK (by_poll IN (0, 1)),
        applied_at TEXT,
        error TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    """
    CREATE INDEX events_waiting ON events (created_at, id)
    WHERE applied_at IS NULL AND error = ''
    """,
    "CREATE INDEX events_dead ON events (created_at, id) WHERE error <> ''",
    "CREATE INDEX events_polled_only ON events (created_at, id) WHERE by_webhook = 0",
    "CREATE INDEX events_in_time ON events (created_at, id)",
    "CREATE INDEX events_by_type ON events (resource_type, created_at, id)",
    """
    CREATE TABLE raw (
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        copy INTEGER NOT NULL,
        at TEXT NOT NULL,
        digest BLOB NOT NULL,
        body BLOB NOT NULL,
        PRIMARY KEY (kind, id, copy)
    ) STRICT
    """,
    "CREATE INDEX raw_in_time ON raw (at)",
    """
    CREATE TRIGGER raw_stays_as_it_came BEFORE UPDATE ON raw
    BEGIN SELECT RAISE(ABORT, 'a raw copy is never changed'); END
    """,
    "CREATE TABLE cursors (name TEXT PRIMARY KEY, value TEXT NOT NULL, at TEXT NOT NULL) STRICT",
    "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL, at TEXT NOT NULL) STRICT",
    """
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        command TEXT NOT NULL,
        started_at TEXT NOT NULL,
        finished_at TEXT,
        exit_code INTEGER,
        summary TEXT NOT NULL DEFAULT '{}'
    ) STRICT
    """,
    "CREATE INDEX runs_in_time ON runs (started_at)",
)


def m004_inbox(db: "sqlite_utils.Database") -> None:
    """Make the tables of this migration."""
    for statement in TABLES:
        db.execute(statement)
