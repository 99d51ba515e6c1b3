"""Which payments without a document get an AR invoice made for them."""

from collections.abc import Sequence
from datetime import date

from s300gc.model import ARCustomer, Document, Payment, Skip
from s300gc.model.subscriptions import ChargeKey, ChargeLine, DraftInvoice, RecurringCharge
from s300gc.rules import keys

ASKED = frozenset({"submitted", "confirmed", "paid_out"})
"""Statuses of payments that the bank was asked for (GoCardless API reference, payments)."""


def draft(
    payment: Payment, charge: RecurringCharge | None, today: date
) -> DraftInvoice | Skip | None:
    """Decide whether a payment without an invoice gets one; None where it is too early to say.

    A charge that Sage 300 has ever invoiced itself is left to Sage 300: two invoices
    for one month would be one too many.
    """
    if charge is None or payment.status not in ASKED:
        return None
    if payment.charge_date is None or payment.charge_date > today:
        return None
    if charge.invoices or charge.invoiced:
        return None
    if not charge.lines or charge.amount != payment.amount:
        why = f"no invoice is made for {payment.amount}: {charge.key} comes to {charge.amount} now"
        return Skip(payment.id, why, "invoice-differs")
    return DraftInvoice(
        reference=keys.invoice_reference(payment.id),
        number=keys.invoice_number(payment.id),
        payment=payment.id,
        charge=charge.key,
        dated=payment.charge_date,
        total=payment.amount,
        description=charge.description,
        account_set=charge.account_set,
        tax_group=charge.tax_group,
        terms=charge.terms,
        lines=charge.lines,
    )


def loose(
    payment: Payment,
    payers: Sequence[ARCustomer],
    owed: Sequence[Document],
    distribution: str,
    go_live: date,
    today: date,
) -> DraftInvoice | Skip | None:
    """Decide whether a payment that others made gets an invoice; None where it gets none.

    ``payers`` are the AR customers of its mandate, ``owed`` their open documents that
    nothing collects, ``distribution`` is the AR distribution code of the one line. Only the
    money of one certain customer is invoiced, and only where he owes nothing: what he owes
    may be what he has paid. Tax is what Sage 300 makes of the customer's tax group.
    """
    if keys.origin(payment) is not None or payment.status not in ASKED or len(payers) != 1:
        return None
    if payment.charge_date is None or not go_live <= payment.charge_date <= today:
        return None
    (payer,) = payers
    if owed:
        named = ", ".join(one.number for one in owed)
        why = f"no invoice is made for {payment.amount}: it may be for {named} of {payer.number}"
        return Skip(payment.id, why, "invoice-differs")
    if payer.currency != payment.amount.currency:
        why = f"no invoice is made for {payment.amount}: {payer.number} pays in {payer.currency}"
        return Skip(payment.id, why, "invoice-differs")
    text = payment.description or f"GoCardless {payment.id}"
    return DraftInvoice(
        reference=keys.invoice_reference(payment.id),
        number=keys.invoice_number(payment.id),
        payment=payment.id,
        charge=ChargeKey("", payer.number),
        dated=payment.charge_date,
        total=payment.amount,
        description=text,
        account_set="",
        tax_group="",
        terms="",
        lines=(ChargeLine(distribution, "", text, payment.amount),),
    )
