"""A receiver in this process: its application without a server, its worker without a thread."""

import hashlib
import hmac
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from s300gc import wiring
from s300gc.model import Outcome
from s300gc.receiver import Receiver, Worker, receiver
from s300gc.sandbox.gocardless.webhooks import Receipt
from s300gc.vault import VARIABLES, Vault
from tests.company import Company


def signed(body: bytes, secret: str) -> str:
    """The signature as the API reference has it, by other code than the tool's."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@dataclass
class Listening:
    """A company whose receiver is open."""

    company: Company
    reception: wiring.Reception
    application: Receiver
    worker: Worker
    secret: str

    def request(
        self, method: str, path: str, body: bytes = b"", **environ: Any
    ) -> tuple[str, dict[str, str], bytes]:
        """Send one request through WSGI; gives status line, headers and body."""
        told: list[Any] = []
        full = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body), **environ,
        }  # fmt: skip
        answer = self.application(full, lambda status, headers: told.extend([status, headers]))
        return told[0], dict(told[1]), b"".join(answer)

    def deliver(self, body: bytes, signature: str | None = None, **environ: Any) -> int:
        """Deliver a body, rightly signed unless a signature is given; gives the status."""
        given = signed(body, self.secret) if signature is None else signature
        environ = {"HTTP_WEBHOOK_SIGNATURE": given, **environ}
        status, _, _ = self.request("POST", "/gocardless", body, **environ)
        return int(status[:3])

    def follow(self) -> None:
        """Let the World deliver here from now on whenever days pass, faults included."""
        self.company.world.gocardless.skip_webhooks()
        self.company.world.deliver = lambda one: Receipt(self.deliver(one.body, one.signature))

    def turn(self) -> list[Outcome]:
        """Let the worker do what there is to do."""
        return self.worker.turn()


@contextmanager
def listening(company: Company, *, secrets: tuple[str, ...] = ()) -> Iterator[Listening]:
    """Open a company's receiver; without secrets with that of its World."""
    world = company.world
    names = ("webhook-secret", "webhook-secret-previous")
    outside = company.outside
    given = secrets or (world.gocardless.webhook_secret,)
    environment = {VARIABLES[name]: one for name, one in zip(names, given, strict=False)}
    sage = {
        VARIABLES["sage300-user"]: world.sage300.user,
        VARIABLES["sage300-password"]: world.sage300.password,
        VARIABLES["gocardless-token"]: world.gocardless.access_token,
    }
    outside.vault = Vault("test", {**sage, **environment})
    with wiring.reception(company.config, outside) as reception:
        worker = Worker(reception)
        yield Listening(company, reception, receiver(reception, worker), worker, given[0])
