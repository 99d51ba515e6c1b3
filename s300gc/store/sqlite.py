"""The one place that chooses the SQLite library; nothing else imports ``sqlite3``.

``pysqlite3`` (the ``sqlite`` extra) brings a newer SQLite than most Pythons have
and is taken where it is installed, as sqlite-utils does too: two copies of the
library in one process would not see each other's file locks.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3 as module
else:
    try:
        import pysqlite3 as module
    except ImportError:
        import sqlite3 as module

connect = module.connect
Connection = module.Connection
Row = module.Row
Error = module.Error
DatabaseError = module.DatabaseError
OperationalError = module.OperationalError
IntegrityError = module.IntegrityError
version_info: tuple[int, int, int] = module.sqlite_version_info

OLDEST = (3, 38, 0)
"""STRICT tables came with 3.37, the JSON operators with 3.38."""

BUSY, LOCKED, READONLY, IOERR, CORRUPT = 5, 6, 8, 10, 11
FULL, CANTOPEN, CONSTRAINT, NOTADB = 13, 14, 19, 26
PERM, AUTH = 3, 23
"""Primary result codes (SQLite documentation, "Result and Error Codes")."""


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Tell whether this SQLite has the fix of the WAL-reset bug.

    Before it, two connections in WAL mode could rarely damage the file. Fixed in
    3.51.3 and carried back to 3.44.6 and 3.50.7 only (SQLite release notes).
    """
    if version[:2] == (3, 44):
        return version >= (3, 44, 6)
    if version[:2] == (3, 50):
        return version >= (3, 50, 7)
    return version >= (3, 51, 3)


def primary_code(error: Error) -> int:
    """Give the primary result code of an error, 0 where the library gave none."""
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
