"""Books payouts: one GL journal each, and the AR receipts that close the documents."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from s300gc.errors import CredentialError, Forbidden, PersonNeeded, Refused, S300gcError, Temporary
from s300gc.flows import (
    applying,
    ar_refunds,
    assigning,
    bank_entries,
    batches,
    booking,
    bounced,
    correcting,
    crediting,
    drafts,
    events,
    matching,
    mirror,
    returned,
    sending,
    strays,
    taxes,
)
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
from s300gc.model.bookings import attempt_of
from s300gc.rules.attempts import renamed
from s300gc.rules.exchange import draft_only
from s300gc.rules.payouts import BACK, IN
from s300gc.rules.receipts import PENDING

ORDER = ("journal", "receipts", "notes")
"""Documents are posted before the journal; receipts apply to posted documents."""
FINAL = {"open": "Open", "ready": "ReadyToPost", "posted": "Posted"}


def post(parts: Parts, *, dry_run: bool = False) -> Outcome:
    """Book every payout that was paid since go-live and is not booked yet, oldest first.

    Then what was booked as unapplied cash is applied where its document is posted now.
    """
    outcome = Outcome("payouts", dry_run=dry_run)
    mirror.payouts(parts)
    if not crediting.told(parts):
        events.first(parts, outcome)
    if not dry_run:
        correcting.carry_on(parts, outcome)
        bounced.run(parts, outcome)
        strays.look(parts, outcome)
    waiting = [one for one in parts.store.payouts.unbooked() if _due(parts, one, outcome, dry_run)]
    if waiting:
        _book_all(parts, waiting, outcome)
    applying.run(parts, outcome)
    returned.run(parts, outcome)
    ar_refunds.run(parts, outcome)
    taxes.run(parts, outcome)
    assigning.run(parts, outcome)
    return outcome


def book_one(parts: Parts, payout: Payout, outcome: Outcome) -> None:
    """Book one payout that a person named; what he was told to wait for is done."""
    _book_all(parts, [payout], outcome)


def _masters(parts: Parts, *, dry_run: bool) -> booking.Masters:
    mirror.customers(parts)
    mirror.documents(parts)
    matching.first(parts, dry_run=dry_run)
    sets = mirror.account_sets(parts)
    chart = Chart(parts.sage, parts.config, sets.values())
    return booking.Masters(mirror.home_currency(parts), sets, mirror.banks(parts), chart)


def _book_all(parts: Parts, waiting: list[Payout], outcome: Outcome) -> None:
    dry_run = outcome.dry_run
    masters = _masters(parts, dry_run=dry_run)
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
    begun = bool(parts.store.payouts.intents_of(payout.id))
    if payout.arrival_date < parts.config.go_live and not begun:
        reason = f"arrived {payout.arrival_date}, before go-live {parts.config.go_live}"
        outcome.results.append(Skip(payout.id, reason, "before-go-live"))
        if not dry_run:
            parts.store.payouts.set_state(payout.id, "excluded", reason)
        return False
    held = parts.store.payouts.held(payout.id)
    if held is not None:
        reason = f"was reversed by {held.who} ({held.why}): {correcting.again(payout.id)}"
        outcome.results.append(Skip(payout.id, reason, "reversed"))
    return held is None and not bounced.moved(parts, payout)


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
        bank_entries.check(parts, payout, masters.banks)
        plan = _numbered(parts, payout, booking.plan(parts, payout, masters))
        if not dry_run:
            _in_order(parts, payout, plan)
        outcome.results += plan.worklist
        if dry_run:
            outcome.results += [_planned(step) for step in plan.steps]
            return
        intents = [sending.intent_of(parts, step) for step in plan.steps]
        said = {"unrounded": plan.unrounded}
        stored = parts.store.payouts.book(payout.id, plan.lines, intents, plan.worklist, said)
    if not dry_run:
        stored = [_anew(parts, payout, masters, one) for one in stored]
        again = partial(_anew, parts, payout, masters)
        _carry_out(parts, payout, stored, outcome, again)


def _in_order(parts: Parts, payout: Payout, plan: booking.Booking) -> None:
    """Raise Temporary where money went back that an earlier payout, not planned yet, has brought.

    Booked before that one, the return would find no receipt and leave no debit note; the
    receipt that came after it would close a document that nobody has paid.
    """
    lines = [line for line in plan.lines if line.kind in (*BACK, IN)]
    known = parts.store.payouts.lines_of_payments({line.payment for line in lines})
    brought = {line.payment for line in lines if line.kind == IN}
    brought |= {payment for payment, before in known.items() if before}
    if all(line.payment in brought for line in lines):
        return
    for one in parts.store.payouts.unbooked():
        if one.id == payout.id:
            return
        left_out = one.arrival_date is None or one.arrival_date < parts.config.go_live
        if not left_out and not parts.store.payouts.intents_of(one.id):
            raise Temporary(f"waits for {one.id}, which came before it and is not booked yet")


def _numbered(parts: Parts, payout: Payout, plan: booking.Booking) -> booking.Booking:
    """Give a plan references of its own where the payout was booked before and reversed."""
    attempt = parts.store.bookings.attempt(payout.id)
    if attempt == 1:
        return plan
    return replace(
        plan,
        steps=tuple(_again(step, payout, attempt) for step in plan.steps),
        lines=tuple(
            replace(one, batch=one.batch and renamed(one.batch, payout.id, attempt))
            for one in plan.lines
        ),
    )


def _again(step: booking.BookStep, payout: Payout, attempt: int) -> booking.BookStep:
    return replace(step, reference=renamed(step.reference, payout.id, attempt))


def _anew(parts: Parts, payout: Payout, masters: booking.Masters, intent: Intent) -> Intent:
    """Plan a batch anew that Sage 300 refused; its reference and its payments stay the same.

    What a receipt may be applied to changes when people settle documents: then
    the same receipt is applied to less. Any other intent is given as it is.
    """
    if intent.state != "failed":
        return intent
    attempt = attempt_of(intent.reference, payout.id)
    # The day was decided when it was planned first, for all its parts.
    dated = [one.dated for one in parts.store.bookings.of(payout.id)][-1:]
    if dated:
        payout = replace(payout, arrival_date=dated[0])
    plan = booking.plan(parts, payout, masters, sparing=intent.kind == "receipts")
    for planned in plan.steps:
        step = _again(planned, payout, attempt)
        if step.reference == intent.reference:
            for line in plan.worklist:
                if line.kind == PENDING:
                    parts.store.worklist.open(payout.id, line)
            return parts.store.intents.begin(sending.intent_of(parts, step))
    raise PersonNeeded(f"{intent.reference} was refused ({intent.note}) and has no place any more")


# ---------------------------------------------------------------- apply


def _carry_out(
    parts: Parts,
    payout: Payout,
    stored: list[Intent],
    outcome: Outcome,
    again: Callable[[Intent], Intent],
) -> None:
    """Bring the journal, then the receipts, to the status that books.status asks for."""
    books = parts.config.books_for(payout.amount.currency)
    draft = draft_only(payout, mirror.home_currency(parts))
    status, finished = "open" if draft else books.status, True
    ordered = sorted(stored, key=lambda one: (ORDER.index(one.kind), one.reference))
    undone = [one for one in ordered if one.state != "done"]
    for intent in drafts.of_all(parts, payout, undone, again):
        try:
            found = batches.carry_out(parts, intent, status)
        except Refused as error:
            advice = "its batches stay as they are: put that right in Sage 300, then run again"
            raise drafts.with_advice(error, advice) from error
        if found.status == "Posted":
            _posted(parts, intent, found, status)
        finished = finished and found.status == "Posted"
        outcome.results.append(_done(intent, found, payout))
    if draft:
        outcome.results.append(Skip(payout.id, draft, "draft"))
    if books.bank_entry == "open" and ordered:
        outcome.results += bank_entries.enter(parts, payout, ordered[0])
    reversals = parts.store.bookings.unposted_reversals(payout.id)
    if reversals:
        parts.store.payouts.set_state(
            payout.id, "half-posted", f"its reversing journal {reversals[0].batch} is not posted"
        )
    elif finished:
        parts.store.payouts.set_state(payout.id, "booked", "")
    else:
        parts.store.payouts.set_state(
            payout.id, "half-posted", draft or f"its batches are {status}: a person posts them"
        )


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
