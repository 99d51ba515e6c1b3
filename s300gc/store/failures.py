"""What SQLite says when it cannot go on, as one line of our own error tree."""

from pathlib import Path

from s300gc.errors import ConfigError, PersonNeeded, S300gcError, Temporary
from s300gc.store import sqlite
from s300gc.store.place import room

LEAST_ROOM = 65_536
"""Bytes; a disk with less than this is full for a database."""


def told(error: sqlite.Error, path: Path) -> S300gcError:
    """Turn an error of SQLite into what happened, to which file, and what to do next."""
    code = sqlite.primary_code(error)
    if code in (sqlite.BUSY, sqlite.LOCKED):
        return Temporary(f"The database {path} is held by another program; run again.")
    # Where it grows a file by other means than writing, SQLite calls a full disk an I/O error.
    if code == sqlite.FULL or (code == sqlite.IOERR and room(path) < LEAST_ROOM):
        return PersonNeeded(
            f"The disk of the database {path} is full; nothing of this step was stored. "
            "Make room and run again."
        )
    if code in (sqlite.CORRUPT, sqlite.NOTADB):
        return PersonNeeded(
            f"{path} is damaged or is no database ({error}). Keep it, put the newest backup "
            "in its place and run again."
        )
    if code in (sqlite.READONLY, sqlite.CANTOPEN, sqlite.PERM, sqlite.AUTH):
        return ConfigError(
            f"The database {path} cannot be written ({error}); give this user the right to "
            f"write the file and its folder {path.parent}."
        )
    if code == sqlite.IOERR:
        return PersonNeeded(
            f"The disk of the database {path} cannot be read or written ({error}); "
            "check the disk, then run again."
        )
    return S300gcError(f"The database {path} refused a statement: {error}.")
