"""The audit trail: rows that are only ever added, each sealing the one before."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite_utils

TABLES = (
    """
    CREATE TABLE audit (
        seq INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        keys TEXT NOT NULL,
        body TEXT NOT NULL,
        seal TEXT NOT NULL CHECK (seal IN ('sha256', 'hmac-sha256')),
        prev TEXT NOT NULL UNIQUE,
        hash TEXT NOT NULL UNIQUE
    ) STRICT
    """,
    """
    CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'an audit row is never changed'); END
    """,
    """
    CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'an audit row is never deleted'); END
    """,
    # Also stops INSERT OR REPLACE where recursive_triggers is off.
    """
    CREATE TRIGGER audit_is_written_in_order BEFORE INSERT ON audit
    WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM audit)
      OR NEW.prev IS NOT coalesce(
          (SELECT hash FROM audit WHERE seq = (SELECT max(seq) FROM audit)), '')
    BEGIN SELECT RAISE(ABORT, 'audit rows are written one after the other'); END
    """,
    """
    CREATE TABLE audit_keys (
        key TEXT NOT NULL,
        seq INTEGER NOT NULL,
        PRIMARY KEY (key, seq)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TRIGGER audit_keys_are_never_changed BEFORE UPDATE ON audit_keys
    BEGIN SELECT RAISE(ABORT, 'an audit row is never changed'); END
    """,
    """
    CREATE TRIGGER audit_keys_are_never_deleted BEFORE DELETE ON audit_keys
    BEGIN SELECT RAISE(ABORT, 'an audit row is never deleted'); END
    """,
    """
    CREATE TRIGGER audit_keys_come_with_their_row BEFORE INSERT ON audit_keys
    WHEN NEW.seq IS NOT (SELECT max(seq) FROM audit)
    BEGIN SELECT RAISE(ABORT, 'audit keys are written with their row'); END
    """,
)


def m005_audit(db: "sqlite_utils.Database") -> None:
    """Make the tables of this migration."""
    for statement in TABLES:
        db.execute(statement)
