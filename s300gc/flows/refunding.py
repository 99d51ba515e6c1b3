"""Gives payments back: asked for by one person, above the limit approved by another."""

from decimal import Decimal

from pydantic import TypeAdapter

from s300gc.errors import (
    CredentialError,
    Forbidden,
    PersonNeeded,
    Refused,
    S300gcError,
    UsageError,
)
from s300gc.flows import events, present, sending
from s300gc.flows.parts import Parts
from s300gc.model import Document, Done, Failed, Intent, Money, Outcome, Payment, Result
from s300gc.model.refunds import CreateRefund, Refund, RefundRequest
from s300gc.rules import keys
from s300gc.rules import refunds as rules
from s300gc.vault import os_user

REFUND = TypeAdapter(CreateRefund)


# ---------------------------------------------------------------- by hand


def create(
    parts: Parts,
    id: str,
    amount: Decimal,
    by: str,
    *,
    credit_note: str = "",
    reason: str = "",
    dry_run: bool = False,
) -> Outcome:
    """Refund an amount of a payment, in its currency; above the limit keep it for another person.

    For a credit note of its customer, or for a reason. What may not be refunded fails
    with the reason. Raises UsageError where there is no such payment, PersonNeeded
    where refunds are not allowed.
    """
    outcome = Outcome("refunds", dry_run=dry_run)
    _prepare(parts, outcome)
    payment = present.asked_for(parts, id.strip().upper())
    try:
        money = Money.of(amount, payment.amount.currency)
    except ValueError as error:
        raise UsageError(str(error)) from error
    request = RefundRequest(
        payment.id, money, credit_note.strip().upper(), reason.strip(), asked_by=by
    )
    settings = parts.config.refunds
    why = _refusal(parts, request, payment)
    if not why and not settings.alone(money) and not settings.second_person:
        why = f"{money} is above refunds.limit"
    if why:
        outcome.results.append(Failed(payment.id, why))
    elif dry_run:
        alone = settings.alone(money)
        outcome.results.append(_done(request, "refund" if alone else "ask a second person to"))
    elif settings.alone(money):
        kept = parts.store.refund_requests.alone(request, os_user())
        outcome.results.append(_carry_out(parts, kept, payment))
    else:
        kept = parts.store.refund_requests.ask(request, os_user())
        outcome.results.append(_waits(kept))
    return outcome


def approve(parts: Parts, id: str, by: str, *, dry_run: bool = False) -> Outcome:
    """Approve a request of somebody else, and refund it; what does not hold any more fails.

    Raises UsageError where there is no such request, PersonNeeded where it does not
    wait, or it is his own.
    """
    outcome = Outcome("refunds", dry_run=dry_run)
    _prepare(parts, outcome)
    request = parts.store.refund_requests.get(_number(id))
    payment = present.asked_for(parts, request.payment)
    if request.state == "waiting" and (why := _refusal(parts, request, payment)):
        outcome.results.append(Failed(f"refund request {request.number}", why))
        return outcome
    if dry_run:
        outcome.results.append(_done(request, f"refund, asked for by {request.asked_by}"))
        return outcome
    approved = parts.store.refund_requests.approve(request, by, os_user())
    outcome.results.append(_carry_out(parts, approved, payment))
    return outcome


def reject(parts: Parts, id: str, by: str, *, dry_run: bool = False) -> Outcome:
    """Turn down a request that waits, or that only a person could go on with; nothing is refunded.

    Raises UsageError where there is no such request, PersonNeeded where it is dealt with.
    """
    outcome = Outcome("refunds", dry_run=dry_run)
    request = parts.store.refund_requests.get(_number(id))
    intent = parts.store.intents.get(request.reference) if request.reference else None
    stopped = intent is not None and intent.state == "stopped" and request.state == "approved"
    if request.state != "waiting" and not stopped:
        raise PersonNeeded(f"refund request {request.number} is {request.state} already")
    if not dry_run:
        parts.store.refund_requests.refuse(request.number, f"rejected by {by}", by)
    outcome.results.append(_done(request, f"rejected by {by}", kind="rejected"))
    return outcome


def _number(text: str) -> int:
    if not text.strip().isdecimal():
        raise UsageError(f"{text} is no number of a refund request: see 's300gc refunds list'")
    return int(text)


def _prepare(parts: Parts, outcome: Outcome) -> None:
    """Learn what happened and finish what is in doubt; then see whether refunds are allowed."""
    events.first(parts, outcome)
    if not outcome.dry_run:
        outcome.results += finish(parts).results
    if not parts.config.refunds.allowed:
        raise PersonNeeded("refunds are not allowed here: refunds.allowed is false")


# ---------------------------------------------------------------- whether


def _refusal(parts: Parts, request: RefundRequest, payment: Payment) -> str:
    """Say why a request may not be carried out, from what GoCardless and Sage 300 have now."""
    asked = [
        one
        for one in parts.store.refund_requests.of_payments([payment.id])
        if one.number != request.number
    ]
    doubt = [one.reference for one in asked if one.state == "approved"]
    if doubt:
        return f"{doubt[0] or 'another refund'} is in doubt: run again later"
    why = rules.refusal(payment, request.amount, _read(parts, payment), asked)
    if why or not request.credit_note:
        return why
    others = [
        one
        for one in parts.store.refund_requests.of_note(request.credit_note)
        if one.number != request.number
    ]
    note = _note(parts, payment, request.credit_note)
    return rules.note_refusal(request.credit_note, note, request.amount, others)


def _read(parts: Parts, payment: Payment) -> list[Refund]:
    found = parts.gocardless.refunds(payment.id)
    parts.store.refunds.put(found)
    return found


def _note(parts: Parts, payment: Payment, number: str) -> Document | None:
    """Read a credit note of one of the customers that the payment is of."""
    owners = _customers(parts, payment)
    found = parts.sage.documents([(owner, number) for owner in owners]) if owners else []
    parts.store.documents.put(found)
    return next(iter(found), None)


def _customers(parts: Parts, payment: Payment) -> list[str]:
    """Give the AR customers that a payment is of: by its documents, else by its mandate."""
    claims = parts.store.claims.of_payment(payment.id)
    if claims:
        return sorted({part.claim.customer for part in claims})
    return sorted(parts.store.links.of_mandates([payment.mandate]).get(payment.mandate, ()))


# ---------------------------------------------------------------- at GoCardless


def run(parts: Parts, *, dry_run: bool = False) -> Outcome:
    """Finish what is in doubt, as the scheduler does; nothing new is refunded by itself."""
    return Outcome("refunds", dry_run=True) if dry_run else finish(parts)


def finish(parts: Parts) -> Outcome:
    """Carry out what was approved and not finished by an earlier run; without any nothing is asked.

    Also where refunds are not allowed any more: what was sent may have taken effect.
    """
    outcome = Outcome("refunds")
    for request in parts.store.refund_requests.open():
        if request.state == "waiting":
            continue
        intent = parts.store.intents.get(request.reference) if request.reference else None
        if intent is None:
            payment = present.asked_for(parts, request.payment)
            outcome.results.append(_carry_out(parts, request, payment))
        elif intent.state == "begun":
            outcome.results.append(_sent(parts, intent, in_doubt=True))
    return outcome


def _carry_out(parts: Parts, request: RefundRequest, payment: Payment) -> Result:
    """Commit the intent of an approved request and send it."""
    config = parts.config
    customer = ", ".join(_customers(parts, payment))
    company = config.company
    step = rules.step(request, _read(parts, payment), customer, company, config.installation)
    meant = sending.intent_of(parts, step)
    intent = parts.store.refund_requests.begin(meant, step)
    if intent is not meant:
        note = f"{intent.reference} is {intent.state} already {intent.note}".rstrip()
        return Failed(payment.id, note, PersonNeeded.exit_code)
    return _sent(parts, intent, in_doubt=False)


def _sent(parts: Parts, intent: Intent, *, in_doubt: bool) -> Result:
    """Refund as it was stored; in doubt our key is first looked for among the payment's refunds."""
    step = REFUND.validate_json(intent.request)
    try:
        found = _found(parts, step) if in_doubt else None
        found = found or parts.gocardless.create_refund(step)
    except CredentialError:
        raise
    except Refused as error:
        parts.store.refund_requests.failed(step, str(error))
        if isinstance(error, Forbidden):
            raise
        more = "; ask GoCardless to switch refunds on" if error.status == 403 else ""
        return Failed(step.payment, f"{error}{more}", error.exit_code)
    except S300gcError as error:
        if isinstance(error, PersonNeeded):
            parts.store.intents.stop(intent.reference, str(error))
        return Failed(step.payment, str(error), error.exit_code)
    parts.store.refund_requests.made(step, found)
    action = f"refunded for {step.why} ({found.id})"
    return Done(step.payment, action, found.id, step.amount, "refunded")


def _found(parts: Parts, step: CreateRefund) -> Refund | None:
    for one in parts.gocardless.refunds(step.payment):
        if keys.key_of(one.metadata, parts.config.company) == step.key:
            return one
    return None


# ---------------------------------------------------------------- in words


def _done(request: RefundRequest, action: str, kind: str = "refunded") -> Done:
    return Done(request.payment, f"{action} for {request.why}", "", request.amount, kind)


def _waits(request: RefundRequest) -> Done:
    action = (
        f"is above refunds.limit and waits for a second person:"
        f" s300gc refunds approve {request.number}"
    )
    return Done(request.payment, action, "", request.amount, "waiting")
