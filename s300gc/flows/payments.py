"""Payments: which are on their way or failed, and retrying a failed one by hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from s300gc.errors import (
    CredentialError,
    OutcomeUnknown,
    PersonNeeded,
    Refused,
    S300gcError,
    UsageError,
)
from s300gc.flows import events, invoices, sending
from s300gc.flows.parts import Parts
from s300gc.model import (
    Claim,
    Document,
    Done,
    Event,
    Failed,
    Intent,
    Money,
    Outcome,
    Payment,
    RetryPayment,
    Skip,
)
from s300gc.rules import payments as rules
from s300gc.store.payments import OPEN

# ---------------------------------------------------------------- looking


@dataclass(frozen=True, slots=True)
class Row:
    """A payment, whose it is, what it stands for and what can be done about it.

    ``can_retry`` is as far as the store knows; ``note`` says why not.
    """

    payment: Payment
    customer: str
    documents: tuple[str, ...]
    can_retry: bool = False
    note: str = ""


def listing(parts: Parts, *, failed: bool = False) -> list[Row]:
    """List payments that failed, and without ``failed`` also those on their way.

    By charge date, from the store alone: nothing is asked of either system.
    """
    found = parts.store.payments.by_status(("failed",) if failed else (*OPEN, "failed"))
    claims = parts.store.claims.of_payments([one.id for one in found])
    owners = parts.store.links.of_mandates(sorted({one.mandate for one in found}))
    rows = []
    for payment in sorted(found, key=lambda one: (one.charge_date or date.max, one.id)):
        collected = claims.get(payment.id, [])
        customers = {part.claim.customer for part in collected} or {
            *owners.get(payment.mandate, ())
        }
        row = Row(payment, " or ".join(sorted(customers)), tuple(str(p.claim) for p in collected))
        rows.append(_with_advice(parts, row) if payment.status == "failed" else row)
    return rows


def _with_advice(parts: Parts, row: Row) -> Row:
    told = parts.store.inbox.of_resources([row.payment.id]).get(row.payment.id, [])
    decided = rules.decide(_situation(parts, row.payment, told), _company(parts), parts.today)
    note = decided.reason if isinstance(decided, Skip) else ""
    return Row(row.payment, row.customer, row.documents, not note, note)


# ---------------------------------------------------------------- gather and plan


def _company(parts: Parts) -> str:
    return parts.config.sage300.company.upper()


def _situation(
    parts: Parts,
    payment: Payment,
    told: Iterable[Event],
    documents: Iterable[Document] | None = None,
    pending: Mapping[Claim, Money] | None = None,
) -> rules.Situation:
    """Put together what is known of a payment.

    ``documents`` are those that it pays, as just read, else as the store has
    them; ``pending`` are unposted receipts.
    """
    store = parts.store
    allocations = tuple(store.claims.of_payment(payment.id))
    due = rules.due(allocations, store.payouts.lines_of_payment(payment.id))
    claims = {part.claim for part in allocations} | {Claim(*place) for place in due.amounts}
    doors = {one: str(door) for one, door in store.claims.live(sorted(claims)).items()}
    return rules.Situation(
        payment=payment,
        mandate=store.mandates.get(payment.mandate),
        story=rules.story(told),
        allocations=allocations,
        doors=doors,
        due=due,
        balances=_balances(
            store.documents.some(sorted(due.amounts)) if documents is None else documents,
            pending or {},
        ),
    )


def _balances(
    documents: Iterable[Document], pending: Mapping[Claim, Money]
) -> dict[rules.Place, Money]:
    found = {(one.customer, one.number): one.balance for one in documents}
    for claim, amount in pending.items():
        place = (claim.customer, claim.document)
        if place in found and found[place].currency == amount.currency:
            found[place] -= amount
    return found


def _afresh(parts: Parts, id: str) -> rules.Situation:
    """Read all that decides about a retry as it now stands."""
    store, gocardless = parts.store, parts.gocardless
    try:
        payment = gocardless.payment(id)
    except Refused as error:
        raise UsageError(f"GoCardless has no payment {id} ({error})") from error
    if payment.creditor != parts.config.gocardless.creditor:
        raise UsageError(f"{id} belongs to another creditor")
    store.payments.put([payment])
    store.mandates.put([gocardless.mandate(payment.mandate)])
    told = store.inbox.of_resources([id]).get(id, [])
    if rules.story(told) is None:
        told = _events(parts, id)
    first = _situation(parts, payment, told)
    if payment.status != "failed" or not first.due.amounts:
        return first
    documents = parts.sage.documents(sorted(first.due.amounts))
    store.documents.put(documents)
    return _situation(parts, payment, told, documents, invoices.pending(parts))


def _events(parts: Parts, id: str) -> list[Event]:
    return [event for page in parts.gocardless.events(payment=id) for event in page.events]


# ---------------------------------------------------------------- retrying


def retry(
    parts: Parts, id: str, *, charge_date: date | None = None, dry_run: bool = False
) -> Outcome:
    """Retry a failed payment at GoCardless; where that may not be, it fails with the reason.

    Retries in doubt are finished first. Raises UsageError where there is no such payment.
    """
    outcome = Outcome("payments", dry_run=dry_run)
    id = id.strip().upper()
    events.first(parts, outcome)
    outcome.results += finish(parts, dry_run=dry_run).results
    if any(one.remote == id for one in outcome.done()):
        return outcome
    decided = rules.decide(_afresh(parts, id), _company(parts), parts.today,
                           charge_date)  # fmt: skip
    if isinstance(decided, Skip):
        outcome.results.append(Failed(decided.subject, decided.reason))
    elif dry_run:
        when = charge_date or "the earliest day that the mandate allows"
        outcome.results.append(_done(decided, f"retry on {when}"))
    else:
        _begin(parts, decided, outcome)
    return outcome


def _begin(parts: Parts, step: RetryPayment, outcome: Outcome) -> None:
    meant = sending.intent_of(parts, step)
    named = {name for a in step.allocations for name in (a.claim.customer, a.claim.document)}
    intent = parts.store.claims.begin_retry(meant, step.payment, named)
    if intent is not meant:
        reason = f"retry {step.number} is {intent.state} already; GoCardless has not told of it yet"
        outcome.results.append(Failed(step.payment, reason))
        return
    _carry_out(parts, intent, outcome, in_doubt=False)


def finish(parts: Parts, *, dry_run: bool = False) -> Outcome:
    """Finish the retries that an earlier run left in doubt; without any nothing is asked."""
    outcome = Outcome("payments", dry_run=dry_run)
    for intent in () if dry_run else parts.store.intents.in_doubt("retry"):
        _carry_out(parts, intent, outcome, in_doubt=True)
    return outcome


def _carry_out(parts: Parts, intent: Intent, outcome: Outcome, *, in_doubt: bool) -> None:
    step = sending.RETRY.validate_json(intent.request)
    try:
        payment = _send(parts, step, in_doubt=in_doubt)
    except CredentialError:
        raise
    except Refused as error:
        parts.store.claims.refuse_retry(intent.reference, step.payment, str(error), step.opens)
        outcome.results.append(Failed(step.payment, str(error), error.exit_code))
    except S300gcError as error:
        if isinstance(error, PersonNeeded):
            parts.store.intents.stop(intent.reference, str(error))
        outcome.results.append(Failed(step.payment, str(error), error.exit_code))
    else:
        parts.store.payments.put([payment])
        day = payment.charge_date.isoformat() if payment.charge_date else ""
        parts.store.intents.done(intent.reference, payment.id, body={"charge_date": day})
        action = f"retried ({step.number} of {rules.MOST_RETRIES}), charged on {day}"
        outcome.results.append(_done(step, action))


def _send(parts: Parts, step: RetryPayment, *, in_doubt: bool) -> Payment:
    """Ask GoCardless to retry; gives the payment as it then stands.

    An action has no idempotency key, but only a failed payment can be retried:
    so a request that comes too late is refused. In doubt, and where it was
    refused, the payment itself tells whether it was retried. Raises Refused
    where it was not, OutcomeUnknown where that is not certain.
    """
    if in_doubt and (found := _retried(parts, step)) is not None:
        return found
    try:
        return parts.gocardless.retry_payment(step.payment, step.charge_date)
    except (OutcomeUnknown, Refused):
        if (found := _retried(parts, step)) is not None:
            return found
        raise


def _retried(parts: Parts, step: RetryPayment) -> Payment | None:
    """Give the payment where its retry took effect: it has failed no more, or has failed since."""
    try:
        found = parts.gocardless.payment(step.payment)
    except Refused as error:
        raise PersonNeeded(f"whether it was retried cannot be read: {error}") from error
    if found.status != "failed":
        return found
    asked = [one for one in _events(parts, step.payment) if one.action == "resubmission_requested"]
    return found if len(asked) >= step.number else None


def _done(step: RetryPayment, action: str) -> Done:
    subject = " ".join(str(part.claim) for part in step.allocations)
    return Done(subject, action, step.payment, step.amount, "retried")
