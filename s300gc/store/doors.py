"""Allocations: which payment stands for which claim, and through which door a claim is collected.

A claim is collected through one live door at a time. The unique index
``one_live_door`` holds that in the file; here it is said in words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from s300gc.errors import PersonNeeded
from s300gc.model import Allocation, Claim, Money
from s300gc.store import sqlite
from s300gc.store.cells import wanted
from s300gc.store.database import Database


@dataclass(frozen=True, slots=True)
class Door:
    """A live collection of a claim; ``payment`` is empty until GoCardless has named it."""

    claim: Claim
    reference: str
    payment: str
    amount: Money
    attempt: int

    def __str__(self) -> str:
        return self.payment or self.reference


class Doors:
    """The allocations table; every method that writes does so in the caller's transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(
        self, reference: str, allocations: Sequence[Allocation], attempt: int, payment: str = ""
    ) -> None:
        """Open a door for each claim; PersonNeeded where one is open already."""
        self.refuse_second([part.claim for part in allocations], reference)
        self._insert(reference, allocations, attempt, payment, live=1)

    def keep_closed(
        self, reference: str, allocations: Sequence[Allocation], attempt: int, payment: str
    ) -> None:
        """Record what a dead payment stood for, without a door."""
        self._insert(reference, allocations, attempt, payment, live=0)

    def refuse_second(self, claims: Iterable[Claim], reference: str) -> None:
        """Raise PersonNeeded where a claim has a live door of another reference."""
        for claim, door in self.live(claims).items():
            if door.reference != reference:
                raise PersonNeeded(
                    f"{claim} of customer {claim.customer} is already being collected by "
                    f"{door}; {reference} would collect it twice. Let that one end or cancel it."
                )

    def reopen(self, reference: str) -> None:
        """Open again the doors of a collection that is alive after all."""
        self.refuse_second([part.claim for part in self.of_reference(reference)], reference)
        self._database.write("UPDATE allocations SET live = 1 WHERE reference = ?", (reference,))

    def close(self, reference: str) -> None:
        """Close the doors of a reference; its allocations stay."""
        self._database.write("UPDATE allocations SET live = 0 WHERE reference = ?", (reference,))

    def forget(self, reference: str) -> None:
        """Drop the allocations of a request that was refused and is now made anew."""
        self._database.write("DELETE FROM allocations WHERE reference = ?", (reference,))

    def name(self, reference: str, payment: str) -> None:
        """Write down what GoCardless calls the payment of a reference."""
        self._database.write(
            "UPDATE allocations SET payment = ? WHERE reference = ?", (payment, reference)
        )

    def of_reference(self, reference: str) -> list[Allocation]:
        """Give what a reference was begun for."""
        rows = self._database.rows(
            "SELECT customer, document, instalment, amount, currency, x, account_set"
            " FROM allocations WHERE reference = ? ORDER BY id",
            (reference,),
        )
        return [allocation(row) for row in rows]

    def live(self, claims: Iterable[Claim]) -> dict[Claim, Door]:
        """Give the live door of each claim that has one."""
        keys = [[claim.customer, claim.document, claim.instalment] for claim in claims]
        rows = self._database.rows(
            "SELECT a.customer, a.document, a.instalment, a.reference, a.payment, a.amount,"
            " a.currency, a.attempt"
            " FROM json_each(?) AS w CROSS JOIN allocations AS a ON a.customer = w.value ->> 0"
            " AND a.document = w.value ->> 1 AND a.instalment = w.value ->> 2"
            " WHERE a.live = 1",
            (wanted(keys),),
        )
        return {found.claim: found for found in map(door, rows)}

    def _insert(
        self,
        reference: str,
        allocations: Sequence[Allocation],
        attempt: int,
        payment: str,
        *,
        live: int,
    ) -> None:
        self._database.write_many(
            "INSERT INTO allocations (reference, payment, customer, document, instalment,"
            " amount, currency, x, account_set, attempt, live)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    *(reference, payment),
                    *(part.claim.customer, part.claim.document, part.claim.instalment),
                    *(part.amount.minor, part.amount.currency, part.x, part.account_set),
                    *(attempt, live),
                )
                for part in allocations
            ],
        )


def claim(row: sqlite.Row) -> Claim:
    """Read the claim of a row."""
    return Claim(row["customer"], row["document"], row["instalment"])


def allocation(row: sqlite.Row) -> Allocation:
    """Read an allocation."""
    return Allocation(
        claim(row), Money(row["amount"], row["currency"]), row["x"], row["account_set"]
    )


def door(row: sqlite.Row) -> Door:
    """Read a live door."""
    return Door(
        claim(row),
        row["reference"],
        row["payment"],
        Money(row["amount"], row["currency"]),
        row["attempt"],
    )
