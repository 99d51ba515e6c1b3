"""What commands share: load the file, wire the parts, hold the lock, show, give the exit code."""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from s300gc.cli.options import Common

if TYPE_CHECKING:
    from s300gc.config import Config
    from s300gc.flows.parts import Parts
    from s300gc.model import Outcome


def configuration(common: Common) -> "Config":
    """Load and check the configuration file that applies, and set logging."""
    from s300gc.config import find, load

    level = logging.WARNING if common.verbose == 0 else logging.INFO
    logging.basicConfig(
        level=logging.DEBUG if common.verbose > 1 else level,
        stream=sys.stderr,
        format="s300gc: %(message)s",
    )
    return load(find(common.config))


@contextmanager
def working(common: Common, command: str, *, lock: bool) -> "Iterator[Parts]":
    """Open the parts for one command; a command that writes holds the run lock."""
    from s300gc import wiring

    config = configuration(common)
    with wiring.parts(config) as parts:
        if not lock:
            yield parts
            return
        with wiring.run_lock(config, parts, command):
            number = parts.store.runs.start(command)
            try:
                yield parts
            except Exception as error:
                parts.store.runs.finish(number, getattr(error, "exit_code", 1), {})
                raise
            # A run that was cut off has no end in the table: nothing is written on the way out.
            parts.store.runs.finish(number, 0, {})


def flow(
    common: Common,
    command: str,
    run: "Callable[[Parts], list[Outcome]]",
    *,
    dry_run: bool,
) -> int:
    """Run flows for one command, show their outcomes and give the exit code."""
    from s300gc.errors import worst
    from s300gc.show import outcomes as show

    with working(common, command, lock=not dry_run) as parts:
        found = run(parts)
    show.write(found, common.json, common.quiet)
    return worst(failure.exit_code for outcome in found for failure in outcome.failures())
