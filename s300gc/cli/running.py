"""What commands share: load the file, wire the parts, hold the lock, show, give the exit code."""

import logging
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from s300gc.cli.options import Common, user
from s300gc.errors import S300gcError

if TYPE_CHECKING:
    from s300gc.config import Config
    from s300gc.flows.parts import Parts
    from s300gc.model import Outcome
    from s300gc.overlap import Halt

log = logging.getLogger(__name__)


def configuration(common: Common) -> "Config":
    """Load and check the configuration file that applies, and set logging."""
    from s300gc.cli import logs
    from s300gc.config import find, load

    logs.to_terminal(common)
    config = load(find(common.config))
    logs.to_file(config)
    return config


@contextmanager
def working(common: Common, command: str, *, lock: bool) -> "Iterator[Parts]":
    """Open the parts for one command; a command that writes holds the run lock."""
    from s300gc import wiring
    from s300gc.flows import in_force

    config = configuration(common)
    with wiring.parts(config) as parts:
        if not lock:
            yield parts
            return
        with (
            heard(parts.halt),
            wiring.run_lock(config, parts, command),
            _recorded(parts, command),
        ):
            in_force.record(parts, user())
            yield parts


@contextmanager
def heard(halt: "Halt") -> "Iterator[None]":
    """Let Ctrl-C and a scheduler's SIGTERM end the run in the same way: what is sent is recorded.

    Only the main thread can hear signals; elsewhere nothing is changed.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def strike(number: int, frame: object) -> None:
        halt.strike()

    old = {one: signal.signal(one, strike) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in old.items():
            signal.signal(one, handler)


@contextmanager
def _recorded(parts: "Parts", command: str) -> "Iterator[None]":
    """Record when a run began, when it ended and what it came to."""
    log.info("%s begins", command)
    number = parts.store.runs.start(command)
    try:
        yield
    except Exception as error:
        code = getattr(error, "exit_code", 1)
        log.info("%s ends with %s: %s", command, code, error)
        # What went wrong is what matters, also where the database is what went wrong.
        with suppress(S300gcError):
            parts.store.runs.finish(number, code, {})
        raise
    # A run that was cut off has no end in the table: nothing is written on the way out.
    log.info("%s ends with %s", command, parts.exit_code)
    parts.store.runs.finish(number, parts.exit_code, parts.summary)


def asked(question: str) -> bool | None:
    """Ask a person on the terminal; None where nobody is there to ask. Only a y is a yes."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    sys.stderr.write(f"s300gc: {question} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def flow(
    common: Common,
    command: str,
    run: "Callable[[Parts], list[Outcome]]",
    *,
    dry_run: bool,
    remote: bool = True,
) -> int:
    """Run flows for one command, show their outcomes and give the exit code.

    ``remote`` is false for what writes to neither system.
    """
    from s300gc.flows import live
    from s300gc.show import outcomes as show
    from s300gc.show.progress import Bar, wanted
    from s300gc.show.record import recorded

    with working(common, command, lock=not dry_run) as parts:
        if remote and not dry_run:
            live.agree(parts, yes=common.yes)
        bar = Bar() if wanted(quiet=common.quiet, json=common.json) else None
        if bar is not None:
            parts.progress = bar
        try:
            found = run(parts)
        finally:
            if bar is not None:
                bar.close()
        code = recorded(parts, found)
    show.write(found, common.json, common.quiet)
    return code


def failing(parts: "Parts", found: "list[Outcome]") -> int:
    """Record outcomes, say on standard error what failed in them, and give the exit code."""
    from s300gc.show.outcomes import complaints
    from s300gc.show.record import recorded

    for line in complaints(found):
        sys.stderr.write(f"s300gc: {line}\n")
    return recorded(parts, found)
