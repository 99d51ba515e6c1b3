"""Intents of steps, and how the intent of a payment is carried out."""

from datetime import timedelta

from pydantic import TypeAdapter

from s300gc.errors import PersonNeeded, Refused
from s300gc.flows.parts import Parts
from s300gc.model import (
    CreatePayment,
    Intent,
    Journal,
    NoteBatch,
    Payment,
    ReceiptBatch,
    RetryPayment,
    canonical,
)
from s300gc.rules import keys

CLOCKS_APART = timedelta(hours=1)
"""How far GoCardless's clock and ours may differ when our payment is looked for."""

KINDS: dict[type, str] = {
    CreatePayment: "payment",
    RetryPayment: "retry",
    Journal: "journal",
    ReceiptBatch: "receipts",
    NoteBatch: "notes",
}

DEAD = frozenset({"failed", "cancelled", "customer_approval_denied", "charged_back"})

PAYMENT = TypeAdapter(CreatePayment)
RETRY = TypeAdapter(RetryPayment)
JOURNAL = TypeAdapter(Journal)
RECEIPTS = TypeAdapter(ReceiptBatch)
NOTES = TypeAdapter(NoteBatch)


def intent_of(
    parts: Parts, step: CreatePayment | RetryPayment | Journal | ReceiptBatch | NoteBatch
) -> Intent:
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
