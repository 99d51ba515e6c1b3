"""The company's data: rows on shelves, running numbers, and the day it is."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from s300gc.sandbox.sage300.keys import key_text, row_key
from s300gc.sandbox.sage300.resources import RESOURCES, Resource
from s300gc.sandbox.sage300.shelf import Shelf
from s300gc.sandbox.sage300.switches import SageSwitches
from s300gc.sandbox.sage300.tables import Row
from s300gc.sandbox.sage300.variants import endpoints
from s300gc.sandbox.timeline import Timeline

ZERO = Decimal(0)
CENT = Decimal("0.01")


class Books:
    """One company: ``data`` is plain JSON, used and not copied; the rest is derived from it."""

    def __init__(
        self, timeline: Timeline, switches: SageSwitches, data: dict[str, Any], company: str
    ) -> None:
        self.timeline = timeline
        self.switches = switches
        self.data = data
        self.company = company
        data.setdefault("home", "GBP")
        for part in ("rows", "numbers", "gl_balances", "users", "optional_fields"):
            data.setdefault(part, {})
        data.setdefault("waiting", [])
        self.shelves = {path: self._shelf(path) for path in RESOURCES}
        self.resources = endpoints(switches)
        self.drafts: dict[str, set[str]] = {
            path: {key for key, row in self.shelves[path].rows.items() if is_draft(path, row)}
            for path, resource in RESOURCES.items()
            if resource.sort == "batch"
        }
        self.memory: dict[str, tuple[int, Any]] = {}

    def _shelf(self, path: str) -> Shelf:
        rows: dict[str, Row] = self.data["rows"].setdefault(path, {})
        return Shelf(rows, RESOURCES[path].indexed)

    # ------------------------------------------------------------ plain facts

    @property
    def today(self) -> str:
        """The day, as dates are kept: ``2026-01-05``."""
        return self.timeline.today.isoformat()

    @property
    def home(self) -> str:
        """The functional currency."""
        return str(self.data["home"])

    def next_number(self, series: str) -> int:
        """Give the next running number of a series, beginning with 1."""
        number = int(self.data["numbers"].get(series, 0)) + 1
        self.data["numbers"][series] = number
        return number

    def remembered(self, name: str, version: int) -> Any:
        """Give what was derived from rows of this version, or None."""
        known = self.memory.get(name)
        return known[1] if known is not None and known[0] == version else None

    # ------------------------------------------------------------ rows

    def shelf(self, path: str) -> Shelf:
        """Give the shelf of ``MODULE/Name``."""
        return self.shelves[path]

    def find(self, path: str, *key: Any) -> Row | None:
        """Give the row of a key, by its parts."""
        return self.shelves[path].rows.get(key_text(key))

    def keep(self, resource: Resource, row: Row) -> Row:
        """Put a new row on its shelf."""
        key = row_key(resource.table, resource.keys, row)
        self.shelves[resource.path].add(key, row)
        if resource.sort == "batch":
            self.refile(resource, key, row)
        return row

    def refile(self, resource: Resource, key: str, row: Row) -> None:
        """Note whether a batch is still a draft, after it was made or its status changed."""
        drafts = self.drafts[resource.path]
        if is_draft(resource.path, row):
            drafts.add(key)
        else:
            drafts.discard(key)
        self.shelves[resource.path].touch()

    def draft_batches(self, resource: Resource) -> list[Row]:
        """Give the batches that are not posted, in the order of their keys."""
        rows = self.shelves[resource.path].rows
        return [rows[key] for key in sorted(self.drafts[resource.path])]


def is_draft(path: str, row: Row) -> bool:
    """Say whether a batch is open or ready to post."""
    name = "Status" if path.startswith("GL/") else "BatchStatus"
    return row.get(name, "Open") in ("Open", "ReadyToPost")


def money(amount: Decimal | int) -> Decimal:
    """Round half up to two decimals, in which all amounts of the sandbox are kept."""
    return Decimal(amount).quantize(CENT, ROUND_HALF_UP)


def dec(value: Any) -> Decimal:
    """Read an amount that may be absent, whole or decimal."""
    return value if isinstance(value, Decimal) else Decimal(value or 0)
