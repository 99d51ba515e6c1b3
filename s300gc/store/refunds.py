"""GoCardless refunds as last read, and what persons have asked for."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from s300gc.errors import PersonNeeded, UsageError
from s300gc.model import Intent, Money
from s300gc.model.refunds import CreateRefund, Refund, RefundRequest
from s300gc.store import sqlite
from s300gc.store.audit import Audit
from s300gc.store.cells import Cell, maybe_instant, pairs, read_pairs, stamp, wanted
from s300gc.store.database import Database
from s300gc.store.intents import Intents
from s300gc.store.mirror import Mirror, moment_of

SELECT = (
    "SELECT number, payment, amount, currency, credit_note, reason, state, asked_by, asked_at,"
    " approved_by, approved_at, reference, refund, note FROM refund_requests"
)


class Refunds(Mirror[Refund]):
    """Refunds by id, ours and those that others made."""

    table = "refunds"
    key = ("id",)
    columns = (
        "id", "created_at", "amount", "currency", "status", "payment", "mandate", "reference",
        "metadata",
    )  # fmt: skip

    def of_payments(self, ids: Iterable[str]) -> list[Refund]:
        """Give the refunds of these payments, by payment and id."""
        names = ", ".join(f"m.{name}" for name in self.columns)
        rows = self._database.rows(
            f"SELECT {names} FROM json_each(?) AS w"  # noqa: S608
            " CROSS JOIN refunds AS m ON m.payment = w.value ORDER BY m.payment, m.id",
            (wanted(ids),),
        )
        return [self.decode(row) for row in rows]

    def standing(self, status: str = "", after: str = "", limit: int = 500) -> list[Refund]:
        """Give up to ``limit`` refunds of a status, or of any, by id, those after an id."""
        if not status:
            return self.page((after,), limit)
        return self._read("WHERE id > ? AND status = ? ORDER BY id LIMIT ?", after, status, limit)

    def made_since(self, moment: datetime) -> list[Refund]:
        """Give the refunds that were made at or after a moment, by id."""
        return self._read("WHERE created_at >= ? ORDER BY id", stamp(moment))

    def encode(self, value: Refund) -> tuple[Cell, ...]:
        """Give a refund's cells."""
        return (
            *(value.id, stamp(value.created_at), value.amount.minor, value.amount.currency),
            *(value.status, value.payment, value.mandate, value.reference),
            pairs(value.metadata),
        )

    def decode(self, row: sqlite.Row) -> Refund:
        """Read a refund back."""
        return Refund(
            id=row["id"],
            created_at=moment_of(row),
            amount=Money(row["amount"], row["currency"]),
            status=row["status"],
            payment=row["payment"],
            mandate=row["mandate"],
            reference=row["reference"],
            metadata=read_pairs(row["metadata"]),
        )


class RefundRequests:
    """What persons have asked for; each change goes with its audit row, in one transaction."""

    def __init__(
        self, database: Database, audit: Audit, intents: Intents, refunds: Refunds
    ) -> None:
        self._database = database
        self._audit = audit
        self._intents = intents
        self._refunds = refunds

    # ------------------------------------------------------------ reading

    def get(self, number: int) -> RefundRequest:
        """Give a request by its number. Raises UsageError where there is none."""
        row = self._database.row(f"{SELECT} WHERE number = ?", (number,))
        if row is None:
            raise UsageError(f"there is no refund request {number}")
        return _request(row)

    def open(self) -> list[RefundRequest]:
        """Give the requests that wait for a person, or for GoCardless, the oldest first."""
        rows = self._database.rows(
            f"{SELECT} WHERE state IN ('waiting', 'approved') ORDER BY number"
        )
        return [_request(row) for row in rows]

    def page(self, before: int, limit: int = 500) -> list[RefundRequest]:
        """Give up to ``limit`` requests numbered below ``before``, the newest first."""
        rows = self._database.rows(
            f"{SELECT} WHERE number < ? ORDER BY number DESC LIMIT ?", (before, limit)
        )
        return [_request(row) for row in rows]

    def of_payments(self, ids: Iterable[str]) -> list[RefundRequest]:
        """Give what was asked for about these payments, by number."""
        rows = self._database.rows(
            f"{SELECT} WHERE payment IN (SELECT value FROM json_each(?)) ORDER BY number",  # noqa: S608
            (wanted(ids),),
        )
        return [_request(row) for row in rows]

    def of_note(self, credit_note: str) -> list[RefundRequest]:
        """Give what was asked for about a credit note, by number."""
        rows = self._database.rows(
            f"{SELECT} WHERE credit_note = ? AND credit_note <> '' ORDER BY number", (credit_note,)
        )
        return [_request(row) for row in rows]

    # ------------------------------------------------------------ writing

    def ask(self, request: RefundRequest, user: str) -> RefundRequest:
        """Keep a request that waits for a second person; ``user`` is the system's."""
        with self._database.immediate("refund asked for"):
            return self._insert(request, user)

    def _insert(self, request: RefundRequest, user: str) -> RefundRequest:
        highest = self._database.value("SELECT coalesce(max(number), 0) FROM refund_requests")
        number = int(highest) + 1
        self._database.write(
            "INSERT INTO refund_requests (number, payment, amount, currency, credit_note, reason,"
            " state, asked_by, asked_at) VALUES (?, ?, ?, ?, ?, ?, 'waiting', ?, ?)",
            (
                *(number, request.payment, request.amount.minor, request.amount.currency),
                *(request.credit_note, request.reason, request.asked_by, self._database.now),
            ),
        )
        amount = {"amount": request.amount.minor, "currency": request.amount.currency}
        said = {"by": request.asked_by, "user": user, **amount, "why": request.why}
        self._audit.append("refund.asked", name(number), said, {request.payment})
        return self.get(number)

    def alone(self, request: RefundRequest, user: str) -> RefundRequest:
        """Keep a request within the limit: nobody else has to approve it."""
        with self._database.immediate("refund asked for"):
            made = self._insert(request, user)
            self._database.write(
                "UPDATE refund_requests SET state = 'approved' WHERE number = ?", (made.number,)
            )
        return replace(made, state="approved")

    def approve(self, request: RefundRequest, by: str, user: str) -> RefundRequest:
        """Record who approved a request that waits.

        Raises PersonNeeded where it does not wait, or he is who asked for it.
        """
        with self._database.immediate(f"refund request {request.number} approved"):
            stored = self.get(request.number)
            if stored.state != "waiting":
                raise PersonNeeded(f"{name(stored.number)} is {stored.state} already")
            if stored.asked_by.casefold() == by.casefold():
                raise PersonNeeded(f"{by} asked for it: another person has to approve it")
            self._database.write(
                "UPDATE refund_requests SET state = 'approved', approved_by = ?, approved_at = ?"
                " WHERE number = ?",
                (by, self._database.now, stored.number),
            )
            said = {"by": by, "user": user}
            self._audit.append("refund.approved", name(stored.number), said, {stored.payment})
        return self.get(request.number)

    def refuse(self, number: int, note: str, by: str = "") -> None:
        """Record that a request is not carried out, and why."""
        with self._database.immediate(f"refund request {number} refused"):
            self._refuse(number, note, by)

    def _refuse(self, number: int, note: str, by: str = "") -> None:
        stored = self.get(number)
        self._database.write(
            "UPDATE refund_requests SET state = 'refused', note = ? WHERE number = ?",
            (note, number),
        )
        said = {"by": by, "note": note}
        self._audit.append("refund.refused", name(number), said, {stored.payment})

    def begin(self, intent: Intent, step: CreateRefund) -> Intent:
        """Commit the intent of an approved request; gives what is stored, as ``Intents`` does."""
        with self._database.immediate(f"intent {intent.reference} begun"):
            keys = {step.payment, step.customer, name(step.request)} - {""}
            begun = self._intents.begin_inside(intent, keys=keys)
            self._database.write(
                "UPDATE refund_requests SET reference = ? WHERE number = ?",
                (intent.reference, step.request),
            )
        return begun

    def made(self, step: CreateRefund, found: Refund) -> None:
        """Record the refund that GoCardless has made."""
        with self._database.immediate(f"refund {found.id}"):
            self._intents.done_inside(step.reference, found.id, keys=[step.payment])
            self._database.write(
                "UPDATE refund_requests SET state = 'done', refund = ? WHERE number = ?",
                (found.id, step.request),
            )
            self._refunds.put_inside([found])

    def failed(self, step: CreateRefund, note: str) -> None:
        """Record that GoCardless definitely refused it: it has to be asked for anew."""
        with self._database.immediate(f"intent {step.reference} failed"):
            self._intents.end_inside(step.reference, "failed", note)
            self._refuse(step.request, note)


def name(number: int) -> str:
    """Name a request in the audit trail and in sentences."""
    return f"refund request {number}"


def _request(row: sqlite.Row) -> RefundRequest:
    return RefundRequest(
        payment=row["payment"],
        amount=Money(row["amount"], row["currency"]),
        credit_note=row["credit_note"],
        reason=row["reason"],
        asked_by=row["asked_by"],
        state=row["state"],
        number=row["number"],
        asked_at=maybe_instant(row["asked_at"]),
        approved_by=row["approved_by"],
        approved_at=maybe_instant(row["approved_at"]),
        reference=row["reference"],
        refund=row["refund"],
        note=row["note"],
    )
