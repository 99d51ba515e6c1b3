"""A company that took long to unfold, shared by the tests that go on from it."""

import pytest

from tests.company import Company
from tests.flows.correctors import arrived


@pytest.fixture(scope="session")
def before(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A company whose first payout has arrived and is not booked; tests go on with copies."""
    return arrived(tmp_path_factory.mktemp("before"))
