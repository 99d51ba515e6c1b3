"""Subscriptions as last read, which recurring charge each collects, and what persons hold."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite_utils

STATEMENTS = (
    """
    CREATE TABLE subscriptions (
        id TEXT PRIMARY KEY,
        created_at TEXT NOT NULL,
        amount INTEGER NOT NULL,
        currency TEXT NOT NULL,
        status TEXT NOT NULL,
        mandate TEXT NOT NULL,
        name TEXT NOT NULL,
        unit TEXT NOT NULL,
        interval INTEGER NOT NULL,
        day INTEGER,
        month INTEGER,
        start_date TEXT,
        end_date TEXT,
        count INTEGER,
        metadata TEXT NOT NULL,
        next_charge TEXT,
        dirty INTEGER NOT NULL,
        read_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX subscriptions_dirty ON subscriptions (id) WHERE dirty = 1",
    # The subscriptions that we made, numbered by charge; ``subscription`` is empty until
    # GoCardless has named it.
    """
    CREATE TABLE charge_subscriptions (
        code TEXT NOT NULL,
        customer TEXT NOT NULL,
        number INTEGER NOT NULL CHECK (number >= 1),
        reference TEXT NOT NULL UNIQUE,
        covers_from TEXT NOT NULL,
        subscription TEXT NOT NULL DEFAULT '',
        ended INTEGER NOT NULL DEFAULT 0 CHECK (ended IN (0, 1)),
        amendments INTEGER NOT NULL DEFAULT 0,
        changes INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (code, customer, number)
    ) STRICT
    """,
    """
    CREATE UNIQUE INDEX charge_subscriptions_by_id ON charge_subscriptions (subscription)
    WHERE subscription <> ''
    """,
    "CREATE INDEX charge_subscriptions_by_customer ON charge_subscriptions (customer)",
    """
    CREATE TABLE charge_holds (
        code TEXT NOT NULL,
        customer TEXT NOT NULL,
        hold TEXT NOT NULL CHECK (hold IN ('paused', 'cancelled', 'on-hold', 'released')),
        at TEXT NOT NULL,
        PRIMARY KEY (code, customer)
    ) STRICT
    """,
    "CREATE INDEX payments_by_subscription ON payments (subscription, id) WHERE subscription <> ''",
    # Which documents recurring charges have made is asked by code.
    """
    CREATE INDEX entries_of_charges ON entries (recurring_charge, customer)
    WHERE recurring_charge <> ''
    """,
)


def m009_subscriptions(db: "sqlite_utils.Database") -> None:
    """Make the tables of this migration."""
    for statement in STATEMENTS:
        db.execute(statement)
