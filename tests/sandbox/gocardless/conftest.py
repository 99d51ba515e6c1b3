"""What most tests of the simulated GoCardless begin with."""

import pytest

from .desk import Desk


@pytest.fixture
def desk() -> Desk:
    """Give a new organisation on Monday, 5 January 2026."""
    return Desk()
