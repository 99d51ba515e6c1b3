"""Turns open AR documents into GoCardless payments."""

from s300gc.errors import CredentialError, Forbidden, PersonNeeded, Refused, Temporary
from s300gc.flows import events, mirror, sending
from s300gc.flows.parts import Parts
from s300gc.model import (
    Claim,
    CreatePayment,
    Document,
    Done,
    Failed,
    Intent,
    Mandate,
    Money,
    Outcome,
    Skip,
)
from s300gc.rules import invoices as rules
from s300gc.rules.keys import noted

TRANSIENT = 3
"""After so many failures of the other side in a row the rest waits for the next run."""


def collect(parts: Parts, *, dry_run: bool = False) -> Outcome:
    """Finish what is in doubt, then collect what is open, due within the horizon and allowed."""
    outcome = Outcome("invoices", dry_run=dry_run)
    events.first(parts, outcome)
    if not dry_run:
        _finish(parts, outcome)
    mirror.customers(parts)
    mirror.documents(parts)
    plan = _plan(parts)
    steps = [step for step in plan if isinstance(step, CreatePayment)]
    if steps and _refresh(parts, steps, outcome):
        plan = _plan(parts)
    if any(isinstance(step, CreatePayment) for step in plan):
        plan = _plan(parts, pending=pending(parts))
    _apply(parts, plan, outcome, dry_run)
    return outcome


# ---------------------------------------------------------------- gather and plan


def terms(parts: Parts) -> rules.Terms:
    """Give what the configuration says about collecting."""
    config = parts.config
    return rules.Terms(
        company=config.sage300.company.upper(),
        installation=config.installation,
        go_live=config.go_live,
        horizon_days=config.invoices.horizon_days,
        kinds=config.invoices.kinds,
    )


def _plan(parts: Parts, pending: dict[Claim, Money] | None = None) -> list[CreatePayment | Skip]:
    settings = terms(parts)
    documents = parts.store.documents.collectable(parts.today, settings.horizon_days)
    return rules.plan(documents, _holdings(parts, documents, pending or {}), settings, parts.today)


def _holdings(
    parts: Parts, documents: list[Document], pending: dict[Claim, Money]
) -> rules.Holdings:
    store = parts.store
    numbers = sorted({document.customer for document in documents})
    claims = [Claim(document.customer, document.number) for document in documents]
    doors = store.claims.live(claims)
    mandates: dict[str, tuple[Mandate, ...]] = store.mandates.of_customers(numbers)
    for payer, owners in parts.planned_links.items():
        for number in owners:
            mandates[number] = (*mandates.get(number, ()), *store.mandates.by_customer(payer))
    customers = {one.number: one for one in store.customers.some(numbers)}
    return rules.Holdings(
        customers=customers,
        mandates=mandates,
        live={
            **{claim: door.payment or door.reference for claim, door in doors.items()},
            **_inherited(parts, documents),
        },
        pending=pending,
        attempts=store.claims.attempts(claims),
    )


def _inherited(parts: Parts, documents: list[Document]) -> dict[Claim, str]:
    """Give our own debit notes whose payment keeps the claim: that one may be tried again."""
    store, found = parts.store, {}
    for note in documents:
        payment = noted(note.number) if note.kind == "DebitNote" else ""
        lines = store.payouts.lines_of_payment(payment) if payment else []
        if any((line.customer, line.receipt) == (note.customer, note.number) for line in lines):
            claims = [part.claim for part in store.claims.of_payment(payment)]
            if any(door.payment == payment for door in store.claims.live(claims).values()):
                found[Claim(note.customer, note.number)] = payment
    return found


def _refresh(parts: Parts, steps: list[CreatePayment], outcome: Outcome) -> bool:
    """Read again what decides about these steps and was not read in this run.

    Documents, because Sage may date a change in the past; mandates of near due
    dates, because the earliest charge date moves every day. True where anything
    was read.
    """
    store = parts.store
    keys = sorted({(p.claim.customer, p.claim.document) for s in steps for p in s.allocations})
    stale = store.documents.not_read_since(keys, parts.started_at)
    if stale:
        outcome.results += [
            Skip(number, "Sage 300 no longer shows it, so it is not collected", "gone")
            for _, number in mirror.absent(parts, stale)
        ]
    near = {s.mandate for s in steps if rules.needs_fresh_mandate(s.due, parts.today)}
    old = store.mandates.not_read_since(sorted(near), parts.started_at)
    if len(old) > len(near) // 2 and len(old) > 20:
        store.mandates.put(list(parts.gocardless.mandates()))
    else:
        store.mandates.put([parts.gocardless.mandate(one) for one in old])
    return bool(stale or old)


def pending(parts: Parts) -> dict[Claim, Money]:
    """Add up the unposted receipts of other people; our own are already behind a door."""
    ours = parts.store.intents.numbers("receipts")
    found: dict[Claim, Money] = {}
    for receipt in parts.sage.pending_receipts():
        if receipt.batch in ours:
            continue
        claim = Claim(receipt.customer, receipt.document, receipt.instalment)
        zero = Money(0, receipt.amount.currency)
        found[claim] = found.get(claim, zero) + receipt.amount
    return found


# ---------------------------------------------------------------- apply


def _finish(parts: Parts, outcome: Outcome) -> None:
    """Send again, as stored, what an earlier run left in doubt."""
    for intent in parts.store.intents.in_doubt("payment"):
        _send(parts, intent, outcome, in_doubt=True)


def _apply(parts: Parts, plan: list[CreatePayment | Skip], outcome: Outcome, dry_run: bool) -> None:
    troubles = 0
    for n, step in enumerate(plan):
        parts.progress("invoices", n, len(plan))
        if isinstance(step, Skip):
            # What is being collected already is no news; whoever asks sees it with its payment.
            if step.kind != "under-way":
                outcome.results.append(step)
        elif dry_run:
            outcome.results.append(_done(step, ""))
        elif troubles >= TRANSIENT:
            outcome.results.append(
                Skip(str(step.allocations[0].claim), "GoCardless does not answer", "waits")
            )
        else:
            tried = parts.store.intents.get(step.reference) is not None
            intent = parts.store.intents.begin(
                sending.intent_of(parts, step), step.allocations, step.attempt
            )
            settled = _send(parts, intent, outcome, in_doubt=tried)
            troubles = 0 if settled else troubles + 1


def _send(parts: Parts, intent: Intent, outcome: Outcome, *, in_doubt: bool) -> bool:
    """Send one intent; False where the other side gave no usable answer."""
    step = sending.PAYMENT.validate_json(intent.request)
    subject = " ".join(str(part.claim) for part in step.allocations)
    try:
        payment = sending.payment(parts, intent, in_doubt=in_doubt)
    except (CredentialError, Forbidden):
        raise
    except (Refused, PersonNeeded) as error:
        outcome.results.append(Failed(subject, str(error), error.exit_code))
    except Temporary as error:
        outcome.results.append(Failed(subject, str(error), error.exit_code))
        return False
    else:
        outcome.results.append(_done(step, payment.id))
    return True


def _done(step: CreatePayment, remote: str) -> Done:
    subject = " ".join(str(part.claim) for part in step.allocations)
    return Done(
        subject, f"collect on {step.charge_date} ({step.why})", remote, step.amount, "collected"
    )
