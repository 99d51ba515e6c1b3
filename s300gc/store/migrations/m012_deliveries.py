"""Webhook deliveries as they came, and how many were refused."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite_utils

STATEMENTS = (
    """
    CREATE TABLE deliveries (
        number INTEGER PRIMARY KEY,
        received_at TEXT NOT NULL,
        secret INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'unpacked', 'malformed')),
        webhook TEXT NOT NULL DEFAULT '',
        events INTEGER NOT NULL DEFAULT 0,
        error TEXT NOT NULL DEFAULT '',
        body BLOB NOT NULL
    ) STRICT
    """,
    "CREATE INDEX deliveries_waiting ON deliveries (number) WHERE state = 'waiting'",
    "CREATE INDEX deliveries_odd ON deliveries (number) WHERE error <> ''",
    "CREATE INDEX deliveries_in_time ON deliveries (received_at)",
    # One row a day: who knocks without a signature shall not fill the disk.
    """
    CREATE TABLE refused_deliveries (
        day TEXT PRIMARY KEY,
        count INTEGER NOT NULL,
        last_at TEXT NOT NULL
    ) STRICT
    """,
    # Which is the newest event that a webhook brought.
    "CREATE INDEX events_by_webhook ON events (created_at) WHERE by_webhook = 1",
)


def m012_deliveries(db: "sqlite_utils.Database") -> None:
    """Make the tables of this migration."""
    for statement in STATEMENTS:
        db.execute(statement)
