"""Webhook deliveries: kept as they came before they are acknowledged, unpacked afterwards."""

from dataclasses import dataclass
from datetime import datetime

from s300gc.model.webhooks import Arrivals
from s300gc.store.cells import instant, maybe_instant, stamp
from s300gc.store.database import Database

CHECK = "WBCHECK"
"""How the ids of deliveries begin that we send ourselves."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery whose signature was right.

    ``secret`` is the place of the secret that signed it: 0 the present one, 1 the
    previous one. ``received_at`` is UTC.
    """

    number: int
    received_at: datetime
    secret: int
    body: bytes


class Deliveries:
    """The deliveries of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, body: bytes, secret: int, error: str = "") -> None:
        """Store a body durably; with ``error`` as malformed, to be looked at by a person."""
        state = "malformed" if error else "waiting"
        with self._database.immediate("delivery"):
            self._database.write(
                "INSERT INTO deliveries (received_at, secret, state, error, body)"
                " VALUES (?, ?, ?, ?, ?)",
                (self._database.now, secret, state, error, body),
            )

    def ready(self) -> None:
        """Prove that something could be stored now; raises what would be raised then."""
        with self._database.immediate("health"):
            pass

    def waiting(self, limit: int = 20) -> list[Delivery]:
        """Give deliveries that are not unpacked yet, oldest first."""
        rows = self._database.rows(
            "SELECT number, received_at, secret, body FROM deliveries WHERE state = 'waiting'"
            " ORDER BY number LIMIT ?",
            (limit,),
        )
        return [
            Delivery(row["number"], instant(row["received_at"]), row["secret"], row["body"])
            for row in rows
        ]

    def unpacked(self, number: int, webhook: str, events: int, error: str = "") -> None:
        """Record that the events of a delivery are in the inbox.

        Its body has nothing then that is not kept with them, and goes; it stays
        where ``error`` says what of it could not be read.
        """
        with self._database.immediate(f"delivery {number} unpacked"):
            self._database.write(
                "UPDATE deliveries SET state = 'unpacked', webhook = ?, events = ?, error = ?,"
                " body = CASE WHEN ? = '' THEN x'' ELSE body END WHERE number = ?",
                (webhook, events, error, error, number),
            )

    def refuse(self, count: int, last: datetime) -> None:
        """Add to the number of deliveries that were refused for their signature."""
        with self._database.immediate("refused deliveries"):
            self._database.write(
                "INSERT INTO refused_deliveries (day, count, last_at) VALUES (?, ?, ?)"
                " ON CONFLICT (day) DO UPDATE SET count = count + excluded.count,"
                " last_at = excluded.last_at",
                (last.date().isoformat(), count, stamp(last)),
            )

    def arrivals(self) -> Arrivals:
        """Give when deliveries came first and last, and how many were refused lately.

        Those that we sent ourselves, to check the way, are none.
        """
        ours = f"webhook NOT LIKE '{CHECK}%'"
        first = self._database.value(
            f"SELECT received_at FROM deliveries WHERE {ours} ORDER BY received_at LIMIT 1"  # noqa: S608
        )
        last = self._database.row(
            f"SELECT received_at, secret FROM deliveries WHERE {ours}"  # noqa: S608
            " ORDER BY received_at DESC LIMIT 1"
        )
        refused = self._database.row(
            "SELECT count, last_at FROM refused_deliveries ORDER BY day DESC LIMIT 1"
        )
        return Arrivals(
            first=maybe_instant(first),
            last=instant(last["received_at"]) if last else None,
            last_secret=last["secret"] if last else None,
            refused=refused["count"] if refused else 0,
            last_refused=instant(refused["last_at"]) if refused else None,
        )

    def has(self, webhook: str) -> bool:
        """Tell whether a delivery of this id was unpacked lately: among the newest hundred."""
        return bool(
            self._database.value(
                "SELECT 1 FROM (SELECT webhook FROM deliveries ORDER BY number DESC LIMIT 100)"
                " WHERE webhook = ?",
                (webhook,),
            )
        )

    def odd(self, limit: int = 20) -> list[tuple[datetime, str]]:
        """Give deliveries that could not be read whole, newest first: when, and why."""
        rows = self._database.rows(
            "SELECT received_at, error FROM deliveries WHERE error <> ''"
            " ORDER BY number DESC LIMIT ?",
            (limit,),
        )
        return [(instant(row["received_at"]), row["error"]) for row in rows]

    def prune(self, before: datetime, limit: int = 1000) -> int:
        """Delete up to ``limit`` unpacked deliveries older than an instant; give how many went."""
        with self._database.immediate("deliveries pruned"):
            return self._database.write(
                "DELETE FROM deliveries WHERE number IN (SELECT number FROM deliveries"
                " WHERE received_at < ? AND state = 'unpacked' ORDER BY received_at LIMIT ?)",
                (stamp(before), limit),
            )
