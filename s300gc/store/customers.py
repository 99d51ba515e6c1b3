"""Sage 300 AR customers as last read."""

from s300gc.model import ARCustomer
from s300gc.store import sqlite
from s300gc.store.cells import Cell, flag, pairs, read_pairs
from s300gc.store.mirror import SmallMirror


class Customers(SmallMirror[ARCustomer]):
    """AR customers by number."""

    table = "customers"
    key = ("number",)
    columns = (
        "number", "name", "email", "account_set", "currency", "customer_group", "on_hold",
        "active", "balance_forward", "national_account", "fields",
    )  # fmt: skip

    def read_last(self) -> str:
        """Give the number of the customer who was read last; empty where there is none."""
        newest = self._database.value(
            "SELECT number FROM customers ORDER BY read_at DESC, number LIMIT 1"
        )
        return str(newest or "")

    def encode(self, value: ARCustomer) -> tuple[Cell, ...]:
        """Give a customer's cells."""
        return (
            *(value.number, value.name, value.email, value.account_set, value.currency),
            *(value.group, flag(value.on_hold), flag(value.active), flag(value.balance_forward)),
            *(value.national_account, pairs(value.fields)),
        )

    def decode(self, row: sqlite.Row) -> ARCustomer:
        """Read a customer back."""
        return ARCustomer(
            number=row["number"],
            name=row["name"],
            email=row["email"],
            account_set=row["account_set"],
            currency=row["currency"],
            group=row["customer_group"],
            on_hold=bool(row["on_hold"]),
            active=bool(row["active"]),
            balance_forward=bool(row["balance_forward"]),
            national_account=row["national_account"],
            fields=read_pairs(row["fields"]),
        )
