"""GoCardless subscriptions as last read."""

from s300gc.model import Money
from s300gc.model.subscriptions import Cadence, Subscription
from s300gc.store import sqlite
from s300gc.store.cells import Cell, day, maybe_day, pairs, read_pairs, stamp
from s300gc.store.mirror import SmallMirror, moment_of


class Subscriptions(SmallMirror[Subscription]):
    """Subscriptions by id, ours and those that others made under mandates we know."""

    table = "subscriptions"
    key = ("id",)
    columns = (
        "id", "created_at", "amount", "currency", "status", "mandate", "name", "unit", "interval",
        "day", "month", "start_date", "end_date", "count", "metadata", "next_charge",
    )  # fmt: skip

    def encode(self, value: Subscription) -> tuple[Cell, ...]:
        """Give a subscription's cells."""
        rhythm = value.cadence
        return (
            *(value.id, stamp(value.created_at), value.amount.minor, value.amount.currency),
            *(value.status, value.mandate, value.name),
            *(rhythm.unit, rhythm.interval, rhythm.day, rhythm.month),
            *(day(value.start), day(value.end), value.count),
            *(pairs(value.metadata), day(value.next_charge)),
        )

    def decode(self, row: sqlite.Row) -> Subscription:
        """Read a subscription back."""
        return decoded(row)


def decoded(row: sqlite.Row) -> Subscription:
    """Read a subscription from a row of its table."""
    return Subscription(
        id=row["id"],
        created_at=moment_of(row),
        amount=Money(row["amount"], row["currency"]),
        status=row["status"],
        mandate=row["mandate"],
        name=row["name"],
        cadence=Cadence(row["unit"], row["interval"], row["day"], row["month"]),
        start=maybe_day(row["start_date"]),
        end=maybe_day(row["end_date"]),
        count=row["count"],
        metadata=read_pairs(row["metadata"]),
        next_charge=maybe_day(row["next_charge"]),
    )
