"""Faults planted in the tool: each takes one rule away, and the checker must notice."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from s300gc import wiring
from s300gc.errors import OutcomeUnknown
from s300gc.flows import ar_side, batches, creating, events, sending
from s300gc.flows.parts import Parts
from s300gc.model import Batch, Intent, NoteBatch
from s300gc.remote.gocardless import GoCardless
from s300gc.remote.sage300 import Sage300
from s300gc.rules import keys
from s300gc.store.audit import Audit
from s300gc.store.inbox import Inbox
from s300gc.store.lock import RunLock

Plant = Callable[[pytest.MonkeyPatch], None]


def random_key(patch: pytest.MonkeyPatch) -> None:
    """Each attempt at a payment has a key of its own, and nobody looks before it is sent again."""
    write = GoCardless._write_payment

    def anew(self: GoCardless, values: Any, key: str, what: str) -> Any:
        return write(self, values, uuid.uuid4().hex, what)

    patch.setattr(GoCardless, "_write_payment", anew)
    no_look_at_payments(patch)


def no_look_at_payments(patch: pytest.MonkeyPatch) -> None:
    """A payment in doubt is not looked for: only its key keeps it from being made twice."""
    patch.setattr(sending, "look", lambda *_: sending.Seen())


def key_of_the_day(patch: pytest.MonkeyPatch) -> None:
    """A key holds the attempt's mandate and day, and nobody looks: it is another one tomorrow."""
    write = GoCardless._write_payment

    def dated(self: GoCardless, values: Any, key: str, what: str) -> Any:
        return write(self, values, f"{key[:8]}{values['charge_date']}", what)

    begun = creating._Run._begin_one

    def planned(self: Any, step: Any, intent: Any, since: datetime | None) -> None:
        begun(self, step, intent, None)
        if isinstance(intent, Intent) and self._begun:
            self._begun[-1] = replace(self._begun[-1], step=step)

    patch.setattr(GoCardless, "_write_payment", dated)
    patch.setattr(creating._Run, "_begin_one", planned)
    patch.setattr(keys, "origin", lambda payment: None)


def create_and_post(patch: pytest.MonkeyPatch) -> None:
    """A Sage batch is created and posted without a look before or after."""

    def number(parts: Parts, intent: Intent, port: batches.Desk) -> str:
        made = port.create(intent.request)
        port.ready(made)
        port.post(made)
        parts.store.intents.number(intent.reference, made)
        return made

    patch.setattr(batches, "_number", number)


def no_look_in_sage(patch: pytest.MonkeyPatch) -> None:
    """A Sage batch is created without a look whether it is there; only after that it is found."""

    def number(parts: Parts, intent: Intent, port: batches.Desk) -> str:
        made = port.create(intent.request)
        parts.store.intents.number(intent.reference, made)
        return made

    patch.setattr(batches, "_number", number)


def posting_believed(patch: pytest.MonkeyPatch) -> None:
    """A batch counts as posted without being read back, whatever the answer was."""

    def post(port: batches.Desk, number: str, intent: Intent) -> Batch:
        found = port.read(number)
        assert found is not None
        with suppress(OutcomeUnknown):
            port.post(number)
        return replace(found, status="Posted")

    patch.setattr(batches, "_post", post)


def cursor_first(patch: pytest.MonkeyPatch) -> None:
    """The cursor moves to the newest event before the events are stored."""
    receive = events._receive

    def early(parts: Parts, cursor: datetime) -> None:
        newest = events._newest_event(parts) or cursor
        parts.store.cursors.set(events.CURSOR, max(cursor, newest).isoformat())
        receive(parts, cursor)

    patch.setattr(events, "_receive", early)


def one_page_of_events(patch: pytest.MonkeyPatch) -> None:
    """The cursor moves although a delivery of events was not stored."""
    patch.setattr(Inbox, "receive", lambda *_, **__: [])


def no_lock(patch: pytest.MonkeyPatch) -> None:
    """The run lock is not taken."""

    @contextmanager
    def free(config: Any, parts: Parts, command: str) -> Iterator[RunLock]:
        yield RunLock(config.database, command)

    patch.setattr(wiring, "run_lock", free)


def no_announcement(patch: pytest.MonkeyPatch) -> None:
    """A write to a remote has no audit row before it is sent."""
    append = Audit.append

    def silent(self: Audit, kind: str, *about: Any, **more: Any) -> int:
        return 0 if kind == "intent.begun" else append(self, kind, *about, **more)

    patch.setattr(Audit, "append", silent)


def note_to_revenue(patch: pytest.MonkeyPatch) -> None:
    """The line of a debit note is a revenue account, as Sage 300 would have it by itself."""
    create = Sage300.create_note_batch

    def taken(self: Sage300, batch: NoteBatch) -> str:
        notes = tuple(replace(one, x="4000") for one in batch.notes)
        return create(self, replace(batch, notes=notes))

    patch.setattr(Sage300, "create_note_batch", taken)
    patch.setattr(batches, "_untaxed", lambda *_: None)


def late_failure_ignored(patch: pytest.MonkeyPatch) -> None:
    """What went back after it was paid out is booked, and has no debit note."""
    plan = ar_side.plan

    def without(*about: Any, **more: Any) -> Any:
        found = plan(*about, **more)
        kept = [step for step in found.steps if not isinstance(step, NoteBatch)]
        return replace(found, steps=type(found.steps)(kept))

    patch.setattr(ar_side, "plan", without)


PLANTED: dict[Plant, int] = {
    no_lock: 10,
    no_announcement: 5,
    one_page_of_events: 5,
    cursor_first: 60,
    posting_believed: 60,
    note_to_revenue: 10,
    late_failure_ignored: 10,
    no_look_in_sage: 60,
    create_and_post: 60,
    random_key: 100,
    key_of_the_day: 200,
}
"""What is planted, and within how many seeds it must be noticed."""
QUICK = (no_lock, no_announcement, one_page_of_events, note_to_revenue)
"""Those that take only a few seeds."""
