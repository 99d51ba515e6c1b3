"""Which payments of subscriptions get an AR invoice made for them."""

from datetime import date

from s300gc.model import Payment, Skip
from s300gc.model.subscriptions import DraftInvoice, RecurringCharge
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
