"""The clock of a served sandbox is asked for the World's time, and not more often than need be."""

from datetime import UTC, datetime, timedelta

import pytest
import requests_mock

from s300gc.clock import SystemClock
from s300gc.errors import Temporary
from s300gc.sandbox_clock import SandboxClock

URL = "http://127.0.0.1:8000"
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


class Machine(SystemClock):
    """The machine's clock, which a test moves."""

    def __init__(self) -> None:
        super().__init__()
        self.instant = NOON

    def now(self) -> datetime:
        """Give the instant the test set."""
        return self.instant


def world(day: int) -> dict[str, str]:
    return {"now": f"2026-01-{day:02d}T09:00:00.001Z"}


def test_many_looks_in_a_moment_are_one_request() -> None:
    machine = Machine()
    clock = SandboxClock(URL, machine)
    with requests_mock.Mocker() as wire:
        wire.get(f"{URL}/_sandbox/clock", [{"json": world(5)}, {"json": world(6)}])
        looks = {clock.now() for _ in range(20)}
        assert looks == {datetime(2026, 1, 5, 9, 0, 0, 1000, UTC)}
        assert wire.call_count == 1
        machine.instant += timedelta(seconds=1)
        assert clock.today().day == 6


def test_a_machine_whose_clock_is_set_back_asks_again() -> None:
    machine = Machine()
    clock = SandboxClock(URL, machine)
    with requests_mock.Mocker() as wire:
        wire.get(f"{URL}/_sandbox/clock", [{"json": world(5)}, {"json": world(6)}])
        assert clock.today().day == 5
        machine.instant -= timedelta(hours=1)
        assert clock.today().day == 6


def test_a_sandbox_that_is_not_there_is_said_in_words() -> None:
    with requests_mock.Mocker() as wire:
        wire.get(f"{URL}/_sandbox/clock", text="nobody", status_code=404)
        with pytest.raises(Temporary, match="start it with 's300gc sandbox serve'"):
            SandboxClock(URL, Machine()).now()
