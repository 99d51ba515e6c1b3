"""Both clients connected to one simulated World."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import requests

from s300gc.model import (
    Document,
)
from s300gc.remote.gocardless import GoCardless
from s300gc.remote.http import Http
from s300gc.remote.pace import Pacer
from s300gc.remote.sage300 import Sage300
from s300gc.sandbox.limits import RateLimit
from s300gc.sandbox.wire import SandboxAdapter
from s300gc.sandbox.world import World
from tests.remote.support import FakeClock

GOCARDLESS = "https://gocardless.test"
SAGE = "https://sage.test/Sage300WebApi"


@dataclass
class Both:
    """A World and the two clients that speak to it."""

    world: World
    gocardless: GoCardless
    sage: Sage300
    clock: FakeClock
    session: requests.Session

    def faults(self, *faults: dict[str, Any]) -> None:
        self.world.faults.replace(list(faults))

    def calls(self, method: str) -> int:
        return sum(1 for line in self.world.requests.lines if line.method == method)

    @property
    def today(self) -> date:
        return self.world.timeline.today


def connect(world: World, session: requests.Session, limit: int = 0, **sage: Any) -> Both:
    clock = FakeClock(datetime(2026, 1, 5, 9, tzinfo=UTC))
    session.mount(GOCARDLESS, SandboxAdapter(world, "gocardless", RateLimit(limit)))
    session.mount("https://sage.test", SandboxAdapter(world, "sage300"))
    gocardless = Http(
        session, GOCARDLESS, system="GoCardless", clock=clock, pace=Pacer(clock), attempts=3
    )
    settings = {
        "company": "SAMLTD",
        "user": world.sage300.user,
        "password": world.sage300.password,
        **sage,
    }
    token = world.gocardless.access_token
    (creditor, *_) = GoCardless(gocardless, token=token, creditor="").creditors()
    client = GoCardless(gocardless, token=token, creditor=creditor.id)
    return Both(
        world,
        client,
        Sage300(Http(session, SAGE, system="Sage 300", clock=clock, attempts=3), **settings),
        clock,
        session,
    )


def first_document(both: Both) -> Document:
    both.world.advance(5)
    found = [each for each in both.sage.open_documents() if each.kind == "Invoice"]
    return min(found, key=lambda each: (each.dated, each.number))
