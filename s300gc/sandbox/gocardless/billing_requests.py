"""Billing requests: a mandate, or a payment too, that a payer is asked for.

Source: GoCardless API reference, billing requests.
"""

from s300gc.sandbox.gocardless import billing_fields as asked
from s300gc.sandbox.gocardless import billing_steps as steps
from s300gc.sandbox.gocardless import customers
from s300gc.sandbox.gocardless.billing_fulfilment import fulfil as fulfil_request
from s300gc.sandbox.gocardless.billing_show import (
    brief,
    by_debit,
    currency_of,
    incomplete,
    is_instant,
    show,
)
from s300gc.sandbox.gocardless.errors import bad_state, invalid
from s300gc.sandbox.gocardless.fields import BLANK, Fields
from s300gc.sandbox.gocardless.listing import Listing
from s300gc.sandbox.gocardless.mandates import of_action
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.request import Call
from s300gc.sandbox.gocardless.resource import Resource
from s300gc.sandbox.gocardless.schemes import SCHEMES
from s300gc.sandbox.gocardless.table import Row

NAME = steps.NAME
STATUSES = frozenset(("pending", "ready_to_fulfil", "fulfilling", "fulfilled", "cancelled"))


def create(org: Organisation, call: Call) -> Row:
    """Ask for a mandate, a payment or both; an unknown payer becomes a customer as he answers."""
    fields = Fields(call.given, NAME, asked.KNOWN)
    mandate, payment = asked.mandate_request(fields), asked.payment_request(fields)
    subscription = asked.subscription_request(org, fields)
    values = asked.codes(fields)
    if call.given.get("instalment_schedule_request") is not None:
        fields.fault("instalment_schedule_request", asked.NOT_SUPPORTED)
    links = fields.links("creditor", "customer", "customer_bank_account")
    asked.same_currency(fields, mandate, payment)
    creditors = list(org.tables["creditors"].rows)
    if "creditor" not in links and len(creditors) > 1:
        fields.fault("links.creditor", BLANK)
    fields.check()
    creditor = org.linked("creditors", links.get("creditor") or creditors[0])
    currencies = creditor["_currencies"]
    if payment and (payment["currency"] not in currencies or payment["scheme"] not in SCHEMES):
        raise invalid(NAME, ("payment_request.scheme", asked.NOT_SUPPORTED))
    if mandate:
        other = payment or subscription or {}
        mandate["currency"] = mandate["currency"] or other.get("currency")
        asked.choose_scheme(NAME, mandate, currencies)
    if subscription:
        asked.check_subscription(org, fields, mandate, subscription)
    account = _account(org, links, (mandate or payment or {})["currency"])
    customer = _customer(org, call, links, account)
    requests = {
        "mandate_request": mandate,
        "payment_request": payment,
        "subscription_request": subscription,
    }
    row = _new(org, call, {**values, **requests}, customer, creditor)
    _complete(org, row, customer, account)
    steps.tell(org, row, "created", steps.Hand(call.made_by))
    return row


def _account(org: Organisation, links: dict[str, str], currency: str | None) -> Row | None:
    """Give the account that is named; it must fit the currency and the customer."""
    if "customer_bank_account" not in links:
        return None
    account = org.linked("customer_bank_accounts", links["customer_bank_account"])
    owner = account["links"]["customer"]
    fits = account["enabled"] and account["currency"] == currency
    if not fits or links.get("customer", owner) != owner:
        raise invalid(NAME, ("links.customer_bank_account", "is invalid"))
    return account


def _customer(org: Organisation, call: Call, links: dict[str, str], account: Row | None) -> Row:
    """Give the customer that is named, or a draft that stands for the payer until he tells."""
    known = account["links"]["customer"] if account else links.get("customer")
    if known:
        return org.linked("customers", known)
    draft = customers.new(org, call.made_by, {})
    org.change("customers", draft, _draft=True)
    return draft


def _new(org: Organisation, call: Call, values: Row, customer: Row, creditor: Row) -> Row:
    links = {
        "creditor": creditor["id"],
        "customer": customer["id"],
        "customer_billing_detail": org.new_id("customer_billing_details"),
        "organisation": org.identity,
    }
    for name in ("mandate_request", "payment_request", "subscription_request"):
        if values[name]:
            links[name] = org.new_id(f"{name}s")
    return org.add(
        NAME,
        call.made_by,
        {
            "status": "pending",
            **values,
            "fallback_occurred": False,
            "instalment_schedule_request": None,
            "links": links,
            "_currencies": list(creditor["_currencies"]),
            "_done": [],
            "_institution": None,
            "_ip": None,
        },
    )


def _complete(org: Organisation, row: Row, customer: Row, account: Row | None) -> None:
    """Complete at once what is known already: currency, customer, bank account."""
    done = ["choose_currency"] if currency_of(row) and not row["payment_request"] else []
    if not customer.get("_draft") and currency_of(row) and incomplete(row, customer) == ([], []):
        done.append("collect_customer_details")
    if account:
        links = {**row["links"], "customer_bank_account": account["id"]}
        org.change(NAME, row, links=links)
        done.append("collect_bank_account")
    org.change(NAME, row, _done=done)
    steps.review(org, row)


def _hand(call: Call) -> steps.Hand:
    """Read an action that takes nothing but metadata, which goes to its event."""
    fields = of_action(call)
    metadata = fields.metadata()
    fields.check()
    return steps.Hand(call.made_by, metadata=metadata)


def collect_customer_details(org: Organisation, row: Row, call: Call) -> None:
    """Complete the action with what the caller knows of the payer."""
    steps.collect_customer(org, row, steps.Hand(call.made_by), call.given)


def collect_bank_account(org: Organisation, row: Row, call: Call) -> None:
    """Complete the action with the payer's account."""
    steps.collect_account(org, row, steps.Hand(call.made_by), call.given)


def confirm_payer_details(org: Organisation, row: Row, call: Call) -> None:
    """Say that the payer has checked his details."""
    fields = Fields(call.given, "data", ("metadata", "payer_requested_dual_signature"))
    hand = steps.Hand(call.made_by, metadata=fields.metadata())
    dual = fields.flag("payer_requested_dual_signature", False)
    fields.check()
    steps.confirm(org, row, hand, dual=bool(dual))


def fulfil(org: Organisation, row: Row, call: Call) -> None:
    """Fulfil a request that is ready."""
    fulfil_request(org, row, _hand(call))


def cancel(org: Organisation, row: Row, call: Call) -> None:
    """Cancel a request."""
    steps.cancel(org, row, _hand(call))


def notify(org: Organisation, row: Row, call: Call) -> None:
    """Write to the payer, which here leaves no trace; for payments at a bank only (reference)."""
    fields = Fields(call.given, "data", ("notification_type", "redirect_uri"))
    fields.text("notification_type", required=True, choices=("email",))
    fields.text("redirect_uri", pattern=asked.WEB)
    fields.check()
    steps.check_open(row)
    customer = org.get("customers", row["links"]["customer"])
    if not is_instant(row) or by_debit(row) or not customer["email"]:
        raise bad_state("action_not_available", "The customer cannot be notified by email")


def fallback(org: Organisation, row: Row, call: Call) -> None:
    """Go on by direct debit."""
    _hand(call)
    steps.fall_back(org, row)


def choose_currency(org: Organisation, row: Row, call: Call) -> None:
    """Choose the currency for the payer."""
    fields = Fields(call.given, "data", ("currency", "metadata"))
    hand = steps.Hand(call.made_by, metadata=fields.metadata())
    currency = fields.text("currency", required=True)
    fields.check()
    steps.choose_currency(org, row, hand, currency)


def select_institution(org: Organisation, row: Row, call: Call) -> None:
    """Choose the payer's bank."""
    fields = Fields(call.given, "data", ("country_code", "institution"))
    fields.text("country_code", required=True, pattern="[A-Z]{2}")
    institution = fields.text("institution", required=True, longest=100)
    fields.check()
    steps.select_institution(org, row, steps.Hand(call.made_by), institution or "")


RESOURCE = Resource(
    name=NAME,
    show=show,
    brief=brief,
    listing=Listing(indexed=("customer", "status"), choices={"status": STATUSES}),
    create=create,
    actions={
        "cancel": cancel,
        "choose_currency": choose_currency,
        "collect_bank_account": collect_bank_account,
        "collect_customer_details": collect_customer_details,
        "confirm_payer_details": confirm_payer_details,
        "fallback": fallback,
        "fulfil": fulfil,
        "notify": notify,
        "select_institution": select_institution,
    },
)
