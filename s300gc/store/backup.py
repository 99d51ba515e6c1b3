"""A copy of the database that is whole, made while others may be using it."""

import os
from pathlib import Path

from s300gc.errors import ConfigError, PersonNeeded
from s300gc.store import sqlite
from s300gc.store.failures import told


def backup(source: Path, target: Path) -> None:
    """Copy the committed state of a database to ``target`` (0600) and check the copy.

    SQLite's online backup reads through its own connection; copying the file
    itself would miss what stands in the write-ahead log. The copy gets its name
    only when it is whole. Raises ConfigError where ``target`` exists already or
    cannot be written, PersonNeeded where the copy is not sound.
    """
    if target.exists():
        raise ConfigError(f"{target} exists already; choose another name for the backup.")
    part = target.with_name(target.name + ".part")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise ConfigError(
            f"The backup {target} cannot be written ({error.strerror or error})."
        ) from error
    try:
        found = _copy(source, part)
    except sqlite.Error as error:
        raise told(error, source) from error
    if found != "ok":
        raise PersonNeeded(f"The backup {part} is not sound ({found}); check {source} first.")
    os.replace(part, target)


def _copy(source: Path, part: Path) -> str:
    """Copy and give what ``quick_check`` says of the copy: ``ok`` when it is sound."""
    reading, writing = sqlite.connect(str(source)), sqlite.connect(str(part), isolation_level=None)
    try:
        reading.backup(writing)
        # One file that stands alone: no write-ahead log beside it.
        writing.execute("PRAGMA journal_mode=DELETE").fetchall()
        return str(writing.execute("PRAGMA quick_check").fetchone()[0])
    finally:
        writing.close()
        reading.close()
