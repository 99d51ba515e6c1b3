"""A mirror: our copy of one kind of thing, as the remote last said it was.

Rows are compared by content. One that is new or has changed is *dirty* until a
flow has dealt with it, so that a run that is killed in between loses nothing.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import ClassVar, Generic, TypeVar

from s300gc.store import sqlite, statements
from s300gc.store.cells import Cell, instant, stamp, wanted
from s300gc.store.database import Database

T = TypeVar("T")

CHUNK = 1000
"""Rows in one transaction, which keeps it well under a tenth of a second."""

Cells = tuple[Cell, ...]
Key = str | tuple[str, ...]
K = TypeVar("K", bound=Key)


class Mirror(ABC, Generic[T]):
    """The rows of one mirror table as frozen values."""

    table: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    columns: ClassVar[tuple[str, ...]]
    """The columns of the value, those of the key first."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._select = statements.select(self.table, self.columns)
        self._by_keys = statements.by_keys(self.table, self.key, self.columns)
        self._upsert = statements.upsert(self.table, self.key, self.columns)
        self._touch = statements.update(self.table, self.key, "read_at = ?")
        self._clean = statements.update(self.table, self.key, "dirty = 0")

    @abstractmethod
    def encode(self, value: T) -> tuple[Cell, ...]:
        """Give a value's cells in the order of ``columns``."""

    @abstractmethod
    def decode(self, row: sqlite.Row) -> T:
        """Read a value back."""

    # ------------------------------------------------------------ writing

    def put(self, values: Iterable[T]) -> list[T]:
        """Store what was just read, in short transactions; give what is new or has changed."""
        changed: list[T] = []
        for chunk in _chunks(list(values)):
            with self._database.immediate(f"{self.table} read"):
                changed += self.put_inside(chunk)
        return changed

    def put_inside(self, values: Sequence[T]) -> list[T]:
        """Do what ``put`` does within the transaction that is open."""
        now = self._database.now
        fresh: dict[Cells, tuple[Cells, T]] = {}
        for value in values:
            cells = self.encode(value)
            fresh[cells[: len(self.key)]] = (cells, value)
        stored = self._stored(fresh)
        changed = {key: new for key, new in fresh.items() if stored.get(key) != new[0]}
        same = [key for key in fresh if key not in changed]
        self._database.write_many(self._upsert, [(*cells, now) for cells, _ in changed.values()])
        self._database.write_many(self._touch, [(now, *key) for key in same])
        return [value for _, value in changed.values()]

    def _stored(self, keys: Iterable[Cells]) -> dict[Cells, Cells]:
        rows = self._database.rows(self._by_keys, (self._wanted(keys),))
        return {tuple(row)[: len(self.key)]: tuple(row) for row in rows}

    def _wanted(self, keys: Iterable[Iterable[Cell]]) -> str:
        if len(self.key) == 1:
            return wanted(part for key in keys for part in key)
        return wanted(list(key) for key in keys)

    # ------------------------------------------------------------ what changed

    def dirty(self) -> list[T]:
        """Give what changed since someone last dealt with it."""
        return self._read(f"WHERE dirty = 1 ORDER BY {', '.join(self.key)}")

    def clean(self, values: Iterable[T]) -> None:
        """Mark values as dealt with; one that has changed again meanwhile stays dirty."""
        for chunk in _chunks(list(values)):
            cells = {c[: len(self.key)]: c for c in map(self.encode, chunk)}
            with self._database.immediate(f"{self.table} dealt with"):
                stored = self._stored(cells)
                self._database.write_many(
                    self._clean, [key for key, value in cells.items() if stored.get(key) == value]
                )

    def not_read_since(self, keys: Iterable[K], moment: datetime) -> list[K]:
        """Give those of these keys that were not read at or after an instant, or never."""
        asked = {_parts(key): key for key in keys}
        columns = (*self.key, "read_at")
        rows = self._database.rows(
            statements.by_keys(self.table, self.key, columns), (self._wanted(asked),)
        )
        since = stamp(moment)
        fresh = {tuple(row)[:-1] for row in rows if row["read_at"] >= since}
        return [key for parts, key in asked.items() if parts not in fresh]

    # ------------------------------------------------------------ reading

    def get(self, *key: str) -> T | None:
        """Give one value by its key; None where it is not known."""
        found = self.some([key])
        return found[0] if found else None

    def some(self, keys: Iterable[Key]) -> list[T]:
        """Give the values of those of these keys that are known, in their order."""
        rows = self._database.rows(self._by_keys, (self._wanted(map(_parts, keys)),))
        return [self.decode(row) for row in rows]

    def page(self, after: Sequence[str] = (), limit: int = 500) -> list[T]:
        """Give up to ``limit`` values in order of their key, those after a key."""
        names, marks = ", ".join(self.key), ", ".join("?" * len(self.key))
        start = tuple(after) or ("",) * len(self.key)
        return self._read(f"WHERE ({names}) > ({marks}) ORDER BY {names} LIMIT ?", *start, limit)

    def _read(self, where: str, *values: Cell) -> list[T]:
        return [self.decode(row) for row in self._database.rows(f"{self._select} {where}", values)]


class SmallMirror(Mirror[T]):
    """A mirror of something that does not grow with time, so that all of it may be read."""

    def all(self) -> list[T]:
        """Give all values in order of their key."""
        return self._read(f"ORDER BY {', '.join(self.key)}")

    def count(self) -> int:
        """Give how many there are."""
        return int(self._database.value(f"SELECT count(*) FROM {self.table}"))  # noqa: S608

    def known(self) -> set[str]:
        """Give the keys of all."""
        rows = self._database.rows(statements.select(self.table, self.key[:1]))
        return {str(row[0]) for row in rows}


def moment_of(row: sqlite.Row) -> datetime:
    """Read when a row's thing was created."""
    return instant(row["created_at"])


def _parts(key: Key) -> tuple[str, ...]:
    return (key,) if isinstance(key, str) else key


def _chunks(values: list[T]) -> Iterator[list[T]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]
