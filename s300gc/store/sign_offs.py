"""Period ends that were signed off: the pack, its hash, who and when. Rows are only ever added."""

import hashlib
import zlib
from dataclasses import dataclass
from datetime import date, datetime

from s300gc.errors import PersonNeeded
from s300gc.store import sqlite
from s300gc.store.audit import Audit
from s300gc.store.cells import instant
from s300gc.store.database import Database

SELECT = (
    "SELECT number, as_at, hash, differences, note, signed_by, user, at, head, body FROM sign_offs"
)


@dataclass(frozen=True, slots=True)
class SignOff:
    """A period end as it was signed off.

    ``hash`` is the SHA-256 of ``body``, the pack as JSON; ``signed_by`` is the person
    as named, ``user`` the user of the operating system; ``head`` is the hash of the
    audit row before the one that records it.
    """

    number: int
    as_at: date
    hash: str
    differences: int
    note: str
    signed_by: str
    user: str
    at: datetime
    head: str
    body: str

    @property
    def name(self) -> str:
        """What it is called in the audit trail."""
        return f"sign-off {self.number}"


class SignOffs:
    """The sign-offs of one database."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    def add(
        self, as_at: date, body: str, differences: int, note: str, by: str, user: str
    ) -> SignOff:
        """Store a pack and who signed it off, with an audit row; an earlier one stays beside it."""
        digest = hashlib.sha256(body.encode()).hexdigest()
        with self._database.immediate(f"sign-off {as_at}"):
            head = self._audit.head()
            self._database.write(
                "INSERT INTO sign_offs"
                " (as_at, hash, differences, note, signed_by, user, at, head, body)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(as_at.isoformat(), digest, differences, note, by, user),
                    *(self._database.now, head, zlib.compress(body.encode())),
                ),
            )
            number = int(self._database.value("SELECT last_insert_rowid()"))
            said = {
                "as_at": as_at, "hash": digest, "differences": differences, "note": note,
                "by": by, "user": user,
            }  # fmt: skip
            keys = [as_at.isoformat(), digest]
            self._audit.append("period.signed-off", f"sign-off {number}", said, keys)
            return self._known(number)

    def get(self, number: int) -> SignOff | None:
        """Give a sign-off by its number; None where there is none.

        Raises PersonNeeded where its pack was changed outside this program.
        """
        row = self._database.row(f"{SELECT} WHERE number = ?", (number,))
        return None if row is None else _row(row)

    def all(self) -> list[SignOff]:
        """Give every sign-off, oldest first; there are a few each month."""
        return [_row(row) for row in self._database.rows(f"{SELECT} ORDER BY number")]

    def _known(self, number: int) -> SignOff:
        found = self.get(number)
        if found is None:
            raise RuntimeError(f"sign-off {number} was not stored")
        return found


def _row(row: sqlite.Row) -> SignOff:
    body = zlib.decompress(row["body"]).decode()
    if hashlib.sha256(body.encode()).hexdigest() != row["hash"]:
        raise PersonNeeded(
            f"The pack of sign-off {row['number']} was changed outside this program; "
            "the audit trail has the hash that was signed. Restore a backup."
        )
    return SignOff(
        number=row["number"],
        as_at=date.fromisoformat(row["as_at"]),
        hash=row["hash"],
        differences=row["differences"],
        note=row["note"],
        signed_by=row["signed_by"],
        user=row["user"],
        at=instant(row["at"]),
        head=row["head"],
        body=body,
    )
