"""What a rebuild of a lost database could not restore, kept while it goes on and after."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite_utils

STATEMENTS = (
    """
    CREATE TABLE rebuild_findings (
        subject TEXT NOT NULL,
        kind TEXT NOT NULL,
        reason TEXT NOT NULL,
        exit_code INTEGER NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (subject, kind)
    ) STRICT
    """,
)


def m017_rebuild(db: "sqlite_utils.Database") -> None:
    """Make the table of this migration."""
    for statement in STATEMENTS:
        db.execute(statement)
