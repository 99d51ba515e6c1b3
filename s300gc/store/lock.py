"""The run lock: one run at a time, or one batch of the webhook worker, on one database.

The lock is the operating system's, so that it is free as soon as its holder is
gone, however it went. A side file names the holder; it is information only.
"""

import json
import os
import socket
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal

from filelock import FileLock, Timeout

from s300gc.clock import Clock
from s300gc.errors import AlreadyRunning, ConfigError
from s300gc.store.cells import stamp

Kind = Literal["run", "worker"]

PAUSE = 0.1
"""Seconds between two looks at a lock that is held."""
YIELD = 0.25
"""Seconds for which a run lets go, longer than ``PAUSE`` so that a waiting worker gets in."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the lock; ``since`` is UTC text."""

    command: str
    kind: Kind
    pid: int
    host: str
    since: str

    def __str__(self) -> str:
        return f"'{self.command}' (process {self.pid} on {self.host}, since {self.since[:19]}Z)"


class RunLock:
    """The lock beside one database file (``<database>.lock``)."""

    def __init__(self, database: Path, command: str) -> None:
        self._file = database.with_name(database.name + ".lock")
        self._side = database.with_name(database.name + ".lock.holder")
        self._command = command
        self._lock = FileLock(self._file, mode=0o600, thread_local=False, fallback_to_soft=False)
        self._terms: tuple[Kind, float, Clock] | None = None

    def acquire(self, kind: Kind, wait_seconds: float, clock: Clock) -> None:
        """Take the lock; AlreadyRunning names who holds it.

        A run waits up to ``wait_seconds`` for a worker, which soon lets go, and
        not at all for another run. A worker waits for either.
        """
        waited = 0.0
        while not self._taken():
            holder = self.holder()
            hopeless = kind == "run" and holder is not None and holder.kind == "run"
            if hopeless or waited >= wait_seconds:
                who = str(holder) if holder else "another process"
                raise AlreadyRunning(f"The lock {self._file} is held by {who}; try again later.")
            clock.wait(PAUSE)
            waited += PAUSE
        self._terms = (kind, wait_seconds, clock)
        self._sign(
            Holder(self._command, kind, os.getpid(), socket.gethostname(), stamp(clock.now()))
        )

    def release(self) -> None:
        """Let go and take the name away; not held: nothing happens."""
        if self._lock.is_locked:
            # Before the lock is free: after it, the name might be the next holder's.
            with suppress(OSError):
                self._side.unlink(missing_ok=True)
        self.drop()

    def drop(self) -> None:
        """Let go as a killed process would: without touching any file."""
        self._lock.release(force=True)

    def yield_to_others(self) -> None:
        """Let go for a moment between two chunks of a long run, then take the lock again.

        Raises AlreadyRunning where another run came in between; what was done up
        to here stands. RuntimeError where the lock is not held.
        """
        if self._terms is None or not self._lock.is_locked:
            raise RuntimeError("the lock is not held")
        kind, wait_seconds, clock = self._terms
        self.release()
        clock.wait(YIELD)
        self.acquire(kind, wait_seconds, clock)

    def held(self, kind: Kind, wait_seconds: float, clock: Clock) -> "Held":
        """Take the lock for a ``with`` block; after a crash no file is touched."""
        self.acquire(kind, wait_seconds, clock)
        return Held(self)

    def holder(self) -> Holder | None:
        """Give who last signed; None where nobody did or the name cannot be read just now.

        Only while the lock is held does it mean anything.
        """
        try:
            return Holder(**json.loads(self._side.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def is_held(self) -> bool:
        """Tell whether anybody holds it just now; where nobody ever did no file is made.

        It is taken for a moment and not signed: a run that comes just then waits
        as for a worker.
        """
        if not self._file.exists():
            return False
        free = self._taken()
        if free:
            self.drop()
        return not free

    def _taken(self) -> bool:
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            return False
        except OSError as error:
            raise ConfigError(
                f"The lock {self._file} cannot be used ({error.strerror or error}); give this "
                "user the right to write in that folder."
            ) from error
        return True

    def _sign(self, holder: Holder) -> None:
        # The lock holds with or without the name: a full disk is not this file's business.
        with suppress(OSError):
            handle = os.open(self._side, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(json.dumps(asdict(holder)))


class Held:
    """A lock that is held until the end of a ``with`` block."""

    def __init__(self, lock: RunLock) -> None:
        self._lock = lock

    def __enter__(self) -> RunLock:
        return self._lock

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # What is no ordinary exception is a process that ends: it cleans nothing up.
        if kind is None or issubclass(kind, Exception):
            self._lock.release()
        else:
            self._lock.drop()
