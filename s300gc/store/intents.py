"""Intents: each write to a remote is recorded before it is sent and after its outcome is known.

An intent is never deleted. Its reference is unique: while one is in doubt no
second one for the same thing can be begun. The number of a Sage 300 batch,
once committed, is the only one that may ever be made ready or posted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from s300gc.errors import PersonNeeded, S300gcError
from s300gc.model import Allocation, Intent
from s300gc.store.audit import Audit
from s300gc.store.database import Database
from s300gc.store.doors import Doors
from s300gc.store.intent_rows import IntentRows


class Intents(IntentRows):
    """The intents of one database; the methods ending in ``_inside`` join an open transaction."""

    def __init__(self, database: Database, audit: Audit, doors: Doors) -> None:
        super().__init__(database)
        self._audit = audit
        self._doors = doors

    # ------------------------------------------------------------ begin

    def begin(
        self,
        intent: Intent,
        allocations: Sequence[Allocation] = (),
        attempt: int = 1,
        keys: Iterable[str] = (),
    ) -> Intent:
        """Commit an intent with its doors before the request is sent; give what is stored.

        Where the reference is known already, the stored intent is given as it is
        and nothing is written, so that it is sent again as it was and not as it
        would be planned now; only one that was definitely refused is begun anew.
        The very object passed in is given back where it was begun by this call.
        ``keys`` are further ids by which ``audit show`` finds it. Raises
        PersonNeeded where a claim is being collected through another door.
        """
        stored = self.get(intent.reference)
        if stored is not None and stored.state != "failed":
            return stored
        with self._database.immediate(f"intent {intent.reference} begun"):
            return self.begin_inside(intent, allocations, attempt, keys)

    def begin_inside(
        self,
        intent: Intent,
        allocations: Sequence[Allocation] = (),
        attempt: int = 1,
        keys: Iterable[str] = (),
    ) -> Intent:
        """Do what ``begin`` does within the transaction that is open."""
        if intent.state != "begun" or intent.remote:
            raise ValueError(f"{intent.reference} is not an intent that is yet to be sent")
        stored = self.get(intent.reference)
        if stored is not None and stored.state != "failed":
            return stored
        if stored is None:
            self.insert(intent)
        else:
            self.renew(intent)
            self._doors.forget(intent.reference)
        self._doors.open(intent.reference, allocations, attempt)
        found = {intent.reference, *keys}
        for part in allocations:
            found |= {part.claim.customer, part.claim.document}
        body = {
            "kind": intent.kind,
            "key": intent.key,
            "attempt": attempt,
            "request": intent.request,
            "refused_before": stored is not None,
            "number_before": stored.remote if stored else "",
        }
        self._audit.append("intent.begun", intent.reference, body, found)
        return intent

    # ------------------------------------------------------------ outcome

    def number(self, reference: str, remote: str) -> None:
        """Commit the Sage 300 batch number before anything is made ready or posted.

        Raises PersonNeeded where another number was committed before. A batch
        that is there although its request seemed refused is in doubt again.
        """
        stored = self.known(reference)
        if stored.remote == remote and stored.state == "begun":
            return
        with self._database.immediate(f"intent {reference} numbered"):
            stored = self.known(reference)
            _refuse_other(stored, remote)
            if stored.state not in ("begun", "failed"):
                raise S300gcError(f"{reference} is {stored.state}; it takes no number now")
            self._revive(stored)
            self.move(replace(stored, state="begun", remote=remote, note=""))
            self._say("intent.numbered", stored, {"number": remote}, [remote])

    def done(
        self,
        reference: str,
        remote: str,
        note: str = "",
        *,
        body: Mapping[str, Any] | None = None,
        keys: Iterable[str] = (),
    ) -> None:
        """Record that it took effect and what the remote calls it, with its audit row.

        Done already with the same id: nothing is written. ``body`` is added to
        the audit row. Raises PersonNeeded where it was done, or numbered, as
        something else, or where its claim is meanwhile collected otherwise.
        """
        stored = self.known(reference)
        if stored.state == "done" and stored.remote == remote:
            return
        with self._database.immediate(f"intent {reference} done"):
            self.done_inside(reference, remote, note, body=body, keys=keys)

    def done_inside(
        self,
        reference: str,
        remote: str,
        note: str = "",
        *,
        body: Mapping[str, Any] | None = None,
        keys: Iterable[str] = (),
    ) -> None:
        """Do what ``done`` does within the transaction that is open."""
        stored = self.known(reference)
        if stored.state == "done" and stored.remote == remote:
            return
        _refuse_other(stored, remote)
        self._revive(stored)
        self.move(replace(stored, state="done", remote=remote, note=note))
        self._doors.name(reference, remote)
        said = {"remote": remote, "note": note, **(body or {})}
        self._say("intent.done", stored, said, [remote, *keys])

    def fail(self, reference: str, note: str) -> None:
        """Record that the remote definitely refused: its doors close, it may be begun again."""
        self._end(reference, "failed", note)

    def stop(self, reference: str, note: str) -> None:
        """Record that only a person can go on; its doors stay, so that nothing else opens."""
        self._end(reference, "stopped", note)

    def _end(self, reference: str, state: Literal["failed", "stopped"], note: str) -> None:
        stored = self.known(reference)
        if stored.state == state and stored.note == note:
            return
        with self._database.immediate(f"intent {reference} {state}"):
            self.end_inside(reference, state, note)

    def end_inside(self, reference: str, state: Literal["failed", "stopped"], note: str) -> None:
        """Do what ``fail`` and ``stop`` do within the open transaction."""
        stored = self.known(reference)
        if stored.state == "done":
            raise S300gcError(f"{reference} is done as {stored.remote}; it is not {state}")
        self.move(replace(stored, state=state, note=note))
        if state == "failed":
            self._doors.close(reference)
        self._say(f"intent.{state}", stored, {"note": note}, [])

    # ------------------------------------------------------------ inside

    def _revive(self, stored: Intent) -> None:
        """Undo a refusal that turned out to be none: the truth is at the remote."""
        if stored.state == "failed":
            self.move(replace(stored, state="begun", remote="", note=""))
            self._doors.reopen(stored.reference)

    def _say(self, kind: str, stored: Intent, body: Mapping[str, Any], keys: Iterable[str]) -> None:
        """Add the audit row, under every key by which the intent was ever mentioned."""
        known = self._audit.keys_of(stored.reference)
        self._audit.append(kind, stored.reference, {"was": stored.state, **body}, {*known, *keys})

    def known(self, reference: str) -> Intent:
        """Give an intent that must be there; S300gcError where it is not."""
        stored = self.get(reference)
        if stored is None:
            raise S300gcError(f"{reference} was never begun")
        return stored


def _refuse_other(stored: Intent, remote: str) -> None:
    if not remote:
        raise ValueError(f"{stored.reference}: an empty id")
    if stored.remote and stored.remote != remote and stored.state != "failed":
        raise PersonNeeded(
            f"{stored.reference} is {stored.remote} and was now found as {remote}: "
            "one of the two is a duplicate. Nothing was changed; look at both."
        )
