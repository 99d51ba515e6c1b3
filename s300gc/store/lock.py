"""The run lock: one run at a time, or one batch of the webhook worker, on one database.

There are two locks. Whoever works on the database holds the first. A run holds the
second as well, from its beginning to its end: while it lets the worker in between two
chunks, no other run can begin. Both are the operating system's, so that they are free
as soon as their holder is gone, however it went. Side files name the holders; they are
information only.
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
    """The locks beside one database file (``<database>.lock`` and ``<database>.run.lock``)."""

    def __init__(self, database: Path, command: str) -> None:
        self._command = command
        self._work = _Signed(database.with_name(f"{database.name}.lock"))
        self._turn = _Signed(database.with_name(f"{database.name}.run.lock"))
        self._terms: tuple[Holder, float, Clock] | None = None

    def acquire(self, kind: Kind, wait_seconds: float, clock: Clock) -> None:
        """Take the lock; AlreadyRunning names who holds it.

        A run waits up to ``wait_seconds`` for a worker, which soon lets go, and
        not at all for another run. A worker waits for either.
        """
        me = Holder(self._command, kind, os.getpid(), socket.gethostname(), stamp(clock.now()))
        if kind == "run":
            if not self._turn.taken():
                raise self._turn.refused()
            self._turn.sign(me)
        try:
            self._enter(me, wait_seconds, clock)
        except Exception:
            self._turn.release()
            raise
        self._terms = (me, wait_seconds, clock)

    def _enter(self, me: Holder, wait_seconds: float, clock: Clock) -> None:
        waited = 0.0
        while not self._work.taken():
            holder = self._work.holder()
            # A run that does not know of the second lock: an older version.
            other = me.kind == "run" and holder is not None and holder.kind == "run"
            if (other and holder != me) or waited >= wait_seconds:
                raise self._work.refused()
            clock.wait(PAUSE)
            waited += PAUSE
        self._work.sign(me)

    def release(self) -> None:
        """Let go and take the name away; not held: nothing happens."""
        self._work.release()
        self._turn.release()

    def drop(self) -> None:
        """Let go as a killed process would: without touching any file."""
        self._work.drop()
        self._turn.drop()

    def yield_to_others(self) -> None:
        """Let a worker in for a moment between two chunks of a long run, then go on.

        No other run can begin meanwhile. Raises AlreadyRunning where the worker does
        not let go in time; what was done up to here stands. RuntimeError where the lock
        is not held by a run.
        """
        if self._terms is None or not (self._work.is_mine and self._turn.is_mine):
            raise RuntimeError("the lock is not held by a run")
        self._work.release()
        me, wait_seconds, clock = self._terms
        clock.wait(YIELD)
        self._enter(me, wait_seconds, clock)

    def held(self, kind: Kind, wait_seconds: float, clock: Clock) -> "Held":
        """Take the lock for a ``with`` block; after a crash no file is touched."""
        self.acquire(kind, wait_seconds, clock)
        return Held(self)

    def holder(self) -> Holder | None:
        """Give who last signed; None where nobody did or the name cannot be read just now.

        Only while the lock is held does it mean anything.
        """
        return self._work.holder() or self._turn.holder()

    def is_held(self) -> bool:
        """Tell whether anybody holds it just now; where nobody ever did no file is made.

        It is taken for a moment and not signed: a run that comes just then waits
        as for a worker.
        """
        return self._work.is_held()


class _Signed:
    """One lock of the operating system and the side file that names its holder."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._side = file.with_name(file.name + ".holder")
        self._lock = FileLock(file, mode=0o600, thread_local=False, fallback_to_soft=False)

    @property
    def is_mine(self) -> bool:
        """Whether this very object holds it."""
        return self._lock.is_locked

    def taken(self) -> bool:
        """Take it if it is free; tell whether that went well. Raises ConfigError."""
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

    def sign(self, holder: Holder) -> None:
        """Write down who holds it."""
        # The lock holds with or without the name: a full disk is not this file's business.
        with suppress(OSError):
            handle = os.open(self._side, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(json.dumps(asdict(holder)))

    def holder(self) -> Holder | None:
        """Read who signed last; None where that cannot be told."""
        try:
            return Holder(**json.loads(self._side.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def refused(self) -> AlreadyRunning:
        """Say who holds it."""
        who = self.holder() or "another process"
        return AlreadyRunning(f"The lock {self._file} is held by {who}; try again later.")

    def is_held(self) -> bool:
        """Tell whether anybody holds it; where nobody ever did no file is made."""
        if not self._file.exists():
            return False
        free = self.taken()
        if free:
            self.drop()
        return not free

    def release(self) -> None:
        """Let go and take the name away; not held: nothing happens."""
        if self._lock.is_locked:
            # Before the lock is free: after it, the name might be the next holder's.
            with suppress(OSError):
                self._side.unlink(missing_ok=True)
        self.drop()

    def drop(self) -> None:
        """Let go without touching any file."""
        self._lock.release(force=True)


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
