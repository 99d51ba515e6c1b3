"""Payments by the day on which they are charged: reports are of a period."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite_utils

STATEMENTS = (
    "CREATE INDEX payments_by_charge ON payments (charge_date, id) WHERE charge_date IS NOT NULL",
)


def m016_charge_dates(db: "sqlite_utils.Database") -> None:
    """Make the index of this migration."""
    for statement in STATEMENTS:
        db.execute(statement)
