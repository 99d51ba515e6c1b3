"""Bookings of payouts over time: planned on which basis, taken back, booked anew."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from s300gc.errors import S300gcError
from s300gc.model import Intent
from s300gc.model.bookings import Booking, Replacement, Reversal, attempt_of
from s300gc.store import sqlite
from s300gc.store.audit import Audit
from s300gc.store.cells import instant
from s300gc.store.database import Database
from s300gc.store.intents import Intents

REVERSALS = (
    "SELECT r.reference, r.payout, r.journal, r.dated, r.keeps_receipts, r.why, r.who, r.at,"
    " i.state, i.remote FROM reversals AS r CROSS JOIN intents AS i ON i.reference = r.reference"
)


class Bookings:
    """The bookings of one database; methods ending in ``_inside`` join an open transaction."""

    def __init__(self, database: Database, audit: Audit, intents: Intents) -> None:
        self._database = database
        self._audit = audit
        self._intents = intents

    # ------------------------------------------------------------ on which basis

    def insert_inside(
        self, payout: str, booking: int, arrival: date | None, intents: Sequence[Intent]
    ) -> None:
        """Write day, period and rate of a booking, as its journal has them.

        A journal that takes the place of another one brings its own day and period.
        """
        for intent in intents:
            if intent.kind == "journal":
                self._insert(payout, booking, arrival, json.loads(intent.request))

    def _insert(
        self, payout: str, booking: int, arrival: date | None, journal: dict[str, Any]
    ) -> None:
        lines = [one for one in journal["lines"] if one["rate_type"]]
        foreign = [o for o in lines if o["source"]["currency"] != o["functional"]["currency"]]
        rated = (foreign or journal["lines"])[0]
        self._database.write(
            "INSERT INTO bookings (payout, booking, arrival_date, dated, fiscal_year,"
            " fiscal_period, rate, rate_type, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (payout, booking) DO UPDATE SET arrival_date = excluded.arrival_date,"
            " dated = excluded.dated, fiscal_year = excluded.fiscal_year,"
            " fiscal_period = excluded.fiscal_period, at = excluded.at",
            (
                *(payout, booking, arrival.isoformat() if arrival else journal["dated"]),
                *(journal["dated"], journal["period"]["year"], journal["period"]["number"]),
                *(rated["rate"], rated["rate_type"], self._database.now),
            ),
        )

    def of(self, payout: str) -> list[Booking]:
        """Give the bookings of a payout, the first one first; also those that were taken back."""
        rows = self._database.rows(
            "SELECT payout, booking, arrival_date, dated, fiscal_year, fiscal_period, rate,"
            " rate_type FROM bookings WHERE payout = ? ORDER BY booking",
            (payout,),
        )
        return [_booking(row) for row in rows]

    def attempt(self, payout: str) -> int:
        """Give the number of the next attempt at a payout: 1 where nothing of it was ever sent."""
        sent = [
            one
            for one in self._intents.starting_with(f"GC {payout}")
            if one.state != "failed" or one.remote
        ]
        return max((attempt_of(one.reference, payout) for one in sent), default=0) + 1

    def receipts_taken_back(self, payment: str) -> int:
        """Count the receipts that a payment has had in bookings that were reversed."""
        return self._count(payment, "payment_paid_out")

    def returns_taken_back(self, payment: str) -> int:
        """Count the times that a payment's return was booked and reversed."""
        return self._count(payment, "payment_failed") + self._count(payment, "payment_charged_back")

    def _count(self, payment: str, kind: str) -> int:
        found = self._database.value(
            "SELECT count(DISTINCT l.receipt) FROM booked_lines AS l"
            " CROSS JOIN intents AS i ON i.reference = l.batch"
            " WHERE l.payment = ? AND l.payment <> '' AND l.reversed = 1 AND l.kind = ?"
            " AND l.receipt <> '' AND i.remote <> ''",
            (payment, kind),
        )
        return int(found or 0)

    # ------------------------------------------------------------ taken back

    def reversals(self, payout: str) -> list[Reversal]:
        """Give the reversals of a payout, oldest first."""
        return self._reversals("WHERE r.payout = ? ORDER BY r.at, r.reference", payout)

    def pending(self) -> list[Reversal]:
        """Give the reversals that are not posted yet, oldest first."""
        undone = [
            one.reference
            for state in ("begun", "failed", "stopped")
            for one in self._intents.of_kind("reversal", state)
        ]
        found = [o for one in undone for o in self._reversals("WHERE r.reference = ?", one)]
        return sorted(found, key=lambda one: (one.at, one.reference))

    def turn(self, payout: str) -> int:
        """Count the times a payout was planned for good: 1 until a person reverses it.

        What bounced keeps its turn: all but its journal stays as it is.
        """
        return 1 + sum(not one.keeps_receipts for one in self.reversals(payout))

    def unposted_reversals(self, payout: str) -> list[Reversal]:
        """Give the reversals of a payout whose journal is not posted yet."""
        return [one for one in self.reversals(payout) if one.state != "done"]

    def of_journal(self, reference: str) -> Reversal | None:
        """Give what takes a journal back; None where nothing does."""
        found = self._reversals("WHERE r.journal = ?", reference)
        return found[0] if found else None

    def _reversals(self, where: str, *values: str) -> list[Reversal]:
        return [_reversal(row) for row in self._database.rows(f"{REVERSALS} {where}", values)]

    def begin_reversal_inside(self, intent: Intent, found: Reversal) -> None:
        """Write a reversal and the intent of its journal; once for each journal."""
        if self._intents.get(intent.reference) is not None:
            raise S300gcError(f"{found.journal} is reversed already by {intent.reference}")
        self._intents.begin_inside(intent, keys=[found.payout, found.journal])
        self._database.write(
            "INSERT INTO reversals (reference, payout, journal, dated, keeps_receipts, why, who,"
            " at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(found.reference, found.payout, found.journal, found.dated.isoformat()),
                *(int(found.keeps_receipts), found.why, found.who, self._database.now),
            ),
        )
        body = {"journal": found.journal, "dated": found.dated, "why": found.why, "who": found.who}
        self._audit.append("payout.reversing", found.payout, body, [found.reference, found.journal])

    # ------------------------------------------------------------ booked anew

    def replace_inside(self, reference: str, replaces: str, why: str, who: str) -> None:
        """Write that a batch takes the place of another one."""
        self._database.write(
            "INSERT INTO replacements (reference, replaces, why, who, at) VALUES (?, ?, ?, ?, ?)",
            (reference, replaces, why, who, self._database.now),
        )
        body = {"replaces": replaces, "why": why, "who": who}
        self._audit.append("batch.replaced", reference, body, [replaces])

    def replacements(self, references: Iterable[str]) -> list[Replacement]:
        """Give what took the place of these batches, or whose place they took."""
        wanted = json.dumps(list(references))
        rows = self._database.rows(
            "SELECT reference, replaces, why, who, at FROM replacements"
            " WHERE reference IN (SELECT value FROM json_each(?))"
            " OR replaces IN (SELECT value FROM json_each(?)) ORDER BY at, reference",
            (wanted, wanted),
        )
        return [
            Replacement(r["reference"], r["replaces"], r["why"], r["who"], instant(r["at"]))
            for r in rows
        ]


def _booking(row: sqlite.Row) -> Booking:
    return Booking(
        payout=row["payout"],
        number=row["booking"],
        arrival=date.fromisoformat(row["arrival_date"]),
        dated=date.fromisoformat(row["dated"]),
        fiscal_year=row["fiscal_year"],
        fiscal_period=row["fiscal_period"],
        rate=Decimal(row["rate"]),
        rate_type=row["rate_type"],
    )


def _reversal(row: sqlite.Row) -> Reversal:
    return Reversal(
        reference=row["reference"],
        payout=row["payout"],
        journal=row["journal"],
        dated=date.fromisoformat(row["dated"]),
        keeps_receipts=bool(row["keeps_receipts"]),
        why=row["why"],
        who=row["who"],
        at=instant(row["at"]),
        state=row["state"],
        batch=row["remote"],
    )
