"""What a Sage 300 server says of itself, and what this tool needs of it; no business value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from s300gc.model.dialect import Range

Kind = Literal["text", "number", "day", "yes", "word", "list"]
"""What a property holds: ``yes`` is read as true or false, ``word`` is one of an enumeration."""

Properties = Mapping[str, str]
"""Types by property: ``Edm.String``, the name of an enumeration, ``Collection(Invoice)``."""


@dataclass(frozen=True, slots=True)
class Schema:
    """What ``$metadata`` says of a module; types and enumerations without their namespaces."""

    sets: Mapping[str, str]
    """The type of each entity set."""
    types: Mapping[str, Properties]
    keys: Mapping[str, tuple[str, ...]]
    enums: Mapping[str, Mapping[str, int]]

    def properties(self, resource: str, place: Sequence[str] = ()) -> Properties | None:
        """Give the properties of an entity, or of what is nested in it; None where it is not."""
        found = self.types.get(self.sets.get(resource, ""))
        for name in place:
            kind = (found or {}).get(name, "")
            found = self.types.get(kind.removeprefix("Collection(").removesuffix(")"))
        return found


@dataclass(frozen=True, slots=True)
class Probe:
    """How a harmless question was answered; none of the values is kept.

    ``rows`` is how many rows came, ``width`` how many properties the first one has, ``more``
    whether a link to another page came with them, ``count`` what ``$count`` said. ``media`` is
    what the answer calls itself, ``older`` whether its own words begin with ``odata.`` and not
    ``@odata.``. ``zoned`` tells whether the dates in the first row have a Z, ``padded`` whether
    one of its texts ends in blanks, ``descending`` whether the first property of the last row
    comes before that of the first; None where nothing can be told.
    """

    status: int
    code: str = ""
    rows: int = 0
    width: int = 0
    more: bool = False
    count: int | None = None
    media: str = ""
    older: bool = False
    zoned: bool | None = None
    padded: bool | None = None
    descending: bool | None = None

    @property
    def ok(self) -> bool:
        """Whether the question was understood and answered."""
        return 200 <= self.status < 300 and not self.code

    @property
    def forbidden(self) -> bool:
        """Whether the user has no right to ask it."""
        return self.status == 403 or self.code == "Forbidden"


@dataclass(frozen=True, slots=True)
class Described:
    """The answer to ``$metadata`` of a module; without a schema where it is none."""

    probe: Probe
    schema: Schema | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """The answer to ``$template`` of a process: its properties, and its range of batches."""

    probe: Probe
    names: tuple[str, ...] = ()
    range: Range | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """One property that the client reads, asks by or sends.

    ``place`` leads to it through nested details. ``names`` are the spellings that are
    understood, ours first. ``words`` are members of its enumeration, which must be spelt
    exactly so where ``exact``. A ``spare`` one is left out where the server lacks it.
    """

    place: tuple[str, ...]
    names: tuple[str, ...]
    kind: Kind
    words: tuple[str, ...] = ()
    exact: bool = True
    spare: bool = False

    @property
    def name(self) -> str:
        """The property with its place: ``Invoices.InvoiceDetails.RevenueAccount``."""
        return ".".join((*self.place, self.names[0]))


@dataclass(frozen=True, slots=True)
class Use:
    """What some commands need of one entity or process.

    ``commands`` completes the sentence "... cannot work", ``instead`` says what can be done
    without it. ``when`` is a setting of the books and its value with which it is needed;
    an ``optional`` use is one that a run can do without.
    """

    path: str
    commands: str
    needs: tuple[Need, ...]
    instead: str = ""
    when: tuple[str, str] | None = None
    optional: bool = False
    process: bool = False

    @property
    def module(self) -> str:
        """The module, e.g. AR."""
        return self.path[:2]

    @property
    def resource(self) -> str:
        """The entity set, e.g. ARCustomers."""
        return self.path[3:]
