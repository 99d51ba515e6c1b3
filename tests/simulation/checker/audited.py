"""The audit trail: whole, and true of every object that the tool's credentials have made."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from tests.simulation.checker.evidence import Evidence, Row, reference

KINDS = ("gl_batches", "receipt_batches", "invoice_batches", "refund_batches")


def chained(evidence: Evidence) -> Iterator[str]:
    """Each row is sealed with its content and with the row before it."""
    before = ""
    for number, row in enumerate(evidence.rows, start=1):
        if row.seq != number or row.prev != before or row.hash != _sealed(row):
            yield f"audit chain: row {row.seq} does not hold"
            return
        before = row.hash


def _sealed(row: Row) -> str:
    cells = [row.seq, row.at, row.kind, row.subject, row.keys, row.body]
    content = hashlib.sha256(json.dumps(cells, separators=(",", ":")).encode()).hexdigest()
    link = json.dumps([row.seq, content, row.seal, row.prev], separators=(",", ":"))
    return hashlib.sha256(link.encode()).hexdigest()


def audited(evidence: Evidence, whole: bool = False) -> Iterator[str]:
    """Nothing was made without a row that announced it, nothing recorded that is not there.

    ``whole``: nothing is in doubt any more, so that each thing has the row with its own number.
    """
    begun = {row.subject: row.said for row in evidence.rows if row.kind == "intent.begun"}
    keys = {said["key"] for said in begun.values()}
    payments, made, named = _ours(evidence), dict(_made(evidence)), _named(evidence)
    for id, payment in payments.items():
        if payment["metadata"].get("s300gc", "").split(" ")[-1] not in keys:
            yield f"no audit row announced payment {id}"
    for id, name in made.items():
        if name not in begun and not name.startswith("DUPLICATE"):
            yield f"no audit row announced batch {id} {name}"
    for kind, id in named:
        if kind == "payment" and id not in payments:
            yield f"the audit trail knows payment {id}, which is not there"
    if not whole:
        return
    recorded = {id for _, id in named}
    for id in payments:
        if id not in recorded:
            yield f"payment {id} was made, and no audit row has it as done"
    for id, name in made.items():
        if id.partition(" ")[2] not in recorded and not name.startswith("DUPLICATE"):
            yield f"batch {id} {name} was made, and no audit row has its number"


def _named(evidence: Evidence) -> set[tuple[str, str]]:
    """Kind of intent and number of all that a row says is there."""
    kinds = {r.subject: r.said["kind"] for r in evidence.rows if r.kind == "intent.begun"}
    found = set()
    for row in evidence.rows:
        if row.kind in ("intent.done", "intent.numbered"):
            number = row.said.get("remote") or row.said.get("number")
            found.add((kinds.get(row.subject, ""), str(number)))
        elif row.kind in ("payment.adopted", "payment.rebuilt"):
            found |= {("payment", key) for key in json.loads(row.keys) if key.startswith("PM")}
    return found


def _ours(evidence: Evidence) -> dict[str, dict[str, Any]]:
    rows = evidence.gocardless["payments"]
    return {row["id"]: row for row in rows if row["made_by"] == "tool"}


def _made(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Batches that the tool made: kind and number, and the reference in their description."""
    for kind in KINDS:
        for batch in evidence.sage[kind]:
            if batch["made_by"] == "tool" and reference(batch).startswith(("GC ", "DUPLICATE")):
                yield f"{kind} {batch['BatchNumber']}", reference(batch)


def cursors_behind(evidence: Evidence) -> Iterator[str]:
    """Whatever GoCardless has from before a cursor was stored."""
    if not evidence.rows:
        return
    # What the account held before was read as a whole, not event by event.
    first = datetime.fromisoformat(evidence.rows[0].at) + timedelta(days=1)
    for cursor, kind, stored in (
        ("gocardless.events", "events", evidence.events),
        ("gocardless.payouts", "payouts", evidence.payouts),
    ):
        value = evidence.cursors.get(cursor)
        if value is None:
            continue
        before = datetime.fromisoformat(value)
        for row in evidence.gocardless[kind]:
            made = datetime.fromisoformat(row["created_at"])
            if first <= made <= before and row["id"] not in stored:
                yield f"cursor {cursor} at {value} is ahead: {row['id']} of {made} is not stored"
