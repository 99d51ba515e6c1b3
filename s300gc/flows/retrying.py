"""Retries payments that failed: one or all by hand, or by themselves as the policy says."""

from collections.abc import Callable, Collection
from datetime import date

from s300gc.errors import (
    CredentialError,
    Forbidden,
    ItemsFailed,
    OutcomeUnknown,
    PersonNeeded,
    Refused,
    S300gcError,
    Temporary,
    UsageError,
)
from s300gc.flows import ended, events, sending
from s300gc.flows.parts import Parts
from s300gc.model import (
    Done,
    Failed,
    Intent,
    Outcome,
    Payment,
    Result,
    RetryPayment,
    Skip,
    subject_of,
)
from s300gc.rules import payments as rules
from s300gc.rules import retrying as policy

Decide = Callable[[rules.Situation], RetryPayment | Skip]


# ---------------------------------------------------------------- by hand


def retry(
    parts: Parts, id: str, *, charge_date: date | None = None, dry_run: bool = False
) -> Outcome:
    """Retry a failed payment at GoCardless; where that may not be, it fails with the reason.

    Retries in doubt are finished first. Raises UsageError where there is no such payment.
    """
    outcome = Outcome("payments", dry_run=dry_run)
    id = id.strip().upper()
    _prepare(parts, outcome)
    if any(one.remote == id for one in outcome.done()):
        return outcome
    found = ended.Reading(parts).payment(id)
    decided = rules.decide(found, parts.config.company, parts.today, charge_date)
    if isinstance(decided, Skip):
        outcome.results.append(Failed(decided.subject, decided.reason))
    else:
        _do(parts, decided, outcome)
    return outcome


def candidates(parts: Parts, charge_date: date | None = None) -> list[RetryPayment]:
    """Give what ``retry_all`` would retry as far as the store knows; nothing is asked."""
    found = [_by_hand(parts, charge_date)(one) for one in _failed(parts)]
    return [one for one in found if isinstance(one, RetryPayment)]


def retry_all(
    parts: Parts,
    *,
    only: Collection[str] | None = None,
    charge_date: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Retry every failed payment that keeps its documents and may be retried.

    ``only`` are the payments that a person has agreed to. One that may not be is a
    Skip with the reason; what fails holds up no other.
    """
    outcome = Outcome("payments", dry_run=dry_run)
    _prepare(parts, outcome)
    _each(parts, _by_hand(parts, charge_date), outcome, only)
    return outcome


def _by_hand(parts: Parts, charge_date: date | None) -> Decide:
    def decide(found: rules.Situation) -> RetryPayment | Skip:
        return rules.decide(found, parts.config.company, parts.today, charge_date)

    return decide


# ---------------------------------------------------------------- by themselves


def run(parts: Parts, *, dry_run: bool = False) -> Outcome:
    """Finish what is in doubt; then, where the policy is on, retry what it says.

    Each failed payment that keeps its documents gets one line: retried, or why not.
    """
    if not parts.config.payments.retry:
        return finish(parts, dry_run=dry_run)
    outcome = Outcome("payments", dry_run=dry_run)
    _prepare(parts, outcome)

    def decide(found: rules.Situation) -> RetryPayment | Skip:
        day = ended.failed_on(parts, found)
        settings = parts.config.payments
        return policy.decide(found, settings, parts.config.company, parts.today, day)

    _each(parts, decide, outcome, None)
    return outcome


# ---------------------------------------------------------------- one after the other


def _failed(parts: Parts) -> list[rules.Situation]:
    """Give the failed payments that keep their documents, as the store knows them."""
    return [ended.known(parts, one) for one in parts.store.payments.keeping(["failed"])]


def _each(parts: Parts, decide: Decide, outcome: Outcome, only: Collection[str] | None) -> None:
    """Decide from the store; read what would be retried afresh, decide again, and do it."""
    settled = {one.remote for one in outcome.done()}
    reading, troubles = ended.Reading(parts), 0
    for known in _failed(parts):
        id = known.payment.id
        first = decide(known)
        if isinstance(first, Skip):
            outcome.results.append(first)
        elif id in settled or (only is not None and id not in only):
            continue
        elif troubles >= sending.TRANSIENT:
            outcome.results.append(Skip(id, "GoCardless does not answer", "waits"))
        else:
            _one(parts, _again(reading, decide, id), outcome)
            troubles = troubles + 1 if _no_answer(outcome.results[-1]) else 0


def _one(parts: Parts, decided: RetryPayment | Skip | Failed, outcome: Outcome) -> None:
    if isinstance(decided, RetryPayment):
        _do(parts, decided, outcome)
    else:
        outcome.results.append(decided)


def _no_answer(result: Result) -> bool:
    return isinstance(result, Failed) and result.exit_code == Temporary.exit_code


def _again(reading: ended.Reading, decide: Decide, id: str) -> RetryPayment | Skip | Failed:
    try:
        return decide(reading.payment(id))
    except (CredentialError, Forbidden):
        raise
    except (Temporary, Refused, UsageError) as error:
        code = error.exit_code if isinstance(error, Temporary) else ItemsFailed.exit_code
        return Failed(id, str(error), code)


def _prepare(parts: Parts, outcome: Outcome) -> None:
    """Learn what happened and finish what an earlier run left in doubt."""
    events.first(parts, outcome)
    outcome.results += finish(parts, dry_run=outcome.dry_run).results


def _do(parts: Parts, step: RetryPayment, outcome: Outcome) -> None:
    """Carry out a retry; a dry run says what it would do."""
    if outcome.dry_run:
        when = step.charge_date or "the earliest day that the mandate allows"
        outcome.results.append(_done(step, f"retry on {when}"))
        return
    meant = sending.intent_of(parts, step)
    named = {name for a in step.allocations for name in (a.claim.customer, a.claim.document)}
    try:
        intent = parts.store.claims.begin_retry(meant, step.payment, named)
    except PersonNeeded as error:
        outcome.results.append(Failed(step.payment, str(error), error.exit_code))
        return
    if intent is not meant:
        reason = f"retry {step.number} is {intent.state} already; GoCardless has not told of it yet"
        outcome.results.append(Failed(step.payment, reason))
        return
    _carry_out(parts, intent, outcome, in_doubt=False)


# ---------------------------------------------------------------- at GoCardless


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
    told = ended.events_of(parts, step.payment)
    asked = [one for one in told if one.action == "resubmission_requested"]
    return found if len(asked) >= step.number else None


def _done(step: RetryPayment, action: str) -> Done:
    subject = subject_of(step.allocations)
    why = f" ({step.why})" if step.why else ""
    return Done(subject, action + why, step.payment, step.amount, "retried")
