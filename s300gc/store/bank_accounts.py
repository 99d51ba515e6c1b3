"""GoCardless customer bank accounts as last read: name and last digits, never more."""

from s300gc.model import BankAccount
from s300gc.store import sqlite
from s300gc.store.cells import Cell, flag
from s300gc.store.mirror import SmallMirror


class BankAccounts(SmallMirror[BankAccount]):
    """Bank accounts by id."""

    table = "bank_accounts"
    key = ("id",)
    columns = ("id", "customer", "bank_name", "ending", "currency", "enabled")

    def of_customer(self, gc_customer: str) -> list[BankAccount]:
        """Give the bank accounts of a GoCardless customer."""
        return self._read("WHERE customer = ? ORDER BY id", gc_customer)

    def encode(self, value: BankAccount) -> tuple[Cell, ...]:
        """Give an account's cells."""
        return (
            *(value.id, value.customer, value.bank_name, value.ending, value.currency),
            flag(value.enabled),
        )

    def decode(self, row: sqlite.Row) -> BankAccount:
        """Read an account back."""
        return BankAccount(
            id=row["id"],
            customer=row["customer"],
            bank_name=row["bank_name"],
            ending=row["ending"],
            currency=row["currency"],
            enabled=bool(row["enabled"]),
        )
