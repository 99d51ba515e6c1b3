"""Several requests at once: the one place where threads are made, and how they are told to stop."""

import threading
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from s300gc.clock import Clock
from s300gc.errors import Temporary

T = TypeVar("T")

LOOK = 0.2
"""Seconds between two looks whether a run was asked to end."""


class Halted(Temporary):
    """The run was asked to end before a request was sent (again)."""


class Halt:
    """Whether a person or the scheduler asked this run to end.

    Where something is in flight the run is not torn out of it: a first signal is
    only noted, and obeyed once the answers are recorded. A second one ends at once.
    """

    def __init__(self) -> None:
        self.asked = False
        self._deferring = False

    def strike(self) -> None:
        """Take a signal: note it where it is deferred, else raise KeyboardInterrupt.

        It runs inside a signal handler, so it takes no lock.
        """
        if not self._deferring or self.asked:
            raise KeyboardInterrupt
        self.asked = True

    @contextmanager
    def deferred(self) -> Iterator[None]:
        """Hold a signal back until the end of the block; not for what ends with an error."""
        self._deferring = True
        try:
            yield
        finally:
            self._deferring = False
        if self.asked:
            raise KeyboardInterrupt


class Patient:
    """A clock whose pauses end with ``Halted`` as soon as the run is asked to end."""

    def __init__(self, clock: Clock, halt: Halt) -> None:
        self._clock = clock
        self._halt = halt

    def now(self) -> datetime:
        """Give the present instant in UTC."""
        return self._clock.now()

    def today(self) -> date:
        """Give the calendar day in the company's time zone."""
        return self._clock.today()

    def wait(self, seconds: float) -> None:
        """Pause for real seconds."""
        left = max(0.0, seconds)
        while left > 0:
            if self._halt.asked:
                raise Halted("the run was asked to end; nothing was sent")
            self._clock.wait(min(LOOK, left))
            left -= LOOK


class Overlap(Protocol):
    """Carries out calls, at most ``width`` of them at once."""

    width: int

    def start(self, call: Callable[[], T]) -> "Future[T]":
        """Begin a call; what it raises stays in the future."""
        ...

    def some(self, under_way: "Collection[Future[T]]") -> "list[Future[T]]":
        """Wait until at least one of these is done; give those that are."""
        ...

    def close(self) -> None:
        """Begin nothing more."""
        ...


class Inline:
    """One call after the other, on the thread of the caller: for simulations and tests.

    What is no ordinary exception, a simulated crash above all, passes through.
    """

    width = 1

    def start(self, call: Callable[[], T]) -> "Future[T]":
        """Carry the call out."""
        return carried_out(call)

    def some(self, under_way: "Collection[Future[T]]") -> "list[Future[T]]":
        """Give them all: each was carried out when it began."""
        return list(under_way)

    def close(self) -> None:
        """Hold nothing that could be closed."""


def carried_out(call: Callable[[], T]) -> "Future[T]":
    """Carry out a call on this thread; give its result, or the error that it ended with."""
    future: Future[T] = Future()
    try:
        future.set_result(call())
    except Exception as error:  # noqa: BLE001 - it is raised where the result is asked for
        future.set_exception(error)
    return future


class Threads:
    """Up to ``width`` calls at once, each on a thread; the first call makes the threads."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._pool: ThreadPoolExecutor | None = None

    def start(self, call: Callable[[], T]) -> "Future[T]":
        """Begin the call on a thread that is free, or as soon as one is."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self.width, thread_name_prefix="s300gc")
        return self._pool.submit(call)

    def some(self, under_way: "Collection[Future[T]]") -> "list[Future[T]]":
        """Wait until at least one of these is done; a signal is heard meanwhile."""
        done: set[Future[Any]] = set()
        while not done:
            # In slices: on Windows nothing interrupts a wait without an end.
            done = wait(under_way, LOOK, FIRST_COMPLETED).done
        return [one for one in under_way if one in done]

    def close(self) -> None:
        """Drop what has not begun; what is on the wire ends by itself."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)


class Bell:
    """Wakes a thread that waits for work; rings that come while it works count as one."""

    def __init__(self) -> None:
        self._rung = threading.Event()

    def ring(self) -> None:
        """Wake the thread now, or as soon as it waits."""
        self._rung.set()

    def wait(self, seconds: float) -> bool:
        """Wait for real seconds at most; tells whether it was rung."""
        rung = self._rung.wait(seconds)
        self._rung.clear()
        return rung


def begun(work: Callable[[], None], name: str) -> threading.Thread:
    """Begin work on a thread of its own that does not keep the process alive."""
    thread = threading.Thread(target=work, name=name, daemon=True)
    thread.start()
    return thread
