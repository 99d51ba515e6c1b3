"""Which requests reached the two systems, and what each was answered."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Logged:
    """One request; ``status`` is 0 where the connection broke before an answer."""

    n: int
    """Number of the request since the World began; emptying the log does not start it anew."""
    at: float
    """Real seconds, as the wire gave them; 0 where it gave none."""
    system: str
    method: str
    path: str
    query: str
    status: int


class RequestLog:
    """The requests since the log was last emptied, oldest first."""

    def __init__(self, count: int = 0, lines: tuple[Logged, ...] = ()) -> None:
        self.count = count
        self._lines = list(lines)

    def next_number(self) -> int:
        """Give the next request its number."""
        self.count += 1
        return self.count

    def add(self, line: Logged) -> None:
        """Write one line."""
        self._lines.append(line)

    def clear(self) -> None:
        """Empty the log; the numbers go on."""
        self._lines.clear()

    @property
    def lines(self) -> tuple[Logged, ...]:
        """Everything in the log."""
        return tuple(self._lines)

    def plain(self) -> list[dict[str, Any]]:
        """Everything in the log as plain JSON."""
        return [asdict(line) for line in self._lines]
