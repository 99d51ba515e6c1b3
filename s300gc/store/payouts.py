"""Payouts: read, booked, proved."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from s300gc.errors import S300gcError
from s300gc.model import Allocation, BookedLine, Claim, Intent, Money, Remainder, Skip
from s300gc.store.booked_lines import JournalRow, claims_by_payment
from s300gc.store.in_force import settings_hash_in_force
from s300gc.store.payout_corrections import PAID_OUT, PayoutCorrections, line_keys
from s300gc.store.payout_rows import STATES
from s300gc.store.raw import raw_digests
from s300gc.store.remainders import remainders

__all__ = ["STATES", "JournalRow", "Payouts"]


class Payouts(PayoutCorrections):
    """Payouts of one database with all that was booked of them."""

    # ------------------------------------------------------------ booking

    def book(
        self,
        payout: str,
        lines: Sequence[BookedLine],
        intents: Sequence[Intent],
        worklist: Sequence[Skip],
        body: Mapping[str, Any] | None = None,
    ) -> list[Intent]:
        """Commit a whole booking before any of it is sent: intents, lines, X, worklist.

        One transaction, so that what is sent later is always one plan. Where its
        intents are stored already, they are given as stored and nothing is
        written. ``worklist`` is what a person has to do by hand; ``body`` is added
        to the audit row (the unrounded figures). Raises S300gcError where only a
        part of it is stored, or where the payout is booked otherwise.
        """
        stored = self._begun(intents)
        if stored:
            return stored
        with self._database.immediate(f"payout {payout} planned"):
            stored = self._begun(intents)
            if stored:
                return stored
            if self._lines.references(payout):
                raise S300gcError(f"payout {payout} is booked already; reverse that first")
            return self._book(payout, lines, intents, worklist, body or {})

    def _begun(self, intents: Sequence[Intent]) -> list[Intent]:
        found = [self._intents.get(one.reference) for one in intents]
        stored = [one for one in found if one is not None and one.state != "failed"]
        if stored and len(stored) != len(intents):
            names = ", ".join(one.reference for one in stored)
            raise S300gcError(f"only a part of this booking is stored: {names}")
        return stored

    def _book(
        self,
        payout: str,
        lines: Sequence[BookedLine],
        intents: Sequence[Intent],
        worklist: Sequence[Skip],
        body: Mapping[str, Any],
    ) -> list[Intent]:
        booking = self._lines.insert(payout, lines)
        self._lines.take_over_refunds(payout, booking)
        for intent in intents:
            of_batch = [line for line in lines if line.batch == intent.reference]
            keys = line_keys(lines if intent.kind == "journal" else of_batch)
            self._intents.begin_inside(intent, keys={payout, *keys})
        self._lines.insert_intents(payout, booking, intents)
        known = self.get(payout)
        self._bookings.insert_inside(
            payout, booking, known.arrival_date if known else None, intents
        )
        self._fix_x(lines)
        self._database.write_many(
            "INSERT INTO worklist (payout, subject, reason, kind, at) VALUES (?, ?, ?, ?, ?)",
            [(payout, s.subject, s.reason, s.kind, self._database.now) for s in worklist],
        )
        said = {
            "booking": booking,
            "intents": [one.reference for one in intents],
            "lines": len(lines),
            "by_hand": [f"{one.subject}: {one.reason}" for one in worklist],
            "raw": raw_digests(self._database, payout),
            "settings": settings_hash_in_force(self._database),
            **body,
        }
        self._audit.append("payout.planned", payout, said, line_keys(lines))
        return list(intents)

    def _fix_x(self, lines: Iterable[BookedLine]) -> None:
        """Keep X with what each payment stands for, for all that comes of it later."""
        arrived = [line for line in lines if line.kind == PAID_OUT and line.claim]
        known = self._claims.of_payments(sorted({line.payment for line in arrived}))
        for line in arrived:
            for part in known.get(line.payment, []):
                if part.claim == line.claim and not part.x:
                    fixed = Allocation(part.claim, part.amount, line.x, line.account_set)
                    self._claims.fix_x_inside(line.payment, [fixed])

    def posted(
        self, reference: str, number: str, applied: Iterable[tuple[str, str, Money]] = ()
    ) -> None:
        """Record that a batch of a booking is posted, with all that follows, in one transaction.

        ``applied`` is what receipts paid off: customer, document, amount; it is
        taken off our copy of the documents. The doors of the claims whose receipts
        it holds close: Sage's own balance says now that they are paid. Those of
        payments whose debit notes it holds open again: a note inherits the claim,
        which is collected through the old payment until somebody decides otherwise.
        Recorded already: nothing is written.
        """
        stored = self._intents.known(reference)
        if stored.state == "done" and stored.remote == number:
            return
        with self._database.immediate(f"{reference} posted"):
            stored = self._intents.known(reference)
            if stored.state == "done" and stored.remote == number:
                return
            self._intents.done_inside(reference, number)
            self._documents.settle(applied)
            lines = self._lines.of_batch(reference)
            arrived = [one for one in lines if one.kind == PAID_OUT]
            for payment, claims in claims_by_payment(arrived).items():
                self._claims.close_inside(payment, f"receipt posted in batch {number}", claims)
            for payment in sorted({one.payment for one in lines} - {o.payment for o in arrived}):
                if self._claims.of_payment(payment):
                    self._claims.reopen_inside(payment, f"debit note posted in batch {number}")
            self._lines.settle_met(reference)

    def applied(
        self, reference: str, number: str, payout: str, payment: str, claims: Sequence[Claim]
    ) -> None:
        """Record that unapplied cash of a payment was applied, with all that follows.

        In one transaction: the intent is done, the lines stand for what they paid, the
        doors of the claims close, and the line of work is settled.
        """
        with self._database.immediate(f"{reference} posted"):
            stored = self._intents.known(reference)
            if stored.state == "done" and stored.remote == number:
                return
            self._intents.done_inside(reference, number)
            why = f"applied in batch {number}"
            if len(claims) == 1:
                self._lines.name(payout, payment, claims[0])
                self._fix_x(self._lines.of_payout(payout))
            self._claims.close_inside(payment, why, claims)
            self._database.write(
                "UPDATE worklist SET settled_at = ?, note = ? WHERE payout = ? AND subject = ?"
                " AND kind = 'apply-later' AND settled_at IS NULL",
                (self._database.now, why, payout, payment),
            )
            self._audit.append("worklist.settled", payment, {"note": why}, [payout, reference])

    # ------------------------------------------------------------ looking

    def lines_of(self, payout: str) -> list[BookedLine]:
        """Give the lines of a payout's booking, without reversed ones."""
        return self._lines.of_payout(payout)

    def lines_of_payment(self, payment: str) -> list[BookedLine]:
        """Give the lines of a payment in all payouts, without reversed ones, oldest first."""
        return self._lines.of_payment(payment)

    def lines_of_payments(self, payments: Iterable[str]) -> dict[str, list[BookedLine]]:
        """Give the lines of several payments as ``lines_of_payment`` does, by payment."""
        return self._lines.of_payments(payments)

    def lines_of_documents(self, places: Iterable[tuple[str, str]]) -> list[BookedLine]:
        """Give what is posted of the claims of documents (customer, number), oldest first."""
        return self._lines.of_documents(places)

    def unapplied(self) -> list[BookedLine]:
        """Give the booked lines whose unapplied cash waits for its document, oldest first.

        Their receipts are posted; what was begun already is left out.
        """
        return self._lines.unapplied()

    def unmatched(self) -> list[BookedLine]:
        """Give the booked lines of unknown payers that nobody has settled, oldest first."""
        return self._lines.unmatched()

    def assigned(self) -> list[BookedLine]:
        """Give the lines that a person gave to a customer and whose receipt is not posted."""
        return self._lines.assigned()

    def assign(self, reference: str, number: str, line: BookedLine) -> None:
        """Record that the journal is posted which moves money of an unknown payer.

        ``line`` is the booked line as it stands from then on, for all that later happens
        to its payment. One transaction; recorded already: nothing is written.
        """
        with self._database.immediate(f"{reference} posted"):
            if self._intents.known(reference).state == "done":
                return
            self._intents.done_inside(reference, number, keys=[line.payment, line.customer])
            self._lines.assign(line)
            body = {"customer": line.customer, "x": line.x, "journal": number}
            self._audit.append("payment.assigned", line.payment, body, line_keys([line]))
            self._database.write(
                "UPDATE worklist SET settled_at = ?, note = ? WHERE payout = ? AND subject = ?"
                " AND kind = 'worklist' AND settled_at IS NULL",
                (self._database.now, f"assigned to {line.customer}", line.payout, line.payment),
            )

    def journals(self) -> list[JournalRow]:
        """Give the journal of every payout that has one, oldest payout first."""
        return self._lines.journals()

    def remainders(self) -> list[Remainder]:
        """Give what booked payouts leave on X, by payout, X and reason."""
        return remainders(self._database)

    # ------------------------------------------------------------ by hand

    def worklist(self) -> list[Skip]:
        """Give what a person still has to do by hand, oldest first."""
        rows = self._database.rows(
            "SELECT subject, reason, kind FROM worklist WHERE settled_at IS NULL ORDER BY id"
        )
        return [Skip(row["subject"], row["reason"], row["kind"]) for row in rows]

    def settle(self, payout: str, subject: str, note: str) -> None:
        """Record that a person has done the AR side of a payment of a payout."""
        with self._database.immediate(f"worklist of {payout} {subject}"):
            self._database.write(
                "UPDATE worklist SET settled_at = ?, note = ? WHERE payout = ? AND subject = ?"
                " AND settled_at IS NULL",
                (self._database.now, note, payout, subject),
            )
            self._lines.settle_payment(payout, subject)
            self._audit.append("worklist.settled", subject, {"note": note}, [payout])
