"""What tests of the served sandbox begin with."""

from collections.abc import Iterator

import pytest
import requests


@pytest.fixture
def session() -> Iterator[requests.Session]:
    """A session that looks at nothing of this machine."""
    with requests.Session() as session:
        session.trust_env = False
        yield session
