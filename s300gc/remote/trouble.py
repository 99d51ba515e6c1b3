"""Why no usable answer came, in words, and whether the request can have left."""

import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

import requests
from requests import exceptions as failures
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from s300gc.errors import ConfigError, CredentialError, S300gcError


class NoAnswer(Exception):
    """One attempt ended without a usable answer; never leaves this package.

    ``unsent`` is true where the other side cannot have acted on the request,
    ``after`` is how many seconds it asked to wait.
    """

    def __init__(self, why: str, *, unsent: bool = False, after: float | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.unsent = unsent
        self.after = after


def trouble(
    error: requests.RequestException, system: str, base: str, timeout: tuple[float, float]
) -> NoAnswer | S300gcError:
    """Say what a failed request means. No text of the error itself is shown to anybody."""
    host = urlsplit(base).netloc.rpartition("@")[2]
    causes = list(_causes(error))
    if isinstance(error, failures.InvalidHeader):
        return CredentialError(
            f"the credential for {system} has characters that no request can carry "
            "(a line end?): set it again"
        )
    if isinstance(error, ValueError):
        return ConfigError(f"the address of {system} ({host or base!r}) is not a usable URL")
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return ConfigError(
                f"the certificate of {system} at {host} is not trusted "
                f"({cause.verify_message}): "
                "check the address, or set ca_file to the CA that issued it"
            )
    if isinstance(error, failures.ProxyError):
        return NoAnswer(f"cannot be reached at {host} through the proxy", unsent=True)
    if any(isinstance(cause, NewConnectionError | ConnectTimeoutError) for cause in causes):
        return NoAnswer(f"cannot be reached at {host}", unsent=True)
    if isinstance(error, failures.Timeout):
        return NoAnswer(f"did not answer within {timeout[1]:g} seconds")
    return NoAnswer("broke off the connection")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Walk to the bottom of a wrapped error, whichever way its library wrapped it.

    Not along ``__context__``: that also leads to errors of earlier requests that
    were being handled, and a refused connection there would say that this request
    never left.
    """
    todo: list[object] = [error]
    seen: set[int] = set()
    while todo:
        found = todo.pop()
        if not isinstance(found, BaseException) or id(found) in seen:
            continue
        seen.add(id(found))
        yield found
        todo += [found.__cause__, getattr(found, "reason", None), *found.args]
