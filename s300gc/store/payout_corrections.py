"""Corrections of bookings: withdrawn, reversed, booked anew; nothing is ever deleted."""

from collections.abc import Iterable, Sequence

from s300gc.errors import S300gcError
from s300gc.model import BookedLine, Intent, Skip
from s300gc.model.bookings import Reversal
from s300gc.store.audit import Audit
from s300gc.store.booked_lines import claims_by_payment
from s300gc.store.bookings import Bookings
from s300gc.store.claims import Claims
from s300gc.store.database import Database
from s300gc.store.documents import Documents
from s300gc.store.intents import Intents
from s300gc.store.line_corrections import LineCorrections
from s300gc.store.payout_rows import PayoutRows

PAID_OUT = "payment_paid_out"


class PayoutCorrections(PayoutRows):
    """Takes bookings of payouts back; each method is one transaction."""

    def __init__(
        self,
        database: Database,
        audit: Audit,
        intents: Intents,
        claims: Claims,
        documents: Documents,
        bookings: Bookings,
    ) -> None:
        super().__init__(database, audit)
        self._intents = intents
        self._claims = claims
        self._documents = documents
        self._bookings = bookings
        self._lines = LineCorrections(database)

    def intents_of(self, payout: str) -> list[Intent]:
        """Give the intents of a payout's booking in their order; empty where it is not planned."""
        return [self._intents.known(one) for one in self._lines.references(payout)]

    # ------------------------------------------------------------ before anything was sent

    def withdraw(self, payout: str, why: str) -> None:
        """Take back a booking whose journal was refused: nothing of it is in Sage 300.

        Its intents become failed and X of its payments free again, so that the
        payout is planned anew once the cause is removed. Raises S300gcError where
        any part of it may have been sent.
        """
        with self._database.immediate(f"payout {payout} withdrawn"):
            intents = self.intents_of(payout)
            sent = [one.reference for one in intents if one.remote or one.state == "done"]
            if sent:
                raise S300gcError(f"{', '.join(sent)} of {payout} is in Sage 300 already")
            for one in intents:
                if one.state != "failed":
                    self._intents.end_inside(one.reference, "failed", f"withdrawn: {why}")
            lines = self._lines.of_payout(payout)
            payments = {line.payment for line in lines}
            self._lines.reverse(payout, settled=True)
            booked = {one for one in payments if self._lines.of_payment(one)}
            self._claims.free_x_inside(sorted(payments - booked))
            self._settle_worklist(payout, why)
            self._audit.append("payout.withdrawn", payout, {"why": why}, line_keys(lines))
            self.set_state_inside(payout, "waiting", why)

    # ------------------------------------------------------------ reversed

    def _unbook(self, payout: str, why: str) -> None:
        lines = self._lines.of_payout(payout)
        self._lines.reverse(payout, settled=False)
        self._settle_worklist(payout, why)
        arrived = [one for one in lines if one.kind == PAID_OUT]
        for payment, claims in claims_by_payment(arrived).items():
            # Its receipts are to be reversed by hand: what it paid must not be collected again.
            if not self._claims.live(claims):
                self._claims.reopen_inside(payment, f"its booking in {payout} is reversed")
        self._audit.append("payout.reversed", payout, {"why": why}, line_keys(lines))
        self.set_state_inside(payout, "waiting", why)

    def reverse(
        self, intent: Intent, reversal: Reversal, why: str, worklist: Sequence[Skip] = ()
    ) -> None:
        """Commit the intent of a reversing journal, and with it that the payout waits.

        Where the AR side does not stay, the booking counts as reversed and ``worklist`` is
        what a person does in AR. Raises S300gcError where the journal is reversed already.
        """
        payout = reversal.payout
        with self._database.immediate(f"payout {payout} reversing"):
            self._bookings.begin_reversal_inside(intent, reversal)
            if reversal.keeps_receipts:
                self.set_state_inside(payout, "waiting", why)
            else:
                self._unbook(payout, why)
            self._database.write_many(
                "INSERT INTO worklist (payout, subject, reason, kind, at) VALUES (?, ?, ?, ?, ?)",
                [(payout, s.subject, s.reason, s.kind, self._database.now) for s in worklist],
            )

    def reversed(self, reversal: Reversal, number: str) -> None:
        """Record that a reversing journal is posted: what it takes back stands no more."""
        with self._database.immediate(f"{reversal.reference} posted"):
            if self._intents.known(reversal.reference).state == "done":
                return
            self._intents.done_inside(reversal.reference, number, keys=[reversal.payout])
            if reversal.keeps_receipts:
                self._lines.take_back(reversal.payout, reversal.journal)
            else:
                self._lines.settle_bare(reversal.payout)

    def held(self, payout: str) -> Reversal | None:
        """Give the reversal after which a payout waits for a person to book it again."""
        found = self._bookings.reversals(payout)
        if not found or found[-1].keeps_receipts or self._lines.references(payout):
            return None
        return found[-1]

    def by_hand(self, payout: str) -> list[Skip]:
        """Give what a person still has to do by hand for one payout, oldest first."""
        rows = self._database.rows(
            "SELECT subject, reason, kind FROM worklist WHERE payout = ? AND settled_at IS NULL"
            " ORDER BY id",
            (payout,),
        )
        return [Skip(row["subject"], row["reason"], row["kind"]) for row in rows]

    def customer_of(self, payout: str, document: str) -> str:
        """Give whose a receipt or a note of a payout is; empty where it has none of that number."""
        found = self._database.value(
            "SELECT customer FROM booked_lines WHERE payout = ? AND receipt = ?", (payout, document)
        )
        return str(found or "")

    def taken_back(self, payout: str, document: str, note: str) -> None:
        """Record that a person has reversed a receipt or a note of a reversed booking."""
        with self._database.immediate(f"{document} of {payout} taken back"):
            self._database.write(
                "UPDATE worklist SET settled_at = ?, note = ? WHERE payout = ? AND subject = ?"
                " AND settled_at IS NULL",
                (self._database.now, note, payout, document),
            )
            self._database.write(
                "UPDATE booked_lines SET settled = 1 WHERE payout = ? AND reversed = 1"
                " AND receipt = ?",
                (payout, document),
            )
            self._audit.append("worklist.settled", document, {"note": note}, [payout])

    # ------------------------------------------------------------ booked anew

    def renew(self, payout: str, old: str, intent: Intent, why: str, who: str) -> None:
        """Let a new batch take the place of one that is gone, or whose journal was reversed.

        The intent in whose place it comes stays where it is: done, or failed for good.
        """
        with self._database.immediate(f"{old} booked anew"):
            stored = self._intents.known(old)
            if stored.state in ("begun", "stopped"):
                self._intents.end_inside(old, "failed", f"{why}; booked anew: {intent.reference}")
            self._intents.begin_inside(intent, keys=[payout, old])
            booking = self._lines.put_in_place(payout, old, intent)
            known = self.get(payout)
            self._bookings.insert_inside(
                payout, booking, known.arrival_date if known else None, [intent]
            )
            self._bookings.replace_inside(intent.reference, old, why, who)
            self.set_state_inside(payout, "half-posted", f"booked anew: {why}")

    def _settle_worklist(self, payout: str, why: str) -> None:
        self._database.write(
            "UPDATE worklist SET settled_at = ?, note = ? WHERE payout = ? AND settled_at IS NULL",
            (self._database.now, why, payout),
        )


def line_keys(lines: Iterable[BookedLine]) -> set[str]:
    """Give the ids by which a person may look for these lines."""
    found: set[str] = set()
    for line in lines:
        found |= {line.payout, line.payment, line.customer, line.receipt}
        if line.claim:
            found.add(line.claim.document)
    return found - {""}
