"""One connection, its reads, and the one way to write: a short immediate transaction."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from s300gc.clock import Clock
from s300gc.gate import Gate
from s300gc.store import sqlite
from s300gc.store.cells import Cell, stamp
from s300gc.store.failures import told

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Health:
    """What ``doctor`` shows of the database."""

    path: Path
    sqlite: tuple[int, int, int]
    wal_is_safe: bool
    journal_mode: str
    synchronous: int
    schema: int
    problems: tuple[str, ...]
    """What ``PRAGMA quick_check`` found; empty when the file is sound."""


class Database:
    """A connection that threads may share; a lock lets one of them in at a time.

    An in-process lock is fairer than SQLite's own waiting, which favours whoever
    comes at the right moment. Errors of SQLite leave here as errors of our tree.
    """

    def __init__(self, connection: sqlite.Connection, path: Path, clock: Clock, gate: Gate) -> None:
        self.connection = connection
        self.path = path
        self._clock = clock
        self._gate = gate
        self._lock = threading.RLock()
        self._instant = ""

    @contextmanager
    def immediate(self, what: str) -> Iterator[None]:
        """Hold the write lock from here on, commit at the end, roll back on any exception.

        ``BEGIN IMMEDIATE`` waits for other writers *before* anything is read, so
        that what is read here is still true when it is written; a deferred
        ``BEGIN`` fails when it first writes. ``what`` names the thing for the
        gate. It cannot be nested. The time is taken before the lock, since a
        clock may have to ask for it.
        """
        instant = stamp(self._clock.now())
        with self._lock:
            if self.connection.in_transaction:
                raise RuntimeError(f"{what}: a transaction is already open")
            self._said(lambda: self.connection.execute("BEGIN IMMEDIATE"))
            self._instant = instant
            try:
                yield
                self._gate.point("commit", what)
                self._said(lambda: self.connection.execute("COMMIT"))
            except BaseException:
                self._roll_back()
                raise
        self._gate.point("committed", what)

    def _roll_back(self) -> None:
        # After some errors (a full disk) SQLite has rolled back by itself; a failing
        # ROLLBACK must not hide the error that led here, and closing undoes it as well.
        if self.connection.in_transaction:
            with suppress(sqlite.Error):
                self.connection.execute("ROLLBACK")

    @property
    def now(self) -> str:
        """The instant of the open transaction, the same for all that it writes."""
        with self._lock:
            self._must_be_open()
            return self._instant

    def write(self, sql: str, values: Sequence[Cell] = ()) -> int:
        """Run one statement inside the open transaction; gives the number of rows it touched."""
        with self._lock:
            self._must_be_open()
            return self._said(lambda: self.connection.execute(sql, values).rowcount)

    def write_many(self, sql: str, rows: Iterable[Sequence[Cell]]) -> None:
        """Run one statement for each row inside the open transaction."""
        with self._lock:
            self._must_be_open()
            self._said(lambda: self.connection.executemany(sql, rows))

    def rows(self, sql: str, values: Sequence[Cell] = ()) -> list[sqlite.Row]:
        """Read rows; all of them are fetched at once, so that no cursor stays open."""
        with self._lock:
            return self._said(lambda: self.connection.execute(sql, values).fetchall())

    def row(self, sql: str, values: Sequence[Cell] = ()) -> sqlite.Row | None:
        """Read the first row; None where there is none."""
        found = self.rows(sql, values)
        return found[0] if found else None

    def value(self, sql: str, values: Sequence[Cell] = ()) -> Any:
        """Read the first column of the first row; None where there is none."""
        found = self.row(sql, values)
        return None if found is None else found[0]

    def health(self) -> Health:
        """Look the file over; reads all of it (about 0.4 ms for each MB)."""
        checked = [str(row[0]) for row in self.rows("PRAGMA quick_check")]
        return Health(
            path=self.path,
            sqlite=sqlite.version_info,
            wal_is_safe=sqlite.wal_is_safe(sqlite.version_info),
            journal_mode=str(self.value("PRAGMA journal_mode")),
            synchronous=int(self.value("PRAGMA synchronous")),
            schema=int(self.value("PRAGMA user_version")),
            problems=() if checked == ["ok"] else tuple(checked),
        )

    def close(self) -> None:
        """Close the connection; what was not committed is gone."""
        with self._lock:
            self.connection.close()

    @contextmanager
    def errors_told(self) -> Iterator[None]:
        """Let SQLite's errors out as errors of our tree."""
        try:
            yield
        except sqlite.Error as error:
            raise told(error, self.path) from error

    def _said(self, action: Callable[[], T]) -> T:
        with self.errors_told():
            return action()

    def _must_be_open(self) -> None:
        if not self.connection.in_transaction:
            raise RuntimeError("a write needs an open transaction: use immediate()")
