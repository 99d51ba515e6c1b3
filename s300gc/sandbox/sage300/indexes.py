"""Which rows hold which value of a property, for the questions that are asked of many rows."""

from collections.abc import Collection, Mapping
from typing import Any, Protocol

from s300gc.sandbox.sage300.tables import Row


class Question(Protocol):
    """A condition on one property, as far as an index can answer it."""

    @property
    def name(self) -> str:
        """The property that is asked about; empty where it is not a single one."""
        ...

    @property
    def equals(self) -> Collection[Any] | None:
        """The only values that fit, or None where they are not listed."""
        ...

    def fits(self, value: Any) -> bool:
        """Say whether a value fits; None stands for a property that is not kept."""
        ...


class Index:
    """The keys under each value of one property; a value that is not kept stands as None."""

    def __init__(self, name: str, rows: Mapping[str, Row]) -> None:
        self.name = name
        self._held: dict[str, Any] = {}
        self._places: dict[Any, set[str]] = {}
        for key, row in rows.items():
            self.put(key, row)

    def put(self, key: str, row: Row) -> None:
        """Take a new row in, or notice that one has changed."""
        value = row.get(self.name)
        if key in self._held:
            if self._held[key] == value:
                return
            self._places[self._held[key]].discard(key)
        self._held[key] = value
        self._places.setdefault(value, set()).add(key)

    def drop(self, key: str) -> None:
        """Forget a row."""
        self._places[self._held.pop(key)].discard(key)

    def answer(self, question: Question) -> list[set[str]]:
        """Give the keys of the rows that fit, in as many sets as there are values."""
        if question.equals is not None and not question.fits(None):
            values = set(question.equals)
            return [self._places[value] for value in values if value in self._places]
        return [keys for value, keys in self._places.items() if question.fits(value)]
