import os
import time
from pathlib import Path

import pytest

from s300gc.clock import SystemClock
from s300gc.errors import AlreadyRunning, ConfigError
from s300gc.store.lock import PAUSE, RunLock
from tests.store.conftest import FixedClock
from tests.store.processes import finish, start


class Releasing(FixedClock):
    """A clock during whose wait someone lets go of a lock."""

    def __init__(self, lock: RunLock) -> None:
        super().__init__()
        self._lock = lock

    def wait(self, seconds: float) -> None:
        super().wait(seconds)
        self._lock.release()


def test_a_run_is_refused_at_once_while_another_runs(tmp_path: Path, clock: FixedClock) -> None:
    first, second = RunLock(tmp_path / "s.db", "sync"), RunLock(tmp_path / "s.db", "payouts post")
    first.acquire("run", 0, clock)
    with pytest.raises(AlreadyRunning) as caught:
        second.acquire("run", 30, clock)
    assert clock.waited == []
    assert f"'sync' (process {os.getpid()} on " in str(caught.value)
    assert "since 2026-01-05T09:00:00Z" in str(caught.value)
    assert caught.value.exit_code == 11
    first.release()
    second.acquire("run", 0, clock)
    second.release()
    second.release()


def test_a_run_waits_for_a_worker(tmp_path: Path, clock: FixedClock) -> None:
    worker = RunLock(tmp_path / "s.db", "webhook serve")
    worker.acquire("worker", 0, clock)
    run = RunLock(tmp_path / "s.db", "sync")
    patient = Releasing(worker)
    run.acquire("run", 30, patient)
    assert patient.waited == [PAUSE]
    run.release()


def test_a_run_gives_up_on_a_worker_after_its_time(tmp_path: Path, clock: FixedClock) -> None:
    worker = RunLock(tmp_path / "s.db", "webhook serve")
    worker.acquire("worker", 0, clock)
    with pytest.raises(AlreadyRunning, match="webhook serve"):
        RunLock(tmp_path / "s.db", "sync").acquire("run", 3, clock)
    assert sum(clock.waited) == pytest.approx(3, abs=PAUSE)
    worker.release()


def test_a_worker_waits_for_a_run_as_long_as_it_likes(tmp_path: Path, clock: FixedClock) -> None:
    run = RunLock(tmp_path / "s.db", "sync")
    run.acquire("run", 0, clock)
    worker = RunLock(tmp_path / "s.db", "webhook serve")
    with pytest.raises(AlreadyRunning, match="sync"):
        worker.acquire("worker", 0, clock)
    worker.acquire("worker", 1, Releasing(run))
    worker.release()


def test_a_long_run_lets_a_waiting_worker_in(tmp_path: Path, clock: FixedClock) -> None:
    run, worker = RunLock(tmp_path / "s.db", "collect"), RunLock(tmp_path / "s.db", "serve")
    entered: list[str] = []

    class Passing(FixedClock):
        def wait(self, seconds: float) -> None:
            super().wait(seconds)
            with worker.held("worker", 0, clock):
                entered.append("worker")

    run.acquire("run", 0, Passing())
    run.yield_to_others()
    assert entered == ["worker"]
    with pytest.raises(AlreadyRunning, match="collect"):
        worker.acquire("worker", 0, clock)
    run.release()
    with pytest.raises(RuntimeError, match="not held"):
        run.yield_to_others()


def test_no_other_run_begins_while_a_run_lets_a_worker_in(
    tmp_path: Path, clock: FixedClock
) -> None:
    run, other = RunLock(tmp_path / "s.db", "collect"), RunLock(tmp_path / "s.db", "sync")
    worker, refused = RunLock(tmp_path / "s.db", "serve"), []

    class Crowded(FixedClock):
        def wait(self, seconds: float) -> None:
            with worker.held("worker", 0, clock):
                with pytest.raises(AlreadyRunning, match="'collect'") as caught:
                    other.acquire("run", 30, clock)
                refused.append(caught.value.exit_code)

    run.acquire("run", 0, Crowded())
    run.yield_to_others()
    assert refused == [11]
    assert clock.waited == []
    run.release()
    other.acquire("run", 0, clock)
    other.release()


def test_a_worker_that_does_not_let_go_ends_a_run_between_two_chunks(
    tmp_path: Path, clock: FixedClock
) -> None:
    run, worker = RunLock(tmp_path / "s.db", "collect"), RunLock(tmp_path / "s.db", "serve")

    class Staying(FixedClock):
        def wait(self, seconds: float) -> None:
            if not self.waited:
                worker.acquire("worker", 0, clock)
            super().wait(seconds)

    with pytest.raises(AlreadyRunning, match="serve"), run.held("run", 1, Staying()):
        run.yield_to_others()
    worker.release()
    run.acquire("run", 0, clock)
    run.release()


def test_a_crash_touches_no_file_but_frees_the_lock(tmp_path: Path, clock: FixedClock) -> None:
    side = tmp_path / "s.db.lock.holder"
    for error, stays in [(ValueError, False), (KeyboardInterrupt, True)]:
        with pytest.raises(error), RunLock(tmp_path / "s.db", "sync").held("run", 0, clock):
            assert side.exists()
            raise error
        assert side.exists() is stays
    next_ = RunLock(tmp_path / "s.db", "status")
    next_.acquire("run", 0, clock)
    holder = next_.holder()
    assert holder is not None
    assert holder.command == "status"
    next_.release()


def test_a_lock_whose_holder_was_killed_is_free(tmp_path: Path) -> None:
    with start("hold", tmp_path / "s.db", "run") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        lock = RunLock(tmp_path / "s.db", "sync")
        with pytest.raises(AlreadyRunning, match=f"'invoices collect' .process {process.pid} "):
            lock.acquire("run", 30, SystemClock())
        process.kill()
        process.wait()
        began = time.monotonic()
        lock.acquire("run", 0, SystemClock())
        assert time.monotonic() - began < 5
        lock.release()


def test_a_run_gets_the_lock_of_a_worker_in_another_process(tmp_path: Path) -> None:
    process = start("hold", tmp_path / "s.db", "worker")
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    lock = RunLock(tmp_path / "s.db", "sync")

    class Ending(SystemClock):
        def wait(self, seconds: float) -> None:
            finish(process)

    lock.acquire("run", 5, Ending())
    lock.release()


def test_a_holder_that_has_not_signed_is_waited_for(tmp_path: Path, clock: FixedClock) -> None:
    holder = RunLock(tmp_path / "s.db", "webhook serve")
    holder.acquire("worker", 0, clock)
    (tmp_path / "s.db.lock.holder").write_text("{half")
    with pytest.raises(AlreadyRunning, match="another process"):
        RunLock(tmp_path / "s.db", "status").acquire("run", 0.2, clock)
    holder.release()


def test_a_lock_in_a_folder_that_is_none_is_a_configuration_error(
    tmp_path: Path, clock: FixedClock
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot be used"):
        RunLock(tmp_path / "file" / "s.db", "sync").acquire("run", 0, clock)
