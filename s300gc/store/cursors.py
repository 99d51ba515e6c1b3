"""How far reading has come, and settings that the database itself keeps."""

from s300gc.store.audit import Audit
from s300gc.store.database import Database


class Cursors:
    """Cursors by name. One is set only when all before it is done."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> str | None:
        """Give a cursor; None where it was never set."""
        found = self._database.value("SELECT value FROM cursors WHERE name = ?", (name,))
        return None if found is None else str(found)

    def set(self, name: str, value: str) -> None:
        """Move a cursor; there already: no write."""
        if self.get(name) == value:
            return
        with self._database.immediate(f"cursor {name}"):
            self._database.write(
                "INSERT INTO cursors (name, value, at) VALUES (?, ?, ?)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value, at = excluded.at",
                (name, value, self._database.now),
            )


class Settings:
    """Settings by name; a change leaves an audit row with the old value. No secrets in here."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    def get(self, name: str) -> str | None:
        """Give a setting; None where it was never set."""
        found = self._database.value("SELECT value FROM settings WHERE name = ?", (name,))
        return None if found is None else str(found)

    def set(self, name: str, value: str) -> None:
        """Change a setting; as it is already: no write."""
        if self.get(name) == value:
            return
        with self._database.immediate(f"setting {name}"):
            was = self.get(name)
            self._database.write(
                "INSERT INTO settings (name, value, at) VALUES (?, ?, ?)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value, at = excluded.at",
                (name, value, self._database.now),
            )
            self._audit.append("setting.changed", name, {"was": was or "", "is": value})
