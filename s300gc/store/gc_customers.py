"""GoCardless customers as last read."""

from s300gc.model import GCCustomer
from s300gc.store import sqlite
from s300gc.store.cells import Cell, pairs, read_pairs, stamp
from s300gc.store.mirror import SmallMirror, moment_of


class GCCustomers(SmallMirror[GCCustomer]):
    """GoCardless customers by id."""

    table = "gc_customers"
    key = ("id",)
    columns = ("id", "created_at", "email", "name", "metadata")

    def encode(self, value: GCCustomer) -> tuple[Cell, ...]:
        """Give a customer's cells."""
        return (
            *(value.id, stamp(value.created_at), value.email, value.name),
            pairs(value.metadata),
        )

    def decode(self, row: sqlite.Row) -> GCCustomer:
        """Read a customer back."""
        return GCCustomer(
            id=row["id"],
            created_at=moment_of(row),
            email=row["email"],
            name=row["name"],
            metadata=read_pairs(row["metadata"]),
        )
