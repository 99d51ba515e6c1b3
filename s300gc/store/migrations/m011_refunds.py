"""Refunds as GoCardless tells of them, and what persons have asked for."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite_utils

STATEMENTS = (
    """
    CREATE TABLE refunds (
        id TEXT PRIMARY KEY,
        created_at TEXT NOT NULL,
        amount INTEGER NOT NULL,
        currency TEXT NOT NULL,
        status TEXT NOT NULL,
        payment TEXT NOT NULL,
        mandate TEXT NOT NULL,
        reference TEXT NOT NULL,
        metadata TEXT NOT NULL,
        dirty INTEGER NOT NULL,
        read_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX refunds_dirty ON refunds (id) WHERE dirty = 1",
    "CREATE INDEX refunds_by_payment ON refunds (payment, id)",
    "CREATE INDEX refunds_by_status ON refunds (status, id)",
    """
    CREATE TABLE refund_requests (
        number INTEGER PRIMARY KEY,
        payment TEXT NOT NULL,
        amount INTEGER NOT NULL CHECK (amount > 0),
        currency TEXT NOT NULL,
        credit_note TEXT NOT NULL,
        reason TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'refused', 'done')),
        asked_by TEXT NOT NULL,
        asked_at TEXT NOT NULL,
        approved_by TEXT NOT NULL DEFAULT '',
        approved_at TEXT,
        reference TEXT NOT NULL DEFAULT '',
        refund TEXT NOT NULL DEFAULT '',
        note TEXT NOT NULL DEFAULT '',
        CHECK ((credit_note = '') <> (reason = ''))
    ) STRICT
    """,
    "CREATE INDEX refund_requests_by_payment ON refund_requests (payment, number)",
    """
    CREATE INDEX refund_requests_by_note ON refund_requests (credit_note, number)
    WHERE credit_note <> ''
    """,
    # What is still to be dealt with.
    """
    CREATE INDEX refund_requests_open ON refund_requests (number)
    WHERE state IN ('waiting', 'approved')
    """,
)


def m011_refunds(db: "sqlite_utils.Database") -> None:
    """Make the tables of this migration."""
    for statement in STATEMENTS:
        db.execute(statement)
