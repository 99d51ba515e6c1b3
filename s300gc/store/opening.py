"""Opens the database file: its place, its settings, its schema."""

from collections.abc import Sequence
from pathlib import Path

from s300gc.clock import Clock
from s300gc.errors import ConfigError
from s300gc.gate import Gate
from s300gc.store import schema, sqlite
from s300gc.store.database import Database
from s300gc.store.failures import told
from s300gc.store.migrations import MIGRATIONS, Migration
from s300gc.store.place import prepare

BUSY_SECONDS = 10.0
"""How long SQLite waits for another writer; our transactions last milliseconds."""

SYNCHRONOUS = {"wal": "FULL", "delete": "EXTRA"}
"""What makes a commit outlast a power cut in each journal mode (SQLite documentation)."""

PAUSE = 0.05


def open_database(
    path: Path,
    *,
    clock: Clock,
    gate: Gate | None = None,
    journal_mode: str | None = None,
    synchronous: str | None = None,
    busy_seconds: float = BUSY_SECONDS,
    migrations: Sequence[Migration] = MIGRATIONS,
) -> Database:
    """Open a database, make it if it is missing, and bring it to the newest schema.

    ``journal_mode`` is ``wal`` or ``delete``; left out, WAL is taken where this
    SQLite has the WAL-reset fix. ``synchronous`` may be lowered for simulations
    only. Raises ConfigError for a place or file that cannot be used, PersonNeeded
    for a damaged one, Temporary where another program holds it.
    """
    if sqlite.version_info < sqlite.OLDEST:
        raise ConfigError(
            f"SQLite {'.'.join(map(str, sqlite.version_info))} is too old, 3.38 is needed; "
            "install the extra 's300gc[sqlite]'."
        )
    mode = (journal_mode or _best_mode()).lower()
    if mode not in SYNCHRONOUS:
        raise ConfigError(f"The journal mode {mode} is not known; use 'wal' or 'delete'.")
    full = prepare(path)
    connection: sqlite.Connection | None = None
    try:
        connection = _connect(full, busy_seconds)
        schema.refuse_foreign(connection, full, len(migrations))
        _set_journal_mode(connection, mode, clock, busy_seconds)
        _set_synchronous(connection, (synchronous or SYNCHRONOUS[mode]).upper())
        database = Database(connection, full, clock, gate or Gate())
        schema.migrate(database, migrations)
    except sqlite.Error as error:
        _close(connection)
        raise told(error, full) from error
    except BaseException:
        _close(connection)
        raise
    return database


def _best_mode() -> str:
    return "wal" if sqlite.wal_is_safe(sqlite.version_info) else "delete"


def _connect(full: Path, busy_seconds: float) -> sqlite.Connection:
    """Connect with transactions left to us, and with the settings that are per connection."""
    connection = sqlite.connect(
        str(full), timeout=busy_seconds, isolation_level=None, check_same_thread=False
    )
    connection.row_factory = sqlite.Row
    connection.execute("PRAGMA foreign_keys=ON")
    # Without it INSERT OR REPLACE would delete a row past the triggers that forbid it.
    connection.execute("PRAGMA recursive_triggers=ON")
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.execute("PRAGMA mmap_size=0").fetchall()
    return connection


def _set_journal_mode(
    connection: sqlite.Connection, mode: str, clock: Clock, busy_seconds: float
) -> None:
    """Set the journal mode if the file has another one.

    SQLite does not wait for others here by itself, so that a moment in which
    another program also opens the new file is waited out.
    """
    waited = 0.0
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != mode:
        try:
            given = connection.execute(f"PRAGMA journal_mode={mode}").fetchone()[0]
        except sqlite.OperationalError as error:
            held = sqlite.primary_code(error) in (sqlite.BUSY, sqlite.LOCKED)
            if not held or waited >= busy_seconds:
                raise
            clock.wait(PAUSE)
            waited += PAUSE
        else:
            if given != mode:
                raise ConfigError(f"This disk does not allow the journal mode {mode} ({given}).")


def _set_synchronous(connection: sqlite.Connection, level: str) -> None:
    if level not in ("OFF", "NORMAL", "FULL", "EXTRA"):
        raise ConfigError(f"synchronous={level} is not known to SQLite.")
    connection.execute(f"PRAGMA synchronous={level}")


def _close(connection: sqlite.Connection | None) -> None:
    if connection is not None:
        connection.close()
