"""Links of many to many, what a person took apart, and what belongs to other creditors."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite_utils

STATEMENTS = (
    # A GoCardless customer may be several AR customers; SQLite cannot change a primary key.
    """
    CREATE TABLE many_links (
        gc_customer TEXT NOT NULL,
        customer TEXT NOT NULL,
        how TEXT NOT NULL CHECK (how IN ('metadata', 'email', 'hand')),
        at TEXT NOT NULL,
        PRIMARY KEY (gc_customer, customer)
    ) STRICT
    """,
    "INSERT INTO many_links SELECT gc_customer, customer, how, at FROM links",
    "DROP TABLE links",
    "ALTER TABLE many_links RENAME TO links",
    "CREATE INDEX links_by_customer ON links (customer, gc_customer)",
    # Pairs that a person took apart: no rule links them again.
    """
    CREATE TABLE links_apart (
        gc_customer TEXT NOT NULL,
        customer TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (gc_customer, customer)
    ) STRICT
    """,
    # Mandates and payments of the organisation's other creditors, so that each is read once.
    "CREATE TABLE elsewhere (id TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT",
    """
    CREATE INDEX events_by_resource ON events (resource, created_at, id)
    WHERE resource <> ''
    """,
)


def m006_links(db: "sqlite_utils.Database") -> None:
    """Change the tables of this migration."""
    for statement in STATEMENTS:
        db.execute(statement)
