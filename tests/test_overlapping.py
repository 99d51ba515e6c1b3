"""Threads, pauses that can be ended, and signals that are held back."""

import threading
from datetime import UTC, date, datetime

import pytest

from s300gc import clients
from s300gc.overlap import Halt, Halted, Inline, Overlap, Patient, Threads


class Clock:
    """A clock that notes its pauses; in one of them the run is asked to end."""

    def __init__(self, halt: Halt, at: int = 0) -> None:
        self.waits: list[float] = []
        self._halt = halt
        self._at = at

    def now(self) -> datetime:
        return datetime(2026, 1, 5, tzinfo=UTC)

    def today(self) -> date:
        return date(2026, 1, 5)

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        if len(self.waits) == self._at:
            self._halt.asked = True


def test_so_many_calls_are_carried_out_at_once() -> None:
    threads = Threads(4)
    together = threading.Barrier(4, timeout=30)
    try:
        under_way = {threads.start(together.wait) for _ in range(4)}
        found = set()
        while under_way:
            done = threads.some(under_way)
            assert done
            under_way -= set(done)
            found |= {future.result() for future in done}
    finally:
        threads.close()
    assert found == {0, 1, 2, 3}


@pytest.mark.parametrize("overlap", [Inline(), Threads(2)])
def test_what_a_call_raises_is_met_where_its_result_is_asked_for(overlap: Overlap) -> None:
    def broken() -> int:
        raise Halted("no")

    future = overlap.start(broken)
    assert overlap.some([future]) == [future]
    with pytest.raises(Halted):
        future.result()
    overlap.close()


def test_a_simulated_crash_passes_through_an_inline_call() -> None:
    class Crash(BaseException):
        pass

    def crash() -> None:
        raise Crash

    with pytest.raises(Crash):
        Inline().start(crash)


def test_a_long_pause_ends_soon_after_the_run_is_asked_to_end() -> None:
    halt = Halt()
    clock = Clock(halt, at=3)
    with pytest.raises(Halted):
        Patient(clock, halt).wait(60)
    assert len(clock.waits) == 3
    assert sum(clock.waits) < 1


def test_a_pause_is_as_long_as_it_was_meant_to_be() -> None:
    halt = Halt()
    clock = Clock(halt)
    patient = Patient(clock, halt)
    patient.wait(1.5)
    assert sum(clock.waits) == pytest.approx(1.5)
    patient.wait(0)
    patient.wait(-3)
    assert sum(clock.waits) == pytest.approx(1.5)
    assert (patient.now(), patient.today()) == (clock.now(), clock.today())


def test_a_signal_ends_the_run_at_once_where_nothing_is_on_the_wire() -> None:
    halt = Halt()
    with pytest.raises(KeyboardInterrupt):
        halt.strike()


def test_a_signal_is_held_back_until_the_end_of_the_block() -> None:
    halt, told = Halt(), []
    with pytest.raises(KeyboardInterrupt), halt.deferred():
        halt.strike()
        told.append("still here")
    assert told == ["still here"]


def test_a_second_signal_is_not_held_back() -> None:
    halt = Halt()
    with pytest.raises(KeyboardInterrupt), halt.deferred():
        halt.strike()
        halt.strike()
        pytest.fail("the second signal was held back")


def test_an_error_in_the_block_is_what_is_told() -> None:
    halt = Halt()
    with pytest.raises(ValueError, match="broken"), halt.deferred():
        halt.strike()
        raise ValueError("broken")


def test_threads_share_a_pool_with_a_connection_for_each() -> None:
    session = clients.session("", 7)
    pools = session.get_adapter("http://127.0.0.1").poolmanager  # type: ignore[attr-defined]
    assert pools.connection_pool_kw["maxsize"] == 7
    assert session.trust_env is False
    session.close()
