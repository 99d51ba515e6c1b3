"""The error tree and the exit code of each branch.

    S300gcError        1   unforeseen
      UsageError       2   the command line asks for something that is not there
      ItemsFailed      3   some items failed, the others were done
        Refused        3   the other side said no to one of them
          Forbidden    6   the user or the token lacks a right
      Discrepancies    4   reconcile or doctor found something
      Temporary        5   the other side is down or busy: run again
        OutcomeUnknown 5   a request may or may not have taken effect
      PersonNeeded     6   only a person can decide what comes next
      ConfigError      7   the configuration cannot be used; nothing was sent
      CredentialError  8   a credential is missing or refused
      AlreadyRunning  11   another run holds the lock

130 is an interruption, 0 means done. A code is never
used for anything else, also not in later versions.
"""

from collections.abc import Iterable

INTERRUPTED = 130

PRECEDENCE = (1, 8, 7, 6, 3, 5, 4, 0)
"""Of several outcomes in one run the exit code is the first of these that occurred."""


class S300gcError(Exception):
    """Something went wrong that a person should read about in one line."""

    exit_code = 1


class UsageError(S300gcError):
    """The command line asks for something that does not exist."""

    exit_code = 2


class ItemsFailed(S300gcError):
    """Some items failed and were left as they were; their neighbours were done."""

    exit_code = 3


class Discrepancies(S300gcError):
    """The two systems or the books do not agree."""

    exit_code = 4


class Temporary(S300gcError):
    """The other side did not answer or is busy; the next run tries again."""

    exit_code = 5


class OutcomeUnknown(Temporary):
    """A request was sent and no usable answer came: it may have taken effect."""


class Refused(ItemsFailed):
    """The other side understood the request and said no.

    ``code`` is the remote's own word for the reason (Sage ``error.code``,
    GoCardless ``errors[].reason``), ``status`` the HTTP status. ``links`` are
    the ids that GoCardless names beside the reason.
    """

    def __init__(
        self, message: str, *, status: int, code: str, links: tuple[tuple[str, str], ...] = ()
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.links = dict(links)


class Forbidden(Refused):
    """The user or the token has no right to what was asked: a person has to give it.

    What is true of one item is true of its neighbours, so that a flow stops here.
    """

    exit_code = 6


class PersonNeeded(S300gcError):
    """Going on would be a guess; a person has to decide."""

    exit_code = 6


class ConfigError(S300gcError):
    """The configuration cannot be used; nothing was sent."""

    exit_code = 7


class CredentialError(S300gcError):
    """A credential is missing, cannot be read, or was refused."""

    exit_code = 8


class AlreadyRunning(S300gcError):
    """Another run holds the lock."""

    exit_code = 11


def worst(codes: Iterable[int]) -> int:
    """Give the exit code of a run in which all these occurred."""
    seen = set(codes)
    for code in (*PRECEDENCE[:-1], *sorted(seen - set(PRECEDENCE))):
        if code in seen:
            return code
    return 0
