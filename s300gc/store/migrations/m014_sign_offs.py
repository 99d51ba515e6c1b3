"""Which settings were in force when, and who signed off which period end."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite_utils

STATEMENTS = (
    # A row for each change, with all settings as they were from then on; ``seq`` is the
    # last audit row of that change.
    """
    CREATE TABLE settings_in_force (
        number INTEGER PRIMARY KEY,
        hash TEXT NOT NULL,
        body TEXT NOT NULL,
        at TEXT NOT NULL,
        seq INTEGER NOT NULL UNIQUE
    ) STRICT
    """,
    """
    CREATE TRIGGER settings_in_force_are_never_changed BEFORE UPDATE ON settings_in_force
    BEGIN SELECT RAISE(ABORT, 'what was in force is never changed'); END
    """,
    """
    CREATE TRIGGER settings_in_force_are_never_deleted BEFORE DELETE ON settings_in_force
    BEGIN SELECT RAISE(ABORT, 'what was in force is never deleted'); END
    """,
    # ``head`` is the hash of the audit row before the one that records the sign-off.
    """
    CREATE TABLE sign_offs (
        number INTEGER PRIMARY KEY,
        as_at TEXT NOT NULL,
        hash TEXT NOT NULL,
        differences INTEGER NOT NULL,
        note TEXT NOT NULL CHECK (note <> ''),
        signed_by TEXT NOT NULL,
        user TEXT NOT NULL,
        at TEXT NOT NULL,
        head TEXT NOT NULL,
        body BLOB NOT NULL
    ) STRICT
    """,
    """
    CREATE TRIGGER sign_offs_are_never_changed BEFORE UPDATE ON sign_offs
    BEGIN SELECT RAISE(ABORT, 'a sign-off is never changed'); END
    """,
    """
    CREATE TRIGGER sign_offs_are_never_deleted BEFORE DELETE ON sign_offs
    BEGIN SELECT RAISE(ABORT, 'a sign-off is never deleted'); END
    """,
    "CREATE INDEX payouts_by_arrival ON payouts (arrival_date, id)",
)


def m014_sign_offs(db: "sqlite_utils.Database") -> None:
    """Change the tables of this migration."""
    for statement in STATEMENTS:
        db.execute(statement)
