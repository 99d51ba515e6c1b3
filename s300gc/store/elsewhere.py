"""What belongs to other creditors of the same GoCardless organisation: ids, and nothing more.

GoCardless lists events of all creditors of a token and does not say in them whose they
are; each mandate and payment is therefore looked up once, and its id remembered.
"""

from collections.abc import Iterable

from s300gc.store.cells import wanted
from s300gc.store.database import Database


class Elsewhere:
    """Ids of mandates and payments of other creditors."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def known(self, ids: Iterable[str]) -> set[str]:
        """Give those of these ids that belong to another creditor, as far as is known."""
        rows = self._database.rows(
            "SELECT e.id FROM json_each(?) AS w CROSS JOIN elsewhere AS e ON e.id = w.value",
            (wanted(ids),),
        )
        return {row["id"] for row in rows}

    def add(self, ids: Iterable[str]) -> None:
        """Remember that these ids belong to another creditor; none: no write."""
        found = sorted(set(ids))
        if not found:
            return
        with self._database.immediate("ids of other creditors"):
            self._database.write_many(
                "INSERT INTO elsewhere (id, at) VALUES (?, ?) ON CONFLICT (id) DO NOTHING",
                [(id, self._database.now) for id in found],
            )
