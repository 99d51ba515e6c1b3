"""Booked lines whose booking is taken back, or one of whose batches was booked anew."""

from s300gc.errors import PersonNeeded, S300gcError
from s300gc.model import Intent
from s300gc.store.booked_lines import BookedLines


class LineCorrections(BookedLines):
    """Changes bookings; each method does so in the caller's transaction."""

    def reverse(self, payout: str, *, settled: bool) -> None:
        """Mark the booking of a payout as reversed; not ``settled``: its AR side still stands."""
        self._database.write(
            "UPDATE booked_lines SET reversed = 1, settled = ? WHERE payout = ? AND reversed = 0",
            (int(settled), payout),
        )
        for statement in (
            "UPDATE booking_intents SET reversed = 1 WHERE payout = ?",
            "UPDATE journals SET reversed = 1 WHERE payout = ?",
        ):
            self._database.write(statement, (payout,))

    def settle_bare(self, payout: str) -> None:
        """Settle the reversed lines that had no AR side: their journal is taken back."""
        self._database.write(
            "UPDATE booked_lines SET settled = 1 WHERE payout = ? AND reversed = 1 AND batch = ''",
            (payout,),
        )

    def take_back(self, payout: str, journal: str) -> None:
        """Mark the journal of a booking as reversed; the lines of that booking stay."""
        found = self._database.row(
            "SELECT booking FROM journals WHERE payout = ? AND reference = ?", (payout, journal)
        )
        if found is None:
            return
        self._database.write(
            "UPDATE journals SET reversed = 1 WHERE payout = ? AND booking = ?",
            (payout, found["booking"]),
        )
        self._database.write(
            "UPDATE booked_lines SET settled = 0 WHERE payout = ? AND booking = ? AND reversed = 0",
            (payout, found["booking"]),
        )

    def take_over_refunds(self, payout: str, booking: int) -> None:
        """Let the lines of a new booking stand for AR refunds posted before a reversal.

        That money went back to its payer once. Raises PersonNeeded where no line of the new
        booking is that refund, on the same account: a second one would be entered else.
        """
        rows = self._database.rows(
            "SELECT l.rowid AS id, l.payment, l.kind, l.customer, l.x, l.amount, l.receipt,"
            " l.batch FROM booked_lines AS l CROSS JOIN intents AS i ON i.reference = l.batch"
            " WHERE l.payout = ? AND l.reversed = 1 AND l.batch GLOB 'GC ' || l.payout || ' F*'"
            " AND i.state = 'done' ORDER BY l.rowid",
            (payout,),
        )
        for row in rows:
            place = self._database.value(
                "SELECT min(rowid) FROM booked_lines WHERE payout = ? AND booking = ?"
                " AND payment = ? AND kind = ? AND customer = ? AND x = ? AND amount = ?"
                " AND batch = '' AND reversed = 0",
                (
                    *(payout, booking, row["payment"], row["kind"]),
                    *(row["customer"], row["x"], row["amount"]),
                ),
            )
            if place is None:
                raise PersonNeeded(
                    f"AR refund {row['receipt']} of {row['customer']} for {row['payment']} is"
                    f" posted on {row['x']}, and {payout} would be booked otherwise now: put the"
                    " settings back as they were, or that refund would be entered twice"
                )
            self._database.write(
                "UPDATE booked_lines SET receipt = ?, batch = ? WHERE rowid = ?",
                (row["receipt"], row["batch"], place),
            )
            self._database.write(
                "UPDATE booked_lines SET receipt = '', batch = '', settled = 1 WHERE rowid = ?",
                (row["id"],),
            )

    def put_in_place(self, payout: str, old: str, intent: Intent) -> int:
        """Let a booking consist of another batch in the place of an old one; gives its number."""
        row = self._database.row(
            "SELECT booking, (SELECT max(position) + 1 FROM booking_intents AS o"
            " WHERE o.payout = b.payout AND o.booking = b.booking) AS place"
            " FROM booking_intents AS b WHERE payout = ? AND reference = ? AND reversed = 0",
            (payout, old),
        )
        if row is None:
            raise S300gcError(f"{old} is no part of the booking of {payout}")
        booking, place = row["booking"], row["place"]
        self._database.write(
            "UPDATE booking_intents SET reversed = 1 WHERE payout = ? AND reference = ?",
            (payout, old),
        )
        self._database.write(
            "INSERT INTO booking_intents (payout, booking, position, reference)"
            " VALUES (?, ?, ?, ?)",
            (payout, booking, place, intent.reference),
        )
        self._database.write(
            "UPDATE booked_lines SET settled = 0"
            " WHERE payout = ? AND booking = ? AND (batch = ? OR ? = 'journal')",
            (payout, booking, old, intent.kind),
        )
        self._database.write(
            "UPDATE booked_lines SET batch = ? WHERE payout = ? AND booking = ? AND batch = ?",
            (intent.reference, payout, booking, old),
        )
        if intent.kind == "journal":
            self._database.write(
                "DELETE FROM journals WHERE payout = ? AND booking = ?", (payout, booking)
            )
            self.insert_journal(payout, booking, intent)
        return int(booking)
