"""Restores single batches: invoices made for payments, credits applied later, second journals."""

from s300gc.flows import sending
from s300gc.flows.parts import Parts
from s300gc.model import ApplyDocument, Batch, Claim, total
from s300gc.model.subscriptions import ChargeKey, DraftInvoice
from s300gc.rules import keys
from s300gc.rules.assigning import customer_of, journal_reference


def invoiced(parts: Parts, payment: str, batch: Batch) -> None:
    """Record the invoice that was made for a payment, so that no second one is made."""
    store, written = parts.store, parts.sage.written_notes(batch.number)
    if store.intents.get(batch.description) is None:
        if written is None:
            return
        note = written.notes[0]
        step = DraftInvoice(
            reference=batch.description,
            number=note.number,
            payment=payment,
            charge=ChargeKey("", note.customer),
            dated=note.dated,
            total=note.amount,
            description=note.description,
            account_set=note.account_set,
            tax_group=note.tax_group,
            terms="",
            lines=(),
        )
        store.intents.begin(sending.intent_of(parts, step), keys=[payment, note.number])
    # It is left open for a person to post: there is nothing more to do to it.
    store.rebuilt.batch(batch.description, batch.number, posted=True)


def applied(parts: Parts, payment: str, batch: Batch) -> None:
    """Record that the unapplied cash of a payment was applied, with what it has paid."""
    store = parts.store
    stored = store.intents.get(batch.description)
    if stored is not None and stored.state == "done":
        return
    written = parts.sage.written_receipts(batch.number)
    lines = [one for one in store.payouts.lines_of_payment(payment) if one.receipt]
    if written is None or not lines:
        return
    entry, line = written.receipts[0], lines[0]
    if stored is None:
        step = ApplyDocument(
            reference=batch.description,
            payout=line.payout,
            payment=payment,
            customer=entry.customer,
            account_set=entry.account_set,
            credit=entry.number,
            left=total([one.amount for one in entry.applied], line.amount.currency),
            bank=written.bank,
            dated=written.dated,
            period=written.period,
            applied=entry.applied,
        )
        named = {payment, line.payout, entry.customer, *(one.document for one in entry.applied)}
        store.intents.begin(sending.intent_of(parts, step), keys=named)
    if batch.status != "Posted":
        store.rebuilt.batch(batch.description, batch.number, posted=False)
        return
    claims = [Claim(entry.customer, one.document, one.instalment) for one in entry.applied]
    store.payouts.applied(batch.description, batch.number, line.payout, payment, claims)


def vat(parts: Parts, payout: str, batch: Batch) -> None:
    """Record the second journal of a payout, by which the VAT left its fees."""
    store = parts.store
    now = keys.vat_reference(payout, store.bookings.turn(payout))
    if not store.payouts.intents_of(payout) or batch.description != now:
        return
    if store.intents.get(batch.description) is None:
        written = parts.sage.written_journal(batch.number)
        if written is None:
            return
        store.intents.begin(sending.intent_of(parts, written), keys=[payout])
    store.rebuilt.batch(batch.description, batch.number, posted=batch.status == "Posted")
    if batch.status == "Posted":
        store.payouts.settle(payout, payout, f"posted in GL batch {batch.number}")


def assigned(parts: Parts, payment: str, batch: Batch) -> None:
    """Record the journal that moved money of an unknown payer to its customer.

    The next run finds that it is posted, and then its receipt, as after a lost answer.
    """
    store = parts.store
    lines = [one for one in store.payouts.lines_of_payment(payment) if not one.customer]
    if not lines or store.intents.get(batch.description) is not None:
        return
    if batch.description != journal_reference(payment, store.bookings.turn(lines[0].payout)):
        return
    written = parts.sage.written_journal(batch.number)
    if written is None or len(written.lines) != 2:
        store.rebuilt.find(payment, "assigned", "its journal cannot be read any more", 6)
        return
    keys = [payment, lines[0].payout, customer_of(written)]
    store.intents.begin(sending.intent_of(parts, written), keys=keys)
    store.rebuilt.batch(batch.description, batch.number, posted=False)
