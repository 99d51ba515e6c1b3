"""What finds the refunds that AR does not know of yet."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite_utils


def m015_ar_refunds(db: "sqlite_utils.Database") -> None:
    """Make the index of this migration."""
    db.execute(
        "CREATE INDEX booked_lines_of_refunds ON booked_lines (payout, position)"
        " WHERE settled = 0 AND reversed = 0 AND kind IN ('payment_refunded', 'refund')"
    )
