"""What customers are being charged and were charged before, added up from allocations."""

from collections.abc import Iterable
from datetime import date

from s300gc.model import Money
from s300gc.store.cells import wanted
from s300gc.store.database import Database
from s300gc.store.payments import OPEN

NEVER = ("cancelled", "customer_approval_denied")
"""Statuses of payments that were never asked of the bank (GoCardless API reference, payments)."""


class Collected:
    """Sums over the allocations of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def on_day(self, customers: Iterable[str]) -> dict[tuple[str, str, date], Money]:
        """Give what is on its way from customers, by customer, currency and charge date.

        What GoCardless has not answered yet counts on the day that was asked for.
        """
        rows = self._database.rows(
            "SELECT a.customer, a.currency, sum(a.amount) AS amount,"
            " coalesce(p.charge_date, i.request ->> '$.charge_date') AS day"
            " FROM json_each(?) AS w"
            " CROSS JOIN allocations AS a INDEXED BY one_live_door"
            " ON a.customer = w.value AND a.live = 1"
            " CROSS JOIN intents AS i ON i.reference = a.reference"
            " LEFT JOIN payments AS p ON p.id = a.payment"
            " WHERE p.id IS NULL OR p.status IN (SELECT value FROM json_each(?))"
            " GROUP BY a.customer, a.currency, day HAVING day IS NOT NULL",
            (wanted(customers), wanted(OPEN)),
        )
        return {
            (row["customer"], row["currency"], date.fromisoformat(row["day"])): Money(
                row["amount"], row["currency"]
            )
            for row in rows
        }

    def last(self, customers: Iterable[str], most: int) -> dict[tuple[str, str], tuple[Money, ...]]:
        """Give the last payments of customers by customer and currency, newest first."""
        rows = self._database.rows(
            "SELECT customer, currency, amount FROM ("
            " SELECT a.customer, a.currency, sum(a.amount) AS amount, max(a.id) AS newest,"
            " row_number() OVER (PARTITION BY a.customer, a.currency ORDER BY max(a.id) DESC) AS n"
            " FROM json_each(?) AS w"
            " CROSS JOIN allocations AS a ON a.customer = w.value AND a.payment <> ''"
            " CROSS JOIN payments AS p ON p.id = a.payment"
            " WHERE p.status NOT IN (SELECT value FROM json_each(?))"
            " GROUP BY a.customer, a.currency, a.payment"
            ") WHERE n <= ? ORDER BY customer, currency, newest DESC",
            (wanted(customers), wanted(NEVER), most),
        )
        found: dict[tuple[str, str], tuple[Money, ...]] = {}
        for row in rows:
            place = (row["customer"], row["currency"])
            found[place] = (*found.get(place, ()), Money(row["amount"], row["currency"]))
        return found
