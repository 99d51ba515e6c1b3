"""A merchant with a browser, and an app of a partner that wants to be connected."""

import socket
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from s300gc import clients, wiring
from s300gc.flows import connecting
from s300gc.flows.connecting import Connected
from s300gc.flows.parts import Parts
from s300gc.remote.oauth import OAuth
from s300gc.sandbox.answer import Answer
from s300gc.sandbox.world import World
from s300gc.vault import VARIABLES, Vault
from tests.company import Company
from tests.sandbox.gocardless.browser import Browser


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def fetched(address: str) -> tuple[int, str, Any]:
    """Get a page: status, text, headers."""
    try:
        with urllib.request.urlopen(address, timeout=9) as answer:  # noqa: S310
            return answer.status, answer.read().decode(), answer.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), error.headers


@dataclass
class Merchant:
    """Gives consent, or does not, and lets his browser return to the app."""

    world: World
    button: str = "Allow"
    comes: bool = True
    before: list[str] = field(default_factory=list)
    """What else is asked of the app's address before, ``{}`` its origin and ``{state}``."""
    change: Callable[[str], str] = str
    seen: Callable[[str], None] = lambda address: None
    answers: list[tuple[int, str, Any]] = field(default_factory=list)
    thread: Thread | None = None

    def ask(self, method: str, address: str, headers: Any, body: bytes) -> Answer:
        parts = urlsplit(address)
        return self.world.answer("gocardless", method, f"{parts.path}?{parts.query}", headers, body)

    def __call__(self, address: str) -> None:
        """Open the address that the app shows."""
        if not self.comes:
            return
        left_to = Browser(self.ask).open(self.change(address)).press(self.button).left_to
        self.seen(left_to)
        origin = left_to.partition("/connected")[0]
        pages = [*(one.format(origin) for one in self.before), left_to]
        # The app hears nothing before this returns.
        self.thread = Thread(target=lambda: self.answers.extend(map(fetched, pages)))
        self.thread.start()


@dataclass
class Partner:
    """A company that is to be connected to a partner's app."""

    company: Company
    port: int
    environment: dict[str, str]

    def __post_init__(self) -> None:
        self.outside = self.company.outside
        self.outside.vault = self.vault = Vault("test", self.environment)

    @property
    def redirect(self) -> str:
        return self.company.config.gocardless.oauth_redirect

    @property
    def oauth(self) -> OAuth:
        return clients.oauth(self.company.config, self.outside)

    @contextmanager
    def parts(self) -> Iterator[Parts]:
        with wiring.parts(self.company.config, self.outside) as parts:
            yield parts

    def connect(self, merchant: Merchant) -> Connected:
        try:
            with self.parts() as parts:
                sign_on = clients.sign_on(self.company.config, self.outside)
                return connecting.connect(sign_on, self.oauth, self.redirect, parts, merchant)
        finally:
            if merchant.thread is not None:
                merchant.thread.join()

    def disconnect(self) -> list[str]:
        with self.parts() as parts:
            sign_on = clients.sign_on(self.company.config, self.outside)
            return connecting.disconnect(sign_on, self.oauth, parts)

    def accepted(self, token: str) -> bool:
        """Tell whether GoCardless takes a token."""
        headers = {"authorization": f"Bearer {token}", "gocardless-version": "2015-07-06"}
        return self.world.answer("gocardless", "GET", "/creditors", headers, b"").status == 200

    @property
    def world(self) -> World:
        return self.company.world


def partner(folder: Path, *, creditor: str = "") -> Partner:
    """Make a company whose partner app is known and whose token is not there yet."""
    world = World.new("small")
    client, secret = world.gocardless.oauth_app
    port = free_port()
    app = f'oauth_client = "{client}"\noauth_redirect = "http://127.0.0.1:{port}/connected"\n'
    changes = {"[mandates]": f"{app}\n[mandates]"}
    if creditor:
        changes[f'"{world.story["creditor"]}"'] = f'"{creditor}"'
    given = {
        "sage300-user": world.sage300.user, "sage300-password": world.sage300.password,
        "gocardless-client-secret": secret,
    }  # fmt: skip
    environment = {VARIABLES[name]: value for name, value in given.items()}
    return Partner(Company(world, folder, changes=changes), port, environment)
