"""Catches a browser that is sent back to this machine with a code."""

import hmac
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

from s300gc.clock import Clock
from s300gc.errors import ConfigError, CredentialError, Temporary

LONGEST = timedelta(minutes=10)
"""How long a code can be exchanged at most (RFC 6749); nobody is waited for longer."""
LOOK = 0.5
"""Seconds between two looks whether that time is over."""
SILENCE = 3
"""Seconds. Browsers open connections in store and say nothing on them; one is heard at a time."""

DONE = "Connected. You can close this page and go back to the terminal."
REFUSED = "Not connected: access was refused. You can close this page."
STRANGE = "This page was not asked for from here. Nothing was done."


class _Server(HTTPServer):
    """One port of this machine, which nobody else can listen at."""

    timeout = LOOK
    # On Windows that would let another program take the port over, and the code with it.
    allow_reuse_address = sys.platform != "win32"

    def __init__(self, place: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        if ":" in place[0]:
            self.address_family = socket.AF_INET6
        super().__init__(place, handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a browser that hung up."""


class Redirect:
    """Listens at the redirect address of an app, which lies on this machine."""

    def __init__(self, uri: str, state: str) -> None:
        self.uri = uri
        self._state = state
        self._path = urlsplit(uri).path or "/"
        self.code = ""
        self.refused = ""

    @contextmanager
    def listening(self) -> Iterator["Redirect"]:
        """Listen from now on, before anybody is sent away. ConfigError where the port is taken."""
        parts = urlsplit(self.uri)
        place = parts.hostname or "", parts.port or 80
        try:
            self._server = _Server(place, self._handler())
        except OSError as error:
            raise ConfigError(
                f"nothing can listen at {self.uri} ({error.strerror}): end what does, or set"
                " gocardless.oauth_redirect to another port that the app has registered"
            ) from None
        with self._server:
            yield self

    def wait(self, clock: Clock) -> str:
        """Give the code that the browser brings; only while it listens.

        CredentialError where consent was refused, Temporary where nobody came within
        ten minutes. What comes with another state was started by somebody else and is
        not heard.
        """
        begun = clock.now()
        while not (self.code or self.refused):
            self._server.handle_request()
            if abs(clock.now() - begun) > LONGEST and not (self.code or self.refused):
                raise Temporary("nobody gave consent within ten minutes: connect again")
        if self.refused:
            raise CredentialError(
                f"access to the GoCardless account was not given ({self.refused}):"
                " nothing was stored"
            )
        return self.code

    def heard(self, target: str) -> tuple[int, str]:
        """Take in what a browser asks for; gives the status and what the person reads."""
        try:
            parts = urlsplit(target)
        except ValueError:
            return 404, STRANGE
        if parts.path != self._path:
            return 404, STRANGE
        told = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if not hmac.compare_digest(told.get("state", "").encode(), self._state.encode()):
            return 400, STRANGE
        if told.get("error"):
            # Only words of ASCII letters: it is shown on a terminal.
            word = told["error"]
            self.refused = word if word.isascii() and word.isidentifier() else "refused"
            return 200, REFUSED
        self.code = told.get("code", "")
        return (200, DONE) if self.code else (400, STRANGE)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        redirect = self

        class Handler(BaseHTTPRequestHandler):
            """One request of the browser."""

            timeout = SILENCE
            server_version = "s300gc"
            sys_version = ""

            def do_GET(self) -> None:
                """Answer, and keep the code out of the page and of whatever it leads to."""
                status, text = redirect.heard(self.path)
                body = text.encode()
                self.send_response(status)
                self.send_header("Content-Type", "text/plain; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Referrer-Policy", "no-referrer")
                self.send_header("Cache-Control", "no-store")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing: the code stands in the line."""

        return Handler
