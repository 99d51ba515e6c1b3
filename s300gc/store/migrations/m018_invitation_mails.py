"""Which link of an invitation was e-mailed last, and to which address."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite_utils

STATEMENTS = (
    "ALTER TABLE invitations ADD COLUMN mailed TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE invitations ADD COLUMN mailed_to TEXT NOT NULL DEFAULT ''",
)


def m018_invitation_mails(db: "sqlite_utils.Database") -> None:
    """Add the columns of this migration."""
    for statement in STATEMENTS:
        db.execute(statement)
