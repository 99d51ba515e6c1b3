"""How one Sage 300 server is spoken to, where servers differ or the documents leave a doubt."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

DateLiteral = Literal["iso", "v3"]
"""``2026-01-05T00:00:00Z``, or ``datetime'2026-01-05T00:00'``; Sage documents both."""

Search = Literal["contains", "substringof", "none"]
"""The function that looks for a text within a text; OData 4 has the first, 3 the second."""

Ready = Literal["ReadyToPost", "Status"]
"""The property that makes a GL batch ready: ``ReadyToPost`` = Yes, or ``Status`` = ReadyToPost.

No Sage document says which; desktop macros set the first.
"""


@dataclass(frozen=True, slots=True)
class Range:
    """How a process that posts batches names its range.

    ``first`` and ``last`` are properties. ``every`` is the one that could ask for all
    batches and ``some`` the word by which it does not; empty where there is no such property.
    """

    first: str
    last: str
    every: str = ""
    some: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """How a fiscal year names its periods; ``{n}`` stands for the number of a period.

    ``locked`` has the property of each module (AR, BK, GL) that says a period is locked there.
    """

    start: str
    end: str
    locked: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dialect:
    """What the client follows; the defaults are what the documents make most likely.

    ``search`` is the function by which ``odata.within`` looks for a text within a text.
    ``count``, ``select`` and ``top`` say which of ``$count``, ``$select`` and ``$top`` are
    understood.
    ``page_size`` asks for pages of that length by ``$top`` where they become longer so.
    ``ranges`` has the processes by their path (``GL/GLPostJournal``); what is not in it has
    the documented names or is asked for once. ``calendar`` is recognised where it is None.
    ``absent`` are entities (``AR/ARPaymentCodes``) and properties that can be done without
    (``AR/ARCustomers.ContactsEmail``) which the server does not have.
    """

    dates: DateLiteral = "iso"
    search: Search = "contains"
    gl_ready: Ready = "ReadyToPost"
    count: bool = True
    select: bool = True
    top: bool = True
    page_size: int | None = None
    ranges: Mapping[str, Range] = field(default_factory=dict)
    calendar: Calendar | None = None
    absent: frozenset[str] = frozenset()


PLAIN = Dialect()
"""The dialect of a server of which nothing is known."""
