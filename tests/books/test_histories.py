"""After any history every account is explained to the penny, and each payout is booked right."""

import os

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.books.histories import HISTORY, WAYS, BookLife, Books, Start
from tests.flows.histories import Day

EXAMPLES = int(os.environ.get("S300GC_BOOK_HISTORIES", "6"))
"""How many histories are lived; the same ones every time, and more of them where this says so."""
PHASES = (Phase.generate, *([Phase.shrink] if "S300GC_BOOK_HISTORIES" in os.environ else []))


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Start:
    return Start(tmp_path_factory.mktemp("books"))


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=PHASES,
    suppress_health_check=list(HealthCheck),
)
@given(way=WAYS, history=HISTORY)
def test_every_account_is_explained_after_any_history(
    start: Start, way: Books, history: list[Day]
) -> None:
    BookLife(start.company(way), way).live(history)
