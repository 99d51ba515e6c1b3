"""Carries out what was decided about subscriptions: each write is an intent first."""

from pydantic import TypeAdapter

from s300gc.errors import CredentialError, Forbidden, OutcomeUnknown, PersonNeeded, Refused
from s300gc.errors import S300gcError as Error
from s300gc.flows import sending
from s300gc.flows.parts import Parts
from s300gc.model import Done, Failed, Intent, Result
from s300gc.model.subscriptions import (
    ChangeSubscription,
    CreateSubscription,
    Hold,
    Subscription,
    SubscriptionStep,
)
from s300gc.rules import keys
from s300gc.rules.subscriptions import AMENDMENTS, LIVE

CREATE = TypeAdapter(CreateSubscription)
CHANGE = TypeAdapter(ChangeSubscription)

CREATED, CHANGED = sending.KINDS[CreateSubscription], sending.KINDS[ChangeSubscription]
"""Kinds of intents."""
EXCEEDED = "number_of_subscription_amendments_exceeded"
"""What GoCardless says of an eleventh amendment (API reference, errors)."""
PAST = {"amend": "amended", "pause": "paused", "resume": "resumed", "cancel": "cancelled"}


def carry_out(parts: Parts, step: SubscriptionStep) -> Result:
    """Commit the intent of a step and send it; one that is known is sent as it is stored.

    Raises CredentialError and Forbidden, which are true of every step.
    """
    charges = parts.store.charges
    meant = sending.intent_of(parts, step)
    if isinstance(step, CreateSubscription):
        stored = charges.begin(meant, step)
    else:
        named = (step.subscription, step.charge.code, step.charge.customer)
        stored = parts.store.intents.begin(meant, keys=named)
    if stored.state != "begun":
        note = f"{stored.reference} is {stored.state} already {stored.note}".rstrip()
        return Failed(str(step.charge), note, PersonNeeded.exit_code)
    return _sent(parts, stored, in_doubt=stored is not meant)


def finish(parts: Parts) -> list[Result]:
    """Finish what an earlier run left in doubt; without any nothing is asked."""
    waiting = [*parts.store.intents.in_doubt(CREATED), *parts.store.intents.in_doubt(CHANGED)]
    return [_sent(parts, intent, in_doubt=True) for intent in waiting]


def would(step: SubscriptionStep) -> Done:
    """Say what a step would do."""
    return _done(step, step.subscription if isinstance(step, ChangeSubscription) else "")


def _sent(parts: Parts, intent: Intent, *, in_doubt: bool) -> Result:
    create = intent.kind == CREATED
    step: SubscriptionStep = (CREATE if create else CHANGE).validate_json(intent.request)
    try:
        if isinstance(step, CreateSubscription):
            found = _create(parts, step, in_doubt=in_doubt)
            parts.store.charges.created(step, found)
        else:
            found = _change(parts, step, in_doubt=in_doubt)
            parts.store.charges.changed(step, found, _hold(parts, step))
    except CredentialError:
        raise
    except Refused as error:
        _refused(parts, step, error)
        if isinstance(error, Forbidden):
            raise
        return Failed(str(step.charge), str(error), error.exit_code)
    except Error as error:
        if isinstance(error, PersonNeeded):
            parts.store.intents.stop(intent.reference, str(error))
        return Failed(str(step.charge), str(error), error.exit_code)
    return _done(step, found.id)


def _refused(parts: Parts, step: SubscriptionStep, error: Refused) -> None:
    if isinstance(step, CreateSubscription):
        parts.store.charges.refused(step.reference, str(error))
        return
    parts.store.intents.fail(step.reference, str(error))
    if error.code == EXCEEDED:
        # Our own count came from an older copy of the database.
        parts.store.charges.exhausted(step.subscription, AMENDMENTS)


# ---------------------------------------------------------------- creating


def _create(parts: Parts, step: CreateSubscription, *, in_doubt: bool) -> Subscription:
    """Create a subscription; in doubt it is looked for first: its key may be forgotten."""
    if in_doubt:
        for found in parts.gocardless.subscriptions(mandate=step.mandate):
            origin = keys.subscription_origin(found)
            if origin is not None and origin[1] == step.key:
                return found
    return parts.gocardless.create_subscription(step)


# ---------------------------------------------------------------- changing


def _change(parts: Parts, step: ChangeSubscription, *, in_doubt: bool) -> Subscription:
    """Change a subscription and give it as it then stands.

    An action has no idempotency key, but what it is for can be read: in doubt, and
    where it was refused, the subscription itself tells whether it took effect.
    """
    if in_doubt and (found := _as_wanted(parts, step)) is not None:
        return found
    try:
        return parts.gocardless.change_subscription(step.subscription, step.action, step.amount)
    except (OutcomeUnknown, Refused):
        if (found := _as_wanted(parts, step)) is not None:
            return found
        raise


def _as_wanted(parts: Parts, step: ChangeSubscription) -> Subscription | None:
    """Give the subscription where it stands as the step wants it."""
    try:
        found = parts.gocardless.subscription(step.subscription)
    except Refused as error:
        raise PersonNeeded(f"{step.subscription} cannot be read: {error}") from error
    reached = {
        "amend": found.amount == step.amount,
        "pause": found.status == "paused",
        "resume": found.status in LIVE - {"paused"},
        "cancel": found.status not in LIVE,
    }
    return found if reached[step.action] else None


def _hold(parts: Parts, step: ChangeSubscription) -> Hold | None:
    """Give what is said of a charge after a change: what a person said stays."""
    said = parts.store.charges.holds().get(step.charge)
    if step.action == "pause":
        return said if said == "paused" else "on-hold"
    if step.action == "resume":
        return None
    return said


def _done(step: SubscriptionStep, remote: str) -> Done:
    if isinstance(step, CreateSubscription):
        rhythm = step.cadence
        every = f"every {rhythm.interval} " if rhythm.interval > 1 else ""
        action = f"subscribe {every}{rhythm.unit} from {step.start}"
        if step.count is not None:
            action += f", {step.count} times"
        return Done(str(step.charge), action, remote, step.amount, "subscribed")
    return Done(str(step.charge), f"{step.action}: {step.why}", remote, kind=PAST[step.action])
