"""What tests run in a process of its own: ``python -m tests.store.child WORK DATABASE …``."""

import sys
from datetime import UTC, date, datetime
from pathlib import Path

from s300gc.clock import SystemClock
from s300gc.errors import PersonNeeded
from s300gc.model import Allocation, Claim, Intent, Money
from s300gc.store import Store
from s300gc.store.lock import RunLock


def count_up(path: Path, mode: str, times: str) -> None:
    """Read a number and write it back one higher, so that an overlap would lose a step."""
    with Store.open(path, clock=SystemClock(), journal_mode=mode) as store:
        for _ in range(int(times)):
            with store.database.immediate("count"):
                found = store.database.value("SELECT value FROM cursors WHERE name = 'n'")
                store.database.write(
                    "INSERT INTO cursors (name, value, at) VALUES ('n', ?, '')"
                    " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    (str(int(found or 0) + 1),),
                )


def acknowledge(path: Path, mode: str) -> None:
    """Commit one audit row after the other and say so each time, until killed."""
    with Store.open(path, clock=SystemClock(), journal_mode=mode) as store:
        number = 0
        while True:
            number += 1
            store.audit.record("test", f"N{number}", {"n": number})
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()


def collect(path: Path, mode: str, name: str, times: str) -> None:
    """Try to open a door for each of many claims, under references of its own."""
    taken = 0
    with Store.open(path, clock=SystemClock(), journal_mode=mode) as store:
        for number in range(int(times)):
            claim = Claim("1200", f"IN{number}")
            intent = Intent(
                f"{name} {claim}", "payment", "k", "{}", datetime(2026, 1, 5, tzinfo=UTC)
            )
            try:
                store.intents.begin(intent, [Allocation(claim, Money(100, "GBP"))])
                taken += 1
            except PersonNeeded:
                pass
    sys.stdout.write(f"{taken}\n")


def hold(path: Path, kind: str) -> None:
    """Take the run lock, say so, and keep it until standard input ends or we are killed."""
    lock = RunLock(path, "invoices collect")
    lock.acquire("worker" if kind == "worker" else "run", 0, SystemClock())
    sys.stdout.write("held\n")
    sys.stdout.flush()
    sys.stdin.read()
    lock.release()


def open_and_say(path: Path) -> None:
    """Open the store in its own mode and say how it went."""
    from s300gc.errors import S300gcError

    try:
        with Store.open(path, clock=SystemClock()) as store:
            store.cursors.set("n", str(date(2026, 1, 5)))
            sys.stdout.write(f"{store.health().journal_mode} {store.health().synchronous}\n")
    except S300gcError as error:
        sys.stdout.write(f"{error.exit_code} {error}\n")


if __name__ == "__main__":
    work, database, *rest = sys.argv[1:]
    globals()[work](Path(database), *rest)
