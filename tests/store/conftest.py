"""Fixtures for tests of the store: a clock that stands still and a store in each journal mode."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from s300gc.store import Store

START = datetime(2026, 1, 5, 9, tzinfo=UTC)


class FixedClock:
    """A clock that stands still until told otherwise; a wait only moves it on."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at
        self.waited: list[float] = []

    def now(self) -> datetime:
        return self.at

    def today(self) -> date:
        return self.at.date()

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.at += timedelta(seconds=seconds)

    def move(self, **parts: float) -> datetime:
        self.at += timedelta(**parts)
        return self.at


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture(params=["wal", "delete"])
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "s300gc.db"


@pytest.fixture
def opened(path: Path, clock: FixedClock, mode: str) -> Iterator[Callable[..., Store]]:
    """Open the store, as often as asked; all are closed at the end."""
    stores: list[Store] = []

    def opening(**options: Any) -> Store:
        store = Store.open(path, **{"clock": clock, "journal_mode": mode, **options})
        stores.append(store)
        return store

    yield opening
    for store in stores:
        store.close()


@pytest.fixture
def store(opened: Callable[..., Store]) -> Store:
    return opened()
