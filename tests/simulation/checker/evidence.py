"""What the checker looks at, as plain values."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import simplejson

from tests.flows.witness import Seen

ALLOWED = {"1195", "2190", "2201", "7100", "7900", "7901"}
"""Accounts the tool's journals may touch, beside those the payments are credited to."""
CONTROL = ("1100", "1110", "1120", "1130")


@dataclass(frozen=True)
class Row:
    """One audit row as it stands in the file."""

    seq: int
    at: str
    kind: str
    subject: str
    keys: str
    body: str
    seal: str
    prev: str
    hash: str

    @cached_property
    def said(self) -> dict[str, Any]:
        """The body."""
        return simplejson.loads(self.body)  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Evidence:
    """One look at both systems and at the file, when no run is under way."""

    state: dict[str, Any]
    rows: tuple[Row, ...]
    credit: str
    """``ar-control``, or the clearing account."""
    touched: frozenset[str]
    """Customers with whom something happened that may rightly keep documents open."""
    events: frozenset[str]
    payouts: frozenset[str]
    """What of GoCardless's events and payouts was stored."""
    cursors: dict[str, str]

    @cached_property
    def seen(self) -> Seen:
        """The same, as what was collected."""
        return Seen(self.state)

    @property
    def gocardless(self) -> dict[str, Any]:
        """GoCardless's half of the state."""
        return self.state["gocardless"]  # type: ignore[no-any-return]

    @property
    def sage(self) -> dict[str, Any]:
        """Sage's half of the state."""
        return self.state["sage300"]  # type: ignore[no-any-return]

    @cached_property
    def today(self) -> date:
        """The world's day."""
        return date.fromisoformat(self.state["now"][:10])

    def batches(self, kind: str) -> list[dict[str, Any]]:
        """The tool's batches of a kind, strays that it marked as duplicates left out."""
        return [
            batch
            for batch in self.sage[kind]
            if batch["made_by"] == "tool" and not reference(batch).startswith("DUPLICATE")
        ]

    def posted(self, kind: str) -> list[dict[str, Any]]:
        """Those of them that are posted."""
        return [batch for batch in self.batches(kind) if status(batch) == "Posted"]

    def paid(self) -> list[dict[str, Any]]:
        """Payouts that have arrived."""
        return [one for one in self.gocardless["payouts"] if one["status"] == "paid"]


def reference(batch: dict[str, Any]) -> str:
    """The description of a batch, which holds the tool's reference."""
    return str(batch.get("Description", batch.get("BatchDescription", "")))


def status(batch: dict[str, Any]) -> str:
    """The status of a batch of AR or GL."""
    return str(batch.get("BatchStatus", batch.get("Status")))


def minor(value: object) -> int:
    """An amount of Sage in minor units; it must be whole."""
    found = Decimal(str(value)) * 100
    assert found == int(found), value
    return int(found)


def read(state: bytes, database: Path, credit: str, touched: frozenset[str]) -> Evidence:
    """Read the state, and the file with SQL of our own."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(
            "SELECT seq, at, kind, subject, keys, body, seal, prev, hash FROM audit ORDER BY seq"
        ).fetchall()
        cursors = dict(connection.execute("SELECT name, value FROM cursors").fetchall())
        events = {row[0] for row in connection.execute("SELECT id FROM events")}
        payouts = {row[0] for row in connection.execute("SELECT id FROM payouts")}
    return Evidence(
        simplejson.loads(state, use_decimal=True), tuple(Row(*row) for row in rows), credit,
        touched, frozenset(events), frozenset(payouts), cursors,
    )  # fmt: skip
