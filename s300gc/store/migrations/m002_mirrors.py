"""Copies of what both systems last said, and which customer is which."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite_utils

TABLES = (
    """
    CREATE TABLE customers (
        number TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        email TEXT NOT NULL,
        account_set TEXT NOT NULL,
        currency TEXT NOT NULL,
        customer_group TEXT NOT NULL,
        on_hold INTEGER NOT NULL,
        active INTEGER NOT NULL,
        balance_forward INTEGER NOT NULL,
        national_account TEXT NOT NULL,
        fields TEXT NOT NULL,
        dirty INTEGER NOT NULL,
        read_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX customers_dirty ON customers (number) WHERE dirty = 1",
    """
    CREATE TABLE documents (
        customer TEXT NOT NULL,
        number TEXT NOT NULL,
        kind TEXT NOT NULL,
        dated TEXT NOT NULL,
        due TEXT NOT NULL,
        currency TEXT NOT NULL,
        original INTEGER NOT NULL,
        balance INTEGER NOT NULL,
        functional INTEGER NOT NULL,
        functional_currency TEXT NOT NULL,
        account_set TEXT NOT NULL,
        description TEXT NOT NULL,
        terms TEXT NOT NULL,
        payments INTEGER NOT NULL,
        fully_paid INTEGER NOT NULL,
        job_related INTEGER NOT NULL,
        retainage INTEGER NOT NULL,
        batch TEXT NOT NULL,
        entry TEXT NOT NULL,
        dirty INTEGER NOT NULL,
        read_at TEXT NOT NULL,
        seen INTEGER NOT NULL DEFAULT 0,
        gone INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (customer, number)
    ) STRICT
    """,
    "CREATE INDEX documents_dirty ON documents (customer, number) WHERE dirty = 1",
    """
    CREATE INDEX documents_open ON documents (due, customer, number)
    WHERE balance <> 0 AND fully_paid = 0 AND gone = 0
    """,
    "CREATE INDEX documents_gone ON documents (customer, number) WHERE gone = 1",
    """
    CREATE TABLE gc_customers (
        id TEXT PRIMARY KEY,
        created_at TEXT NOT NULL,
        email TEXT NOT NULL,
        name TEXT NOT NULL,
        metadata TEXT NOT NULL,
        dirty INTEGER NOT NULL,
        read_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX gc_customers_dirty ON gc_customers (id) WHERE dirty = 1",
    """
    CREATE TABLE bank_accounts (
        id TEXT PRIMARY KEY,
        customer TEXT NOT NULL,
        bank_name TEXT NOT NULL,
        ending TEXT NOT NULL,
        currency TEXT NOT NULL,
        enabled INTEGER NOT NULL,
        dirty INTEGER NOT NULL,
        read_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX bank_accounts_dirty ON bank_accounts (id) WHERE dirty = 1",
    "CREATE INDEX bank_accounts_by_customer ON bank_accounts (customer)",
    """
    CREATE TABLE mandates (
        id TEXT PRIMARY KEY,
        created_at TEXT NOT NULL,
        customer TEXT NOT NULL,
        bank_account TEXT NOT NULL,
        creditor TEXT NOT NULL,
        scheme TEXT NOT NULL,
        status TEXT NOT NULL,
        reference TEXT NOT NULL,
        next_charge_date TEXT,
        dirty INTEGER NOT NULL,
        read_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX mandates_dirty ON mandates (id) WHERE dirty = 1",
    "CREATE INDEX mandates_by_customer ON mandates (customer, status, created_at)",
    """
    CREATE TABLE payments (
        id TEXT PRIMARY KEY,
        created_at TEXT NOT NULL,
        amount INTEGER NOT NULL,
        currency TEXT NOT NULL,
        charge_date TEXT,
        status TEXT NOT NULL,
        mandate TEXT NOT NULL,
        creditor TEXT NOT NULL,
        description TEXT NOT NULL,
        metadata TEXT NOT NULL,
        payout TEXT NOT NULL,
        subscription TEXT NOT NULL,
        refunded INTEGER NOT NULL,
        dirty INTEGER NOT NULL,
        read_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX payments_dirty ON payments (id) WHERE dirty = 1",
    "CREATE INDEX payments_by_status ON payments (status, id)",
    "CREATE INDEX payments_by_mandate ON payments (mandate, id)",
    "CREATE INDEX payments_by_payout ON payments (payout, id) WHERE payout <> ''",
    """
    CREATE TABLE links (
        gc_customer TEXT PRIMARY KEY,
        customer TEXT NOT NULL,
        how TEXT NOT NULL CHECK (how IN ('metadata', 'email', 'hand')),
        at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX links_by_customer ON links (customer, gc_customer)",
)


def m002_mirrors(db: "sqlite_utils.Database") -> None:
    """Make the tables of this migration."""
    for statement in TABLES:
        db.execute(statement)
