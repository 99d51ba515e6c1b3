"""What a billing request asks of a payer: the mandate, payment and subscription in its body.

Names and values are those of the GoCardless API reference, create a billing request.
"""

from typing import Any

from s300gc.sandbox.gocardless.bankdays import months_later
from s300gc.sandbox.gocardless.errors import invalid
from s300gc.sandbox.gocardless.fields import BLANK, Fields
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.payments import LEAST, check_amount, check_scheme
from s300gc.sandbox.gocardless.schemes import BY_CURRENCY, KNOWN_CURRENCIES, SCHEMES
from s300gc.sandbox.gocardless.subscriptions import MOST_CYCLES, cadence
from s300gc.sandbox.gocardless.table import Row

KNOWN = (
    "fallback_enabled", "instalment_schedule_request", "links", "mandate_request", "metadata",
    "payment_context_code", "payment_purpose_code", "payment_request", "purpose_code",
    "subscription_request",
)  # fmt: skip
MANDATE = (
    "authorisation_source", "consent_type", "constraints", "currency", "description",
    "funds_settlement", "metadata", "reference", "scheme", "sweeping", "verify",
)  # fmt: skip
CONSTRAINTS = (
    "end_date", "max_amount_per_payment", "payment_method", "periodic_limits", "start_date",
)  # fmt: skip
PAYMENT = (
    "amount", "app_fee", "currency", "description", "funds_settlement", "metadata", "reference",
    "retry_if_possible", "scheme",
)  # fmt: skip
SUBSCRIPTION = (
    "amount", "app_fee", "count", "currency", "day_of_month", "interval", "interval_unit",
    "metadata", "month", "name", "payment_reference", "retry_if_possible", "start_date",
)  # fmt: skip

SETTLEMENTS = ("managed", "direct")
INSTANT = {"GBP": ("faster_payments",), "EUR": ("sepa_credit_transfer",
           "sepa_instant_credit_transfer")}  # fmt: skip
"""Currency -> schemes of a payment request, the usual one first."""
WITH_SUBSCRIPTION = ("ach", "pad")
PURPOSES = (
    "mortgage", "utility", "loan", "dependant_support", "gambling", "retail", "salary", "personal",
    "government", "pension", "tax", "other",
)  # fmt: skip
CONTEXTS = (
    "billing_goods_and_services_in_advance", "billing_goods_and_services_in_arrears",
    "face_to_face_point_of_sale", "ecommerce_merchant_initiated_payment", "transfer_to_self",
    "transfer_to_third_party",
)  # fmt: skip
WEB = "https?://[!-~]+"
"""Addresses of the web; what could break a header or run in a page is none."""

NOT_SUPPORTED = "is not supported for your organisation"


def codes(fields: Fields) -> dict[str, Any]:
    """Read what is said of the whole request."""
    return {
        "metadata": fields.metadata(),
        "fallback_enabled": fields.flag("fallback_enabled", False),
        "payment_context_code": fields.text("payment_context_code", choices=CONTEXTS),
        "payment_purpose_code": fields.text("payment_purpose_code", longest=50),
        "purpose_code": fields.text("purpose_code", choices=PURPOSES),
    }


def mandate_request(fields: Fields) -> Row | None:
    """Read what is asked for as a mandate; scheme and currency may both be left to the payer."""
    inner = fields.inner("mandate_request", MANDATE)
    if inner is None:
        return None
    verify = ("minimum", "recommended", "when_available", "always")
    constraints = inner.inner("constraints", CONSTRAINTS)
    return {
        "authorisation_source": inner.text(
            "authorisation_source", choices=("web", "telephone", "paper")
        ),
        "consent_type": inner.text("consent_type", longest=50),
        "constraints": constraints and {n: constraints.given.get(n) for n in CONSTRAINTS},
        "currency": inner.text("currency", choices=KNOWN_CURRENCIES),
        "description": inner.text("description", longest=255),
        "funds_settlement": inner.text("funds_settlement", choices=SETTLEMENTS) or "managed",
        "links": {},
        "metadata": inner.metadata(),
        "payer_requested_dual_signature": False,
        "scheme": inner.text("scheme", longest=40),
        "sweeping": inner.flag("sweeping", False),
        "verify": inner.text("verify", choices=verify) or "recommended",
        "_reference": inner.text("reference", longest=35, pattern="[A-Za-z0-9/&.+ -]*"),
    }


def payment_request(fields: Fields) -> Row | None:
    """Read what is asked for as a payment at once, in pounds or euros (API reference)."""
    inner = fields.inner("payment_request", PAYMENT)
    if inner is None:
        return None
    currency = inner.text("currency", required=True, choices=INSTANT) or ""
    allowed = INSTANT.get(currency, ())
    scheme = inner.text("scheme", choices=allowed)
    if inner.integer("app_fee", least=0):
        inner.fault("app_fee", "can only be set by an app")
    return {
        "amount": inner.integer("amount", required=True, least=LEAST),
        "app_fee": None,
        "currency": currency,
        "description": inner.text("description", required=True, longest=255),
        "funds_settlement": inner.text("funds_settlement", choices=SETTLEMENTS) or "managed",
        "links": {},
        "metadata": inner.metadata(),
        "reference": inner.text("reference", longest=18),
        "scheme": scheme or (allowed[0] if allowed else None),
        "_retry_if_possible": inner.flag("retry_if_possible", False),
    }


def subscription_request(org: Organisation, fields: Fields) -> Row | None:
    """Read the subscription that is to follow the mandate."""
    inner = fields.inner("subscription_request", SUBSCRIPTION)
    if inner is None:
        return None
    amount = inner.integer("amount", required=True, least=LEAST)
    start = inner.day("start_date")
    if start and start > months_later(org.today, 12):
        inner.fault("start_date", "must be within one year")
    return {
        "amount": amount,
        "app_fee": None,
        "count": inner.integer("count", most=MOST_CYCLES),
        "currency": inner.text("currency", required=True, choices=("USD", "CAD")),
        "links": {},
        "metadata": inner.metadata(),
        "name": inner.text("name", longest=255),
        "payment_reference": inner.text("payment_reference", longest=140),
        "retry_if_possible": inner.flag("retry_if_possible", False),
        "start_date": start.isoformat() if start else None,
        **cadence(inner),
    }


def check_subscription(org: Organisation, fields: Fields, mandate: Row | None, asked: Row) -> None:
    """Refuse a subscription that its mandate will not carry: for ACH and PAD only (reference)."""
    inner = Fields({}, fields.envelope, (), outer=fields, name="subscription_request")
    if mandate is None or mandate["scheme"] not in WITH_SUBSCRIPTION:
        inner.fault("currency", "is only supported for ach and pad mandates")
    inner.check()
    if mandate is not None:
        reference = asked["payment_reference"]
        check_scheme(org, inner, mandate, asked["currency"], "payment_reference", reference)
        check_amount(org, inner, mandate, asked["amount"])


def choose_scheme(envelope: str, mandate: Row, currencies: list[str]) -> None:
    """Fill in scheme or currency where the other is given or only one is possible.

    ``currencies`` are the creditor's. Both stay empty where the payer has the choice.
    """
    scheme, currency = mandate["scheme"], mandate["currency"]
    path = "mandate_request.scheme"
    if scheme:
        facts = SCHEMES.get(scheme)
        if facts is None or facts.currency not in currencies:
            raise invalid(envelope, (path, NOT_SUPPORTED))
        if currency not in (None, facts.currency):
            raise invalid(envelope, (path, f"must be for {currency}"))
        currency = facts.currency
    elif not currency and len(currencies) == 1:
        currency = currencies[0]
    if currency and currency not in currencies:
        raise invalid(envelope, ("mandate_request.currency", NOT_SUPPORTED))
    mandate["currency"] = currency
    mandate["scheme"] = scheme or (BY_CURRENCY[currency].name if currency else None)


def same_currency(fields: Fields, mandate: Row | None, payment: Row | None) -> None:
    """Refuse a request for nothing, and two things in different currencies (API reference)."""
    if mandate is None and payment is None:
        fields.fault("mandate_request", BLANK)
    if mandate and payment and mandate["currency"] not in (None, payment["currency"]):
        fields.fault("payment_request.currency", "must be that of the mandate_request")
