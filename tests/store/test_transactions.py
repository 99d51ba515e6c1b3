import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from s300gc.errors import ConfigError, PersonNeeded, S300gcError, Temporary
from s300gc.gate import Door, Gate
from s300gc.store import Store
from tests.store.conftest import FixedClock
from tests.store.make import document
from tests.store.processes import finish, start

Opened = Callable[..., Store]


class Crash(BaseException):
    """A process that ends here."""


class Listening(Gate):
    """Writes down every point, and ends the process at one of them."""

    def __init__(self) -> None:
        self.points: list[tuple[Door, str]] = []
        self.crash_at: Door | None = None

    def point(self, door: Door, what: str) -> None:
        self.points.append((door, what))
        if door == self.crash_at:
            raise Crash


def test_a_commit_passes_the_gate_before_and_after(opened: Opened) -> None:
    gate = Listening()
    store = opened(gate=gate)
    gate.points.clear()
    store.cursors.set("n", "1")
    assert gate.points == [("commit", "cursor n"), ("committed", "cursor n")]


def test_a_crash_before_the_commit_leaves_nothing(opened: Opened) -> None:
    gate = Listening()
    store = opened(gate=gate)
    gate.crash_at = "commit"
    with pytest.raises(Crash):
        store.cursors.set("n", "1")
    assert opened().cursors.get("n") is None
    gate.crash_at = None
    store.cursors.set("n", "2")
    assert opened().cursors.get("n") == "2"


def test_a_crash_after_the_commit_keeps_it(opened: Opened) -> None:
    gate = Listening()
    store = opened(gate=gate)
    gate.crash_at = "committed"
    with pytest.raises(Crash):
        store.cursors.set("n", "1")
    assert opened().cursors.get("n") == "1"


@pytest.mark.parametrize("error", [KeyboardInterrupt, Crash, ValueError])
def test_any_exception_rolls_back(store: Store, error: type[BaseException]) -> None:
    with pytest.raises(error), store.database.immediate("test"):
        store.database.write("INSERT INTO cursors (name, value, at) VALUES ('n', '1', '')")
        raise error
    assert store.cursors.get("n") is None


def test_a_transaction_is_not_nested(store: Store) -> None:
    with (
        pytest.raises(RuntimeError, match="already open"),
        store.database.immediate("outer"),
        store.database.immediate("inner"),
    ):
        pass


def test_nothing_is_written_outside_a_transaction(store: Store) -> None:
    with pytest.raises(RuntimeError, match="use immediate"):
        store.database.write("DELETE FROM cursors")
    with pytest.raises(RuntimeError, match="use immediate"):
        store.audit.append("kind", "subject", {})


def test_a_read_in_a_transaction_is_still_true_when_it_writes(path: Path, mode: str) -> None:
    times = 150
    racing = [start("count_up", path, mode, str(times)) for _ in range(2)]
    for process in racing:
        finish(process)
    with Store.open(path, clock=FixedClock(), journal_mode=mode) as store:
        assert store.cursors.get("n") == str(2 * times)


def test_threads_share_a_store_without_losing_a_step(store: Store) -> None:
    def work() -> None:
        for _ in range(50):
            with store.database.immediate("count"):
                found = store.cursors.get("n")
                store.database.write(
                    "INSERT INTO cursors (name, value, at) VALUES ('n', ?, '')"
                    " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    (str(int(found or 0) + 1),),
                )

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.cursors.get("n") == "200"


def test_what_was_acknowledged_outlasts_a_kill(path: Path, mode: str) -> None:
    for round_ in range(3):
        with start("acknowledge", path, mode) as process:
            assert process.stdout is not None
            said = [process.stdout.readline() for _ in range(20 + 7 * round_)]
            process.kill()
            said += process.stdout.readlines()
        last = max(int(line) for line in said if line.endswith("\n"))
        with Store.open(path, clock=FixedClock(), journal_mode=mode) as store:
            assert store.health().problems == ()
            assert store.audit.verify() is None
            kept = {row.body["n"] for row in store.audit.page(limit=10_000)}
        assert kept >= set(range(1, last + 1))


def test_a_database_that_another_program_holds_is_temporary(opened: Opened) -> None:
    holding, waiting = opened(), opened(busy_seconds=0.05)
    with (
        holding.database.immediate("long"),
        pytest.raises(Temporary, match="held by another program; run again"),
    ):
        waiting.cursors.set("n", "1")
    waiting.cursors.set("n", "1")


def test_readers_do_not_wait_for_a_writer(opened: Opened) -> None:
    writing, reading = opened(), opened(busy_seconds=0.05)
    writing.cursors.set("n", "1")
    with writing.database.immediate("long"):
        writing.database.write("UPDATE cursors SET value = '2'")
        assert reading.cursors.get("n") == "1"


def test_a_full_disk_is_told_and_leaves_the_file_sound(store: Store, opened: Opened) -> None:
    pages = store.database.value("PRAGMA page_count")
    store.database.rows(f"PRAGMA max_page_count = {pages + 3}")
    many = [document(f"IN{n}") for n in range(1000)]
    with pytest.raises(PersonNeeded, match="is full; nothing of this step was stored"):
        store.documents.put(many)
    store.database.rows("PRAGMA max_page_count = 1000000")
    assert store.documents.page() == []
    assert len(store.documents.put(many)) == 1000
    assert opened().health().problems == ()


def test_a_database_that_may_only_be_read_is_a_configuration_error(store: Store) -> None:
    store.database.rows("PRAGMA query_only = ON")
    with pytest.raises(ConfigError, match="give this user the right to write"):
        store.cursors.set("n", "1")


def test_a_statement_that_breaks_a_rule_is_told_in_our_own_tree(store: Store) -> None:
    with (
        pytest.raises(S300gcError, match=r"refused a statement: .*REAL value in INTEGER"),
        store.database.immediate("test"),
    ):
        store.database.write(
            "INSERT INTO allocations (reference, customer, document, instalment, amount,"
            " currency, attempt, live) VALUES ('R', 'C', 'D', 1, 10.5, 'GBP', 1, 1)"
        )
