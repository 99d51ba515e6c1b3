"""Booked lines and journals: where each payment's money went, kept for all that comes later."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from s300gc.model import BookedLine, Claim, Intent, Money
from s300gc.store import sqlite
from s300gc.store.cells import wanted
from s300gc.store.database import Database

SELECT = (
    "SELECT payout, payment, kind, customer, claim_customer, claim_document, claim_instalment,"
    " account_set, x, amount, currency, functional, functional_currency, receipt, batch"
    " FROM booked_lines"
)


@dataclass(frozen=True, slots=True)
class JournalRow:
    """The journal of a payout. ``debits`` and ``credits`` are in the payout's currency.

    ``batch`` is the GL batch number, empty until it is known; ``functional`` is
    the bank leg in the company's currency; ``state`` and ``reason`` are the payout's.
    """

    payout: str
    batch: str
    amount: Money
    functional: Money
    debits: Money
    credits: Money
    state: str
    reason: str


class BookedLines:
    """The tables behind bookings; what writes does so in the caller's transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def insert(self, payout: str, lines: Sequence[BookedLine]) -> int:
        """Write the lines of a new booking of a payout; give the number of the booking."""
        found = self._database.value(
            "SELECT coalesce(max(booking), 0) + 1 FROM booking_intents WHERE payout = ?", (payout,)
        )
        booking = int(found)
        self._database.write_many(
            "INSERT INTO booked_lines (payout, booking, position, payment, kind, customer,"
            " claim_customer, claim_document, claim_instalment, account_set, x, amount, currency,"
            " functional, functional_currency, receipt, batch)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    *(payout, booking, position, line.payment, line.kind, line.customer),
                    *_claim_cells(line.claim),
                    *(line.account_set, line.x, line.amount.minor, line.amount.currency),
                    *(line.functional.minor, line.functional.currency, line.receipt, line.batch),
                )
                for position, line in enumerate(lines)
            ],
        )
        return booking

    def insert_intents(self, payout: str, booking: int, intents: Sequence[Intent]) -> None:
        """Write which intents a booking consists of, and what its journal comes to."""
        self._database.write_many(
            "INSERT INTO booking_intents (payout, booking, position, reference)"
            " VALUES (?, ?, ?, ?)",
            [(payout, booking, place, one.reference) for place, one in enumerate(intents)],
        )
        for intent in intents:
            if intent.kind == "journal":
                self.insert_journal(payout, booking, intent)

    def insert_journal(self, payout: str, booking: int, intent: Intent) -> None:
        """Add a journal up from its stored request, whose first line is the bank leg.

        A payout that comes to nothing has none. Where the bank keeps another currency than
        the payout's, that is the company's, and the functional amounts are the payout's.
        """
        lines: list[dict[str, Any]] = json.loads(intent.request)["lines"]
        home = lines[0]["functional"]["currency"]
        row = self._database.row("SELECT amount, currency FROM payouts WHERE id = ?", (payout,))
        currency = row["currency"] if row else lines[0]["source"]["currency"]
        cash = lines[0]["functional"]["minor"] if row is None or row["amount"] else 0
        side = "functional" if currency == home else "source"
        amounts = [one[side]["minor"] for one in lines if one[side]["currency"] == currency]
        self._database.write(
            "INSERT INTO journals (payout, booking, reference, functional, functional_currency,"
            " debits, credits) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                *(payout, booking, intent.reference),
                *(cash, home),
                sum(amount for amount in amounts if amount > 0),
                -sum(amount for amount in amounts if amount < 0),
            ),
        )

    def settle_met(self, reference: str) -> None:
        """Mark lines as settled whose journal and whose AR batch are both posted now.

        ``reference`` is the batch that was just posted.
        """
        rows = self._database.rows(
            "SELECT payout FROM booking_intents WHERE reference = ?"
            " UNION SELECT payout FROM booked_lines WHERE batch = ? AND batch <> ''",
            (reference, reference),
        )
        for row in rows:
            self._database.write(
                "UPDATE booked_lines SET settled = 1"
                " WHERE payout = ? AND settled = 0 AND reversed = 0 AND batch <> ''"
                " AND (SELECT i.state FROM intents AS i"
                "      WHERE i.reference = booked_lines.batch) = 'done'"
                " AND (SELECT i.state FROM journals AS j"
                "      CROSS JOIN intents AS i ON i.reference = j.reference"
                "      WHERE j.payout = booked_lines.payout"
                "      AND j.booking = booked_lines.booking) = 'done'",
                (row["payout"],),
            )

    def settle_payment(self, payout: str, payment: str) -> None:
        """Mark a payment's lines as settled: a person has done their AR side."""
        self._database.write(
            "UPDATE booked_lines SET settled = 1 WHERE payout = ? AND payment = ?"
            " AND payment <> ''",
            (payout, payment),
        )

    def references(self, payout: str) -> list[str]:
        """Give the references of a payout's booking in their order, without reversed ones."""
        rows = self._database.rows(
            "SELECT reference FROM booking_intents WHERE payout = ? AND reversed = 0"
            " ORDER BY booking, position",
            (payout,),
        )
        return [row["reference"] for row in rows]

    def of_payout(self, payout: str) -> list[BookedLine]:
        """Give the lines of a payout's booking, without reversed ones."""
        return self._read("WHERE payout = ? AND reversed = 0 ORDER BY booking, position", payout)

    def ever_of_payout(self, payout: str) -> list[tuple[bool, BookedLine]]:
        """Give every line that a payout ever had, and whether its booking was reversed."""
        rows = self._database.rows(
            f"{SELECT.replace('SELECT ', 'SELECT reversed, ', 1)}"
            " WHERE payout = ? ORDER BY booking, position",
            (payout,),
        )
        return [(bool(row["reversed"]), _line(row)) for row in rows]

    def of_payment(self, payment: str) -> list[BookedLine]:
        """Give the lines of a payment in all payouts, without reversed ones, oldest first."""
        return self._read(
            "WHERE payment = ? AND payment <> '' AND reversed = 0 ORDER BY rowid", payment
        )

    def of_payments(self, payments: Iterable[str]) -> dict[str, list[BookedLine]]:
        """Give the lines of several payments as ``of_payment`` does, by payment."""
        found: dict[str, list[BookedLine]] = {one: [] for one in payments}
        rows = self._database.rows(
            f"{SELECT} WHERE payment IN (SELECT value FROM json_each(?))"  # noqa: S608
            " AND payment <> '' AND reversed = 0 ORDER BY rowid",
            (wanted(sorted(found)),),
        )
        for row in rows:
            found[row["payment"]].append(_line(row))
        return found

    def of_batch(self, reference: str) -> list[BookedLine]:
        """Give the lines that an AR batch stands for, without reversed ones."""
        return self._read(
            "WHERE batch = ? AND batch <> '' AND reversed = 0 ORDER BY payout, position", reference
        )

    def of_documents(self, places: Iterable[tuple[str, str]]) -> list[BookedLine]:
        """Give what is posted of the claims of documents (customer, number), oldest first.

        Lines whose AR batch is not posted yet are left out.
        """
        rows = self._database.rows(
            f"{SELECT} AS l JOIN json_each(?) AS w ON l.claim_customer = w.value ->> 0"  # noqa: S608
            " AND l.claim_document = w.value ->> 1"
            " WHERE l.reversed = 0 AND (l.batch = '' OR (SELECT i.state FROM intents AS i"
            " WHERE i.reference = l.batch) = 'done') ORDER BY l.rowid",
            (wanted([list(place) for place in places]),),
        )
        return [_line(row) for row in rows]

    def unapplied(self) -> list[BookedLine]:
        """Give the lines whose receipt is posted and waits, by the worklist, to be applied.

        Those for which an intent is on its way or done are left out.
        """
        rows = self._database.rows(
            "SELECT l.payout, l.payment, l.kind, l.customer, l.claim_customer, l.claim_document,"
            " l.claim_instalment, l.account_set, l.x, l.amount, l.currency, l.functional,"
            " l.functional_currency, l.receipt, l.batch FROM worklist AS w INDEXED BY worklist_open"
            " CROSS JOIN booked_lines AS l INDEXED BY booked_lines_by_payment"
            " ON l.payment = w.subject AND l.payment <> '' AND l.payout = w.payout"
            " WHERE w.settled_at IS NULL AND w.kind = 'apply-later'"
            " AND l.kind = 'payment_paid_out' AND l.claim_document IS NULL AND l.customer <> ''"
            " AND l.receipt <> '' AND l.reversed = 0"
            " AND (SELECT i.state FROM intents AS i WHERE i.reference = l.batch) = 'done'"
            " AND coalesce((SELECT i.state FROM intents AS i"
            " WHERE i.reference = 'GC ' || l.payment || ' apply'), 'failed') = 'failed'"
            " ORDER BY w.id"
        )
        return [_line(row) for row in rows]

    def unmatched(self) -> list[BookedLine]:
        """Give the lines of unknown payers that are not settled, oldest first."""
        return self._read(
            "INDEXED BY booked_lines_unsettled WHERE settled = 0 AND reversed = 0"
            " AND customer = '' AND payment <> '' AND kind = 'payment_paid_out' ORDER BY rowid"
        )

    def assigned(self) -> list[BookedLine]:
        """Give the lines that were given to a customer and whose receipt is not posted."""
        return self._read(
            "INDEXED BY booked_lines_unsettled WHERE settled = 0 AND reversed = 0"
            " AND (batch = 'GC ' || payment || ' receipt'"
            " OR batch GLOB 'GC ' || payment || ' receipt #*') ORDER BY rowid"
        )

    def assign(self, line: BookedLine) -> None:
        """Let the line of an unknown payer stand for a customer from now on."""
        self._database.write(
            "UPDATE booked_lines SET customer = ?, account_set = ?, x = ?, receipt = ?, batch = ?"
            " WHERE payout = ? AND payment = ? AND payment <> '' AND kind = ? AND customer = ''"
            " AND reversed = 0",
            (
                *(line.customer, line.account_set, line.x, line.receipt, line.batch),
                *(line.payout, line.payment, line.kind),
            ),
        )

    def name(self, payout: str, payment: str, claim: Claim) -> None:
        """Say what unapplied cash has paid, for all that later happens to that payment."""
        self._database.write(
            "UPDATE booked_lines SET claim_customer = ?, claim_document = ?, claim_instalment = ?"
            " WHERE payment = ? AND payment <> '' AND payout = ? AND kind = 'payment_paid_out'"
            " AND claim_document IS NULL AND customer <> '' AND reversed = 0",
            (claim.customer, claim.document, claim.instalment, payment, payout),
        )

    def journals(self) -> list[JournalRow]:
        """Give the journal of every payout that has one, oldest payout first."""
        rows = self._database.rows(
            "SELECT j.payout, i.remote, p.amount, p.currency, j.functional,"
            " j.functional_currency, j.debits, j.credits, p.state, p.reason"
            " FROM journals AS j CROSS JOIN payouts AS p ON p.id = j.payout"
            " CROSS JOIN intents AS i ON i.reference = j.reference"
            " WHERE j.reversed = 0 ORDER BY p.created_at, p.id"
        )
        return [_journal(row) for row in rows]

    def _read(self, where: str, *values: str) -> list[BookedLine]:
        return [_line(row) for row in self._database.rows(f"{SELECT} {where}", values)]


def claims_by_payment(lines: Iterable[BookedLine]) -> dict[str, list[Claim]]:
    """Group the claims that lines stand for by their payment."""
    found: dict[str, list[Claim]] = {}
    for line in lines:
        if line.claim is not None and line.payment:
            found.setdefault(line.payment, []).append(line.claim)
    return found


def _claim_cells(claim: Claim | None) -> tuple[str | None, str | None, int | None]:
    return (claim.customer, claim.document, claim.instalment) if claim else (None, None, None)


def _line(row: sqlite.Row) -> BookedLine:
    claim = None
    if row["claim_document"] is not None:
        claim = Claim(row["claim_customer"], row["claim_document"], row["claim_instalment"])
    return BookedLine(
        payout=row["payout"],
        payment=row["payment"],
        kind=row["kind"],
        customer=row["customer"],
        claim=claim,
        account_set=row["account_set"],
        x=row["x"],
        amount=Money(row["amount"], row["currency"]),
        functional=Money(row["functional"], row["functional_currency"]),
        receipt=row["receipt"],
        batch=row["batch"],
    )


def _journal(row: sqlite.Row) -> JournalRow:
    currency = row["currency"]
    return JournalRow(
        payout=row["payout"],
        batch=row["remote"],
        amount=Money(row["amount"], currency),
        functional=Money(row["functional"], row["functional_currency"]),
        debits=Money(row["debits"], currency),
        credits=Money(row["credits"], currency),
        state=row["state"],
        reason=row["reason"],
    )
