"""Payments that the payer authorises at his bank: collected at once, on a mandate for just one.

Such a mandate is consumed by its payment (GoCardless API reference, mandates, status consumed).
"""

from typing import Any

from s300gc.sandbox.chance import fraction, pick
from s300gc.sandbox.gocardless import bank_accounts, collection, mandates, payments
from s300gc.sandbox.gocardless.bank_details import BANKS
from s300gc.sandbox.gocardless.bankdays import shift
from s300gc.sandbox.gocardless.billing_show import COUNTRIES
from s300gc.sandbox.gocardless.billing_steps import Hand
from s300gc.sandbox.gocardless.events import by_call, by_gocardless, emit
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.schemes import SCHEMES
from s300gc.sandbox.gocardless.table import Row


def asked_for(asked: Row) -> dict[str, Any]:
    """Give the values of a payment that a payment request asks for."""
    return {
        "amount": asked["amount"],
        "description": asked["description"],
        "metadata": dict(asked["metadata"]),
        "reference": asked["reference"],
        "retry_if_possible": asked["_retry_if_possible"],
    }


def pay_now(org: Organisation, row: Row, hand: Hand) -> Row:
    """Make and send the payment of an authorised billing request."""
    asked = row["payment_request"]
    scheme = SCHEMES[asked["scheme"]]
    creditor = org.get("creditors", row["links"]["creditor"])
    account = _account(org, row, hand)
    mandate = mandates.new(org, hand.made_by, account, creditor, scheme, {"status": "active"})
    day = shift(scheme.calendar, org.today, 0)
    why = by_call(hand.made_by, "payment_created")
    payment = payments.new(org, mandate, asked_for(asked), day, why)
    collection.send(org, payment, mandate)
    outcome = shift(scheme.calendar, day, scheme.outcome)
    org.schedule(outcome, "payment_outcome", payment["id"], payment["_attempt"])
    org.change("mandates", mandate, status="consumed")
    emit(org, "mandates", "consumed", mandate, by_gocardless("mandate_consumed"))
    return payment


def _account(org: Organisation, row: Row, hand: Hand) -> Row:
    """Give the account the payer named, or the one that his bank told with the authorisation."""
    known = row["links"].get("customer_bank_account")
    if known:
        return org.get("customer_bank_accounts", known)
    customer = org.get("customers", row["links"]["customer"])
    currency = row["payment_request"]["currency"]
    name = f"{customer['given_name'] or ''} {customer['family_name'] or ''}".strip()
    return bank_accounts.new(
        org,
        hand.made_by,
        customer,
        {
            "account_holder_name": customer["company_name"] or name,
            "account_number_ending": f"{int(fraction(org.seed, 'ending', row['id']) * 100):02d}",
            "account_type": None,
            "bank_name": pick(org.seed, "bank", row["id"], of=BANKS[currency]),
            "country_code": COUNTRIES.get(currency) or customer["country_code"],
            "currency": currency,
            "metadata": {},
        },
    )
