"""The parts a flow works with, built once by wiring."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from s300gc.clock import Clock
from s300gc.config import Config
from s300gc.errors import ConfigError
from s300gc.overlap import Halt, Inline, Overlap
from s300gc.remote.gocardless import GoCardless
from s300gc.remote.sage300 import Sage300
from s300gc.store import Store

if TYPE_CHECKING:
    from s300gc.remote.mail import Mail


class Progress(Protocol):
    """Told how far a flow is."""

    def __call__(self, flow: str, done: int, of: int, said: str = "") -> None:
        """Show its name, how many are done, of how many, and what that has come to so far."""
        ...


def _silent(flow: str, done: int, of: int, said: str = "") -> None:
    """Show nothing."""


def _alone() -> bool:
    """Let nobody in: without a run lock there is nobody who waits."""
    return False


@dataclass(slots=True)
class Parts:
    """One run's hands: configuration, clock, both systems and the store."""

    config: Config
    clock: Clock
    open_sage: Callable[[], Sage300]
    open_gocardless: Callable[[], GoCardless]
    """Make a client with its credentials; what only looks at the store needs neither."""
    store: Store
    started_at: datetime
    """When this run began; what was read before is not fresh."""
    fresh: set[str] = field(default_factory=set)
    """What was read in this run already, so that it is not asked twice."""
    overlap: Overlap = field(default_factory=Inline)
    """Carries out several requests at once where payments are created."""
    halt: Halt = field(default_factory=Halt)
    """Whether this run was asked to end."""
    progress: Progress = _silent
    open_mail: "Callable[[], Mail] | None" = None
    """Makes what sends e-mail."""
    pause: Callable[[], bool] = _alone
    """Lets the webhook worker in between two chunks of a long run; tells whether anybody else
    has changed the database meanwhile. Nothing may be on the wire. Raises AlreadyRunning."""
    exit_code: int = 0
    """What the run came to; recorded with it."""
    summary: dict[str, str] = field(default_factory=dict)
    planned_links: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """GoCardless customers that a dry run would link, and to whom."""

    _sage: Sage300 | None = None
    _gocardless: GoCardless | None = None
    _mail: "Mail | None" = None

    @property
    def sage(self) -> Sage300:
        """The Sage 300 client of this run. Raises CredentialError."""
        if self._sage is None:
            self._sage = self.open_sage()
        return self._sage

    @property
    def gocardless(self) -> GoCardless:
        """The GoCardless client of this run. Raises CredentialError."""
        if self._gocardless is None:
            self._gocardless = self.open_gocardless()
        return self._gocardless

    @property
    def mail(self) -> "Mail":
        """What sends e-mail in this run. Raises ConfigError and CredentialError."""
        if self._mail is None:
            if self.open_mail is None or not self.config.mail.host:
                raise ConfigError("no e-mail can be sent: [mail] names no host")
            self._mail = self.open_mail()
        return self._mail

    @property
    def today(self) -> date:
        """The company's calendar day."""
        return self.clock.today()
