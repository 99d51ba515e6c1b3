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

log = logging.getLogger(__name__)

KNOWN = "webhook.secret_known"
"""The setting that says which secret the receiver takes for the present one, and since when."""

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
        self._at = self._since = clock.now()

    def known(self) -> str:
        """Give the mark of the secret that is in the first place, and since when it is; UTC."""
        return f"{mark(self._known[0])} {self._since.isoformat()}"

    def signer(self, body: bytes, signature: str | None) -> int | None:
        """Tell which secret signed a body, by its place; None for none of them."""
        found = which_secret(body, signature, self._current(self.FRESH))
        if found is None and signature:
            found = which_secret(body, signature, self._current(self.PAUSE))
        return found

    def _current(self, fresh: timedelta) -> tuple[str, ...]:
        # abs: a machine's clock may jump back. One thread looks, the others go on as before.
        if abs(self._clock.now() - self._at) >= fresh and self._lock.acquire(blocking=False):
            try:
                known = tuple(self._look())
                if known != self._known:
                    self._known, self._since = known, self._clock.now()
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
    _noted: str = ""

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
            problem = _problem(body)
            self.store.deliveries.keep(body, signer, problem)
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
        """Store which secret is known here now: the exchange of a secret rests on that."""
        known = self.secrets.known()
        if known != self._noted:
            self.store.settings.set(KNOWN, known)
            self._noted = known

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
