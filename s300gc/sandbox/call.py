"""A request on its way to one of the two systems."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import unquote

System = Literal["gocardless", "sage300"]


@dataclass(frozen=True, slots=True)
class Call:
    """A request: ``path`` as it stands in the request line, without the query."""

    system: System
    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @classmethod
    def to(
        cls, system: System, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> "Call":
        """Take a request as it came; ``target`` is the path with its query."""
        path, _, query = target.partition("?")
        return cls(system, method.upper(), path, query, headers, body)

    @property
    def plain_path(self) -> str:
        """The path without percent signs."""
        return unquote(self.path)

    def dump(self) -> dict[str, Any]:
        """Write the request as plain JSON for ``load``."""
        return {
            "line": [self.system, self.method, self.path, self.query],
            "headers": dict(self.headers),
            "body": self.body.decode("utf-8", "surrogateescape"),
        }

    @classmethod
    def load(cls, state: Mapping[str, Any]) -> "Call":
        """Read what ``dump`` wrote."""
        system, method, path, query = state["line"]
        body = str(state["body"]).encode("utf-8", "surrogateescape")
        return cls(system, method, path, query, state["headers"], body)
