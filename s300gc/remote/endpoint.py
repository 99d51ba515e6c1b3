"""Our own webhook endpoint as GoCardless meets it, from outside."""

from s300gc.remote.http import Http, Request, dumped
from s300gc.remote.signature import sign
from s300gc.remote.wire import Json


class Endpoint:
    """An address that deliveries are sent to. Errors are those of ``Http``."""

    def __init__(self, http: Http, path: str) -> None:
        self._http = http
        self._path = path

    def deliver(self, webhook: str, secret: str, *, padding: int = 0) -> int:
        """Send a delivery without events, signed with a secret; gives the status of the answer.

        ``webhook`` is its id, ``padding`` how many characters it has beyond what is needed.
        """
        body: Json = {"events": [], "meta": {"webhook_id": webhook, "padding": " " * padding}}
        signature = sign(dumped(body) or b"", secret)
        request = Request(
            "POST",
            self._path,
            "send a test delivery",
            body=body,
            headers={"Content-Type": "application/json", "Webhook-Signature": signature},
            bodiless=True,
            harmless=True,
            as_is=True,
        )
        return self._http.send(request).status
