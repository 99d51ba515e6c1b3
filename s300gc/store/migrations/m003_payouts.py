"""Payouts, their items, and how they were booked."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite_utils

TABLES = (
    """
    CREATE TABLE payouts (
        id TEXT PRIMARY KEY,
        created_at TEXT NOT NULL,
        amount INTEGER NOT NULL,
        currency TEXT NOT NULL,
        deducted_fees INTEGER NOT NULL,
        status TEXT NOT NULL,
        kind TEXT NOT NULL,
        reference TEXT NOT NULL,
        creditor TEXT NOT NULL,
        arrival_date TEXT,
        landed INTEGER,
        landed_currency TEXT,
        rate TEXT,
        dirty INTEGER NOT NULL,
        read_at TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'seen'
            CHECK (state IN ('seen', 'waiting', 'half-posted', 'booked', 'excluded')),
        reason TEXT NOT NULL DEFAULT '',
        since TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    "CREATE INDEX payouts_dirty ON payouts (id) WHERE dirty = 1",
    "CREATE INDEX payouts_by_state ON payouts (state, created_at, id)",
    "CREATE INDEX payouts_by_creation ON payouts (created_at, id)",
    """
    CREATE TABLE payout_items (
        payout TEXT NOT NULL REFERENCES payouts (id),
        position INTEGER NOT NULL,
        type TEXT NOT NULL,
        amount TEXT NOT NULL,
        payment TEXT NOT NULL,
        refund TEXT NOT NULL,
        mandate TEXT NOT NULL,
        taxes TEXT NOT NULL,
        PRIMARY KEY (payout, position)
    ) STRICT
    """,
    "CREATE INDEX payout_items_by_payment ON payout_items (payment) WHERE payment <> ''",
    """
    CREATE TABLE booked_lines (
        payout TEXT NOT NULL REFERENCES payouts (id),
        booking INTEGER NOT NULL,
        position INTEGER NOT NULL,
        payment TEXT NOT NULL,
        kind TEXT NOT NULL,
        customer TEXT NOT NULL,
        claim_customer TEXT,
        claim_document TEXT,
        claim_instalment INTEGER,
        account_set TEXT NOT NULL,
        x TEXT NOT NULL,
        amount INTEGER NOT NULL CHECK (amount >= 0),
        currency TEXT NOT NULL,
        functional INTEGER NOT NULL,
        functional_currency TEXT NOT NULL,
        receipt TEXT NOT NULL,
        batch TEXT NOT NULL,
        reversed INTEGER NOT NULL DEFAULT 0 CHECK (reversed IN (0, 1)),
        settled INTEGER NOT NULL DEFAULT 0 CHECK (settled IN (0, 1)),
        PRIMARY KEY (payout, booking, position)
    ) STRICT
    """,
    "CREATE INDEX booked_lines_by_payment ON booked_lines (payment) WHERE payment <> ''",
    "CREATE INDEX booked_lines_by_batch ON booked_lines (batch) WHERE batch <> ''",
    """
    CREATE INDEX booked_lines_unsettled ON booked_lines (payout, x)
    WHERE settled = 0 AND reversed = 0
    """,
    """
    CREATE TABLE journals (
        payout TEXT NOT NULL REFERENCES payouts (id),
        booking INTEGER NOT NULL,
        reference TEXT NOT NULL REFERENCES intents (reference),
        functional INTEGER NOT NULL,
        functional_currency TEXT NOT NULL,
        debits INTEGER NOT NULL,
        credits INTEGER NOT NULL,
        reversed INTEGER NOT NULL DEFAULT 0 CHECK (reversed IN (0, 1)),
        PRIMARY KEY (payout, booking)
    ) STRICT
    """,
    """
    CREATE TABLE booking_intents (
        payout TEXT NOT NULL REFERENCES payouts (id),
        booking INTEGER NOT NULL,
        position INTEGER NOT NULL,
        reference TEXT NOT NULL REFERENCES intents (reference),
        reversed INTEGER NOT NULL DEFAULT 0 CHECK (reversed IN (0, 1)),
        PRIMARY KEY (payout, booking, position)
    ) STRICT
    """,
    "CREATE INDEX booking_intents_by_reference ON booking_intents (reference)",
    """
    CREATE TABLE worklist (
        id INTEGER PRIMARY KEY,
        payout TEXT NOT NULL REFERENCES payouts (id),
        subject TEXT NOT NULL,
        reason TEXT NOT NULL,
        kind TEXT NOT NULL,
        at TEXT NOT NULL,
        settled_at TEXT,
        note TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    "CREATE INDEX worklist_open ON worklist (id) WHERE settled_at IS NULL",
    "CREATE INDEX worklist_by_payout ON worklist (payout, subject)",
)


def m003_payouts(db: "sqlite_utils.Database") -> None:
    """Make the tables of this migration."""
    for statement in TABLES:
        db.execute(statement)
