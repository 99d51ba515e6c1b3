"""Takes webhook deliveries in: nothing unsigned is believed, nothing signed is lost.

A delivery is stored whole before it is acknowledged (GoCardless waits 10 seconds for
that); its events are put into the inbox afterwards.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus

from s300gc.clock import Clock
from s300gc.errors import S300gcError
from s300gc.remote.gocardless_events import read_webhook, webhook_rows
from s300gc.remote.signature import mark, which_secret
from s300gc.remote.wire import UnexpectedAnswer
from s300gc.store import Store
from s300gc.store.deliveries import CHECK

log = logging.getLogger(__name__)

PROVED = "webhook.secret_proved"
"""The setting with the mark of the present secret that a delivery was signed with, and when."""

STORED = HTTPStatus.NO_CONTENT
MALFORMED = HTTPStatus.BAD_REQUEST
LATER = HTTPStatus.SERVICE_UNAVAILABLE
UNSIGNED = 498
"""What GoCardless asks for where the signature is wrong (developer guide, webhooks)."""


class Secrets:
    """The webhook secrets that count now: looked up again, so that a rotation needs no restart."""

    FRESH = timedelta(minutes=1)
    PAUSE = timedelta(seconds=5)
    """How often at most they are looked up because a signature was wrong."""

    def __init__(self, look: Callable[[], Sequence[str]], clock: Clock) -> None:
        self._look = look
        self._clock = clock
        self._lock = threading.Lock()
        self._known = tuple(look())
        self._at = clock.now()

    def signer(self, body: bytes, signature: str | None) -> tuple[int, str] | None:
        """Tell which secret signed a body: its place, and itself; None for none of them."""
        known = self._current(self.FRESH)
        found = which_secret(body, signature, known)
        if found is None and signature:
            known = self._current(self.PAUSE)
            found = which_secret(body, signature, known)
        return None if found is None else (found, known[found])

    def _current(self, fresh: timedelta) -> tuple[str, ...]:
        # abs: a machine's clock may jump back. One thread looks, the others go on as before.
        if abs(self._clock.now() - self._at) >= fresh and self._lock.acquire(blocking=False):
            try:
                self._known = tuple(self._look())
            except S300gcError as error:
                log.warning("the webhook secrets could not be looked up again: %s", error)
            finally:
                self._at = self._clock.now()
                self._lock.release()
        return self._known


@dataclass(slots=True)
class Intake:
    """What becomes of one delivery: stored and acknowledged, refused, or to be sent again."""

    store: Store
    secrets: Secrets
    clock: Clock
    refused: int = 0
    """Deliveries refused since ``note_refusals``."""
    last_refused: datetime | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _proof: tuple[str, datetime] | None = None

    def take(self, body: bytes, signature: str | None) -> int:
        """Give the HTTP status for a delivery; after 204 its body is on the disk.

        498: no secret of ours signed it, nothing is stored. 400: it is signed but no
        webhook, and kept to be looked at. 503: it could not be stored now.
        """
        try:
            signer = self.secrets.signer(body, signature)
            if signer is None:
                self._refuse()
                return UNSIGNED
            place, secret = signer
            problem = _problem(body)
            self.store.deliveries.keep(body, place, problem)
            # What we send ourselves says nothing of the secret that GoCardless has.
            if place == 0 and CHECK.encode() not in body:
                self._proof = (secret, self.clock.now())
        except S300gcError as error:
            log.error("a webhook could not be stored: %s", error)
            return LATER
        return MALFORMED if problem else STORED

    def ready(self) -> bool:
        """Tell whether a delivery could be stored now."""
        try:
            self.store.deliveries.ready()
        except S300gcError as error:
            log.error("no webhook can be stored: %s", error)
            return False
        return True

    def _refuse(self) -> None:
        with self._lock:
            self.refused += 1
            self.last_refused = self.clock.now()

    def note_secret(self) -> None:
        """Store with which present secret a delivery was signed: its exchange rests on that."""
        if self._proof is None:
            return
        secret, at = self._proof
        if (self.store.settings.get(PROVED) or "").partition(" ")[0] != mark(secret):
            self.store.settings.set(PROVED, f"{mark(secret)} {at.isoformat()}")

    def note_refusals(self) -> None:
        """Store how many were refused since the last time; they are few writes, not one each."""
        with self._lock:
            count, last = self.refused, self.last_refused
            self.refused = 0
        if count and last is not None:
            self.store.deliveries.refuse(count, last)


def _problem(body: bytes) -> str:
    try:
        webhook_rows(body)
    except UnexpectedAnswer as error:
        return str(error)
    return ""


def unpack(store: Store) -> int:
    """Put the events of stored deliveries into the inbox; gives how many events were new.

    It may be cut off anywhere and run by two programs at once: an event is known by its id.
    """
    new = 0
    while waiting := store.deliveries.waiting():
        for one in waiting:
            found = read_webhook(one.body)
            received = store.inbox.receive(found.events, found.raws, "webhook", one.received_at)
            new += len(received)
            store.deliveries.unpacked(
                one.number, found.webhook, len(found.events), "; ".join(found.problems[:5])
            )
            for problem in found.problems:
                log.warning("delivery %s: %s", found.webhook or one.number, problem)
    return new
