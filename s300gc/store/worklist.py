"""What a person has to do by hand, or what waits for him; each once until it is settled."""

from s300gc.model import Skip
from s300gc.store.audit import Audit
from s300gc.store.database import Database

OPEN = "payout = ? AND subject = ? AND kind = ? AND settled_at IS NULL"


class Worklist:
    """Lines of work by payout, subject and kind."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    def open(self, payout: str, found: Skip) -> bool:
        """Keep a line of work, with its newest reason; there already: no write, and False."""
        place = (payout, found.subject, found.kind)
        known = self._database.row(
            f"SELECT reason FROM worklist WHERE {OPEN}",  # noqa: S608
            place,
        )
        if known is not None and known["reason"] == found.reason:
            return False
        with self._database.immediate(f"work on {found.subject}"):
            if known is None:
                self._database.write(
                    "INSERT INTO worklist (payout, subject, reason, kind, at)"
                    " VALUES (?, ?, ?, ?, ?)",
                    (payout, found.subject, found.reason, found.kind, self._database.now),
                )
            else:
                self._database.write(
                    f"UPDATE worklist SET reason = ? WHERE {OPEN}",  # noqa: S608
                    (found.reason, *place),
                )
            body = {"kind": found.kind, "why": found.reason}
            self._audit.append("worklist.opened", found.subject, body, [payout])
        return True

    def of_kind(self, kind: str) -> list[tuple[str, str]]:
        """Give what waits of one kind, the oldest first: payout and subject."""
        rows = self._database.rows(
            "SELECT payout, subject FROM worklist INDEXED BY worklist_open"
            " WHERE settled_at IS NULL AND kind = ? ORDER BY id",
            (kind,),
        )
        return [(row["payout"], row["subject"]) for row in rows]

    def settle_inside(self, payout: str, subject: str, kind: str, note: str) -> None:
        """Settle a line of work in the transaction that is open; without one nothing is done."""
        self._database.write(
            f"UPDATE worklist SET settled_at = ?, note = ? WHERE {OPEN}",  # noqa: S608
            (self._database.now, note, payout, subject, kind),
        )
