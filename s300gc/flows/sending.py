"""Carries out intents: a write is recorded, looked for, sent, and its outcome recorded."""

import logging
from datetime import timedelta
from typing import Protocol

from pydantic import TypeAdapter

from s300gc.errors import OutcomeUnknown, PersonNeeded, Refused
from s300gc.flows.parts import Parts
from s300gc.model import (
    Batch,
    CreatePayment,
    Intent,
    Journal,
    NoteBatch,
    Payment,
    ReceiptBatch,
    canonical,
)
from s300gc.rules import keys

log = logging.getLogger(__name__)

CLOCKS_APART = timedelta(hours=1)
"""How far GoCardless's clock and ours may differ when our payment is looked for."""

KINDS: dict[type, str] = {
    CreatePayment: "payment",
    Journal: "journal",
    ReceiptBatch: "receipts",
    NoteBatch: "notes",
}

DEAD = frozenset({"failed", "cancelled", "customer_approval_denied", "charged_back"})

PAYMENT = TypeAdapter(CreatePayment)
JOURNAL = TypeAdapter(Journal)
RECEIPTS = TypeAdapter(ReceiptBatch)


def intent_of(parts: Parts, step: CreatePayment | Journal | ReceiptBatch | NoteBatch) -> Intent:
    """Give the intent that is committed before a step is sent."""
    kind = KINDS[type(step)]
    key = step.key if isinstance(step, CreatePayment) else ""
    return Intent(step.reference, kind, key, canonical(step), parts.clock.now())


# ---------------------------------------------------------------- payments


def payment(parts: Parts, intent: Intent, *, in_doubt: bool) -> Payment:
    """Create the payment of an intent as it was stored, never as it would be planned now.

    In doubt, our key is first looked for among the mandate's payments since the
    intent: GoCardless may have forgotten the key. Raises OutcomeUnknown (the
    intent stays in doubt), Refused (it is failed, nothing was created) or
    PersonNeeded (it is stopped).
    """
    step = PAYMENT.validate_json(intent.request)
    found = _look(parts, intent, step) if in_doubt else None
    if found is None:
        try:
            found = parts.gocardless.create_payment(step).payment
        except Refused as error:
            parts.store.intents.fail(intent.reference, str(error))
            raise
        except PersonNeeded as error:
            parts.store.intents.stop(intent.reference, str(error))
            raise
    parts.store.payments.put([found])
    parts.store.intents.done(intent.reference, found.id)
    return found


def _look(parts: Parts, intent: Intent, step: CreatePayment) -> Payment | None:
    """Find the payment of an intent in doubt; another live one for the same claim stops it."""
    since = intent.begun_at - CLOCKS_APART
    claims = {part.claim for part in step.allocations}
    for one in parts.gocardless.payments(created_from=since, mandate=step.mandate):
        origin = keys.origin(one)
        if origin is None:
            continue
        if origin.key == step.key:
            return one
        same = claims & {part.claim for part in origin.allocations}
        if same and one.status not in DEAD and not parts.store.claims.of_payment(one.id):
            what = f"{one.id} already collects {', '.join(sorted(str(c) for c in same))}"
            parts.store.intents.stop(intent.reference, what)
            raise PersonNeeded(f"{what}, with another amount than was meant: {step.amount}")
    return None


# ---------------------------------------------------------------- Sage batches


class BatchDesk(Protocol):
    """What Sage 300 offers for one kind of batch."""

    def find(self, reference: str) -> list[Batch]:
        """Give the batches with this description, lowest number first."""
        ...

    def create(self, request: str) -> str:
        """Create an open batch from a stored request; gives its number."""
        ...

    def read(self, number: str) -> Batch | None:
        """Give a batch as it stands; None where there is none."""
        ...

    def ready(self, number: str) -> None:
        """Set an open batch ready to post."""
        ...

    def post(self, number: str) -> None:
        """Post exactly this batch."""
        ...

    def describe(self, number: str, text: str) -> None:
        """Change the description of an open batch."""
        ...


class JournalDesk:
    """GL journal batches."""

    def __init__(self, parts: Parts) -> None:
        self._sage = parts.sage
        self.find = parts.sage.find_gl_batches
        self.read = parts.sage.gl_batch
        self.ready = parts.sage.ready_gl_batch
        self.post = parts.sage.post_gl_batch
        self.describe = parts.sage.describe_gl_batch

    def create(self, request: str) -> str:
        """Create an open journal batch from a stored request."""
        return self._sage.create_gl_batch(JOURNAL.validate_json(request))


class ReceiptDesk:
    """AR receipt batches."""

    def __init__(self, parts: Parts) -> None:
        self._sage = parts.sage
        self.find = parts.sage.find_receipt_batches
        self.read = parts.sage.receipt_batch
        self.ready = parts.sage.ready_receipt_batch
        self.post = parts.sage.post_receipt_batch
        self.describe = parts.sage.describe_receipt_batch

    def create(self, request: str) -> str:
        """Create an open receipt batch from a stored request."""
        return self._sage.create_receipt_batch(RECEIPTS.validate_json(request))


def desk(parts: Parts, kind: str) -> BatchDesk:
    """Give the desk for a kind of intent."""
    return JournalDesk(parts) if kind == "journal" else ReceiptDesk(parts)


def batch(parts: Parts, intent: Intent, status: str) -> Batch:
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
        port.ready(number)
        found = Batch(number, found.description, "ReadyToPost", found.total, found.entries)
    if status == "posted" and found.status != "Posted":
        found = _post(port, number, intent)
    return found


def _number(parts: Parts, intent: Intent, port: BatchDesk) -> str:
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
    parts.store.intents.number(intent.reference, first.number)
    for stray in strays:
        if stray.status == "Open":
            port.describe(stray.number, f"DUPLICATE of {first.number}, do not post")
    return first.number


def _present(port: BatchDesk, reference: str) -> list[Batch]:
    return [one for one in port.find(reference) if one.status != "Deleted"]


def _existing(port: BatchDesk, number: str, intent: Intent) -> Batch:
    found = port.read(number)
    if found is None:
        raise PersonNeeded(
            f"batch {number} of {intent.reference} is no longer in Sage 300: deleted, or Sage was"
            " restored from a backup; nothing is posted again by itself"
        )
    if found.status == "Deleted":
        raise PersonNeeded(f"batch {number} of {intent.reference} was deleted in Sage 300")
    return found


def _post(port: BatchDesk, number: str, intent: Intent) -> Batch:
    """Post and read back: a posting that reports success may still have made an error batch."""
    try:
        port.post(number)
    except OutcomeUnknown as error:
        log.warning("%s: %s; reading the batch back", intent.reference, error)
    found = _existing(port, number, intent)
    if found.status != "Posted":
        raise OutcomeUnknown(
            f"batch {number} of {intent.reference} is {found.status} after posting;"
            " the next run looks again"
        )
    if found.errors:
        raise PersonNeeded(
            f"batch {number} of {intent.reference} was posted with {found.errors} entries in"
            " error: Sage 300 moved them to an error batch; correct and post that one"
        )
    return found
