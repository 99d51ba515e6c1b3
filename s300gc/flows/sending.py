"""Intents of steps, and how the intent of a payment is carried out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from s300gc.errors import PersonNeeded, Refused
from s300gc.flows.parts import Parts
from s300gc.model import (
    DEAD,
    ApplyDocument,
    CancelPayment,
    CreatePayment,
    Intent,
    Journal,
    NoteBatch,
    Payment,
    ReceiptBatch,
    RetryPayment,
    canonical,
)
from s300gc.model.ar_refunds import ARRefund
from s300gc.model.invitations import Invite
from s300gc.model.refunds import CreateRefund
from s300gc.model.subscriptions import ChangeSubscription, CreateSubscription, DraftInvoice
from s300gc.remote.gocardless import GoCardless
from s300gc.rules import keys

Sendable = (
    CreatePayment
    | RetryPayment
    | CancelPayment
    | Journal
    | ReceiptBatch
    | NoteBatch
    | ApplyDocument
    | ARRefund
    | DraftInvoice
    | CreateSubscription
    | ChangeSubscription
    | CreateRefund
    | Invite
)
KEYED = (CreatePayment, CreateSubscription, CreateRefund, Invite)
"""What GoCardless takes an idempotency key for."""

CLOCKS_APART = timedelta(hours=1)
"""How far GoCardless's clock and ours may differ when our payment is looked for."""

KINDS: dict[type, str] = {
    CreatePayment: "payment",
    RetryPayment: "retry",
    CancelPayment: "cancel",
    Journal: "journal",
    ReceiptBatch: "receipts",
    NoteBatch: "notes",
    ApplyDocument: "apply",
    ARRefund: "ar refund",
    DraftInvoice: "invoice",
    CreateSubscription: "subscription",
    ChangeSubscription: "subscription change",
    CreateRefund: "refund",
    Invite: "invite",
}

TRANSIENT = 3
"""After so many failures of the other side in a row the rest waits for the next run."""

PAYMENT = TypeAdapter(CreatePayment)
RETRY = TypeAdapter(RetryPayment)
CANCEL = TypeAdapter(CancelPayment)
JOURNAL = TypeAdapter(Journal)
RECEIPTS = TypeAdapter(ReceiptBatch)
APPLY = TypeAdapter(ApplyDocument)
NOTES = TypeAdapter(NoteBatch)
AR_REFUND = TypeAdapter(ARRefund)
INVOICE = TypeAdapter(DraftInvoice)


def intent_of(
    parts: Parts,
    step: Sendable,
    at: datetime | None = None,
) -> Intent:
    """Give the intent that is committed before a step is sent; ``at`` is now where left out."""
    kind = KINDS[type(step)]
    key = step.key if isinstance(step, KEYED) else ""
    return Intent(step.reference, kind, key, canonical(step), at or parts.clock.now())


# ---------------------------------------------------------------- payments


def payment(parts: Parts, intent: Intent, *, in_doubt: bool) -> Payment:
    """Create the payment of an intent as it was stored, never as it would be planned now.

    In doubt, our key is first looked for among the mandate's payments since the
    intent: GoCardless may have forgotten the key. Raises OutcomeUnknown (the
    intent stays in doubt), Refused (it is failed, nothing was created) or
    PersonNeeded (it is stopped).
    """
    step = PAYMENT.validate_json(intent.request)
    found = None
    if in_doubt:
        seen = look(parts.gocardless, step, intent.begun_at)
        found = seen.payment
        if found is None:
            refuse_rival(parts, intent, step, seen)
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


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at a mandate's payments has shown: ours, or live ones for the same claims."""

    payment: Payment | None = None
    rivals: tuple[Payment, ...] = ()


def look(gocardless: GoCardless, step: CreatePayment, since: datetime) -> Seen:
    """Look for the payment of a step among its mandate's payments since it was first begun."""
    claims = {part.claim for part in step.allocations}
    rivals = []
    for one in gocardless.payments(created_from=since - CLOCKS_APART, mandate=step.mandate):
        origin = keys.origin(one)
        if origin is None:
            continue
        if origin.key == step.key:
            return Seen(one)
        if claims & {part.claim for part in origin.allocations} and one.status not in DEAD:
            rivals.append(one)
    return Seen(None, tuple(rivals))


def refuse_rival(parts: Parts, intent: Intent, step: CreatePayment, seen: Seen) -> None:
    """Stop an intent whose claim a payment collects that the store does not know.

    Raises PersonNeeded then.
    """
    for one in seen.rivals:
        if not parts.store.claims.of_payment(one.id):
            same = sorted(str(part.claim) for part in step.allocations)
            what = f"{one.id} already collects {', '.join(same)}"
            parts.store.intents.stop(intent.reference, what)
            raise PersonNeeded(f"{what}, with another amount than was meant: {step.amount}")
