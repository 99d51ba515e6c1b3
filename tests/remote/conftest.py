from collections.abc import Iterator

import pytest
import requests

from s300gc.sandbox.world import World
from tests.remote.both import Both, connect


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        yield session


@pytest.fixture
def small(session: requests.Session) -> Both:
    return connect(World.new("small"), session)
