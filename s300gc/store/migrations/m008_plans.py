"""Plans that a person may approve, and what a payment collects too much."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite_utils

STATEMENTS = (
    """
    CREATE TABLE plans (
        number INTEGER PRIMARY KEY,
        made_at TEXT NOT NULL,
        made_by TEXT NOT NULL,
        day TEXT NOT NULL,
        hash TEXT NOT NULL CHECK (length(hash) = 64),
        body BLOB NOT NULL,
        basis TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('open', 'approved', 'collected', 'superseded')),
        approved_by TEXT NOT NULL DEFAULT '',
        approved_at TEXT,
        ended_at TEXT,
        note TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    # One plan waits at a time: a new one takes the place of the one before.
    """
    CREATE UNIQUE INDEX one_standing_plan ON plans (state IN ('open', 'approved'))
    WHERE state IN ('open', 'approved')
    """,
    """
    CREATE TRIGGER plans_keep_what_was_decided
    BEFORE UPDATE OF number, made_at, made_by, day, hash, body ON plans
    BEGIN SELECT RAISE(ABORT, 'what a plan says never changes'); END
    """,
    """
    CREATE TRIGGER plans_end_once BEFORE UPDATE OF state ON plans
    WHEN OLD.state IN ('collected', 'superseded') AND NEW.state <> OLD.state
    BEGIN SELECT RAISE(ABORT, 'a plan that ended does not begin again'); END
    """,
    """
    CREATE TRIGGER plans_are_kept BEFORE DELETE ON plans
    BEGIN SELECT RAISE(ABORT, 'a plan is never deleted'); END
    """,
    # What a payment collects more than is still open, until that is settled.
    """
    CREATE TABLE surpluses (
        id INTEGER PRIMARY KEY,
        payment TEXT NOT NULL,
        customer TEXT NOT NULL,
        document TEXT NOT NULL,
        amount INTEGER NOT NULL CHECK (amount > 0),
        currency TEXT NOT NULL CHECK (length(currency) = 3),
        reason TEXT NOT NULL,
        at TEXT NOT NULL,
        settled_at TEXT,
        note TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    """
    CREATE UNIQUE INDEX surpluses_open ON surpluses (payment, customer, document)
    WHERE settled_at IS NULL
    """,
)


def m008_plans(db: "sqlite_utils.Database") -> None:
    """Make the tables of this migration."""
    for statement in STATEMENTS:
        db.execute(statement)
