"""Carries out the intent of a Sage 300 batch, which has no idempotency key."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from s300gc.errors import OutcomeUnknown, PersonNeeded, Refused
from s300gc.flows import sending, whole
from s300gc.flows.parts import Parts
from s300gc.model import Batch, Intent
from s300gc.remote.sage300 import Sage300

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Desk:
    """What Sage 300 offers for one kind of batch."""

    find: Callable[[str], list[Batch]]
    """Batches with this description, lowest number first."""
    create: Callable[[str], str]
    """Create an open batch from a stored request; gives its number."""
    read: Callable[[str], Batch | None]
    ready: Callable[[str], None]
    post: Callable[[str], None]
    """Post exactly this batch."""
    describe: Callable[[str, str], None]


def desk(parts: Parts, kind: str) -> Desk:
    """Give the desk for a kind of intent."""
    sage = parts.sage
    if kind == "journal":
        return Desk(
            sage.find_gl_batches,
            lambda request: sage.create_gl_batch(sending.JOURNAL.validate_json(request)),
            sage.gl_batch,
            sage.ready_gl_batch,
            sage.post_gl_batch,
            sage.describe_gl_batch,
        )
    if kind in ("receipts", "apply"):
        return Desk(
            sage.find_receipt_batches,
            _receipts(sage) if kind == "receipts" else _apply(sage),
            sage.receipt_batch,
            sage.ready_receipt_batch,
            sage.post_receipt_batch,
            sage.describe_receipt_batch,
        )
    return Desk(
        sage.find_note_batches,
        _invoices(sage) if kind == "invoice" else _notes(sage),
        sage.note_batch,
        sage.ready_note_batch,
        sage.post_note_batch,
        sage.describe_note_batch,
    )


def _receipts(sage: Sage300) -> Callable[[str], str]:
    return lambda request: sage.create_receipt_batch(sending.RECEIPTS.validate_json(request))


def _apply(sage: Sage300) -> Callable[[str], str]:
    return lambda request: sage.create_apply_batch(sending.APPLY.validate_json(request))


def _notes(sage: Sage300) -> Callable[[str], str]:
    return lambda request: sage.create_note_batch(sending.NOTES.validate_json(request))


def _invoices(sage: Sage300) -> Callable[[str], str]:
    return lambda request: sage.create_invoice_batch(sending.INVOICE.validate_json(request))


def carry_out(parts: Parts, intent: Intent, status: str) -> Batch:
    """Bring the batch of an intent to ``open``, ``ready`` or ``posted``; gives it as it stands.

    Sage 300 has no idempotency key and may apply a request after its answer was
    lost. So: find by our reference; where absent create an open batch; whatever
    the answer, find again; commit the lowest number; only ever that number is
    made ready or posted. Raises OutcomeUnknown where a created batch cannot be
    seen yet (the next run looks again before it creates).
    """
    port = desk(parts, intent.kind)
    number = intent.remote or _number(parts, intent, port)
    found = _existing(port, number, intent)
    if status != "open" and found.status == "Open":
        if intent.kind == "notes":
            _untaxed(parts, number, intent)
        whole.check(intent, found)
        port.ready(number)
        found = replace(found, status="ReadyToPost")
    if status == "posted" and found.status != "Posted":
        found = _post(port, number, intent)
    return whole.posted(parts, intent, found) if found.status == "Posted" else found


def draft(parts: Parts, intent: Intent) -> Intent:
    """See to it that the batch of an intent is there and whole; nothing is posted.

    Gives the intent with the batch's number. Raises as ``carry_out`` does.
    """
    if not intent.remote:
        _number(parts, intent, desk(parts, intent.kind))
    return parts.store.intents.known(intent.reference)


def _number(parts: Parts, intent: Intent, port: Desk) -> str:
    found = _present(port, intent.reference)
    if not found:
        try:
            port.create(intent.request)
        except OutcomeUnknown as error:
            log.warning("%s: %s; looking for it", intent.reference, error)
        except Refused as error:
            parts.store.intents.fail(intent.reference, str(error))
            raise
        found = _present(port, intent.reference)
    if not found:
        raise OutcomeUnknown(
            f"{intent.reference}: Sage 300 gave no answer and shows no such batch yet;"
            " the next run looks again"
        )
    first, *strays = found
    whole.check(intent, first)
    parts.store.intents.number(intent.reference, first.number)
    for stray in strays:
        if stray.status == "Open":
            port.describe(stray.number, f"DUPLICATE of {first.number}, do not post")
    return first.number


def _present(port: Desk, reference: str) -> list[Batch]:
    return [one for one in port.find(reference) if one.status != "Deleted"]


def _existing(port: Desk, number: str, intent: Intent) -> Batch:
    found = port.read(number)
    if found is None:
        raise PersonNeeded(
            f"batch {number} of {intent.reference} is no longer in Sage 300: deleted, or Sage was"
            " restored from a backup; nothing is posted again by itself"
        )
    if found.status == "Deleted":
        raise PersonNeeded(f"batch {number} of {intent.reference} was deleted in Sage 300")
    return found


def _post(port: Desk, number: str, intent: Intent) -> Batch:
    """Post and read back: a posting that reports success may still have made an error batch."""
    refused: Refused | None = None
    try:
        port.post(number)
    except OutcomeUnknown as error:
        log.warning("%s: %s; reading the batch back", intent.reference, error)
    except Refused as error:
        # Some servers say no after they have posted what could be posted.
        refused = error
    found = _existing(port, number, intent)
    if found.status == "Posted":
        return found
    if refused is not None:
        raise refused
    raise OutcomeUnknown(
        f"batch {number} of {intent.reference} is {found.status} after posting;"
        " the next run looks again"
    )


def _untaxed(parts: Parts, number: str, intent: Intent) -> None:
    """Read debit notes back before they are posted: no tax, and exactly what came back.

    Defaults of the customer or the distribution may have put tax on them;
    raises PersonNeeded, and the batch stays open.
    """
    meant = {one.number: one for one in sending.NOTES.validate_json(intent.request).notes}
    for draft in parts.sage.draft_notes(number):
        note = meant.get(draft.number)
        as_meant = note is not None and (draft.total, draft.accounts) == (note.amount, (note.x,))
        if not as_meant or draft.tax.minor:
            raise PersonNeeded(
                f"debit note {draft.number} in batch {number} stands at {draft.total} with"
                f" {draft.tax} of tax on {', '.join(draft.accounts)}, which was not meant:"
                " correct or delete it; it was not posted"
            )
