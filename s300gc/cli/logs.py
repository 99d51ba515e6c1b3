"""Where the program says what it does: standard error, and a log file that turns over."""

import logging
import os
import sys
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

from s300gc.cli.options import Common

if TYPE_CHECKING:
    from s300gc.config import Config

LARGEST = 5_000_000
KEPT = 5
FORM = "%(asctime)s %(levelname)s %(process)d %(name)s: %(message)s"
LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)


class _OwnersOnly(RotatingFileHandler):
    """A log that others on the machine cannot read: it names customers.

    What cannot be written any more (a full disk) is one warning: the run goes on.
    """

    _silent = False

    def handleError(self, record: logging.LogRecord) -> None:
        """Say once on standard error that the log is not written, without a traceback."""
        if not self._silent:
            self._silent = True
            sys.stderr.write(f"s300gc: the log {self.baseFilename} cannot be written\n")

    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        return os.fdopen(handle, "a", encoding=self.encoding)


def to_terminal(common: Common) -> None:
    """Write warnings to standard error; more with -v, the whole traceback of a fault with -vv."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setLevel(LEVELS[min(common.verbose, len(LEVELS) - 1)])
    handler.setFormatter(logging.Formatter("s300gc: %(message)s"))
    _attach(handler)


def to_file(config: "Config") -> None:
    """Write what is done to the log file, of which the last few are kept.

    A log that cannot be written is one warning and holds up no run.
    """
    path = config.log
    if path is None:
        return
    try:
        handler = _OwnersOnly(path, maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8")
    except OSError as error:
        logging.getLogger(__name__).warning(
            "the log %s cannot be written (%s); going on without it", path, error.strerror
        )
        return
    handler.setLevel(logging.INFO)
    handler.setFormatter(logging.Formatter(FORM))
    _attach(handler)


def _attach(handler: logging.Handler) -> None:
    """Give a handler what this program says, and nothing of the libraries it uses."""
    ours = logging.getLogger("s300gc")
    ours.setLevel(logging.DEBUG)
    ours.propagate = False
    for old in [one for one in ours.handlers if type(one) is type(handler)]:
        ours.removeHandler(old)
        old.close()
    ours.addHandler(handler)
