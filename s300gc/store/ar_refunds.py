"""Refunds that AR does not know of yet, what they wait for, and the batches that book them."""

from s300gc.model import Intent, Money
from s300gc.model.ar_refunds import ARRefund, OwedRefund
from s300gc.store import sqlite
from s300gc.store.booked_lines import BookedLines
from s300gc.store.database import Database
from s300gc.store.intents import Intents
from s300gc.store.worklist import Worklist

OPEN = (
    "l.settled = 0 AND l.reversed = 0 AND l.kind IN ('payment_refunded', 'refund')"
    " AND l.customer <> '' AND coalesce((SELECT i.state FROM intents AS i"
    " WHERE i.reference = l.batch AND l.batch <> ''), 'failed') = 'failed'"
)
"""A line by which money went back and for which no batch is on its way or posted."""


class ARRefunds:
    """The lines of booked payouts by which payers got money back, until AR has them too."""

    def __init__(self, database: Database, intents: Intents, work: Worklist) -> None:
        self._database = database
        self._work = work
        self._intents = intents
        self._lines = BookedLines(database)

    def owed(self) -> list[OwedRefund]:
        """Give what AR has to be told of, oldest first: journal and receipt are posted.

        Where a payment never had a receipt its document is still open, and nothing is to be
        done. A refund of no payment stands against credit of its payer in any case.
        """
        rows = self._database.rows(
            "SELECT l.payout, l.booking, l.position, l.payment, l.customer, l.account_set, l.x,"  # noqa: S608
            " l.amount, l.currency FROM booked_lines AS l INDEXED BY booked_lines_of_refunds"
            f" WHERE {OPEN} AND EXISTS (SELECT 1 FROM journals AS j"
            " CROSS JOIN intents AS i ON i.reference = j.reference"
            " WHERE j.payout = l.payout AND j.booking = l.booking AND i.state = 'done')"
            " AND (l.kind = 'refund' OR EXISTS"
            " (SELECT 1 FROM booked_lines AS r INDEXED BY booked_lines_by_payment"
            " CROSS JOIN intents AS i ON i.reference = r.batch"
            " WHERE r.payment = l.payment AND r.payment <> '' AND r.kind = 'payment_paid_out'"
            " AND r.reversed = 0 AND r.batch <> '' AND i.state = 'done'))"
            " ORDER BY l.rowid"
        )
        return [_owed(row) for row in rows]

    def begin(self, intent: Intent, step: ARRefund) -> Intent:
        """Commit the intent of a refund, and that its line stands for it from now on.

        One that was refused before begins anew; any other is given as it is stored.
        """
        named = {step.payment, step.payout, step.customer, step.number}
        with self._database.immediate(f"intent {step.reference} begun"):
            begun = self._intents.begin_inside(
                intent, keys=named | {one.document for one in step.credits}
            )
            self._database.write(
                "UPDATE booked_lines SET receipt = ?, batch = ?"
                " WHERE payout = ? AND booking = ? AND position = ? AND reversed = 0",
                (step.number, step.reference, step.payout, step.booking, step.position),
            )
        return begun

    def posted(self, reference: str, number: str, step: ARRefund) -> None:
        """Record that a refund is posted, with all that follows, in one transaction.

        Its line is settled, and its line of work where nothing else of that payment waits.
        """
        with self._database.immediate(f"{reference} posted"):
            stored = self._intents.known(reference)
            if stored.state == "done" and stored.remote == number:
                return
            self._intents.done_inside(reference, number)
            self._lines.settle_met(reference)
            left = self._database.value(
                f"SELECT count(*) FROM booked_lines AS l WHERE {OPEN}"  # noqa: S608
                " AND l.payout = ? AND l.payment = ?",
                (step.payout, step.payment),
            )
            if not left:
                note = f"refund posted in batch {number}"
                self._work.settle_inside(step.payout, step.payment, "refund", note)

    def refunds_in(self, payout: str, payment: str) -> list[str]:
        """Give the ids of the refunds of a payment that a payout took out."""
        rows = self._database.rows(
            "SELECT refund FROM payout_items WHERE payout = ? AND payment = ? AND refund <> ''"
            " AND type IN ('payment_refunded', 'refund') ORDER BY position",
            (payout, payment),
        )
        return [row["refund"] for row in rows]


def _owed(row: sqlite.Row) -> OwedRefund:
    return OwedRefund(
        payout=row["payout"],
        booking=row["booking"],
        position=row["position"],
        payment=row["payment"],
        customer=row["customer"],
        account_set=row["account_set"],
        x=row["x"],
        amount=Money(row["amount"], row["currency"]),
    )
