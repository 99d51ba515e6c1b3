"""Books payouts: one GL journal each, and the AR receipts that close the documents."""

from s300gc.errors import CredentialError, Forbidden, PersonNeeded, Refused, S300gcError
from s300gc.flows import applying, batches, booking, events, matching, mirror, sending
from s300gc.flows.chart import Chart
from s300gc.flows.parts import Parts
from s300gc.model import (
    Batch,
    Done,
    Failed,
    Intent,
    Journal,
    NoteBatch,
    Outcome,
    Payout,
    Skip,
)

ORDER = ("journal", "receipts", "notes")
"""Documents are posted before the journal; receipts apply to posted documents."""
FINAL = {"open": "Open", "ready": "ReadyToPost", "posted": "Posted"}


def post(parts: Parts, *, dry_run: bool = False) -> Outcome:
    """Book every payout that was paid since go-live and is not booked yet, oldest first.

    Then what was booked as unapplied cash is applied where its document is posted now.
    """
    outcome = Outcome("payouts", dry_run=dry_run)
    events.first(parts, outcome)
    mirror.payouts(parts)
    waiting = [one for one in parts.store.payouts.unbooked() if _due(parts, one, outcome, dry_run)]
    if waiting:
        _book_all(parts, waiting, outcome)
    applying.run(parts, outcome)
    return outcome


def _book_all(parts: Parts, waiting: list[Payout], outcome: Outcome) -> None:
    dry_run = outcome.dry_run
    mirror.customers(parts)
    mirror.documents(parts)
    matching.first(parts, dry_run=dry_run)
    sets = mirror.account_sets(parts)
    chart = Chart(parts.sage, parts.config, sets.values())
    masters = booking.Masters(mirror.home_currency(parts), sets, mirror.banks(parts), chart)
    for n, payout in enumerate(waiting):
        parts.progress("payouts", n, len(waiting))
        try:
            _book(parts, payout, masters, outcome, dry_run)
        except CredentialError:
            raise
        except S300gcError as error:
            outcome.results.append(Failed(payout.id, str(error), error.exit_code))
            if not dry_run:
                _note(parts, payout, str(error))
            if isinstance(error, Forbidden):
                # What the user may not do for one payout he may not do for the next.
                break


def _due(parts: Parts, payout: Payout, outcome: Outcome, dry_run: bool) -> bool:
    """Tell whether a payout is to be booked now; leave out for good what came before go-live."""
    if payout.status != "paid" or payout.arrival_date is None:
        return False
    if payout.arrival_date < parts.config.go_live:
        reason = f"arrived {payout.arrival_date}, before go-live {parts.config.go_live}"
        outcome.results.append(Skip(payout.id, reason, "before-go-live"))
        if not dry_run:
            parts.store.payouts.set_state(payout.id, "excluded", reason)
        return False
    if payout.kind != "merchant":
        outcome.results.append(Skip(payout.id, f"is a {payout.kind} payout", "partner"))
        return False
    return True


def _note(parts: Parts, payout: Payout, reason: str) -> None:
    begun = bool(parts.store.payouts.intents_of(payout.id))
    parts.store.payouts.set_state(payout.id, "half-posted" if begun else "waiting", reason)


# ---------------------------------------------------------------- one payout


def _book(
    parts: Parts, payout: Payout, masters: booking.Masters, outcome: Outcome, dry_run: bool
) -> None:
    """Plan a payout, commit all its intents together, then carry them out in order.

    A payout whose intents are already there is finished as stored: its
    documents have changed since, so it must not be planned anew.
    """
    stored = parts.store.payouts.intents_of(payout.id)
    if not stored:
        plan = booking.plan(parts, payout, masters)
        outcome.results += plan.worklist
        if dry_run:
            outcome.results += [_planned(step) for step in plan.steps]
            return
        intents = [sending.intent_of(parts, step) for step in plan.steps]
        stored = parts.store.payouts.book(payout.id, plan.lines, intents, plan.worklist)
    if not dry_run:
        stored = [_anew(parts, payout, masters, one) for one in stored]
        _carry_out(parts, payout, stored, outcome)


def _anew(parts: Parts, payout: Payout, masters: booking.Masters, intent: Intent) -> Intent:
    """Plan a batch anew that Sage 300 refused; its reference and its payments stay the same.

    What a receipt may be applied to changes when people settle documents: then
    the same receipt is applied to less. Any other intent is given as it is.
    """
    if intent.state != "failed":
        return intent
    for step in booking.plan(parts, payout, masters).steps:
        if step.reference == intent.reference:
            return parts.store.intents.begin(sending.intent_of(parts, step))
    raise PersonNeeded(f"{intent.reference} was refused ({intent.note}) and has no place any more")


# ---------------------------------------------------------------- apply


def _carry_out(parts: Parts, payout: Payout, stored: list[Intent], outcome: Outcome) -> None:
    """Bring the journal, then the receipts, to the status that books.status asks for."""
    books = parts.config.books_for(payout.amount.currency)
    finished = True
    ordered = sorted(stored, key=lambda one: (ORDER.index(one.kind), one.reference))
    for intent in _drafted(parts, payout, [one for one in ordered if one.state != "done"]):
        try:
            found = batches.carry_out(parts, intent, books.status)
        except Refused as error:
            advice = "its batches stay as they are: put that right in Sage 300, then run again"
            raise _with_advice(error, advice) from error
        if found.status == "Posted":
            _posted(parts, intent, found, books.status)
        finished = finished and found.status == "Posted"
        outcome.results.append(_done(intent, found, payout))
    if finished:
        parts.store.payouts.set_state(payout.id, "booked", "")
    else:
        parts.store.payouts.set_state(
            payout.id, "half-posted", f"its batches are {books.status}: a person posts them"
        )


def _drafted(parts: Parts, payout: Payout, intents: list[Intent]) -> list[Intent]:
    """See to it that all batches of a payout are in Sage 300 before any of them is posted.

    What Sage will not take it refuses when a batch is created; nothing is posted then.
    """
    drafts = []
    for intent in intents:
        try:
            drafts.append(batches.draft(parts, intent))
        except Refused as error:
            if intent.kind == "journal":
                parts.store.payouts.withdraw(payout.id, str(error))
            raise _with_advice(
                error,
                "nothing of this payout was posted: correct Sage 300 or the settings of [books],"
                " then run again",
            ) from error
    return drafts


def _with_advice(error: Refused, advice: str) -> Refused:
    """Say after a refusal what a person can do about it."""
    if isinstance(error, Forbidden):
        return error
    said = f"{str(error).rstrip('.')}; {advice}"
    return Refused(said, status=error.status, code=error.code)


def _posted(parts: Parts, intent: Intent, found: Batch, status: str) -> None:
    """Record a posted batch and what its receipts have settled."""
    applied = []
    if intent.kind == "receipts":
        for receipt in sending.RECEIPTS.validate_json(intent.request).receipts:
            applied += [(receipt.customer, a.document, a.amount) for a in receipt.applied]
    parts.store.payouts.posted(intent.reference, found.number, applied)
    if intent.kind == "notes":
        # Dated as the payout arrived: the read of what changed lately may never show them.
        notes = sending.NOTES.validate_json(intent.request).notes
        parts.store.documents.put(parts.sage.documents([(n.customer, n.number) for n in notes]))
    _reread(parts, {(customer, number) for customer, number, _ in applied}, status)


def _reread(parts: Parts, places: set[tuple[str, str]], status: str) -> None:
    """Read documents again of which our copy may have been newer than the posting.

    That is so where a person posts. Documents of several payments are read in any
    case: whether the next instalment is collected hangs on their exact balance.
    """
    doubtful = [
        (one.customer, one.number)
        for one in parts.store.documents.some(sorted(places))
        if status != "posted" or one.payments > 1
    ]
    if doubtful:
        parts.store.documents.put(parts.sage.documents(doubtful))


def _done(intent: Intent, found: Batch, payout: Payout) -> Done:
    status = FINAL.get(found.status.lower(), found.status)
    return Done(
        payout.id, f"{intent.kind} batch {found.number} {status}", found.number, kind="booked"
    )


def _planned(step: booking.BookStep) -> Done:
    if isinstance(step, Journal):
        return Done(
            step.reference, f"journal of {len(step.lines)} lines dated {step.dated}", kind="booked"
        )
    if isinstance(step, NoteBatch):
        return Done(
            step.reference, f"{len(step.notes)} debit notes dated {step.dated}", kind="booked"
        )
    return Done(step.reference, f"{len(step.receipts)} receipts at bank {step.bank}", kind="booked")
