"""Books in AR what GoCardless gave back to payers, against the open credit it stands for."""

from datetime import UTC

from s300gc.errors import CredentialError, Forbidden, PersonNeeded, Refused, S300gcError
from s300gc.flows import batches, mirror, sending
from s300gc.flows.parts import Parts
from s300gc.model import (
    Document,
    Done,
    Failed,
    Intent,
    Journal,
    JournalLine,
    Outcome,
    Result,
    Skip,
)
from s300gc.model.ar_refunds import ARRefund, OwedRefund
from s300gc.rules import ar_refunds as rules
from s300gc.rules.exchange import draft_only
from s300gc.rules.periods import locked_in, posting_day


def run(parts: Parts, outcome: Outcome) -> None:
    """Finish what was begun, then book what waits and whose credit is there; each once.

    Nothing is asked of Sage 300 where nothing waits. A refund that no credit stands
    against is a line of work, which closes itself when such credit is posted.
    """
    if not outcome.dry_run:
        for intent in parts.store.intents.in_doubt(sending.KINDS[ARRefund]):
            outcome.results.append(_carry_out(parts, intent))
    waiting = parts.store.ar_refunds.owed()
    if not waiting:
        return
    mirror.documents(parts)
    home = mirror.home_currency(parts)
    for owed in waiting:
        try:
            outcome.results.append(_book(parts, owed, home, dry_run=outcome.dry_run))
        except (CredentialError, Forbidden):
            raise
        except S300gcError as error:
            outcome.results.append(Failed(owed.payment, str(error), error.exit_code))


def _book(parts: Parts, owed: OwedRefund, home: str, *, dry_run: bool) -> Result:
    store = parts.store
    asked = store.refund_requests.of_payments([owed.payment])
    named = rules.named_note(owed, store.ar_refunds.refunds_in(owed.payout, owed.payment), asked)
    credits = _credits(parts, owed.customer, named)
    basis = _basis(parts, owed, credits)
    step = rules.refund(owed, credits, named, basis, home)
    if isinstance(step, ARRefund):
        step = _refused_today(parts, step) or step
    if isinstance(step, Skip):
        if not dry_run:
            store.worklist.open(owed.payout, step)
        return step
    if dry_run:
        return _done(step, "", "is booked")
    return _carry_out(parts, store.ar_refunds.begin(sending.intent_of(parts, step), step))


def _credits(parts: Parts, customer: str, named: str) -> list[Document]:
    """Read the open credits of a customer as they are now, and the note that was named."""
    known = parts.store.documents.of_customer(customer)
    places = {(customer, one.number) for one in known if one.balance.minor < 0}
    places |= {(customer, named)} if named else set()
    found = parts.sage.documents(sorted(places)) if places else []
    parts.store.documents.put(found)
    return found


def _basis(parts: Parts, owed: OwedRefund, credits: list[Document]) -> rules.Basis:
    """Take day, period and rate from the payout's journal; a later day where the credit is later.

    Also where its period is locked by now: the journal stands, and AR follows today.
    """
    currency = owed.amount.currency
    journal, line = _journal_line(parts, owed)
    day, period = rules.last_day(journal.dated, credits, parts.today), journal.period
    if day != journal.dated or locked_in(parts.sage.period(day).period):
        policy = parts.config.books_for(currency).closed_period
        day, period = posting_day(parts.today, lambda one: parts.sage.period(one).period, policy)
    return rules.Basis(day, period, line.rate, line.rate_type)


def _journal_line(parts: Parts, owed: OwedRefund) -> tuple[Journal, JournalLine]:
    """Give the payout's journal and a line of it that carries its rate."""
    for intent in parts.store.payouts.intents_of(owed.payout):
        if intent.kind == "journal":
            journal: Journal = sending.JOURNAL.validate_json(intent.request)
            for line in journal.lines:
                if line.source.currency == owed.amount.currency:
                    return journal, line
    raise PersonNeeded(f"the journal of {owed.payout} is not known any more")


def _refused_today(parts: Parts, step: ARRefund) -> Skip | None:
    """Leave alone until tomorrow what Sage 300 has refused today: somebody uses that credit."""
    stored = parts.store.intents.get(step.reference)
    if stored is None or stored.state != "failed":
        return None
    if stored.begun_at.astimezone(UTC).date() < parts.clock.now().astimezone(UTC).date():
        return None
    return Skip(step.payment, _said(step, stored.note), rules.KIND)


def _said(step: ARRefund, why: str) -> str:
    return f"Sage 300 refused its AR refund of {step.amount}: {why}"


# ---------------------------------------------------------------- carrying out


def _carry_out(parts: Parts, intent: Intent) -> Result:
    """Bring the batch to what books.status asks for; posted, all that follows is recorded."""
    step = sending.AR_REFUND.validate_json(intent.request)
    try:
        found = batches.carry_out(parts, intent, _status(parts, step))
        if found.status == "Posted":
            parts.store.ar_refunds.posted(intent.reference, found.number, step)
            places = [(step.customer, one.document) for one in step.credits]
            parts.store.documents.put(parts.sage.documents(places))
    except (CredentialError, Forbidden):
        raise
    except Refused as error:
        said = Skip(step.payment, _said(step, str(error)), rules.KIND)
        parts.store.worklist.open(step.payout, said)
        return Failed(step.payment, said.reason, error.exit_code)
    except S300gcError as error:
        return Failed(step.payment, str(error), error.exit_code)
    return _done(step, found.number, found.status)


def _status(parts: Parts, step: ARRefund) -> str:
    """Give what the batch is brought to: a draft where the payout's own batches are drafts."""
    payout = parts.store.payouts.get(step.payout)
    if payout is not None and draft_only(payout, mirror.home_currency(parts)):
        return "open"
    return parts.config.books_for(step.amount.currency).status


def _done(step: ARRefund, batch: str, status: str) -> Done:
    named = ", ".join(one.document for one in step.credits)
    action = f"AR refund {step.number} of {step.customer} against {named}: {status}"
    return Done(step.payment, action, batch, step.amount, "booked")
