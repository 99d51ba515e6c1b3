"""The types of the Web API as tables: which properties an entity has, and of what kind.

A table is written as lines of ``kind: Name Name ...``:

    s, s60    text, with its length        S12     text that is stored in capitals
    Z6        text of six digits, zeros in front
    d, i, I   decimal, integer, long one   b       boolean
    t         date                         =YesNo  enumeration
    [Detail]  nested details

``Name1-5`` stands for five properties; ``!`` marks what ``state()`` always shows.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from s300gc.sandbox.sage300.enums import CHOICES, Choices

Row = dict[str, Any]
"""An entity as it is kept: only what differs from the default, dates as ``2026-01-05``."""

Kind = Literal["s", "d", "i", "b", "t", "e", "c"]

_BLANK: dict[str, Any] = {"s": "", "d": 0, "i": 0, "b": False, "t": None}
_FAMILY = re.compile(r"(\w+?)1-(\d+)")


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a type; ``length`` 0 means that no length is known.

    ``padded`` text is digits that are stored with zeros in front, ``wide`` an ``Edm.Int64``.
    """

    name: str
    kind: Kind
    length: int = 0
    capitals: bool = False
    padded: bool = False
    wide: bool = False
    choices: Choices | None = None
    nested: str = ""
    shown: bool = False

    @property
    def default(self) -> Any:
        """What the property holds when nothing was put into it; nested details are none."""
        if self.kind == "e" and self.choices:
            return self.choices.first
        return [] if self.kind == "c" else _BLANK[self.kind]

    def stored(self, text: str) -> str:
        """Give a text as Sage stores it: codes in capitals, numbers of GL with their zeros."""
        if self.padded and text.isdecimal():
            return text.zfill(self.length)
        return text.upper() if self.capitals else text


@dataclass(frozen=True, eq=False)
class Table:
    """A type: its name in ``$metadata`` and its properties in their order; equal to itself only."""

    name: str
    properties: dict[str, Property]

    @cached_property
    def blank(self) -> Row:
        """An entity with all its defaults, as it goes over the wire."""
        return {name: item.default for name, item in self.properties.items()}

    @cached_property
    def shown(self) -> Row:
        """The defaults of the properties that ``state()`` always shows."""
        return {name: item.default for name, item in self.properties.items() if item.shown}


TABLES: dict[str, Table] = {}
"""Every type by its name, filled by ``table``."""


def table(name: str, text: str) -> Table:
    """Read a table, let its nested details be found by name, and add ``UpdateOperation``."""
    made = Table(name, {item.name: item for item in _properties(text)})
    TABLES[name] = made
    return made


def _properties(text: str) -> list[Property]:
    """Read the lines of a table; ``UpdateOperation`` belongs to every type of v1.0."""
    found = []
    for line in (*text.strip().splitlines(), "=UpdateOperation: UpdateOperation"):
        kind, _, names = line.strip().partition(": ")
        for written in names.split():
            name = written.rstrip("!")
            for one in _family(name):
                found.append(_property(kind, one, written != name))
    return found


def _family(name: str) -> list[str]:
    """Spell out ``Name1-5``."""
    match = _FAMILY.fullmatch(name)
    if match is None:
        return [name]
    return [f"{match[1]}{n}" for n in range(1, int(match[2]) + 1)]


def _property(kind: str, name: str, shown: bool) -> Property:
    """Read one property from its kind as written in the table."""
    if kind.startswith("="):
        return Property(name, "e", choices=CHOICES[kind[1:]], shown=shown)
    if kind.startswith("["):
        return Property(name, "c", nested=kind[1:-1], shown=shown)
    if kind[0] in "sSZ":
        capitals, padded = kind[0] == "S", kind[0] == "Z"
        return Property(
            name, "s", int(kind[1:] or 0), capitals=capitals, padded=padded, shown=shown
        )
    plain: dict[str, Kind] = {"d": "d", "i": "i", "I": "i", "b": "b", "t": "t"}
    return Property(name, plain[kind], wide=kind == "I", shown=shown)
