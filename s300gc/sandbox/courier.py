"""Brings webhooks from the World to one address, outside the World's lock."""

import threading

import requests

from s300gc.sandbox.gocardless.service import Delivery
from s300gc.sandbox.web import Doors
from s300gc.sandbox.webhooks import due_webhooks

PATIENCE = 10.0
"""Seconds GoCardless waits for the answer to a webhook (GoCardless support, webhook retries)."""


class Courier:
    """Tries each due webhook once on every round: before an advance is answered, and new ones
    soon after a request that made them.
    """

    def __init__(self, doors: Doors, url: str) -> None:
        self._doors = doors
        self._url = url
        self._round = threading.Lock()
        self._wake = threading.Event()
        self._refused: set[str] = set()
        self._session = requests.Session()
        self._session.trust_env = False
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
        self._session.close()

    def deliver_all(self) -> None:
        """Try every due webhook once."""
        self._go_round(again=True)

    def _run(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            if self._doors.stop.is_set():
                return
            self._go_round(again=False)

    def _go_round(self, *, again: bool) -> None:
        """Try the due webhooks once; ``again`` also those that failed before."""
        with self._round:
            with self._doors.lock:
                world = self._doors.world
                due = due_webhooks(
                    world.gocardless, world.faults, skip=() if again else self._refused
                )
            for delivery in due:
                if self._doors.stop.is_set():
                    return
                ok = self._bring(delivery)
                (self._refused.discard if ok else self._refused.add)(delivery.webhook_id)
                with self._doors.lock:
                    world.gocardless.delivered(delivery.webhook_id, ok)

    def _bring(self, delivery: Delivery) -> bool:
        """POST one webhook; any 2xx in time is a receipt, a redirect is none."""
        headers = {
            "Content-Type": "application/json",
            "Origin": "https://api-sandbox.gocardless.com",
            "User-Agent": "gocardless-webhook-service/1.2",
            "Webhook-Signature": delivery.signature,
        }
        try:
            answer = self._session.post(
                self._url,
                data=delivery.body,
                headers=headers,
                timeout=PATIENCE,
                allow_redirects=False,
            )
        except requests.RequestException:
            return False
        return answer.status_code // 100 == 2
