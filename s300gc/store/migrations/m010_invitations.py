"""What a mandate says of itself, which took its place, and who was invited to sign one."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite_utils

STATEMENTS = (
    "ALTER TABLE mandates ADD COLUMN metadata TEXT NOT NULL DEFAULT '[]'",
    # The mandate that GoCardless put in its place; empty: none.
    "ALTER TABLE mandates ADD COLUMN replaced_by TEXT NOT NULL DEFAULT ''",
    """
    CREATE TABLE invitations (
        customer TEXT NOT NULL,
        number INTEGER NOT NULL CHECK (number >= 1),
        reference TEXT NOT NULL UNIQUE,
        currency TEXT NOT NULL,
        request TEXT NOT NULL DEFAULT '',
        status TEXT NOT NULL,
        flow TEXT NOT NULL DEFAULT '',
        url TEXT NOT NULL DEFAULT '',
        expires_at TEXT,
        mandate TEXT NOT NULL DEFAULT '',
        at TEXT NOT NULL,
        PRIMARY KEY (customer, number)
    ) STRICT
    """,
    # Nobody is asked twice at a time.
    """
    CREATE UNIQUE INDEX one_open_invitation ON invitations (customer)
    WHERE status NOT IN ('fulfilled', 'cancelled', 'refused')
    """,
    "CREATE UNIQUE INDEX invitations_by_request ON invitations (request) WHERE request <> ''",
)


def m010_invitations(db: "sqlite_utils.Database") -> None:
    """Make the table and columns of this migration."""
    for statement in STATEMENTS:
        db.execute(statement)
