"""The webhook application (WSGI): ``POST /gocardless`` and ``GET /health``.

``s300gc webhook serve`` runs it under waitress. Another WSGI server takes
``s300gc.receiver:application``, which finds its configuration as the command does.
A delivery is answered once it is on the disk; a worker applies it afterwards.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from http import HTTPStatus
from ipaddress import ip_address, ip_network
from typing import Any

from s300gc import wiring
from s300gc.errors import AlreadyRunning, ConfigError, CredentialError, PersonNeeded, S300gcError
from s300gc.flows import deliveries, live
from s300gc.flows.receiving import UNSIGNED, Intake
from s300gc.model import Outcome
from s300gc.overlap import Bell, Halted, Patient, begun
from s300gc.show.outcomes import complaints
from s300gc.show.record import recorded
from s300gc.store.lock import RunLock

log = logging.getLogger(__name__)

Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], Any]

PATH = "/gocardless"
LARGEST = 1 << 20
"""Bytes. GoCardless sends up to 250 events a delivery, some 130,000 bytes."""
IDLE, AGAIN, LATER = 30.0, 30.0, 300.0
"""Seconds until the worker looks by itself: without work, after a passing fault, after another."""

PHRASES = {UNSIGNED: "Token Invalid"}


class Receiver:
    """Answers requests; nothing but a status leaves it, whatever goes wrong inside."""

    def __init__(self, intake: Intake, ring: Callable[[], None], addresses: Iterable[str]) -> None:
        self._intake = intake
        self._ring = ring
        self._networks = [ip_network(one) for one in addresses]

    def __call__(self, environ: Environ, start_response: StartResponse) -> list[bytes]:
        """Answer one request as WSGI has it (PEP 3333)."""
        try:
            status, headers = self._answer(environ)
        except Exception:
            # Whoever sent this gets no trace, and the process lives on.
            log.exception("a request to the receiver failed")
            status, headers = HTTPStatus.INTERNAL_SERVER_ERROR, []
        phrase = PHRASES.get(status) or HTTPStatus(status).phrase
        body = b"" if status == HTTPStatus.NO_CONTENT else f"{phrase}\n".encode()
        if body:
            headers = [*headers, ("Content-Type", "text/plain; charset=utf-8")]
            headers.append(("Content-Length", str(len(body))))
        start_response(f"{int(status)} {phrase}", [*headers, ("Cache-Control", "no-store")])
        return [body] if body else []

    def _answer(self, environ: Environ) -> tuple[int, list[tuple[str, str]]]:
        path, method = environ.get("PATH_INFO", ""), environ.get("REQUEST_METHOD", "")
        allowed = {PATH: "POST", "/health": "GET"}.get(path)
        if allowed is None:
            return HTTPStatus.NOT_FOUND, []
        if method != allowed:
            return HTTPStatus.METHOD_NOT_ALLOWED, [("Allow", allowed)]
        if path == "/health":
            ready = self._intake.ready()
            return (HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE), []
        return self._delivered(environ), []

    def _delivered(self, environ: Environ) -> int:
        if not self._may_send(environ.get("REMOTE_ADDR", "")):
            return HTTPStatus.FORBIDDEN
        length = environ.get("CONTENT_LENGTH") or ""
        if not length:
            return HTTPStatus.LENGTH_REQUIRED
        # isdecimal alone would take digits of other scripts.
        if not (length.isascii() and length.isdecimal()):
            return HTTPStatus.BAD_REQUEST
        if len(length) > len(str(LARGEST)) or int(length) > LARGEST:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        body = environ["wsgi.input"].read(int(length))
        if len(body) != int(length):
            return HTTPStatus.BAD_REQUEST
        status = self._intake.take(body, environ.get("HTTP_WEBHOOK_SIGNATURE"))
        if status == HTTPStatus.NO_CONTENT:
            self._ring()
        return status

    def _may_send(self, address: str) -> bool:
        if not self._networks:
            return True
        try:
            sender = ip_address(address)
        except ValueError:
            return False
        return any(sender in network for network in self._networks)


class Worker:
    """Applies what was received, one batch at a time, under the run lock; outlives every error."""

    def __init__(self, reception: wiring.Reception) -> None:
        self._reception = reception
        self._patient = Patient(reception.clock, reception.halt)
        self.bell = Bell()

    def run(self) -> None:
        """Work until the process is asked to end."""
        pause = 0.0
        while not self._reception.halt.asked:
            if pause:
                self.bell.wait(pause)
            pause = self._safe_turn()

    def stop(self) -> None:
        """Ask it to end: what is on the wire is finished, nothing more is begun."""
        self._reception.halt.asked = True
        self.bell.ring()

    def _safe_turn(self) -> float:
        """Do what there is to do; gives the seconds until it is worth another look."""
        try:
            self._reception.intake.note_refusals()
            self._reception.intake.note_secret()
            self.turn()
        except (AlreadyRunning, Halted) as error:
            log.info("webhooks wait: %s", error)
            return AGAIN
        except (ConfigError, CredentialError, PersonNeeded) as error:
            log.error("webhooks are received but not applied: %s", error)
            return LATER
        except S300gcError as error:
            log.warning("webhooks are applied later: %s", error)
            return AGAIN
        except Exception:
            # The thread is all there is to apply them: it must not end.
            log.exception("webhooks are applied later")
            return LATER
        return IDLE

    def turn(self) -> list[Outcome]:
        """Apply what waits, if anything; waits its turn where a run holds the lock."""
        reception = self._reception
        parts = reception.open_parts()
        if not deliveries.waiting(parts):
            return []
        lock = RunLock(reception.config.database, "webhook worker")
        with lock.held("worker", reception.config.file.lock.wait, self._patient):
            live.agree(parts)
            number = parts.store.runs.start("webhook worker")
            outcomes = deliveries.run(parts)
            recorded(parts, outcomes)
            parts.store.runs.finish(number, parts.exit_code, parts.summary)
        for line in complaints(outcomes):
            log.warning("%s", line)
        return outcomes


class Application:
    """The WSGI application with its worker, opened by the first request that comes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open = ExitStack()
        self._receiver: Receiver | None = None

    def __call__(self, environ: Environ, start_response: StartResponse) -> list[bytes]:
        """Answer one request as WSGI has it (PEP 3333); 503 while it cannot be opened."""
        try:
            opened = self._opened()
        except S300gcError as error:
            log.error("no webhook can be received: %s", error)
            start_response("503 Service Unavailable", [("Content-Length", "0")])
            return []
        return opened(environ, start_response)

    def _opened(self) -> Receiver:
        from s300gc.config import find, load

        with self._lock:
            if self._receiver is None:
                reception = self._open.enter_context(wiring.reception(load(find(None))))
                worker = Worker(reception)
                begun(worker.run, "webhook worker")
                self._receiver = receiver(reception, worker)
            return self._receiver


def receiver(reception: wiring.Reception, worker: Worker) -> Receiver:
    """Give the application of a reception that rings for its worker."""
    return Receiver(reception.intake, worker.bell.ring, reception.config.webhook.addresses)


application = Application()
