"""Plans of what is to be collected, who approved them, and what became of them."""

import hashlib
import zlib
from dataclasses import dataclass
from datetime import date, datetime

from s300gc.errors import PersonNeeded
from s300gc.model import PlanState, plan_name
from s300gc.store import sqlite
from s300gc.store.audit import Audit
from s300gc.store.cells import day, instant, maybe_instant
from s300gc.store.database import Database

STANDING = "state IN ('open', 'approved')"
SELECT = (
    "SELECT number, made_at, made_by, day, hash, body, basis, state, approved_by, approved_at,"
    " note FROM plans"
)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan as it is stored: ``body`` is the canonical form of what was decided.

    ``basis`` is a short form of what the store alone would have had collected.
    """

    number: int
    made_at: datetime
    made_by: str
    day: date
    hash: str
    body: str
    basis: str
    state: PlanState
    approved_by: str
    approved_at: datetime | None
    note: str

    @property
    def name(self) -> str:
        """What it is called in the audit trail and in sentences."""
        return plan_name(self.number)


class Plans:
    """The plans of one database; at most one of them stands, the others have ended."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    # ------------------------------------------------------------ reading

    def get(self, number: int) -> PlanRow | None:
        """Give a plan by its number.

        Raises PersonNeeded where what it says was changed outside this program.
        """
        return self._one(f"{SELECT} WHERE number = ?", number)

    def standing(self) -> PlanRow | None:
        """Give the plan that is open or approved; None where there is none."""
        return self._one(f"{SELECT} WHERE {STANDING}")

    def _one(self, sql: str, *values: int) -> PlanRow | None:
        row = self._database.row(sql, values)
        return None if row is None else _plan(row)

    # ------------------------------------------------------------ writing

    def add(self, body: str, basis: str, on: date, by: str, why: str = "") -> PlanRow:
        """Keep a new plan; the one that stood before is superseded by it, for that reason."""
        packed = zlib.compress(body.encode())
        with self._database.immediate("plan made"):
            before = self.standing()
            highest = self._database.value("SELECT coalesce(max(number), 0) FROM plans")
            number = int(highest) + 1
            if before is not None:
                note = f"{plan_name(number)} took its place{why and f': {why}'}"
                self._end(before, "superseded", note)
            found = plan_hash(body)
            self._database.write(
                "INSERT INTO plans (number, made_at, made_by, day, hash, body, basis, state)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, 'open')",
                (number, self._database.now, by, day(on), found, packed, basis),
            )
            said = {"by": by, "hash": found, "day": on}
            self._audit.append("plan.made", plan_name(number), said)
        made = self.get(number)
        if made is None:
            raise PersonNeeded(f"{plan_name(number)} was written and is not there")
        return made

    def approve(self, number: int, by: str) -> PlanRow:
        """Record who approved a plan, and when; approved already: nothing is written.

        Raises PersonNeeded where it has ended, or is not there.
        """
        with self._database.immediate(f"plan {number} approved"):
            row = self.must_stand(number)
            if row.state == "open":
                self._database.write(
                    "UPDATE plans SET state = 'approved', approved_by = ?, approved_at = ?"
                    " WHERE number = ?",
                    (by, self._database.now, number),
                )
                self._audit.append("plan.approved", row.name, {"by": by, "hash": row.hash})
        return self.get(number) or row

    def collected(self, number: int, note: str) -> None:
        """Record that all of a plan was carried out, or definitely refused."""
        with self._database.immediate(f"plan {number} collected"):
            self._end(self.must_stand(number), "collected", note)

    def supersede(self, number: int, why: str) -> None:
        """Record that a plan does not hold any more and none takes its place."""
        with self._database.immediate(f"plan {number} superseded"):
            self._end(self.must_stand(number), "superseded", why)

    def rest_on(self, number: int, basis: str) -> None:
        """Record from what a plan that still holds was last seen to follow; no audit row."""
        with self._database.immediate(f"plan {number} holds"):
            self._database.write("UPDATE plans SET basis = ? WHERE number = ?", (basis, number))

    def _end(self, row: PlanRow, state: PlanState, note: str) -> None:
        self._database.write(
            "UPDATE plans SET state = ?, ended_at = ?, note = ? WHERE number = ?",
            (state, self._database.now, note, row.number),
        )
        self._audit.append(f"plan.{state}", row.name, {"note": note, "was": row.state})

    def must_stand(self, number: int) -> PlanRow:
        """Give a plan that has not ended; PersonNeeded says how another one has."""
        row = self.get(number)
        if row is None:
            raise PersonNeeded(f"there is no {plan_name(number)}")
        if row.state not in ("open", "approved"):
            raise PersonNeeded(f"{row.name} is {row.state}: {row.note}")
        return row


def plan_hash(body: str) -> str:
    """Give the SHA-256 of the canonical form of what was decided."""
    return hashlib.sha256(body.encode()).hexdigest()


def _plan(row: sqlite.Row) -> PlanRow:
    body = zlib.decompress(row["body"]).decode()
    if plan_hash(body) != row["hash"]:
        raise PersonNeeded(
            f"{plan_name(row['number'])} was changed outside this program; it is not collected."
            " Restore a backup, or plan anew."
        )
    return PlanRow(
        number=row["number"],
        made_at=instant(row["made_at"]),
        made_by=row["made_by"],
        day=date.fromisoformat(row["day"]),
        hash=row["hash"],
        body=body,
        basis=row["basis"],
        state=row["state"],
        approved_by=row["approved_by"],
        approved_at=maybe_instant(row["approved_at"]),
        note=row["note"],
    )
