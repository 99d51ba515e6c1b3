"""Where the rows of one resource are kept, in the order of their keys."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Any

from s300gc.sandbox.sage300.indexes import Index, Question
from s300gc.sandbox.sage300.keys import AFTER, SEPARATOR
from s300gc.sandbox.sage300.tables import Row

_REMEMBERED = 8
_SHARE = 4
"""An index is used where it leaves less than this part of the rows."""


class Shelf:
    """Rows by key, sorted: the Web API answers in key order and knows no other.

    ``rows`` is plain JSON data (key text -> row) and is used, not copied. ``version`` rises
    with every change, so that what was found once can be used again until then.
    """

    def __init__(self, rows: dict[str, Row], indexed: Sequence[str] = ()) -> None:
        self.rows = rows
        self._indexed = indexed
        self._indexes: dict[str, Index] = {}
        self.keys = sorted(rows)
        self.ordered = [rows[key] for key in self.keys]
        self.version = 0
        self._found: dict[Any, tuple[int, list[Row]]] = {}

    def __contains__(self, key: str) -> bool:
        return key in self.rows

    def get(self, key: str) -> Row | None:
        """Give the row of a key."""
        return self.rows.get(key)

    def add(self, key: str, row: Row) -> Row:
        """Put a new row in its place."""
        if not self.keys or key > self.keys[-1]:
            self.keys.append(key)
            self.ordered.append(row)
        else:
            place = bisect_left(self.keys, key)
            self.keys.insert(place, key)
            self.ordered.insert(place, row)
        self.rows[key] = row
        self.touch(key)
        return row

    def remove(self, key: str) -> None:
        """Take a row away."""
        place = bisect_left(self.keys, key)
        del self.keys[place], self.ordered[place], self.rows[key]
        for index in self._indexes.values():
            index.drop(key)
        self.version += 1

    def touch(self, key: str = "") -> None:
        """Say that a row was changed in place; without its key any may have been."""
        self.version += 1
        if not key:
            self._indexes.clear()
        for index in self._indexes.values():
            index.put(key, self.rows[key])

    def few(self, questions: Sequence[Question]) -> list[Row] | None:
        """Give the rows that fit the narrowest of some questions, by an index.

        None where no index helps: then all rows must be looked at.
        """
        ways = [self._index(q.name).answer(q) for q in questions if q.name in self._indexed]
        sizes = [sum(map(len, sets)) for sets in ways]
        if not sizes or min(sizes) * _SHARE > len(self.rows):
            return None
        best = ways[sizes.index(min(sizes))]
        return [self.rows[key] for key in sorted(key for keys in best for key in keys)]

    def index_all(self) -> None:
        """Build all indexes now instead of when they are first asked for."""
        for name in self._indexed:
            self._index(name)

    def _index(self, name: str) -> Index:
        """Give an index, which is made when it is first asked for."""
        if name not in self._indexes:
            self._indexes[name] = Index(name, self.rows)
        return self._indexes[name]

    def under(self, *first: str) -> list[Row]:
        """Give the rows whose key begins with these parts (or is made of them)."""
        begin = SEPARATOR.join(first)
        low = bisect_left(self.keys, begin)
        if low < len(self.keys) and self.keys[low] == begin:
            return [self.ordered[low]]
        low = bisect_left(self.keys, begin + SEPARATOR)
        return self.ordered[low : bisect_left(self.keys, begin + AFTER)]

    def found(self, question: Any, search: Callable[[], list[Row]]) -> list[Row]:
        """Give what a search finds, from memory where nothing was changed since."""
        known = self._found.get(question)
        if known is not None and known[0] == self.version:
            return known[1]
        while len(self._found) >= _REMEMBERED:
            del self._found[next(iter(self._found))]
        rows = search()
        self._found[question] = (self.version, rows)
        return rows
