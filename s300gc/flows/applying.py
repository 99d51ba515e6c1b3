"""Applies unapplied cash of payments to their documents, once those are posted."""

from s300gc.errors import CredentialError, Forbidden, S300gcError
from s300gc.flows import batches, matching, mirror, sending
from s300gc.flows.parts import Parts
from s300gc.model import (
    Allocation,
    ApplyDocument,
    Bank,
    BookedLine,
    Claim,
    Done,
    Failed,
    Intent,
    Outcome,
    Result,
    Skip,
    total,
)
from s300gc.rules import applying as rules
from s300gc.rules import payouts
from s300gc.rules.periods import posting_period
from s300gc.rules.receipts import bank_of


def run(parts: Parts, outcome: Outcome) -> None:
    """Finish what was begun, then apply what waits and whose document is posted; each once.

    Nothing is asked of Sage 300 where nothing waits.
    """
    if not outcome.dry_run:
        for intent in parts.store.intents.in_doubt("apply"):
            outcome.results.append(_carry_out(parts, intent))
    lines = parts.store.payouts.unapplied()
    if not lines:
        return
    mirror.documents(parts)
    matching.first(parts, dry_run=outcome.dry_run)
    found = parts.store.claims.of_payments(sorted({one.payment for one in lines}))
    ready = [one for one in lines if one.payment in found]
    if ready:
        _apply(parts, ready, found, outcome)


def _apply(
    parts: Parts,
    lines: list[BookedLine],
    found: dict[str, list[Allocation]],
    outcome: Outcome,
) -> None:
    cash = {one.receipt: one for one in parts.sage.unapplied([line.receipt for line in lines])}
    claims = [part.claim for line in lines for part in found[line.payment]]
    places = sorted({(one.customer, one.document) for one in claims})
    documents = {(one.customer, one.number): one for one in parts.sage.documents(places)}
    banks, period = mirror.banks(parts), parts.sage.period(parts.today).period
    for line in lines:
        try:
            step = _returned(parts, line) or rules.apply(
                line,
                found[line.payment],
                cash.get(line.receipt),
                documents,
                _bank(parts, line, banks),
                parts.today,
                posting_period(parts.today, period),
            )
        except S300gcError as error:
            outcome.results.append(Failed(line.payment, str(error), error.exit_code))
            continue
        if isinstance(step, Skip):
            outcome.results.append(step)
        elif outcome.dry_run:
            outcome.results.append(_done(step, "", "is applied"))
        else:
            outcome.results.append(_make(parts, step))


def _returned(parts: Parts, line: BookedLine) -> Skip | None:
    """Leave to a person what came back since: whose credit meets which debt is a judgement."""
    lines = parts.store.payouts.lines_of_payment(line.payment)
    if not any(one.kind != payouts.IN for one in lines):
        return None
    why = f"receipt {line.receipt} is unapplied cash and its payment came back: settle both by hand"
    return Skip(line.payment, why, rules.KIND)


def _bank(parts: Parts, line: BookedLine, banks: dict[str, Bank]) -> str:
    currency = line.amount.currency
    return bank_of(line.x, currency, banks, parts.config.books_for(currency)).code


# ---------------------------------------------------------------- carrying out


def _make(parts: Parts, step: ApplyDocument) -> Result:
    named = {step.payment, step.payout, step.customer, *(one.document for one in step.applied)}
    begun = parts.store.intents.begin(sending.intent_of(parts, step), keys=named)
    return _carry_out(parts, begun)


def _carry_out(parts: Parts, intent: Intent) -> Result:
    """Bring the entry to what books.status asks for; posted, all that follows is recorded."""
    step = sending.APPLY.validate_json(intent.request)
    status = parts.config.books_for(step.left.currency).status
    try:
        found = batches.carry_out(parts, intent, status)
        if found.status == "Posted":
            places = [(step.customer, one.document) for one in step.applied]
            places.append((step.customer, step.credit))
            parts.store.documents.put(parts.sage.documents(places))
            claims = [Claim(step.customer, one.document, one.instalment) for one in step.applied]
            parts.store.payouts.applied(
                intent.reference, found.number, step.payout, step.payment, claims
            )
    except (CredentialError, Forbidden):
        raise
    except S300gcError as error:
        return Failed(step.payment, str(error), error.exit_code)
    return _done(step, found.number, found.status)


def _done(step: ApplyDocument, batch: str, status: str) -> Done:
    named = ", ".join(one.document for one in step.applied)
    amount = total([one.amount for one in step.applied], step.left.currency)
    action = f"unapplied cash {step.credit} to {named}: {status}"
    return Done(step.payment, action, batch, amount, "applied")
