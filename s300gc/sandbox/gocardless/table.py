"""The objects of one resource, in the order they were made, with indexes on what is asked for.

A position is an object's number in that order; ``created_at`` grows with it. Indexes hold
positions in ascending order. All but the rows themselves is built when first needed, so that a
copied World costs no more than its data.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

Row = dict[str, Any]
Key = Callable[[Row], Any]
"""What an object is found by; None keeps it out of the index."""


class Table:
    """Rows by id, with ``keys`` by which they can be found fast."""

    __slots__ = ("_indexes", "_keys", "_order", "_places", "_stamps", "rows")

    def __init__(self, rows: dict[str, Row], keys: Mapping[str, Key]) -> None:
        """Take up rows that stand in the order they were made; they are used, not copied."""
        self.rows = rows
        self._keys = keys
        self._order: list[str] | None = None
        self._stamps: list[str] = []
        self._places: dict[str, int] = {}
        self._indexes: dict[str, dict[Any, list[int]]] = {}

    def __len__(self) -> int:
        return len(self.rows)

    def add(self, row: Row) -> None:
        """Add an object that is younger than all others."""
        place = len(self.rows)
        self.rows[row["id"]] = row
        if self._order is not None:
            self._note(row)
        for name, index in self._indexes.items():
            key = self._keys[name](row)
            if key is not None:
                index.setdefault(key, []).append(place)

    def change(self, row: Row, **fields: Any) -> None:
        """Change top-level fields of an object and keep the indexes right."""
        if not self._indexes:
            row.update(fields)
            return
        before = {name: self._keys[name](row) for name in self._indexes}
        row.update(fields)
        place = self.places[row["id"]]
        for name, old in before.items():
            new = self._keys[name](row)
            if new != old:
                self._move(self._indexes[name], place, old, new)

    @staticmethod
    def _move(index: dict[Any, list[int]], place: int, old: Any, new: Any) -> None:
        if old is not None:
            bucket = index[old]
            del bucket[bisect_left(bucket, place)]
            if not bucket:
                del index[old]
        if new is not None:
            insort(index.setdefault(new, []), place)

    # ------------------------------------------------------------ order

    def _note(self, row: Row) -> None:
        order = self._order
        if order is not None:
            self._places[row["id"]] = len(order)
            order.append(row["id"])
            self._stamps.append(row["created_at"].removesuffix("Z"))

    @property
    def order(self) -> list[str]:
        """The ids by position."""
        if self._order is None:
            self._order = []
            for row in self.rows.values():
                self._note(row)
        return self._order

    @property
    def places(self) -> dict[str, int]:
        """The positions by id."""
        if self._order is None:
            len(self.order)
        return self._places

    def at(self, place: int) -> Row:
        """Give the object at a position."""
        return self.rows[self.order[place]]

    def since(self, stamp: str, *, after: bool) -> int:
        """Give the first position made at ``stamp`` or, with ``after``, after it.

        ``stamp`` is ISO without the Z, with milliseconds or finer.
        """
        len(self.order)
        return (bisect_right if after else bisect_left)(self._stamps, stamp)

    # ------------------------------------------------------------ search

    def index(self, name: str) -> dict[Any, list[int]]:
        """Give the index of a key: what it is -> ascending positions."""
        index = self._indexes.get(name)
        if index is None:
            index = {}
            key = self._keys[name]
            for place, row in enumerate(self.rows.values()):
                found = key(row)
                if found is not None:
                    index.setdefault(found, []).append(place)
            self._indexes[name] = index
        return index

    def index_all(self) -> None:
        """Build all indexes now instead of when they are first asked for."""
        len(self.order)
        for name in self._keys:
            self.index(name)

    def where(self, name: str, value: Any) -> list[Row]:
        """Give the objects whose key is ``value``, oldest first."""
        return [self.at(place) for place in self.index(name).get(value, ())]

    def candidates(
        self, wanted: Mapping[str, Collection[Any]]
    ) -> tuple[Sequence[int], Callable[[Row], bool]]:
        """Give ascending positions that may fit, and the test that an object really fits.

        The index with the fewest hits is used, or none where all objects are hits.
        """
        best, hits = "", len(self.rows) + 1
        for name, values in wanted.items():
            index = self.index(name)
            count = sum(len(index.get(value, ())) for value in values)
            if count < hits:
                best, hits = name, count
        if not best or hits == len(self.rows):
            return range(len(self.rows)), self.test({})
        index = self.index(best)
        buckets = [index[value] for value in wanted[best] if value in index]
        places = buckets[0] if len(buckets) == 1 else sorted(chain.from_iterable(buckets))
        return places, self.test({k: v for k, v in wanted.items() if k != best})

    def test(self, wanted: Mapping[str, Collection[Any]]) -> Callable[[Row], bool]:
        """Give the test whether each wanted key of an object is one of its values."""
        tests = [(self._keys[name], values) for name, values in wanted.items()]
        return lambda row: all(key(row) in values for key, values in tests)

    def sorted_places(self, name: str, *, down: bool, start: int | None) -> Iterator[int]:
        """Give all positions in the order of an index, beyond the position ``start``.

        Objects of one key stand in the order they were made; ``down`` turns everything round.
        """
        index = self.index(name)
        key = None if start is None else self._keys[name](self.at(start))
        for value in sorted(index, reverse=down):
            bucket = index[value]
            if start is not None and (value > key if down else value < key):
                continue
            if start is not None and value == key:
                cut = bisect_left(bucket, start)
                bucket = bucket[:cut] if down else bucket[cut + 1 :]
            yield from reversed(bucket) if down else bucket
