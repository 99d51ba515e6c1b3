"""Creditors with their balances, and the tax rates on GoCardless' fees."""

from collections.abc import Sequence
from typing import Any

from s300gc.sandbox.chance import code
from s300gc.sandbox.gocardless.errors import bad_filter, misuse, not_found
from s300gc.sandbox.gocardless.fees import half_up
from s300gc.sandbox.gocardless.listing import Listing, Params, check_names, one, page_of_fixed
from s300gc.sandbox.gocardless.organisation import Organisation, letters
from s300gc.sandbox.gocardless.owing import waiting
from s300gc.sandbox.gocardless.request import Call
from s300gc.sandbox.gocardless.resource import Resource
from s300gc.sandbox.gocardless.scheme import Scheme
from s300gc.sandbox.gocardless.schemes import BY_CURRENCY
from s300gc.sandbox.gocardless.table import Row
from s300gc.sandbox.timeline import iso

ADDRESS = {
    "address_line1": "1 Sandbox Street",
    "address_line2": None,
    "address_line3": None,
    "city": "London",
    "postal_code": "EC1V 7LQ",
    "region": None,
}
PREFIX_LENGTH = 6


def new(org: Organisation, name: str, currencies: Sequence[str], country: str) -> Row:
    """Make a creditor with a bank account and a scheme identifier for each currency."""
    number = len(org.tables["creditors"]) + 1
    schemes = [BY_CURRENCY[currency] for currency in currencies]
    prefix = "".join(letter for letter in name.upper() if letter.isascii() and letter.isalnum())
    accounts = {
        f"default_{currency.lower()}_payout_account": org.new_id("customer_bank_accounts")
        for currency in currencies
    }
    return org.add(
        "creditors",
        "story",
        {
            **ADDRESS,
            "bank_reference_prefix": prefix[:PREFIX_LENGTH] or "GC",
            "can_create_refunds": False,
            "country_code": country,
            "creditor_type": "company",
            "custom_payment_pages_enabled": True,
            "fx_payout_currency": None,
            "links": accounts,
            "logo_url": None,
            "mandate_imports_enabled": False,
            "merchant_responsible_for_notifications": False,
            "name": name,
            "scheme_identifiers": [_identifier(org, name, s, number) for s in schemes],
            "verification_status": "successful",
            "_currencies": list(currencies),
            "_refunds_mandates": False,
            "_surcharge": 0,
        },
    )


def _identifier(org: Organisation, name: str, scheme: Scheme, number: int) -> Row:
    return {
        **ADDRESS,
        "can_specify_mandate_reference": False,
        "country_code": "GB",
        "created_at": iso(org.timeline.now),
        "currency": scheme.currency,
        "email": "payments@example.com",
        "id": code("SU", number * 10 + sorted(BY_CURRENCY).index(scheme.currency), org.seed),
        "minimum_advance_notice": scheme.notice,
        "name": name,
        "phone_number": "+44 20 7946 0000",
        "reference": letters("scheme", number, org.seed, 6),
        "scheme": scheme.name,
        "status": "active",
    }


def refuse(org: Organisation, *_: Row | Call) -> Row:
    """Refuse to make or change a creditor: that is for partners only."""
    raise misuse(403, "insufficient_permissions", "Insufficient permissions")


def refuse_change(org: Organisation, row: Row, call: Call) -> None:
    """Refuse to change a creditor."""
    refuse(org)


def balances(org: Organisation, params: Params) -> dict[str, Any]:
    """Answer the balances of a creditor, three for each of his currencies.

    Confirmed funds are what waits for a payout, less fees and what has come back (GoCardless
    API reference, balances).
    """
    check_names(params, ("creditor", "limit", "after", "before"))
    if not one(params, "creditor"):
        raise bad_filter("creditor is required")
    creditor = org.get("creditors", one(params, "creditor"))
    submitted = dict.fromkeys(creditor["_currencies"], 0)
    for payment in org.tables["payments"].where("status", "submitted"):
        if payment["links"]["creditor"] == creditor["id"]:
            submitted[payment["currency"]] += payment["amount"]
    rows = [
        _balance(org, creditor, currency, kind, amount)
        for currency in creditor["_currencies"]
        for kind, amount in (
            ("confirmed_funds", half_up(waiting(org, creditor["id"], currency))),
            ("pending_payouts", _pending(org, creditor["id"], currency)),
            ("pending_payments_submitted", submitted[currency]),
        )
    ]
    marks = [f"{row['currency']} {row['balance_type']}" for row in rows]
    page = page_of_fixed(rows, marks, params)
    return {"balances": page.rows, "meta": page.meta}


def _pending(org: Organisation, creditor: str, currency: str) -> int:
    """Add up the payouts that are on their way, in the currency that was collected."""
    rows = org.tables["payouts"].where("status", "pending")
    mine = [row for row in rows if row["links"]["creditor"] == creditor]
    return sum(row["amount"] for row in mine if row["currency"] == currency)


def _balance(org: Organisation, creditor: Row, currency: str, kind: str, amount: int) -> Row:
    return {
        "amount": amount,
        "balance_type": kind,
        "currency": currency,
        "last_updated_at": iso(org.timeline.now),
        "links": {"creditor": creditor["id"]},
    }


TAX_RATE_ROWS: dict[str, Row] = {
    "GB_VAT_1": {
        "end_date": None,
        "id": "GB_VAT_1",
        "jurisdiction": "GB",
        "percentage": "20.0",
        "start_date": "2011-01-04",
        "type": "VAT",
    },
    "FR_VAT_1": {
        "end_date": None,
        "id": "FR_VAT_1",
        "jurisdiction": "FR",
        "percentage": "20.0",
        "start_date": "2014-01-01",
        "type": "VAT",
    },
}


def tax_rates(org: Organisation, params: Params) -> dict[str, Any]:
    """Answer the list of tax rates."""
    check_names(params, ("jurisdiction", "limit", "after", "before"))
    where = one(params, "jurisdiction")
    rows = [row for row in TAX_RATE_ROWS.values() if where in ("", row["jurisdiction"])]
    page = page_of_fixed(rows, [row["id"] for row in rows], params)
    return {"tax_rates": page.rows, "meta": page.meta}


def tax_rate(org: Organisation, identity: str) -> Row:
    """Get a tax rate."""
    if identity not in TAX_RATE_ROWS:
        raise not_found()
    return TAX_RATE_ROWS[identity]


RESOURCE = Resource(name="creditors", listing=Listing(), create=refuse, update=refuse_change)
BALANCES = Resource(name="balances", index=balances, bare=True)
TAX_RATES = Resource(name="tax_rates", index=tax_rates, find=tax_rate)
