"""What a server answered when it was asked about itself, question by question."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from s300gc.model.dialect import Calendar
from s300gc.model.server import Described, Probe, Schema, Template
from s300gc.rules.findings import Unanswered

Question = Literal[
    "top", "rows", "untyped", "select", "count", "skip", "not", "contains", "substringof",
    "enum number", "iso past", "iso future", "v3 past", "v3 future", "page", "longer page",
]  # fmt: skip
"""The harmless questions: ``rows`` asks for one row, ``page`` for a page that is not the last.

``past`` and ``future`` filter by a day before or after all others: where the server
understands that, it finds the same rows or none.
"""


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything that was answered; each question stands alone.

    ``described`` is by module, ``entities`` (one row of each) and ``templates`` by path. A
    ``page`` is there only where some entity has more rows than fit on one.
    """

    described: Mapping[str, Described | Unanswered]
    entities: Mapping[str, Probe | Unanswered]
    templates: Mapping[str, Template | Unanswered]
    probes: Mapping[Question, Probe | Unanswered]
    calendar: Calendar | None = None

    def schema(self, module: str) -> Schema | None:
        """Give the model of a module, where it was shown."""
        found = self.described.get(module)
        return found.schema if isinstance(found, Described) else None

    def probe(self, name: Question) -> Probe | None:
        """Give how a question was answered; None where it was not."""
        found = self.probes.get(name)
        return found if isinstance(found, Probe) else None

    def understood(self, name: Question) -> bool | None:
        """Tell whether a question was understood; None where it was not answered."""
        found = self.probe(name)
        return found.ok if found else None

    def nothing_found(self, name: Question) -> bool | None:
        """Tell whether a search for what is nowhere was understood, and found nothing."""
        found = self.probe(name)
        return found.ok and not found.rows if found else None
