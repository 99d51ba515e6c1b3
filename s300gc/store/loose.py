"""Payments that stand for no document of ours: others have made them, in the dashboard or so."""

from s300gc.model import Payment
from s300gc.store.database import Database
from s300gc.store.payments import Payments


class LoosePayments:
    """What is asked about such payments; nothing is written here."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._payments = Payments(database)

    def waiting(self) -> list[Payment]:
        """Give those on their way, paid out but not booked, or booked and to be applied later.

        Payments of our subscriptions are left out. By charge date.
        """
        names = ", ".join(f"p.{name}" for name in self._payments.columns)
        rows = self._database.rows(
            "WITH w (id) AS (SELECT id FROM payments INDEXED BY payments_by_status"  # noqa: S608
            " WHERE status IN ('submitted', 'confirmed')"
            " UNION SELECT b.id FROM payouts AS o INDEXED BY payouts_by_state"
            " CROSS JOIN payments AS b INDEXED BY payments_by_payout"
            " ON b.payout = o.id AND b.payout <> ''"
            " WHERE o.state IN ('seen', 'waiting', 'half-posted')"
            " UNION SELECT subject FROM worklist INDEXED BY worklist_open"
            " WHERE settled_at IS NULL AND kind = 'apply-later')"
            f" SELECT {names} FROM w CROSS JOIN payments AS p ON p.id = w.id"
            " WHERE NOT EXISTS (SELECT 1 FROM allocations AS a"
            " WHERE a.payment = p.id AND a.payment <> '')"
            " AND (p.subscription = '' OR NOT EXISTS (SELECT 1 FROM charge_subscriptions AS s"
            " WHERE s.subscription = p.subscription AND s.subscription <> ''))"
            " ORDER BY p.charge_date, p.id"
        )
        return [self._payments.decode(row) for row in rows]
