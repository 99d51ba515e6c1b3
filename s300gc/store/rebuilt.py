"""Writes what a lost database held and what both systems still tell of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from s300gc.model import (
    DEAD,
    Allocation,
    Failed,
    Intent,
    Outcome,
    Payment,
    Skip,
    canonical,
)
from s300gc.model.invitations import BillingRequest
from s300gc.model.refunds import Refund
from s300gc.store.audit import Audit
from s300gc.store.booked_lines import BookedLines
from s300gc.store.cells import maybe_instant
from s300gc.store.database import Database
from s300gc.store.doors import Doors
from s300gc.store.intents import Intents

PAGE = 500
NEWEST = """
    SELECT a.id, a.payment, p.status,
        (SELECT l.kind FROM booked_lines AS l CROSS JOIN intents AS i ON i.reference = l.batch
         WHERE l.payment = a.payment AND l.payment <> '' AND l.reversed = 0 AND l.batch <> ''
         AND l.claim_document = a.document AND i.state = 'done'
         AND l.kind IN ('payment_paid_out', 'payment_failed', 'payment_charged_back')
         ORDER BY l.rowid DESC LIMIT 1) AS last
    FROM allocations AS a CROSS JOIN payments AS p ON p.id = a.payment
    WHERE a.id > ? AND NOT EXISTS (
        SELECT 1 FROM allocations AS b CROSS JOIN payments AS q ON q.id = b.payment
        WHERE b.customer = a.customer AND b.document = a.document
        AND b.instalment = a.instalment AND b.payment <> a.payment
        AND (q.created_at, q.id) > (p.created_at, p.id))
    ORDER BY a.id LIMIT ?
"""
"""Of each claim the newest collection, with what was last posted of it in AR."""


class Rebuilt:
    """The writes of a rebuild; each is one transaction, and nothing when it was done before."""

    def __init__(self, database: Database, audit: Audit, intents: Intents, doors: Doors) -> None:
        self._database = database
        self._audit = audit
        self._intents = intents
        self._doors = doors
        self._lines = BookedLines(database)

    def empty(self) -> bool:
        """Tell whether nothing of either system was ever decided or booked in this database."""
        held = "SELECT EXISTS (SELECT 1 FROM intents) OR EXISTS (SELECT 1 FROM allocations)"
        return not self._database.value(held)

    def collections(self) -> int:
        """Count the payments of ours."""
        return int(self._database.value("SELECT count(*) FROM intents WHERE kind = 'payment'") or 0)

    def newest_payout(self) -> datetime | None:
        """Give when the newest payout was created; None where there is none."""
        return maybe_instant(self._database.value("SELECT max(created_at) FROM payouts"))

    # ------------------------------------------------------------ findings

    def find(self, subject: str, kind: str, reason: str, exit_code: int = 0) -> None:
        """Keep what could not be restored, or only with a doubt; code 0 is worth knowing only."""
        known = self._database.value(
            "SELECT reason FROM rebuild_findings WHERE subject = ? AND kind = ?", (subject, kind)
        )
        if known == reason:
            return
        with self._database.immediate(f"finding about {subject}"):
            self._database.write(
                "INSERT INTO rebuild_findings (subject, kind, reason, exit_code, at)"
                " VALUES (?, ?, ?, ?, ?) ON CONFLICT (subject, kind) DO UPDATE SET"
                " reason = excluded.reason, exit_code = excluded.exit_code",
                (subject, kind, reason, exit_code, self._database.now),
            )
            self._audit.append("rebuild.finding", subject, {"kind": kind, "reason": reason})

    def tell(self, outcome: Outcome) -> None:
        """Add every finding to an outcome, those that a person must see to as failures."""
        rows = self._database.rows(
            "SELECT subject, kind, reason, exit_code FROM rebuild_findings ORDER BY subject, kind"
        )
        for row in rows:
            if row["exit_code"]:
                outcome.results.append(Failed(row["subject"], row["reason"], row["exit_code"]))
            else:
                outcome.results.append(Skip(row["subject"], row["reason"], row["kind"]))

    # ------------------------------------------------------------ collections

    def collection(
        self,
        payment: Payment,
        reference: str,
        key: str,
        allocations: Sequence[Allocation],
        attempt: int,
    ) -> None:
        """Record a payment of ours as done, its doors closed until all bookings are known."""
        if self._intents.get(reference) is not None:
            return
        intent = Intent(
            reference=reference,
            kind="payment",
            key=key,
            request=canonical(payment),
            begun_at=payment.created_at,
            state="done",
            remote=payment.id,
            note="rebuilt",
        )
        with self._database.immediate(f"payment {payment.id} rebuilt"):
            self._intents.insert(intent)
            self._doors.keep_closed(reference, allocations, attempt, payment.id)
            named = {one for a in allocations for one in (a.claim.customer, a.claim.document)}
            body = {"status": payment.status, "key": key, "attempt": attempt}
            self._audit.append("payment.rebuilt", reference, body, {payment.id, *named})

    def doors(self, after: int) -> int | None:
        """Open the doors of the next claims that are being collected; None at the end.

        Of several collections of a claim only the newest can have a door. It is open
        unless the last that was posted of it in AR is a receipt. Gives the place to go
        on from; 0 begins anew.
        """
        rows = self._database.rows(NEWEST, (after, PAGE))
        opened = [row for row in rows if row["last"] != "payment_paid_out"]
        with self._database.immediate("doors rebuilt"):
            if not after:
                self._database.write("UPDATE allocations SET live = 0 WHERE live = 1")
            self._database.write_many(
                "UPDATE allocations SET live = 1 WHERE id = ?", [(row["id"],) for row in opened]
            )
        return rows[-1]["id"] if len(rows) == PAGE else None

    def rivals(self) -> list[tuple[str, str, str]]:
        """Give claims that two living payments collect at once: claim, both payments."""
        rows = self._database.rows(
            "SELECT a.document || '/' || a.instalment AS claim, a.payment AS one, b.payment AS two"
            " FROM allocations AS a CROSS JOIN payments AS p ON p.id = a.payment"
            " CROSS JOIN allocations AS b ON b.customer = a.customer AND b.document = a.document"
            " AND b.instalment = a.instalment AND b.payment > a.payment"
            " CROSS JOIN payments AS q ON q.id = b.payment"
            " WHERE p.status NOT IN ('paid_out', 'failed', 'charged_back', 'cancelled',"
            " 'customer_approval_denied') AND q.status NOT IN ('paid_out', 'failed',"
            " 'charged_back', 'cancelled', 'customer_approval_denied') ORDER BY 1, 2, 3"
        )
        return [(row["claim"], row["one"], row["two"]) for row in rows]

    def held(self) -> list[tuple[str, str]]:
        """Give ended payments that hold their documents: payment and status.

        Whether a person had released them before, nothing tells.
        """
        rows = self._database.rows(
            "SELECT DISTINCT p.id, p.status FROM allocations AS a"
            " CROSS JOIN payments AS p ON p.id = a.payment WHERE a.live = 1 ORDER BY p.id"
        )
        return [(row["id"], row["status"]) for row in rows if row["status"] in DEAD]

    # ------------------------------------------------------------ bookings

    def batch(self, reference: str, number: str, *, posted: bool) -> None:
        """Record the batch of a rebuilt booking: its number, and done where it is posted."""
        stored = self._intents.known(reference)
        if stored.remote == number and (stored.state == "done") == posted:
            return
        with self._database.immediate(f"batch {number} of {reference} rebuilt"):
            if posted:
                self._intents.done_inside(reference, number, "rebuilt")
                self._lines.settle_met(reference)
                return
            self._intents.move(replace(stored, state="begun", remote=number, note=""))
            self._audit.append(
                "intent.numbered", reference, {"number": number, "rebuilt": True}, [number]
            )

    # ------------------------------------------------------------ refunds, invitations

    def refund(self, found: Refund, reference: str, number: int, key: str, note: str) -> None:
        """Record a refund of ours with the request it came from.

        ``note`` is its credit note, empty where it was given for another reason. Who asked
        for it and who approved it stood in the lost database only.
        """
        if self._intents.get(reference) is not None:
            return
        intent = Intent(
            reference,
            "refund",
            key,
            canonical(found),
            found.created_at,
            "done",
            found.id,
            "rebuilt",
        )
        why = dict(found.metadata).get("refund", "") or "not known any more"
        with self._database.immediate(f"refund {found.id} rebuilt"):
            self._intents.insert(intent)
            self._database.write(
                "INSERT INTO refund_requests (number, payment, amount, currency, credit_note,"
                " reason, state, asked_by, asked_at, reference, refund, note)"
                " VALUES (?, ?, ?, ?, ?, ?, 'done', 'not known any more', ?, ?, ?, 'rebuilt')",
                (
                    *(number, found.payment, found.amount.minor, found.amount.currency),
                    *(note, "" if note else why),
                    *(self._database.now, reference, found.id),
                ),
            )
            body = {"amount": found.amount.minor, "currency": found.amount.currency, "why": why}
            self._audit.append("refund.rebuilt", reference, body, {found.id, found.payment})

    def invitation(
        self, found: BillingRequest, reference: str, key: str, customer: str, number: int,
        currency: str,
    ) -> None:  # fmt: skip
        """Record an invitation of ours; its link is made anew when it is sent again."""
        if self._intents.get(reference) is not None:
            return
        intent = Intent(
            reference,
            "invite",
            key,
            canonical(found),
            found.created_at,
            "done",
            found.id,
            "rebuilt",
        )
        with self._database.immediate(f"billing request {found.id} rebuilt"):
            self._intents.insert(intent)
            self._database.write(
                "INSERT INTO invitations (customer, number, reference, currency, status, request,"
                " mandate, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(customer, number, reference, currency, found.status, found.id),
                    *(found.mandate, self._database.now),
                ),
            )
            body = {"status": found.status, "mandate": found.mandate}
            self._audit.append("invitation.rebuilt", reference, body, {customer, found.id})
