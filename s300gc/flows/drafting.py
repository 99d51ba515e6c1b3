"""Makes AR invoices, in open batches, for money that GoCardless collected and that has none."""

from collections.abc import Mapping

from s300gc.errors import CredentialError, Forbidden, PersonNeeded, S300gcError
from s300gc.flows import batches, mirror, sending
from s300gc.flows.parts import Parts
from s300gc.model import (
    Claim,
    Document,
    Done,
    Failed,
    Intent,
    Outcome,
    Result,
    Skip,
)
from s300gc.model.subscriptions import ChargeKey, DraftInvoice, RecurringCharge
from s300gc.rules import drafting as rules
from s300gc.rules import keys


def run(parts: Parts, charges: Mapping[ChargeKey, RecurringCharge], outcome: Outcome) -> None:
    """Make the invoices that ``invoices.create`` asks for, each once; a person posts them."""
    if not outcome.dry_run:
        _finish(parts, outcome, loose=False)
    if parts.config.invoices.create == "never":
        return
    owners = {one.id: one.key for one in parts.store.charges.all() if one.id}
    for payment in parts.store.charges.unmatched():
        step = rules.draft(payment, charges.get(owners[payment.subscription]), parts.today)
        if isinstance(step, Skip):
            outcome.results.append(step)
        elif step is not None and parts.store.intents.get(step.reference) is None:
            outcome.results.append(_done(step, "") if outcome.dry_run else _make(parts, step))


def loose(parts: Parts, outcome: Outcome) -> None:
    """Make invoices for payments that others made, where ``invoices.create`` says so.

    What is booked already gets none: a person may have dealt with it.
    """
    if not outcome.dry_run:
        _finish(parts, outcome, loose=True)
    invoices, store = parts.config.invoices, parts.store
    waiting = [
        one
        for one in (store.loose.waiting() if invoices.create == "all" else ())
        if store.intents.get(keys.invoice_reference(one.id)) is None
        and not store.payouts.lines_of_payment(one.id)
    ]
    owners = store.links.of_mandates(sorted({one.mandate for one in waiting}))
    known = [one for one in waiting if one.mandate in owners]
    if not known:
        return
    mirror.customers(parts)
    mirror.documents(parts)
    for payment in known:
        payers = store.customers.some(set(owners[payment.mandate]))
        owed = [one for payer in payers for one in _owed(parts, payer.number)]
        step = rules.loose(
            payment, payers, owed, invoices.create_distribution, parts.config.go_live, parts.today
        )
        if isinstance(step, Skip):
            outcome.results.append(step)
        elif step is not None:
            outcome.results.append(_done(step, "") if outcome.dry_run else _make(parts, step))


def _owed(parts: Parts, customer: str) -> list[Document]:
    """Give the open documents of a customer that nothing collects."""
    found = [one for one in parts.store.documents.of_customer(customer) if one.balance.minor > 0]
    held = parts.store.claims.live([Claim(customer, one.number) for one in found])
    taken = {claim.document for claim in held}
    return [one for one in found if one.number not in taken]


def _finish(parts: Parts, outcome: Outcome, *, loose: bool) -> None:
    for intent in parts.store.intents.in_doubt("invoice"):
        if loose is not bool(sending.INVOICE.validate_json(intent.request).charge.code):
            outcome.results.append(_carry_out(parts, intent))


def _make(parts: Parts, step: DraftInvoice) -> Result:
    meant = sending.intent_of(parts, step)
    named = (step.payment, step.number, step.charge.code, step.charge.customer)
    return _carry_out(parts, parts.store.intents.begin(meant, keys=named))


def _carry_out(parts: Parts, intent: Intent) -> Result:
    """Find or create the batch, and read the invoice back: defaults of Sage may change it."""
    step = sending.INVOICE.validate_json(intent.request)
    try:
        found = batches.carry_out(parts, intent, "open")
        drafts = {one.number: one for one in parts.sage.draft_notes(found.number)}
        made = drafts.get(step.number)
        if made is None or made.total != step.total:
            stands = f"stands at {made.total}" if made else "is not there"
            raise PersonNeeded(
                f"invoice {step.number} in batch {found.number} {stands}, {step.total} was"
                " collected: correct it before it is posted"
            )
        parts.store.intents.done(intent.reference, found.number)
    except (CredentialError, Forbidden):
        raise
    except S300gcError as error:
        return Failed(step.payment, str(error), error.exit_code)
    return _done(step, found.number)


def _done(step: DraftInvoice, batch: str) -> Done:
    whose = str(step.charge) if step.charge.code else step.charge.customer
    action = f"invoice {step.number} of {whose} dated {step.dated}, for a person to post"
    return Done(step.payment, action, batch, step.total, "invoiced")
