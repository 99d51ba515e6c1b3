"""The receiver of one configuration on one machine, as a service manager has to know it."""

from dataclasses import dataclass

NAME = "s300gc-webhook"
PATH = "/gocardless"
STOPPING = 45
"""Seconds. The server takes up to 5 to answer what it has taken in, the worker 20 for its turn."""
LARGEST = 1 << 20
"""Bytes of the largest delivery that the receiver takes."""


@dataclass(frozen=True, slots=True)
class Service:
    """The receiver of one configuration on one machine; all paths are absolute."""

    program: str
    """The Python that the tool is installed in."""
    config: str
    folders: tuple[str, ...]
    """What it writes to: the folders of database and log."""
    user: str
    company: str
    host: str
    port: int
    path: str = PATH
    """The path of the address from outside."""

    def words(self, *more: str) -> list[str]:
        """Give the words behind the program."""
        return ["-m", "s300gc", "webhook", "serve", *more, "--config", self.config]

    @property
    def inside(self) -> str:
        """The address on this machine."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"
