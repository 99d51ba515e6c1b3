"""Intents and the doors through which claims are collected."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite_utils

TABLES = (
    """
    CREATE TABLE intents (
        id INTEGER PRIMARY KEY,
        reference TEXT NOT NULL UNIQUE CHECK (reference <> ''),
        kind TEXT NOT NULL CHECK (kind <> ''),
        key TEXT NOT NULL,
        request TEXT NOT NULL,
        request_hash TEXT NOT NULL,
        begun_at TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('begun', 'done', 'failed', 'stopped')),
        remote TEXT NOT NULL DEFAULT '',
        note TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    "CREATE INDEX intents_by_kind ON intents (kind, state, id)",
    "CREATE INDEX intents_by_state ON intents (state, id)",
    "CREATE INDEX intents_by_remote ON intents (remote) WHERE remote <> ''",
    """
    CREATE TRIGGER intents_are_kept BEFORE DELETE ON intents
    BEGIN SELECT RAISE(ABORT, 'an intent is never deleted'); END
    """,
    # A number that was committed is the only one that may ever be posted.
    """
    CREATE TRIGGER intents_keep_their_number BEFORE UPDATE ON intents
    WHEN OLD.reference <> NEW.reference
      OR (OLD.remote <> '' AND NEW.remote <> OLD.remote
          AND NOT (OLD.state = 'failed' AND NEW.state = 'begun'))
    BEGIN SELECT RAISE(ABORT, 'an intent keeps its reference and its number'); END
    """,
    """
    CREATE TABLE allocations (
        id INTEGER PRIMARY KEY,
        reference TEXT NOT NULL REFERENCES intents (reference),
        payment TEXT NOT NULL DEFAULT '',
        customer TEXT NOT NULL,
        document TEXT NOT NULL,
        instalment INTEGER NOT NULL CHECK (instalment >= 1),
        amount INTEGER NOT NULL CHECK (amount > 0),
        currency TEXT NOT NULL CHECK (length(currency) = 3),
        x TEXT NOT NULL DEFAULT '',
        account_set TEXT NOT NULL DEFAULT '',
        attempt INTEGER NOT NULL CHECK (attempt >= 1),
        live INTEGER NOT NULL CHECK (live IN (0, 1)),
        UNIQUE (reference, customer, document, instalment)
    ) STRICT
    """,
    """
    CREATE UNIQUE INDEX one_live_door ON allocations (customer, document, instalment)
    WHERE live = 1
    """,
    "CREATE INDEX allocations_by_claim ON allocations (customer, document, instalment, attempt)",
    "CREATE INDEX allocations_by_payment ON allocations (payment) WHERE payment <> ''",
    """
    CREATE TRIGGER allocations_keep_x BEFORE UPDATE OF x ON allocations
    WHEN OLD.x <> '' AND NEW.x <> '' AND NEW.x <> OLD.x
    BEGIN SELECT RAISE(ABORT, 'the account of a booked payment never changes'); END
    """,
)


def m001_intents(db: "sqlite_utils.Database") -> None:
    """Make the tables of this migration."""
    for statement in TABLES:
        db.execute(statement)
