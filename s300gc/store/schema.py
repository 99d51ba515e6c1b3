"""Numbered migrations: a file is brought to the newest schema once, whole or not at all.

A migration that has been shipped is never edited; a change is a new one. They
are applied with sqlite-utils' ``Migrations``, inside one transaction of ours:
on its own it would begin a deferred one for each, and two programs that open
an old file at the same moment would get in each other's way.
"""

from collections.abc import Sequence
from pathlib import Path

from s300gc.errors import ConfigError
from s300gc.store import sqlite
from s300gc.store.backup import backup
from s300gc.store.database import Database
from s300gc.store.migrations import MIGRATIONS, Migration

APPLICATION = 0x53334743
"""``application_id`` of our files: the letters S3GC."""


def refuse_foreign(connection: sqlite.Connection, path: Path, newest: int) -> None:
    """Raise ConfigError for a database of another program, or of a newer version of this one.

    Nothing is written. A file without tables is taken as a new one.
    """
    application = int(connection.execute("PRAGMA application_id").fetchone()[0])
    tables = int(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    if tables and application != APPLICATION:
        raise ConfigError(f"{path} is a database of another program; choose another file.")
    found = schema_of(connection)
    if found > newest:
        raise ConfigError(
            f"{path} was written by a newer version of s300gc (schema {found}, this version "
            f"knows {newest}); install that version or restore a backup made before it."
        )


def schema_of(connection: sqlite.Connection) -> int:
    """Give the schema number of a file; 0 for a new one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(database: Database, migrations: Sequence[Migration] = MIGRATIONS) -> Path | None:
    """Apply what is pending; gives the backup made before, None where none was needed.

    The write lock is held from before the backup until all is applied, so that
    no other program can write in between.
    """
    newest = len(migrations)
    with database.errors_told():
        if schema_of(database.connection) == newest:
            return None
    kept = None
    with database.immediate("schema"), database.errors_told():
        found = schema_of(database.connection)
        if found == newest:
            return None
        if found:
            kept = database.path.with_name(
                f"{database.path.name}.schema-{found}.{_compact(database.now)}.backup"
            )
            backup(database.path, kept)
        _apply(database.connection, migrations)
        database.write(f"PRAGMA user_version = {newest:d}")
        database.write(f"PRAGMA application_id = {APPLICATION:d}")
    return kept


def _compact(instant: str) -> str:
    return instant.replace("-", "").replace(":", "").replace(".", "-")


def _apply(connection: sqlite.Connection, migrations: Sequence[Migration]) -> None:
    # Imported here: it costs a tenth of a second, and almost no run has anything to apply.
    from sqlite_utils import Database as Tables
    from sqlite_utils import Migrations

    ours = Migrations("s300gc")
    for migration in migrations:
        ours(name=migration.__name__)(migration)
    # Without plugins: no foreign code gets near this connection.
    ours.apply(Tables(connection, execute_plugins=False))
