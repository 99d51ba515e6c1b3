"""Carries out the intent of a Sage 300 batch, which has no idempotency key."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from s300gc.errors import OutcomeUnknown, PersonNeeded, Refused
from s300gc.flows import sending, unchanged, whole
from s300gc.flows.parts import Parts
from s300gc.model import Batch, Intent, Skip
from s300gc.remote.sage300 import Sage300

log = logging.getLogger(__name__)

DOUBLED = "duplicate"
"""The kind of the lines of work for batches that may stand in Sage 300 twice."""


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
    if kind in ("journal", "reversal"):
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
    if kind == "ar refund":
        return Desk(
            sage.find_refund_batches,
            lambda request: sage.create_refund_batch(sending.AR_REFUND.validate_json(request)),
            sage.refund_batch,
            sage.ready_refund_batch,
            sage.post_refund_batch,
            sage.describe_refund_batch,
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
    found = _seen(parts, intent)
    if found is None:
        read = unchanged.reader(parts, intent, port.read) if status != "open" else port.read
        found = _existing(read, number, intent)
        if status != "open" and found.status == "Open":
            whole.check(intent, found)
    if status != "open" and found.status == "Open":
        if intent.kind == "notes":
            _untaxed(parts, number, intent)
        port.ready(number)
        found = replace(found, status="ReadyToPost")
    if status == "posted" and found.status != "Posted":
        found = _post(port, number, intent)
    parts.store.batches.put(intent.reference, found)
    return whole.posted(parts, intent, found) if found.status == "Posted" else found


def _seen(parts: Parts, intent: Intent) -> Batch | None:
    """Give a batch that this run has just entered and seen whole; it is not read again, once."""
    mark = _mark(intent)
    if mark not in parts.fresh:
        return None
    parts.fresh.discard(mark)
    seen = parts.store.batches.get(intent.reference)
    return seen.batch if seen else None


def _mark(intent: Intent) -> str:
    return f"batch {intent.reference}"


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
        if intent.begun_at < parts.started_at:
            # An earlier run may have sent it: that request may still take effect.
            _doubled(parts, intent)
        try:
            port.create(intent.request)
        except OutcomeUnknown as error:
            log.warning("%s: %s; looking for it", intent.reference, error)
        except Refused as error:
            parts.store.intents.fail(intent.reference, str(error))
            raise
        found = _present(port, intent.reference)
        if found and found[0].status == "Open":
            parts.fresh.add(_mark(intent))
    if not found:
        raise OutcomeUnknown(
            f"{intent.reference}: Sage 300 gave no answer and shows no such batch yet;"
            " the next run looks again"
        )
    # Another run may have carried it out meanwhile: then its number is the one that counts.
    number = parts.store.intents.known(intent.reference).remote
    first = next((one for one in found if one.number == number), found[0])
    if not number:
        whole.check(intent, first)
        parts.store.intents.number(intent.reference, first.number)
    for stray in found:
        if stray.number != first.number and stray.status == "Open":
            port.describe(stray.number, duplicate_of(first.number))
            _doubled(parts, intent)
    parts.store.batches.put(intent.reference, first)
    return first.number


def duplicate_of(number: str) -> str:
    """Give the description of a batch that came twice."""
    return f"DUPLICATE of {number}, do not post"


def _doubled(parts: Parts, intent: Intent) -> None:
    """Have a batch of a payout looked for that may come, or has come, a second time."""
    payout = intent.reference.removeprefix("GC ").split(" ", 1)[0]
    if parts.store.payouts.get(payout) is not None:
        why = "it may have been entered twice: it is looked for"
        parts.store.worklist.open(payout, Skip(intent.reference, why, DOUBLED))


def _present(port: Desk, reference: str) -> list[Batch]:
    return [one for one in port.find(reference) if one.status != "Deleted"]


def lost(found: Batch | None, intent: Intent) -> str:
    """Say why the batch of an intent is not there any more; empty where it is.

    After Sage was restored from a backup its number may be given to somebody else's batch.
    """
    if found is None:
        return "is no longer in Sage 300: deleted, or Sage was restored from a backup"
    if found.status == "Deleted":
        return "was deleted in Sage 300"
    if found.description.strip().casefold() != intent.reference.casefold():
        return (
            f"is {found.description!r} now: renamed, or Sage was restored from a backup and the"
            " number is another batch's"
        )
    return ""


def _existing(read: Callable[[str], Batch | None], number: str, intent: Intent) -> Batch:
    found = read(number)
    why = lost(found, intent)
    if found is None or why:
        words = intent.reference.split(" ")
        again = f"; 's300gc payouts post --again {words[1]}' does" if words[1:2] else ""
        raise PersonNeeded(
            f"batch {number} of {intent.reference} {why}; nothing is entered again by itself{again}"
        )
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
    found = _existing(port.read, number, intent)
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
