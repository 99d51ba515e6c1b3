"""What most tests of the simulated GoCardless begin with."""

from collections.abc import Iterator

import pytest

from s300gc.sandbox.ports import Served
from s300gc.sandbox.world import World

from .desk import Desk
from .official import Site


@pytest.fixture
def desk() -> Desk:
    """Give a new organisation on Monday, 5 January 2026."""
    return Desk()


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """Serve one sandbox for all tests that use the official client; no test may move its clock."""
    official = pytest.importorskip("gocardless_pro")
    world = World.new("small")
    creditor = str(world.story["creditor"])
    world.gocardless.allow_refunds(creditor)
    with Served(world) as served:
        client = official.Client(
            access_token=world.gocardless.access_token, base_url=served.gocardless_url
        )
        yield Site(served, client, creditor)
