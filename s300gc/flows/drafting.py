"""Makes AR invoices, in open batches, for money of subscriptions that has none."""

from collections.abc import Mapping

from s300gc.errors import CredentialError, Forbidden, PersonNeeded, S300gcError
from s300gc.flows import batches, sending
from s300gc.flows.parts import Parts
from s300gc.model import Done, Failed, Intent, Outcome, Result, Skip, canonical
from s300gc.model.subscriptions import ChargeKey, DraftInvoice, RecurringCharge
from s300gc.rules import drafting as rules

KIND = "invoice"


def run(parts: Parts, charges: Mapping[ChargeKey, RecurringCharge], outcome: Outcome) -> None:
    """Make the invoices that ``invoices.create`` asks for, each once; a person posts them."""
    if not outcome.dry_run:
        for intent in parts.store.intents.in_doubt(KIND):
            outcome.results.append(_carry_out(parts, intent))
    if parts.config.invoices.create == "never":
        return
    owners = {one.id: one.key for one in parts.store.charges.all() if one.id}
    for payment in parts.store.charges.unmatched():
        step = rules.draft(payment, charges.get(owners[payment.subscription]), parts.today)
        if isinstance(step, Skip):
            outcome.results.append(step)
        elif step is not None and parts.store.intents.get(step.reference) is None:
            outcome.results.append(_done(step, "") if outcome.dry_run else _make(parts, step))


def _make(parts: Parts, step: DraftInvoice) -> Result:
    meant = Intent(step.reference, KIND, "", canonical(step), parts.clock.now())
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
    action = f"invoice {step.number} of {step.charge} dated {step.dated}, for a person to post"
    return Done(step.payment, action, batch, step.total, "invoiced")
