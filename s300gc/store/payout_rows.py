"""Payouts and their items as last read, and the state of each on its way into the books."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from s300gc.errors import S300gcError
from s300gc.model import Money, Payout, PayoutItem, Tax
from s300gc.model.listed import ListedPayout
from s300gc.store import sqlite
from s300gc.store.audit import Audit
from s300gc.store.cells import (
    Cell,
    day,
    maybe_day,
    maybe_instant,
    maybe_number,
    number,
    stamp,
)
from s300gc.store.database import Database
from s300gc.store.mirror import Mirror, moment_of

STATES = ("seen", "waiting", "half-posted", "booked", "excluded")
UNFINISHED = "state IN ('seen', 'waiting', 'half-posted')"


class PayoutRows(Mirror[Payout]):
    """Payouts by id."""

    table = "payouts"
    key = ("id",)
    columns = (
        "id", "created_at", "amount", "currency", "deducted_fees", "status", "kind", "reference",
        "creditor", "arrival_date", "landed", "landed_currency", "rate",
    )  # fmt: skip

    def __init__(self, database: Database, audit: Audit) -> None:
        super().__init__(database)
        self._audit = audit

    def put(self, values: Payout | Iterable[Payout]) -> list[Payout]:
        """Store one payout or several; give what is new or has changed. States stay."""
        return super().put([values] if isinstance(values, Payout) else values)

    # ------------------------------------------------------------ items

    def items(self, payout: str, items: Sequence[PayoutItem]) -> None:
        """Store the items of a payout as a whole, in their order; as they are already: no write."""
        if self.items_of(payout) == list(items):
            return
        with self._database.immediate(f"items of {payout}"):
            self._database.write("DELETE FROM payout_items WHERE payout = ?", (payout,))
            self._database.write_many(
                "INSERT INTO payout_items (payout, position, type, amount, payment, refund,"
                " mandate, taxes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        *(payout, position, item.type, number(item.amount), item.payment),
                        *(item.refund, item.mandate, _taxes(item.taxes)),
                    )
                    for position, item in enumerate(items)
                ],
            )

    def items_of(self, payout: str) -> list[PayoutItem]:
        """Give the items of a payout in their order; empty where they were not stored."""
        rows = self._database.rows(
            "SELECT type, amount, payment, refund, mandate, taxes FROM payout_items"
            " WHERE payout = ? ORDER BY position",
            (payout,),
        )
        return [_item(row) for row in rows]

    # ------------------------------------------------------------ state

    def state(self, payout: str) -> tuple[str, str]:
        """Give how far a payout is and why: (state, reason)."""
        row = self._state_row(payout)
        return row["state"], row["reason"]

    def since(self, payout: str) -> datetime | None:
        """Give since when a payout is in its state; None where it was only seen."""
        return maybe_instant(self._state_row(payout)["since"] or None)

    def set_state(self, payout: str, state: str, reason: str) -> None:
        """Move a payout to one of ``STATES``, with an audit row; there already: no write."""
        if self.state(payout) == (state, reason):
            return
        with self._database.immediate(f"payout {payout} {state}"):
            self.set_state_inside(payout, state, reason)

    def set_state_inside(self, payout: str, state: str, reason: str) -> None:
        """Do what ``set_state`` does within the transaction that is open."""
        if state not in STATES:
            raise ValueError(f"{state} is not a state of a payout")
        was = self._state_row(payout)
        self._database.write(
            "UPDATE payouts SET state = ?, reason = ?, since = ? WHERE id = ?",
            (state, reason, self._database.now, payout),
        )
        body = {"was": was["state"], "is": state, "reason": reason}
        self._audit.append("payout.state", payout, body)

    def _state_row(self, payout: str) -> sqlite.Row:
        found = self._database.row(
            "SELECT state, reason, since FROM payouts WHERE id = ?", (payout,)
        )
        if found is None:
            raise S300gcError(f"payout {payout} was never read")
        return found

    def unbooked(self) -> list[Payout]:
        """Give the payouts that are neither booked nor excluded, oldest first."""
        return self._read(f"WHERE {UNFINISHED} ORDER BY created_at, id")

    def booked(self, since: datetime | None = None) -> list[Payout]:
        """Give the booked payouts created at or after an instant, oldest first."""
        start = stamp(since) if since else ""
        return self._read(
            "WHERE state = 'booked' AND created_at >= ? ORDER BY created_at, id", start
        )

    def excluded(self) -> list[Payout]:
        """Give the payouts that were left out on purpose, oldest first."""
        return self._read("WHERE state = 'excluded' ORDER BY created_at, id")

    def listed(
        self, state: str = "", since: date | None = None, until: date | None = None
    ) -> list[ListedPayout]:
        """List payouts with their states, oldest first; days are arrival days, both included.

        What has no arrival date yet is left out where a day is named.
        """
        where, values = ["(? = '' OR p.state = ?)"], [state, state]
        if since is not None:
            where.append("arrival_date >= ?")
            values.append(since.isoformat())
        if until is not None:
            where.append("arrival_date <= ?")
            values.append(until.isoformat())
        return self._listed(" AND ".join(where), values)

    def listed_one(self, payout: str) -> ListedPayout | None:
        """Give one payout with its state; None where it was never read."""
        found = self._listed("p.id = ?", [payout])
        return found[0] if found else None

    def _listed(self, where: str, values: Sequence[str]) -> list[ListedPayout]:
        rows = self._database.rows(
            "SELECT p.*, (SELECT i.remote FROM journals AS j"  # noqa: S608
            " CROSS JOIN intents AS i ON i.reference = j.reference"
            " WHERE j.payout = p.id AND j.reversed = 0 ORDER BY j.booking DESC) AS batch"
            f" FROM payouts AS p WHERE {where} ORDER BY p.created_at, p.id",
            values,
        )
        return [
            ListedPayout(
                self.decode(row), row["state"], row["reason"],
                maybe_instant(row["since"] or None), row["batch"] or "",
            )
            for row in rows
        ]  # fmt: skip

    def oldest_unfinished_created_at(self) -> datetime | None:
        """Give when the oldest payout that is not finished was created; None where all are."""
        return maybe_instant(
            self._database.value(f"SELECT min(created_at) FROM payouts WHERE {UNFINISHED}")  # noqa: S608
        )

    # ------------------------------------------------------------ cells

    def encode(self, value: Payout) -> tuple[Cell, ...]:
        """Give a payout's cells."""
        landed = value.landed
        return (
            *(value.id, stamp(value.created_at), value.amount.minor, value.amount.currency),
            *(value.deducted_fees, value.status, value.kind, value.reference, value.creditor),
            *(day(value.arrival_date), landed.minor if landed else None),
            *(landed.currency if landed else None, number(value.rate)),
        )

    def decode(self, row: sqlite.Row) -> Payout:
        """Read a payout back."""
        landed = row["landed"]
        return Payout(
            id=row["id"],
            created_at=moment_of(row),
            amount=Money(row["amount"], row["currency"]),
            deducted_fees=row["deducted_fees"],
            status=row["status"],
            kind=row["kind"],
            reference=row["reference"],
            creditor=row["creditor"],
            arrival_date=maybe_day(row["arrival_date"]),
            landed=None if landed is None else Money(landed, row["landed_currency"]),
            rate=maybe_number(row["rate"]),
        )


def _taxes(taxes: tuple[Tax, ...]) -> str:
    return json.dumps(
        [
            [
                *(number(tax.amount), tax.currency, tax.rate_id),
                *(number(tax.destination_amount), tax.destination_currency),
            ]
            for tax in taxes
        ],
        separators=(",", ":"),
    )


def _tax(cells: list[Any]) -> Tax:
    amount, currency, rate_id, destination_amount, destination_currency = cells
    return Tax(
        amount=Decimal(amount),
        currency=currency,
        rate_id=rate_id,
        destination_amount=maybe_number(destination_amount),
        destination_currency=destination_currency,
    )


def _item(row: sqlite.Row) -> PayoutItem:
    return PayoutItem(
        type=row["type"],
        amount=Decimal(row["amount"]),
        payment=row["payment"],
        refund=row["refund"],
        mandate=row["mandate"],
        taxes=tuple(_tax(cells) for cells in json.loads(row["taxes"])),
    )
