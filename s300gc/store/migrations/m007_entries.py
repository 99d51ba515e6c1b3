"""What invoice batches say of posted documents: schedules, optional fields, recurring charges."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite_utils

STATEMENTS = (
    "ALTER TABLE documents ADD COLUMN discount INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE documents ADD COLUMN discount_until TEXT",
    "ALTER TABLE documents ADD COLUMN own_fields INTEGER NOT NULL DEFAULT 0",
    """
    CREATE INDEX documents_of_credit ON documents (customer, number)
    WHERE balance < 0 AND fully_paid = 0 AND gone = 0
    """,
    # ``found`` is 0 where the batch is not there any more (clear history).
    """
    CREATE TABLE entries (
        customer TEXT NOT NULL,
        number TEXT NOT NULL,
        batch TEXT NOT NULL,
        entry TEXT NOT NULL,
        found INTEGER NOT NULL CHECK (found IN (0, 1)),
        fields TEXT NOT NULL,
        recurring_charge TEXT NOT NULL,
        read_at TEXT NOT NULL,
        PRIMARY KEY (customer, number)
    ) STRICT
    """,
    """
    CREATE TABLE instalments (
        customer TEXT NOT NULL,
        number TEXT NOT NULL,
        instalment INTEGER NOT NULL CHECK (instalment >= 1),
        due TEXT NOT NULL,
        amount INTEGER NOT NULL,
        currency TEXT NOT NULL,
        discount INTEGER NOT NULL,
        discount_until TEXT,
        PRIMARY KEY (customer, number, instalment),
        FOREIGN KEY (customer, number) REFERENCES entries (customer, number) ON DELETE CASCADE
    ) STRICT
    """,
    """
    CREATE INDEX booked_lines_by_claim ON booked_lines (claim_customer, claim_document)
    WHERE claim_document IS NOT NULL
    """,
)


def m007_entries(db: "sqlite_utils.Database") -> None:
    """Change the tables of this migration."""
    for statement in STATEMENTS:
        db.execute(statement)
