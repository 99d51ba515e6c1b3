"""Brings webhooks from the World to one address, outside the World's lock."""

import threading
import time

from urllib3 import PoolManager
from urllib3.exceptions import HTTPError

from s300gc.sandbox.gocardless.service import Delivery
from s300gc.sandbox.gocardless.webhooks import MOST_BODY, NO_ANSWER, Receipt, request_headers
from s300gc.sandbox.web import Doors
from s300gc.sandbox.webhooks import due_webhooks

PATIENCE = 10.0
"""Seconds GoCardless waits for the answer to a webhook (GoCardless support, webhook retries)."""
_PIECE = 4096


class Courier:
    """Tries each due webhook once on every round: where an advance comes by it, and soon after a
    request that made one.
    """

    def __init__(self, doors: Doors, url: str, patience: float = PATIENCE) -> None:
        self._doors = doors
        self._url = url
        self._patience = patience
        self._round = threading.Lock()
        self._wake = threading.Event()
        self._pool = PoolManager()
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)

    def start(self) -> None:
        """Begin to watch for new webhooks."""
        self._doors.deliver = self.deliver_all
        self._doors.after_write = self._wake.set
        self._thread.start()

    def close(self) -> None:
        """End after the round that is under way; the doors' ``stop`` must be set."""
        self._wake.set()
        self._thread.join()
        self._pool.clear()

    def _run(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            if self._doors.stop.is_set():
                return
            self.deliver_all()

    def deliver_all(self) -> None:
        """Try every webhook that is due now once."""
        with self._round:
            with self._doors.lock:
                world = self._doors.world
                due = due_webhooks(world.gocardless, world.faults)
            for delivery in due:
                if self._doors.stop.is_set():
                    return
                receipt = self._bring(delivery)
                with self._doors.lock:
                    world.gocardless.delivered(delivery.webhook_id, receipt)

    def _bring(self, delivery: Delivery) -> Receipt:
        """POST one webhook; its answer must be there as a whole before patience ends."""
        end = time.monotonic() + self._patience
        try:
            answer = self._pool.request(
                "POST",
                self._url,
                body=delivery.body,
                headers=request_headers(delivery.signature),
                timeout=self._patience,
                redirect=False,
                retries=False,
                preload_content=False,
            )
            with answer:
                body = b""
                while chunk := answer.read1(_PIECE):
                    body += chunk
                    if time.monotonic() > end:
                        return NO_ANSWER
                    if len(body) > MOST_BODY:
                        break
        except HTTPError:
            return NO_ANSWER
        if time.monotonic() > end:
            return NO_ANSWER
        return Receipt(answer.status, body.decode("utf-8", "replace"), dict(answer.headers))
