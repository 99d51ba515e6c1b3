"""What a report asks of the store beside what other classes give: by period and by age."""

from collections.abc import Iterable
from datetime import date, datetime

from s300gc.model import Money, Payment
from s300gc.model.reports import Ending, Trouble, Unmatched
from s300gc.store.cells import day, instant, stamp, wanted
from s300gc.store.database import Database
from s300gc.store.payments import Payments

IN = ("payment_paid_out", "refund_funds_returned")
"""Item types that bring money (GoCardless API reference, payout items)."""


class Reporting:
    """Reads what reports need; writes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._payments = Payments(database)

    def charged(self, first: date, last: date) -> list[Payment]:
        """Give the payments charged from one day to another, both included, by day and id."""
        rows = self._database.rows(
            f"SELECT {', '.join(Payments.columns)} FROM payments"  # noqa: S608
            " WHERE charge_date BETWEEN ? AND ? ORDER BY charge_date, id",
            (day(first), day(last)),
        )
        return [self._payments.decode(row) for row in rows]

    def made(self, since: datetime, until: datetime) -> list[str]:
        """Give the ids of the payouts created in ``[since, until)``, oldest first."""
        rows = self._database.rows(
            "SELECT id FROM payouts WHERE created_at >= ? AND created_at < ?"
            " ORDER BY created_at, id",
            (stamp(since), stamp(until)),
        )
        return [row["id"] for row in rows]

    def endings(self, since: datetime, until: datetime, actions: Iterable[str]) -> list[Ending]:
        """Give the events of ``[since, until)`` that ended payments, oldest first.

        Whose they are is left empty.
        """
        rows = self._database.rows(
            "SELECT e.created_at, e.action, e.cause, e.resource, p.amount, p.currency, p.status,"
            " p.payout FROM events AS e INDEXED BY events_by_type"
            " LEFT JOIN payments AS p ON p.id = e.resource"
            " WHERE e.resource_type = 'payments' AND e.created_at >= ? AND e.created_at < ?"
            " AND e.action IN (SELECT value FROM json_each(?)) ORDER BY e.created_at, e.id",
            (stamp(since), stamp(until), wanted(sorted(actions))),
        )
        return [
            Ending(
                at=instant(row["created_at"]),
                action=row["action"],
                cause=row["cause"],
                payment=row["resource"],
                amount=None if row["amount"] is None else Money(row["amount"], row["currency"]),
                status=row["status"] or "",
                payout=row["payout"] or "",
            )
            for row in rows
        ]

    def unmatched(self) -> list[Unmatched]:
        """Give what was booked of unknown payers and is not settled, oldest first.

        Payouts without an arrival date are left out: nothing of them is booked.
        """
        rows = self._database.rows(
            "SELECT l.payout, l.payment, l.kind, l.x, l.amount, l.currency, p.arrival_date"
            " FROM booked_lines AS l INDEXED BY booked_lines_unsettled"
            " CROSS JOIN payouts AS p ON p.id = l.payout"
            " WHERE l.settled = 0 AND l.reversed = 0 AND l.customer = ''"
            " AND p.arrival_date IS NOT NULL ORDER BY p.arrival_date, l.payout, l.position"
        )
        return [
            Unmatched(
                payout=row["payout"],
                payment=row["payment"],
                kind=row["kind"],
                account=row["x"],
                arrived=date.fromisoformat(row["arrival_date"]),
                amount=Money(
                    row["amount"] if row["kind"] in IN else -row["amount"], row["currency"]
                ),
            )
            for row in rows
        ]

    def worklist(self) -> list[Trouble]:
        """Give what a person still has to do by hand, oldest first, with its payout."""
        rows = self._database.rows(
            "SELECT payout, subject, reason, kind, at FROM worklist"
            " WHERE settled_at IS NULL ORDER BY id"
        )
        return [
            Trouble(
                kind="by hand",
                subject=row["subject"],
                reason=row["reason"],
                settle="in Sage 300 AR",
                since=instant(row["at"]),
                payout=row["payout"],
            )
            for row in rows
        ]
