"""Bookings of payouts: day, period and rate, their Sage 300 batches, what took their place."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite_utils

STATEMENTS = (
    # One row for each planned booking of a payout; ``rate`` is decimal text, units of the
    # company's currency for one of the payout's.
    """
    CREATE TABLE bookings (
        payout TEXT NOT NULL REFERENCES payouts (id),
        booking INTEGER NOT NULL,
        arrival_date TEXT NOT NULL,
        dated TEXT NOT NULL,
        fiscal_year TEXT NOT NULL,
        fiscal_period TEXT NOT NULL,
        rate TEXT NOT NULL,
        rate_type TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (payout, booking)
    ) STRICT
    """,
    # What a Sage 300 batch of ours said of itself when it was last read.
    """
    CREATE TABLE batches (
        reference TEXT PRIMARY KEY REFERENCES intents (reference),
        number TEXT NOT NULL,
        status TEXT NOT NULL,
        entries INTEGER NOT NULL,
        errors INTEGER NOT NULL,
        posting_sequence INTEGER NOT NULL,
        read_at TEXT NOT NULL
    ) STRICT
    """,
    # The journal that takes a payout's journal back; it is posted when its intent is done.
    """
    CREATE TABLE reversals (
        reference TEXT PRIMARY KEY REFERENCES intents (reference),
        payout TEXT NOT NULL REFERENCES payouts (id),
        journal TEXT NOT NULL REFERENCES intents (reference),
        dated TEXT NOT NULL,
        keeps_receipts INTEGER NOT NULL CHECK (keeps_receipts IN (0, 1)),
        why TEXT NOT NULL,
        who TEXT NOT NULL,
        at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX reversals_by_payout ON reversals (payout)",
    "CREATE INDEX reversals_by_journal ON reversals (journal)",
    # A batch that was booked anew, and the one whose place it took (deleted, lost or reversed).
    """
    CREATE TABLE replacements (
        reference TEXT PRIMARY KEY REFERENCES intents (reference),
        replaces TEXT NOT NULL REFERENCES intents (reference),
        why TEXT NOT NULL,
        who TEXT NOT NULL,
        at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX replacements_by_place ON replacements (replaces)",
    # What a reversed booking has left in AR until a person reversed its receipts.
    """
    CREATE INDEX booked_lines_taken_back ON booked_lines (payout, x)
    WHERE settled = 0 AND reversed = 1
    """,
)


def m013_bookings(db: "sqlite_utils.Database") -> None:
    """Make the tables of this migration."""
    for statement in STATEMENTS:
        db.execute(statement)
