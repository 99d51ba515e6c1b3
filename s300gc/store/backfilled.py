"""What is asked of the store about the time before go-live."""

from datetime import date

from s300gc.model import Money, Payout
from s300gc.store.cells import day
from s300gc.store.database import Database
from s300gc.store.payouts import Payouts


class Backfilled:
    """The time before go-live, as far as it was read."""

    def __init__(self, database: Database, payouts: Payouts) -> None:
        self._database = database
        self._payouts = payouts

    def payouts(self, go_live: date, since: date | None) -> list[Payout]:
        """Give the paid payouts that arrived before go-live, on or after a day, oldest first.

        Booked ones and those that a person has marked as booked elsewhere are left out.
        """
        rows = self._database.rows(
            "SELECT id FROM payouts WHERE status = 'paid' AND arrival_date < ?"
            " AND arrival_date >= ? AND state <> 'booked' AND reason NOT LIKE 'booked elsewhere%'"
            " ORDER BY created_at, id",
            (day(go_live), day(since) if since else ""),
        )
        found = {one.id: one for one in self._payouts.some([row["id"] for row in rows])}
        return [found[row["id"]] for row in rows]

    def opening(self, go_live: date) -> list[tuple[int, Money, str]]:
        """Give what was collected before go-live and not paid out by then, by currency.

        Count, sum, and whose: ``ours`` where it stands for documents, else ``others``.
        """
        rows = self._database.rows(
            "SELECT p.currency, EXISTS (SELECT 1 FROM allocations AS a WHERE a.payment = p.id"
            " AND a.payment <> '') AS ours, count(*) AS many, sum(p.amount) AS amount"
            " FROM payments AS p LEFT JOIN payouts AS o ON o.id = p.payout AND p.payout <> ''"
            " WHERE p.created_at < ? AND p.status NOT IN ('failed', 'charged_back', 'cancelled',"
            " 'customer_approval_denied') AND (o.id IS NULL AND p.status <> 'paid_out'"
            " OR o.arrival_date >= ?) GROUP BY 1, 2 ORDER BY 1, 2",
            (day(go_live), day(go_live)),
        )
        return [
            (
                row["many"],
                Money(row["amount"], row["currency"]),
                "ours" if row["ours"] else "others",
            )
            for row in rows
        ]
