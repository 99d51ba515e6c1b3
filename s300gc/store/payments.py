"""GoCardless payments as last read."""

from collections.abc import Iterable
from datetime import datetime

from s300gc.model import Money, Payment
from s300gc.store import sqlite
from s300gc.store.cells import Cell, day, instant, maybe_day, pairs, read_pairs, stamp, wanted
from s300gc.store.mirror import Mirror, moment_of

OPEN = ("pending_customer_approval", "pending_submission", "submitted", "confirmed")
"""Statuses of payments that are on their way (GoCardless API reference, payments)."""


class Payments(Mirror[Payment]):
    """Payments by id, ours and those that others made."""

    table = "payments"
    key = ("id",)
    columns = (
        "id", "created_at", "amount", "currency", "charge_date", "status", "mandate", "creditor",
        "description", "metadata", "payout", "subscription", "refunded",
    )  # fmt: skip

    def by_status(self, statuses: Iterable[str]) -> list[Payment]:
        """Give the payments in any of these statuses, by id."""
        return self._read(
            "WHERE status IN (SELECT value FROM json_each(?)) ORDER BY id", wanted(statuses)
        )

    def keeping(self, statuses: Iterable[str]) -> list[Payment]:
        """Give the payments in any of these statuses that keep a claim, by id."""
        return self._read(
            "WHERE status IN (SELECT value FROM json_each(?)) AND EXISTS (SELECT 1 FROM"
            " allocations AS a WHERE a.payment = payments.id AND a.payment <> '' AND a.live = 1)"
            " ORDER BY id",
            wanted(statuses),
        )

    def open(self) -> list[Payment]:
        """Give the payments that are on their way: not paid out, not dead."""
        return self.by_status(OPEN)

    def totals(self) -> list[tuple[str, int, Money]]:
        """Add up the payments that are on their way: status, how many, sum; by currency."""
        rows = self._database.rows(
            "SELECT status, currency, count(*) AS number, sum(amount) AS amount FROM payments"
            " WHERE status IN (SELECT value FROM json_each(?))"
            " GROUP BY status, currency ORDER BY status, currency",
            (wanted(OPEN),),
        )
        return [(r["status"], r["number"], Money(r["amount"], r["currency"])) for r in rows]

    def of_mandate(self, mandate: str) -> list[Payment]:
        """Give the payments under a mandate, by id."""
        return self._read("WHERE mandate = ? ORDER BY id", mandate)

    def of_payout(self, payout: str) -> list[Payment]:
        """Give the payments that name a payout, by id."""
        return self._read("WHERE payout = ? AND payout <> '' ORDER BY id", payout)

    def created_at(self, ids: Iterable[str]) -> dict[str, datetime]:
        """Give when each known payment was made; unknown ones are left out."""
        rows = self._database.rows(
            "SELECT m.id, m.created_at FROM json_each(?) AS w"
            " CROSS JOIN payments AS m ON m.id = w.value",
            (wanted(ids),),
        )
        return {row["id"]: instant(row["created_at"]) for row in rows}

    def ours(self, id: str) -> bool:
        """Tell whether a payment is recorded as made by an intent of ours."""
        found = self._database.value(
            "SELECT count(*) FROM intents WHERE remote = ? AND remote <> '' AND kind = 'payment'",
            (id,),
        )
        return bool(found)

    def of_others(self) -> list[Payment]:
        """Give the payments on their way that no intent of ours has made, by id."""
        return self._read(
            "WHERE status IN (SELECT value FROM json_each(?)) AND NOT EXISTS (SELECT 1 FROM"
            " allocations AS a WHERE a.payment = payments.id AND a.payment <> '') ORDER BY id",
            wanted(OPEN),
        )

    def used(self, mandates: Iterable[str]) -> set[str]:
        """Give those of these mandates under which a payment was made that has not failed."""
        rows = self._database.rows(
            "SELECT w.value AS mandate FROM json_each(?) AS w WHERE EXISTS (SELECT 1 FROM"
            " payments AS p WHERE p.mandate = w.value AND p.status NOT IN"
            " (SELECT value FROM json_each(?)))",
            (wanted(mandates), wanted(("cancelled", "customer_approval_denied", "failed"))),
        )
        return {row["mandate"] for row in rows}

    def encode(self, value: Payment) -> tuple[Cell, ...]:
        """Give a payment's cells."""
        return (
            *(value.id, stamp(value.created_at), value.amount.minor, value.amount.currency),
            *(day(value.charge_date), value.status, value.mandate, value.creditor),
            *(value.description, pairs(value.metadata), value.payout, value.subscription),
            value.refunded,
        )

    def decode(self, row: sqlite.Row) -> Payment:
        """Read a payment back."""
        return Payment(
            id=row["id"],
            created_at=moment_of(row),
            amount=Money(row["amount"], row["currency"]),
            charge_date=maybe_day(row["charge_date"]),
            status=row["status"],
            mandate=row["mandate"],
            creditor=row["creditor"],
            description=row["description"],
            metadata=read_pairs(row["metadata"]),
            payout=row["payout"],
            subscription=row["subscription"],
            refunded=row["refunded"],
        )
