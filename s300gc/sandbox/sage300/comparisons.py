"""A comparison of one property with a value: as a test of a row, and as a sieve for many."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from s300gc.sandbox.sage300.tables import Property, Row

Test = Callable[[Row], bool]
Narrow = Callable[[list[Row]], list[Row]]
Sign = Literal["eq", "ne", "lt", "le", "gt", "ge"]

_OPERATORS: dict[Sign, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}
TURNED: dict[Sign, Sign] = {
    "eq": "eq",
    "ne": "ne",
    "lt": "gt",
    "le": "ge",
    "gt": "lt",
    "ge": "le",
}
"""The sign when both sides change places."""

_AFTER_ALL = "~"
"""Stands for a date that is not there in ``lt`` and ``le``: it is before no other."""


@dataclass(frozen=True)
class Comparison:
    """``item sign value``; the value is already of the property's kind."""

    item: Property
    sign: Sign
    value: Any

    @property
    def name(self) -> str:
        """The property that is compared."""
        return self.item.name

    @property
    def equals(self) -> tuple[Any, ...] | None:
        """The one value that fits, where the sign is ``eq``."""
        return (self.value,) if self.sign == "eq" else None

    def fits(self, value: Any) -> bool:
        """Say whether a value fits; None stands for a property that is not kept."""
        return _OPERATORS[self.sign](self.default if value is None else value, self.value)

    @property
    def default(self) -> Any:
        """What the property counts as in a row that does not hold it."""
        if self.item.kind == "t" and self.sign not in ("eq", "ne"):
            return _AFTER_ALL if self.sign in ("lt", "le") else ""
        return self.item.default

    def test(self) -> Test:
        """Give the comparison for one row."""
        name, default, value = self.item.name, self.default, self.value
        holds = _OPERATORS[self.sign]
        return lambda row: holds(row.get(name, default), value)

    def narrow(self) -> Narrow:
        """Give the comparison for many rows; written out, because it runs over 100,000."""
        n, d, v = self.item.name, self.default, self.value
        sieves: dict[Sign, Narrow] = {
            "eq": lambda rows: [r for r in rows if r.get(n, d) == v],
            "ne": lambda rows: [r for r in rows if r.get(n, d) != v],
            "lt": lambda rows: [r for r in rows if r.get(n, d) < v],
            "le": lambda rows: [r for r in rows if r.get(n, d) <= v],
            "gt": lambda rows: [r for r in rows if r.get(n, d) > v],
            "ge": lambda rows: [r for r in rows if r.get(n, d) >= v],
        }
        return sieves[self.sign]


@dataclass(frozen=True)
class OneOf:
    """A property equal to one of several values, as many ``or`` terms say it."""

    item: Property
    values: tuple[Any, ...]

    @property
    def name(self) -> str:
        """The property that is compared."""
        return self.item.name

    @property
    def equals(self) -> tuple[Any, ...]:
        """The values that fit."""
        return self.values

    def fits(self, value: Any) -> bool:
        """Say whether a value fits; None stands for a property that is not kept."""
        return (self.item.default if value is None else value) in self.values

    def test(self) -> Test:
        """Give the question for one row."""
        name, default, values = self.item.name, self.item.default, frozenset(self.values)
        return lambda row: row.get(name, default) in values

    def narrow(self) -> Narrow:
        """Give the question for many rows."""
        name, default, values = self.item.name, self.item.default, frozenset(self.values)
        return lambda rows: [row for row in rows if row.get(name, default) in values]


@dataclass(frozen=True)
class Whether:
    """Any other condition."""

    condition: Test

    def test(self) -> Test:
        """Give the condition for one row."""
        return self.condition

    def narrow(self) -> Narrow:
        """Give the condition for many rows."""
        condition = self.condition
        return lambda rows: [row for row in rows if condition(row)]


Term = Comparison | OneOf | Whether


def either(terms: list[Term]) -> Term:
    """Join terms by ``or``; equalities of one property become one question."""
    first = terms[0]
    if isinstance(first, Comparison) and all(
        isinstance(t, Comparison) and t.sign == "eq" and t.item.name == first.item.name
        for t in terms
    ):
        return OneOf(first.item, tuple(t.value for t in terms if isinstance(t, Comparison)))
    tests = [term.test() for term in terms]
    return Whether(lambda row: any(test(row) for test in tests))


def both(terms: list[Term]) -> Term:
    """Join terms by ``and`` inside a larger condition."""
    if len(terms) == 1:
        return terms[0]
    tests = [term.test() for term in terms]
    return Whether(lambda row: all(test(row) for test in tests))


def opposite(term: Term) -> Term:
    """Turn a term into its opposite."""
    test = term.test()
    return Whether(lambda row: not test(row))
