"""The inbox: events as they came, by webhook or by poll, and which of them were applied."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from s300gc.model import Event
from s300gc.store import sqlite
from s300gc.store.cells import Cell, instant, maybe_instant, pairs, read_pairs, stamp, wanted
from s300gc.store.database import Database
from s300gc.store.raw import Raw, pack

Source = Literal["webhook", "poll"]

SELECT = (
    "SELECT id, created_at, resource_type, action, resource, cause, description, links,"
    " will_attempt_retry, received_at, by_webhook, by_poll, applied_at, error FROM events"
)
MARK = {
    "webhook": "UPDATE events SET by_webhook = 1 WHERE id = ? AND by_webhook = 0",
    "poll": "UPDATE events SET by_poll = 1 WHERE id = ? AND by_poll = 0",
}
LAST = "~"
"""Sorts after every instant and every id."""


@dataclass(frozen=True, slots=True)
class Received:
    """An event with what became of it here; ``error`` is why it was set aside, else empty."""

    event: Event
    received_at: datetime
    applied_at: datetime | None
    source: tuple[Source, ...]
    error: str = ""


class Inbox:
    """The events of one database; receiving and applying are separate facts."""

    def __init__(self, database: Database, raw: Raw) -> None:
        self._database = database
        self._raw = raw

    def receive(
        self,
        events: Sequence[Event],
        raws: Sequence[bytes | str],
        source: Source,
        at: datetime | None = None,
    ) -> list[Event]:
        """Store events with their raw bodies in one transaction; give those that are new.

        ``raws`` goes with ``events`` one by one. An event known already is only
        marked as come this way too; nothing to store: no write. ``at`` is when they
        came, where that was before now. Raises ValueError where the first two are
        not of one length.
        """
        found = {event.id: (event, raw) for event, raw in zip(events, raws, strict=True)}
        known = self._flags(found)
        if all(id in known and known[id][source] for id in found):
            return []
        packed = {id: pack(_text(raw)) for id, (_, raw) in found.items() if id not in known}
        with self._database.immediate(f"events by {source}"):
            known = self._flags(found)
            new = [event for id, (event, _) in found.items() if id not in known]
            self._insert(new, source, at)
            for event in new:
                self._raw.keep_inside("event", event.id, packed[event.id])
            again = [(id,) for id, flags in known.items() if not flags[source]]
            self._database.write_many(MARK[source], again)
        return new

    def _flags(self, ids: Iterable[str]) -> dict[str, dict[str, bool]]:
        rows = self._database.rows(
            "SELECT e.id, e.by_webhook, e.by_poll FROM json_each(?) AS w"
            " CROSS JOIN events AS e ON e.id = w.value",
            (wanted(ids),),
        )
        return {
            row["id"]: {"webhook": bool(row["by_webhook"]), "poll": bool(row["by_poll"])}
            for row in rows
        }

    def _insert(self, events: Iterable[Event], source: Source, at: datetime | None) -> None:
        now = stamp(at) if at else self._database.now
        self._database.write_many(
            "INSERT INTO events (id, created_at, resource_type, action, resource, cause,"
            " description, links, will_attempt_retry, received_at, by_webhook, by_poll)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (*_cells(one), now, int(source == "webhook"), int(source == "poll"))
                for one in events
            ],
        )

    # ------------------------------------------------------------ applying

    def unapplied(self, limit: int) -> list[Event]:
        """Give events that are neither applied nor set aside, oldest first."""
        rows = self._database.rows(
            f"{SELECT} WHERE applied_at IS NULL AND error = '' ORDER BY created_at, id LIMIT ?",
            (limit,),
        )
        return [_event(row) for row in rows]

    def waiting_kinds(self) -> set[str]:
        """Give the resource types of the events that are neither applied nor set aside."""
        rows = self._database.rows(
            "SELECT DISTINCT resource_type FROM events WHERE applied_at IS NULL AND error = ''"
        )
        return {row["resource_type"] for row in rows}

    def applied(self, ids: Iterable[str]) -> None:
        """Record that events were applied; those applied before keep their first instant."""
        ids = list(ids)
        if not ids:
            return
        with self._database.immediate("events applied"):
            self._database.write_many(
                "UPDATE events SET applied_at = ?, error = '' WHERE id = ? AND applied_at IS NULL",
                [(self._database.now, id) for id in ids],
            )

    def dead(self, id: str, error: str) -> None:
        """Set an event aside that cannot be applied, with the reason."""
        with self._database.immediate(f"event {id} set aside"):
            self._database.write(
                "UPDATE events SET error = ? WHERE id = ? AND applied_at IS NULL",
                (error or "unknown", id),
            )

    def replay(self, ids: Iterable[str]) -> None:
        """Take events up again, whether applied or set aside."""
        with self._database.immediate("events taken up again"):
            self._database.write_many(
                "UPDATE events SET applied_at = NULL, error = '' WHERE id = ?",
                [(id,) for id in ids],
            )

    # ------------------------------------------------------------ looking

    def get(self, id: str) -> Received | None:
        """Give one event; None where it never came."""
        found = self._database.row(f"{SELECT} WHERE id = ?", (id,))
        return None if found is None else _received(found)

    def page(
        self,
        *,
        resource_type: str = "",
        since: datetime | None = None,
        limit: int = 100,
        before: Event | None = None,
    ) -> list[Received]:
        """Give events newest first, created at or after ``since``, older than ``before``."""
        start = stamp(since) if since else ""
        end = (stamp(before.created_at), before.id) if before else (LAST, LAST)
        order = "ORDER BY created_at DESC, id DESC LIMIT ?"
        span = "created_at >= ? AND (created_at, id) < (?, ?)"
        if resource_type:
            where = f"WHERE resource_type = ? AND {span} {order}"
            return self._look(where, resource_type, start, *end, limit)
        return self._look(f"WHERE {span} {order}", start, *end, limit)

    def of_resources(self, ids: Iterable[str]) -> dict[str, list[Event]]:
        """Give the events about each of these things, oldest first; others are left out."""
        rows = self._database.rows(
            f"{SELECT} WHERE resource IN (SELECT value FROM json_each(?)) AND resource <> ''"  # noqa: S608
            " ORDER BY created_at, id",
            (wanted(ids),),
        )
        found: dict[str, list[Event]] = {}
        for row in rows:
            found.setdefault(row["resource"], []).append(_event(row))
        return found

    def last_of(self, ids: Iterable[str], actions: Iterable[str]) -> dict[str, datetime]:
        """Give when each of these things had one of some actions last; others are left out."""
        rows = self._database.rows(
            "SELECT e.resource, max(e.created_at) AS at FROM json_each(?) AS w"
            " CROSS JOIN events AS e ON e.resource = w.value AND e.resource <> ''"
            " WHERE e.action IN (SELECT value FROM json_each(?)) GROUP BY e.resource",
            (wanted(ids), wanted(actions)),
        )
        return {row["resource"]: instant(row["at"]) for row in rows}

    def set_aside(self) -> list[Received]:
        """Give the events that could not be applied, oldest first."""
        return self._look("WHERE error <> '' ORDER BY created_at, id")

    def missed_by_webhook(self, since: datetime, limit: int = 500) -> list[Received]:
        """Give the events since an instant that only the poll brought, oldest first."""
        return self._look(
            "WHERE by_webhook = 0 AND created_at >= ? ORDER BY created_at, id LIMIT ?",
            stamp(since),
            limit,
        )

    def missed(
        self, since: datetime, until: datetime
    ) -> tuple[int, datetime | None, datetime | None]:
        """Count the events of ``[since, until)`` that only the poll brought; oldest and newest."""
        row = self._database.row(
            "SELECT count(*) AS n, min(created_at) AS oldest, max(created_at) AS newest"
            " FROM events WHERE by_webhook = 0 AND created_at >= ? AND created_at < ?",
            (stamp(since), stamp(until)),
        )
        if row is None:
            return 0, None, None
        return row["n"], maybe_instant(row["oldest"]), maybe_instant(row["newest"])

    def oldest_missed_after(self, moment: datetime) -> datetime | None:
        """Give when the first event was created after a moment that only the poll brought."""
        found = self._database.value(
            "SELECT min(created_at) FROM events WHERE by_webhook = 0 AND created_at > ?",
            (stamp(moment),),
        )
        return maybe_instant(found)

    def last_by_webhook(self) -> datetime | None:
        """Give when the newest event was created that a webhook has brought; None for none."""
        found = self._database.value("SELECT max(created_at) FROM events WHERE by_webhook = 1")
        return maybe_instant(found)

    def prune(self, before: datetime, limit: int = 1000) -> int:
        """Delete up to ``limit`` applied events created before an instant; give how many went."""
        with self._database.immediate("events pruned"):
            return self._database.write(
                "DELETE FROM events WHERE id IN (SELECT id FROM events WHERE created_at < ?"
                " AND applied_at IS NOT NULL ORDER BY created_at LIMIT ?)",
                (stamp(before), limit),
            )

    def _look(self, where: str, *values: Cell) -> list[Received]:
        return [_received(row) for row in self._database.rows(f"{SELECT} {where}", values)]


def _text(raw: bytes | str) -> str:
    return raw.decode() if isinstance(raw, bytes) else raw


def _cells(event: Event) -> tuple[Cell, ...]:
    retry = event.will_attempt_retry
    return (
        *(event.id, stamp(event.created_at), event.resource_type, event.action, event.resource),
        *(
            event.cause,
            event.description,
            pairs(event.links),
            None if retry is None else int(retry),
        ),
    )


def _event(row: sqlite.Row) -> Event:
    retry = row["will_attempt_retry"]
    return Event(
        id=row["id"],
        created_at=instant(row["created_at"]),
        resource_type=row["resource_type"],
        action=row["action"],
        resource=row["resource"],
        cause=row["cause"],
        description=row["description"],
        links=read_pairs(row["links"]),
        will_attempt_retry=None if retry is None else bool(retry),
    )


def _received(row: sqlite.Row) -> Received:
    sources: tuple[tuple[Source, str], ...] = (("webhook", "by_webhook"), ("poll", "by_poll"))
    return Received(
        event=_event(row),
        received_at=instant(row["received_at"]),
        applied_at=maybe_instant(row["applied_at"]),
        source=tuple(name for name, column in sources if row[column]),
        error=row["error"],
    )
