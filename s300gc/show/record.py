"""Records what a run came to, for those who look later."""

import logging
import sys

from s300gc.errors import worst
from s300gc.flows.parts import Parts
from s300gc.model import Outcome
from s300gc.show import outcomes as show

log = logging.getLogger(__name__)


def recorded(parts: Parts, found: list[Outcome]) -> int:
    """Record what a run came to, with its run and in the log; give the exit code."""
    parts.exit_code = worst(one.exit_code for outcome in found for one in outcome.failures())
    parts.summary = {outcome.flow: show.summary(outcome) for outcome in found}
    for outcome in found:
        for line in show.lines(outcome, most=sys.maxsize):
            log.info("%s", line.strip())
    return parts.exit_code
